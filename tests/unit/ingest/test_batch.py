"""When a batch commits, and that it acknowledges afterwards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Chunk, Document, Kind
from assistant.errors import StorageFull
from assistant.ports import Commit, Holding, NewDocument
from ingest.batch import Batch
from ingest.stages import Stages


class Story:
    """A Ledger and a Progress that write down what they are told, in one order."""

    def __init__(self, *, full: bool = False) -> None:
        self.lines: list[str] = []
        self.vectors: dict[str, np.ndarray] = {}
        self._full = full

    def held(self, source: str) -> Holding:
        return Holding({}, {}, "")

    def embedded(self, text_hashes: Sequence[str]) -> set[str]:
        return set(text_hashes) & self.vectors.keys()

    def embedder(self) -> str | None:
        return None

    def settle_embedder(self, name: str) -> None:
        pass

    def commit(self, commit: Commit) -> None:
        if self._full:
            raise StorageFull("full")
        self.vectors.update(commit.vectors or {})
        names = [new.document.path for new in commit.upserts] + [document.path for document in commit.moves]
        self.lines.append(f"commit {' '.join(names)}, {len(commit.vectors or {})} vectors")

    def listed(self, total: int) -> None:
        pass

    def advanced(self, path: str) -> None:
        pass

    def acknowledged(self, event: str, path: str, document_id: str) -> None:
        self.lines.append(f"{event} {path}")


def document(path: str, *texts: str) -> NewDocument:
    chunks = tuple(Chunk(0, path, ordinal, text) for ordinal, text in enumerate(texts))
    return NewDocument(Document(path, "docs", path, "", Kind.PAGE, ""), chunks, texts, "1")


def batch(story: Story) -> Batch:
    return Batch("docs", story, HashingEmbedder(), story, Stages())


def test_documents_are_acknowledged_after_their_commit() -> None:
    story = Story()
    taking = batch(story)
    taking.add(document("a", "one"))
    taking.move(document("b").document, "")
    assert story.lines == []

    taking.flush()

    assert story.lines == ["commit a b, 1 vectors", "indexed a", "moved b"]


def test_a_failed_commit_acknowledges_nothing() -> None:
    story = Story(full=True)
    taking = batch(story)
    taking.add(document("a", "one"))

    try:
        taking.flush()
    except StorageFull:
        story.lines.append("raised")

    assert story.lines == ["raised"]


def test_a_batch_commits_by_itself_when_it_holds_enough_chunks() -> None:
    story = Story()
    taking = batch(story)
    for number in range(3):
        taking.add(document(str(number), *(f"{number} {part}" for part in range(100))))

    assert story.lines[0] == "commit 0 1 2, 300 vectors"


def test_a_batch_commits_by_itself_when_it_holds_enough_documents() -> None:
    story = Story()
    taking = batch(story)
    for number in range(200):
        taking.add(document(str(number), "the same"))

    assert story.lines[0].endswith(" 199, 1 vectors")
    assert len(story.lines) == 201


def test_a_text_is_embedded_once_over_all_batches() -> None:
    story = Story()
    for path in ("a", "b"):
        taking = batch(story)
        taking.add(document(path, "shared", "shared too"))
        taking.flush()

    assert [line for line in story.lines if line.startswith("commit")] == ["commit a, 2 vectors", "commit b, 0 vectors"]


def test_an_empty_flush_commits_nothing() -> None:
    story = Story()

    batch(story).flush()

    assert story.lines == []
