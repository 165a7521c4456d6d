"""`POST /v1/ask`: an answer with citations, whole or as it is made."""

from __future__ import annotations

from collections.abc import AsyncIterator

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from assistant.domain.answers import Answer, AnswerEvent, Delta, EvidenceChosen, SourcesFound
from assistant.domain.asked import Interface
from assistant.domain.provenance import Step
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.errors import LoreError, StorageError
from assistant.web.answer_stream import EventStream, close, event, unless_gone
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.problems import UNEXPECTED, request_id, status_of
from assistant.web.schemas.answers import AnswerOut, AskIn, CitationOut, HitOut, StepOut
from assistant.web.services import Services

router = APIRouter(prefix="/v1", tags=["ask"])
log = structlog.get_logger(__name__)


class SourcesEvent(BaseModel):
    """`sources`: what the answer may be made from."""

    sources: list[HitOut]


class DeltaEvent(BaseModel):
    """`delta`: a piece of the answer's Markdown."""

    text: str


class CitationsEvent(BaseModel):
    """`citations`: what bears out the markers."""

    citations: list[CitationOut]


class ErrorEvent(BaseModel):
    """`error`: the last event of an answer that could not be given, in the terms of a problem."""

    title: str
    status: int
    detail: str
    request_id: str


@router.post("/ask", response_model=AnswerOut, responses={200: {"content": {EventSourceResponse.media_type: {}}}})
async def ask(body: AskIn, request: Request, services: ServicesDep, caller: CallerDep) -> AnswerOut | Response:
    """An answer from what the caller may read.

    With `stream`, server-sent events: `sources`, a `step` for each step of a research and then `sources` once more, `delta`…,
    `citations`, and `done` with the whole answer, or `error`. A caller that hangs up stops the work.
    """
    scope = Scope(caller, body.filters.filters())
    question = Question(
        body.question,
        scope,
        body.conversation_id or "",
        Interface.API,
        said=tuple(turn.turn() for turn in body.history),
        literally=not body.understand,
    )
    site = str(request.base_url).rstrip("/")
    if body.stream:
        return EventStream(_events(services, question, site, request_id(request.scope)))
    answer = await unless_gone(request, lambda: whole_answer(services, question))
    return AnswerOut.of(answer, site) if answer else Response(status_code=499)


async def whole_answer(services: Services, question: Question) -> Answer:
    """The Answer at the end of the events."""
    events = services.asker.answer(question)
    try:
        async for each in events:
            if isinstance(each, Answer):
                return each
    finally:
        await close(events)
    raise StorageError("the answer broke off; ask again")


async def _events(services: Services, question: Question, site: str, asked_in: str) -> AsyncIterator[ServerSentEvent]:
    answering = services.asker.answer(question)
    try:
        async for each in answering:
            for sent in _as_events(each, site):
                yield sent
    except LoreError as error:
        yield _error(status_of(error), str(error), asked_in)
    except Exception:
        log.exception("answer_failed", request_id=asked_in)
        yield _error(500, UNEXPECTED, asked_in)
    finally:
        await close(answering)


def _as_events(each: AnswerEvent, site: str) -> list[ServerSentEvent]:
    if isinstance(each, SourcesFound):
        return [event("sources", SourcesEvent(sources=[HitOut.of(hit) for hit in each.sources]))]
    if isinstance(each, Delta):
        return [event("delta", DeltaEvent(text=each.text))]
    if isinstance(each, Step):
        return [event("step", StepOut.of(each))]
    if isinstance(each, EvidenceChosen):
        return []  # citations come with the whole answer
    whole = AnswerOut.of(each, site)
    return [event("citations", CitationsEvent(citations=whole.citations)), event("done", whole)]


def _error(status: int, detail: str, asked_in: str) -> ServerSentEvent:
    title = "Unavailable" if status == 503 else "Failed"
    return event("error", ErrorEvent(title=title, status=status, detail=detail, request_id=asked_in))
