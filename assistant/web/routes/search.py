"""`POST /v1/search`: chunks for a query."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter

from assistant.domain.queries import Query, Scope
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.answers import SearchIn, SearchOut

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/search")
async def search(body: SearchIn, services: ServicesDep, caller: CallerDep) -> SearchOut:
    """The chunks that answer the query best and that the caller may read, best first."""
    query = Query(
        body.query, Scope(caller, body.filters.filters()), body.k, literally=not body.understand, in_context=body.context
    )
    found = await to_thread.run_sync(services.find, query)
    return SearchOut.of(found)
