"""A Notion page as JSON: the page, the tree of its blocks, and its comments, as the API returns them.

The object has the keys `page`, `blocks` (each with its `children`), `comments`, `people` (names by id), and `above` (the
titles of what the page is below, outermost first); see https://developers.notion.com/reference/block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final, TypeAlias

from assistant.domain.documents import Anchor, Kind
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import kind_of, shorten, title_from_path
from ingest.formats.dates import parse_date
from ingest.formats.fields import people as names_in
from ingest.formats.fields import status_word
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Any

_DEPTH: Final = 60
_HEADINGS: Final = {f"heading_{level}": level for level in range(1, 5)}
_ITEMS: Final = frozenset({"bulleted_list_item", "numbered_list_item", "to_do"})
_KINDS: Final = {"quote": BlockKind.QUOTE, "code": BlockKind.CODE}
_WRITERS: Final = frozenset({"author", "authors", "owner", "owners", "created by", "proposer", "driver", "dri", "writer"})
_STATUSES: Final = frozenset({"status", "state", "stage"})
_DATES: Final = frozenset({"date", "meeting date", "event time", "when", "decided on", "decision date"})
_FIELDS: Final = {
    "attendees": "attendees", "participants": "attendees", "reviewers": "reviewers", "reviewer": "reviewers",
    "approvers": "reviewers", "tags": "labels", "labels": "labels", "topics": "labels",
}  # fmt: skip


def recognises(loaded: Json) -> bool:
    """Whether it is a page with its blocks."""
    page = loaded.get("page") if isinstance(loaded, dict) else None
    return isinstance(page, dict) and page.get("object") == "page" and isinstance(loaded.get("blocks"), list)


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """The page's properties as a table, its blocks, and its comments under a heading of their own."""
    page = loaded["page"]
    properties = [_Property.of(name, value) for name, value in _mapping(page, "properties").items() if isinstance(value, dict)]
    title = next((one.text for one in properties if one.type == "title" and one.text), "") or title_from_path(path)
    above = [one for one in _sequence(loaded, "above") if isinstance(one, str)]
    names = {account: name for account, name in _mapping(loaded, "people").items() if isinstance(name, str)}
    blocks = [*_table(properties), *_flow(_objects(loaded, "blocks"), 0), *_discussion(_objects(loaded, "comments"), names)]
    status = next((status_word(one.text) for one in properties if one.is_status), "")
    place = "/".join(part.replace("/", " ") for part in (*above, title))
    kind = kind_of(place, title, blocks, has_status=bool(status), is_design_format=True)
    return Parsed(
        title=shorten(title),
        blocks=tuple(blocks) or (Block(BlockKind.PARAGRAPH, title),),
        kind=kind,
        authors=tuple(dict.fromkeys(_authors(page, properties, names))),
        created_at=(_stated_date(properties) if kind is Kind.MEETING else None) or parse_date(_text(page, "created_time")),
        updated_at=parse_date(_text(page, "last_edited_time")),
        status=status,
        url=_text(page, "url"),
        fields=_fields(properties),
    )


@dataclass(frozen=True, slots=True)
class _Property:
    """A property of a page, with its value in words."""

    name: str
    type: str
    values: tuple[str, ...]

    @classmethod
    def of(cls, name: str, value: Json) -> _Property:
        """From the property as the API returns it (https://developers.notion.com/reference/page-property-values)."""
        kind = _text(value, "type")
        return cls(name, kind, tuple(filter(None, _values(kind, value.get(kind), 0))))

    @property
    def text(self) -> str:
        return ", ".join(self.values)

    @property
    def is_status(self) -> bool:
        named = self.name.casefold().strip() in _STATUSES and self.type in {"status", "select", "rich_text"}
        return bool(self.values) and (self.type == "status" or named)


def _values(kind: str, value: Json, depth: int) -> Iterator[str]:
    """The values in words; ids, files and what only counts are left out."""
    match kind:
        case "title" | "rich_text":
            yield _words(value)
        case "select" | "status" | "created_by" | "last_edited_by" | "multi_select" | "people":
            named = value if isinstance(value, list) else [value]
            yield from (_text(one, "name") for one in named if isinstance(one, dict))
        case "date":
            ends = (_text(value, "start"), _text(value, "end")) if isinstance(value, dict) else ()
            yield " – ".join(filter(None, ends))
        case "url" | "email" | "phone_number" | "string":
            yield value if isinstance(value, str) else ""
        case "number":
            yield str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
        case "checkbox" | "boolean":
            yield "yes" if value is True else ""
        case "unique_id" if isinstance(value, dict) and value.get("number") is not None:
            yield f"{_text(value, 'prefix')}-{value['number']}".lstrip("-")
        case "formula" if isinstance(value, dict) and depth == 0:
            yield from _values(_text(value, "type"), value.get(_text(value, "type")), 1)
        case "rollup" if isinstance(value, dict) and value.get("type") == "array" and depth == 0:
            for one in _objects(value, "array"):
                yield from _values(_text(one, "type"), one.get(_text(one, "type")), 1)


def _table(properties: Sequence[_Property]) -> Iterator[Block]:
    shown = [f"{one.name} | {one.text}" for one in properties if one.values and one.type != "title"]
    if shown:
        yield Block(BlockKind.TABLE, "\n".join(" ".join(line.split()) for line in shown))


def _authors(page: Json, properties: Sequence[_Property], names: Mapping[str, str]) -> Iterator[str]:
    """Those whom a property calls so, else who wrote it first; and who edited it last."""
    stated = [one for one in properties if one.name.casefold().strip() in _WRITERS]
    for one in stated:
        yield from one.values if one.type in {"people", "created_by", "multi_select"} else names_in(one.text)
    for by in ("created_by", "last_edited_by"):
        user = _mapping(page, by)
        name = _text(user, "name") or names.get(_text(user, "id"), "")
        if name and not (by == "created_by" and any(one.values for one in stated)):
            yield name


def _stated_date(properties: Sequence[_Property]) -> datetime | None:
    dates = (one.text for one in properties if one.type in {"date", "formula"} and one.name.casefold().strip() in _DATES)
    return next(filter(None, (parse_date(text.split(" – ")[0]) for text in dates)), None)


def _fields(properties: Sequence[_Property]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in properties:
        name = _FIELDS.get(one.name.casefold().strip()) or ("labels" if one.type == "multi_select" else "")
        if name and one.values:
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *one.values)))
    return found


def _flow(blocks: Sequence[Json], depth: int) -> Iterator[Block]:
    """Blocks in the order of the page; list items that follow each other are one list."""
    if depth > _DEPTH:
        raise UnreadableDocument("is nested too deep to be a page that somebody wrote")
    for is_list, group in groupby(blocks, key=lambda block: _type(block) in _ITEMS):
        if is_list:
            lines = "\n".join(_item_lines(list(group), 0))
            yield from [Block(BlockKind.LIST, lines)] if lines else []
            continue
        for block in group:
            yield from _own(block)
            if _type(block) not in {"table", "child_page", "child_database"}:
                yield from _flow(_objects(block, "children"), depth + 1)


def _own(block: Json) -> Iterator[Block]:
    """What a block says itself, without its children."""
    kind = _type(block)
    content = _mapping(block, kind)
    words = _words(content.get("rich_text"))
    caption = _words(content.get("caption"))
    if kind in _HEADINGS:
        if words.strip():
            fragment = _text(block, "id").replace("-", "")
            yield Block(BlockKind.HEADING, " ".join(words.split()), level=_HEADINGS[kind], anchor=Anchor(fragment=fragment))
        return
    if kind == "table":
        rows = (_mapping(row, "table_row").get("cells") for row in _objects(block, "children"))
        words = "\n".join(" | ".join(" ".join(_words(cell).split()) for cell in row) for row in rows if isinstance(row, list))
        yield from [Block(BlockKind.TABLE, words)] if words.strip(" |\n") else []
        return
    if kind == "equation":
        words = _text(content, "expression")
    elif kind in {"bookmark", "embed", "link_preview"}:
        words, caption = " ".join(filter(None, (caption, _text(content, "url")))), ""
    elif kind in {"child_page", "child_database"}:
        words = _text(content, "title")
    for text in (words, caption):
        if text.strip():
            yield Block(_KINDS.get(kind, BlockKind.PARAGRAPH) if text is words else BlockKind.PARAGRAPH, text.strip("\n"))


def _item_lines(items: Sequence[Json], depth: int) -> Iterator[str]:
    """A line an item, what is below it indented; numbers as Notion shows them."""
    if depth > _DEPTH:
        raise UnreadableDocument("is nested too deep to be a page that somebody wrote")
    number = 0
    for item in items:
        kind = _type(item)
        number = number + 1 if kind == "numbered_list_item" else 0
        content = _mapping(item, kind)
        indent = "  " * min(depth, 10)
        words = _words(content.get("rich_text")).strip().replace("\n", f"\n{indent}  ")
        if kind in _ITEMS:
            done = "[x] " if content.get("checked") is True else "[ ] "
            mark = f"{number}. " if number else f"- {done if kind == 'to_do' else ''}"
            yield f"{indent}{mark}{words}"
            yield from _item_lines(_objects(item, "children"), depth + 1)
        else:
            for block in _flow([item], depth):
                yield from (indent + line for line in block.text.split("\n"))


def _discussion(comments: Sequence[Json], names: Mapping[str, str]) -> Iterator[Block]:
    """Each discussion in the order of time, the one that began first before the others."""
    threads: dict[str, list[Json]] = {}
    for comment in sorted(comments, key=lambda one: (_text(one, "created_time"), _text(one, "id"))):
        threads.setdefault(_text(comment, "discussion_id") or _text(comment, "id"), []).append(comment)
    said = [comment for thread in threads.values() for comment in thread if _words(comment.get("rich_text")).strip()]
    if said:
        yield Block(BlockKind.HEADING, "Comments", level=1)
    for comment in said:
        user = _mapping(comment, "created_by")
        shown = _text(_mapping(comment, "display_name"), "resolved_name")
        name = _text(user, "name") or names.get(_text(user, "id"), "") or shown or "Somebody"
        yield Block(BlockKind.COMMENT, f"{name}: {_words(comment.get('rich_text')).strip()}")


def _type(block: Json) -> str:
    return _text(block, "type")


def _words(rich_text: Json) -> str:
    """Rich text without its marks; mentions as Notion shows them."""
    parts = rich_text if isinstance(rich_text, list) else []
    return "".join(_text(part, "plain_text") for part in parts if isinstance(part, dict))


def _text(source: Json, name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""


def _mapping(source: Json, name: str) -> Json:
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def _sequence(source: Json, name: str) -> list[Json]:
    value = source.get(name)
    return value if isinstance(value, list) else []


def _objects(source: Json, name: str) -> list[Json]:
    return [one for one in _sequence(source, name) if isinstance(one, dict)]
