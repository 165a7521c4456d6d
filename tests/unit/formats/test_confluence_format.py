"""Confluence's storage format and the JSON around it."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Kind
from assistant.errors import UnreadableDocument
from ingest.formats.confluence import parse_loaded, recognises
from ingest.formats.registry import parse
from ingest.parsed import Block, BlockKind, Parsed

PEOPLE = {"u-ana": "Ana Ruiz"}


def page(body: str, **more: Any) -> dict[str, Any]:
    """An export of Cloud's version 2."""
    made = {"id": "12", "spaceId": "7", "title": "Queue design", "status": "current", "body": {"storage": {"value": body}}}
    return {"page": {**made, **more}, "comments": [], "people": PEOPLE, "site": "https://tidewater.atlassian.net/wiki"}


def blocks(body: str, **more: Any) -> tuple[Block, ...]:
    return parse_loaded(page(body, **more), "page/12").blocks


def shown(body: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in blocks(body)]


def macro(name: str, inside: str = "", /, **parameters: str) -> str:
    said = "".join(f'<ac:parameter ac:name="{key}">{value}</ac:parameter>' for key, value in parameters.items())
    return f'<ac:structured-macro ac:name="{name}" ac:schema-version="1" ac:macro-id="x">{said}{inside}</ac:structured-macro>'


def rich(text: str) -> str:
    return f"<ac:rich-text-body>{text}</ac:rich-text-body>"


def plain(text: str) -> str:
    return f"<ac:plain-text-body><![CDATA[{text}]]></ac:plain-text-body>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("<p>Plain &amp; simple.</p>", [("paragraph", "Plain & simple.")], id="a paragraph"),
        pytest.param("<p>a&nbsp;b &ldquo;c&rdquo; &eacute;</p>", [("paragraph", "a b “c” é")], id="entities of HTML"),
        pytest.param("<p>1 &lt; 2 &#8212; &unknown;x</p>", [("paragraph", "1 < 2 — x")], id="entities of other kinds"),
        pytest.param(
            macro("code", plain("if (a < b && c) {\n  go(&nbsp;);\n}"), language="java"),
            [("code", "if (a < b && c) {\n  go(&nbsp;);\n}")],
            id="code",
        ),
        pytest.param(
            macro("code", plain("x = 1"), title="a.py"), [("paragraph", "a.py"), ("code", "x = 1")], id="code with a title"
        ),
        pytest.param(macro("noformat", plain("as  it is")), [("code", "as  it is")], id="text without format"),
        pytest.param(
            macro("info", rich("<p>Mind the gap.</p>"), title="Note"),
            [("paragraph", "Note"), ("paragraph", "Mind the gap.")],
            id="a panel with a title",
        ),
        pytest.param(
            macro("expand", rich("<p>Hidden at first.</p>"), title="More"),
            [("paragraph", "More"), ("paragraph", "Hidden at first.")],
            id="an expandable part",
        ),
        pytest.param(macro("excerpt", rich("<p>In short.</p>")), [("paragraph", "In short.")], id="an excerpt"),
        pytest.param(
            macro("warning", rich(macro("info", rich("<p>Twice wrapped.</p>")))),
            [("paragraph", "Twice wrapped.")],
            id="a panel in a panel",
        ),
        pytest.param(
            f"<p>It is {macro('status', colour='Green', title='ACCEPTED')} now.</p>",
            [("paragraph", "It is ACCEPTED now.")],
            id="a status",
        ),
        pytest.param(
            f"<p>See {macro('jira', server='Jira', key='ENG-12')}.</p>", [("paragraph", "See ENG-12.")], id="an issue of Jira"
        ),
        pytest.param(
            macro("toc", maxLevel="3") + "<p>x</p>" + macro("children"), [("paragraph", "x")], id="macros that only compute"
        ),
        pytest.param(macro("view-file", name="a.pdf") + "<p>x</p>", [("paragraph", "x")], id="a file"),
        pytest.param(
            '<p>Ask <ac:link><ri:user ri:account-id="u-ana" /></ac:link> or <ac:link><ri:user ri:userkey="u"/></ac:link>.</p>',
            [("paragraph", "Ask @Ana Ruiz or @somebody.")],
            id="people",
        ),
        pytest.param(
            '<p><ac:link><ri:page ri:content-title="Plan B" ri:space-key="OPS"/></ac:link>, <ac:link><ri:page '
            'ri:content-title="Plan C"/><ac:plain-text-link-body><![CDATA[the third]]></ac:plain-text-link-body></ac:link>,'
            ' <ac:link ac:anchor="x"><ac:link-body>in <em>words</em></ac:link-body></ac:link></p>',
            [("paragraph", "Plan B, the third, in words")],
            id="links",
        ),
        pytest.param(
            '<p>a<ac:image ac:width="9"><ri:attachment ri:filename="secret.png"/></ac:image> b'
            '<ac:emoticon ac:name="smile"/></p>',
            [("paragraph", "a b")],
            id="images and smileys",
        ),
        pytest.param(
            '<p>The <ac:inline-comment-marker ac:ref="1-2">marked</ac:inline-comment-marker> word.</p>',
            [("paragraph", "The marked word.")],
            id="the mark of an inline comment",
        ),
        pytest.param(
            "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-uuid>9-9</ac:task-uuid><ac:task-status>complete"
            '</ac:task-status><ac:task-body><b>Ship by <time datetime="2024-05-01"/></b></ac:task-body></ac:task><ac:task>'
            "<ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Rest</ac:task-body></ac:task>"
            "</ac:task-list>",
            [("list", "- [x] Ship by 2024-05-01\n- [ ] Rest")],
            id="tasks",
        ),
        pytest.param(
            '<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>left</p></ac:layout-cell><ac:layout-cell>'
            "<p>right</p></ac:layout-cell></ac:layout-section></ac:layout>",
            [("paragraph", "left"), ("paragraph", "right")],
            id="a layout",
        ),
        pytest.param(
            "<table><colgroup><col/></colgroup><tbody><tr><th><p>Name</p></th><th><p>Use</p></th></tr><tr><td><p>a</p></td><td>"
            "<ul><li><p>x</p></li><li><p>y</p></li></ul></td></tr></tbody></table>",
            [("table", "Name | Use\na | - x - y")],
            id="a table of paragraphs and lists",
        ),
        pytest.param(
            '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute>'
            "<ac:adf-content><p>Once.</p></ac:adf-content></ac:adf-node><ac:adf-fallback><div><p>Once.</p></div>"
            "</ac:adf-fallback></ac:adf-extension>",
            [("paragraph", "Once.")],
            id="the newer editor's own elements",
        ),
        pytest.param("<ac:placeholder>Write here</ac:placeholder><p>x</p>", [("paragraph", "x")], id="a template's hint"),
        pytest.param('<p>a<!-- b --></p><p style="display: none">c</p>', [("paragraph", "a")], id="what a reader does not see"),
        pytest.param(
            "<p>unclosed <strong>bold<p>next</p>", [("paragraph", "unclosed bold"), ("paragraph", "next")], id="broken markup"
        ),
    ],
)
def test_storage_format_becomes_the_words_that_a_reader_sees(body: str, expected: list[tuple[str, str]]) -> None:
    assert shown(body) == expected


def test_headings_have_the_fragments_that_cloud_gives_them() -> None:
    found = blocks("<h1>First step</h1><p>a</p><h2>Why <em>now</em>?</h2><p>b</p><h2>First step</h2><p>c</p>")
    headings = [(block.text, block.level, block.anchor.fragment) for block in found if block.kind is BlockKind.HEADING]
    assert headings == [("First step", 1, "First-step"), ("Why now?", 2, "Why-now?"), ("First step", 2, "First-step.1")]


def test_headings_have_the_fragments_that_data_center_gives_them() -> None:
    loaded = page("<h2>First step</h2><p>a</p><h2>First step</h2><p>b</p>")
    del loaded["page"]["spaceId"]
    headings = [block.anchor.fragment for block in parse_loaded(loaded, "page/12").blocks if block.kind is BlockKind.HEADING]
    assert headings == ["Queuedesign-Firststep", "Queuedesign-Firststep.1"]


@pytest.mark.parametrize("title", ["Overview", "Queue design", "Summary", "A / B"])
def test_the_title_is_the_pages_and_no_heading_is_lost_to_it(title: str) -> None:
    parsed = parse_loaded(page("<h1>Background</h1><p>Words.</p>", title=title), "page/12")
    assert parsed.title == title
    assert [block.text for block in parsed.blocks] == ["Background", "Words."]


def test_the_fields_are_what_the_api_says() -> None:
    loaded = page(
        "<p>Words.</p>",
        authorId="u-ana",
        createdAt="2024-03-01T09:00:00.000Z",
        version={"number": 4, "createdAt": "2024-04-01T09:00:00.000+02:00", "authorId": "u-bo"},
        labels={"results": [{"name": "queue"}, {"name": "adr"}]},
        ancestors=[{"id": "1", "title": "Engineering"}, {"id": "2", "title": "Decisions"}],
        _links={"webui": "/spaces/ENG/pages/12"},
    )
    parsed = parse_loaded({**loaded, "people": {**PEOPLE, "u-bo": "Bo"}}, "page/12")
    assert parsed.authors == ("Ana Ruiz", "Bo")
    assert parsed.created_at == datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert parsed.updated_at == datetime(2024, 4, 1, 7, tzinfo=UTC)
    assert parsed.fields == {"labels": ("queue", "adr"), "ancestors": ("Engineering", "Decisions")}
    assert parsed.url == "https://tidewater.atlassian.net/wiki/spaces/ENG/pages/12"
    assert parsed.kind is Kind.DESIGN_DOC


def test_what_version_one_of_the_api_returns_is_read_as_well() -> None:
    content = {
        "id": "12",
        "title": "Queue design",
        "body": {"storage": {"value": "<p>Words.</p>"}},
        "version": {"number": 2, "when": "2024-04-01T09:00:00.000Z", "by": {"displayName": "Bo"}},
        "history": {"createdDate": "2024-03-01T09:00:00.000Z", "createdBy": {"displayName": "Ana"}},
        "metadata": {"labels": {"results": [{"name": "queue"}]}},
        "_links": {"base": "https://wiki.example.org", "webui": "/display/ENG/Queue"},
    }
    parsed = parse(json.dumps({"page": content}).encode(), "export.json")
    assert (parsed.title, parsed.authors, parsed.fields) == ("Queue design", ("Ana", "Bo"), {"labels": ("queue",)})
    assert parsed.url == "https://wiki.example.org/display/ENG/Queue"


def test_a_page_below_meeting_notes_is_a_meeting_on_the_date_in_its_title() -> None:
    loaded = page(
        "<p>We met.</p>", title="2024-05-02 Storage", createdAt="2024-05-09T09:00:00Z", ancestors=[{"title": "Meeting notes"}]
    )
    parsed = parse_loaded(loaded, "page/12")
    assert parsed.kind is Kind.MEETING
    assert parsed.created_at == datetime(2024, 5, 2, tzinfo=UTC)


def test_a_status_in_the_body_is_the_documents_status() -> None:
    table = f"<table><tbody><tr><th>Status</th><td>{macro('status', title='Accepted')}</td></tr></tbody></table>"
    assert parse_loaded(page(table + "<p>We use two queues.</p>"), "page/12").status == "accepted"


def test_an_empty_page_is_still_found_by_its_title() -> None:
    assert shown("") == [("paragraph", "Queue design")]


def comment(number: int, body: str, when: str, above: int = 0, **extensions: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "body": {"storage": {"value": body}},
        "history": {"createdDate": when, "createdBy": {"displayName": f"Person {number}"}},
        "ancestors": [{"id": str(above)}] if above else [],
        "extensions": extensions,
    }


def discussed(*comments: dict[str, Any]) -> Parsed:
    return parse_loaded({**page("<p>Words.</p>"), "comments": list(comments)}, "page/12")


def test_comments_follow_by_thread_in_the_order_of_time() -> None:
    parsed = discussed(
        comment(3, "<p>Second thread.</p>", "2024-03-02"),
        comment(4, "<p>Late reply.</p>", "2024-03-09", above=1),
        comment(1, "<p>First thread.</p>", "2024-03-01"),
    )
    assert [block.text for block in parsed.blocks][1:] == [
        "Comments",
        "Person 1: First thread.",
        "Person 4: Late reply.",
        "Person 3: Second thread.",
    ]
    assert [block.anchor.fragment for block in parsed.blocks][1:] == ["comments", "comment-1", "comment-4", "comment-3"]
    assert {block.kind for block in parsed.blocks[2:]} == {BlockKind.COMMENT}


def test_an_inline_comment_says_what_it_is_on_and_whether_it_is_resolved() -> None:
    inline = {"inlineProperties": {"originalSelection": "two queues"}, "resolution": {"status": "resolved"}}
    parsed = discussed(comment(1, "<p>Why?</p><p>Really?</p>", "2024-03-01", **inline))
    assert parsed.blocks[-1].text == "Person 1 on “two queues” (resolved): Why?\nReally?"


def test_comments_without_words_make_no_section() -> None:
    parsed = discussed(comment(1, "<p></p>", "2024-03-01"), comment(2, "<ac:image/>", "2024-03-01"))
    assert [block.text for block in parsed.blocks] == ["Words."]


@pytest.mark.parametrize(
    "loaded",
    [[], {}, {"page": {}}, {"page": {"body": "x"}}, {"page": {"body": {"view": {}}}}, {"title": "x", "comments": []}, None, 3],
)
def test_other_json_is_not_taken_for_a_page(loaded: Any) -> None:
    assert not recognises(loaded)


def test_entities_of_its_own_and_files_are_not_followed() -> None:
    hostile = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><p>a &e; b</p>'
    assert all("localhost" not in text and "root" not in text for _, text in shown(hostile))
    assert any("a" in text and "b" in text for _, text in shown(hostile))


def test_what_is_nested_beyond_reason_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        blocks("<div>" * 20_000 + "x")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_exports_raise_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    body = (
        macro("info", rich("<p>Mind <ac:link><ri:user ri:account-id='u-ana'/></ac:link></p>"))
        + "<table><tr><td>x</td></tr></table>"
    )
    damaged = list(body)
    for _ in range(12):
        damaged[chance.randrange(len(damaged))] = chance.choice("<>&;'\"/ac:\x00\x01\ud800]é")
    loaded = page("".join(damaged), version=chance.choice([None, 3, {"by": 4}]), labels=chance.choice([[], {"results": 5}]))
    loaded["comments"] = chance.choice([None, [3], [comment(1, "".join(damaged), "x")]])
    loaded["people"] = {"u-ana": chance.choice([None, 3, "A\x00na", "Ana"])}
    try:
        parsed = parse_loaded(loaded, "page/12")
    except UnreadableDocument:
        return
    assert parsed.blocks
    assert all(isinstance(author, str) for author in parsed.authors)
