"""Fills messages with units, each message within Slack's limit, cut between blocks where that is possible. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.slack.rendering.units import Atom, Unit

ROOM: Final = 11_500
"""Characters of Markdown in one message; Slack takes 12,000 over all its markdown blocks."""
_LITTLE: Final = 600
"""A block does not begin where less room than this is left, unless all of it fits."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit in its message: `text` with what joins it to the text before; `opens` where it is the first of a new one."""

    unit: Unit
    text: str
    opens: bool = False


class Filling:
    """Takes atoms in order and says where each unit stands. A heading waits for what it stands above."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._used = 0
        self._shift = 0
        """How far the items at the beginning of this message were nested: they begin at the margin now."""
        self._heading: Atom = ()
        self._owed = ""
        """What a unit of which nothing was left would have joined the next one with."""

    def add(self, atom: Atom) -> list[Placed]:
        """Place an atom, after a heading that waited for it."""
        if atom and all(getattr(unit, "is_heading", False) for unit in atom):
            self._heading += atom
            return []
        whole, self._heading = self._heading + atom, ()
        return list(self._place(whole)) if whole else []

    def close(self) -> list[Placed]:
        """Place a heading that nothing came after."""
        return list(self._place(self._heading))

    def _place(self, atom: Atom) -> Iterator[Placed]:
        if not atom:
            return
        length = sum(len(unit.before) + len(_indented(unit, unit.indent)) for unit in atom)
        little = self._room - self._used < _LITTLE and atom[0].before == "\n\n"
        is_too_long = self._used and self._used + length > self._room
        fresh = bool(is_too_long and (length <= self._room or little))
        for unit in atom:
            for part in unit.parts(self._room - unit.indent * (1 + unit.markdown.count("\n"))):
                if part.markdown:
                    yield self._put(part, fresh=fresh)
                    fresh = False
                else:
                    self._owed = max(self._owed, part.before, key=len)

    def _put(self, unit: Unit, *, fresh: bool) -> Placed:
        if not unit.indent:
            self._shift = 0
        before, self._owed = max(self._owed, unit.before, key=len), ""
        text = before + _indented(unit, unit.indent - self._shift)
        opens = fresh or bool(self._used and self._used + len(text) > self._room)
        if opens:
            self._used = 0
        if not self._used:
            self._shift = unit.indent
            text = unit.markdown.lstrip(" ")
        self._used += len(text)
        return Placed(unit, text, opens)


def _indented(unit: Unit, indent: int) -> str:
    if indent <= 0:
        return unit.markdown
    pad = " " * indent
    return pad + unit.markdown.replace("\n", f"\n{pad}")
