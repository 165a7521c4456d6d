"""The shapes of what documents are like, and of what they are linked with. They are promised to the outside."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from assistant.retrieval.similar import MOST, Similar, SimilarResult
from assistant.web.link_groups import LinkGroup
from assistant.web.schemas.answers import ChunkOut, DocumentOut, FiltersIn


class SimilarIn(FiltersIn):
    """`k` counts documents; `chunk` is the id of one of the document's chunks, "" for the whole document."""

    k: int = Field(10, ge=1, le=MOST)
    chunk: str = Field("", pattern=r"^\d{0,15}$")

    @property
    def chunk_key(self) -> int:
        """The chunk's key; 0 for the whole document."""
        return int(self.chunk or 0)


class SimilarDocumentOut(BaseModel):
    """A document like another. `chunk` shows why; `like` is the id of the chunk that this is like, "" where only words are.
    Scores are 0 to 1, comparable within one list. `copies` are documents with the same text."""

    score: float
    document: DocumentOut
    chunk: ChunkOut
    like: str
    copies: list[DocumentOut]

    @classmethod
    def of(cls, one: Similar) -> SimilarDocumentOut:
        """As JSON."""
        return cls(
            score=one.score,
            document=DocumentOut.of(one.document),
            chunk=ChunkOut.of(one.chunk),
            like=str(one.part or ""),
            copies=[DocumentOut.of(copy) for copy in one.copies],
        )


class SimilarOut(BaseModel):
    """Documents like one, most alike first; `copies` have its own text, such as mirrors in other sources."""

    document: DocumentOut
    similar: list[SimilarDocumentOut]
    copies: list[DocumentOut]
    took_ms: float

    @classmethod
    def of(cls, result: SimilarResult) -> SimilarOut:
        """As JSON."""
        return cls(
            document=DocumentOut.of(result.document),
            similar=[SimilarDocumentOut.of(one) for one in result.similar],
            copies=[DocumentOut.of(copy) for copy in result.copies],
            took_ms=result.took_ms,
        )


class LinkGroupOut(BaseModel):
    """What has one relation to a document: documents that the caller may read, and addresses or names of anything else.
    `count` is how many these are together."""

    relation: str
    count: int
    documents: list[DocumentOut]
    elsewhere: list[str]


class LinksOut(BaseModel):
    """What a document is linked with, in both directions, what matters most first."""

    document: str
    groups: list[LinkGroupOut]

    @classmethod
    def of(cls, document_id: str, groups: Sequence[LinkGroup]) -> LinksOut:
        """As JSON."""
        return cls(document=document_id, groups=[_group(group) for group in groups])


def _group(group: LinkGroup) -> LinkGroupOut:
    return LinkGroupOut(
        relation=group.label,
        count=group.size,
        documents=[DocumentOut.of(target.document) for target in group.targets if target.document],
        elsewhere=[target.words for target in group.targets if target.document is None],
    )
