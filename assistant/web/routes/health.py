"""`/livez` and `/readyz`: whether the process runs, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException

from assistant.web.principal import ServicesDep
from assistant.web.schemas.answers import StatusOut

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> StatusOut:
    """The process answers; says nothing about what it depends on."""
    return StatusOut(status="ok")


@router.get("/readyz")
async def readyz(services: ServicesDep) -> StatusOut:
    """The index and the catalogue are loaded."""
    if not services.ready():
        raise HTTPException(503, "The index is still being loaded; try again in a moment.")
    return StatusOut(status="ready")
