"""`GET /v1/documents/{id}`: a document with its chunks."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter

from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.readable import readable_document, readable_links
from assistant.web.schemas.answers import WholeDocumentOut

router = APIRouter(prefix="/v1", tags=["documents"])


@router.get("/documents/{document_id}")
async def document(document_id: str, services: ServicesDep, caller: CallerDep) -> WholeDocumentOut:
    """A document that the caller may read, with its text in chunks."""
    found, chunks = await to_thread.run_sync(readable_document, services, caller, document_id)
    links, backlinks = await to_thread.run_sync(readable_links, services, caller, found)
    return WholeDocumentOut.whole(found, chunks, links, backlinks)
