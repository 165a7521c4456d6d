"""The pages for decisions: the list, the timeline, one decision with its lineage, and the forms of those who may rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant.domain.documents import Chunk, Document
from assistant.domain.readers import ADMINISTRATORS_ONLY, EVERYONE, Principal, Readers
from assistant.domain.statuses import DecisionStatus
from assistant.errors import Forbidden, UsageError
from assistant.knowledge.decisions.curation import NO_RIGHT, Cited
from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.decisions.timeline import events_of
from assistant.web.decision_form import DecisionFilters, DecisionForm
from assistant.web.decision_views import ORIGINS, ChunkAt, decision_path, status_view, view_decision, view_events, view_line
from assistant.web.lineage_picture import BOX_HEIGHT, BOX_WIDTH
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.readable import readable_document
from assistant.web.services import Services
from assistant.web.templating import page
from assistant.web.views import audience

router = APIRouter(include_in_schema=False)

PER_PAGE = 50
EVENTS_PER_PAGE = 200
NOBODY = "administrators"
"""What the form sends for a decision that only administrators may read."""
STATUSES = [status_view(status) for status in DecisionStatus]

FiltersDep = Annotated[DecisionFilters, Query()]
FormDep = Annotated[DecisionForm, Form()]


@router.get("/decisions")
async def decisions_page(request: Request, filters: FiltersDep, services: ServicesDep, caller: CallerDep) -> Response:
    """The decisions that the filters leave, a page at a time."""
    query = filters.query()
    found = await to_thread.run_sync(services.knowledge.decisions.search, caller, query)
    lineage = await to_thread.run_sync(services.knowledge.decisions.lineage, caller)
    first = (filters.page - 1) * PER_PAGE
    shown = {
        "lines": [view_line(entry, lineage) for entry in found[first : first + PER_PAGE]],
        "as_of": query.as_of,
        "pages": -(-len(found) // PER_PAGE),
    }
    return page(request, "decisions.html", _around(services, caller, filters, len(found)) | shown)


@router.get("/decisions/timeline")
async def timeline_page(request: Request, filters: FiltersDep, services: ServicesDep, caller: CallerDep) -> Response:
    """What happened to them, by year and month. The dates are those of the events."""
    query = filters.query()
    everything = replace(query, after=None, before=None, as_of=None)
    found = await to_thread.run_sync(services.knowledge.decisions.search, caller, everything)
    lineage = await to_thread.run_sync(services.knowledge.decisions.lineage, caller)
    first, last = query.after or date.min, query.before or date.max
    events = [event for event in events_of(found, lineage) if first <= event.day < last]
    start = (filters.page - 1) * EVENTS_PER_PAGE
    shown = {
        "years": view_events(events[start : start + EVENTS_PER_PAGE]),
        "pages": -(-len(events) // EVENTS_PER_PAGE),
    } | {f"{name}_ago": (_today() - timedelta(days)).isoformat() for name, days in (("week", 7), ("month", 30), ("year", 365))}
    return page(request, "decision_timeline.html", _around(services, caller, filters, len(events)) | shown)


@router.get("/decisions/new")
async def new_page(request: Request, services: ServicesDep, caller: CallerDep, document: str = "") -> Response:
    """The form for a decision that was not written down, from a document if one is named."""
    _permitted(services, caller)
    form = DecisionForm(status=DecisionStatus.ACCEPTED.value, decided_on=_today().isoformat(), document=document)
    return await to_thread.run_sync(_new_from, _Asked(request, services, caller), form)


@router.post("/decisions/new")
async def write(request: Request, form: FormDep, services: ServicesDep, caller: CallerDep) -> Response:
    """Write the decision down, and show it."""
    _permitted(services, caller)
    return await to_thread.run_sync(_write, _Asked(request, services, caller), form)


@router.get("/decisions/{decision_id}")
async def decision_page(request: Request, decision_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """One decision, whole."""
    return await to_thread.run_sync(_decision, _Asked(request, services, caller), decision_id)


@router.get("/decisions/{decision_id}/correct")
async def correct_page(request: Request, decision_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """The form, filled with the decision as it stands."""
    return await to_thread.run_sync(_correcting, _Asked(request, services, caller), decision_id)


@router.post("/decisions/{decision_id}/correct")
async def correct(request: Request, decision_id: str, form: FormDep, services: ServicesDep, caller: CallerDep) -> Response:
    """Keep what was changed in the form, and show the decision."""
    return await to_thread.run_sync(_correct, _Asked(request, services, caller), decision_id, form)


@router.post("/decisions/{decision_id}/confirm")
async def confirm(decision_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """Say that it is right."""
    entry = await to_thread.run_sync(services.knowledge.curation.confirm, caller, decision_id)
    return RedirectResponse(decision_path(entry), 303)


@router.post("/decisions/{decision_id}/undo")
async def undo(decision_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """Take the last ruling back; of a decision that is gone with it, the list is shown."""
    entry = await to_thread.run_sync(services.knowledge.curation.undo, caller, decision_id)
    return RedirectResponse(decision_path(entry) if entry else "/decisions", 303)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, with what every page needs for its answer."""

    request: Request
    services: Services
    caller: Principal


def _decision(asked: _Asked, decision_id: str) -> Response:
    services, caller = asked.services, asked.caller
    entry = services.knowledge.decisions.get(caller, decision_id)
    lineage = services.knowledge.decisions.lineage(caller)
    view = services.knowledge.memory.seen_by(caller)
    shown = {
        "decision": view_decision(entry, lineage, view, _chunks(services)),
        "may_rule": services.knowledge.curation.permits(caller),
        "box_width": BOX_WIDTH,
        "box_height": BOX_HEIGHT,
    }
    return page(asked.request, "decision.html", shown)


def _correcting(asked: _Asked, decision_id: str) -> Response:
    entry = asked.services.knowledge.decisions.get(asked.caller, decision_id)
    _permitted(asked.services, asked.caller)
    lineage = asked.services.knowledge.decisions.lineage(asked.caller)
    return _edit(
        asked, DecisionForm.of(entry, lineage), {"line": view_line(entry), "action": f"{decision_path(entry)}/correct"}
    )


def _correct(asked: _Asked, decision_id: str, form: DecisionForm) -> Response:
    knowledge = asked.services.knowledge
    entry = knowledge.decisions.get(asked.caller, decision_id)
    _permitted(asked.services, asked.caller)
    before = DecisionForm.of(entry, knowledge.decisions.lineage(asked.caller))
    try:
        amendment = form.amendment(_finder(asked), before)
        entry = knowledge.curation.correct(asked.caller, decision_id, amendment)
    except UsageError as error:
        around = {"line": view_line(entry), "action": f"{decision_path(entry)}/correct", "problem": str(error)}
        return _edit(asked, form, around, 400)
    return RedirectResponse(decision_path(entry), 303)


def _new_from(asked: _Asked, form: DecisionForm) -> Response:
    if form.document:
        document, _ = readable_document(asked.services, asked.caller, form.document)
        form = form.model_copy(update={"readers": document.readers.canonical or NOBODY})
    return _new(asked, form)


def _new(asked: _Asked, form: DecisionForm, problem: str = "") -> Response:
    document = readable_document(asked.services, asked.caller, form.document)[0] if form.document else None
    around: dict[str, object] = {
        "document": document,
        "action": "/decisions/new",
        "audiences": _audiences(asked.caller, document),
        "problem": problem,
    }
    return _edit(asked, form, around, 400 if problem else 200)


def _write(asked: _Asked, form: DecisionForm) -> Response:
    knowledge = asked.services.knowledge
    evidence = [Cited(form.document, words) for words in form.quoted()] if form.document else []
    try:
        amendment = form.amendment(_finder(asked))
        readers = _readers(form.readers)
        entry = knowledge.curation.write(asked.caller, amendment, form.document, evidence, readers)
    except UsageError as error:
        return _new(asked, form, str(error))
    return RedirectResponse(decision_path(entry), 303)


def _edit(asked: _Asked, form: DecisionForm, around: dict[str, object], status: int = 200) -> Response:
    heading = "Correct a decision" if "line" in around else "Write a decision"
    defaults = {"line": None, "document": None, "audiences": [], "problem": "", "heading": heading, "statuses": STATUSES}
    return page(asked.request, "decision_edit.html", {**defaults, **around, "form": form}, status)


def _audiences(caller: Principal, document: Document | None) -> list[tuple[str, str]]:
    """Whom a written decision can be for, the likeliest first."""
    named = [EVERYONE, *(f"group:{group}" for group in sorted(caller.groups)), f"user:{caller.user}" if caller.user else ""]
    own = document.readers.canonical if document else None
    words = {name: audience(Readers.parse(name)) for name in dict.fromkeys([*([] if own is None else [own]), *named, ""])}
    return [
        (name or NOBODY, f"{said[:1].upper()}{said[1:]}{', as the document' if name == own else ''}")
        for name, said in words.items()
    ]


def _readers(chosen: str) -> Readers:
    if not chosen:
        raise UsageError("choose who may read it")
    return ADMINISTRATORS_ONLY if chosen == NOBODY else Readers.parse(chosen)


def _around(services: Services, caller: Principal, filters: DecisionFilters, total: int) -> dict[str, object]:
    today = _today().isoformat()
    return {
        "filters": filters,
        "total": total,
        "statuses": STATUSES,
        "origins": [(origin.value, label) for origin, label in ORIGINS.items()],
        "today": today,
        "may_write": services.knowledge.curation.permits(caller),
    }


def _finder(asked: _Asked) -> Callable[[str], Entry]:
    return partial(asked.services.knowledge.decisions.named, asked.caller)


def _permitted(services: Services, caller: Principal) -> None:
    if not services.knowledge.curation.permits(caller):
        raise Forbidden(NO_RIGHT)


def _chunks(services: Services) -> ChunkAt:
    def chunk_at(document_id: str, ordinal: int) -> Chunk | None:
        return next(iter(services.documents.chunks(document_id, ordinal, ordinal)), None)

    return chunk_at


def _today() -> date:
    return datetime.now(UTC).date()
