"""The shapes of requests and responses under `/v1`. They are promised to the outside: add to them, don't change them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from assistant.answering.research.telling import told
from assistant.domain.answers import Answer, Citation
from assistant.domain.documents import Anchor, Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.originals import original_url
from assistant.domain.provenance import Step
from assistant.domain.queries import Filters
from assistant.domain.questions import Turn
from assistant.domain.sources import SourceState
from assistant.domain.understood import Interpreted, Understood
from assistant.knowledge.references import Backlink, Lead


def aware(moment: datetime) -> datetime:
    """A time without a zone, or a bare date, is meant in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Names = Annotated[list[Name], Field(max_length=50)]
Moment = Annotated[datetime, AfterValidator(aware)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FiltersIn(_Request):
    """What to look at; an empty field does not filter. `after` is inclusive, `before` exclusive; dates are UTC. `folder` is one
    of a source, such as `adr`; a channel's id in a Slack source. `voice` is somebody whose words are in the document:
    who wrote, spoke, attended or reviewed."""

    kind: list[Kind] = []
    source: Names = []
    author: Names = []
    after: Moment | None = None
    before: Moment | None = None
    status: Names = []
    folder: Names = []
    voice: Names = []
    reviewer: Names = []

    def filters(self) -> Filters:
        """The same as the domain says it."""
        return Filters(
            kinds=tuple(self.kind),
            sources=tuple(self.source),
            authors=tuple(self.author),
            statuses=tuple(self.status),
            after=self.after,
            before=self.before,
            folders=tuple(self.folder),
            voices=tuple(self.voice),
            reviewers=tuple(self.reviewer),
        )


class SearchIn(_Request):
    """`k` counts chunks."""

    query: Words
    k: int = Field(default=10, ge=1, le=100)
    filters: FiltersIn = FiltersIn()
    understand: bool = True
    """Whether filters, times and parts are read out of the words; `filters` always hold."""
    context: bool = True
    """Whether each chunk's `text` comes with what stands around it, and none that another brought already."""


class TurnIn(_Request):
    """What was said before, oldest first; `assistant` is Lore."""

    role: Literal["user", "assistant"]
    content: Annotated[str, StringConstraints(max_length=20_000)]

    def turn(self) -> Turn:
        """The same as the domain says it."""
        return Turn(self.role, self.content, ours=self.role == "assistant")


class AskIn(_Request):
    """With the `conversation_id` of an earlier answer to the same caller, the question goes on from what was said there, unless
    `history` tells what was said; it is searched with what that was about. `understand` is as in a search. With `stream`, the
    answer comes as server-sent events."""

    question: Words
    conversation_id: Annotated[str, StringConstraints(max_length=100)] | None = None
    filters: FiltersIn = FiltersIn()
    stream: bool = False
    understand: bool = True
    history: Annotated[list[TurnIn], Field(max_length=100)] = []


class AnchorOut(BaseModel):
    """Where a chunk is in its document; `label` says it in words."""

    label: str
    fragment: str
    line: int
    last_line: int
    file: str
    file_line: int
    speaker: str
    seconds: float | None

    @classmethod
    def of(cls, anchor: Anchor) -> AnchorOut:
        """As JSON."""
        return cls(
            label=anchor.label,
            fragment=anchor.fragment,
            line=anchor.line,
            last_line=anchor.last_line,
            file=anchor.file,
            file_line=anchor.file_line,
            speaker=anchor.speaker,
            seconds=anchor.seconds,
        )


class ChunkOut(BaseModel):
    """A stretch of a document's own text."""

    id: str
    text: str
    heading: str
    anchor: AnchorOut

    @classmethod
    def of(cls, chunk: Chunk) -> ChunkOut:
        """As JSON."""
        return cls(id=str(chunk.key), text=chunk.text, heading=chunk.heading, anchor=AnchorOut.of(chunk.anchor))


class FoundChunkOut(ChunkOut):
    """A chunk that was found: `text` is the chunk with what stands around it in its document, `exact` its own words."""

    exact: str

    @classmethod
    def found(cls, hit: Hit) -> FoundChunkOut:
        """As JSON."""
        return cls(**ChunkOut.of(hit.chunk).model_dump() | {"text": hit.text, "exact": hit.chunk.text})


class DocumentOut(BaseModel):
    """A document without its text."""

    id: str
    source: str
    path: str
    title: str
    kind: str
    url: str
    authors: list[str]
    created_at: datetime | None
    updated_at: datetime | None
    status: str
    language: str

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        """As JSON."""
        return cls.model_validate(_fields(document))


class LinkOut(BaseModel):
    """A link of a document; `document` is the id of what it leads to, if that is held and the caller may read it."""

    relation: str
    target: str
    document: str | None


class BacklinkOut(BaseModel):
    """A document that speaks of this one, among those that the caller may read."""

    relation: str
    document: str
    title: str


class WholeDocumentOut(DocumentOut):
    """A document with its chunks in order. No `readers` means that only administrators may read it."""

    readers: list[str]
    warnings: list[str]
    fields: dict[str, list[str]]
    """What else the original states: attendees, decisions, reviewers, labels and the like."""
    links: list[LinkOut]
    backlinks: list[BacklinkOut] = []
    chunks: list[ChunkOut]

    @classmethod
    def whole(
        cls, document: Document, chunks: list[Chunk], links: Sequence[Lead], backlinks: Sequence[Backlink] = ()
    ) -> WholeDocumentOut:
        """As JSON."""
        return cls.model_validate(
            _fields(document)
            | {
                "readers": sorted(document.readers.names),
                "warnings": list(document.warnings),
                "fields": {name: list(values) for name, values in document.fields.items()},
                "links": [
                    {"relation": link.relation, "target": link.target, "document": link.document and link.document.id}
                    for link in links
                ],
                "backlinks": [
                    {"relation": one.relation, "document": one.document.id, "title": one.document.title} for one in backlinks
                ],
                "chunks": [ChunkOut.of(chunk) for chunk in chunks],
            }
        )


def _fields(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "source": document.source,
        "path": document.path,
        "title": document.title,
        "kind": document.kind.value,
        "url": document.url,
        "authors": list(document.authors),
        "created_at": document.created_at,
        "updated_at": document.updated_at,
        "status": document.status,
        "language": document.language,
    }


class HitOut(BaseModel):
    """A chunk that was found; higher scores are better, comparable within one search only."""

    score: float
    document: DocumentOut
    chunk: FoundChunkOut

    @classmethod
    def of(cls, hit: Hit) -> HitOut:
        """As JSON."""
        return cls(score=hit.score, document=DocumentOut.of(hit.document), chunk=FoundChunkOut.found(hit))


class FiltersOut(BaseModel):
    """Filters that were read out of a question, as a request's `filters` would give them; an empty field does not filter."""

    kind: list[str]
    source: list[str]
    author: list[str]
    after: datetime | None
    before: datetime | None
    status: list[str]
    folder: list[str]
    voice: list[str]
    reviewer: list[str]

    @classmethod
    def of(cls, filters: Filters) -> FiltersOut:
        """As JSON."""
        return cls(
            kind=list(filters.kinds),
            source=list(filters.sources),
            author=list(filters.authors),
            after=filters.after,
            before=filters.before,
            status=list(filters.statuses),
            folder=list(filters.folders),
            voice=list(filters.voices),
            reviewer=list(filters.reviewers),
        )


class UnderstoodOut(BaseModel):
    """What was read into a question: `text` is what was searched, `words` what the filters are in words, `note` a sentence
    where they could not be kept to. `latest` and `as_of` are the time that is wanted, `parts` the questions that were searched
    apart."""

    text: str
    filters: FiltersOut
    words: list[str]
    note: str
    latest: bool
    as_of: date | None
    parts: list[str]

    @classmethod
    def of(cls, understood: Understood) -> UnderstoodOut:
        """As JSON."""
        return cls(
            text=understood.text,
            filters=FiltersOut.of(understood.shown),
            words=list(understood.words),
            note=understood.note,
            latest=understood.wish.latest,
            as_of=understood.wish.as_of,
            parts=list(understood.parts),
        )


class SearchOut(BaseModel):
    """Chunks, best first."""

    hits: list[HitOut]
    took_ms: float
    understood: UnderstoodOut | None = None

    @classmethod
    def of(cls, found: Interpreted) -> SearchOut:
        """As JSON."""
        result = found.result
        return cls(
            hits=[HitOut.of(hit) for hit in result.hits],
            took_ms=result.took_ms,
            understood=UnderstoodOut.of(found.understood),
        )


class CitationOut(BaseModel):
    """What bears out the marker [n] of the answer's text; `url` opens the document here at the quoted chunk, `original` where
    it comes from, at the heading, the file and line, or the minute where its address can say that; "" for nowhere."""

    marker: int
    quote: str
    url: str
    document: DocumentOut
    chunk: ChunkOut
    original: str = ""

    @classmethod
    def of(cls, citation: Citation, site: str) -> CitationOut:
        """As JSON; `site` is the address of this server, without a slash at its end."""
        return cls(
            marker=citation.marker,
            quote=citation.quote,
            url=site + chunk_path(citation.document, citation.chunk),
            document=DocumentOut.of(citation.document),
            chunk=ChunkOut.of(citation.chunk),
            original=original_url(citation.document, citation.chunk),
        )


class ColleagueOut(BaseModel):
    """Somebody to ask where the documents don't say, and why."""

    name: str
    why: str


class StepOut(BaseModel):
    """A step of a research: `look` is searched, followed or read, `about` what was searched or whose links were followed, `why`
    a few words. `found` is what it brought, `text` the whole in a line."""

    look: str
    about: str
    why: str
    found: list[DocumentOut]
    text: str

    @classmethod
    def of(cls, step: Step) -> StepOut:
        """As JSON."""
        found = [DocumentOut.of(document) for document in step.found]
        return cls(look=step.look.value, about=step.about, why=step.why, found=found, text=told(step))


class AnswerOut(BaseModel):
    """An answer in Markdown, or an abstention. `notice` tells what went wrong on the way, if anything did."""

    id: str
    conversation_id: str
    answer: str
    abstained: bool
    confidence: float
    citations: list[CitationOut]
    generator: str
    follow_ups: list[str] = []
    experts: list[ColleagueOut] = []
    took_ms: float
    notice: str = ""
    sources: list[HitOut] = []
    understood: UnderstoodOut | None = None
    trail: list[StepOut] = []
    """The steps of a research, where one search was not enough."""

    @classmethod
    def of(cls, answer: Answer, site: str) -> AnswerOut:
        """As JSON."""
        return cls(
            id=answer.id,
            conversation_id=answer.conversation_id,
            answer=answer.text,
            abstained=answer.abstained,
            confidence=answer.confidence,
            citations=[CitationOut.of(citation, site) for citation in answer.citations],
            generator=answer.generator,
            follow_ups=list(answer.follow_ups),
            experts=[ColleagueOut(name=one.name, why=one.why) for one in answer.colleagues],
            took_ms=answer.took_ms,
            notice=answer.notice,
            sources=[HitOut.of(hit) for hit in answer.sources],
            understood=UnderstoodOut.of(answer.understood) if answer.understood else None,
            trail=[StepOut.of(step) for step in answer.trail],
        )


class FailureOut(BaseModel):
    """A document that is listed by its source and could not be read."""

    path: str
    reason: str


class SourceOut(BaseModel):
    """A source and what is indexed of it. `location` is told to administrators only."""

    name: str
    type: str
    kind: str
    location: str | None
    readers: list[str]
    documents: int
    chunks: int
    last_run: datetime | None
    """When it was last looked at."""
    compared_at: datetime | None
    """When everything that it lists was last compared with what is held."""
    complete: bool
    """Whether all that it listed then can be found, and nothing failed since."""
    listed: int | None
    failed: list[FailureOut] | None
    stopped: str | None
    """Why the newest look ended early; empty if it did not."""

    @classmethod
    def of(cls, state: SourceState, *, as_administrator: bool) -> SourceOut:
        """As JSON; what only administrators may know is null for others."""
        entry = state.entry
        return cls(
            name=entry.name,
            type=entry.type,
            kind=entry.kind,
            location=entry.location if as_administrator else None,
            readers=sorted(entry.readers.names),
            documents=state.documents,
            chunks=state.chunks,
            last_run=state.last_run,
            compared_at=state.compared_at,
            complete=state.complete,
            listed=state.listed if as_administrator else None,
            failed=[FailureOut(path=one.path, reason=one.reason) for one in state.failed] if as_administrator else None,
            stopped=state.stopped if as_administrator else None,
        )


class SourcesOut(BaseModel):
    """The sources that the caller may read, by name."""

    sources: list[SourceOut]


class StatusOut(BaseModel):
    """`ok` or `ready`."""

    status: str


def document_path(document: Document) -> str:
    """The path of a document's page."""
    return f"/documents/{quote(document.id, safe='')}"


def chunk_path(document: Document, chunk: Chunk) -> str:
    """The path of a document's page, opened at a chunk."""
    return f"{document_path(document)}#c-{chunk.key}"
