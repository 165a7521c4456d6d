"""What is like a document, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from assistant.domain.documents import Document
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal
from assistant.errors import LoreError
from assistant.retrieval.similar import SimilarResult
from assistant.web.rendering import plain
from assistant.web.schemas.answers import chunk_path
from assistant.web.services import Services
from assistant.web.views import SNIPPET, shortened

BESIDE_A_DOCUMENT = 5
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Alike:
    """A document with the place in it that is most like the other, and `like`, the key of the place that this is like."""

    document: Document
    href: str
    heading: str
    snippet: str
    like: int
    copies: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class AlikeView:
    """Documents like one, and those that have its own text."""

    similar: Sequence[Alike] = ()
    copies: Sequence[Document] = ()


def view_similar(result: SimilarResult) -> AlikeView:
    """As templates show it."""
    return AlikeView(
        [
            Alike(
                document=one.document,
                href=chunk_path(one.document, one.chunk),
                heading=one.chunk.heading,
                snippet=shortened(plain(one.chunk.text), SNIPPET),
                like=one.part,
                copies=one.copies,
            )
            for one in result.similar
        ],
        result.copies,
    )


def beside_document(services: Services, caller: Principal, document_id: str) -> AlikeView:
    """What is like a document, for its page: nothing while the index can't tell, since the document can be read all the same.
    Blocks."""
    if services.alike is None or not services.ready():
        return AlikeView()
    try:
        return view_similar(services.alike.like(document_id, Scope(caller), BESIDE_A_DOCUMENT))
    except LoreError as error:
        log.warning("similar_failed", reason=str(error))
        return AlikeView()
