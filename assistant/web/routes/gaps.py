"""`GET /v1/gaps` and the page `/health`: what is missing, stale, lost or in conflict, and how Lore is used."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.knowledge.health.health import WEEKS
from assistant.web.health_view import view_health
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.health import HealthOut
from assistant.web.templating import page

router = APIRouter()

WeeksQuery = Annotated[int, Query(ge=1, le=520, description="how many weeks back questions count")]


@router.get("/v1/gaps", tags=["health"])
async def gaps(
    services: ServicesDep,
    caller: CallerDep,
    weeks: WeeksQuery = WEEKS,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many of each list")] = 100,
) -> HealthOut:
    """Knowledge health as the caller may see it: gaps, stale documents, orphans, conflicts between decisions, and use.

    Administrators and curators see everybody's questions, others their own; documents are those that the caller may read.
    """
    report = await to_thread.run_sync(services.knowledge.health.report, caller, weeks)
    return HealthOut.of(report, limit)


@router.get("/health", include_in_schema=False)
async def health_page(request: Request, services: ServicesDep, caller: CallerDep, weeks: WeeksQuery = WEEKS) -> Response:
    """The same as a page with plots, each with its table."""
    report = await to_thread.run_sync(services.knowledge.health.report, caller, weeks)
    return page(request, "health.html", {"health": view_health(report), "weeks": weeks, "choices": (4, WEEKS, 26, 52)})
