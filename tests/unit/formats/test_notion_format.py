"""Notion's pages, blocks and properties as JSON."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Kind
from assistant.errors import UnreadableDocument
from ingest.formats.notion import parse_loaded, recognises
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed

ANA, BO = {"object": "user", "id": "u-ana"}, {"object": "user", "id": "u-bo"}


def text(*parts: str) -> list[dict[str, Any]]:
    return [{"type": "text", "plain_text": part} for part in parts]


def block(kind: str, words: str = "", *children: dict[str, Any], **content: Any) -> dict[str, Any]:
    said = {"rich_text": text(words), **content} if words else content
    return {"object": "block", "id": "aaaa-bbbb", "type": kind, kind: said, "children": list(children)}


def export(*blocks: dict[str, Any], properties: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    title = {"Name": {"id": "title", "type": "title", "title": text("Queue ", "design")}}
    page = {
        "object": "page",
        "id": "p",
        "url": "https://www.notion.so/Queue-design-p",
        "created_time": "2024-03-01T09:00:00.000Z",
        "last_edited_time": "2024-04-01T09:00:00.000Z",
        "created_by": ANA,
        "last_edited_by": BO,
        "properties": {**title, **(properties or {})},
    }
    return {
        "page": page,
        "blocks": list(blocks),
        "comments": [],
        "people": {"u-ana": "Ana Ruiz", "u-bo": "Bo"},
        "above": [],
        **more,
    }


def parsed(*blocks: dict[str, Any], **more: Any) -> Parsed:
    return parse_loaded(export(*blocks, **more), "p")


def row(*cells: str) -> dict[str, Any]:
    return block("table_row", cells=[text(cell) for cell in cells])


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([block("paragraph", "Words.")], [("paragraph", "Words.")], id="a paragraph"),
        pytest.param(
            [block("paragraph", "Outer", block("paragraph", "inner"))],
            [("paragraph", "Outer"), ("paragraph", "inner")],
            id="a paragraph in a paragraph",
        ),
        pytest.param(
            [
                block("paragraph"),
                block("divider"),
                block("breadcrumb"),
                block("table_of_contents"),
                block("unsupported"),
                block("paragraph", "x"),
            ],
            [("paragraph", "x")],
            id="blocks without words",
        ),
        pytest.param(
            [block("bulleted_list_item", "a"), block("bulleted_list_item", "b", block("bulleted_list_item", "c"))],
            [("list", "- a\n- b\n  - c")],
            id="a list in a list",
        ),
        pytest.param(
            [block("numbered_list_item", "a"), block("numbered_list_item", "b")], [("list", "1. a\n2. b")], id="numbers"
        ),
        pytest.param(
            [block("numbered_list_item", "a"), block("paragraph", "x"), block("numbered_list_item", "b")],
            [("list", "1. a"), ("paragraph", "x"), ("list", "1. b")],
            id="numbers that begin anew",
        ),
        pytest.param(
            [block("to_do", "done", checked=True), block("to_do", "open", checked=False)],
            [("list", "- [x] done\n- [ ] open")],
            id="to-dos",
        ),
        pytest.param(
            [block("bulleted_list_item", "a", block("code", "x = 1\ny = 2"))],
            [("list", "- a\n  x = 1\n  y = 2")],
            id="code in a list",
        ),
        pytest.param(
            [block("toggle", "More", block("paragraph", "inside"))],
            [("paragraph", "More"), ("paragraph", "inside")],
            id="a toggle",
        ),
        pytest.param(
            [block("heading_2", "Why", block("paragraph", "Because."), is_toggleable=True)],
            [("heading", "Why"), ("paragraph", "Because.")],
            id="a heading that folds",
        ),
        pytest.param(
            [block("code", "if a:\n    b", language="python", caption=text("a.py"))],
            [("code", "if a:\n    b"), ("paragraph", "a.py")],
            id="code with a caption",
        ),
        pytest.param(
            [block("quote", "So be it.", block("paragraph", "And more."))],
            [("quote", "So be it."), ("paragraph", "And more.")],
            id="a quotation",
        ),
        pytest.param(
            [block("callout", "Mind the gap.", icon={"emoji": "!"})], [("paragraph", "Mind the gap.")], id="a callout"
        ),
        pytest.param(
            [block("table", "", row("Name", "Use"), row("a", "x\ny"), table_width=2)],
            [("table", "Name | Use\na | x y")],
            id="a table",
        ),
        pytest.param(
            [block("bookmark", url="https://x.example", caption=text("The paper"))],
            [("paragraph", "The paper https://x.example")],
            id="a bookmark",
        ),
        pytest.param([block("equation", expression="E = mc^2")], [("paragraph", "E = mc^2")], id="an equation"),
        pytest.param(
            [block("child_page", title="Plan B"), block("child_database", title="Decisions")],
            [("paragraph", "Plan B"), ("paragraph", "Decisions")],
            id="pages and databases",
        ),
        pytest.param(
            [block("synced_block", "", block("paragraph", "shared"), synced_from=None)], [("paragraph", "shared")], id="synced"
        ),
        pytest.param(
            [
                block(
                    "column_list",
                    "",
                    block("column", "", block("paragraph", "left")),
                    block("column", "", block("paragraph", "right")),
                )
            ],
            [("paragraph", "left"), ("paragraph", "right")],
            id="columns",
        ),
        pytest.param(
            [block("image", type="external", external={"url": "https://x.example/a.png"}, caption=text("A drawing"))],
            [("paragraph", "A drawing")],
            id="an image has its caption only",
        ),
    ],
)
def test_blocks_become_the_words_that_a_reader_sees(blocks: list[dict[str, Any]], expected: list[tuple[str, str]]) -> None:
    assert [(one.kind.value, one.text) for one in parsed(*blocks).blocks] == expected


def test_headings_have_their_level_and_the_fragment_of_their_block() -> None:
    found = parsed(*(block(f"heading_{level}", f"Level {level}") for level in (1, 2, 3))).blocks
    assert [(one.text, one.level, one.anchor.fragment) for one in found] == [
        ("Level 1", 1, "aaaabbbb"),
        ("Level 2", 2, "aaaabbbb"),
        ("Level 3", 3, "aaaabbbb"),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"type": "select", "select": {"name": "High"}}, "High"),
        ({"type": "select", "select": None}, None),
        ({"type": "status", "status": {"name": "Done"}}, "Done"),
        ({"type": "multi_select", "multi_select": [{"name": "a"}, {"name": "b"}]}, "a, b"),
        ({"type": "people", "people": [{"name": "Ana"}, {"object": "user", "id": "x"}]}, "Ana"),
        ({"type": "date", "date": {"start": "2024-05-01", "end": "2024-05-03"}}, "2024-05-01 – 2024-05-03"),
        ({"type": "date", "date": None}, None),
        ({"type": "rich_text", "rich_text": text("two ", "parts")}, "two parts"),
        ({"type": "number", "number": 0}, "0"),
        ({"type": "checkbox", "checkbox": True}, "yes"),
        ({"type": "checkbox", "checkbox": False}, None),
        ({"type": "url", "url": "https://x.example"}, "https://x.example"),
        ({"type": "unique_id", "unique_id": {"prefix": "ENG", "number": 7}}, "ENG-7"),
        ({"type": "unique_id", "unique_id": {"prefix": None, "number": 7}}, "7"),
        ({"type": "formula", "formula": {"type": "string", "string": "late"}}, "late"),
        ({"type": "formula", "formula": {"type": "boolean", "boolean": True}}, "yes"),
        ({"type": "rollup", "rollup": {"type": "array", "array": [{"type": "title", "title": text("Row")}]}}, "Row"),
        ({"type": "relation", "relation": [{"id": "x"}]}, None),
        ({"type": "files", "files": [{"name": "a.pdf"}]}, None),
        ({"type": "something new", "something new": 1}, None),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else str(value),
)
def test_a_property_is_shown_in_words_or_not_at_all(value: dict[str, Any], words: str | None) -> None:
    found = parsed(block("paragraph", "x"), properties={"Field": value}).blocks
    assert [one.text for one in found] == ([f"Field | {words}"] if words else []) + ["x"]


def test_the_fields_are_what_the_page_and_its_properties_say() -> None:
    found = parsed(
        block("paragraph", "x"),
        properties={
            "Decision status": {"type": "status", "status": {"name": "In review"}},
            "Author": {"type": "people", "people": [{"name": "Cem"}, {"name": "Dee"}]},
            "Reviewers": {"type": "people", "people": [{"name": "Eve"}]},
            "Area": {"type": "multi_select", "multi_select": [{"name": "storage"}]},
        },
    )
    assert (found.title, found.status, found.authors) == ("Queue design", "in review", ("Cem", "Dee", "Bo"))
    assert found.fields == {"reviewers": ("Eve",), "labels": ("storage",)}
    assert found.created_at == datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert found.updated_at == datetime(2024, 4, 1, 9, tzinfo=UTC)
    assert found.url == "https://www.notion.so/Queue-design-p"
    assert found.kind is Kind.DESIGN_DOC


def test_without_a_stated_author_it_is_who_wrote_it_and_who_edited_it() -> None:
    assert parsed(block("paragraph", "x")).authors == ("Ana Ruiz", "Bo")


def test_a_row_of_meeting_notes_is_a_meeting_on_its_date_with_its_attendees() -> None:
    found = parsed(
        block("paragraph", "We met."),
        properties={
            "Date": {"type": "date", "date": {"start": "2024-05-02T10:00:00.000+02:00", "end": None}},
            "Attendees": {"type": "people", "people": [{"name": "Ana"}, {"name": "Bo"}]},
        },
        above=["Team", "Meeting notes"],
    )
    assert found.kind is Kind.MEETING
    assert found.created_at == datetime(2024, 5, 2, 8, tzinfo=UTC)
    assert found.fields["attendees"] == ("Ana", "Bo")


def comment(number: int, when: str, thread: str) -> dict[str, Any]:
    made = {"id": str(number), "created_time": when, "discussion_id": thread, "created_by": BO}
    return {**made, "rich_text": text(f"Remark {number}.")}


def test_comments_follow_by_discussion_in_the_order_of_time() -> None:
    found = parsed(
        block("paragraph", "x"),
        comments=[comment(2, "2024-03-02", "b"), comment(3, "2024-03-09", "a"), comment(1, "2024-03-01", "a")],
    )
    assert [one.text for one in found.blocks][1:] == ["Comments", "Bo: Remark 1.", "Bo: Remark 3.", "Bo: Remark 2."]
    assert {one.kind for one in found.blocks[2:]} == {BlockKind.COMMENT}


def test_an_empty_page_is_still_found_by_its_title() -> None:
    assert [one.text for one in parsed().blocks] == ["Queue design"]


def test_an_export_in_a_folder_is_read_by_its_keys() -> None:
    assert parse(json.dumps(export(block("paragraph", "Words."))).encode(), "a.json").title == "Queue design"


@pytest.mark.parametrize(
    "loaded", [[], {}, {"page": {}}, {"page": {"object": "page"}}, {"page": {"object": "list"}, "blocks": []}, None]
)
def test_other_json_is_not_taken_for_a_page(loaded: Any) -> None:
    assert not recognises(loaded)


@pytest.mark.parametrize("kind", ["toggle", "bulleted_list_item"])
def test_what_is_nested_beyond_reason_is_refused(kind: str) -> None:
    deep = block(kind, "x")
    for _ in range(200):
        deep = block(kind, "x", deep)
    with pytest.raises(UnreadableDocument, match="nested"):
        parsed(deep)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_exports_raise_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    whole = export(
        block("paragraph", "x", block("to_do", "y", checked=True)),
        block("table", "", row("a", "b")),
        properties={
            "S": {"type": "status", "status": {"name": "Done"}},
            "P": {"type": "people", "people": [{"name": "Ana"}]},
            "R": {"type": "rollup", "rollup": {"type": "array", "array": [{"type": "title", "title": text("Row")}]}},
        },
        comments=[comment(1, "2024", "a")],
    )

    def damaged(value: Any) -> Any:
        if chance.random() < 0.04:
            return chance.choice([None, 3, "x", [], {}, [None], True])
        if isinstance(value, dict):
            return {key: damaged(one) for key, one in value.items()}
        return [damaged(one) for one in value] if isinstance(value, list) else value

    loaded = damaged(whole)
    if recognises(loaded):
        assert parse_loaded(loaded, "p").blocks
