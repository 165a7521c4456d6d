"""What the catalogue's ports promise of documents, over SQLite: Ledger, Documents, Sources and Journal.

What keeps sources in step (checkpoints, audiences, pages, runs) is in test_in_step_ports.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.catalogue.journal import SqlJournal
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.documents import Anchor, Chunk, Document, Kind, Link
from assistant.domain.readers import Readers
from assistant.domain.sources import Coverage, Failure, SourceEntry
from assistant.errors import UsageError
from assistant.ports import Commit, Documents, Held, Journal, Ledger, NewDocument, Sources

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DOCS = SourceEntry("docs", "folder", "/docs", "meeting", Readers.parse("group:ops,everyone"), NOON)


class Ports:
    """The four ports over one store."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.ledger: Ledger = catalogue.ledger
        self.documents: Documents = catalogue.documents
        self.sources: Sources = catalogue.sources
        self.journal: Journal = SqlJournal(catalogue.engine)

    def store(self, *documents: NewDocument) -> None:
        hashes = [text_hash for new in documents for text_hash in new.text_hashes]
        known = self.ledger.embedded(hashes)
        vectors = {text_hash: np.full(4, len(text_hash), dtype=np.float32) for text_hash in hashes if text_hash not in known}
        self.ledger.commit(Commit(upserts=documents, vectors=vectors))

    def texts(self) -> dict[str, list[str]]:
        return {one.document.path: [chunk.text for chunk in one.chunks] for one in self.journal.indexed()}


@pytest.fixture(params=["sqlite"])
def ports(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ports]:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    ports = Ports(catalogue)
    ports.sources.add(DOCS)
    yield ports
    catalogue.close()


def new(document_id: str, *texts: str, path: str = "", readers: str = "") -> NewDocument:
    document = Document(
        id=document_id,
        source="docs",
        path=path or f"{document_id}.md",
        title=f"Title of {document_id}",
        kind=Kind.MEETING,
        content_hash="0" * 64,
        readers=Readers.parse(readers),
        url="https://example.org/x?a=1#b",
        authors=("Ana Ruiz", "陈静"),
        created_at=NOON,
        updated_at=NOON.astimezone(tz=None) + timedelta(microseconds=1),
        status="accepted",
        language="en",
        warnings=("hidden text removed",),
        fields={"attendees": ("Ana", "陈静"), "labels": ()},
        links=(Link("closes", "https://example.org/14"), Link("refers-to", "b.md")),
    )
    anchor = Anchor("top", 3, 9, "tls.py", 42, 45, "Ana", 0.0, 2)
    chunks = tuple(Chunk(0, document_id, number, text, ("One", "Two"), anchor) for number, text in enumerate(texts))
    return NewDocument(document, chunks, tuple(f"hash of {text}" for text in texts), "recipe", "v1")


def test_a_document_comes_back_as_it_was_stored(ports: Ports) -> None:
    stored = new("a", "first", "second\n\0?é🦩", readers="user:ana,group:ops")
    ports.store(stored)

    assert ports.documents.get("a") == stored.document
    chunks = ports.documents.chunks("a")
    assert [(chunk.ordinal, chunk.text, chunk.headings, chunk.anchor) for chunk in chunks] == [
        (chunk.ordinal, chunk.text, chunk.headings, chunk.anchor) for chunk in stored.chunks
    ]
    held = ports.ledger.held("docs").documents["a.md"]
    assert held == Held("a", "0" * 64, "recipe", "v1", "group:ops,user:ana", stored.document.url, "meeting")


@pytest.mark.parametrize(
    "anchor", [Anchor(), Anchor(seconds=0.0), Anchor(line=1, last_line=1)], ids=["empty", "second 0", "line 1"]
)
def test_an_anchor_comes_back_as_it_was_stored(ports: Ports, anchor: Anchor) -> None:
    stored = new("a", "x")
    ports.store(NewDocument(stored.document, (Chunk(0, "a", 0, "x", (), anchor),), stored.text_hashes, ""))

    assert ports.documents.chunks("a")[0].anchor == anchor


def test_chunks_are_read_by_their_range(ports: Ports) -> None:
    ports.store(new("a", *"abcdef"))

    assert [chunk.text for chunk in ports.documents.chunks("a", 2, 3)] == ["c", "d"]
    assert ports.documents.chunks("a", 6) == []
    assert ports.documents.chunks("nothing") == []


def test_found_leaves_out_what_is_gone(ports: Ports) -> None:
    ports.store(new("a", "x"), new("b", "y"))
    keys = sorted(ports.journal.chunk_keys())
    ports.ledger.commit(Commit(removals=("a",)))

    found = ports.documents.found([*keys, 999_999])

    assert [(place.document.id, place.chunk.text) for place in found.values()] == [("b", "y")]
    assert ports.documents.found([]) == {}
    assert ports.documents.get("a") is None


def test_a_new_version_replaces_the_chunks_and_never_reuses_a_key(ports: Ports) -> None:
    ports.store(new("a", "x", "y"))
    before = ports.journal.chunk_keys()

    ports.store(new("a", "y"))

    after = ports.journal.chunk_keys()
    assert ports.texts() == {"a.md": ["y"]}
    assert not before & after
    ports.ledger.commit(Commit(removals=("a",)))
    ports.store(new("b", "z"))
    assert not (before | after) & ports.journal.chunk_keys()


def test_vectors_stay_while_some_chunk_uses_them(ports: Ports) -> None:
    ports.store(new("a", "shared", "own"), new("b", "shared"))
    both = ["hash of shared", "hash of own"]
    assert ports.ledger.embedded(both) == set(both)

    ports.ledger.commit(Commit(removals=("a",)))

    assert ports.ledger.embedded(both) == {"hash of shared"}


def test_a_text_that_moves_between_documents_in_one_commit_keeps_its_vector(ports: Ports) -> None:
    ports.store(new("a", "moving"))

    ports.store(new("a", "other"), new("b", "moving"))

    assert ports.ledger.embedded(["hash of moving"]) == {"hash of moving"}
    assert all(len(chunk.vector) == 4 for one in ports.journal.indexed() for chunk in one.chunks)


def test_a_commit_is_all_or_nothing(ports: Ports) -> None:
    ports.store(new("a", "x"))
    clashing = new("c", "z", path="a.md")

    with pytest.raises(Exception, match="UNIQUE"):
        ports.ledger.commit(Commit(upserts=(new("b", "y"), clashing), vectors={"hash of y": np.zeros(4, dtype=np.float32)}))

    assert ports.texts() == {"a.md": ["x"]}
    assert ports.ledger.embedded(["hash of y"]) == set()
    assert ports.journal.changed(1) == []


def test_a_path_goes_from_one_document_to_another_in_one_commit(ports: Ports) -> None:
    ports.store(new("a", "x"))

    ports.ledger.commit(
        Commit(upserts=(new("b", "y", path="a.md"),), removals=("a",), vectors={"hash of y": np.zeros(4, dtype=np.float32)})
    )

    assert ports.texts() == {"a.md": ["y"]}


def test_a_move_changes_the_path_and_nothing_else(ports: Ports) -> None:
    ports.store(new("a", "x"))
    keys = ports.journal.chunk_keys()

    ports.ledger.commit(Commit(moves=(new("a", path="elsewhere/a.md").document,)))

    assert ports.texts() == {"elsewhere/a.md": ["x"]}
    assert ports.journal.chunk_keys() == keys
    assert ports.ledger.held("docs").documents["elsewhere/a.md"].recipe == "recipe"


def test_the_journal_names_each_touched_document_once_in_order(ports: Ports) -> None:
    assert (ports.journal.sequence(), ports.journal.changed(0)) == (0, [])
    ports.store(new("a", "x"), new("b", "y"))
    first = ports.journal.sequence()
    ports.store(new("c", "z"))
    ports.ledger.commit(Commit(removals=("a",)))

    assert ports.journal.changed(first) == ["c", "a"]
    assert ports.journal.changed(0) == ["b", "c", "a"]
    assert ports.journal.changed(ports.journal.sequence()) == []
    assert ports.journal.sequence() > first


def test_indexed_reads_the_documents_that_are_asked_for(ports: Ports) -> None:
    ports.store(*(new(f"d{number}", f"text {number}") for number in range(1200)), new("empty"))

    assert {one.document.id for one in ports.journal.indexed(["d1", "gone", "empty"])} == {"d1", "empty"}
    assert list(ports.journal.indexed([])) == []
    everything = list(ports.journal.indexed())
    assert len(everything) == 1201
    assert len(list(ports.journal.indexed(f"d{number}" for number in range(1200)))) == 1200


def test_the_embedder_is_settled_anew(ports: Ports) -> None:
    assert ports.ledger.embedder() is None
    for name in ("old", "", "new"):
        ports.ledger.settle_embedder(name)
        assert ports.ledger.embedder() == name


def test_a_source_comes_back_as_it_was_added(ports: Ports) -> None:
    assert ports.sources.get("docs") == DOCS
    with pytest.raises(UsageError, match="already"):
        ports.sources.add(DOCS)
    with pytest.raises(UsageError, match="there are: docs"):
        ports.sources.get("dcos")


def test_states_count_what_is_held_and_tell_the_last_run(ports: Ports) -> None:
    ports.sources.add(SourceEntry("empty", "folder", "/e", added_at=NOON))
    ports.store(new("a", "x", "y"), new("b", "z"), new("c"))
    ports.sources.record(Coverage("docs", 3, failed=(Failure("d.md", "is empty"),)), NOON, NOON + timedelta(minutes=1))
    ports.sources.record(Coverage("docs", 3), NOON, NOON + timedelta(minutes=2))

    states = {state.entry.name: state for state in ports.sources.states()}

    docs, empty = states["docs"], states["empty"]
    assert (docs.documents, docs.chunks, docs.complete, docs.last_run) == (3, 3, True, NOON + timedelta(minutes=2))
    assert (empty.documents, empty.chunks, empty.complete, empty.last_run) == (0, 0, False, None)


def test_removing_a_source_leaves_nothing_of_it(ports: Ports) -> None:
    ports.store(new("a", "x"), new("b", "y"))
    ports.sources.record(Coverage("docs", 2), NOON, NOON)
    before = ports.journal.sequence()

    assert ports.sources.remove("docs") == 2

    assert ports.sources.states() == []
    assert ports.texts() == {}
    assert ports.ledger.embedded(["hash of x", "hash of y"]) == set()
    assert sorted(ports.journal.changed(before)) == ["a", "b"]
    with pytest.raises(UsageError):
        ports.sources.remove("docs")
