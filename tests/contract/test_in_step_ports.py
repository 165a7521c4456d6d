"""What the catalogue's ports promise of keeping sources in step, over SQLite: checkpoints, audiences, pages, runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.catalogue.journal import SqlJournal
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.documents import Chunk, Document, Kind, Link
from assistant.domain.readers import Readers
from assistant.domain.sources import Coverage, Failure, Holdings, SourceEntry, SourceState
from assistant.ports import Checkpoint, Commit, NewDocument, Page, Refused

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BROKEN = Refused("broken.pdf", "v1", "2/220/hashing", "is damaged", skipped=False)
PICTURE = Refused("picture.svg", "v7", "2/220/hashing", "is no document", skipped=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def catalogue(file: Path) -> Iterator[Catalogue]:
    """With the sources `docs` and `wiki`, and nothing of them."""
    catalogue = open_catalogue(file)
    for name in ("docs", "wiki"):
        catalogue.sources.add(SourceEntry(name, "folder", f"/srv/{name}", added_at=NOON, options={"api": "http://x", "é": ""}))
    yield catalogue
    catalogue.close()


def new(document_id: str, *texts: str, source: str = "docs", readers: str = "", version: str = "v1") -> NewDocument:
    path = f"{document_id}.md"
    document = Document(document_id, source, path, f"About {document_id}", Kind.PAGE, "0" * 64, Readers.parse(readers))
    chunks = tuple(Chunk(0, document_id, place, text) for place, text in enumerate(texts))
    return NewDocument(document, chunks, tuple(f"{document_id} {text}" for text in texts), "2/220/hashing", version)


def store(catalogue: Catalogue, *documents: NewDocument, checkpoint: Checkpoint | None = None) -> None:
    vectors = {text_hash: np.ones(4, dtype=np.float32) for one in documents for text_hash in one.text_hashes}
    catalogue.ledger.commit(Commit(upserts=documents, vectors=vectors, checkpoint=checkpoint))


def reach(catalogue: Catalogue, checkpoint: Checkpoint) -> None:
    catalogue.ledger.commit(Commit(checkpoint=checkpoint))


def state(catalogue: Catalogue, name: str = "docs") -> SourceState:
    return next(one for one in catalogue.sources.states() if one.entry.name == name)


# ---- checkpoints ----


def test_a_source_begins_without_a_cursor_and_a_stranger_holds_nothing(catalogue: Catalogue) -> None:
    for name in ("docs", "nowhere"):
        held = catalogue.ledger.held(name)
        assert (held.documents, held.refused, held.cursor) == ({}, {}, "")


def test_a_cursor_is_kept_with_its_documents_and_no_cursor_leaves_it(catalogue: Catalogue) -> None:
    store(catalogue, new("a", "x"), checkpoint=Checkpoint("docs", "page 2"))
    store(catalogue, new("b", "y"), checkpoint=Checkpoint("docs"))

    held = catalogue.ledger.held("docs")

    assert (held.cursor, set(held.documents)) == ("page 2", {"a.md", "b.md"})
    assert catalogue.ledger.held("wiki").cursor == ""


def test_an_empty_cursor_takes_the_place_of_the_former_one(catalogue: Catalogue) -> None:
    reach(catalogue, Checkpoint("docs", "page 2"))
    reach(catalogue, Checkpoint("docs", ""))

    assert catalogue.ledger.held("docs").cursor == ""


def test_a_cursor_does_not_outlive_the_documents_that_could_not_be_stored_with_it(catalogue: Catalogue) -> None:
    store(catalogue, new("a", "x"), checkpoint=Checkpoint("docs", "page 1"))
    clashing = replace(new("b", "y"), document=replace(new("b").document, path="a.md"))

    with pytest.raises(Exception, match="UNIQUE"):
        store(catalogue, clashing, checkpoint=Checkpoint("docs", "page 2", (BROKEN,), audiences={"g": frozenset({"user:a"})}))

    held = catalogue.ledger.held("docs")
    assert (held.cursor, set(held.documents), held.refused) == ("page 1", {"a.md"}, {})
    assert catalogue.audiences.groups_of(["user:a"]) == set()


def test_documents_do_not_outlive_the_checkpoint_that_could_not_be_stored_with_them(catalogue: Catalogue) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        store(catalogue, new("a", "x"), checkpoint=Checkpoint("docs", "page 1", (BROKEN, BROKEN)))

    held = catalogue.ledger.held("docs")
    assert (held.cursor, held.documents, held.refused) == ("", {}, {})


def test_what_was_refused_comes_back_and_is_replaced_by_its_path(catalogue: Catalogue) -> None:
    reach(catalogue, Checkpoint("docs", refused=(BROKEN, PICTURE)))
    assert catalogue.ledger.held("docs").refused == {"broken.pdf": BROKEN, "picture.svg": PICTURE}

    again = replace(BROKEN, version="v2", reason="is damaged elsewhere")
    reach(catalogue, Checkpoint("docs", refused=(again,)))

    assert catalogue.ledger.held("docs").refused == {"broken.pdf": again, "picture.svg": PICTURE}


def test_a_readmitted_path_is_refused_no_more_in_its_own_source_only(catalogue: Catalogue) -> None:
    for name in ("docs", "wiki"):
        reach(catalogue, Checkpoint(name, refused=(BROKEN, PICTURE)))

    reach(catalogue, Checkpoint("docs", readmitted=("broken.pdf", "never-refused.md")))

    assert set(catalogue.ledger.held("docs").refused) == {"picture.svg"}
    assert set(catalogue.ledger.held("wiki").refused) == {"broken.pdf", "picture.svg"}


def test_more_paths_are_readmitted_than_one_statement_takes(catalogue: Catalogue) -> None:
    many = tuple(replace(BROKEN, path=f"{number}.pdf") for number in range(1201))
    reach(catalogue, Checkpoint("docs", refused=many))
    assert len(catalogue.ledger.held("docs").refused) == 1201

    reach(catalogue, Checkpoint("docs", readmitted=tuple(one.path for one in many[1:])))

    assert set(catalogue.ledger.held("docs").refused) == {"0.pdf"}


def test_a_checked_version_changes_the_version_and_nothing_else(catalogue: Catalogue) -> None:
    store(catalogue, new("a", "x"), new("b", "y"))
    journal, before = SqlJournal(catalogue.engine), catalogue.ledger.held("docs").documents
    sequence, keys = journal.sequence(), journal.chunk_keys()

    catalogue.ledger.commit(Commit(checked={"a": "v2", "gone": "v9"}))

    after = catalogue.ledger.held("docs").documents
    assert after == {"a.md": replace(before["a.md"], version="v2"), "b.md": before["b.md"]}
    assert (journal.sequence(), journal.changed(0), journal.chunk_keys()) == (sequence, ["a", "b"], keys)


def test_a_move_checked_in_the_same_commit_has_the_new_version(catalogue: Catalogue) -> None:
    """A document whose readers changed: the job stores both at once."""
    store(catalogue, new("a", "x"))
    moved = replace(new("a").document, readers=Readers.parse("group:x"))

    catalogue.ledger.commit(Commit(moves=(moved,), checked={"a": "v2"}))

    held = catalogue.ledger.held("docs").documents["a.md"]
    assert (held.version, held.readers, held.recipe) == ("v2", "group:x", "2/220/hashing")
    assert SqlJournal(catalogue.engine).changed(1) == ["a"]


def test_a_checkpoint_alone_tells_the_index_nothing(catalogue: Catalogue) -> None:
    journal = SqlJournal(catalogue.engine)
    reach(catalogue, Checkpoint("docs", "c", (BROKEN,), ("x",), {"github:o/r": frozenset({"user:github:ana-r"})}))

    assert journal.sequence() == 0


# ---- fields and links ----


@pytest.mark.parametrize(
    ("fields", "links"),
    [
        pytest.param({}, (), id="none"),
        pytest.param({"attendees": ("Ana Ruiz", "陈静", "a, b"), "labels": ()}, (), id="fields"),
        pytest.param({}, (Link("closes", "https://x.example/14?a=1#b"), Link("refers-to", "ü/b.md")), id="links"),
        pytest.param({"owners": ("@x",)}, (Link("a", "z"), Link("a", "b"), Link("a", "z")), id="links in their order"),
    ],
)
def test_fields_and_links_come_back_and_are_replaced_by_the_next_version(
    catalogue: Catalogue, fields: dict[str, tuple[str, ...]], links: tuple[Link, ...]
) -> None:
    first = new("a", "x")
    store(catalogue, first)
    second = replace(first.document, fields=fields, links=links)

    store(catalogue, replace(first, document=second, chunks=(), text_hashes=()))

    assert catalogue.documents.get("a") == second


# ---- audiences ----


def settle(catalogue: Catalogue, source: str, **groups: str) -> None:
    audiences = {name.replace("__", ":"): frozenset(members.split()) for name, members in groups.items()}
    reach(catalogue, Checkpoint(source, audiences=audiences))


def test_groups_are_found_by_any_of_their_members(catalogue: Catalogue) -> None:
    settle(catalogue, "docs", github__a="user:github:ana user:ana@x.example", github__b="group:github:a", github__c="")

    groups_of = catalogue.audiences.groups_of
    assert groups_of(["user:github:ana"]) == groups_of(["user:ana@x.example", "user:nobody"]) == {"github:a"}
    assert groups_of(["group:github:a"]) == {"github:b"}
    assert groups_of(["user:github:an", "github:ana", "user:ana", "github:a", ""]) == set()
    assert groups_of([]) == set()


def test_a_sources_audiences_are_replaced_whole_and_others_stay(catalogue: Catalogue) -> None:
    settle(catalogue, "docs", github__a="user:github:ana user:github:bo", github__b="user:github:ana")
    settle(catalogue, "wiki", github__w="user:github:ana")

    settle(catalogue, "docs", github__a="user:github:bo")

    assert catalogue.audiences.groups_of(["user:github:ana"]) == {"github:w"}
    assert catalogue.audiences.groups_of(["user:github:bo"]) == {"github:a"}


def test_no_audiences_leave_the_former_and_empty_ones_clear_them(catalogue: Catalogue) -> None:
    settle(catalogue, "docs", github__a="user:github:ana")

    reach(catalogue, Checkpoint("docs", "later"))
    assert catalogue.audiences.groups_of(["user:github:ana"]) == {"github:a"}

    reach(catalogue, Checkpoint("docs", audiences={}))
    assert catalogue.audiences.groups_of(["user:github:ana"]) == set()


def test_a_group_that_two_sources_name_has_the_members_of_both(catalogue: Catalogue) -> None:
    settle(catalogue, "docs", slack__t="user:slack:u1")
    settle(catalogue, "wiki", slack__t="user:slack:u1 user:slack:u2")
    settle(catalogue, "docs", slack__t="")

    assert catalogue.audiences.groups_of(["user:slack:u1"]) == {"slack:t"}


@pytest.mark.parametrize(
    ("said", "asked", "found"),
    [
        ("user:GitHub:Ana-R", "user:github:ana-r", True),
        ("user:github:ana-r", "user:GITHUB:ANA-R", True),
        ("user:Ana@X.Example", "user:ana@x.example", True),
        ("group:GitHub:Tidewater/Ops", "group:github:tidewater/ops", True),
        ("user:ana", "user:Ana", False),
        ("group:ops", "group:Ops", False),
    ],
)
def test_foreign_members_know_no_case_and_lores_own_do(catalogue: Catalogue, said: str, asked: str, found: bool) -> None:
    settle(catalogue, "docs", github__g=said)

    assert catalogue.audiences.groups_of([asked]) == ({"github:g"} if found else set())


def test_members_that_differ_in_case_alone_are_one(catalogue: Catalogue) -> None:
    settle(catalogue, "docs", github__g="user:github:Ana user:github:ana user:github:ANA")

    assert catalogue.audiences.groups_of(["user:github:ana"]) == {"github:g"}


# ---- pages ----


PAGE = Page('W/"é"', [{"id": 1, "names": ["a", None]}], "https://x.example/?page=2")


def test_a_page_comes_back_for_its_own_source_and_address(catalogue: Catalogue) -> None:
    catalogue.pages("docs").keep("https://x.example/", PAGE)

    assert catalogue.pages("docs").recall("https://x.example/") == PAGE
    assert catalogue.pages("docs").recall("https://x.example/?page=2") is None
    assert catalogue.pages("wiki").recall("https://x.example/") is None


def test_a_page_that_is_kept_again_is_the_newer_one(catalogue: Catalogue) -> None:
    newer = Page('"2"', None, "")
    for page in (PAGE, newer):
        catalogue.pages("docs").keep("a", page)

    assert catalogue.pages("docs").recall("a") == newer


def test_pages_that_nobody_asked_for_are_forgotten_in_their_source_only(catalogue: Catalogue) -> None:
    for source in ("docs", "wiki"):
        for address in ("recalled", "unused"):
            catalogue.pages(source).keep(address, PAGE)
    pages = catalogue.pages("docs")
    pages.recall("recalled")
    pages.recall("never kept")
    pages.keep("kept", PAGE)

    pages.forget_unused()

    left = {
        (source, address)
        for source in ("docs", "wiki")
        for address in ("recalled", "unused", "kept", "never kept")
        if catalogue.pages(source).recall(address)
    }
    assert left == {("docs", "recalled"), ("docs", "kept"), ("wiki", "recalled"), ("wiki", "unused")}


# ---- states ----


def test_a_sources_options_come_back(catalogue: Catalogue) -> None:
    assert catalogue.sources.get("docs").options == {"api": "http://x", "é": ""}


def test_holdings_count_documents_and_chunks_by_readers(catalogue: Catalogue) -> None:
    store(
        catalogue,
        new("a", "x", "y", readers="everyone"),
        new("b", "z", readers="everyone"),
        new("c", readers="user:ana,group:ops"),
        new("d", "w"),
        new("e", "v", "v2", source="wiki", readers="everyone"),
    )

    docs = state(catalogue)

    assert set(docs.holdings) == {
        Holdings(Readers.parse("everyone"), 2, 3),
        Holdings(Readers.parse("group:ops,user:ana"), 1, 0),
        Holdings(Readers(), 1, 1),
    }
    assert (docs.documents, docs.chunks) == (4, 4)
    assert state(catalogue, "wiki").holdings == (Holdings(Readers.parse("everyone"), 1, 2),)


WHOLE = Coverage("docs", 3)
HOLE = Coverage("docs", 4, failed=(Failure("d.md", "is empty"), Failure("é.md", "is damaged")))
CUT = Coverage("docs", 2, stopped="the token has expired")
LOOK = Coverage("docs", 1, indexed=("a.md",), partial=True)
FAILED_LOOK = Coverage("docs", 1, failed=(Failure("z.md", "is empty"),), partial=True)
CUT_LOOK = Coverage("docs", 0, stopped="503", partial=True)
QUIET_LOOK = Coverage("docs", 0, partial=True)


@pytest.mark.parametrize(
    ("runs", "compared", "last", "complete", "listed", "failed", "stopped"),
    [
        pytest.param([], None, None, False, 0, (), "", id="never looked at"),
        pytest.param([WHOLE], 1, 1, True, 3, (), "", id="whole"),
        pytest.param([HOLE], 1, 1, False, 4, HOLE.failed, "", id="with failures"),
        pytest.param([HOLE, WHOLE], 2, 2, True, 3, (), "", id="mended"),
        pytest.param([WHOLE, LOOK], 1, 2, True, 3, (), "", id="a look at changes counts as a look, not as a comparison"),
        pytest.param([HOLE, LOOK], 1, 2, False, 4, HOLE.failed, "", id="a good look does not mend a hole"),
        pytest.param([WHOLE, FAILED_LOOK], 1, 2, False, 3, (), "", id="a look that failed makes a hole"),
        pytest.param([WHOLE, FAILED_LOOK, LOOK], 1, 3, False, 3, (), "", id="a later good look does not mend it"),
        pytest.param([WHOLE, FAILED_LOOK, WHOLE], 3, 3, True, 3, (), "", id="a comparison mends it"),
        pytest.param([WHOLE, CUT_LOOK], 1, 2, False, 3, (), "503", id="a look that stopped says why"),
        pytest.param([WHOLE, CUT_LOOK, LOOK], 1, 3, True, 3, (), "", id="the next good look takes it back"),
        pytest.param([WHOLE, CUT_LOOK, QUIET_LOOK], 1, 3, True, 3, (), "", id="also one that finds nothing takes it back"),
        pytest.param([CUT_LOOK, WHOLE], 2, 2, True, 3, (), "", id="a comparison heals a look that stopped"),
        pytest.param([CUT_LOOK], None, 1, False, 0, (), "503", id="stopped before anything was ever compared"),
        pytest.param([CUT], 1, 1, False, 2, (), "the token has expired", id="stopped"),
    ],
)
def test_states_tell_what_the_runs_found(
    catalogue: Catalogue,
    runs: list[Coverage],
    compared: int | None,
    last: int | None,
    complete: bool,
    listed: int,
    failed: tuple[Failure, ...],
    stopped: str,
) -> None:
    for minutes, coverage in enumerate(runs, 1):
        catalogue.sources.record(coverage, NOON, NOON + timedelta(minutes=minutes))
    catalogue.sources.record(Coverage("wiki", 9, stopped="other"), NOON, NOON + timedelta(hours=1))

    docs = state(catalogue)

    def at(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOON + timedelta(minutes=minutes)

    assert (docs.compared_at, docs.last_run) == (at(compared), at(last))
    assert (docs.complete, docs.listed, docs.failed, docs.stopped) == (complete, listed, failed, stopped)


def test_looks_that_find_nothing_do_not_pile_up(catalogue: Catalogue, file: Path) -> None:
    for coverage in (WHOLE, *[QUIET_LOOK] * 5, CUT_LOOK, *[QUIET_LOOK] * 5, LOOK, *[QUIET_LOOK] * 5):
        catalogue.sources.record(coverage, NOON, NOON)

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT partial, complete FROM runs ORDER BY id").fetchall() == [
            (0, 1),
            (1, 0),
            (1, 1),
            (1, 1),
        ]


def test_removing_a_source_clears_every_table_of_it_and_nothing_of_another(catalogue: Catalogue, file: Path) -> None:
    for name in ("docs", "wiki"):
        store(catalogue, new(name, f"text of {name}", source=name))
        reach(catalogue, Checkpoint(name, "c", (BROKEN,), audiences={"github:g": frozenset({f"user:github:{name}"})}))
        catalogue.pages(name).keep("a", PAGE)
        catalogue.sources.record(Coverage(name, 1), NOON, NOON)

    assert catalogue.sources.remove("docs") == 1

    with closing(sqlite3.connect(file)) as connection:
        for table in ("documents", "refused", "audiences", "pages", "runs"):
            assert connection.execute(f"SELECT source FROM {table}").fetchall() == [("wiki",)], table
        assert connection.execute("SELECT name FROM sources").fetchall() == [("wiki",)]
        assert connection.execute("SELECT text FROM chunks").fetchall() == [("text of wiki",)]
        assert connection.execute("SELECT text_hash FROM vectors").fetchall() == [("wiki text of wiki",)]
    assert catalogue.audiences.groups_of(["user:github:docs", "user:github:wiki"]) == {"github:g"}


def test_a_source_added_again_under_the_same_name_begins_anew(catalogue: Catalogue) -> None:
    reach(catalogue, Checkpoint("docs", "c", (BROKEN,), audiences={"g": frozenset({"user:github:a"})}))
    catalogue.pages("docs").keep("a", PAGE)
    entry = catalogue.sources.get("docs")

    catalogue.sources.remove("docs")
    catalogue.sources.add(entry)

    held = catalogue.ledger.held("docs")
    assert (held.cursor, held.refused, catalogue.pages("docs").recall("a")) == ("", {}, None)
    assert (state(catalogue).compared_at, catalogue.audiences.groups_of(["user:github:a"])) == (None, set())
