"""`GET /v1/spending`: what language models cost."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query

from assistant.knowledge.spending import DAYS
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.spending import SpendingOut

router = APIRouter(tags=["health"])


@router.get("/v1/spending")
async def spending(
    services: ServicesDep,
    caller: CallerDep,
    days: Annotated[int, Query(ge=1, le=366, description="how many days, today included")] = DAYS,
) -> SpendingOut:
    """Tokens and money by day, person and model. Administrators see everybody's, others their own."""
    return SpendingOut.of(await to_thread.run_sync(services.knowledge.spending.report, caller, days))
