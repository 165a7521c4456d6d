"""Text that a reader of the rendered document never sees, and a model would: it is removed and reported.

Tag characters, zero-width characters and bidirectional controls (Unicode TR 36 and 51), HTML comments, and elements that
HTML inside Markdown hides. Code keeps its comments, since code is shown as it is. Control characters go too, in code as
well: a page does not show them, and a terminal obeys them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.parsed import Block, BlockKind

WARNING = "hidden text removed"

_TAGS = "\U000e0000-\U000e007f"
_CONTROLS = "\u200b\u2060-\u2064\ufeff\u180e\u00ad\u034f\u115f\u1160\u3164\uffa0\u200e\u200f\u061c\u202a-\u202e\u2066-\u206f"
_ORDERS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufff9-\ufffb\U0001d173-\U0001d17a"
"""Controls that are no white space (Unicode's category Cc), and marks of annotations and of music that only programs see."""
_BREAKS = re.compile("\r(?=\n)|([\v\f\r\x1c-\x1f\x85])")
"""White space that is a control too: form feeds and the like, which a terminal obeys."""
_SELECTORS = "\ufe00-\ufe0d\U000e0100-\U000e01ef"
_HIDDEN = f"{_TAGS}{_CONTROLS}{_ORDERS}{_SELECTORS}\u200c\u200d"
_SUSPECT = re.compile(f"[{_HIDDEN}]")
_COLOUR = "\x1b\\[[0-9;?]{0,20}[A-Za-z]"
_FLAG = "\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{1,8}\U000e007f"
# A joiner belongs between letters of Arabic, Indic and South-East Asian scripts, and between emoji.
_SCRIPTS = "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefe"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_KEPT = f"{_FLAG}|(?<=[{_SCRIPTS}])[\u200c\u200d](?=[{_SCRIPTS}])|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])"
_CHARACTERS = re.compile(f"({_KEPT})|(?:{_COLOUR}|[{_HIDDEN}])+")
# Soft hyphens, byte order marks and the like come from word processors; nobody hides anything with a single one.
_HARMLESS = re.compile("[\u00ad\ufeff\u200b\u200e\u200f\u2060\u200c\u200d\ufe00-\ufe0d]{1,2}")

_HIDING = r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d]))"
_HIDES = re.compile(rf"\shidden(?:[\s=/>]|$)|style\s*=\s*[\"'][^\"']*{_HIDING}", re.IGNORECASE)
_MARKUP = re.compile(r"`+|<!--|<(?P<name>[a-zA-Z][\w-]{0,30})(?P<attributes>\s[^<>]{0,2000})?>")
_VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track"}
_LINK_COMMENT = re.compile(r"^ {0,3}\[(?://|comment|hidden)[^\]\n]{0,80}\]:[ \t]*(?:#|<>|#\w+)[ \t]*[(\"'].*$\n?", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def visible(text: str) -> tuple[str, bool]:
    """A text without characters that can't be seen, and whether more than stray ones were among them.

    Of control characters, line feeds and tabs stay; other white space among them becomes a space.
    """
    if text.isascii() and text.isprintable():
        return text, False
    text = _BREAKS.sub(lambda match: " " if match[1] else "", text)
    if not _SUSPECT.search(text):
        return text, False
    hidden = False

    def keep_or_drop(match: re.Match[str]) -> str:
        nonlocal hidden
        if match[1]:
            return match[1]
        hidden = hidden or not _HARMLESS.fullmatch(match[0])
        return ""

    return _CHARACTERS.sub(keep_or_drop, text), hidden


def remove_hidden(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], bool]:
    """The blocks without what is hidden in them, and whether anything worth a warning was; empty ones are left out."""
    kept: list[Block] = []
    hidden = False
    reader = _Markup(blocks)
    for index, block in enumerate(blocks):
        text, had_characters = visible(block.text)
        shown = reader.shown(index, text)
        hidden = hidden or had_characters or shown != text
        if shown == block.text:
            kept.append(block)
        elif shown.strip():
            kept.append(replace(block, text=_EMPTY_LINES.sub("\n\n", shown).strip("\n").rstrip()))
    return tuple(kept), hidden


@dataclass(slots=True)
class _Markup:
    """Reads the blocks in their order, since an element may be opened in one and closed in another."""

    blocks: Sequence[Block]
    open_element: str = ""

    def shown(self, index: int, text: str) -> str:
        """What a browser would show of this block."""
        if self.open_element:
            end = _closing(self.open_element, text)
            if end < 0:
                return ""
            self.open_element = ""
            text = text[end:]
        if self.blocks[index].kind is BlockKind.CODE or not ("<" in text or "]:" in text):
            return text
        return "".join(self._stretches(index, _LINK_COMMENT.sub("", text)))

    def _stretches(self, index: int, text: str) -> Iterator[str]:
        position = shown_to = 0
        lonely: set[str] = set()
        while match := _MARKUP.search(text, position):
            end = match.end()
            if match[0][0] == "`":
                end = _after_code(text, match, lonely)
            elif match[0] == "<!--" or (match["name"].lower() not in _VOID and _HIDES.search(match["attributes"] or "")):
                hidden_to = self._after_hidden(index, text, match)
                if hidden_to is not None:
                    yield text[shown_to : match.start()]
                    shown_to = end = hidden_to
            position = end
        yield text[shown_to:]

    def _after_hidden(self, index: int, text: str, match: re.Match[str]) -> int | None:
        """Where what begins at `match` ends; None if it turns out to be only words about markup."""
        if match["name"] is None:
            end = text.find("-->", match.end())
            opens_block = not text[: match.start()].strip()
            return end + 3 if end >= 0 else len(text) if opens_block else None
        end = _closing(match["name"], text, match.end())
        if end >= 0:
            return end
        if any(_closing(match["name"], block.text) >= 0 for block in self.blocks[index + 1 : index + 200]):
            self.open_element = match["name"]
        return len(text)


def _after_code(text: str, ticks: re.Match[str], lonely: set[str]) -> int:
    """The end of the code span that these ticks open, or of the ticks; `lonely` are ticks known to have no partner."""
    if ticks[0] in lonely:
        return ticks.end()
    partner = re.compile(rf"(?<!`){ticks[0]}(?!`)").search(text, ticks.end())
    if partner is None:
        lonely.add(ticks[0])
        return ticks.end()
    return partner.end()


def _closing(name: str, text: str, start: int = 0) -> int:
    """The end of the tag that closes an element opened before `start`; -1 if there is none here."""
    depth = 1
    for match in re.compile(rf"<(/?){re.escape(name)}\b[^<>]{{0,2000}}>", re.IGNORECASE).finditer(text, start):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.end()
    return -1
