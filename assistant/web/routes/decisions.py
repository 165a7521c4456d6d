"""`/v1/decisions`: what was decided, and what people say of it."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.knowledge.decisions.book import NO_SUCH_DECISION
from assistant.knowledge.decisions.export import as_csv, as_markdown
from assistant.knowledge.decisions.lineage import newest_first
from assistant.knowledge.decisions.timeline import events_of
from assistant.web.cursors import Page, page_of
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.decisions import (
    ChangeOut,
    CorrectionIn,
    DecisionFilters,
    DecisionIn,
    DecisionOut,
    DecisionsIn,
    DecisionsOut,
    EvidenceOut,
    WholeDecisionOut,
)
from assistant.web.services import Services

router = APIRouter(prefix="/v1", tags=["decisions"])

DecisionsDep = Annotated[DecisionsIn, Query()]
FiltersDep = Annotated[DecisionFilters, Query()]


@router.get("/decisions")
async def decisions(wanted: DecisionsDep, services: ServicesDep, caller: CallerDep) -> DecisionsOut:
    """The decisions that the caller may read, a page at a time: with words the best first, else the newest first."""
    return await to_thread.run_sync(_page, wanted, services, caller)


@router.get("/decisions.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def decisions_csv(wanted: FiltersDep, services: ServicesDep, caller: CallerDep) -> Response:
    """All of them as CSV (RFC 4180, UTF-8)."""
    text = await to_thread.run_sync(_exported, wanted, services, caller, "csv")
    return _download(text, "text/csv", "decisions.csv")


@router.get("/decisions.md", response_class=Response, responses={200: {"content": {"text/markdown": {}}}})
async def decisions_markdown(wanted: FiltersDep, services: ServicesDep, caller: CallerDep) -> Response:
    """All of them as Markdown."""
    text = await to_thread.run_sync(_exported, wanted, services, caller, "md")
    return _download(text, "text/markdown", "decisions.md")


@router.get("/decisions/{decision_id}")
async def decision(decision_id: str, services: ServicesDep, caller: CallerDep, request: Request) -> WholeDecisionOut:
    """A decision with its evidence, and with what it replaced and what replaced it."""
    return await to_thread.run_sync(_whole, decision_id, services, caller, _site(request))


@router.post("/decisions", status_code=201)
async def write(
    body: DecisionIn, services: ServicesDep, caller: CallerDep, request: Request, response: Response
) -> WholeDecisionOut:
    """Write a decision down. For administrators and curators."""
    writing = services.knowledge.curation.write
    entry = await to_thread.run_sync(writing, caller, body.amendment(), body.document, body.cited(), body.audience())
    response.headers["Location"] = f"/v1/decisions/{entry.id}"
    return await to_thread.run_sync(_whole, entry.id, services, caller, _site(request))


@router.post("/decisions/{decision_id}/confirm")
async def confirm(decision_id: str, services: ServicesDep, caller: CallerDep, request: Request) -> WholeDecisionOut:
    """Say that a decision, as it is shown, is right. For administrators and curators."""
    await to_thread.run_sync(services.knowledge.curation.confirm, caller, decision_id)
    return await to_thread.run_sync(_whole, decision_id, services, caller, _site(request))


@router.post("/decisions/{decision_id}/correct")
async def correct(
    decision_id: str, body: CorrectionIn, services: ServicesDep, caller: CallerDep, request: Request
) -> WholeDecisionOut:
    """Say what is wrong about a decision; the document's own values stay visible. For administrators and curators."""
    await to_thread.run_sync(services.knowledge.curation.correct, caller, decision_id, body.amendment())
    return await to_thread.run_sync(_whole, decision_id, services, caller, _site(request))


@router.post("/decisions/{decision_id}/undo", response_model=WholeDecisionOut, responses={204: {"description": "It is gone"}})
async def undo(decision_id: str, services: ServicesDep, caller: CallerDep, request: Request) -> WholeDecisionOut | Response:
    """Take back the newest thing that was said of it; 204 if that was what wrote it down. For administrators and curators."""
    left = await to_thread.run_sync(services.knowledge.curation.undo, caller, decision_id)
    if left is None:
        return Response(status_code=204)
    return await to_thread.run_sync(_whole, decision_id, services, caller, _site(request))


def _page(wanted: DecisionsIn, services: Services, caller: Principal) -> DecisionsOut:
    book = services.knowledge.decisions
    query = wanted.query()
    found, lineage = book.search(caller, query), book.lineage(caller)
    about = wanted.model_dump_json(exclude={"limit", "cursor"})
    shown, following = page_of(found, Page(wanted.limit, wanted.cursor, about), newest_first, is_sorted=not query.text)
    since = wanted.changed_since
    changes = [ChangeOut.of(event) for event in events_of(shown, lineage) if event.day >= since] if since else None
    return DecisionsOut(
        decisions=[DecisionOut.of(entry, lineage) for entry in shown],
        total=len(found),
        next=following,
        changes=changes,
    )


def _exported(wanted: DecisionFilters, services: Services, caller: Principal, form: str) -> str:
    book = services.knowledge.decisions
    found, lineage = book.search(caller, wanted.query()), book.lineage(caller)
    return as_csv(found, lineage) if form == "csv" else as_markdown(found, lineage, f"Decisions of {services.organisation}")


def _whole(decision_id: str, services: Services, caller: Principal, site: str) -> WholeDecisionOut:
    lineage = services.knowledge.decisions.lineage(caller)
    entry = lineage.entry(decision_id)
    if entry is None:
        raise NotFound(NO_SUCH_DECISION)
    may_rule = services.knowledge.curation.permits(caller)
    return WholeDecisionOut.whole(entry, lineage, EvidenceOut.each(entry, services.documents, site), may_rule=may_rule)


def _download(text: str, media_type: str, name: str) -> Response:
    return Response(text, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")
