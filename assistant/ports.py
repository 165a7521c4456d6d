"""What the use cases need from the outside, as Protocols of one to six methods.

Adapters are in `assistant/adapters`. The embedder, the generator and the clock have a twin that needs nothing;
`tests/contract` holds the suites of those ports that have or may get several adapters. numpy is the one package that
ports speak besides the standard library: vectors are its arrays.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from assistant.domain.documents import Chunk, Document
from assistant.domain.extracted import Extracted
from assistant.domain.hits import About, Scored
from assistant.domain.link_graph import LinkGraph
from assistant.domain.provenance import Usage
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal
from assistant.domain.sources import Coverage, SourceEntry, SourceState
from assistant.domain.spending import Budget, Limit, Reservation, Spent

if TYPE_CHECKING:  # loading numpy takes longer than the whole of `lore sources` may
    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.float32]"
"""Unit vectors, one a row: shape (n, dimension)."""


class Clock(Protocol):
    """The time, so that tests can set it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class Embedder(Protocol):
    """Text to unit vectors. Equal text gives an equal vector, whatever it is embedded beside."""

    @property
    def name(self) -> str:
        """The model and its revision: what the index records, and refuses to mix."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def token_limit(self) -> int:
        """How many tokens of a text the model reads; what comes after is not in the vector."""

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors for documents' texts, in their order; fast in bulk. `progress` hears how many more are done."""

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector of one question, shape (dimension,); fast alone."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has for this model."""

    def known_share(self, text: str) -> float:
        """How much of a text the model can read: the share of its letters, 0 to 1, that stand in tokens the model has learned
        something about. A text without letters is 1."""


class Reranker(Protocol):
    """Reads a question and a text together, which is slower and surer than comparing their vectors."""

    @property
    def name(self) -> str:
        """The model, as the settings name it."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        """How well each text answers the question, in the texts' order, higher is better; comparable within one call.

        None where there are none to be had now (no weights, or too slow): the ranking then stays as it is.
        """


class IndexView(Protocol):
    """One consistent state of the index. Both halves apply the scope while they search, never afterwards, so that `k`
    chunks come back whenever the asker may see that many."""

    @property
    def sequence(self) -> int:
        """The catalogue's sequence number that this state covers."""

    def nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Scored]:
        """The chunks whose vectors have the highest cosine with `vector`, best first."""

    def nearest_each(self, vectors: Vectors, k: int, scope: Scope) -> list[list[Scored]]:
        """The same for each of some vectors, shape (m, dimension), looked for together."""

    def matching(self, text: str, k: int, scope: Scope) -> list[Scored]:
        """The chunks that the text's words rank highest by BM25, best first; typing errors in it are forgiven."""

    def about(self, text: str, document_ids: Collection[str]) -> dict[str, About]:
        """What the ranking needs to know of these documents, all of which were found in this view; `text` is what their titles
        are compared with."""


class Index(Protocol):
    """Vectors and words of every chunk in the catalogue."""

    def view(self) -> IndexView:
        """The newest state, with what the catalogue has committed up to now; cheap when nothing changed.

        Raises IndexUnusable when the published generation is damaged or was made by another embedder.
        """

    def close(self) -> None:
        """Let go of files and memory."""


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk with its document, as the catalogue holds them now."""

    document: Document
    chunk: Chunk


class Documents(Protocol):
    """Reading documents and chunks. It does not know who asks: callers check `readers`."""

    def get(self, document_id: str) -> Document | None:
        """The document, or None."""

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        """Its chunks in order, from ordinal `first` to `last`, both inclusive."""

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        """Chunks by key with their documents; keys that are gone are left out."""

    def neighbours(self, chunks: Sequence[Chunk], reach: int) -> list[Found]:
        """These chunks as they are now, and those of their documents that stand up to `reach` places before or after one."""


class Links(Protocol):
    """What documents say of each other, as one principal may know it: a document that they may not read ties nothing, counts
    nowhere, and makes no name mean another document."""

    def around(self, document_ids: Collection[str], principal: Principal) -> LinkGraph:
        """The ties of these documents, with each other and with any other. Some microseconds for each, once the links were
        read."""


class TextSample(Protocol):
    """Texts of chunks from all over the catalogue, whoever may read them: for counting words, never for showing."""

    def texts(self, count: int) -> Sequence[str]:
        """Up to so many, the same ones as long as nothing changes."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the catalogue holds for one path of a source, enough to tell whether it changed."""

    document_id: str
    content_hash: str
    recipe: str
    """How its chunks and vectors were made; another recipe makes them anew though the bytes are the same."""
    version: str
    """The source's version of the bytes that were read; "" where it could not tell."""
    readers: str
    """As Readers.canonical."""
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that could not be parsed: as long as its version stays, trying again would end the same."""

    path: str
    version: str
    """The source's version, or the hash of the bytes where it has none."""
    recipe: str
    reason: str
    skipped: bool
    """Whether it was no document at all, rather than a damaged one."""


@dataclass(frozen=True, slots=True)
class Holding:
    """All that is held of one source, by path, and how far its changes were followed ("" for not yet)."""

    documents: dict[str, Held]
    refused: dict[str, Refused]
    cursor: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document ready to be stored: its chunks, each chunk's text hash in the same order, and the recipe."""

    document: Document
    chunks: tuple[Chunk, ...]
    text_hashes: tuple[str, ...]
    recipe: str
    version: str = ""
    """The source's version of the bytes; see Held."""
    extracted: Extracted = field(default_factory=Extracted)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a run over one source came; stored with what it brought, so that a run that is killed loses nothing."""

    source: str
    cursor: str | None = None
    """Where the next look at its changes goes on; None leaves the former one."""
    refused: tuple[Refused, ...] = ()
    """Added, or put in the place of what was kept for the same paths."""
    readmitted: tuple[str, ...] = ()
    """Paths of which nothing is refused any more."""
    audiences: Mapping[str, frozenset[str]] | None = None
    """By group, the members that the source names, in place of all that it named before; None leaves those."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What one transaction of an ingest stores; all of it is durable when `commit` returns, or none."""

    upserts: tuple[NewDocument, ...] = ()
    moves: tuple[Document, ...] = ()
    """Documents whose path or readers changed and whose text did not."""
    taken_out: Mapping[str, Extracted] | None = None
    """By document id, what is taken out of moved documents now: a path may tell what a document is."""
    removals: tuple[str, ...] = ()
    checked: Mapping[str, str] | None = None
    """By document id, the source's new version of bytes that turned out to be the same."""
    checkpoint: Checkpoint | None = None
    vectors: Mapping[str, NDArray[np.float32]] | None = None
    """Vectors by text hash, for the hashes that the catalogue did not hold."""


class Ledger(Protocol):
    """What an ingest writes. A text hash covers the embedder and the text that was embedded."""

    def held(self, source: str) -> Holding:
        """What is stored of a source."""

    def embedded(self, text_hashes: Sequence[str]) -> set[str]:
        """Those of the hashes for which there is a vector."""

    def embedder(self) -> str | None:
        """The embedder of every vector held; "" while a change of embedder is under way, None before the first run."""

    def settle_embedder(self, name: str) -> None:
        """Record the embedder; "" marks that a change has begun."""

    def commit(self, commit: Commit) -> None:
        """Store it in one durable transaction; on return every document in it is acknowledged."""


class Sources(Protocol):
    """The registered sources."""

    def add(self, entry: SourceEntry) -> None:
        """Register a source; UsageError if its name is taken."""

    def get(self, name: str) -> SourceEntry:
        """One source; UsageError that names the others if there is none."""

    def states(self) -> list[SourceState]:
        """All of them, by name, with what is held of each."""

    def remove(self, name: str) -> int:
        """Forget a source with its documents, chunks and vectors that nothing else uses; how many documents went."""

    def record(self, coverage: Coverage, started: datetime, finished: datetime) -> None:
        """Keep what a run did. Looks at changes that find nothing need not be kept, after one that went well."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is remembered of one page of a listing: never text, only what the next run needs if it did not change."""

    etag: str
    entries: Any
    """JSON of ids, versions and the like."""
    following: str
    """The address of the page after it; "" at the end."""


class Pages(Protocol):
    """Remembers pages of listings with their ETags, so that an unchanged one need not be sent again."""

    def recall(self, address: str) -> Page | None:
        """The page, or None."""

    def keep(self, address: str, page: Page) -> None:
        """Remember it."""

    def forget_unused(self) -> None:
        """Drop the pages that nobody asked for since this object was made: listings move on."""


class Audiences(Protocol):
    """The groups that sources name as readers."""

    def groups_of(self, members: Iterable[str]) -> set[str]:
        """The groups that name one of these as a member; members are `user:…` and `group:…` names."""

    def by_member(self) -> Mapping[str, frozenset[str]]:
        """The groups by each member that they name, in one spelling (readers.foreign)."""


@dataclass(frozen=True, slots=True)
class IndexedChunk:
    """All that the index has to know about one chunk."""

    key: int
    document_id: str
    headings: tuple[str, ...]
    text: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with its chunks as the index takes them; `chunks` is empty for a document without text."""

    document: Document
    chunks: tuple[IndexedChunk, ...]


class Journal(Protocol):
    """What an index reads to follow the catalogue."""

    def sequence(self) -> int:
        """The number of the last committed change."""

    def changed(self, after: int) -> list[str]:
        """Ids of the documents added, changed or removed after that sequence number, each once."""

    def indexed(self, document_ids: Iterable[str] | None = None) -> Iterable[IndexedDocument]:
        """These documents (all of them if None), streamed; removed ones are left out."""

    def embedder(self) -> str | None:
        """As Ledger.embedder: followers must not mix vectors of two."""

    def chunk_keys(self) -> set[int]:
        """The keys of all chunks: what both halves of the index have to hold."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a generator; `role` is system or user."""

    role: str
    text: str


class Generator(Protocol):
    """A language model that words an answer."""

    @property
    def name(self) -> str:
        """What is shown beside an answer, such as `openai:gpt-5-mini`."""

    def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Usage, None]:
        """The answer's text, piece by piece, none of them empty, and the Usage last where the provider tells it.

        Raises GeneratorError, also in the middle; closing it ends the call.
        """


class Spending(Protocol):
    """What models cost, shared by all processes over one catalogue. Everything here blocks."""

    def reserve(self, reservation: Reservation, budget: Budget, now: datetime) -> Limit | None:
        """Hold it back if what was spent on its day, what is held back and this together stay within every limit; else the
        limit that does not allow it. Two calls, of whichever process, never get the same tokens."""

    def settle(self, reservation_id: str, spent: Spent) -> None:
        """Write down what a call cost in the place of what was held back for it, whether that has expired or not."""

    def release(self, reservation_id: str) -> None:
        """Give back what was held back for a call that cost nothing."""

    def spent(self, first: date, last: date) -> list[Spent]:
        """What was spent on these days, both included: by day, then person, then model."""


class WordedAnswers(Protocol):
    """Remembers what a model said, for a while. Safe to share between threads."""

    def recall(self, key: str) -> str | None:
        """The whole text that the model gave, or None."""

    def remember(self, key: str, text: str) -> None:
        """Keep it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a model may ask to have done: `parameters` is a JSON Schema of its arguments."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """That a model asks for a tool. `arguments` are what it wrote, unchecked; None where that is no JSON object."""

    id: str
    name: str
    arguments: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ToolTurn:
    """What a model said in one turn: text, calls of tools, or both; `usage` where its provider tells it."""

    text: str
    calls: tuple[ToolCall, ...] = ()
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call brought, for the model to read."""

    call_id: str
    text: str


class ToolCaller(Protocol):
    """A language model that may ask for tools."""

    @property
    def name(self) -> str:
        """As a Generator's."""

    async def step(self, messages: Sequence[Message | ToolTurn | ToolResult], tools: Sequence[Tool]) -> ToolTurn:
        """Its next turn. Every call of a turn among the messages is followed by its result.

        Raises GeneratorError, also for a model that can call no tools; cancelling it ends the call.
        """
