import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Kind, Link
from ingest.enrichment.clean import enrich
from ingest.formats.json_forms import parse_json
from ingest.formats.review import recognises
from ingest.parsed import BlockKind, Parsed

HUNK = "\n".join(f"+line {number}" for number in range(30))
HOME = "https://git.example.org/tidewater/billing"


def remark(number: int, file: str, line: int | None, body: str, **more: Any) -> dict[str, Any]:
    """A review comment as the REST API gives it."""
    login = more.pop("login", "bo")
    return {
        "id": number,
        "path": file,
        "line": line,
        "body": body,
        "user": {"login": login},
        "created_at": f"2024-03-14T10:{number:02}:00Z",
        "html_url": f"{HOME}/pull/42#discussion_r{number}",
        **more,
    }


PULL: dict[str, Any] = {
    "number": 42,
    "title": "Cap cursor age",
    "body": "Cursors live 24 h.\r\n\r\n<!-- Tell why. -->\r\nFixes #7.",
    "user": {"login": "ana"},
    "state": "closed",
    "draft": False,
    "merged_at": "2024-03-15T10:00:00Z",
    "merged_by": {"login": "chen"},
    "created_at": "2024-03-14T09:00:00Z",
    "updated_at": "2024-03-15T10:00:00Z",
    "html_url": f"{HOME}/pull/42",
    "labels": [{"name": "storage"}],
    "assignees": [{"login": "ana"}],
    "requested_reviewers": [{"login": "dee"}],
    "head": {"ref": "cap-cursors"},
    "base": {"ref": "main"},
}
REST: dict[str, Any] = {
    "pull_request": PULL,
    "reviews": [
        {"user": {"login": "bo"}, "state": "APPROVED", "body": "Nice.", "submitted_at": "2024-03-15T09:00:00Z"},
        {"user": {"login": "bo"}, "state": "CHANGES_REQUESTED", "body": "", "submitted_at": "2024-03-14T11:00:00Z"},
        {"user": {"login": "eli"}, "state": "COMMENTED", "body": "", "submitted_at": "2024-03-14T11:30:00Z"},
        {"user": {"login": "eli"}, "state": "PENDING", "body": "Not sent yet.", "submitted_at": None},
    ],
    "review_comments": [
        remark(1, "api/cursor.go", 7, "Why 24?", diff_hunk=HUNK),
        remark(3, "api/other.go", None, "Typo.", original_line=3),
        remark(2, "api/cursor.go", 7, "A day.", in_reply_to_id=1, login="ana"),
    ],
    "issue_comments": [
        {
            "user": {"login": "ci[bot]"},
            "body": "Green.",
            "created_at": "2024-03-14T09:30:00Z",
            "html_url": f"{HOME}/pull/42#issuecomment-9",
        }
    ],
    "threads": [
        {"is_resolved": True, "is_outdated": False, "path": "api/cursor.go", "line": 7, "start_line": 5, "comments": [1, 2]},
        {"is_resolved": False, "is_outdated": True, "path": "api/other.go", "line": None, "comments": [3]},
    ],
    "linked_issues": [{"number": 7, "title": "Cursors  never expire", "url": f"{HOME}/issues/7"}],
}  # fmt: skip

FLAT: dict[str, Any] = {
    "number": 8,
    "title": "Remove length",
    "body": "Fixes #6.",
    "author": "ekaterina",
    "state": "CLOSED",
    "mergedAt": None,
    "createdAt": "2016-10-21T13:15:27Z",
    "updatedAt": "2016-10-26T05:12:51Z",
    "url": f"{HOME}/pull/8",
    "headRefName": "length",
    "baseRefName": "main",
    "comments": [{"author": "mo", "body": "Later.", "createdAt": "2016-10-23T00:00:00Z"}],
    "reviews": [
        {
            "author": {"login": "dk"},
            "state": "COMMENTED",
            "body": "",
            "createdAt": "2016-10-22T00:00:00Z",
            "comments": [
                {"originalPosition": 4, "body": "Why?", "createdAt": "2016-10-22T00:00:00Z"},
                {"originalPosition": 9, "body": "nit: comma", "createdAt": "2016-10-22T00:01:00Z"},
            ],
        },
        {
            "author": "ekaterina",
            "state": "COMMENTED",
            "body": "",
            "createdAt": "2016-10-22T08:00:00Z",
            "comments": [{"originalPosition": 4, "body": "It is twice there.", "createdAt": "2016-10-22T08:00:00Z"}],
        },
    ],
}


def read(loaded: Any, path: str = "pulls/42.json") -> Parsed:
    return parse_json(json.dumps(loaded), path)


def lines(parsed: Parsed) -> list[str]:
    """The first line of each block."""
    return [block.text.split("\n")[0] for block in parsed.blocks]


def test_a_pull_request_of_the_rest_api_has_its_fields() -> None:
    parsed = read(REST)
    assert (parsed.title, parsed.status, parsed.kind) == ("Cap cursor age (#42)", "merged", Kind.CODE_REVIEW)
    assert (parsed.authors, parsed.url) == (("ana",), f"{HOME}/pull/42")
    assert parsed.created_at == datetime(2024, 3, 14, 9, tzinfo=UTC)
    assert parsed.updated_at == datetime(2024, 3, 15, 10, tzinfo=UTC)
    assert parsed.fields == {
        "reviewers": ("bo", "eli", "dee"),
        "verdicts": ("bo: approved",),
        "labels": ("storage",),
        "assignees": ("ana",),
        "merged_by": ("chen",),
        "settled_at": ("2024-03-15T10:00:00Z",),
        "branch": ("cap-cursors",),
        "target_branch": ("main",),
        "files": ("api/cursor.go", "api/other.go"),
    }


def test_it_begins_with_its_title_its_description_and_what_it_closes_then_come_threads_then_the_conversation() -> None:
    assert [(block.kind, text) for block, text in zip(read(REST).blocks, lines(read(REST)), strict=True)] == [
        (BlockKind.PARAGRAPH, "Cap cursor age (#42)"),
        (BlockKind.COMMENT, "Cursors live 24 h."),
        (BlockKind.PARAGRAPH, "Closes #7: Cursors never expire"),
        (BlockKind.HEADING, "api/cursor.go:5-7 · resolved"),
        (BlockKind.CODE, "+line 20"),
        (BlockKind.COMMENT, "@bo: Why 24?"),
        (BlockKind.COMMENT, "@ana: A day."),
        (BlockKind.HEADING, "api/other.go:3 · unresolved, outdated"),
        (BlockKind.COMMENT, "@bo: Typo."),
        (BlockKind.HEADING, "Conversation"),
        (BlockKind.COMMENT, "@ci[bot]: Green."),
        (BlockKind.COMMENT, "@bo: requested changes"),
        (BlockKind.COMMENT, "@bo: approved these changes: Nice."),
    ]


def test_every_comment_knows_its_lines_and_its_place_on_the_page() -> None:
    places = {block.text: block.anchor for block in read(REST).blocks if block.kind is BlockKind.COMMENT}
    answer = places["@ana: A day."]
    assert (answer.file, answer.file_line, answer.file_last_line) == ("api/cursor.go", 5, 7)
    assert answer.fragment == "discussion_r2"
    assert places["@ci[bot]: Green."].fragment == "issuecomment-9"


def test_without_the_state_of_threads_replies_are_tied_by_what_they_answer() -> None:
    parsed = read({name: value for name, value in REST.items() if name != "threads"})
    assert lines(parsed)[3:9] == ["api/cursor.go:7", "+line 20", "@bo: Why 24?", "@ana: A day.", "api/other.go:3", "@bo: Typo."]


def test_a_comment_that_no_thread_names_is_not_lost() -> None:
    first, second = REST["threads"]
    parsed = read({**REST, "threads": [{**first, "comments": [1, 999]}, second]})
    assert [line for line in lines(parsed) if line.startswith("@ana")] == ["@ana: A day."]


def test_line_ends_of_browsers_become_line_feeds_and_a_templates_comment_goes() -> None:
    assert read(REST).blocks[1].text == "Cursors live 24 h.\n\n<!-- Tell why. -->\nFixes #7."
    assert "Tell why" not in "".join(block.text for block in enrich(read(REST)).blocks)


def test_a_comment_on_a_whole_file_has_no_line() -> None:
    parsed = read({"pull_request": PULL, "review_comments": [remark(1, "go.mod", None, "Pinned?", subject_type="file")]})
    assert lines(parsed)[2:] == ["go.mod", "@bo: Pinned?"]


def test_an_issue_names_the_pull_requests_that_are_linked_to_it() -> None:
    issue = {
        "number": 7,
        "title": "Cursors never expire",
        "body": None,
        "state": "open",
        "user": None,
        "html_url": f"{HOME}/issues/7",
    }
    linked = [{"number": 42, "title": "Cap cursor age", "url": f"{HOME}/pull/42", "state": "MERGED"}]
    said = [{"user": None, "body": "Same here.", "created_at": "2024-03-01T10:00:00Z"}]
    parsed = read({"issue": issue, "issue_comments": said, "linked_pulls": linked}, "issues/7.json")
    assert lines(parsed) == [
        "Cursors never expire (#7)",
        "Linked to #42: Cap cursor age",
        "Conversation",
        "@unknown: Same here.",
    ]
    assert (parsed.authors, parsed.status, parsed.links) == ((), "open", (Link("refers-to", f"{HOME}/pull/42"),))


def test_a_flat_export_groups_what_was_said_at_one_place_of_the_diff() -> None:
    parsed = read(FLAT)
    assert (parsed.title, parsed.status, parsed.authors) == ("Remove length (#8)", "closed", ("ekaterina",))
    assert lines(parsed) == [
        "Remove length (#8)",
        "Fixes #6.",
        "Conversation",
        "@dk: Why?",
        "@ekaterina: It is twice there.",
        "@dk: nit: comma",
        "@mo: Later.",
    ]
    assert parsed.fields == {"reviewers": ("dk",), "branch": ("length",), "target_branch": ("main",)}


def test_a_flat_export_that_tells_files_has_threads_on_them() -> None:
    comment = {"path": "a.go", "line": 3, "diffHunk": "@@\n+x", "body": "Why?", "author": {"login": "mo"}}
    reviews = [{"author": {"login": "dk"}, "state": "APPROVED", "submittedAt": "2024-01-01T00:00:00Z", "comments": [comment]}]
    parsed = read({**FLAT, "comments": [], "reviews": reviews})
    assert lines(parsed)[2:] == ["a.go:3", "@@", "@mo: Why?", "Conversation", "@dk: approved these changes"]


def test_lists_and_people_of_the_graphql_api_are_read_too() -> None:
    said = {"nodes": [{"author": {"login": "mo"}, "body": "Later.", "createdAt": "2016-10-23T00:00:00Z"}]}
    labels = {"nodes": [{"name": "editorial"}]}
    closing = {"nodes": [{"number": 6, "title": "Twice there", "url": f"{HOME}/issues/6"}]}
    parsed = read({**FLAT, "comments": said, "labels": labels, "reviews": [], "closingIssuesReferences": closing})
    assert lines(parsed)[2:] == ["Closes #6: Twice there", "Conversation", "@mo: Later."]
    assert parsed.fields["labels"] == ("editorial",)


@pytest.mark.parametrize(
    ("more", "link"),
    [
        pytest.param({"comments": 3, "comments_url": f"{HOME}/c"}, Link("closes", f"{HOME}/issues/7"), id="a pull request"),
        pytest.param({"pull_request": {"url": "x", "merged_at": None}}, Link("closes", f"{HOME}/issues/7"), id="as an issue"),
    ],
)
def test_an_object_of_the_rest_api_alone_is_a_review_without_comments(more: dict[str, Any], link: Link) -> None:
    parsed = read({**PULL, **more})
    assert lines(parsed) == ["Cap cursor age (#42)", "Cursors live 24 h."]
    assert (parsed.status, parsed.authors, parsed.links) == ("merged", ("ana",), (link,))


def test_an_issue_object_tells_below_pull_request_that_it_was_merged() -> None:
    plain = {name: value for name, value in PULL.items() if name != "merged_at"}
    assert read({**plain, "pull_request": {"merged_at": "2024-03-15T10:00:00Z"}}).status == "merged"


@pytest.mark.parametrize(
    "loaded",
    [
        pytest.param({"pull_request": {**PULL, "body": None}}, id="gathered"),
        pytest.param({**FLAT, "title": "Cap cursor age", "number": 42, "body": "", "comments": [], "reviews": []}, id="flat"),
        pytest.param({**PULL, "body": None, "comments": 0}, id="alone"),
    ],
)
def test_a_review_of_which_only_the_title_is_known_has_a_text(loaded: dict[str, Any]) -> None:
    assert lines(read(loaded)) == ["Cap cursor age (#42)"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({"state": "open"}, "open", id="open"),
        pytest.param({"state": "OPEN"}, "open", id="open in GraphQL"),
        pytest.param({"state": "open", "draft": True}, "draft", id="a draft"),
        pytest.param({"state": "OPEN", "isDraft": True}, "draft", id="a draft in GraphQL"),
        pytest.param({"state": "closed", "draft": True}, "closed", id="a draft that was closed"),
        pytest.param({"state": "closed"}, "closed", id="closed"),
        pytest.param({"state": "MERGED", "mergedAt": "2024-03-15T10:00:00Z"}, "merged", id="merged"),
        pytest.param({"state": "closed", "body": "Superseded by #12."}, "superseded", id="its own words"),
        pytest.param({"state": "open", "body": f"Superseded by {HOME}/pull/12"}, "superseded", id="its own words, still open"),
        pytest.param({"state": "closed", "body": "Not superseded by #12."}, "closed", id="the contrary"),
        pytest.param({"state": "closed", "body": "Superseded by #42."}, "closed", id="by itself"),
        pytest.param({"merged_at": "2024-03-15T10:00:00Z", "body": "Superseded by #12."}, "merged", id="merged all the same"),
    ],
)
def test_the_status_is_the_services_unless_another_took_its_place(changed: dict[str, Any], status: str) -> None:
    assert read({"pull_request": {**PULL, "merged_at": None, **changed}}).status == status


@pytest.mark.parametrize(("state", "status"), [("closed", "superseded"), ("open", "open")])
def test_what_the_conversation_says_of_a_successor_counts_once_it_is_closed(state: str, status: str) -> None:
    said = [{"user": {"login": "bo"}, "body": "Closing in favor of #51.", "created_at": "2024-03-15T09:00:00Z"}]
    parsed = read({"pull_request": {**PULL, "merged_at": None, "state": state}, "issue_comments": said})
    assert parsed.status == status
    assert parsed.fields.get("superseded_by") == ((f"{HOME}/pull/51",) if state == "closed" else None)


@pytest.mark.parametrize(
    ("address", "fragment"),
    [
        (f"{HOME}/pull/42#issuecomment-9", "issuecomment-9"),
        (f"{HOME}/pull/42", ""),
        ("#a b", ""),
        ('#"><b>', ""),
        (7, ""),
    ],
)
def test_only_a_plain_fragment_is_kept(address: Any, fragment: str) -> None:
    said = [{"user": {"login": "bo"}, "body": "Hm.", "created_at": "2024-03-15T09:00:00Z", "html_url": address}]
    assert read({"pull_request": PULL, "issue_comments": said}).blocks[-1].anchor.fragment == fragment


@pytest.mark.parametrize("url", ["javascript:alert(1)", "pull/42", "https://api.example.org/repos/a/b/pulls/42"])
def test_an_address_that_opens_no_page_for_people_is_left_out(url: str) -> None:
    assert read({"pull_request": {**PULL, "html_url": None, "url": url}}).url == ""


@pytest.mark.parametrize("line", [0, -3, 1e300, 10**400, "x", True])
def test_a_line_that_no_file_has_is_no_line(line: Any) -> None:
    assert lines(read({"pull_request": PULL, "review_comments": [remark(1, "go.mod", line, "Pinned?")]}))[2] == "go.mod"


@pytest.mark.parametrize(
    "loaded",
    [
        pytest.param({"a": 1}, id="another object"),
        pytest.param([PULL], id="a list"),
        pytest.param({"title": "Notes", "comments": []}, id="a page with comments"),
        pytest.param({"issue": {"iid": 3, "title": "x"}, "discussions": []}, id="GitLab's"),
        pytest.param({"issue": {"fields": {}}}, id="Jira's"),
        pytest.param({"pull_request": {"url": "x"}}, id="addresses only"),
    ],
)
def test_other_json_is_not_a_review(loaded: Any) -> None:
    assert not recognises(loaded)


def test_values_of_the_wrong_type_are_taken_for_missing() -> None:
    odd = {
        "pull_request": {"title": 5, "body": [], "user": "x", "number": "a", "labels": [None, 3], "head": "main"},
        "reviews": {},
        "review_comments": [1, {"body": None}, {"id": [], "body": "Hm.", "line": "x"}],
        "threads": [{"comments": 5}, {"comments": ["x", None]}],
        "linked_issues": "none",
    }  # fmt: skip
    parsed = read(odd, "reviews/odd-one.json")
    assert (parsed.title, lines(parsed)[0], lines(parsed)[-1]) == ("odd one", "odd one", "@unknown: Hm.")
