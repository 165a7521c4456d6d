"""What an answer's text is made of: units, each of which can stand in a message by itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from assistant.slack.rendering.inert_code import without_mentions
from assistant.slack.rendering.runs import Run, halves, to_markdown, to_plain
from assistant.slack.rendering.tables import Table, lines_of, sentences_of


@dataclass(frozen=True, slots=True)
class Text:
    """Words. `lead` stands before its first line and `later` before the others: a bullet, a quote's mark, a heading's.

    `before` is what joins it to a unit before it. `indent` is how deep a list's item stands, in spaces.
    """

    runs: tuple[Run, ...]
    before: str = "\n\n"
    lead: str = ""
    later: str = ""
    indent: int = 0
    is_heading: bool = False

    @property
    def markdown(self) -> str:
        """The unit, without its indent."""
        written = to_markdown(self.runs)
        is_item = self.lead.strip()[-1:] in {"-", "."}
        if not written:
            return self.lead.rstrip() if is_item else ""
        return self.lead + written.replace("\n", " " if self.is_heading else f"\n{self.later}")

    @property
    def words(self) -> str:
        """The words without any marks."""
        return to_plain(self.runs)

    def parts(self, most: int) -> list[Text]:
        """The unit in parts of at most so many characters; the first alone has the bullet."""
        if len(self.markdown) <= most or len(self.words) < 2:
            return [self]
        first, second = halves(self.runs)
        rest = replace(self, runs=second, lead=self.later, before="\n")
        return [*replace(self, runs=first).parts(most), *rest.parts(most)]


@dataclass(frozen=True, slots=True)
class Fence:
    """Code with its language."""

    code: str
    language: str = ""
    before: str = "\n\n"
    indent: int = 0

    @property
    def markdown(self) -> str:
        """The whole block; its marks are longer than any in the code."""
        marks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", self.code)), default=0))
        return f"{marks}{self.language}\n{self.code}\n{marks}"

    @property
    def words(self) -> str:
        """The code."""
        return self.code

    def parts(self, most: int) -> list[Fence]:
        """The code in parts that are each fenced, cut between lines where these are short enough."""
        if len(self.markdown) <= most:
            return [self]
        room = most - 2 * self.markdown.index(self.language + "\n") - len(self.language) - 2
        return [replace(self, code="\n".join(lines)) for lines in _filled(_short(self.code.split("\n"), room), room)]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table."""

    table: Table
    before: str = "\n\n"
    indent: int = 0

    @property
    def markdown(self) -> str:
        """Aligned in a fence, or row by row."""
        if self.table.fits_fence:
            return Fence(without_mentions("\n".join(lines_of(self.table)))).markdown
        head, *rows = (to_markdown(runs) for runs in sentences_of(self.table))
        return "\n".join([head, *(f"- {row}" for row in rows)])

    @property
    def words(self) -> str:
        """The cells' words."""
        return "\n".join(to_plain(runs) for runs in sentences_of(self.table))

    def parts(self, most: int) -> list[Unit]:
        """The table in parts of whole rows, each with the header; a row that is too long by itself as text."""
        if len(self.markdown) <= most:
            return [self]
        if len(self.table.rows) > 2:
            head, *rows = self.table.rows
            middle = len(rows) // 2
            tables = (replace(self.table, rows=(head, *some)) for some in (rows[:middle], rows[middle:]))
            return [part for table in tables for part in replace(self, table=table).parts(most)]
        return [part for runs in sentences_of(self.table) for part in Text(runs).parts(most)]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two parts."""

    before: str = "\n\n"
    indent: int = 0

    @property
    def markdown(self) -> str:
        """Three dashes."""
        return "---"

    @property
    def words(self) -> str:
        """None."""
        return ""

    def parts(self, most: int) -> list[Rule]:  # noqa: ARG002 - as the other units do
        """It is short."""
        return [self]


Unit: TypeAlias = Text | Fence | Rows | Rule
Atom: TypeAlias = tuple[Unit, ...]
"""Units that should stand in one message."""


def _filled(lines: Sequence[str], most: int) -> list[list[str]]:
    """The lines in groups that are, joined, at most so long."""
    groups: list[list[str]] = []
    length = most
    for line in lines:
        length += len(line) + 1
        if length > most + 1:
            groups.append([])
            length = len(line) + 1
        groups[-1].append(line)
    return groups


def _short(lines: Sequence[str], most: int) -> list[str]:
    return [line[at : at + most] for line in lines for at in range(0, max(1, len(line)), most)]
