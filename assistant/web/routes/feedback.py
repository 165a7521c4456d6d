"""`POST /v1/feedback`, and the page's form for it: whether an answer helped, and what would have helped more."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import parse_qs

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from assistant.domain.asked import Asked, Rating
from assistant.domain.documents import Document
from assistant.domain.readers import Principal
from assistant.errors import UsageError
from assistant.knowledge.health.consequences import what_it_changes
from assistant.web.guard import OWN_SITE
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.health import FeedbackIn, FeedbackOut
from assistant.web.services import Services
from assistant.web.templating import page

router = APIRouter()
_SAID = {"yes": True, "no": False}
_FIELDS = ("answer_id", "reason", "category", "better", "expected")


@router.post("/v1/feedback", tags=["ask"])
async def feedback(body: FeedbackIn, services: ServicesDep, caller: CallerDep) -> FeedbackOut:
    """Say whether an answer that you got helped. The last word on an answer counts.

    An id that there is not, one that is no longer kept, and somebody else's answer are the same 404. A better source that there
    is not and one that you may not read are the same 422.
    """
    try:
        return await to_thread.run_sync(_given, services, caller, body)
    except UsageError as error:
        raise HTTPException(422, f"better: {error}") from error


def _given(services: Services, caller: Principal, body: FeedbackIn) -> FeedbackOut:
    rating = _give(services, caller, body)
    asked = services.knowledge.feedback.asked_by(caller, body.answer_id)
    return FeedbackOut.of(rating, asked, _better(services, caller, rating))


@router.post("/feedback", include_in_schema=False)
async def feedback_form(request: Request, services: ServicesDep, caller: CallerDep) -> Response:
    """The same from the answer's page, which works without a script. What was filled in wrongly comes back with what is
    wrong."""
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise HTTPException(403, "Requests from other websites are refused.")
    filled = await _filled_in(request)
    try:
        rating = await to_thread.run_sync(_give, services, caller, filled)
    except UsageError as error:
        asked = await to_thread.run_sync(services.knowledge.feedback.asked_by, caller, filled.answer_id)
        context: dict[str, object] = {"asked": asked, "helpful": None, "given": filled, "error": _sentence(str(error))}
        return page(request, "feedback.html", {"answer_id": asked.id, "changes": "", "better": None} | context, 422)
    return RedirectResponse(
        request.url_for("feedback_page").include_query_params(
            answer=rating.answer_id, helpful="yes" if rating.helpful else "no"
        ),
        303,
    )


@router.get("/feedback", include_in_schema=False)
async def feedback_page(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    answer: Annotated[str, Query(max_length=100)],
    helpful: Annotated[str, Query(max_length=3)] = "",
) -> Response:
    """Thanks, what the rating changes, and room for more; nothing is changed by opening it."""
    return page(request, "feedback.html", await to_thread.run_sync(_thanks, services, caller, answer, _SAID.get(helpful)))


def _thanks(services: Services, caller: Principal, answer_id: str, helpful: bool | None) -> dict[str, object]:  # noqa: FBT001
    asked: Asked = services.knowledge.feedback.asked_by(caller, answer_id)
    rating = services.knowledge.feedback.given(caller, asked)
    better = _better(services, caller, rating) if rating else None
    return {
        "asked": asked,
        "answer_id": asked.id,
        "helpful": helpful,
        "given": _as_filled(rating, better) if rating else None,
        "better": better,
        "changes": what_it_changes(asked, rating) if rating and helpful is not None else "",
        "error": "",
    }


def _as_filled(rating: Rating, better: Document | None) -> FeedbackIn:
    """What was given, as the form shows it."""
    return FeedbackIn.model_construct(
        answer_id=rating.answer_id,
        helpful=rating.helpful,
        reason=rating.reason,
        category=rating.complaint,
        better=f"{better.source}/{better.path}" if better else "",
        expected=rating.expected,
    )


def _give(services: Services, caller: Principal, body: FeedbackIn) -> Rating:
    give = partial(services.knowledge.feedback.give, helpful=body.helpful, remark=body.remark())
    return give(caller, body.answer_id)


def _better(services: Services, caller: Principal, rating: Rating) -> Document | None:
    return services.knowledge.memory.seen_by(caller).documents.get(rating.better)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


async def _filled_in(request: Request) -> FeedbackIn:
    """The form's fields. Raises HTTPException 422 for what is no feedback."""
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=20)
        given = {name: fields.get(name, [""])[0] for name in _FIELDS}
        return FeedbackIn.model_validate({**given, "helpful": _SAID[fields.get("helpful", [""])[0]]})
    except (ValueError, KeyError, ValidationError) as error:
        raise HTTPException(422, "The form was not filled in as it should be: open the answer again.") from error
