"""Text that is not Markdown, taken apart for reading: paragraphs, the turns of a transcript, the comments of a review."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from assistant.web.rendering import render_markdown

FULL_LINE = 45
"""Paragraphs whose lines are at least this long were wrapped by an editor; shorter lines were meant."""

LITERAL_DELIMITER = re.compile(r"(-{4,}|\.{4,})\s*")
COLUMNS = re.compile(r"\s{3,}|\t|\+[-=+]{3}|\||[=~^-]{4,}\s+[=~^-]{4,}")
RULED_TABLE = re.compile(r"\|={3,}\s*|={2,}(\s+={2,})+\s*")
"""The lines that tables of AsciiDoc and reStructuredText begin and end with."""
ITEM = re.compile(r"\s*([-*+•·‣.]+\s|\S.{0,40}::\s|\(?\w{1,3}[.)]\s|[:=|\[]|[^\s:]{1,20}:\s)")
TURN = re.compile(
    r"\s*(?:[\[(]?(?P<time>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?[\])]?\s*[-–]?\s*)?"
    r"(?P<speaker>[^\W_][^:：\n]{0,60}?)\s*[:：](?!//)\s*(?P<words>.*)"
)
COMMENT = re.compile(r"(?:\A|(?<=\n\n))@([\w.\[\]-]{1,60}): ")


class Flow(StrEnum):
    """How a paragraph's line breaks are meant."""

    PROSE = "flowing"
    LINES = "lines"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of plain text between empty lines."""

    flow: Flow
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one voice of a meeting said; `speaker` is empty where the text goes on without a new one."""

    speaker: str
    time: str
    words: str


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a review; `author` is empty for a description, and `code` is the stretch of the change above it."""

    author: str
    html: Markup
    code: str = ""


def paragraphs(text: str, *, is_literal: bool = False, has_delimiters: bool = False) -> tuple[tuple[Paragraph, ...], bool]:
    """The paragraphs of plain text, and whether it ends inside a delimited literal block.

    `has_delimiters` is for AsciiDoc, whose code stands between lines of dashes; `is_literal` says that the text before
    ended inside such a block.
    """
    found: list[Paragraph] = []
    lines: list[str] = []

    def flush() -> None:
        if any(line.strip() for line in lines):
            _append(found, lines, is_literal=is_literal)
        lines.clear()

    for line in text.split("\n"):
        if has_delimiters and LITERAL_DELIMITER.fullmatch(line):
            flush()
            is_literal = not is_literal
        elif line.strip() or is_literal:
            lines.append(line)
        else:
            flush()
    flush()
    return tuple(found), is_literal


def _append(found: list[Paragraph], lines: list[str], *, is_literal: bool) -> None:
    text = "\n".join(lines)
    has_columns = all(COLUMNS.match(line) for line in lines) or any(RULED_TABLE.fullmatch(line) for line in lines)
    if not is_literal and not has_columns:
        is_wrapped = all(len(line) >= FULL_LINE for line in lines[:-1]) and not any(ITEM.match(line) for line in lines)
        found.append(Paragraph(Flow.PROSE if is_wrapped else Flow.LINES, text))
    elif found and found[-1].flow is Flow.COLUMNS and not is_literal:
        found[-1] = Paragraph(Flow.COLUMNS, f"{found[-1].text}\n\n{textwrap.dedent(text)}")
    else:
        found.append(Paragraph(Flow.COLUMNS, textwrap.dedent(text)))


def turns(text: str) -> tuple[Turn, ...]:
    """The voices of a stretch of a transcript: `00:14 Ana: words` or `Ana: words`, and lines that go on."""
    found: list[Turn] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        if match := TURN.fullmatch(line):
            found.append(Turn(match["speaker"].strip(), match["time"] or "", match["words"].strip()))
        elif found:
            last = found[-1]
            found[-1] = Turn(last.speaker, last.time, f"{last.words}\n{line.strip()}".strip())
        else:
            found.append(Turn("", "", line.strip()))
    return tuple(found)


def comments(text: str) -> tuple[Comment, ...]:
    """The comments of a stretch of a review: `@login: words` in Markdown, under the code that they talk about."""
    before, *rest = COMMENT.split(text)
    found: list[Comment] = []
    code = ""
    if before.strip():
        is_change = bool(rest) and all(line[:1] in {"+", "-", " ", "@", "\\", ""} for line in before.split("\n"))
        if is_change or before.startswith("@@ "):
            code = before.rstrip("\n")
        else:
            found.append(Comment("", render_markdown(before)))
    for author, words in zip(rest[::2], rest[1::2], strict=True):
        found.append(Comment(author, render_markdown(words), code))
        code = ""
    return (*found, Comment("", Markup(), code)) if code else tuple(found)
