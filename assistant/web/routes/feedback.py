"""`POST /v1/feedback`, and the page's form for it: whether an answer helped."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import parse_qs

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from assistant.domain.asked import Rating
from assistant.domain.readers import Principal
from assistant.web.guard import OWN_SITE
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.health import FeedbackIn, FeedbackOut
from assistant.web.services import Services
from assistant.web.templating import page

router = APIRouter()
_SAID = {"yes": True, "no": False}


@router.post("/v1/feedback", tags=["ask"])
async def feedback(body: FeedbackIn, services: ServicesDep, caller: CallerDep) -> FeedbackOut:
    """Say whether an answer that you got helped. The last word on an answer counts.

    An id that there is not, one that is no longer kept, and somebody else's answer are the same 404.
    """
    return FeedbackOut.of(await _give(services, caller, body))


@router.post("/feedback", include_in_schema=False)
async def feedback_form(request: Request, services: ServicesDep, caller: CallerDep) -> Response:
    """The same from the answer's page, which works without a script."""
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise HTTPException(403, "Requests from other websites are refused.")
    rating = await _give(services, caller, await _filled_in(request))
    helpful = "yes" if rating.helpful else "no"
    return RedirectResponse(
        request.url_for("feedback_page").include_query_params(answer=rating.answer_id, helpful=helpful), 303
    )


@router.get("/feedback", include_in_schema=False)
async def feedback_page(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    answer: Annotated[str, Query(max_length=100)],
    helpful: Annotated[str, Query(max_length=3)] = "",
) -> Response:
    """Thanks, and room for a reason; nothing is changed by opening it."""
    asked = await to_thread.run_sync(services.knowledge.feedback.asked_by, caller, answer)
    context: dict[str, object] = {"asked": asked, "answer_id": asked.id, "helpful": _SAID.get(helpful)}
    return page(request, "feedback.html", context)


async def _give(services: Services, caller: Principal, body: FeedbackIn) -> Rating:
    give = partial(services.knowledge.feedback.give, caller, body.answer_id, helpful=body.helpful, reason=body.reason)
    return await to_thread.run_sync(give)


async def _filled_in(request: Request) -> FeedbackIn:
    """The form's fields. Raises HTTPException 422 for what is no feedback."""
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=10)
        said = fields.get("helpful", [""])[0]
        given = {"answer_id": fields.get("answer_id", [""])[0], "reason": fields.get("reason", [""])[0]}
        return FeedbackIn.model_validate({**given, "helpful": _SAID[said]})
    except (ValueError, KeyError, ValidationError) as error:
        raise HTTPException(422, "The form was not filled in as it should be: open the answer again.") from error
