"""What is special to GitLab; what every source promises is in tests/contract/test_source.py."""

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
from ingest.opening import Access, Opening, PagesInMemory, Waiting
from ingest.ports import Item, Listed, Pages, Reached, Source
from ingest.sources.gitlab import open_source, settle
from tests.stand_ins.gitlab_server import GitLabServer

PROJECT = "tidewater/billing"
EVERYONE = frozenset({"everyone"})
MEMBERS = frozenset({f"group:gitlab:{PROJECT}"})
REPORTERS = frozenset({f"group:gitlab:{PROJECT}:reporters"})
CONFIDENTIAL = f"group:gitlab:{PROJECT}:confidential"


@pytest.fixture
def server() -> Iterator[GitLabServer]:
    with GitLabServer(PROJECT) as made:
        made.join("ana", 40)
        yield made


def opened(
    server: GitLabServer, *, pages: Pages | None = None, token: str | None = None, max_bytes: int = 1_000_000, **options: str
) -> Source:
    address = options.pop("address", "https://gitlab.com")
    if address != server.address:
        options.setdefault("api", f"{server.address}{server.below}/api/v4")
    location = settle(f"{address}{server.below}/{PROJECT}")
    return open_source(
        Opening(
            entry=SourceEntry("billing", "gitlab", location, options=options),
            extensions=(),
            folder=Path("unused"),
            max_bytes=max_bytes,
            access=Access(token=server.token if token is None else token),
            pages=pages or PagesInMemory(),
            waiting=Waiting(attempts=2, first_s=0.001, longest_s=0.001, timeout_s=5),
        )
    )


def listed(items: Iterator[Item]) -> dict[str, Listed]:
    return {item.path: item for item in items if isinstance(item, Listed)}


def cursor_of(items: Iterator[Item]) -> str:
    *_, last = items
    assert isinstance(last, Reached)
    return last.cursor


def read(source: Source, path: str) -> Any:
    data = source.read(Listed(path, form="json"))
    assert data is not None
    return json.loads(data)


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        pytest.param("tidewater/billing", "https://gitlab.com/tidewater/billing", id="a path"),
        pytest.param("tidewater/money/billing", "https://gitlab.com/tidewater/money/billing", id="a subgroup"),
        pytest.param("https://git.example.org/a/b/", "https://git.example.org/a/b", id="a server"),
        pytest.param("https://git.example.org/a/b.git", "https://git.example.org/a/b", id="a clone address"),
        pytest.param("https://git.example.org:8443/a/b/-/merge_requests/7", "https://git.example.org:8443/a/b", id="a page"),
    ],
)
def test_a_location_is_settled_as_the_projects_address(location: str, settled: str) -> None:
    assert settle(location) == settled
    assert settle(settled) == settled


@pytest.mark.parametrize(
    "location", ["billing", "", "https://git.example.org/", "ftp://git.example.org/a/b", "https://u:p@git.example.org/a/b"]
)
def test_what_is_no_project_is_refused(location: str) -> None:
    with pytest.raises(UsageError, match="lore add gitlab"):
        settle(location)


def test_an_option_that_means_nothing_is_refused(server: GitLabServer) -> None:
    with pytest.raises(UsageError, match="issues=no"):
        opened(server, issues="perhaps")


def test_issues_are_left_out_on_request_and_where_the_project_has_none(server: GitLabServer) -> None:
    server.open_issue()
    server.open_merge_request()
    assert set(listed(opened(server, issues="no").listing())) == {"merge_requests/1"}
    server.project["issues_access_level"] = "disabled"
    assert set(listed(opened(server).listing())) == {"merge_requests/1"}


def test_a_server_below_a_path_is_asked_there() -> None:
    with GitLabServer(PROJECT, below="/gitlab") as server:
        server.open_merge_request()
        found = listed(opened(server, api=f"{server.address}/gitlab/api/v4").listing())
    assert found["merge_requests/1"].url.endswith(f"/gitlab/{PROJECT}/-/merge_requests/1")


def test_closed_and_merged_ones_are_listed_too(server: GitLabServer) -> None:
    for state in ("opened", "closed", "merged"):
        server.open_merge_request(state=state)
    assert len(listed(opened(server).listing())) == 3


def test_a_comment_within_a_minute_of_another_is_not_missed(server: GitLabServer) -> None:
    server.open_merge_request()
    server.pass_time(hours=1)
    server.comment("merge_requests", 1, "bo", "Why 24?")
    server.pass_time(seconds=20)
    first = opened(server)
    before = listed(first.listing())["merge_requests/1"]
    cursor = cursor_of(first.listing())
    server.pass_time(seconds=20)
    server.comment("merge_requests", 1, "ana", "A day.")
    server.pass_time(hours=1)
    assert before.version == "", "what moved a moment ago has no version, and is read again"
    assert listed(opened(server).changes(cursor))["merge_requests/1"].version
    assert "A day." in str(read(first, "merge_requests/1"))


def test_a_deleted_comment_shows_in_the_version(server: GitLabServer) -> None:
    server.open_merge_request()
    note = server.comment("merge_requests", 1, "bo", "Oops, my password.")
    server.pass_time(hours=1)
    before = listed(opened(server).listing())["merge_requests/1"].version
    server.delete_comment("merge_requests", 1, note["id"])
    assert listed(opened(server).listing())["merge_requests/1"].version not in {before, ""}


def test_a_late_reply_is_all_that_a_cursor_brings(server: GitLabServer) -> None:
    for _ in range(5):
        server.open_merge_request()
        server.pass_time(hours=1)
    cursor = cursor_of(opened(server).listing())
    server.pass_time(days=1)
    server.comment("merge_requests", 2, "bo", "One more thing.", discussion=None)
    server.pass_time(hours=1)
    assert set(listed(opened(server).changes(cursor))) == {"merge_requests/2"}


def test_what_is_deleted_while_it_is_listed_hides_nothing_else(server: GitLabServer) -> None:
    for _ in range(12):
        server.open_merge_request()
        server.pass_time(minutes=5)
    items = opened(server).listing()
    seen = {item.path for _, item in zip(range(3), items, strict=False) if isinstance(item, Listed)}
    for number in (1, 2, 3):
        del server.merge_requests[number]
    seen |= set(listed(items))
    assert seen == {f"merge_requests/{number}" for number in range(1, 13)}


def test_an_import_of_one_moment_is_listed_whole(server: GitLabServer) -> None:
    for _ in range(10):
        server.open_merge_request()
    server.pass_time(minutes=5)
    server.open_merge_request()
    paths = [item.path for item in opened(server).listing() if isinstance(item, Listed)]
    assert sorted(paths) == sorted(f"merge_requests/{number}" for number in range(1, 12))


def test_a_full_last_page_that_did_not_change_does_not_hide_the_next(server: GitLabServer) -> None:
    pages = PagesInMemory()
    for _ in range(3):
        server.open_merge_request()
        server.pass_time(minutes=5)
    assert len(listed(opened(server, pages=pages).listing())) == 3
    server.open_merge_request()
    assert len(listed(opened(server, pages=pages).listing())) == 4
    assert server.count(304) >= 1


def test_changes_remember_no_pages(server: GitLabServer) -> None:
    server.open_merge_request()
    pages = PagesInMemory()
    cursor = cursor_of(opened(server, pages=pages).listing())
    kept = set(pages.kept)
    list(opened(server, pages=pages).changes(cursor))
    assert set(pages.kept) == kept


@pytest.mark.parametrize(
    ("visibility", "level", "merge_request", "issue"),
    [
        pytest.param("public", "enabled", EVERYONE, EVERYONE, id="public"),
        pytest.param("public", "private", REPORTERS, MEMBERS, id="public, its parts for members"),
        pytest.param("internal", "enabled", MEMBERS, MEMBERS, id="internal"),
        pytest.param("internal", "private", REPORTERS, MEMBERS, id="internal, its parts for members"),
        pytest.param("private", "enabled", REPORTERS, MEMBERS, id="private: guests see no merge requests"),
        pytest.param("unheard-of", "enabled", REPORTERS, MEMBERS, id="a visibility of the future counts as private"),
    ],
)
def test_the_readers_follow_the_projects_settings(
    server: GitLabServer, visibility: str, level: str, merge_request: frozenset[str], issue: frozenset[str]
) -> None:
    server.project |= {"visibility": visibility, "issues_access_level": level, "merge_requests_access_level": level}
    server.open_merge_request()
    server.open_issue()
    found = listed(opened(server).listing())
    assert found["merge_requests/1"].readers == Readers(merge_request)
    assert found["issues/1"].readers == Readers(issue)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        pytest.param("public", {CONFIDENTIAL, "user:gitlab:zoe", "user:gitlab:bo"}, id="its author and assignee too"),
        pytest.param("private", {CONFIDENTIAL}, id="who may have lost the project itself is not named"),
    ],
)
def test_a_confidential_issue_has_narrower_readers(server: GitLabServer, visibility: str, readers: set[str]) -> None:
    server.project["visibility"] = visibility
    server.open_issue(confidential=True, author=server.person("zoe"), assignees=[server.person("bo")])
    assert listed(opened(server).listing())["issues/1"].readers == Readers(frozenset(readers))


def test_the_groups_hold_active_members_by_what_their_role_may_see(server: GitLabServer) -> None:
    roles = {"minimal": 5, "guest": 10, "planner": 15, "reporter": 20, "owner": 50}
    for username, level in roles.items():
        server.join(username, level)
    server.join("left", 40, state="blocked")
    server.join("asked", 40, membership_state="awaiting")
    server.join("temporary", 40, expires_at="2020-01-01")
    server.join("hired", 40, expires_at="2999-01-01")

    def users(*names: str) -> frozenset[str]:
        return frozenset(f"user:gitlab:{name}" for name in ("ana", "hired", "owner", *names))

    assert opened(server).audiences() == {
        f"gitlab:{PROJECT}": users("guest", "planner", "reporter"),
        f"gitlab:{PROJECT}:confidential": users("planner", "reporter"),
        f"gitlab:{PROJECT}:reporters": users("reporter"),
    }


def test_names_of_another_server_are_other_people_and_projects(server: GitLabServer) -> None:
    server.project["visibility"] = "private"
    server.open_issue()
    host = server.address.removeprefix("http://")
    source = opened(server, address=server.address)
    group = f"gitlab:{host}/{PROJECT}"
    assert listed(source.listing())["issues/1"].readers == Readers(frozenset({f"group:{group}"}))
    assert source.audiences()[group] == {f"user:gitlab:{host}/ana"}


def test_a_membership_that_ended_is_out_of_the_audience(server: GitLabServer) -> None:
    source = opened(server)
    server.join("bo", 30)
    assert "user:gitlab:bo" in source.audiences()[f"gitlab:{PROJECT}"]
    server.members.pop()
    assert "user:gitlab:bo" not in source.audiences()[f"gitlab:{PROJECT}"]


def test_without_the_right_to_see_members_the_administrator_decides_but_not_on_confidential_issues(
    server: GitLabServer,
) -> None:
    server.members_forbidden = True
    server.open_issue()
    server.open_issue(confidential=True)
    source = opened(server)
    found = listed(source.listing())
    assert found["issues/1"].readers is None
    assert found["issues/2"].readers == Readers()
    assert source.audiences() == {}


def test_a_project_that_was_closed_to_the_public_is_listed_anew(server: GitLabServer) -> None:
    server.project["visibility"] = "public"
    for _ in range(4):
        server.open_merge_request()
    server.pass_time(hours=1)
    cursor = cursor_of(opened(server).listing())
    server.project["visibility"] = "private"
    found = listed(opened(server).changes(cursor))
    assert len(found) == 4
    assert {one.readers for one in found.values()} == {Readers(REPORTERS)}


def test_a_public_project_is_read_without_a_token() -> None:
    with GitLabServer(PROJECT, visibility="public") as server:
        server.open_merge_request()
        server.open_issue(confidential=True)
        source = opened(server, token="")
        found = listed(source.listing())
        assert {path: one.readers for path, one in found.items()} == {"merge_requests/1": Readers(EVERYONE)}
        assert source.audiences() == {}
        assert source.read(found["merge_requests/1"])
        assert source.read(Listed("issues/1")) is None


def test_a_project_that_is_not_shown_is_an_error_without_the_token(server: GitLabServer) -> None:
    server.project["path_with_namespace"] = "tidewater/renamed"
    with pytest.raises(SourceError, match=f"no project {PROJECT}") as raised:
        list(opened(server).listing())
    assert server.token not in str(raised.value)


def test_a_merge_request_is_read_with_all_that_belongs_to_it(server: GitLabServer) -> None:
    server.open_issue()
    diffs = [
        {"new_path": f"file-{letter}.go", "old_path": "x", "diff": "@@ -1 +1 @@\n-a\n+b\n", "b_mode": "1"} for letter in "ab"
    ]
    server.open_merge_request(description="Caps it.", approved_by=["bo"], closes=[1], diffs=diffs)
    position = {"new_path": "file-b.go", "old_path": "x", "new_line": 1, "old_line": None, "head_sha": "a" * 40}
    server.comment("merge_requests", 1, "bo", "Why?", position=position)
    for number in range(7):
        server.comment("merge_requests", 1, "ana", f"Reply {number}.", discussion=0)
        server.comment("merge_requests", 1, "ana", f"Remark {number}.")
    found = read(opened(server), "merge_requests/1")
    assert found["merge_request"]["description"] == "Caps it."
    assert [len(discussion["notes"]) for discussion in found["discussions"]] == [8, 1, 1, 1, 1, 1, 1, 1]
    assert found["approved_by"] == [{"name": "Bo", "username": "bo"}]
    assert found["closes_issues"] == [server.issues[1]["web_url"]]
    assert found["diffs"] == [{"diff": "@@ -1 +1 @@\n-a\n+b\n", "new_path": "file-b.go", "old_path": "x"}]


def test_what_it_reads_becomes_a_review(server: GitLabServer) -> None:
    server.open_merge_request(title="Cap cursor age", state="merged", labels=["storage"])
    server.comment("merge_requests", 1, "bo", "Why 24?", position={"new_path": "a.go", "new_line": 7, "head_sha": "a" * 40})
    data = opened(server).read(Listed("merge_requests/1"))
    parsed = parse(data or b"", "merge_requests/1", "json")
    assert (parsed.title, parsed.status, parsed.authors) == ("Cap cursor age (!1)", "merged", ("ana",))
    assert [block.text for block in parsed.blocks] == ["Cap cursor age (!1)", "a.go:7 · unresolved", "@bo: Why 24?"]


def test_what_an_older_server_does_not_have_is_left_out(server: GitLabServer) -> None:
    server.missing_parts = {"approvals", "closes_issues", "diffs"}
    server.open_merge_request()
    server.comment("merge_requests", 1, "bo", "Why?", position={"new_path": "a.go", "new_line": 7})
    found = read(opened(server), "merge_requests/1")
    assert (found["approved_by"], found["closes_issues"], found["diffs"]) == ([], [], [])


@pytest.mark.parametrize("mark", ["internal", "confidential"])
def test_internal_notes_are_nowhere_in_what_is_read(server: GitLabServer, mark: str) -> None:
    server.open_issue()
    server.comment("issues", 1, "bo", "The customer is Fjord Bank.", **{mark: True})
    server.comment("issues", 1, "bo", "Looking into it.")
    found = read(opened(server), "issues/1")
    assert "Fjord" not in str(found)
    assert [note["body"] for discussion in found["discussions"] for note in discussion["notes"]] == ["Looking into it."]


def test_a_confidential_issue_that_is_closed_is_not_named(server: GitLabServer) -> None:
    server.open_issue(confidential=True)
    server.open_merge_request(closes=[1])
    assert read(opened(server), "merge_requests/1")["closes_issues"] == []


def test_pictures_and_counters_are_not_read(server: GitLabServer) -> None:
    server.open_merge_request(reviewers=[server.person("bo")])
    server.comment("merge_requests", 1, "bo", "Fine.", suggestions=[{"id": 1, "appliable": True, "applied": False}])
    data = opened(server).read(Listed("merge_requests/1")) or b""
    assert not [word for word in (b"avatar", b"votes", b"user_notes_count", b"appliable", b"noteable") if word in data]


def test_one_that_is_too_large_is_unreadable(server: GitLabServer) -> None:
    server.open_issue(description="x" * 5000)
    with pytest.raises(UnreadableDocument, match="max_file_mb"):
        opened(server, max_bytes=4000).read(Listed("issues/1"))
