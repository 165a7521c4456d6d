"""What of the GitHub source needs no server: addresses, cursors, and what is kept of an object."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import SourceError, UsageError
from ingest.sources.github_address import address_of, settle
from ingest.sources.github_cursor import BEGINNING, Cursor, Entry
from ingest.sources.github_documents import comments, compact, issue, pull, review_comments, reviews, threads

CLOUD = "https://api.github.com"


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        ("tidewater/billing", "tidewater/billing"),
        (" tidewater/billing ", "tidewater/billing"),
        ("https://github.com/tidewater/billing", "tidewater/billing"),
        ("https://www.github.com/tidewater/billing.git", "tidewater/billing"),
        ("http://github.com/Tidewater/Billing/", "Tidewater/Billing"),
        ("https://ghe.example/tidewater/billing", "https://ghe.example/tidewater/billing"),
        ("https://GHE.example:8443/tidewater/.github/", "https://ghe.example:8443/tidewater/.github"),
        ("ana_tidewater/notes.io", "ana_tidewater/notes.io"),
    ],
)
def test_a_repository_has_one_spelling(written: str, settled: str) -> None:
    assert settle(written) == settled
    assert settle(settled) == settled


@pytest.mark.parametrize(
    "location",
    [
        "",
        "billing",
        "tidewater/",
        "/billing",
        "tidewater/billing/pulls",
        "tidewater/..",
        "../billing",
        "https://github.com/tidewater",
        "https://user:secret@github.com/tidewater/billing",
        "git@github.com:tidewater/billing.git",
        "ftp://ghe.example/tidewater/billing",
        "tidewater/bill ing",
        "tidewater/billing?x=1",
        "https://ghe.example,github.com/tidewater/billing",
    ],
)
def test_what_names_no_repository_is_refused_with_an_example(location: str) -> None:
    with pytest.raises(UsageError, match="OWNER/REPO"):
        settle(location)


@pytest.mark.parametrize(
    ("location", "api", "rest", "graphql", "realm"),
    [
        ("o/r", "", CLOUD, f"{CLOUD}/graphql", ""),
        ("o/r", "https://proxy.example/gh/", "https://proxy.example/gh", "https://proxy.example/gh/graphql", ""),
        ("https://ghe.example/o/r", "", "https://ghe.example/api/v3", "https://ghe.example/api/graphql", "ghe.example/"),
        ("https://tide.ghe.com/o/r", "", "https://api.tide.ghe.com", "https://api.tide.ghe.com/graphql", "tide.ghe.com/"),
    ],
    ids=["github.com", "through a proxy", "a server of one's own", "data residency"],
)
def test_the_apis_are_where_the_kind_of_server_has_them(location: str, api: str, rest: str, graphql: str, realm: str) -> None:
    address = address_of(location, api)
    assert (address.repository, address.rest, address.graphql, address.realm) == ("o/r", rest, graphql, realm)
    assert address.on_the_internet is (realm == "")


def test_a_company_server_behind_a_proxy_is_not_the_internet() -> None:
    assert not address_of("o/r", "https://proxy.example/api/v3").on_the_internet


def entry(number: int = 1, moment: str = "2024-05-01T12:00:00Z", comments: int = 0) -> Entry:
    return Entry(number, True, moment, comments, f"https://github.com/o/r/pull/{number}")


def test_a_cursor_is_read_back_as_it_was_written() -> None:
    cursor = Cursor("2024-05-01T12:00:00Z", "everyone").having_seen([entry(7), entry(8, comments=3)])
    assert Cursor.parse(cursor.text) == cursor
    assert cursor.has_seen(entry(7))
    assert not cursor.has_seen(entry(7, comments=1))
    assert not cursor.has_seen(entry(9))


def test_a_cursor_remembers_only_what_the_next_look_meets_again() -> None:
    cursor = Cursor("2024-05-01T12:00:00Z")
    assert cursor.border == "2024-05-01T11:58:00Z"
    old, recent = entry(1, "2024-05-01T11:57:59Z"), entry(2, "2024-05-01T11:58:00Z")
    assert set(cursor.having_seen([old, recent]).seen) == {"2"}


def test_the_border_of_the_first_cursor_is_the_beginning() -> None:
    assert Cursor().border == BEGINNING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"moment": "soon", "readers": "", "seen": {}}',
        '{"moment": "2024-05-01", "readers": "", "seen": 3}',
    ],
)
def test_a_cursor_that_cannot_be_read_says_what_to_do(text: str) -> None:
    with pytest.raises(SourceError, match="--full"):
        Cursor.parse(text)


def test_what_moved_just_now_may_move_again_in_the_same_second_and_is_not_taken_for_seen() -> None:
    now = datetime(2024, 5, 1, 12, 0, 30, tzinfo=UTC)
    assert not entry(moment="2024-05-01T12:00:00Z").settled(now)
    assert entry(moment="2024-05-01T12:00:00Z").settled(now + timedelta(minutes=1))
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert not Cursor(moment).having_seen([entry(moment=moment)]).seen


def test_a_version_moves_with_a_comment_a_count_and_a_state_and_with_nothing_else() -> None:
    versions = {
        entry().version(),
        entry(comments=1).version(),
        entry().spoken_at("2024-05-02T12:00:00Z").version(),
        entry().version("5eed"),
    }
    assert len(versions) == 4
    assert entry().spoken_at("2024-04-30T12:00:00Z").version() == entry().version()
    assert entry()._replace(url="https://elsewhere.example").version() == entry().version()


PERSON = {"login": "ana-r", "type": "User", "avatar_url": "https://avatars.example/1?v=4", "id": 1}
MOVING = {"reactions": {"total_count": 4}, "node_id": "x", "comments": 9, "mergeable_state": "clean", "_links": {}}


def test_a_pull_request_keeps_what_people_decided_and_not_what_moves_by_itself() -> None:
    kept = pull(
        {
            **MOVING,
            "number": 12,
            "title": "Retry",
            "merged_at": "2024-05-01T12:00:00Z",
            "merge_commit_sha": "f00d",
            "user": PERSON,
            "merged_by": PERSON,
            "requested_reviewers": [PERSON, None],
            "labels": [{"id": 7, "name": "networking", "color": "fbca04"}],
            "milestone": {"title": "2024.2", "open_issues": 12},
            "base": {"ref": "main", "sha": "f00d", "repo": {"pushed_at": "2024-06-01T12:00:00Z"}},
            "head": None,
        }
    )
    assert not set(MOVING) & set(kept)
    assert (kept["number"], kept["title"], kept["merged_at"]) == (12, "Retry", "2024-05-01T12:00:00Z")
    assert kept["user"] == kept["merged_by"] == {"login": "ana-r", "type": "User"}
    assert kept["requested_reviewers"] == [{"login": "ana-r", "type": "User"}]
    assert (kept["labels"], kept["milestone"]) == ([{"name": "networking"}], {"title": "2024.2"})
    assert (kept["base"], kept["head"]) == ({"ref": "main"}, None)
    assert "f00d" not in str(kept)


def test_an_issue_keeps_why_it_was_closed_and_by_whom() -> None:
    kept = issue({**MOVING, "number": 14, "state": "closed", "state_reason": "not_planned", "closed_by": PERSON})
    assert (kept["state_reason"], kept["closed_by"]["login"]) == ("not_planned", "ana-r")
    assert not set(MOVING) & set(kept)


def test_an_account_that_was_deleted_is_nobody() -> None:
    assert comments([{"id": 1, "body": "Yes.", "user": None}])[0]["user"] is None


def test_a_reply_keeps_the_comment_that_it_answers_and_its_place() -> None:
    reply = {**MOVING, "id": 2, "in_reply_to_id": 1, "path": "tls/dial.go", "line": None, "original_line": 42, "user": PERSON}
    kept = review_comments([reply])[0]
    assert {name: kept[name] for name in ("id", "in_reply_to_id", "path", "line", "original_line")} == {
        "id": 2,
        "in_reply_to_id": 1,
        "path": "tls/dial.go",
        "line": None,
        "original_line": 42,
    }
    assert "reactions" not in kept


def test_a_review_that_was_not_sent_yet_is_left_out() -> None:
    kept = reviews([{"id": 1, "state": "PENDING", "body": "draft"}, {"id": 2, "state": "APPROVED", "body": ""}])
    assert [one["id"] for one in kept] == [2]


def test_equal_documents_have_equal_bytes_and_any_text_has_bytes() -> None:
    assert compact({"b": 1, "a": "naïve"}) == compact({"a": "naïve", "b": 1}) == '{"a":"naïve","b":1}'.encode()
    assert compact({"a": "\ud800"}).decode()


def test_a_thread_gets_the_replies_that_graphql_left_out() -> None:
    told = [{"id": "a", "comments": [1, 2]}, {"id": "b", "comments": [3]}]
    replies = [(1, None), (2, 1), (3, None), (4, 1), (5, 3), (6, None), (7, 6)]
    remarks = [{"id": number, "in_reply_to_id": first} for number, first in replies]
    assert [one["comments"] for one in threads(told, remarks)] == [[1, 2, 4], [3, 5]]
    assert told[0]["comments"] == [1, 2]
