"""A line of Markdown as runs of styled words: read from hostile text, written as Markdown, rich text or plain words. Pure.

What is read is first taken apart by `answering.citing.links`, then by markdown-it, and what is left over is looked through
once more with its formatting away, so that no address can be put together across bold or struck words. What is written is made
anew from the runs; it is read back, and if a reader of CommonMark would see something else in it, it is written without styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Flag
from functools import lru_cache
from itertools import groupby
from typing import Any, Final
from urllib.parse import urldefrag, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.answering.citing.links import Allowed, reduce_links
from assistant.slack.rendering.escaping import Stretch, address, plain, suspects
from assistant.slack.rendering.inert_code import inert_code

INLINE: Final = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").disable(["html_inline", "autolink"])


class Style(Flag):
    """How words are set."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    STRUCK = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; `url` where they are a link."""

    text: str
    style: Style = Style.NONE
    is_code: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """Where an answer may lead: its sources' addresses, by the numbers that its markers use.

    What else leads to one of these documents is written with the address that stands here.
    """

    numbered: Mapping[int, str] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)
    """By the document's address without a fragment."""
    hosts: frozenset[str] = frozenset()

    @classmethod
    def to(cls, numbered: Mapping[int, str]) -> Links:
        """Those of the addresses that may be linked."""
        kept = {number: linked for number, url in sorted(numbered.items()) if (linked := address(url))}
        hosts = frozenset(host for url in kept.values() if (host := urlsplit(url).hostname))
        return cls(kept, {urldefrag(url).url: url for url in reversed(kept.values())}, hosts)

    def home(self, url: str) -> str:
        """The source's own address that this one leads to, or ""."""
        return self.homes.get(urldefrag(address(url)).url, "")


_OPENING: Final = {"strong_open": Style.BOLD, "em_open": Style.ITALIC, "s_open": Style.STRUCK}
_CLOSING: Final = {"strong_close": Style.BOLD, "em_close": Style.ITALIC, "s_close": Style.STRUCK}
_MARKER: Final = re.compile(r"\[(\d{1,3})\]")
_SPECIAL: Final = re.compile(r"[`*~\[\]]|(?<![^\W_])_+|_+(?![^\W_])|\\(?=[!-/:-@\[-`{-~\n]|$)")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_AT_LINE_START: Final = re.compile(
    r"^[ \t]*(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|=+\s*$|-{2,}\s*$|\|))", re.MULTILINE
)


def read(content: str, links: Links) -> tuple[Run, ...]:
    """The runs of a paragraph's Markdown, harmless."""
    reduced = reduce_links(content, Allowed(frozenset(links.homes), quoted=content))
    runs = _flat(INLINE.parseInline(reduced.restored(reduced.text))[0].children or [])
    runs = [replace(run, url=links.home(run.url)) if run.url else run for run in runs]
    harmless = [one for run in _looked_through(runs, links) for one in _marked(run, links)]
    return tuple(_joined(harmless))


def to_plain(runs: Sequence[Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


@lru_cache(maxsize=32)
def to_markdown(runs: tuple[Run, ...]) -> str:
    """Markdown that reads back as these runs; without their styles if there is none. It may begin a line."""
    trimmed = _joined(_trimmed(runs))
    wanted = _comparable(trimmed)
    for italic in ("_", "*"):
        written = _written(trimmed, italic)
        if _comparable(_flat(INLINE.parseInline(written)[0].children or [])) == wanted:
            return written
    return _written(_joined([replace(run, style=Style.NONE) for run in trimmed]), "_")


def to_rich_text(runs: Sequence[Run]) -> dict[str, Any]:
    """A rich_text object of one section."""
    elements: list[dict[str, Any]] = []
    for run in runs:
        names = {"bold": Style.BOLD in run.style, "italic": Style.ITALIC in run.style, "strike": Style.STRUCK in run.style}
        style = {"code": True} if run.is_code else {name: True for name, is_so in names.items() if is_so}
        element = {"type": "link", "url": run.url, "text": run.text} if run.url else {"type": "text", "text": run.text}
        elements.append({**element, **({"style": style} if style else {})})
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def halves(runs: Sequence[Run]) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs in two, between words where that is possible."""
    text = to_plain(runs)
    middle = len(text) // 2
    space = text.rfind(" ", len(text) // 4, middle) + 1
    return tuple(_sliced(runs, 0, space or middle)), tuple(_sliced(runs, space or middle, len(text)))


# ---- reading ----


def _flat(tokens: Sequence[Token], style: Style = Style.NONE) -> list[Run]:
    """markdown-it's tokens as runs; a picture is its description."""
    runs, url = [], ""
    for token in tokens:
        if token.type in _OPENING:
            style |= _OPENING[token.type]
        elif token.type in _CLOSING:
            style &= ~_CLOSING[token.type]
        elif token.type == "link_open":
            url = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            url = ""
        elif token.type == "image":
            runs += [replace(run, url=url) for run in _flat(token.children or [], style)]
        elif token.type in {"softbreak", "hardbreak"}:
            runs.append(Run("\n", style, url=url))
        elif token.content:
            runs.append(Run(token.content, style, token.type == "code_inline", url))
    return runs


def _looked_through(runs: Sequence[Run], links: Links) -> Iterator[Run]:
    """Words between code and links, looked through with their formatting away."""
    for is_text, group in groupby(runs, key=lambda run: not run.is_code and not run.url):
        if is_text:
            # Not every client steps over an escaped backtick.
            yield from _without_addresses([replace(run, text=run.text.replace("`", "'")) for run in group], links)
        else:
            for run in group:
                # Not every reader knows code spans with backticks in them.
                text = inert_code(run.text.replace("`", "'"), links.hosts) if run.is_code else plain(run.text)
                yield replace(run, text=" ".join(text.split()), is_code=run.is_code and not run.url)


def _without_addresses(runs: Sequence[Run], links: Links) -> Iterator[Run]:
    text = to_plain(runs)
    last = 0
    for start, end, instead in suspects(text):
        yield from _sliced(runs, last, start)
        yield _instead(instead, links.home(text[start:end]), _sliced(runs, start, end)[0])
        last = end
    yield from _sliced(runs, last, len(text))


def _instead(instead: Stretch, home: str, first: Run) -> Run:
    """What stands in the place of an address: itself as a link, if it is a source's."""
    if home:
        return Run(home, first.style, url=home)
    return Run(instead.text, first.style, instead.is_code)


def _marked(run: Run, links: Links) -> Iterator[Run]:
    """The run with its markers linked."""
    if run.is_code or run.url:
        yield run
        return
    last = 0
    for match in _MARKER.finditer(run.text):
        if url := links.numbered.get(int(match[1])):
            yield replace(run, text=run.text[last : match.start()])
            yield Run(match[0], url=url)
            last = match.end()
    yield replace(run, text=run.text[last:])


def _sliced(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """The runs between two places of their joined text."""
    found, at = [], 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, end - at)]
        at += len(run.text)
        if text:
            found.append(replace(run, text=text))
    return found


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Without empty runs, and with neighbours of one kind as one; two markers beside each other stay two."""
    kept = [run for run in runs if run.text]
    found: list[Run] = []
    for run in kept:
        if found and not run.url and replace(found[-1], text="") == replace(run, text=""):
            found[-1] = replace(run, text=found[-1].text + run.text)
        else:
            found.append(run)
    return found


# ---- writing ----


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Without white space at the ends and around line breaks; at the edges of styled words it has no style."""
    text = to_plain(runs)
    inner = _sliced(runs, len(text) - len(text.lstrip()), len(text.rstrip()))
    found: list[Run] = []
    for run in inner:
        words = run.text if run.is_code else re.sub(r"[ \t]*\n\s*", "\n", run.text)
        if run.is_code or run.url:
            found.append(replace(run, text=words))
        else:
            lead, trail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
            found += [Run(lead), replace(run, text=words.strip()), Run(trail if words.strip() else "")]
    found = [run for run in found if run.text]
    for at in range(1, len(found) - 1):
        if found[at].text.isspace():
            found[at] = replace(found[at], style=found[at - 1].style & found[at + 1].style)
    return found


def _comparable(runs: Sequence[Run]) -> list[Run]:
    """Runs as equal as they look: white space has no style, and addresses are as a parser spells them."""
    spelt = [replace(run, url=INLINE.normalizeLink(run.url)) if run.url else run for run in runs]
    return _joined([replace(run, text=re.sub(r"\s*\n\s*", "\n", run.text)) for run in _trimmed(spelt)])


def _written(runs: Sequence[Run], italic: str) -> str:
    marks = {Style.BOLD: "**", Style.ITALIC: italic, Style.STRUCK: "~~"}
    opened: list[Style] = []
    parts: list[str] = []
    for run in [*runs, Run("")]:
        while opened and any(style not in run.style for style in opened):
            parts.append(marks[opened.pop()])
        for style, mark in marks.items():
            if style in run.style and style not in opened:
                opened.append(style)
                parts.append(mark)
        if run.url and parts and parts[-1].endswith("!"):
            parts[-1] = f"{parts[-1][:-1]}\\!"  # else the link would be a picture
        parts.append(_word(run))
    return _AT_LINE_START.sub(lambda match: f"{match[1] or ''}\\", "".join(parts))


def _word(run: Run) -> str:
    if run.is_code:
        return _code_span(run.text)
    text = _SPECIAL.sub(lambda match: "".join(f"\\{character}" for character in match[0]), run.text)
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return f"[{text}]({run.url})" if run.url else text


def _code_span(code: str) -> str:
    code = " ".join(code.split("\n"))
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
    pad = " " if code[:1] == "`" or code[-1:] == "`" or (code[:1] == code[-1:] == " " and code.strip()) else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"
