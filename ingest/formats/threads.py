"""What the formats of code reviews share: threads on a file, and a conversation, as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from assistant.domain.documents import Anchor
from ingest.parsed import Block, BlockKind

CODE_LINES: Final = 10
"""The most lines of code above a thread: the last ones, since a hunk ends with the line that the comment is about."""
MAX_LINKS: Final = 100
MAX_SEARCHED: Final = 100_000
"""Characters of a text that are searched for links."""

_ADDRESS: Final = re.compile(r"https?://[^\s<>()\[\]{}\"`|\\^]{4,500}")
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,500}`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remark:
    """What one person said. `when` sorts as text; `fragment` opens the place in the review's page."""

    author: str
    text: str
    when: str = ""
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark and its replies, in order. Without a `file` it is part of the conversation.

    `line` to `last_line` count from 1 and are 0 for a whole file. `standing` is resolved, unresolved, or "" where nobody
    has to resolve it. `code` is what the thread stands on, if the service tells.
    """

    remarks: tuple[Remark, ...]
    file: str = ""
    line: int = 0
    last_line: int = 0
    standing: str = ""
    code: str = ""


def thread_blocks(threads: Iterable[Thread]) -> Iterator[Block]:
    """Threads on files by file and line, each with a heading and its code, then the rest as one conversation."""
    spoken = [thread for thread in threads if thread.remarks]
    for thread in sorted((one for one in spoken if one.file), key=lambda one: (one.file, one.line, one.remarks[0].when)):
        yield from _on_a_file(thread)
    talk = sorted((thread for thread in spoken if not thread.file), key=lambda one: one.remarks[0].when)
    if talk:
        yield Block(BlockKind.HEADING, "Conversation", level=1)
        for thread in talk:
            yield from _said(thread, Anchor())


def described(text: str) -> Iterator[Block]:
    """The words that a review was opened with."""
    if text.strip():
        yield Block(BlockKind.COMMENT, text.strip())


def addresses(texts: Iterable[str]) -> list[str]:
    """The web addresses in texts, each once, without the punctuation that ends a sentence."""
    found = (match[0].rstrip(".,;:!?'*_") for text in texts for match in _ADDRESS.finditer(text[:MAX_SEARCHED]))
    return list(dict.fromkeys(found))[:MAX_LINKS]


def references(form: re.Pattern[str], texts: Iterable[str]) -> list[re.Match[str]]:
    """What looks like a reference in texts, outside of code and addresses."""
    plain = (_ADDRESS.sub(" ", _CODE.sub(" ", text[:MAX_SEARCHED])) for text in texts)
    return [match for text in plain for match in form.finditer(text)][:MAX_LINKS]


def _on_a_file(thread: Thread) -> Iterator[Block]:
    anchor = Anchor(
        fragment=thread.remarks[0].fragment,
        file=thread.file,
        file_line=thread.line,
        file_last_line=thread.last_line if thread.last_line > thread.line else 0,
    )
    heading = f"{anchor.label} · {thread.standing}" if thread.standing else anchor.label
    yield Block(BlockKind.HEADING, heading, level=1, anchor=anchor)
    if thread.code.strip():
        yield Block(BlockKind.CODE, "\n".join(thread.code.rstrip("\n").split("\n")[-CODE_LINES:]), anchor=anchor)
    yield from _said(thread, anchor)


def _said(thread: Thread, anchor: Anchor) -> Iterator[Block]:
    for remark in thread.remarks:
        place = Anchor(remark.fragment, file=anchor.file, file_line=anchor.file_line, file_last_line=anchor.file_last_line)
        yield Block(BlockKind.COMMENT, f"@{remark.author or 'unknown'}: {remark.text}", anchor=place)
