"""An answer's Markdown made safe for Slack, whole or while it grows."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from assistant.slack.rendering.outline import Block, Part, blocks_of
from assistant.slack.rendering.runs import Links
from assistant.slack.rendering.splitting import ROOM, Filling, Placed
from assistant.slack.rendering.units import Atom


@dataclass(frozen=True, slots=True)
class Append:
    """Text that is final: append it to the message."""

    text: str


@dataclass(frozen=True, slots=True)
class NextMessage:
    """The message is full: finish it, and go on in a new one."""


Step: TypeAlias = Append | NextMessage

_SURELY_TEXT: Final = re.compile(r"(?:[^\W\d_]|\*\*[^\W_]|[(“\"‘'])")
"""How a line begins that can become nothing but a paragraph's, however it goes on."""
_WORTH_A_LOOK: Final = 8
"""What waits is parsed anew when an eighth of it is new: so much of it stays unseen, and the work stays in proportion."""
_NOT_OVER: Final = frozenset({"bullet_list", "ordered_list", "code_block"})
"""What may go on after a blank line."""


class Growing:
    """Fed with an answer's Markdown in pieces of any size, it gives out what no later piece can change.

    `links` are the addresses of the sources by the numbers that the answer's markers use, as far as they are known; a marker
    without one stays plain. `room` is how many characters of Markdown a message may hold. What is given out is, joined over
    all messages, `safe_markdown` of the whole, but for the blank lines where a message ends.
    """

    def __init__(self, links: Mapping[int, str] | None = None, room: int = ROOM) -> None:
        self._links = Links.to(links or {})
        self._filling = Filling(room)
        self._text = ""
        self._read = 0
        """How many parts of the first block in `_text` have been given out."""
        self._parsed = 0
        """How much of `_text` was looked at when that was found."""

    def feed(self, markdown: str) -> list[Step]:
        """Take in a piece; what can be shown now, often nothing."""
        self._text += markdown
        settled = _settled(self._text)
        if len(settled) - self._parsed <= len(self._text) // _WORTH_A_LOOK or not (blocks := blocks_of(settled)):
            return []
        steps = [step for block in blocks[:-1] for step in self._give_out(block.parts)]
        last, before = blocks[-1], len(self._text)
        is_over = last.is_closed or (last.kind not in _NOT_OVER and last.last < settled.count("\n"))
        steps += self._give_out(last.parts if is_over else _final_parts(last), is_over=is_over)
        self._text = _from_line(self._text, last.last if is_over else last.first)
        self._parsed = 0 if is_over else len(settled) - (before - len(self._text))
        return steps

    def close(self) -> list[Step]:
        """The end of the answer; the rest."""
        steps = [step for block in blocks_of(self._text) for step in self._give_out(block.parts)]
        self._text = ""
        return steps + _steps(self._filling.close())

    def _give_out(self, parts: Sequence[Part], *, is_over: bool = True) -> list[Step]:
        new, self._read = parts[self._read :], 0 if is_over else max(self._read, len(parts))
        return [step for part in new for step in _steps(self._filling.add(part.atom(self._links)))]


def safe_markdown(text: str, links: Mapping[int, str]) -> str:
    """The whole text at once, whatever its length. Its markers lead to `links`; nothing else in it leads anywhere else."""
    growing = Growing(links, room=sys.maxsize)
    return "".join(step.text for step in [*growing.feed(text), *growing.close()] if isinstance(step, Append))


def messages_of(text: str, links: Mapping[int, str]) -> list[list[Placed]]:
    """The text's units as messages. Paragraphs stay whole where they fit, unlike in a text that grows."""
    filling, known = Filling(), Links.to(links)
    placed = [one for block in blocks_of(text) for atom in _atoms(block, known) for one in filling.add(atom)]
    messages: list[list[Placed]] = [[]]
    for one in [*placed, *filling.close()]:
        if one.opens:
            messages.append([])
        messages[-1].append(one)
    return messages


def _atoms(block: Block, links: Links) -> list[Atom]:
    atoms = [part.atom(links) for part in block.parts]
    return [tuple(unit for atom in atoms for unit in atom)] if block.kind == "paragraph" else atoms


def _settled(text: str) -> str:
    """The lines of which it is known what they are, as far as the end of the text decides."""
    start = text.rfind("\n") + 1
    if _SURELY_TEXT.match(text, start):
        return text
    before = text.rfind("\n", 0, max(0, start - 1)) + 1
    # A line with a bar is a table's header if the next one is its rule.
    return text[:before] if text[before:start].lstrip().startswith("|") else text[:start]


def _final_parts(block: Block) -> tuple[Part, ...]:
    """The parts of a block that is still going on which will stay as they are."""
    return block.parts[:-1] if block.kind in {"paragraph", "bullet_list", "ordered_list"} else ()


def _from_line(text: str, line: int) -> str:
    at = 0
    for _ in range(line):
        at = text.find("\n", at) + 1
        if not at:
            return ""
    return text[at:]


def _steps(placed: Iterable[Placed]) -> list[Step]:
    steps: list[Step] = []
    for one in placed:
        steps += [NextMessage(), Append(one.text)] if one.opens else [Append(one.text)]
    return steps
