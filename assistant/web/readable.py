"""Documents as one caller may see them."""

from __future__ import annotations

from assistant.access.holdings import readable_states
from assistant.domain.documents import Chunk, Document
from assistant.domain.readers import Principal
from assistant.domain.sources import SourceState
from assistant.errors import NotFound
from assistant.knowledge.references import Backlink, Lead
from assistant.web.services import Services


def readable_document(services: Services, caller: Principal, document_id: str) -> tuple[Document, list[Chunk]]:
    """A document with its chunks in order. Blocks.

    Raises NotFound, in the same words, for one that does not exist and for one that the caller may not read.
    """
    while True:
        document = services.documents.get(document_id)
        if document is None or not document.readers.permit(caller):
            raise NotFound("There is no such document, or it is not shared with you.")
        chunks = services.documents.chunks(document_id)
        # An ingest may commit in between: then these could be the chunks of a version that the caller may not read.
        if services.documents.get(document_id) == document:
            return document, chunks


def readable_links(services: Services, caller: Principal, document: Document) -> tuple[list[Lead], tuple[Backlink, ...]]:
    """Where the document leads, and what speaks of it among what the caller may read. Blocks."""
    references = services.knowledge.references
    return references.links(caller, document), references.backlinks(caller, document.id)


def readable_sources(services: Services, caller: Principal) -> list[SourceState]:
    """The sources of which the caller may read something, by name, with counts of what they may read. Blocks."""
    return readable_states(services.sources, caller)
