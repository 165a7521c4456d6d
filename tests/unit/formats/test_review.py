import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Kind
from assistant.errors import UnreadableDocument
from ingest.formats.review import parse_review
from ingest.parsed import BlockKind

HUNK = "\n".join(f"+line {number}" for number in range(30))


def remark(number: int, file: str, line: int | None, body: str, **more: Any) -> dict[str, Any]:
    """A review comment as the REST API gives it."""
    login = more.pop("login", "bo")
    minute = f"2024-03-14T10:{number:02}:00Z"
    return {"id": number, "path": file, "line": line, "body": body, "user": {"login": login}, "created_at": minute, **more}


REST: dict[str, Any] = {
    "pull_request": {
        "number": 42,
        "title": "Cap cursor age",
        "body": "Cursors live 24 h.",
        "user": {"login": "ana"},
        "state": "closed",
        "merged_at": "2024-03-15T10:00:00Z",
        "created_at": "2024-03-14T09:00:00Z",
        "updated_at": "2024-03-15T10:00:00Z",
        "html_url": "https://git.example.org/a/b/pull/42",
    },
    "reviews": [
        {"user": {"login": "bo"}, "state": "APPROVED", "body": "Nice.", "submitted_at": "2024-03-15T09:00:00Z"},
        {"user": {"login": "bo"}, "state": "COMMENTED", "body": "", "submitted_at": "2024-03-14T11:00:00Z"},
    ],
    "review_comments": [
        remark(1, "api/cursor.go", 7, "Why 24?", diff_hunk=HUNK),
        remark(3, "api/other.go", None, "Typo.", original_line=3),
        remark(2, "api/cursor.go", 7, "A day.", in_reply_to_id=1, login="ana"),
    ],
    "issue_comments": [{"user": {"login": "ci[bot]"}, "body": "Green.", "created_at": "2024-03-14T09:30:00Z"}],
}

FLAT: dict[str, Any] = {
    "number": 7,
    "title": "Remove length",
    "body": "Fixes #6.",
    "author": "ekr",
    "state": "CLOSED",
    "mergedAt": None,
    "createdAt": "2016-10-21T13:15:27Z",
    "updatedAt": "2016-10-26T05:12:51Z",
    "url": "https://git.example.org/7",
    "comments": [{"author": "mt", "body": "Later.", "createdAt": "2016-10-23T00:00:00Z"}],
    "reviews": [
        {
            "author": {"login": "dk"},
            "state": "COMMENTED",
            "body": "",
            "createdAt": "2016-10-22T00:00:00Z",
            "comments": [{"body": "nit: comma", "createdAt": "2016-10-22T00:00:00Z"}],
        }
    ],
}


def test_a_pull_request_of_the_rest_api_has_its_fields() -> None:
    parsed = parse_review(json.dumps(REST), "reviews/42.json")
    assert (parsed.title, parsed.status, parsed.kind) == ("Cap cursor age (#42)", "merged", Kind.CODE_REVIEW)
    assert (parsed.authors, parsed.url) == (("ana",), "https://git.example.org/a/b/pull/42")
    assert parsed.created_at == datetime(2024, 3, 14, 9, tzinfo=UTC)


def test_threads_come_before_the_conversation_with_the_end_of_their_diff() -> None:
    parsed = parse_review(json.dumps(REST), "reviews/42.json")
    assert [(block.kind, block.text.split("\n")[0]) for block in parsed.blocks] == [
        (BlockKind.COMMENT, "Cursors live 24 h."),
        (BlockKind.HEADING, "api/cursor.go:7"),
        (BlockKind.CODE, "+line 20"),
        (BlockKind.COMMENT, "@bo: Why 24?"),
        (BlockKind.COMMENT, "@ana: A day."),
        (BlockKind.HEADING, "api/other.go:3"),
        (BlockKind.COMMENT, "@bo: Typo."),
        (BlockKind.HEADING, "Conversation"),
        (BlockKind.COMMENT, "@ci[bot]: Green."),
        (BlockKind.COMMENT, "@bo: approved these changes: Nice."),
    ]
    assert (parsed.blocks[4].anchor.file, parsed.blocks[4].anchor.file_line) == ("api/cursor.go", 7)


def test_a_flat_export_is_read_in_the_order_of_time() -> None:
    parsed = parse_review(json.dumps(FLAT), "pulls/7.json")
    assert (parsed.title, parsed.status, parsed.authors) == ("Remove length (#7)", "closed", ("ekr",))
    assert [block.text for block in parsed.blocks] == ["Fixes #6.", "Conversation", "@dk: nit: comma", "@mt: Later."]


@pytest.mark.parametrize("state", ["open", "OPEN"])
def test_an_open_review_is_open(state: str) -> None:
    assert parse_review(json.dumps({**FLAT, "state": state}), "7.json").status == "open"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param('{"a": 1}', "not a code review that Lore knows", id="another object"),
        pytest.param("[1, 2]", "not a code review that Lore knows", id="a list"),
        pytest.param("{", "is not valid JSON", id="broken"),
        pytest.param("[" * 100_000, "is not valid JSON", id="too deep"),
    ],
)
def test_other_json_is_unreadable(text: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=f"^{reason}$"):
        parse_review(text, "a.json")


def test_values_of_the_wrong_type_are_taken_for_missing() -> None:
    odd = {
        "pull_request": {"title": 5, "body": [], "user": "x", "number": "a"},
        "reviews": {},
        "review_comments": [1, {"body": None}],
    }
    assert parse_review(json.dumps(odd), "reviews/odd-one.json").title == "odd one"
