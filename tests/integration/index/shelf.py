"""A data folder with a real catalogue, a real index and a real search, filled without files or an ingest."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from assistant.adapters.catalogue.journal import SqlJournal
from assistant.adapters.catalogue.open import open_catalogue
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.adapters.index.generation import Manifest
from assistant.adapters.index.live import LiveIndex
from assistant.adapters.index.publishing import Publisher
from assistant.domain.documents import Chunk, Document, Kind, contextual_text
from assistant.domain.extracted import Extracted
from assistant.domain.queries import Filters, Scope
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, NewDocument
from assistant.retrieval.retriever import Retriever

EVERYBODY = Readers(frozenset({EVERYONE}))
ADMINISTRATOR = Scope(Principal("", administrator=True))
DAY = datetime(2025, 3, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Written:
    """A document with the texts of its chunks."""

    document: Document
    texts: tuple[str, ...]
    headings: tuple[str, ...] = ()
    extracted: Extracted = field(default_factory=Extracted)

    def changed(self, **fields: object) -> Written:
        """The same texts in a document with other fields."""
        return replace(self, document=replace(self.document, **fields))  # type: ignore[arg-type]


def written(name: str, *texts: str, **fields: object) -> Written:
    """A document that everybody may read."""
    defaults: dict[str, object] = {
        "id": name,
        "source": "handbook",
        "path": f"{name}.md",
        "title": f"About {name}",
        "kind": Kind.PAGE,
        "content_hash": hashlib.sha256("".join(texts).encode()).hexdigest(),
        "readers": EVERYBODY,
        "updated_at": DAY,
    }
    return Written(Document(**(defaults | fields)), texts)  # type: ignore[arg-type]


class Shelf:
    """Use it in a `with` statement. `template` is a folder with an empty catalogue to begin from."""

    def __init__(self, home: Path, embedder: HashingEmbedder | None = None, template: Path | None = None) -> None:
        if template is not None:
            shutil.copytree(template, home, dirs_exist_ok=True)
        self.home = home
        self.embedder = embedder or HashingEmbedder()
        self.catalogue = open_catalogue(home / "catalogue.sqlite")
        self.journal = SqlJournal(self.catalogue.engine)
        self.publisher = Publisher(self.index_folder, self.journal, self.embedder.name)
        self.index = self.another_index()
        self.retriever = Retriever(self.index, self.embedder, self.catalogue.documents)
        self._sources = {state.entry.name for state in self.catalogue.sources.states()}

    @property
    def index_folder(self) -> Path:
        return self.home / "index"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.index.close()
        self.catalogue.close()

    def another_index(self) -> LiveIndex:
        """What another process would open over the same folder."""
        return LiveIndex(self.index_folder, self.journal, self.embedder.name)

    def publish(self) -> Manifest:
        return self.publisher.publish()

    def put(self, *documents: Written) -> None:
        """Commit new documents, or new versions of those that are there."""
        for source in {one.document.source for one in documents} - self._sources:
            self.add_source(source)
        new = [self._new(one) for one in documents]
        texts = {
            text_hash: contextual_text(one.document.title, chunk)
            for one in new
            for chunk, text_hash in zip(one.chunks, one.text_hashes, strict=True)
        }
        for known in self.catalogue.ledger.embedded(list(texts)):
            del texts[known]
        vectors = dict(zip(texts, self.embedder.embed(list(texts.values())), strict=True))
        self.catalogue.ledger.commit(Commit(upserts=tuple(new), vectors=vectors))

    def move(self, *documents: Document) -> None:
        """Commit other readers or another path for documents whose text stays."""
        self.catalogue.ledger.commit(Commit(moves=documents))

    def remove(self, *ids: str) -> None:
        self.catalogue.ledger.commit(Commit(removals=ids))

    def add_source(self, name: str, readers: Readers = EVERYBODY) -> None:
        self._sources.add(name)
        self.catalogue.sources.add(SourceEntry(name, "folder", f"/srv/{name}", "", readers, DAY))

    def texts(self, keys: Iterable[int]) -> list[str]:
        """The texts of these chunks, in their order; a chunk that is gone fails."""
        keys = list(keys)
        found = self.catalogue.documents.found(keys)
        return [found[key].chunk.text for key in keys]

    def _new(self, one: Written) -> NewDocument:
        chunks = [Chunk(0, one.document.id, place, text, one.headings) for place, text in enumerate(one.texts)]
        texts = [contextual_text(one.document.title, chunk) for chunk in chunks]
        hashes = tuple(hashlib.sha256(f"{self.embedder.name}\0{text}".encode()).hexdigest() for text in texts)
        return NewDocument(one.document, tuple(chunks), hashes, "test", "", one.extracted)


def scope(user: str = "", groups: Sequence[str] = (), **filters: object) -> Scope:
    """What this person may read, narrowed by these filters."""
    return Scope(Principal(user, frozenset(groups)), Filters(**filters))  # type: ignore[arg-type]
