"""What people see: the ask page, documents, sources, and a page about the API. They work without JavaScript."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import uuid4

import structlog
from anyio import to_thread
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from fastapi.sse import ServerSentEvent
from pydantic import BaseModel

from assistant.domain.answers import Answer, Delta, SourcesFound
from assistant.domain.provenance import Step
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.errors import LoreError, NotFound
from assistant.web.answer_stream import EventStream, close, event, unless_gone
from assistant.web.ask_form import AskForm
from assistant.web.conversation_view import FollowUp, view_turns
from assistant.web.decision_views import view_line
from assistant.web.document_view import contents, view_chunks
from assistant.web.guard import OWN_SITE
from assistant.web.link_groups import link_groups
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.problems import UNEXPECTED, request_id
from assistant.web.readable import readable_document, readable_links, readable_sources
from assistant.web.rendering import render_draft
from assistant.web.routes.ask import whole_answer
from assistant.web.services import Services
from assistant.web.similar_view import beside_document
from assistant.web.templating import fragment, page
from assistant.web.trails import view_step
from assistant.web.views import AnswerView, view_answer, view_sources

router = APIRouter(include_in_schema=False)
log = structlog.get_logger(__name__)

SECONDS_BETWEEN_DRAFTS = 0.08

FormDep = Annotated[AskForm, Query()]


class Draft(BaseModel):
    """A part of the page as HTML; the event's name says which. `status` is a sentence for the eye and for the ear."""

    html: str
    status: str = ""


class Finished(BaseModel):
    """The whole answer and its sources as HTML."""

    answer: str
    sources: str
    status: str


@router.get("/")
async def ask_page(request: Request, form: FormDep, services: ServicesDep, caller: CallerDep) -> Response:
    """The form, and under it the answer to the question in the address, if there is one."""
    question = form.question(caller)
    states = await to_thread.run_sync(readable_sources, services, caller)
    context: dict[str, object] = {
        "form": form,
        "sources_to_choose": [state.entry.name for state in states],
        "documents": sum(state.documents for state in states),
        "suggestions": services.suggestions,
        "answer": None,
        "sources": [],
        "fresh": uuid4().hex,
        "keeps_conversations": _keeps(services),
        **await to_thread.run_sync(_thread, form, services, caller),
    }
    if form.q and request.headers.get("sec-fetch-mode", "navigate") == "navigate":
        answer = await unless_gone(request, lambda: whole_answer(services, question))
        if answer is None:
            return Response(status_code=499)
        view = _view(answer, services, form)
        context |= {"answer": view, "sources": view_sources(answer.sources, answer.citations)}
    return page(request, "ask.html", context)


@router.get("/ask/stream")
async def stream(request: Request, form: FormDep, services: ServicesDep, caller: CallerDep) -> Response:
    """The same answer for the page's script: events `sources`, `step`…, `draft`…, and `done` or `failed`, with HTML in them."""
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise HTTPException(403, "Requests from other websites are refused.")
    if not form.q:
        raise HTTPException(422, "q: ask a question")
    return EventStream(_drafts(services, form, form.question(caller), request_id(request.scope)))


async def _drafts(services: Services, form: AskForm, question: Question, asked_in: str) -> AsyncIterator[ServerSentEvent]:
    answering = services.asker.answer(question)
    text, drawn_at = "", 0.0
    try:
        async for each in answering:
            if isinstance(each, SourcesFound):
                yield event("sources", _sources_draft(each))
            elif isinstance(each, Step):
                yield event("step", _step_draft(each))
            elif isinstance(each, Delta):
                text += each.text
                if time.monotonic() - drawn_at >= SECONDS_BETWEEN_DRAFTS:
                    yield event("draft", Draft(html=render_draft(text)))
                    drawn_at = time.monotonic()
            elif isinstance(each, Answer):
                yield event("done", _finished(each, _view(each, services, form)))
    except LoreError as error:
        yield event("failed", _failure(str(error), asked_in))
    except Exception:
        log.exception("answer_failed", request_id=asked_in)
        yield event("failed", _failure(UNEXPECTED, asked_in))
    finally:
        await close(answering)


def _sources_draft(found: SourcesFound) -> Draft:
    sources = view_sources(found.sources)
    words = "1 document found" if len(sources) == 1 else f"{len(sources)} documents found"
    return Draft(html=fragment("_sources.html", {"sources": sources}), status=f"{words}, reading")


def _step_draft(step: Step) -> Draft:
    view = view_step(step)
    return Draft(html=fragment("_step.html", {"step": view}), status=view.line)


def _view(answer: Answer, services: Services, form: AskForm) -> AnswerView:
    following = None if answer.turn is None else answer.turn + 1
    return view_answer(
        answer,
        rateable=services.knowledge.feedback.is_open,
        literal_address=form.literal_address,
        follow_up=FollowUp(answer.conversation_id, following, form.set_filters) if _keeps(services) else None,
    )


def _keeps(services: Services) -> bool:
    return services.conversations is not None and services.conversations.is_kept


def _thread(form: AskForm, services: Services, caller: Principal) -> dict[str, object]:
    """What was said before the question in its conversation, or, without a question, all of it and where it goes on. Blocks."""
    nothing: dict[str, object] = {"turns": (), "follow_up": None}
    if not form.conversation or services.conversations is None:
        return nothing
    try:
        conversation = services.conversations.get(caller, form.conversation)
    except NotFound:  # its first question makes it
        return nothing
    told = conversation.told
    if form.q:
        return {**nothing, "turns": view_turns(told if form.turn is None else told[: form.turn])}
    if conversation.dialogue.has_ended:
        return nothing
    return {"turns": view_turns(told), "follow_up": FollowUp(form.conversation, len(told), form.set_filters)}


def _finished(answer: Answer, view: AnswerView) -> Finished:
    sources = view_sources(answer.sources, answer.citations)
    return Finished(
        answer=fragment("_answer.html", {"answer": view}),
        sources=fragment("_sources.html", {"sources": sources}),
        status="Nothing found that answers this." if answer.abstained else f"Answer ready, {view.cited} citations.",
    )


def _failure(detail: str, asked_in: str) -> Draft:
    return Draft(html=fragment("_failure.html", {"detail": detail, "request_id": asked_in}), status="The answer failed.")


@router.get("/documents/{document_id}")
async def document_page(request: Request, document_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """A document's text, each chunk with the id that citations point to."""
    document, chunks = await to_thread.run_sync(readable_document, services, caller, document_id)
    views = await to_thread.run_sync(view_chunks, document, chunks)
    links, backlinks = await to_thread.run_sync(readable_links, services, caller, document)
    lineage = await to_thread.run_sync(services.knowledge.decisions.lineage, caller)
    shown: dict[str, object] = {
        "document": document,
        "chunks": views,
        "contents": contents(views),
        "links": link_groups(links, backlinks),
        "alike": await to_thread.run_sync(beside_document, services, caller, document_id),
        "decided": [view_line(entry) for entry in lineage.of_document(document_id)],
        "may_write": services.knowledge.curation.permits(caller),
    }
    return page(request, "document.html", shown)


@router.get("/sources")
async def sources_page(request: Request, services: ServicesDep, caller: CallerDep) -> Response:
    """What is indexed, and how complete it is."""
    states = await to_thread.run_sync(readable_sources, services, caller)
    return page(request, "sources.html", {"states": states, "caller": caller})


@router.get("/docs")
async def api_page(request: Request) -> Response:
    """What programs can call, from the same description as `/openapi.json`."""
    return page(request, "api.html", {"api": request.app.openapi(), "site": str(request.base_url).rstrip("/")})
