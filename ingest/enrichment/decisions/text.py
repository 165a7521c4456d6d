"""Words of a document as they are read: without marks, cut at the end of a sentence, and as quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.domain.quotes import Quote
from ingest.formats.fields import plain
from ingest.parsed import Block, BlockKind

MAX_STATEMENT: Final = 800
MAX_QUOTE: Final = 300
MAX_READ: Final = 4000
"""Characters of a block that are read: nobody states a decision at greater length."""

_ROLE: Final = re.compile(r":(?P<role>[a-z][\w:+.-]{0,30}):`(?P<text>[^`\n<]{1,200})(?:<[^`\n]{0,300})?`")
_REST_LINK: Final = re.compile(r"`(?P<text>[^`<\n]{1,200}?)\s*<[^`>]{1,500}>`_{1,2}|`(?P<named>[^`\n]{1,200})`_{1,2}")
_ASCIIDOC_LINK: Final = re.compile(r"(?:xref:|link:|https?://)[^\s\[]{1,300}\[(?P<text>[^\]\n]{1,200})\]")
_REFERENCE: Final = re.compile(r"\[(?P<text>[^\]\n]{1,200})\]\[[^\]\n]{0,100}\]")
_COMMENT: Final = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_AUTOLINK: Final = re.compile(r"<(https?://[^<>\s]{1,500})>")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>\n]{0,100}>")
_END: Final = re.compile(r"[.!?][\"'”’)\]]{0,2}(?=\s)|[。！？]")
_SHORT: Final = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|sec|dr|mr|ms)|\b[A-Z])$", re.IGNORECASE)
_BULLET: Final = re.compile(r"^\s*(?:[-*+•‣>]|\(?\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")


def readable(text: str) -> str:
    """A stretch of Markdown, reST or AsciiDoc as one line, without marks, links and comments."""
    words = _AUTOLINK.sub(r"\1", _COMMENT.sub(" ", text[:MAX_READ]))
    words = _ROLE.sub(_role, words)
    words = _REST_LINK.sub(lambda match: match["text"] or match["named"], words)
    words = _REFERENCE.sub(r"\g<text>", _ASCIIDOC_LINK.sub(r"\g<text>", words))
    return " ".join(_TAG.sub("", plain(words)).split())


def unmarked(line: str) -> str:
    """A line without its bullet or number."""
    return _BULLET.sub("", line, count=1)


def sentences(text: str) -> Iterator[str]:
    """The sentences of readable text, in order."""
    start = 0
    for match in _END.finditer(text):
        if match[0].startswith(".") and _SHORT.search(text[start : match.start()][-8:]):
            continue
        yield text[start : match.end()].strip()
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def shortened(text: str, limit: int) -> str:
    """Its first sentences that fit, else its first words."""
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    return kept or f"{text[: limit - 1].rsplit(' ', 1)[0]}…"


def quote_at(block: Block, offset: int = 0) -> Quote | None:
    """The first line of a block from this one on that says something, as it stands there."""
    for number, line in enumerate(block.text.split("\n", offset + 50)[offset : offset + 50], offset):
        words = line.strip()
        if re.search(r"\w", words):
            return Quote(words[:MAX_QUOTE].rstrip(), block.line + number if block.line else 0)
    return None


def quote_of(blocks: Sequence[Block], words: str) -> Quote | None:
    """The line of these blocks in which the words stand."""
    for block in blocks:
        at = block.text.find(words) if words else -1
        if at >= 0:
            start = block.text.rfind("\n", 0, at) + 1
            line = block.text[start:].split("\n", 1)[0].strip()
            kept = line if len(line) <= MAX_QUOTE else words[:MAX_QUOTE]
            return Quote(kept, block.line + block.text.count("\n", 0, at) if block.line else 0)
    return None


def says_something(block: Block) -> bool:
    """Whether a block is prose or a list: no comment, directive, picture, or a template's own instruction."""
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE, BlockKind.COMMENT, BlockKind.TURN}:
        return False
    text = block.text.strip()
    if text.startswith(("<!--", "![", ".. ", "[NOTE", ":toc")) or re.fullmatch(r"\[[^\]\n]{1,80}\]:\s*#?\S*", text):
        return False
    instruction = "\n" not in text and re.fullmatch(r"_[^_]{3,300}_|\{[^}]{1,500}\}", text)
    return not instruction and bool(re.search(r"\w", text))


def _role(match: re.Match[str]) -> str:
    text, role = match["text"].strip(), match["role"].casefold()
    return f"{role.upper()} {text}" if role in {"pep", "rfc", "dep"} and text.isdecimal() else text.lstrip("~!")
