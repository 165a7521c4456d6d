"""A web page with what a feed said about it.

One object: `web_page` (`address`; `title`, `authors`, `published` and `updated` where a feed states them) and `html`, the
page or a feed's own content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from assistant.errors import UnreadableDocument
from ingest.formats.assembling import shorten
from ingest.formats.dates import parse_date
from ingest.formats.html import parse_html
from ingest.parsed import Block, Parsed

Json: TypeAlias = Any

_AROUND: Final = frozenset({"header", "footer", "nav", "aside"})
_ROLES_AROUND: Final = frozenset({"banner", "navigation", "contentinfo", "search", "complementary"})
_MAIN: Final = ("//main", "//*[@role='main']", "//article")
_LEAST: Final = 200
"""A main part with fewer characters than this is taken for a frame around something else."""


def recognises(loaded: Json) -> bool:
    """Whether it is such an object."""
    return isinstance(loaded, dict) and isinstance(loaded.get("web_page"), dict) and isinstance(loaded.get("html"), str)


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """The page's main part. What the feed states about it goes before what the page says of itself."""
    page = loaded["web_page"]
    if not loaded["html"].strip():
        raise UnreadableDocument("holds no text")
    parsed = parse_html(main_part(loaded["html"]), path, _text(page, "address"))
    authors = page.get("authors")
    named = tuple(one for one in authors if isinstance(one, str)) if isinstance(authors, list) else ()
    return replace(
        parsed,
        blocks=tuple(map(_without_lines, parsed.blocks)),
        title=shorten(_text(page, "title")) or parsed.title,
        authors=named or parsed.authors,
        created_at=parse_date(_text(page, "published")) or parsed.created_at,
        updated_at=parse_date(_text(page, "updated")) or parsed.updated_at,
        url=_text(page, "address"),
    )


def _without_lines(block: Block) -> Block:
    """Lines of the HTML say nothing to a person who opens the page; the fragment does."""
    return replace(block, line=0, last_line=0, anchor=replace(block.anchor, line=0, last_line=0))


def main_part(html: str) -> str:
    """The page with its head and its main part alone: what `main`, or the only `article`, holds; else the body without the
    headers, footers and navigation around it. A page that is nested too deep comes back as it was."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(html.encode("utf-8", errors="replace"), parser)
    except (etree.LxmlError, ValueError):
        return html
    body = root.find("body") if root is not None else None
    if body is None or any("Excessive depth" in entry.message for entry in parser.error_log):
        return html
    main = _only_main(root)
    if main is not None:
        main.tail = None
        for child in list(body):
            body.remove(child)
        body.text = None
        body.append(main)
    else:
        for element in list(_around(body)):
            _drop(element)
    return str(etree.tostring(root, encoding="unicode", method="html"))


def _only_main(root: etree._Element) -> etree._Element | None:
    for path in _MAIN:
        found = root.xpath(path)
        if len(found) == 1 and sum(map(len, found[0].itertext())) >= _LEAST:
            return found[0]
    return None


def _around(body: etree._Element) -> Iterator[etree._Element]:
    """What stands around the text: an article's own header is part of it, and stays."""
    for element in body.iter(etree.Element):
        is_around = element.tag in _AROUND or element.get("role") in _ROLES_AROUND
        if is_around and not any(above.tag in {"article", "main"} for above in element.iterancestors()):
            yield element


def _drop(element: etree._Element) -> None:
    """Remove it, and keep the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _text(source: Json, name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""
