"""What is special to Gerrit; what every source promises is in tests/contract/test_source.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.formats.registry import parse
from ingest.opening import Access, Opening, Waiting
from ingest.ports import Item, Listed, Reached, Source
from ingest.sources.gerrit import open_source, settle
from tests.stand_ins.gerrit_server import USER, GerritServer, account

PROJECT = "tidewater/billing"
EVERYONE = Readers(frozenset({"everyone"}))


@pytest.fixture
def server() -> Iterator[GerritServer]:
    with GerritServer() as made:
        yield made


def opened(
    server: GerritServer, location: str = "", *, stranger: bool = False, max_bytes: int = 1_000_000, **options: str
) -> Source:
    access = Access() if stranger else Access(user=USER, token=server.token)
    return open_source(
        Opening(
            entry=SourceEntry("changes", "gerrit", settle(location or server.address), options=options),
            extensions=(),
            folder=Path("unused"),
            max_bytes=max_bytes,
            access=access,
            waiting=Waiting(attempts=2, first_s=0.001, longest_s=0.001, timeout_s=5),
        )
    )


def listed(items: Iterator[Item]) -> dict[str, Listed]:
    found = [item for item in items if isinstance(item, Listed)]
    assert len({one.path for one in found}) == len(found), "a change is listed twice"
    return {one.path: one for one in found}


def cursor_of(items: Iterator[Item]) -> str:
    *_, last = items
    assert isinstance(last, Reached)
    return last.cursor


def read(source: Source, path: str) -> Any:
    data = source.read(Listed(path, form="json"))
    assert data is not None
    return json.loads(data)


def push_many(server: GerritServer, count: int) -> None:
    for number in range(1, count + 1):
        server.push(PROJECT, f"Change {number}")
        server.pass_time(minutes=5)


HOST = "https://review.example.org"


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        pytest.param(f"{HOST}/", HOST, id="a server"),
        pytest.param(f"{HOST}/gerrit/", f"{HOST}/gerrit", id="a server below a path"),
        pytest.param(f"{HOST}/q/project:team/app+status:open", f"{HOST}/q/project:team/app", id="a list of changes"),
        pytest.param(f"{HOST}/#/q/project:team%2Fapp", f"{HOST}/q/project:team/app", id="an old address"),
        pytest.param(f"{HOST}/r/c/team/app/+/1234/2", f"{HOST}/r/q/project:team/app", id="a change"),
        pytest.param(f"{HOST}/admin/repos/team/app,general", f"{HOST}/q/project:team/app", id="a project's settings"),
        pytest.param(f'{HOST}/q/project:"gtk+"', f'{HOST}/q/project:"gtk+"', id="a name with a plus"),
    ],
)
def test_a_location_is_settled_as_the_servers_or_the_projects(location: str, settled: str) -> None:
    assert settle(location) == settled
    assert settle(settled) == settled


@pytest.mark.parametrize(
    "location",
    ["review.example.org", f"{HOST}/q/status:open", f"{HOST}/c/1234", f"{HOST}/?a=b", "https://u:p@review.example.org"],
)
def test_what_is_no_gerrit_is_refused(location: str) -> None:
    with pytest.raises(UsageError, match="lore add gerrit"):
        settle(location)


def test_a_user_without_a_password_is_refused(server: GerritServer) -> None:
    entry = SourceEntry("changes", "gerrit", server.address)
    opening = Opening(entry=entry, extensions=(), folder=Path("unused"), max_bytes=1, access=Access(token="t0ken"))
    with pytest.raises(SourceError, match="user") as raised:
        open_source(opening)
    assert "t0ken" not in str(raised.value)


def test_a_project_is_named_by_an_option_or_by_the_address_and_else_all_are_listed(server: GerritServer) -> None:
    server.push(PROJECT, "Here")
    server.push("tidewater/billing-old", "There")
    assert set(listed(opened(server, project=PROJECT).listing())) == {f"{PROJECT}/1"}
    assert set(listed(opened(server, f"{server.address}/q/project:{PROJECT}").listing())) == {f"{PROJECT}/1"}
    assert set(listed(opened(server).listing())) == {f"{PROJECT}/1", "tidewater/billing-old/2"}


def test_merged_and_abandoned_changes_are_listed_too(server: GerritServer) -> None:
    for status in ("NEW", "MERGED", "ABANDONED"):
        server.push(PROJECT, "A change", status=status)
    assert len(listed(opened(server, project=PROJECT).listing())) == 3


def test_a_change_that_is_touched_while_it_is_listed_is_not_missed(server: GerritServer) -> None:
    push_many(server, 12)
    items = opened(server, project=PROJECT).listing()
    seen = [item for _, item in zip(range(3), items, strict=False)]
    server.comment(1, "Bo Lindqvist", "Now it stands at the top.")
    assert len(listed(iter([*seen, *items]))) == 12


def test_a_change_that_is_deleted_while_it_is_listed_hides_no_other(server: GerritServer) -> None:
    push_many(server, 12)
    items = opened(server, project=PROJECT).listing()
    seen = [item for _, item in zip(range(3), items, strict=False)]
    for number in (12, 11, 10):
        del server.changes[number]
    assert set(listed(iter([*seen, *items]))) == {f"{PROJECT}/{number}" for number in range(1, 13)}


@pytest.mark.parametrize("before", [0, 2], ids=["nothing before", "others before"])
@pytest.mark.parametrize("after", [0, 1], ids=["nothing after", "one after"])
def test_an_import_of_one_moment_is_listed_whole(server: GerritServer, before: int, after: int) -> None:
    push_many(server, before)
    for _ in range(10):
        server.push(PROJECT, "Imported")
    server.pass_time(hours=1)
    push_many(server, after)
    assert len(listed(opened(server, project=PROJECT).listing())) == before + 10 + after


@pytest.mark.parametrize("count", [0, 1, 3, 4])
def test_a_listing_of_any_length_is_whole(server: GerritServer, count: int) -> None:
    push_many(server, count)
    assert len(listed(opened(server, project=PROJECT).listing())) == count


def test_strangers_see_what_everyone_may_read_and_the_administrator_knows_the_rest(server: GerritServer) -> None:
    server.open_to_all.add("tidewater/open")
    server.push("tidewater/open", "For all")
    server.push("tidewater/open", "In private", is_private=True)
    server.push("tidewater/closed", "For some")
    found = listed(opened(server).listing())
    assert {path: one.readers for path, one in found.items()} == {
        "tidewater/open/1": EVERYONE,
        "tidewater/open/2": Readers(),
        "tidewater/closed/3": None,
    }


def test_a_server_that_knows_no_strangers_says_nothing_of_readers(server: GerritServer) -> None:
    server.wants_account = True
    server.open_to_all.add(PROJECT)
    push_many(server, 4)
    source = opened(server, project=PROJECT)
    assert {one.readers for one in listed(source.listing()).values()} == {None}
    assert source.audiences() == {}


def test_without_an_account_what_is_open_to_all_is_read(server: GerritServer) -> None:
    server.open_to_all.add(PROJECT)
    push_many(server, 4)
    server.push(PROJECT, "In private", is_private=True)
    source = opened(server, project=PROJECT, stranger=True)
    found = listed(source.listing())
    assert {one.readers for one in found.values()} == {EVERYONE}
    assert len(found) == 4
    assert source.read(found[f"{PROJECT}/1"])
    assert not [path for _, path, _ in server.log if path.startswith("/a/")]


def test_a_late_reply_is_all_that_a_cursor_brings(server: GerritServer) -> None:
    push_many(server, 5)
    cursor = cursor_of(opened(server, project=PROJECT).listing())
    server.pass_time(days=1)
    server.comment(2, "Bo Lindqvist", "One more thing.")
    server.pass_time(hours=1)
    assert set(listed(opened(server, project=PROJECT).changes(cursor))) == {f"{PROJECT}/2"}


def test_a_project_that_was_closed_to_strangers_is_listed_anew(server: GerritServer) -> None:
    server.open_to_all.add(PROJECT)
    push_many(server, 5)
    cursor = cursor_of(opened(server, project=PROJECT).listing())
    server.open_to_all.clear()
    found = listed(opened(server, project=PROJECT).changes(cursor))
    assert len(found) == 5
    assert {one.readers for one in found.values()} == {None}


@pytest.mark.parametrize("versions", [True, False], ids=["by the commit of its comments", "by the last touch"])
def test_a_vote_moves_the_version(server: GerritServer, versions: bool) -> None:
    server.versions = versions
    push_many(server, 2)
    before = listed(opened(server).listing())
    server.vote(1, "Bo Lindqvist", "Code-Review", 2)
    after = listed(opened(server).listing())
    assert before[f"{PROJECT}/1"].version != after[f"{PROJECT}/1"].version
    assert before[f"{PROJECT}/2"].version == after[f"{PROJECT}/2"].version


def test_a_deleted_comment_moves_the_version(server: GerritServer) -> None:
    push_many(server, 1)
    server.comment(1, "Bo Lindqvist", "Oops, my password.")
    before = listed(opened(server).listing())[f"{PROJECT}/1"].version
    server.changes[1]["comments"].clear()
    assert listed(opened(server).listing())[f"{PROJECT}/1"].version != before


def test_a_change_is_read_with_all_that_belongs_to_it(server: GerritServer) -> None:
    push_many(server, 3)
    chain = [{"project": PROJECT, "_change_number": number, "status": "NEW"} for number in (3, 2, 1)]
    server.edit(2, related=chain, is_private=False, mergeable=True)
    lines = [{"line_number": 7, "context_line": "const day = 24"}]
    server.comment(2, "Bo Lindqvist", "Why 24?", file="api/cursor.go", line=7, unresolved=True, context_lines=lines)
    server.vote(2, "Bo Lindqvist", "Code-Review", -1)
    found = read(opened(server), f"{PROJECT}/2")
    assert found["url"] == f"{server.address}/c/{PROJECT}/+/2"
    assert found["stands_on"] == [f"{PROJECT}/1"], "what was built upon it comes and goes without its changing"
    assert found["comments"]["api/cursor.go"][0]["context_lines"] == lines
    assert found["change"]["votes"] == {
        "Code-Review": [{"value": -1, "name": "Bo Lindqvist", "username": "bo", "email": "bo@tidewater.example"}]
    }
    assert found["change"]["commit_message"].startswith("Change 2\n")
    assert not {"mergeable", "insertions", "total_comment_count", "revisions"} & set(found["change"])


def test_what_it_reads_becomes_a_review(server: GerritServer) -> None:
    server.push(PROJECT, "Cap cursor age", "Cap cursor age\n\nCursors live 24 h.\n", status="MERGED")
    server.comment(1, "Bo Lindqvist", "Why 24?", file="api/cursor.go", line=7)
    parsed = parse(opened(server).read(Listed(f"{PROJECT}/1")) or b"", f"{PROJECT}/1", "json")
    assert (parsed.title, parsed.status, parsed.authors) == ("Cap cursor age (change 1)", "merged", ("Ana Ruiz",))
    texts = [block.text for block in parsed.blocks]
    assert texts[1:] == ["Cursors live 24 h.", "api/cursor.go:7 · resolved", "@Bo Lindqvist: Why 24?"]


def test_a_change_that_is_gone_or_hidden_reads_as_none(server: GerritServer) -> None:
    push_many(server, 1)
    assert opened(server).read(Listed(f"{PROJECT}/2")) is None
    assert opened(server, stranger=True).read(Listed(f"{PROJECT}/1")) is None


def test_an_address_without_a_gerrit_is_an_error(server: GerritServer) -> None:
    with pytest.raises(SourceError, match="no Gerrit"):
        list(opened(server, f"{server.address}/elsewhere", stranger=True).listing())


def test_one_that_is_too_large_is_unreadable(server: GerritServer) -> None:
    server.push(PROJECT, "Large", "Large\n\n" + "x" * 5000, owner=account("Ana Ruiz"))
    with pytest.raises(UnreadableDocument, match="max_file_mb"):
        opened(server, max_bytes=4000).read(Listed(f"{PROJECT}/1"))
