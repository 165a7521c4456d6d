"""When a document is removed, the words of answers that may have any from it are deleted in the same transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.dialogue import Exchange
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, NewDocument

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "heliotrope-narwhal-"


def stored(catalogue: Catalogue, *names: str) -> None:
    catalogue.sources.add(SourceEntry("docs", "folder", "/srv/docs", added_at=NOON))
    new = [
        NewDocument(
            Document(name, "docs", f"{name}.md", name, Kind.PAGE, name), (Chunk(0, name, 0, f"{SECRET}{name}"),), (name,), "r"
        )
        for name in names
    ]
    catalogue.ledger.commit(Commit(upserts=tuple(new)))


def said(*documents: str) -> Exchange:
    words = " ".join(f"{SECRET}{one}" for one in documents)
    return Exchange(f"a-{'-'.join(documents)}", "what?", "what?", words, NOON, drew_on=frozenset(documents))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


def test_the_words_go_with_the_document_and_the_others_stay(file: Path) -> None:
    catalogue = open_catalogue(file)
    stored(catalogue, "d1", "d2", "d3")
    for owner in ("ana", "bo"):
        for exchange in (said("d1"), said("d2"), said("d1", "d2"), said("d3")):
            catalogue.dialogues.keep(owner, "c1", exchange, None, begins=True)
    catalogue.ledger.commit(Commit(removals=("d2",)))
    for owner in ("ana", "bo"):
        kept = catalogue.dialogues.read(owner, "c1")
        assert kept is not None
        assert [one.text for one in kept.exchanges] == [f"{SECRET}d1", "", "", f"{SECRET}d3"]
        assert kept.exchanges[2].drew_on == {"d1", "d2"}
    catalogue.close()


@pytest.mark.parametrize("others", [0, 1200], ids=["alone", "among-many"])
def test_what_is_said_of_a_document_that_was_removed_meanwhile_is_kept_without_words(file: Path, others: int) -> None:
    catalogue = open_catalogue(file)
    stored(catalogue, "d1", "d2")
    catalogue.ledger.commit(Commit(removals=("d2",)))
    many = [f"x{number}" for number in range(others)]
    catalogue.dialogues.keep("ana", "c1", said("d1"), None, begins=True)
    catalogue.dialogues.keep("ana", "c1", said("d1", "d2", *many), None, begins=False)
    kept = catalogue.dialogues.read("ana", "c1")
    assert kept is not None
    assert [one.text for one in kept.exchanges] == [f"{SECRET}d1", ""]
    catalogue.close()
    assert f"{SECRET}d2".encode() not in file.read_bytes()


def test_with_the_source_all_words_go_and_none_are_left_in_the_file(file: Path) -> None:
    catalogue = open_catalogue(file)
    stored(catalogue, "d1", "d2")
    catalogue.dialogues.keep("ana", "c1", said("d1", "d2"), None, begins=True)
    catalogue.sources.remove("docs")
    kept = catalogue.dialogues.read("ana", "c1")
    assert kept is not None
    assert (kept.exchanges[0].question, kept.exchanges[0].text) == ("what?", "")
    catalogue.close()
    assert SECRET.encode() not in file.read_bytes()


def test_a_deleted_conversation_leaves_no_words_in_the_file(file: Path) -> None:
    catalogue = open_catalogue(file)
    stored(catalogue, "d1")
    catalogue.dialogues.keep(
        "ana", "c1", Exchange("a1", "magenta-okapi", "magenta-okapi", "teal-ibis", NOON), None, begins=True
    )
    catalogue.dialogues.forget("ana", ["c1"])
    catalogue.close()
    assert b"magenta-okapi" not in file.read_bytes()
    assert b"teal-ibis" not in file.read_bytes()
