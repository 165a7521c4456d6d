"""What the Progress port promises, over SQLite and over its twin in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.progress import ReadDocument
from assistant.knowledge.ports import Progress
from tests.stand_ins.guided import HeldProgress

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "held"])
def progress(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Progress]:
    if request.param == "held":
        yield HeldProgress()
        return
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    yield catalogue.progress
    catalogue.close()


def read(document_id: str, content_hash: str = "1") -> ReadDocument:
    return ReadDocument(document_id, content_hash, "kafka", NOON)


def test_what_was_read_comes_back_for_its_reader_alone(progress: Progress) -> None:
    progress.keep("ana", [read("a"), read("b")])
    progress.keep("bo", [read("c")])

    assert progress.read_by("ana") == {"a": read("a"), "b": read("b")}
    assert progress.read_by("bo") == {"c": read("c")}
    assert progress.read_by("") == {}


def test_a_document_that_is_read_again_is_kept_in_its_last_version(progress: Progress) -> None:
    progress.keep("ana", [read("a", "1")])
    progress.keep("ana", [read("a", "2")])

    assert progress.read_by("ana") == {"a": read("a", "2")}


def test_what_is_not_read_after_all_is_forgotten(progress: Progress) -> None:
    progress.keep("ana", [read("a"), read("b")])
    progress.keep("bo", [read("a")])
    progress.keep("ana", [read("c")], ["a", "never"])

    assert set(progress.read_by("ana")) == {"b", "c"}
    assert set(progress.read_by("bo")) == {"a"}


def test_nothing_to_keep_changes_nothing(progress: Progress) -> None:
    progress.keep("ana", [read("a")])
    progress.keep("ana", [])

    assert set(progress.read_by("ana")) == {"a"}
