"""A team's own reading path: a Markdown file in its repository that lists what to read. Pure.

A document is a path if its front matter says `lore: path`, or its file is named `onboarding….md` or `reading-path.md` and links
to a few others.
`topic:` and `team:` say what it is for (else the rest of its name, or its folder), `owner:` who is asked about it (else its
authors). Each list item that begins with a link is something to read; what stands behind the link is the reason; the heading
above it names the stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from assistant.domain.documents import Chunk, Document

FIELD: Final = "lore"
"""The field of a document that says what it is to Lore."""
PATH: Final = "path"
_NAMED: Final = re.compile(r"onboarding(?:[-_. ].*)?\.(?:md|markdown)|reading[-_ ]path\.(?:md|markdown)", re.IGNORECASE)
_PURPOSE: Final = re.compile(r"onboarding[-_. ]+(.+?)\.(?:md|markdown)", re.IGNORECASE)
_LINK: Final = r"\[(?P<words>(?:\\[^\n]|[^\]\\\n]){1,300})\]\((?P<target>[^()\s]{1,500}(?:\([^()\s]{0,100}\)[^()\s]{0,300})?)"
_ITEM: Final = re.compile(
    r"[ \t]{0,8}(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?[*_]{0,2}"
    rf"(?:{_LINK}(?:[ \t]+\"[^\"\n]{{0,200}}\")?\)|<(?P<address>https?://[^>\s]{{1,500}})>)[*_]{{0,2}}(?P<note>[^\n]{{0,1000}})"
)
_CONTINUED: Final = re.compile(r"[ \t]{2,12}(?![-*+] |\d{1,3}[.)] )(\S[^\n]{0,500})")
_HEADING: Final = re.compile(r"[^\s\-*+\d\[<|#`>][^\n\[\]]{0,60}")
_FEW_LINKS: Final = 3
_MOST: Final = 60
_LONGEST_NOTE: Final = 400
_LONGEST_WORDS: Final = 300


@dataclass(frozen=True, slots=True)
class Pin:
    """One thing to read: what the file calls it, where that leads, why it is to be read ("" if the file does not say), and
    the heading that it stands under."""

    words: str
    target: str
    note: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class PinnedPath:
    """A path as its file states it; `others` say that they are for the same, and were not taken."""

    document: Document
    pins: tuple[Pin, ...]
    others: tuple[Document, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        """Who is asked about it."""
        return owners(self.document)


def is_path(document: Document) -> bool:
    """Whether a document is a reading path rather than something to read."""
    if PATH in document.fields.get(FIELD, ()):
        return True
    return len(document.links) >= _FEW_LINKS and _NAMED.fullmatch(PurePosixPath(document.path).name) is not None


def owners(document: Document) -> tuple[str, ...]:
    """Who is asked about a path, as it says itself."""
    return document.fields.get("owner", ()) or document.authors


def purposes(document: Document) -> tuple[str, ...]:
    """The topics and teams that a path is for, as its front matter says, else as its name or folder does."""
    stated = (*document.fields.get("topic", ()), *document.fields.get("team", ()))
    if stated:
        return stated
    place = PurePosixPath(document.path)
    named = _PURPOSE.fullmatch(place.name)
    if named:
        return (re.sub(r"[-_]+", " ", named[1]).strip(),)
    return (place.parent.name or document.source,)


def serves(document: Document, topic: str) -> bool:
    """Whether a path is for this topic or team, however that is written."""
    return plain(topic) in {plain(one) for one in purposes(document)}


def plain(topic: str) -> str:
    """One spelling of a topic: no case, single spaces, no marks between words."""
    return " ".join(re.split(r"[\s\-_/]+", topic.casefold().strip())).strip()


def read_pins(chunks: Sequence[Chunk]) -> tuple[Pin, ...]:
    """The items of a path's text, in order; a target counts once."""
    pins: dict[str, Pin] = {}
    for chunk in chunks:
        for pin in _pins(chunk.text, chunk.headings[-1] if chunk.headings else ""):
            pins.setdefault(pin.target, pin)
    return tuple(pins.values())[:_MOST]


def _pins(text: str, stage: str) -> Iterator[Pin]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        # Small sections share a chunk: there a heading is a line by itself.
        if _HEADING.fullmatch(line) and (number == 0 or not lines[number - 1].strip()) and _blank(lines, number + 1):
            stage = line.strip() if not line.rstrip().endswith((".", ":", "!", "?", ",", ";")) else stage
        match = _ITEM.match(line[:2000])
        if match is not None:
            note = [match["note"], *_continued(lines[number + 1 : number + 8])]
            target = match["address"] or _unmarked(match["target"]).strip("<>")
            yield Pin(_unmarked(match["words"] or "").strip() or target, target, _note(note), stage)


def _blank(lines: Sequence[str], number: int) -> bool:
    return number < len(lines) and not lines[number].strip()


def _continued(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        match = _CONTINUED.fullmatch(line[:600])
        if match is None:
            return
        yield match[1]


def _note(parts: Iterable[str]) -> str:
    note = _unmarked(" ".join(" ".join(parts).split()))
    return re.sub(r"^[\s:;,.–—-]+", "", note)[:_LONGEST_NOTE].rstrip()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an exported path: `note` is the reason that newcomers are shown."""

    title: str
    target: str
    note: str
    stage: str


def as_markdown(topic: str, owner: str, lines: Iterable[Line]) -> str:
    """A path's file, for a team to start from; `read_pins` reads it back."""
    head = ["---", f"lore: {PATH}", f"topic: {_yaml(topic)}", *([f"owner: {_yaml(owner)}"] if owner else []), "---"]
    body = [f"# Reading path: {_inline(topic)}", ""]
    body += ["What a newcomer reads, in this order. Edit it: links listed here come first, with the words behind them as the"]
    body += ["reason. Lore adds behind them what it finds beside.", ""]
    stage = None
    for line in lines:
        if line.stage != stage:
            body += [*([""] if stage is not None else []), f"## {_inline(line.stage)}", ""]
            stage = line.stage
        note = f": {_inline(line.note)}" if line.note else ""
        body.append(f"- [{_inline(line.title[:_LONGEST_WORDS])}]({_target(line.target)}){note}")
    return "\n".join([*head, *body]) + "\n"


def _inline(text: str) -> str:
    """Words that stay one line and mean nothing to Markdown, however they are spelt: no HTML, no link, no picture. Addresses,
    which many readers of Markdown make links of, are words too."""
    words = "".join(character for character in " ".join(text.split()) if character.isprintable())
    words = re.sub(r"[\\`*_{}\[\]<>()#|!~&@$]", r"\\\g<0>", words)
    return re.sub(r":(?=//)|(?<=www)\.", r"\\\g<0>", words, flags=re.IGNORECASE)


def _unmarked(text: str) -> str:
    """What Markdown shows of a text with backslash escapes."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _target(target: str) -> str:
    """An address that ends where it ends: what would end it, or be read as something else, by its number."""
    return re.sub(r"[\s\x00-\x1f\x7f()<>\\`]|&(?=#?\w{1,40};)", lambda match: quote(match[0], safe=""), target)


def _yaml(text: str) -> str:
    words = " ".join(re.sub(r"[\"\\]", " ", text).split())
    return '"' + "".join(character for character in words if character.isprintable()) + '"'
