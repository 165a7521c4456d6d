from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Anchor, Kind, Link
from ingest.formats.gerrit import parse_loaded, recognises
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed

URL = "https://review.example.org/c/billing/+/12"
MESSAGE = """Cap cursor age

Cursors live 24 h.

Bug: https://issues.example.org/7
Change-Id: I0123456789abcdef0123456789abcdef01234567
"""


def account(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "username": name.split(maxsplit=1)[0].casefold(), **more}


def comment(number: int, who: str, text: str, **more: Any) -> dict[str, Any]:
    moment = f"2024-05-01 10:{number:02}:00.000000000"
    return {"id": f"c{number}", "author": account(who), "message": text, "updated": moment, "unresolved": False, **more}


def message(number: int, who: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "author": account(who),
        "message": text,
        "date": f"2024-05-01 10:{number:02}:00.000000000",
        **more,
    }


def loaded(comments: dict[str, list[Any]] | None = None, *, stands_on: Any = (), **about: Any) -> dict[str, Any]:
    change = {
        "_number": 12,
        "project": "billing",
        "branch": "main",
        "change_id": "I0123456789abcdef0123456789abcdef01234567",
        "subject": "Cap cursor age",
        "status": "NEW",
        "created": "2024-05-01 09:00:00.123000000",
        "updated": "2024-05-02 09:00:00.000000000",
        "owner": account("Ana Ruiz"),
        "commit_message": MESSAGE,
        **about,
    }
    return {"change": change, "comments": comments or {}, "stands_on": list(stands_on), "url": URL}


def parsed(comments: dict[str, list[Any]] | None = None, **about: Any) -> Parsed:
    return parse_loaded(loaded(comments, **about), "billing/12")


def texts(found: Parsed) -> list[str]:
    """The blocks after the title and the commit message."""
    return [block.text for block in found.blocks[2:]]


def test_a_change_has_its_fields() -> None:
    found = parsed(
        topic="cursors",
        hashtags=["storage"],
        submit_type="REBASE_IF_NECESSARY",
        reviewers=[account("Ana Ruiz"), account("Bo Lindqvist"), account("Bo Lindqvist")],
        votes={
            "Verified": [{**account("Zuul"), "value": 1}],
            "Code-Review": [{**account("Bo Lindqvist"), "value": 2}, {**account("Chen Wei"), "value": -1}],
        },
    )
    assert (found.title, found.status, found.kind) == ("Cap cursor age (change 12)", "open", Kind.CODE_REVIEW)
    assert (found.authors, found.url) == (("Ana Ruiz",), URL)
    assert found.created_at == datetime(2024, 5, 1, 9, 0, 0, 123000, tzinfo=UTC)
    assert found.updated_at == datetime(2024, 5, 2, 9, tzinfo=UTC)
    assert found.fields == {
        "reviewers": ("Bo Lindqvist",),
        "verdicts": ("Bo Lindqvist: Code-Review+2", "Chen Wei: Code-Review-1", "Zuul: Verified+1"),
        "labels": ("storage",),
        "target_branch": ("main",),
        "topic": ("cursors",),
        "change_id": ("I0123456789abcdef0123456789abcdef01234567",),
        "submit_type": ("REBASE_IF_NECESSARY",),
        "issues": ("https://issues.example.org/7",),
    }


def test_the_commit_message_comes_first_then_files_then_the_conversation() -> None:
    lines = [{"line_number": 6, "context_line": "func Age() int {"}, {"line_number": 7, "context_line": "  return 24"}]
    found = parsed(
        {
            "api/cursor.go": [
                comment(3, "Bo Lindqvist", "Why 24?", line=7, context_lines=lines),
                comment(5, "Ana Ruiz", "A day.", line=7, in_reply_to="c3", unresolved=True),
                comment(4, "Bo Lindqvist", "Another thing.", line=7),
            ],
            "/COMMIT_MSG": [comment(2, "Bo Lindqvist", "Typo.", line=9)],
            "/PATCHSET_LEVEL": [comment(6, "Bo Lindqvist", "All in all fine.")],
        },
        messages=[message(1, "Chen Wei", "Patch Set 1:\n\n(2 comments)\n\nShall we?")],
    )
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, "Cap cursor age (change 12)"),
        (BlockKind.COMMENT, MESSAGE.removeprefix("Cap cursor age").strip()),
        (BlockKind.HEADING, "/COMMIT_MSG:9 · resolved"),
        (BlockKind.COMMENT, "@Bo Lindqvist: Typo."),
        (BlockKind.HEADING, "api/cursor.go:7 · unresolved"),
        (BlockKind.CODE, "func Age() int {\n  return 24"),
        (BlockKind.COMMENT, "@Bo Lindqvist: Why 24?"),
        (BlockKind.COMMENT, "@Ana Ruiz: A day."),
        (BlockKind.HEADING, "api/cursor.go:7 · resolved"),
        (BlockKind.COMMENT, "@Bo Lindqvist: Another thing."),
        (BlockKind.HEADING, "Conversation"),
        (BlockKind.COMMENT, "@Chen Wei: Shall we?"),
        (BlockKind.COMMENT, "@Bo Lindqvist: All in all fine."),
    ]
    assert found.blocks[7].anchor == Anchor(file="api/cursor.go", file_line=7)
    assert found.fields["files"] == ("/COMMIT_MSG", "api/cursor.go")


@pytest.mark.parametrize(
    ("place", "heading"),
    [
        pytest.param({"line": 7}, "a.go:7", id="a line"),
        pytest.param({"line": 9, "range": {"start_line": 7, "end_line": 9}}, "a.go:7-9", id="a range"),
        pytest.param({"line": 7, "range": {"start_line": 7, "end_line": 7}}, "a.go:7", id="a stretch of a line"),
        pytest.param({"range": {"start_line": 7, "end_line": 9}}, "a.go:7-9", id="a range alone"),
        pytest.param({}, "a.go", id="a whole file"),
    ],
)
def test_a_thread_is_where_its_first_comment_is(place: dict[str, Any], heading: str) -> None:
    assert texts(parsed({"a.go": [comment(1, "Bo", "Hm.", **place)]}))[0] == f"{heading} · resolved"


def test_a_long_thread_is_one_and_a_reply_whose_comment_went_begins_its_own() -> None:
    chain = [comment(number, "Bo", f"Word {number}.", in_reply_to=f"c{number - 1}") for number in range(2, 50)]
    orphan = comment(55, "Bo", "To nobody.", in_reply_to="gone")
    found = texts(parsed({"a.go": [*reversed(chain), comment(1, "Bo", "Word 1."), orphan]}))
    assert len([text for text in found if text.startswith("a.go")]) == 2
    assert found[1] == "@Bo: Word 1."


def test_comments_that_reply_to_each_other_in_a_circle_are_all_there() -> None:
    found = texts(parsed({"a.go": [comment(1, "Bo", "One.", in_reply_to="c2"), comment(2, "Bo", "Two.", in_reply_to="c1")]}))
    assert found == ["a.go · resolved", "@Bo: One.", "@Bo: Two."]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param(message(1, "Bo", "Patch Set 3: Code-Review+2\n\nNice."), ["@Bo: Code-Review+2\n\nNice."], id="a vote"),
        pytest.param(message(1, "Bo", "Patch Set 3:\n\n(1 comment)"), [], id="only the count of comments"),
        pytest.param(message(1, "Ana", "Uploaded patch set 2."), [], id="a push"),
        pytest.param(
            message(1, "Ana", "Abandoned\n\nNot needed.", tag="autogenerated:gerrit:abandon"),
            ["@Ana: Abandoned\n\nNot needed."],
            id="the reason for abandoning it",
        ),
        pytest.param(message(1, "Ana", "Change merged.", tag="autogenerated:gerrit:merged"), [], id="a program's"),
        pytest.param(message(1, "Zuul", "Build failed.", tag="autogenerated:zuul:check"), [], id="a build's"),
        pytest.param({**message(1, "CI", "Build failed."), "author": account("CI", tags=["SERVICE_USER"])}, [], id="a robot's"),
    ],
)
def test_people_are_heard_and_programs_are_not(said: dict[str, Any], shown: list[str]) -> None:
    assert texts(parsed(messages=[said])) == (["Conversation", *shown] if shown else [])


@pytest.mark.parametrize(
    ("about", "status"),
    [
        pytest.param({"status": "NEW"}, "open", id="new"),
        pytest.param({"status": "NEW", "work_in_progress": True}, "draft", id="work in progress"),
        pytest.param({"status": "MERGED"}, "merged", id="merged"),
        pytest.param({"status": "ABANDONED"}, "closed", id="abandoned"),
        pytest.param(
            {"status": "ABANDONED", "messages": [message(1, "A", "Superseded by change 14.")]}, "superseded", id="replaced"
        ),
        pytest.param({"status": "NEW", "messages": [message(1, "A", "Superseded by change 14?")]}, "open", id="not while open"),
        pytest.param({"status": "DRAFT"}, "", id="unheard of"),
    ],
)
def test_the_status_is_one_of_lores(about: dict[str, Any], status: str) -> None:
    assert parsed(**about).status == status


def test_what_took_its_place_is_a_field() -> None:
    said = message(1, "Ana", "Abandoned\n\nReplaced by https://review.example.org/14.", tag="autogenerated:gerrit:abandon")
    assert parsed(status="ABANDONED", messages=[said]).fields["superseded_by"] == ("https://review.example.org/14",)


@pytest.mark.parametrize(
    ("footer", "links"),
    [
        pytest.param("Bug: https://issues.example.org/7", [("refers-to", "https://issues.example.org/7")], id="a bug"),
        pytest.param("Closes: https://issues.example.org/7", [("closes", "https://issues.example.org/7")], id="what it closes"),
        pytest.param("Bug: 7", [], id="a number of a tracker that is not named"),
        pytest.param("Reviewed-on: https://review.example.org/c/billing/+/12", [], id="itself"),
        pytest.param("Depends-On: https://review.example.org/9", [("refers-to", "https://review.example.org/9")], id="depends"),
    ],
)
def test_footers_lead_to_other_documents(footer: str, links: list[tuple[str, str]]) -> None:
    text = f"Cap cursor age\n\nBug: https://not-a-footer.example.org is spoken of.\n\n{footer}\nChange-Id: I01\n"
    mentioned = Link("refers-to", "https://not-a-footer.example.org")
    assert set(parsed(commit_message=text).links) == {mentioned, *(Link(*link) for link in links)}


def test_a_bug_without_an_address_is_a_field_still() -> None:
    assert parsed(commit_message="A\n\nBug: 7\nFixes: 8\n").fields["issues"] == ("7", "8")


def test_it_leads_to_what_it_reverts_and_stands_on() -> None:
    found = parsed(revert_of=9, stands_on=["billing/10", "billing/9"], commit_message="Revert")
    assert found.links == (Link("reverts", "billing/9"), Link("refers-to", "billing/10"))


def test_a_file_of_it_is_recognised_in_a_folder() -> None:
    assert parse(json.dumps(loaded()).encode(), "export/12.json").title == "Cap cursor age (change 12)"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param([], id="a list"),
        pytest.param({"change": 5}, id="no object"),
        pytest.param({"change": {"subject": "Something else"}}, id="another change"),
    ],
)
def test_other_json_is_not_taken_for_it(other: Any) -> None:
    assert not recognises(other)


def test_values_of_the_wrong_type_are_taken_for_missing() -> None:
    odd = {
        "change": {
            "_number": "x",
            "change_id": 3,
            "subject": [],
            "owner": 1,
            "votes": {"Verified": [1, {}], "Code-Review": 2},
            "messages": {},
            "reviewers": [None],
        },
        "comments": {"a.go": [3, {}, {"message": "Hm.", "line": "x", "range": 4, "context_lines": 5}], "b.go": None},
        "stands_on": 3,
        "url": [],
    }
    found = parse_loaded(odd, "export/odd-one.json")
    assert [block.text for block in found.blocks] == ["odd one", "a.go · resolved", "@unknown: Hm."]
    assert (found.fields, found.links) == ({"files": ("a.go",)}, ())
