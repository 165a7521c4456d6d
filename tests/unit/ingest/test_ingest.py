"""Runs over several sources, and the change of the embedder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from assistant.adapters.catalogue.journal import SqlJournal
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.sources import SourceEntry
from assistant.errors import Busy, IndexUnusable
from ingest.bootstrap import Ingest, Limits, ingest_lock
from tests.stand_ins.git_world import GitWorld
from tests.stand_ins.quiet import Quiet
from tests.unit.ingest.test_job import ADDED


class CountingPublisher:
    """Publishes nothing, and counts."""

    def __init__(self) -> None:
        self.count = self.caught_up = 0

    def publish(self) -> None:
        self.count += 1

    def catch_up(self) -> None:
        self.caught_up += 1


def named(name: str, dimension: int) -> HashingEmbedder:
    embedder = HashingEmbedder(dimension)
    embedder.name = name
    return embedder


class Home:
    """A data folder with the sources `a` and `b`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.catalogue: Catalogue = open_catalogue(root / "catalogue.sqlite")
        self.publisher = CountingPublisher()
        catalogue = self.catalogue
        self.ingest = Ingest(root, catalogue, named("old", 8), self.publisher, Limits(220, 10_000))
        for name in ("a", "b"):
            (root / name).mkdir()
            (root / name / "doc.md").write_text(f"# {name}\n\nA document of {name}.\n", encoding="utf-8")
            catalogue.sources.add(SourceEntry(name, "folder", str(root / name), added_at=ADDED))

    def run(self, *names: str, full: bool = False, embedder: str = "old", dimension: int = 8) -> bool:
        ingest = replace(self.ingest, embedder=named(embedder, dimension))
        return all(coverage.complete for coverage in ingest.run(names, lambda _: Quiet(), full=full))

    def dimensions(self) -> set[int]:
        return {len(chunk.vector) for one in SqlJournal(self.catalogue.engine).indexed() for chunk in one.chunks}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    assert home.run()
    yield home
    home.catalogue.close()


def test_a_run_publishes_once_for_all_sources(home: Home) -> None:
    assert home.publisher.count == 1
    assert {state.entry.name: (state.documents, state.complete) for state in home.catalogue.sources.states()} == {
        "a": (1, True),
        "b": (1, True),
    }


def test_a_source_of_an_unknown_type_stops_and_keeps_no_other_back(home: Home) -> None:
    home.catalogue.sources.add(SourceEntry("c", "telepathy", "", added_at=ADDED))

    coverages = {coverage.source: coverage for coverage in home.ingest.run([], lambda _: Quiet())}

    assert "telepathy" in coverages["c"].stopped
    assert [coverages[name].complete for name in "abc"] == [True, True, False]


def test_a_source_that_cannot_be_listed_is_recorded_as_incomplete(home: Home) -> None:
    (home.root / "a" / "doc.md").unlink()
    (home.root / "b" / "new.md").write_text("# New\n\nNew.\n", encoding="utf-8")

    assert not home.run()

    states = {state.entry.name: (state.documents, state.complete) for state in home.catalogue.sources.states()}
    assert states == {"a": (1, False), "b": (2, True)}
    assert home.publisher.count == 2


def test_a_run_that_changes_nothing_only_catches_up(home: Home) -> None:
    home.run()
    assert (home.publisher.count, home.publisher.caught_up) == (1, 1)
    (home.root / "a" / "doc.md").unlink()
    (home.root / "a" / "other.md").write_text("# Other\n\nAnother document of a.\n", encoding="utf-8")
    home.run()
    assert (home.publisher.count, home.publisher.caught_up) == (2, 1)


def test_another_run_is_refused_while_the_lock_is_held(home: Home) -> None:
    with ingest_lock(home.root), pytest.raises(Busy):
        home.run()


@pytest.mark.parametrize(
    ("names", "full"), [((), False), (("a",), True), (("a", "a"), True)], ids=["not full", "one source", "one source twice"]
)
def test_another_embedder_takes_a_full_run_over_every_source(home: Home, names: tuple[str, ...], full: bool) -> None:
    with pytest.raises(IndexUnusable, match="--full"):
        home.run(*names, full=full, embedder="new", dimension=16)

    assert home.catalogue.ledger.embedder() == "old"
    assert home.dimensions() == {8}


def test_a_full_run_with_another_embedder_embeds_everything_anew(home: Home) -> None:
    assert home.run(full=True, embedder="new", dimension=16)

    assert home.catalogue.ledger.embedder() == "new"
    assert home.dimensions() == {16}


def test_a_change_of_embedder_waits_for_documents_that_cannot_be_read(home: Home) -> None:
    (home.root / "a" / "doc.md").write_bytes(b"\0")

    with pytest.raises(IndexUnusable, match=r"a/doc\.md"):
        home.run(full=True, embedder="new", dimension=16)

    assert home.catalogue.ledger.embedder() == ""
    assert home.publisher.count == 1
    with pytest.raises(IndexUnusable, match="between two embedders"):
        home.run(embedder="new", dimension=16)
    (home.root / "a" / "doc.md").write_text("# Back\n\nReadable again.\n", encoding="utf-8")
    assert home.run(full=True, embedder="new", dimension=16)
    assert home.dimensions() == {16}


def test_what_a_source_opened_is_closed_after_its_run(tmp_path: Path) -> None:
    world = GitWorld(tmp_path)
    home = Home(tmp_path / "home")
    home.catalogue.sources.add(replace(world.entry, name="repository"))

    before = set(psutil.Process().children())

    assert home.run("repository")

    assert set(psutil.Process().children()) <= before
