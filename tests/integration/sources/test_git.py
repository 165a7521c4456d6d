"""A repository followed by commit: renames, deletes, authors, owners, history, forced pushes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.sources import Coverage, Failure
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.formats.registry import SUPPORTED, parse
from ingest.job import Job, Tools
from ingest.opening import Access, Opening
from ingest.ports import Gone, Item, Listed, Reached, Skipped
from ingest.sources import git
from ingest.sources.git_repository import environment
from tests.stand_ins.git_world import ClonedWorld, GitWorld
from tests.stand_ins.quiet import Quiet
from tests.unit.ingest.test_job import cleaned


class Place:
    """A repository, the source over it, and a catalogue that is brought in step."""

    def __init__(self, root: Path) -> None:
        self.world = GitWorld(root)
        self.kept = root / "kept"
        self.catalogue = open_catalogue(root / "catalogue.sqlite")
        self.catalogue.sources.add(self.world.entry)

    def source(self, **options: str) -> git.GitSource:
        return git.open_source(Opening(replace(self.world.entry, options=options), SUPPORTED, self.kept, 20_000_000))

    def listed(self, **options: str) -> dict[str, Listed]:
        return {item.path: item for item in self.source(**options).listing() if isinstance(item, Listed)}

    def look(self, *, follow: bool = False, **options: str) -> Coverage:
        tools = Tools(self.catalogue.ledger, self.catalogue.documents, HashingEmbedder(), cleaned, 220)
        job = Job(self.world.entry, self.source(**options), tools, Quiet())
        return job.follow() if follow else job.compare()

    def document(self, path: str) -> Document:
        document = self.catalogue.documents.get(self.catalogue.ledger.held("world").documents[path].document_id)
        assert document is not None
        return document


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.catalogue.close()


def cursor_of(items: Iterator[Item]) -> str:
    *_, last = items
    assert isinstance(last, Reached)
    return last.cursor


def test_authors_dates_and_owners_come_from_the_repository(place: Place) -> None:
    place.world.edit("adr/0001-note.md")
    place.look()

    document = place.document("adr/0001-note.md")

    assert document.authors == ("Ana Ruiz", "Bo Lindqvist")
    assert (document.created_at, document.updated_at) == (
        datetime(2026, 3, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 1, 2, tzinfo=UTC),
    )
    assert document.fields == {"owners": ("@ana-r", "bo@tidewater.example")}
    assert place.document("guides/0002-note.md").fields == {"owners": ("@tidewater/docs",)}


def test_what_a_document_says_of_itself_counts_before_the_history(place: Place) -> None:
    place.world.write("adr/0009.md", "---\ntitle: Nine\nauthors: [Helen Strand]\ndate: 2020-01-02\n---\n# Nine\n\nText.\n")
    place.world.commit("Nine")
    place.look()

    document = place.document("adr/0009.md")

    assert (document.authors, document.created_at) == (("Helen Strand",), datetime(2020, 1, 2, tzinfo=UTC))
    assert document.updated_at == datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("follow", [False, True], ids=["compared", "followed"])
def test_a_renamed_document_keeps_its_id_and_its_history(place: Place, follow: bool) -> None:
    place.look()
    before = place.document("adr/0001-note.md")
    place.world.git("mv", "adr/0001-note.md", "adr/0001-renamed.md")
    place.world.commit("Rename", author="Bo Lindqvist")

    coverage = place.look(follow=follow)

    after = place.document("adr/0001-renamed.md")
    assert (coverage.renamed, coverage.removed) == (("adr/0001-renamed.md",), ())
    assert (after.id, after.created_at, set(after.authors)) == (before.id, before.created_at, {"Ana Ruiz", "Bo Lindqvist"})


def test_changes_name_what_a_commit_touched_and_nothing_else(place: Place) -> None:
    cursor = cursor_of(place.source().listing())
    place.world.edit("adr/0003-note.md")
    place.world.remove("guides/0004-note.md")
    new = place.world.add()

    items = list(place.source().changes(cursor))

    assert {item.path for item in items if isinstance(item, Listed)} == {"adr/0003-note.md", new}
    assert [item.path for item in items if isinstance(item, Gone)] == ["guides/0004-note.md"]


def test_after_a_forced_push_everything_is_listed_again(place: Place) -> None:
    lost = place.world.commit("To be lost")
    place.world.git("reset", "--hard", "--quiet", "HEAD~1")
    place.world.git("reflog", "expire", "--expire=now", "--all")
    place.world.git("gc", "--quiet", "--prune=now")

    items = list(place.source().changes(lost))

    assert {item.path for item in items if isinstance(item, Listed)} == place.world.paths()


def test_another_branch_is_followed_where_it_is_asked_for(place: Place) -> None:
    place.world.git("checkout", "--quiet", "-b", "next")
    new = place.world.add()
    place.world.git("checkout", "--quiet", "main")

    assert new in place.listed(branch="next")
    assert new not in place.listed()
    with pytest.raises(SourceError, match="can't read"):
        place.listed(branch="nowhere")


def test_only_what_is_included_is_listed(place: Place) -> None:
    assert {path.partition("/")[0] for path in place.listed(include="/adr/*.md,!/adr/0003*")} == {"adr"}
    assert "adr/0003-note.md" not in place.listed(include="/adr/*.md,!/adr/0003*")


def test_code_is_skipped_and_other_peoples_folders_are_passed_by(place: Place) -> None:
    items = list(place.source().listing())

    assert {item.path for item in items if isinstance(item, Skipped)} == {"src/main.py", "CODEOWNERS"}
    assert not any("node_modules" in item.path for item in items if not isinstance(item, Reached))


def test_links_submodules_large_files_and_pointers_are_named_or_left_out(place: Place) -> None:
    place.world.write("big.md", b"x" * 2000)
    place.world.write("pointer.md", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n")
    (place.world.folder / "link.md").symlink_to("/etc/passwd")
    place.world.commit("Odd ones")
    opening = Opening(place.world.entry, SUPPORTED, place.kept, 1000)
    source = git.open_source(opening)

    items = {item.path: item for item in source.listing() if isinstance(item, Listed | Failure)}

    assert isinstance(items["big.md"], Failure)
    assert "link.md" not in items
    pointer = items["pointer.md"]
    assert isinstance(pointer, Listed)
    with pytest.raises(UnreadableDocument, match="LFS"):
        source.read(pointer)


def test_a_commit_that_says_why_is_a_document_with_its_files(place: Place) -> None:
    place.world.write("guides/retry.md", "# Retry\n\nTwice.\n")
    reason = "Retry only twice\n\nThe broker drops us after three.\n\nReviewed-by: Ana Ruiz <ana@tidewater.example>\n"
    sha = place.world.commit(reason, author="Bo Lindqvist")
    place.world.commit("A subject alone")
    place.world.commit("Back again\n\nThis reverts commit " + sha + ".")

    place.look(history="yes", files="no")

    held = place.catalogue.ledger.held("world").documents
    assert len(held) == 2
    document = place.document(f"commits/2026-03/{sha}")
    assert (document.title, document.kind, document.authors) == (
        f"Retry only twice ({sha[:10]})",
        Kind.CODE_REVIEW,
        ("Bo Lindqvist",),
    )
    assert document.fields == {"reviewers": ("Ana Ruiz",)}
    text = "\n".join(chunk.text for chunk in place.catalogue.documents.chunks(document.id))
    assert "The broker drops us after three." in text
    assert "A guides/retry.md" in text
    reverting = next(document for path in held if (document := place.document(path)).links)
    assert reverting.links == (Link("reverts", sha),)


def test_new_commits_are_followed(place: Place) -> None:
    cursor = cursor_of(place.source(history="yes").listing())
    sha = place.world.commit("Why\n\nBecause.")

    items = [item for item in place.source(history="yes").changes(cursor) if isinstance(item, Listed)]

    assert [item.path for item in items] == [f"commits/2026-03/{sha}"]


def test_the_history_is_read_once_and_only_new_commits_afterwards(place: Place) -> None:
    place.listed()
    kept = json.loads((place.kept / "history.json").read_text(encoding="utf-8"))
    kept["lives"]["adr/0001-note.md"]["authors"] = {"Kept": 1}
    (place.kept / "history.json").write_text(json.dumps(kept), encoding="utf-8")
    place.world.edit("adr/0003-note.md")

    told = {path: one.told for path, one in place.listed().items()}

    assert told["adr/0001-note.md"] is not None
    assert told["adr/0001-note.md"].authors == ("Kept",)
    assert told["adr/0003-note.md"] is not None
    assert set(told["adr/0003-note.md"].authors) == {"Ana Ruiz", "Bo Lindqvist"}


def test_a_damaged_memory_of_the_history_is_made_again(place: Place) -> None:
    before = place.listed()
    (place.kept / "history.json").write_text("{", encoding="utf-8")

    assert place.listed() == before


@pytest.mark.parametrize(
    ("origin", "address"),
    [
        ("https://github.com/tidewater/handbook.git", "https://github.com/tidewater/handbook/blob/main/adr/0001-note.md"),
        ("git@github.com:tidewater/handbook.git", "https://github.com/tidewater/handbook/blob/main/adr/0001-note.md"),
        ("https://gitlab.com/team/sub/docs", "https://gitlab.com/team/sub/docs/-/blob/main/adr/0001-note.md"),
        ("https://ana:secret@github.com/tidewater/x", "https://github.com/tidewater/x/blob/main/adr/0001-note.md"),
        ("/somewhere/else.git", ""),
    ],
)
def test_a_document_opens_where_the_forge_shows_it(place: Place, origin: str, address: str) -> None:
    place.world.git("remote", "add", "origin", origin)

    assert place.listed()["adr/0001-note.md"].url == address


def test_a_damaged_object_is_an_error_and_never_half_a_file(place: Place) -> None:
    big = "".join(f"line {number} {number * 7919 % 104729}\n" for number in range(60_000))
    place.world.write("adr/big.md", big)
    place.world.commit("Big")
    listed = place.listed()["adr/big.md"]
    sha = listed.version.partition(".")[0]
    loose = place.world.folder / ".git" / "objects" / sha[:2] / sha[2:]
    loose.chmod(0o644)
    loose.write_bytes(loose.read_bytes()[: loose.stat().st_size // 2])
    source = place.source()

    with pytest.raises(SourceError, match="fsck"):
        source.read(listed)

    assert source.read(place.listed()["adr/0001-note.md"]) == b"# Note 1\n\nThe text of 1.\n"


def test_authors_that_were_rewritten_away_are_forgotten(place: Place) -> None:
    place.world.edit("adr/0003-note.md")
    place.listed()
    place.world.git(
        "commit",
        "--quiet",
        "--amend",
        "--no-edit",
        "--author",
        "Chen Wei <x@tidewater.example>",
        GIT_COMMITTER_NAME="x",
        GIT_COMMITTER_EMAIL="x@x",
    )

    told = place.listed()["adr/0003-note.md"].told

    assert told is not None
    assert set(told.authors) == {"Ana Ruiz", "Chen Wei"}


def test_an_empty_repository_lists_nothing(tmp_path: Path) -> None:
    world = GitWorld(tmp_path)
    world.git("checkout", "--quiet", "--orphan", "empty")
    world.git("rm", "-r", "--quiet", "--force", ".")

    source = git.open_source(Opening(world.entry, SUPPORTED, tmp_path / "kept", 1000))

    assert list(source.listing()) == [Reached("")]


def test_a_clone_follows_its_origin_without_changing_it(tmp_path: Path) -> None:
    world = ClonedWorld(tmp_path)
    opening = Opening(world.entry, SUPPORTED, tmp_path / "kept", 20_000_000)
    cursor = cursor_of(git.open_source(opening).listing())
    world.edit("adr/0001-note.md")

    items = list(git.open_source(opening).changes(cursor))

    assert [item.path for item in items if isinstance(item, Listed)] == ["adr/0001-note.md"]
    world.folder.rename(tmp_path / "away")
    with pytest.raises(SourceError, match="can't read"):
        list(git.open_source(opening).listing())


def test_a_token_goes_to_git_in_its_environment_as_a_header() -> None:
    given = environment("/bin", "/root", "the-token", "")

    assert "the-token" not in str(given)
    assert given["GIT_CONFIG_VALUE_0"].startswith("Authorization: Basic ")
    assert "GIT_CONFIG_COUNT" not in environment("/bin", "/root", "", "")


@pytest.mark.parametrize(
    "location", ["https://ana:token@github.com/a/b", "https://token@host/x.git", "/no/such/folder", "ext::sh -c x"]
)
def test_a_location_that_cannot_be_used_is_refused(location: str) -> None:
    with pytest.raises(UsageError):
        git.settle(location)


def test_options_that_are_no_yes_and_no_are_refused(place: Place) -> None:
    with pytest.raises(UsageError, match="yes or no"):
        place.source(history="maybe")


def test_a_commit_without_a_message_is_unreadable() -> None:
    with pytest.raises(UnreadableDocument):
        parse(b'{"commit": "00", "message": "  ", "author": "", "date": "", "files": []}', "x", "json")


def test_git_gets_no_credentials_of_other_sources(place: Place) -> None:
    opening = Opening(place.world.entry, SUPPORTED, place.kept, 1000, access=Access(token="secret"))

    assert "secret" not in repr(opening)


@pytest.mark.parametrize("line", ["*a" * 30 + "b @x", "[a @x", "docs#" + "*a" * 30 + " @x"], ids=["stars", "bracket", "hash"])
def test_a_hostile_line_of_codeowners_names_nobody_and_costs_nothing(place: Place, line: str) -> None:
    path = f"{'a' * 90}/{'a' * 90}.md"
    place.world.write("CODEOWNERS", f"*.md @tidewater/docs\n{line}\n")
    place.world.write(path, "# A\n\nText.\n")
    place.world.commit("Owners")
    told = place.listed()[path].told
    assert told is not None
    assert told.fields["owners"] == ("@tidewater/docs",)
