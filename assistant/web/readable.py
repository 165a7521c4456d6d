"""Documents as one caller may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.domain.documents import Chunk, Document
from assistant.domain.readers import Principal
from assistant.domain.sources import SourceState
from assistant.errors import NotFound
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


@dataclass(frozen=True, slots=True)
class Linked:
    """A link of a document: where it leads in its own words, and the document there if the caller may read it."""

    relation: str
    target: str
    document: Document | None


def readable_links(services: Services, caller: Principal, document: Document) -> list[Linked]:
    """The document's links, in their order. Blocks."""
    found = services.documents.linked(document)
    return [
        Linked(link.relation, link.target, there if there and there.readers.permit(caller) else None)
        for link in document.links
        for there in (found.get(link.target),)
    ]


def readable_sources(services: Services, caller: Principal) -> list[SourceState]:
    """The sources of which the caller may read something, by name, with counts of what they may read. Blocks.

    What failed is named to administrators only: a path says something about a document.
    """
    if caller.administrator:
        return services.sources.states()
    states = []
    for state in services.sources.states():
        held = [holding for holding in state.holdings if holding.readers.permit(caller)]
        if held or state.entry.readers.permit(caller):
            documents, chunks = sum(one.documents for one in held), sum(one.chunks for one in held)
            states.append(replace(state, documents=documents, chunks=chunks, holdings=tuple(held), listed=0, failed=()))
    return states
