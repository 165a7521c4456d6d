"""A Confluence page as JSON: the page as the REST API returns it with its body in storage format, and its comments.

The object has the keys `page` (of version 1 or 2 of the API), `comments` (of version 1), `people` (names by account), and
`site`. See https://developer.atlassian.com/cloud/confluence/rest/.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from assistant.domain.documents import Anchor, Kind
from ingest.formats.assembling import shorten, title_from_path
from ingest.formats.confluence_storage import Fragments, plain_html
from ingest.formats.dates import parse_date
from ingest.formats.html import parse_html
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Any


def recognises(loaded: Json) -> bool:
    """Whether it is a page with a body in storage format."""
    page = loaded.get("page") if isinstance(loaded, dict) else None
    return isinstance(page, dict) and isinstance(page.get("body"), dict) and isinstance(page["body"].get("storage"), dict)


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """The page, and its comments by thread under a heading of their own. Its place in the tree counts as its path."""
    page = loaded["page"]
    people = {account: _printable(name) for account, name in _mapping(loaded, "people").items() if isinstance(name, str)}
    title = " ".join(_text(page, "title").split()) or title_from_path(path)
    above = tuple(filter(None, (_text(one, "title") for one in _objects(page, "ancestors"))))
    place = "/".join(part.replace("/", " ") for part in (*above, title))
    body = plain_html(_storage(page), people, Fragments(title, in_cloud="spaceId" in page))
    parsed = parse_html(f"<h1>{html.escape(title)}</h1>{body}", place)
    blocks = [_without_lines(block) for block in parsed.blocks if block.text != title or block.kind is not BlockKind.HEADING]
    blocks += _discussion(_objects(loaded, "comments"), people)
    created = parse_date(_text(page, "createdAt") or _text(_mapping(page, "history"), "createdDate"))
    version = _mapping(page, "version")
    labels = tuple(
        _text(one, "name") for one in _objects(_mapping(page, "labels") or _mapping(page, "metadata", "labels"), "results")
    )
    fields = {"labels": labels, "ancestors": above}
    return replace(
        parsed,
        title=shorten(title),
        blocks=tuple(blocks) or (Block(BlockKind.PARAGRAPH, title),),
        authors=tuple(dict.fromkeys(filter(None, (*parsed.authors, *_authors(page, people))))),
        created_at=(parsed.created_at or created) if parsed.kind is Kind.MEETING else created,
        updated_at=parse_date(_text(version, "createdAt") or _text(version, "when")),
        url=_url(loaded),
        fields={name: values for name, values in fields.items() if values},
    )


def _authors(page: Json, people: Mapping[str, str]) -> Iterator[str]:
    """Who wrote it first, and who edited it last."""
    version, history = _mapping(page, "version"), _mapping(page, "history")
    yield people.get(_text(page, "authorId"), "") or _text(_mapping(history, "createdBy"), "displayName")
    yield people.get(_text(version, "authorId"), "") or _text(_mapping(version, "by"), "displayName")


def _url(loaded: Json) -> str:
    links = _mapping(loaded["page"], "_links")
    where = _text(links, "webui")
    return (_text(loaded, "site") or _text(links, "base")) + where if where else ""


def _discussion(comments: Sequence[Json], people: Mapping[str, str]) -> Iterator[Block]:
    """Each thread in the order of time; a comment on a stretch of the text begins with that stretch."""
    threads: dict[str, list[Json]] = {}
    for comment in sorted(comments, key=_when):
        above = _objects(comment, "ancestors")
        threads.setdefault(str((above[0] if above else comment).get("id")), []).append(comment)
    said = [block for thread in threads.values() for block in filter(None, (_spoken(one, people) for one in thread))]
    if said:
        yield Block(BlockKind.HEADING, "Comments", level=1, anchor=Anchor(fragment="comments"))
        yield from said


def _spoken(comment: Json, people: Mapping[str, str]) -> Block | None:
    markup = plain_html(_storage(comment), people, None)
    words = "\n".join(block.text for block in parse_html(markup, "").blocks) if _says_something(markup) else ""
    if not words:
        return None
    extensions = _mapping(comment, "extensions")
    history, version = _mapping(comment, "history"), _mapping(comment, "version")
    name = _text(_mapping(history, "createdBy"), "displayName") or _text(_mapping(version, "by"), "displayName") or "Somebody"
    on = _text(_mapping(extensions, "inlineProperties"), "originalSelection").strip()
    resolved = " (resolved)" if _text(_mapping(extensions, "resolution"), "status") == "resolved" else ""
    head = f"{name} on “{on}”{resolved}" if on else f"{name}{resolved}"
    return Block(BlockKind.COMMENT, f"{head}: {words}", anchor=Anchor(fragment=f"comment-{comment.get('id')}"))


def _when(comment: Json) -> tuple[str, str]:
    when = _text(_mapping(comment, "history"), "createdDate") or _text(_mapping(comment, "version"), "when")
    return when, str(comment.get("id"))


def _printable(name: str) -> str:
    return "".join(character for character in name if character.isprintable())


def _says_something(markup: str) -> bool:
    return bool(re.sub(r"<[^>]*>|\s", "", markup))


def _without_lines(block: Block) -> Block:
    return replace(block, line=0, last_line=0, anchor=Anchor(fragment=block.anchor.fragment))


def _storage(one: Json) -> str:
    return _text(_mapping(one, "body", "storage"), "value")


def _text(source: Json, name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""


def _mapping(source: Json, *names: str) -> Json:
    """The object at the end of these keys, an empty one if there is none."""
    for name in names:
        source = source.get(name)
        if not isinstance(source, dict):
            return {}
    return source


def _objects(source: Json, name: str) -> list[Json]:
    value: Iterable[Json] = source.get(name) if isinstance(source.get(name), list) else ()
    return [one for one in value if isinstance(one, dict)]
