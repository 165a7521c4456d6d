"""HTML pages: headings, paragraphs, list items, tables and code; what a browser would not show is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree  # type: ignore[import-untyped]

from assistant.domain.documents import Anchor, Link
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import assemble
from ingest.formats.fields import Fields, from_blocks, from_pairs
from ingest.formats.link_targets import target_of
from ingest.formats.markdown import slug
from ingest.parsed import Block, BlockKind, Parsed

_SKIPPED = {
    "script", "style", "nav", "noscript", "template", "head", "svg", "iframe", "object", "button", "select", "form",
    "aside", "textarea", "canvas", "audio", "video", "math",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS = {"pre": BlockKind.CODE, "table": BlockKind.TABLE, "ul": BlockKind.LIST, "ol": BlockKind.LIST, "dl": BlockKind.LIST,
          "blockquote": BlockKind.QUOTE}  # fmt: skip
_BREAKS = {
    "p", "div", "section", "article", "main", "header", "footer", "address", "figure", "figcaption", "details", "summary",
    "hr", "body", "fieldset", "center",
}  # fmt: skip
_LINES = {"li", "dt", "dd", "tr", "br", "caption"}
MAX_ATTRIBUTES = 5_000
MAX_LINKS = 300
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"\s[^\s=]")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,300}\[[^\]]{0,100000}\]\s*>", re.IGNORECASE)
"""With declarations of its own: libxml2 reads HTML without them, and would show their end as text."""
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])")
_META = {
    "author": "author", "article:author": "author", "dc.creator": "author", "date": "date", "dc.date": "date",
    "article:published_time": "date", "dcterms.created": "date", "article:modified_time": "updated",
    "dcterms.modified": "updated", "last-modified": "updated", "status": "status",
}  # fmt: skip


def parse_html(text: str, path: str, address: str = "") -> Parsed:
    """Blocks in the order of the page; headings carry their ids. Lists keep a line an item, tables a line a row.

    Links are followed from `address` where the page has one, else from its path.
    """
    text = _DOCTYPE.sub("", text, count=1)
    _check_attributes(text)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument("is not HTML that can be read") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):  # the rest would be missing silently
        raise UnreadableDocument("is nested too deep to be a page that somebody wrote")
    if root is None:
        raise UnreadableDocument("holds no text")
    reader = _Reader()
    blocks = reader.read(root)
    if not blocks:
        raise UnreadableDocument("holds no text")
    fields = from_pairs(_meta(root)).or_else(from_blocks(blocks))
    parsed = assemble(path, blocks, fields, is_design_format=True)
    title = " ".join((root.findtext(".//title") or "").split())
    has_heading = any(block.kind is BlockKind.HEADING and block.level == 1 for block in blocks)
    if title and not has_heading:
        parsed = assemble(path, blocks, fields.or_else(Fields(title)), is_design_format=True)
    targets = dict.fromkeys(target_of(written, path, address) for written in reader.hrefs)
    return replace(parsed, links=tuple(Link("refers-to", target) for target in targets if target))


def _check_attributes(text: str) -> None:
    """libxml2 compares each attribute with all before it."""
    for tag in _LONG_TAG.finditer(text):
        if len(_ATTRIBUTE.findall(_QUOTED.sub("", tag[0]))) > MAX_ATTRIBUTES:
            raise UnreadableDocument(f"has an element with more than {MAX_ATTRIBUTES} attributes")


def _meta(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").casefold()
        if name in _META:
            yield _META[name], element.get("content") or ""
    for element in root.iter("time"):
        yield "date", element.get("datetime") or ""
    if root.get("lang"):
        yield "lang", root.get("lang") or ""


class _Reader:
    """Walks the tree without recursion, since pages may be nested two thousand deep."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.hrefs: list[str] = []
        self._parts: list[str] = []
        self._line = 1
        self._kinds: list[BlockKind] = []
        self._seen: dict[str, int] = {}
        self._anchor = ""

    def read(self, root: etree._Element) -> list[Block]:
        """The blocks of a page."""
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if skipped is None and _is_hidden(element, tag):
                    skipped = element
                if skipped is None:
                    self._open(element, tag)
                continue
            if skipped is None:
                self._close(element, tag)
            elif skipped is element:
                skipped = None
            if skipped is None and element.tail:
                self._parts.append(element.tail)
        self._flush(BlockKind.PARAGRAPH)
        return self.blocks

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag in _HEADINGS or (tag in _BREAKS and not self._kinds) or (tag in _KINDS and not self._kinds):
            self._flush(BlockKind.PARAGRAPH)
            self._line = element.sourceline or self._line
        if tag in _HEADINGS or tag == "section":
            self._anchor = element.get("id") or ""
        if tag in _KINDS:
            self._kinds.append(_KINDS[tag])
        if self._kinds and (tag in _LINES or tag in _BREAKS or tag in _KINDS):
            self._break_line(tag)
        elif tag == "br":
            self._parts.append("\n")
        if tag in {"td", "th"}:
            self._parts.append(" | ")
        if tag == "a" and element.get("href") and len(self.hrefs) < MAX_LINKS:
            self.hrefs.append(element.get("href"))
        if element.text:
            self._parts.append(element.text)

    def _close(self, element: etree._Element, tag: str) -> None:
        if tag in _HEADINGS:
            self._heading(element, _HEADINGS[tag])
        elif tag in _KINDS and self._kinds:
            kind = self._kinds.pop()
            if not self._kinds:
                self._flush(kind)
            else:
                self._parts.append("\n")
        elif tag in _BREAKS and not self._kinds:
            self._flush(BlockKind.PARAGRAPH)

    def _break_line(self, tag: str) -> None:
        self._parts.append("\n")
        depth = sum(kind is BlockKind.LIST for kind in self._kinds)
        if tag == "li":
            self._parts.append("\x01" * min(depth - 1, 10) + "- ")

    def _heading(self, element: etree._Element, level: int) -> None:
        words = " ".join("".join(self._parts).replace("\x01", "").split()).strip("¶# ")
        self._parts.clear()
        if words:
            line = element.sourceline or self._line
            anchor = Anchor(fragment=element.get("id") or self._anchor or slug(words, self._seen), line=line, last_line=line)
            self.blocks.append(Block(BlockKind.HEADING, words, line, line, level, anchor))

    def _flush(self, kind: BlockKind) -> None:
        """What has been gathered becomes a block; outside of code, runs of white space mean one space."""
        raw = "".join(self._parts)
        self._parts.clear()
        if kind is BlockKind.CODE:
            text = raw.replace("\x01", "").strip("\n").rstrip()
        else:
            lines = (" ".join(line.split()).removeprefix("| ").replace("\x01", "  ") for line in _lines(raw, kind))
            text = "\n".join(line for line in lines if line.strip() and line != "-")
        if text.strip():
            self.blocks.append(Block(kind, text, self._line, self._line))


def _lines(raw: str, kind: BlockKind) -> list[str]:
    return raw.split("\n") if kind in {BlockKind.TABLE, BlockKind.LIST} else [raw]


def _is_hidden(element: etree._Element, tag: str) -> bool:
    if tag in _SKIPPED or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style.casefold()))
