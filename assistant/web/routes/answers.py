"""`GET /v1/answers/{id}` and the page `/answers/{id}`: how an answer came about."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.knowledge.provenance.opening import MOST_LISTED
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.provenance_view import view_opened
from assistant.web.schemas.provenance import AnswersOut, AskedOut, OpenedAnswerOut
from assistant.web.templating import page

router = APIRouter()

LimitQuery = Annotated[int, Query(ge=1, le=MOST_LISTED, description="how many, the newest")]


@router.get("/v1/answers", tags=["answers"])
async def answers(services: ServicesDep, caller: CallerDep, limit: LimitQuery = 50) -> AnswersOut:
    """The newest questions that you asked, with the ids of their answers; everybody's for administrators."""
    found = await to_thread.run_sync(services.knowledge.provenance.lately, caller, limit)
    return AnswersOut(answers=[AskedOut.of(one) for one in found])


@router.get("/v1/answers/{answer_id}", tags=["answers"])
async def answer(answer_id: str, services: ServicesDep, caller: CallerDep) -> OpenedAnswerOut:
    """How an answer came about: what was asked, found, sent and returned, and what became of its sources since.

    For its asker and for administrators; for others it is the same 404 as one that there is not. Its words are withheld where
    it drew on a document that you may not read now, or that is gone.
    """
    return OpenedAnswerOut.opened(await to_thread.run_sync(services.knowledge.provenance.open, caller, answer_id))


@router.get("/answers", include_in_schema=False)
async def answers_page(request: Request, services: ServicesDep, caller: CallerDep) -> Response:
    """The newest questions, each with its answer's page."""
    found = await to_thread.run_sync(services.knowledge.provenance.lately, caller, MOST_LISTED)
    return page(request, "answers.html", {"answers": found, "everybody": caller.administrator})


@router.get("/answers/{answer_id}", include_in_schema=False)
async def answer_page(request: Request, answer_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """The same as a page."""
    opened = await to_thread.run_sync(services.knowledge.provenance.open, caller, answer_id)
    shown = await to_thread.run_sync(view_opened, opened)
    return page(request, "answer.html", {"opened": opened, "shown": shown, "is_asker": caller.user == opened.asked.asker})
