"""A data folder in which people may read a known share of the documents: what a filter costs and finds is measured on it.

Every document has the audiences that let it in: of each share a group that sees documents anywhere, and one that sees a
stretch of neighbouring paths, as a team sees its folders. Besides, each folder has a team of its own and one document in
ten names a person, so that there are as many different audiences as a company's drive has.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant import open_lore
from assistant.adapters.hashing_embedder import HASHING
from assistant.adapters.system_clock import SystemClock
from assistant.bootstrap import Lore
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal, Readers
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, NewDocument, Vectors
from tests.benchmarks.speed import variations

SHARES: Final = (0.001, 0.01, 0.1, 0.5, 1.0)
PLACES: Final = ("anywhere", "together")
SOURCE: Final = "shelf"
EVERYTHING: Final = Scope(Principal("", administrator=True))
_AT_ONCE: Final = 500
_PEOPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document with its chunks and their vectors, shape (chunks, dimension)."""

    document: Document
    chunks: tuple[Chunk, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees: the documents of one share, anywhere or together."""

    place: str
    share: float
    visible: frozenset[str]

    @property
    def group(self) -> str:
        """The group that lets them in."""
        return f"{self.place}-{self.share:g}"

    @property
    def scope(self) -> Scope:
        """Everything that this person may read."""
        return Scope(Principal("reader", frozenset({self.group})))


def sights(documents: Sequence[Document], seed: int = 0) -> list[Sight]:
    """For each share and place the documents that are seen; the larger share of a place holds the smaller ones."""
    chosen = random.Random(seed)
    by_path = [document.id for document in sorted(documents, key=lambda document: document.path)]
    start = chosen.randrange(len(by_path))
    orders = {"anywhere": chosen.sample(by_path, len(by_path)), "together": by_path[start:] + by_path[:start]}
    return [
        Sight(place, share, frozenset(orders[place][: max(1, round(share * len(by_path)))]))
        for place in PLACES
        for share in SHARES
    ]


def shelve(home: Path, shelved: Sequence[Shelved], seen: Sequence[Sight], model: str = HASHING) -> Lore:
    """A data folder of these documents, published; its settings name `model`, so that nothing is loaded for the default."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "lore.toml").write_text(f'[embedder]\nmodel = "{model}"\n', encoding="utf-8")
    lore = open_lore(home)
    lore.catalogue.sources.add(SourceEntry(SOURCE, "folder", "/srv/shelf", added_at=SystemClock().now()))
    lore.catalogue.ledger.settle_embedder(model)
    for start in range(0, len(shelved), _AT_ONCE):
        some = shelved[start : start + _AT_ONCE]
        new = [_new(one, _audience(one.document, seen)) for one in some]
        vectors: dict[str, NDArray[np.float32]] = {}
        for document, one in zip(new, some, strict=True):
            vectors.update(zip(document.text_hashes, one.vectors, strict=True))
        lore.catalogue.ledger.commit(Commit(upserts=tuple(new), vectors=vectors))
    lore.publisher.publish()
    return lore


def varied(documents: Sequence[tuple[str, Sequence[Chunk]]], real: Mapping[str, Vectors], count: int) -> Iterator[Shelved]:
    """Variations of real documents until there are so many chunks: other words here and there, vectors near the real ones.

    Variations of one document lie in one folder, as a team's documents are about one thing.
    """
    chosen = np.random.default_rng(0)
    made = copy = 0
    while made < count:
        for number, (title, chunks) in enumerate(documents):
            texts = variations([chunk.text for chunk in chunks], len(chunks), seed=copy)
            noise = chosen.standard_normal(real[title].shape).astype(np.float32) / np.sqrt(real[title].shape[1])
            near = real[title] + 0.5 * noise
            near /= np.linalg.norm(near, axis=1, keepdims=True)
            document = Document(
                f"{copy}-{number}", SOURCE, f"team-{number:03}/{copy:05}.md", f"{title} {copy}", Kind.PAGE, f"{copy}-{number}"
            )
            own = [Chunk(0, document.id, place, text, chunks[place].headings) for place, text in enumerate(texts)]
            yield Shelved(document, tuple(own), near)
            made += len(own)
            if made >= count:
                return
        copy += 1


def copied(home: Path) -> Iterator[Shelved]:
    """The documents of a data folder, which is only read."""
    with open_lore(home) as lore:
        for indexed in lore.journal.indexed():
            if indexed.chunks:
                chunks = tuple(
                    Chunk(0, indexed.document.id, place, chunk.text, chunk.headings)
                    for place, chunk in enumerate(indexed.chunks)
                )
                yield Shelved(indexed.document, chunks, np.stack([chunk.vector for chunk in indexed.chunks]))


def _new(one: Shelved, readers: Readers) -> NewDocument:
    document = replace(one.document, source=SOURCE, readers=readers)
    hashes = tuple(f"{document.id}-{chunk.ordinal}" for chunk in one.chunks)
    return NewDocument(document, one.chunks, hashes, "filters")


def _audience(document: Document, seen: Sequence[Sight]) -> Readers:
    folder = document.path.rpartition("/")[0].replace(",", " ")
    names = {f"group:{sight.group}" for sight in seen if document.id in sight.visible} | {f"group:team {folder}"}
    number = sum(document.id.encode())
    if number % 10 == 0:
        names.add(f"user:person-{number % _PEOPLE}")
    return Readers(frozenset(names))
