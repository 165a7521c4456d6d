from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Anchor, Kind, Link
from ingest.formats.gitlab import parse_loaded, recognises
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed

HEAD = "a" * 40
PROJECT = "https://git.example.org/tidewater/billing"
DIFF = """@@ -1,4 +1,5 @@ package cursor
 package cursor

-const day = 12
+const day = 24
+const week = 7 * day
 func Age() int {
@@ -40,3 +41,3 @@ func Old() {
 a
-b
+c
"""


def person(name: str) -> dict[str, str]:
    return {"username": name, "name": name.title()}


def note(number: int, who: str, body: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "body": body,
        "author": person(who),
        "created_at": f"2024-05-01T10:{number:02}:00.000Z",
        "system": False,
        "resolvable": False,
        **more,
    }


def on(file: str, new_line: int | None = None, **more: Any) -> dict[str, Any]:
    position = {"new_path": file, "old_path": file, "new_line": new_line, "old_line": None, "head_sha": HEAD}
    return {"position": {**position, **more}, "resolvable": True, "resolved": False}


def discussion(*notes: dict[str, Any]) -> dict[str, Any]:
    return {"id": "d", "individual_note": len(notes) == 1, "notes": list(notes)}


def review(*discussions: dict[str, Any], about: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    merge_request = {
        "iid": 12,
        "title": "Cap cursor age",
        "description": "Cursors live 24 h.",
        "state": "opened",
        "draft": False,
        "created_at": "2024-05-01T09:00:00.000Z",
        "updated_at": "2024-05-02T09:00:00.000Z",
        "author": person("ana"),
        "assignees": [person("ana")],
        "reviewers": [person("bo"), person("chen")],
        "labels": ["storage", "backend"],
        "source_branch": "cap-age",
        "target_branch": "main",
        "merge_user": None,
        "diff_refs": {"base_sha": "b" * 40, "head_sha": HEAD, "start_sha": "b" * 40},
        "web_url": f"{PROJECT}/-/merge_requests/12",
    }
    return {"merge_request": {**merge_request, **(about or {})}, "discussions": list(discussions), **parts}


def parsed(*discussions: dict[str, Any], **parts: Any) -> Parsed:
    return parse_loaded(review(*discussions, **parts), "merge_requests/12")


def texts(found: Parsed) -> list[str]:
    """The blocks after the title and the description."""
    return [block.text for block in found.blocks[2:]]


def test_a_merge_request_has_its_fields() -> None:
    found = parsed(approved_by=[person("bo")])
    assert (found.title, found.status, found.kind) == ("Cap cursor age (!12)", "open", Kind.CODE_REVIEW)
    assert (found.authors, found.url) == (("ana",), f"{PROJECT}/-/merge_requests/12")
    assert found.created_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert found.updated_at == datetime(2024, 5, 2, 9, tzinfo=UTC)
    assert found.fields == {
        "reviewers": ("bo", "chen"),
        "verdicts": ("bo: approved",),
        "labels": ("storage", "backend"),
        "assignees": ("ana",),
        "branch": ("cap-age",),
        "target_branch": ("main",),
    }


def test_the_title_and_the_description_come_first_then_files_then_the_conversation() -> None:
    found = parsed(
        discussion(note(1, "ci", "Green.")),
        discussion(note(3, "bo", "Why 24?", **on("b.go", 7)), note(5, "ana", "A day.", **on("b.go", 7))),
        discussion(note(4, "bo", "Typo.", **on("a.go", 3))),
        discussion(note(2, "bo", "Looks right."), note(6, "ana", "Thanks.")),
    )
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, "Cap cursor age (!12)"),
        (BlockKind.COMMENT, "Cursors live 24 h."),
        (BlockKind.HEADING, "a.go:3 · unresolved"),
        (BlockKind.COMMENT, "@bo: Typo."),
        (BlockKind.HEADING, "b.go:7 · unresolved"),
        (BlockKind.COMMENT, "@bo: Why 24?"),
        (BlockKind.COMMENT, "@ana: A day."),
        (BlockKind.HEADING, "Conversation"),
        (BlockKind.COMMENT, "@ci: Green."),
        (BlockKind.COMMENT, "@bo: Looks right."),
        (BlockKind.COMMENT, "@ana: Thanks."),
    ]
    assert found.fields["files"] == ("a.go", "b.go")


def test_a_comment_opens_at_its_place() -> None:
    found = parsed(discussion(note(3, "bo", "Why 24?", **on("b.go", 7)), note(5, "ana", "A day.", **on("b.go", 7))))
    assert found.blocks[2].anchor == Anchor("note_3", file="b.go", file_line=7)
    assert found.blocks[4].anchor == Anchor("note_5", file="b.go", file_line=7)


@pytest.mark.parametrize(
    ("position", "heading"),
    [
        pytest.param({"new_line": 7}, "b.go:7", id="an added line"),
        pytest.param({"new_line": None, "old_line": 5}, "b.go:5", id="a line that went"),
        pytest.param(
            {"new_path": None, "old_path": "old.go", "old_line": 5, "new_line": None}, "old.go:5", id="a file that went"
        ),
        pytest.param(
            {"new_line": 9, "line_range": {"start": {"new_line": 7}, "end": {"new_line": 9}}}, "b.go:7-9", id="a range"
        ),
        pytest.param(
            {"new_line": 9, "line_range": {"start": {"line_code": f"{HEAD}_5_7", "type": "new"}}}, "b.go:7-9", id="a line code"
        ),
        pytest.param(
            {"new_line": None, "old_line": 9, "line_range": {"start": {"line_code": f"{HEAD}_5_0"}}},
            "b.go:5-9",
            id="an old one",
        ),
        pytest.param({"new_line": 9, "line_range": {"start": {"line_code": "nonsense"}}}, "b.go:9", id="no line code"),
        pytest.param(
            {"new_line": 9, "line_range": {"start": {"new_line": 12}}}, "b.go:9", id="a range that ends before it begins"
        ),
        pytest.param({"position_type": "file", "new_line": None}, "b.go", id="a whole file"),
    ],
)
def test_a_thread_is_where_its_position_says(position: dict[str, Any], heading: str) -> None:
    assert texts(parsed(discussion(note(1, "bo", "Hm.", **on("b.go", **position)))))[0] == f"{heading} · unresolved"


@pytest.mark.parametrize(
    ("marks", "heading"),
    [
        pytest.param([{"resolved": True}, {"resolved": True}], "b.go:7 · resolved", id="all"),
        pytest.param([{"resolved": True}, {"resolved": False}], "b.go:7 · unresolved", id="not all"),
        pytest.param([{"resolvable": False}, {"resolvable": False}], "b.go:7", id="nothing to resolve"),
        pytest.param(
            [{"resolved": True, "suggestions": [{"applied": True}]}], "b.go:7 · resolved, suggestion applied", id="a suggestion"
        ),
        pytest.param([{"resolved": False, "suggestions": [{"applied": False}]}], "b.go:7 · unresolved", id="one not taken"),
    ],
)
def test_a_threads_heading_says_whether_it_is_resolved(marks: list[dict[str, Any]], heading: str) -> None:
    notes = [note(number, "bo", "Hm.", **{**on("b.go", 7), **mark}) for number, mark in enumerate(marks)]
    assert texts(parsed(discussion(*notes)))[0] == heading


@pytest.mark.parametrize(
    ("position", "code"),
    [
        pytest.param({"new_line": 4}, " package cursor\n\n-const day = 12\n+const day = 24\n+const week = 7 * day", id="added"),
        pytest.param({"new_line": None, "old_line": 3}, " package cursor\n\n-const day = 12", id="removed"),
        pytest.param({"new_line": 42}, " a\n-b\n+c", id="in the second hunk"),
        pytest.param({"new_line": 900}, None, id="outside of the hunks"),
        pytest.param({"new_line": 4, "head_sha": "c" * 40}, None, id="of an earlier push, when lines stood elsewhere"),
        pytest.param({"new_line": 4, "new_path": "other.go"}, None, id="of another file"),
    ],
)
def test_a_thread_stands_on_the_hunk_up_to_its_line(position: dict[str, Any], code: str | None) -> None:
    found = parsed(
        discussion(note(1, "bo", "Hm.", **on("b.go", **position))),
        diffs=[{"new_path": "b.go", "old_path": "b.go", "diff": DIFF}],
    )
    assert [block.text for block in found.blocks if block.kind is BlockKind.CODE] == ([] if code is None else [code])


def test_what_gitlab_notes_itself_is_left_out_but_for_verdicts() -> None:
    found = parsed(
        discussion(note(1, "ana", "added 1 commit", system=True)),
        discussion(note(2, "bo", "requested changes", system=True)),
        discussion(note(3, "ana", "changed title from **A** to **B**", system=True), note(4, "bo", "Better.")),
        discussion(note(5, "bo", "approved this merge request", system=True)),
    )
    assert texts(found) == ["Conversation", "@bo: requested changes", "@bo: Better.", "@bo: approved this merge request"]


@pytest.mark.parametrize(
    ("noted", "approved", "verdicts"),
    [
        pytest.param(["requested changes"], [], ("bo: requested changes",), id="changes requested"),
        pytest.param(["requested changes", "approved this merge request"], ["bo"], ("bo: approved",), id="the last one counts"),
        pytest.param(["approved this merge request", "unapproved this merge request"], [], (), id="taken back"),
        pytest.param(["approved this merge request"], [], (), id="taken back by a push"),
        pytest.param(["approved this merge request"], None, ("bo: approved",), id="from the notes where no list is given"),
    ],
)
def test_a_verdict_is_the_last_of_each_reviewer(
    noted: list[str], approved: list[str] | None, verdicts: tuple[str, ...]
) -> None:
    notes = [discussion(note(number, "bo", body, system=True)) for number, body in enumerate(noted)]
    found = parsed(*notes, **({} if approved is None else {"approved_by": [person(name) for name in approved]}))
    assert found.fields.get("verdicts", ()) == verdicts


@pytest.mark.parametrize(
    ("about", "status"),
    [
        pytest.param({"state": "opened"}, "open", id="open"),
        pytest.param({"state": "opened", "draft": True}, "draft", id="a draft"),
        pytest.param({"state": "locked"}, "open", id="being merged"),
        pytest.param({"state": "closed"}, "closed", id="closed"),
        pytest.param({"state": "merged", "draft": True}, "merged", id="merged"),
        pytest.param({"state": "closed", "description": "Superseded by !14."}, "superseded", id="superseded"),
        pytest.param({"state": "merged", "description": "Superseded by !14."}, "merged", id="merged is in force"),
        pytest.param({"state": "something"}, "", id="unheard of"),
    ],
)
def test_the_status_is_one_of_lores(about: dict[str, Any], status: str) -> None:
    assert parsed(about=about).status == status


@pytest.mark.parametrize(
    ("state", "superseded_by"), [("closed", ("merge_requests/14",)), ("opened", ())], ids=["once closed", "not while open"]
)
def test_the_conversation_says_what_took_its_place(state: str, superseded_by: tuple[str, ...]) -> None:
    found = parsed(discussion(note(1, "ana", "Closing in favour of !14.")), about={"state": state})
    assert found.fields.get("superseded_by", ()) == superseded_by


@pytest.mark.parametrize(
    ("text", "links"),
    [
        pytest.param("See #7 and !9.", [("refers-to", "issues/7"), ("refers-to", "merge_requests/9")], id="short"),
        pytest.param("Like a/b#3.", [("refers-to", "https://git.example.org/a/b/-/issues/3")], id="another project"),
        pytest.param("Like tidewater/billing!3.", [("refers-to", "merge_requests/3")], id="the same project in full"),
        pytest.param(f"Like {PROJECT}/-/issues/3#note_1.", [("refers-to", "issues/3")], id="an address in the project"),
        pytest.param(f"Like {PROJECT}-old/-/issues/3", [("refers-to", f"{PROJECT}-old/-/issues/3")], id="a project like it"),
        pytest.param("See (https://wiki.example.org/x).", [("refers-to", "https://wiki.example.org/x")], id="an address"),
        pytest.param("This reverts merge request !5", [("reverts", "merge_requests/5")], id="a revert"),
        pytest.param("Supersedes !5, see !5.", [("supersedes", "merge_requests/5")], id="what it replaces, once"),
        pytest.param("`#7` and\n```\n#8\n```", [], id="code"),
        pytest.param("&#39; a#7 ##7 #07 #x C# 5!3", [], id="not a reference"),
        pytest.param("Itself: !12", [], id="itself"),
    ],
)
def test_what_is_written_leads_to_other_documents(text: str, links: list[tuple[str, str]]) -> None:
    assert parsed(about={"description": text}).links == tuple(Link(*link) for link in links)
    if not links or links[0][0] == "refers-to":
        assert parsed(discussion(note(1, "bo", text))).links == tuple(Link(*link) for link in links)


def test_what_it_closes_is_said_once_with_the_stronger_word() -> None:
    found = parsed(
        about={"description": "Closes #7, see #8"}, closes_issues=[f"{PROJECT}/-/issues/7", "https://jira.example.org/A-1"]
    )
    assert found.links == (
        Link("closes", "issues/7"),
        Link("closes", "https://jira.example.org/A-1"),
        Link("refers-to", "issues/8"),
    )


def test_an_issue_is_read_too() -> None:
    about = {
        "iid": 7,
        "title": "It stalls",
        "description": "At noon.\r\nEvery day.",
        "state": "closed",
        "author": person("zoe"),
    }
    found = parse_loaded({"issue": about, "discussions": [discussion(note(1, "bo", "Cap it."))]}, "issues/7")
    assert (found.title, found.status, found.authors) == ("It stalls (#7)", "closed", ("zoe",))
    assert [block.text for block in found.blocks[1:]] == ["At noon.\nEvery day.", "Conversation", "@bo: Cap it."]


def test_a_file_of_it_is_recognised_in_a_folder() -> None:
    assert parse(json.dumps(review()).encode(), "export/12.json").title == "Cap cursor age (!12)"


@pytest.mark.parametrize(
    "loaded",
    [
        pytest.param([], id="a list"),
        pytest.param({"merge_request": 5}, id="no object"),
        pytest.param({"issue": {"number": 5, "title": "GitHub's"}}, id="an issue of another service"),
        pytest.param({"merge_request": {"iid": 5}, "discussions": 5}, id="no discussions"),
    ],
)
def test_other_json_is_not_taken_for_it(loaded: Any) -> None:
    assert not recognises(loaded)


def test_values_of_the_wrong_type_are_taken_for_missing() -> None:
    odd = {
        "merge_request": {"iid": "a", "title": 5, "author": [], "labels": 7, "reviewers": [3], "diff_refs": 1, "state": {}},
        "discussions": [
            1,
            {},
            {"notes": 3},
            {"notes": [{"body": None, "position": 4}]},
            {"notes": [{"body": "Hm.", "id": "x"}]},
        ],
        "approved_by": {},
        "closes_issues": [None],
        "diffs": [{"diff": 3}],
    }
    found = parse_loaded(odd, "export/odd-one.json")
    assert [block.text for block in found.blocks] == ["odd one", "Conversation", "@unknown: Hm."]
    assert (found.fields, found.links) == ({}, ())


@pytest.mark.parametrize("part", ["a/", "-", "a.b-", "`", "```", "reverts ", "https://", "#", "!1/"], ids=repr)
def test_a_text_made_to_be_slow_is_read_all_the_same(part: str) -> None:
    found = parsed(
        discussion(note(1, "bo", part * (200_000 // len(part)))), diffs=[{"new_path": "b.go", "diff": part * 50_000}]
    )
    assert found.title == "Cap cursor age (!12)"
