"""The job over a source with versions, cursors and readers: what is read again, what is followed, what is resumed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Document
from assistant.domain.readers import Readers
from assistant.domain.sources import Coverage, SourceEntry
from assistant.errors import SourceError, UnreadableDocument
from ingest.job import Job, Tools
from ingest.parsed import Parsed
from tests.stand_ins.memory_source import MemorySource
from tests.stand_ins.quiet import Quiet
from tests.unit.ingest.test_job import cleaned

TEAM = Readers.parse("group:memory:team")


class Step:
    """A catalogue, a source in memory, and looks at it."""

    def __init__(self, root: Path) -> None:
        self.catalogue = open_catalogue(root / "catalogue.sqlite")
        self.entry = SourceEntry("docs", "memory", "", readers=Readers.parse("group:ops"), added_at=datetime.now(UTC))
        self.catalogue.sources.add(self.entry)
        self.source = MemorySource()
        self.parsed: list[str] = []
        self.heard = Quiet()
        for name in "abc":
            self.source.write(f"{name}.md", f"# {name}\n\nThe text of {name}.\n")

    def job(self) -> Job:
        self.source.reads.clear()
        self.parsed.clear()
        self.heard = Quiet()
        tools = Tools(self.catalogue.ledger, self.catalogue.documents, HashingEmbedder(), self._parse, 220)
        return Job(self.entry, self.source, tools, self.heard)

    def compare(self, *, full: bool = False) -> Coverage:
        return self.job().compare(full=full)

    def follow(self) -> Coverage:
        return self.job().follow()

    def document(self, path: str) -> Document:
        held = self.catalogue.ledger.held("docs").documents[path]
        document = self.catalogue.documents.get(held.document_id)
        assert document is not None
        return document

    def text(self, path: str) -> str:
        return "\n".join(chunk.text for chunk in self.catalogue.documents.chunks(self.document(path).id))

    def paths(self) -> set[str]:
        return set(self.catalogue.ledger.held("docs").documents)

    def _parse(self, data: bytes, path: str, form: str) -> Parsed:
        self.parsed.append(path)
        if b"broken" in data:
            raise UnreadableDocument("is broken")
        return cleaned(data, path, form)


@pytest.fixture
def step(tmp_path: Path) -> Iterator[Step]:
    step = Step(tmp_path)
    yield step
    step.catalogue.close()


def test_what_has_the_version_that_is_held_is_not_read(step: Step) -> None:
    step.compare()

    coverage = step.compare()

    assert (coverage.unchanged, step.source.reads) == (3, [])


def test_a_new_version_of_the_same_bytes_is_read_once_and_not_parsed(step: Step) -> None:
    step.compare()
    step.source.write("a.md", step.source.texts["a.md"])

    first, parsed = step.compare(), list(step.parsed)
    second = step.compare()

    assert (first.unchanged, second.unchanged, parsed, step.source.reads) == (3, 3, [], [])


def test_a_new_version_is_stored_and_keeps_the_id(step: Step) -> None:
    step.compare()
    before = step.document("b.md").id
    step.source.write("b.md", "# b\n\nNow heliotrope.\n")

    coverage = step.compare()

    assert (coverage.indexed, step.source.reads, step.document("b.md").id) == (("b.md",), ["b.md"], before)
    assert "heliotrope" in step.text("b.md")


def test_the_sources_readers_count_and_the_administrators_only_where_it_has_none(step: Step) -> None:
    step.source.share("a.md", Readers.parse("everyone"))
    step.source.share("b.md", Readers())

    step.compare()

    assert [step.document(path).readers.canonical for path in ("a.md", "b.md", "c.md")] == ["everyone", "", "group:ops"]


def test_narrowed_readers_arrive_without_reading_the_document(step: Step) -> None:
    step.source.share("a.md", Readers.parse("everyone"))
    step.compare()
    step.source.share("a.md", TEAM)

    coverage = step.compare()

    assert (coverage.indexed, step.source.reads, step.document("a.md").readers) == (("a.md",), [], TEAM)


def test_audiences_are_in_force_before_any_document(step: Step) -> None:
    step.source.members = {"memory:team": frozenset({"user:Ana@X.example", "user:memory:BO"})}
    step.source.fails_after = 0

    coverage = step.compare()

    assert coverage.stopped
    groups = step.catalogue.audiences.groups_of
    assert groups(["user:ana@x.example"]) == groups(["user:memory:bo"]) == {"memory:team"}
    step.source.members = {"memory:team": frozenset({"user:memory:bo"})}
    step.compare()
    assert groups(["user:ana@x.example"]) == set()


def test_a_refused_document_is_not_parsed_again_until_it_changes(step: Step) -> None:
    step.source.write("d.md", "broken")

    first, second = step.compare(), step.compare()

    assert [failure.path for failure in first.failed] == [failure.path for failure in second.failed] == ["d.md"]
    assert (step.source.reads, step.parsed) == ([], [])
    assert step.compare(full=True).failed
    assert "d.md" in step.parsed
    step.source.write("d.md", "# d\n\nMended.\n")
    assert step.compare().complete
    assert not step.catalogue.ledger.held("docs").refused


def test_a_document_that_cannot_be_downloaded_is_tried_again_each_time(step: Step) -> None:
    step.source.unreadable = {"a.md"}
    assert [failure.path for failure in step.compare().failed] == ["a.md"]
    step.source.unreadable = set()

    assert step.compare().indexed == ("a.md",)


def test_a_document_that_the_server_does_not_give_ends_no_run(step: Step) -> None:
    step.compare()
    step.source.write("a.md", "# a\n\nNew.\n")
    step.source.remove("b.md")
    step.source.misunderstood = {"a.md"}

    coverage = step.compare()

    assert ([one.path for one in coverage.failed], coverage.removed, coverage.stopped) == (["a.md"], ("b.md",), "")


def test_a_document_that_vanishes_while_it_is_read_is_no_hole(step: Step) -> None:
    step.compare()
    step.source.write("a.md", "# a\n\nNew.\n")
    step.source.vanishing = {"a.md"}

    coverage = step.compare()

    assert (coverage.complete, coverage.removed, step.paths()) == (True, ("a.md",), {"b.md", "c.md"})


def test_a_source_that_fails_in_the_middle_keeps_what_came_and_removes_nothing(step: Step) -> None:
    step.compare()
    step.source.remove("a.md")
    for number in range(5):
        step.source.write(f"new-{number}.md", f"# New {number}\n\nText.\n")
    step.source.fails_after = 3

    coverage = step.compare()

    assert "went away" in coverage.stopped
    assert not coverage.complete
    assert step.paths() == {"a.md", "b.md", "c.md", "new-0.md", "new-1.md", "new-2.md"}
    assert set(coverage.missing) == {"new-3.md", "new-4.md"}
    step.source.fails_after = None
    assert step.compare().complete
    assert set(step.source.reads) == {"new-3.md", "new-4.md"}
    assert "a.md" not in step.paths()


def test_nothing_is_followed_before_everything_was_compared_once(step: Step) -> None:
    assert not step.follow().partial
    assert step.follow().partial


def test_changes_are_followed_from_the_cursor(step: Step) -> None:
    step.compare()
    step.source.write("a.md", "# a\n\nNow heliotrope.\n")
    step.source.write("d.md", "# d\n\nNew.\n")
    step.source.remove("b.md")
    step.source.share("c.md", TEAM)

    coverage = step.follow()

    assert coverage.complete
    assert set(coverage.indexed) == {"a.md", "c.md", "d.md"}
    assert coverage.removed == ("b.md",)
    assert step.paths() == {"a.md", "c.md", "d.md"}
    assert step.document("c.md").readers == TEAM
    assert set(step.source.reads) == {"a.md", "d.md"}
    again = step.follow()
    assert (again.indexed, step.source.reads) == ((), [])


def test_a_follow_that_fails_goes_on_from_the_last_whole_part(step: Step) -> None:
    step.compare()
    for number in range(6):
        step.source.write(f"new-{number}.md", f"# New {number}\n\nText.\n")
    step.source.fails_after = 3

    assert step.follow().stopped
    step.source.fails_after = None
    coverage = step.follow()

    assert coverage.complete
    assert set(step.source.reads) == {"new-3.md", "new-4.md", "new-5.md"}
    assert len(step.paths()) == 9


def test_what_failed_while_following_is_healed_by_the_next_comparison(step: Step) -> None:
    step.compare()
    step.source.write("a.md", "# a\n\nNow heliotrope.\n")
    step.source.unreadable = {"a.md"}
    assert not step.follow().complete
    step.source.unreadable = set()
    assert step.follow().indexed == ()

    assert step.compare().indexed == ("a.md",)


def test_a_rename_that_is_followed_keeps_the_id(step: Step) -> None:
    step.compare()
    before = step.document("a.md").id
    step.source.rename("a.md", "renamed.md")

    coverage = step.follow()

    assert (coverage.renamed, coverage.removed) == (("renamed.md",), ())
    assert step.document("renamed.md").id == before
    assert "a.md" not in step.paths()


def test_a_copy_that_is_followed_is_a_document_of_its_own(step: Step) -> None:
    step.compare()
    step.source.write("copy.md", step.source.texts["b.md"])

    coverage = step.follow()

    assert coverage.indexed == ("copy.md",)
    assert step.document("copy.md").id != step.document("b.md").id


def test_a_source_that_takes_its_access_back_removes_nothing(step: Step) -> None:
    step.compare()
    for path in ("a.md", "b.md"):
        step.source.write(path, f"# {path}\n\nNew.\n")
    step.source.access_lost = True

    for look in (step.compare, step.follow):
        coverage = look()
        assert coverage.stopped
        assert (coverage.removed, step.paths()) == ((), {"a.md", "b.md", "c.md"})


def test_what_is_listed_and_not_there_is_a_failure_and_stays(step: Step) -> None:
    step.compare()
    step.source.write("a.md", "# a\n\nNew.\n")
    step.source.access_lost = step.source.lists_all_the_same = True

    coverage = step.compare()

    assert ([one.path for one in coverage.failed], coverage.complete) == (["a.md"], False)
    assert step.paths() == {"a.md", "b.md", "c.md"}


def test_a_listing_that_is_not_there_is_a_failure_of_the_source(step: Step) -> None:
    step.compare()
    step.source.access_lost = True
    job = step.job()
    step.source.reads.append("once")

    with pytest.raises(SourceError, match="can't be listed"):
        job.compare()


def test_one_document_that_its_server_cannot_give_ends_no_run(step: Step) -> None:
    step.source.write("d.md", "# d\n\nText.\n")
    step.source.unanswered = {"a.md"}

    coverage = step.compare()

    assert ([one.path for one in coverage.failed], coverage.stopped) == (["a.md"], "")
    assert step.paths() == {"b.md", "c.md", "d.md"}


def test_many_in_a_row_are_an_outage_that_ends_the_run(step: Step) -> None:
    for number in range(20):
        step.source.write(f"n{number:02}.md", f"# {number}\n\nText.\n")
    step.compare()
    for path in list(step.source.texts):
        step.source.write(path, "# New\n\nText.\n")
    step.source.unanswered = set(step.source.texts)
    step.source.remove("a.md")

    coverage = step.compare()

    assert coverage.stopped
    assert len(step.source.reads) < 12
    assert "a.md" in step.paths()


def test_what_is_gone_and_comes_again_is_there(step: Step) -> None:
    step.compare()
    text = step.source.texts["a.md"]
    step.source.remove("a.md")
    step.source._moments[-1] = "gone a.md"
    step.source.write("a.md", text)

    coverage = step.follow()

    assert coverage.complete
    assert "a.md" in step.paths()


def test_a_document_that_cannot_be_listed_gives_its_id_to_no_copy(step: Step) -> None:
    step.compare()
    before = step.document("a.md").id
    step.source.write("copy.md", step.source.texts["a.md"])
    step.source.unlistable = {"a.md"}

    coverage = step.compare()

    assert [one.path for one in coverage.failed] == ["a.md"]
    assert step.document("a.md").id == before != step.document("copy.md").id


def test_an_outage_of_the_listing_is_an_error_before_anything_changed(step: Step) -> None:
    step.compare()
    step.source.texts.clear()

    with pytest.raises(SourceError, match="lists nothing"):
        step.compare()

    assert len(step.paths()) == 3


def test_what_is_no_document_is_skipped_and_leaves_if_it_was_one(step: Step) -> None:
    step.compare()
    step.source.form = "json"
    step.source.write("a.md", '{"name": "a program\'s configuration"}')

    first, second = step.compare(), step.compare()

    assert (first.complete, first.listed, first.removed) == (True, 2, ("a.md",))
    assert [one.path for one in first.skipped] == [one.path for one in second.skipped] == ["a.md"]
    assert step.source.reads == []


def test_the_seconds_of_each_stage_are_told(step: Step) -> None:
    assert {"list", "read", "parse", "chunk", "embed", "commit"} <= step.compare().seconds.keys()
