"""`GET /v1/sources`: what is indexed."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter

from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.readable import readable_sources
from assistant.web.schemas.answers import SourceOut, SourcesOut

router = APIRouter(prefix="/v1", tags=["sources"])


@router.get("/sources")
async def sources(services: ServicesDep, caller: CallerDep) -> SourcesOut:
    """The sources that the caller may read, with what the index holds of each."""
    states = await to_thread.run_sync(readable_sources, services, caller)
    return SourcesOut(sources=[SourceOut.of(state, as_administrator=caller.administrator) for state in states])
