"""`GET /v1/documents/{id}/similar` and `/links`, and the page of what is like a document or one place of it."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.domain.queries import Scope
from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.retrieval.similar import SimilarResult
from assistant.web.link_groups import link_groups
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.readable import readable_document, readable_links
from assistant.web.schemas.related import LinksOut, SimilarIn, SimilarOut
from assistant.web.services import Services
from assistant.web.similar_view import view_similar
from assistant.web.templating import page

router = APIRouter(tags=["documents"])
WantedDep = Annotated[SimilarIn, Query()]


@router.get("/v1/documents/{document_id}/similar")
async def similar(document_id: str, wanted: WantedDep, services: ServicesDep, caller: CallerDep) -> SimilarOut:
    """Documents that are like this one, or like one chunk of it, among those that the caller may read."""
    return SimilarOut.of(await to_thread.run_sync(_like, services, caller, document_id, wanted))


@router.get("/v1/documents/{document_id}/links")
async def links(document_id: str, services: ServicesDep, caller: CallerDep) -> LinksOut:
    """What the document is linked with in both directions, by relation, as far as the caller may read it."""
    document, _ = await to_thread.run_sync(readable_document, services, caller, document_id)
    groups = link_groups(*await to_thread.run_sync(readable_links, services, caller, document))
    return LinksOut.of(document_id, groups)


@router.get("/documents/{document_id}/similar", include_in_schema=False)
async def similar_page(
    request: Request, document_id: str, wanted: WantedDep, services: ServicesDep, caller: CallerDep
) -> Response:
    """What is like a document, or like one place of it, as a page."""
    result = await to_thread.run_sync(_like, services, caller, document_id, wanted)
    shown: dict[str, object] = {"document": result.document, "alike": view_similar(result), "chunk": wanted.chunk}
    return page(request, "similar.html", shown)


def _like(services: Services, caller: Principal, document_id: str, wanted: SimilarIn) -> SimilarResult:
    if services.alike is None:
        raise NotFound("This server compares no documents.")
    return services.alike.like(document_id, Scope(caller, wanted.filters()), wanted.k, wanted.chunk_key)
