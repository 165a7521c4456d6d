"""Lore's search as a LangChain retriever, so that it can stand in somebody's own graph or chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from assistant.domain.hits import Hit

Find = Callable[[str], tuple[Hit, ...]]
"""Searches what one person may read, best first. Blocks."""


class LoreRetriever(BaseRetriever):
    """A LangChain `BaseRetriever` over one person's search: `invoke(text)` gives documents whose `page_content` is a chunk with
    what stands around it, and whose `metadata` says where that is (see `as_langchain`). `ainvoke` searches in a thread."""

    find: Find

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[LangChainDocument]:
        return [as_langchain(hit) for hit in self.find(query)]


def as_langchain(hit: Hit) -> LangChainDocument:
    """A hit as LangChain has documents. Dates are ISO texts, so that the metadata can be written as JSON."""
    document, chunk = hit.document, hit.chunk
    metadata: dict[str, Any] = {
        "id": document.id,
        "source": document.source,
        "path": document.path,
        "title": document.title,
        "kind": str(document.kind),
        "status": document.status,
        "url": document.url,
        "authors": list(document.authors),
        "updated_at": document.updated_at.isoformat() if document.updated_at else None,
        "chunk": str(chunk.key),
        "heading": chunk.heading,
        "anchor": chunk.anchor.label,
        "score": hit.score,
    }
    return LangChainDocument(page_content=hit.text, metadata=metadata, id=str(chunk.key))
