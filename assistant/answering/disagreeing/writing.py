"""Sides as Markdown that reads well on a page, in a terminal and in Slack. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.deciding.standings import listed
from assistant.answering.deciding.words import quoted, tidy
from assistant.answering.disagreeing.phrases import SidePhrases
from assistant.answering.disagreeing.sides import Role, Side
from assistant.answering.reading.quoting import legible
from assistant.domain.answers import Citation, Evidence, Excerpt

_BY_DATE: Final = frozenset({Role.NEWER, Role.OLDER})
_UNTOLD: Final = _BY_DATE | {Role.EITHER}
"""Roles of sides of which no document says that one replaced the other."""

Number = Callable[[Citation], int]
"""Gives a quote its marker."""


class Numbers:
    """Numbers quotes from 1 in the order in which they are written; the same words twice are one."""

    def __init__(self) -> None:
        self.made: list[Citation] = []

    def __call__(self, citation: Citation) -> int:
        """The marker of a quote."""
        for made in self.made:
            if (made.chunk.document_id, made.chunk.ordinal, made.quote) == (
                citation.chunk.document_id, citation.chunk.ordinal, citation.quote,
            ):  # fmt: skip
                return made.marker
        self.made.append(replace(citation, marker=len(self.made) + 1))
        return len(self.made)


@dataclass(frozen=True, slots=True)
class BothSides:
    """The sides of a disagreement as an answer: see `collaborators.Sided`. `sides` stand in the order of the text."""

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    sides: tuple[Side, ...]
    phrases: SidePhrases

    @property
    def answers(self) -> bool:
        """Always: sides are of what answers."""
        return True

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """What the sides rest on, with a note on how each stands."""
        return tuple(side.excerpt for side in self.sides)

    def lacking(self, citations: Sequence[Citation], sent: Evidence) -> tuple[str, tuple[Citation, ...]]:
        """What an answer that cites these leaves out: of the sides that it cites how they stand, and the others whole. Where it
        leaves out the one that holds, all of them are told in their order."""
        cited = {citation.document.id: citation.marker for citation in citations}
        missing = [side for side in self.sides if side.document.id not in cited]
        told = self.sides if self.sides[0] in missing else missing
        numbers = _MarkersOf(sent, citations)
        parts = [_written(side, numbers, self.phrases) for side in told]
        stand = [f"{_standing(side, self.phrases)} [{cited[side.document.id]}]" for side in self.sides if side not in told]
        lines = [f"*{self.phrases.words.stand.format(lines='; '.join(stand))}*"] if stand else []
        text = "\n\n".join([*lines, *parts])
        return (f"\n\n{text}" if text else ""), tuple(numbers.made)


class _MarkersOf:
    """The numbers of what was sent; quotes of what was not are numbered on."""

    def __init__(self, sent: Evidence, citations: Sequence[Citation]) -> None:
        self._sent = sent.excerpts
        self._held = {citation.marker for citation in citations}
        self._next = max([len(sent.excerpts), *self._held]) + 1
        self.made: list[Citation] = []

    def __call__(self, citation: Citation) -> int:
        """The number of the excerpt that the quote stands in."""
        place = (citation.chunk.document_id, citation.chunk.ordinal)
        numbered = (
            number
            for number, excerpt in enumerate(self._sent, 1)
            if any((chunk.document_id, chunk.ordinal) == place for chunk in excerpt.chunks)
        )
        marker = next(numbered, 0)
        if not marker:
            marker, self._next = self._next, self._next + 1
        if marker not in self._held:
            self._held.add(marker)
            self.made.append(replace(citation, marker=marker))
        return marker


def both_sides(sides: Sequence[Side], phrases: SidePhrases, confidence: float, before: Sequence[Citation] = ()) -> BothSides:
    """The answer that tells them in this order; `before` are quotes of other documents that answer better."""
    numbers = Numbers()
    parts = [_quote(citation, numbers(citation)) for citation in before]
    parts += [phrases.disagree] if {side.role for side in sides} & _UNTOLD else []
    parts += [*(_written(side, numbers, phrases) for side in sides), _footer(sides, phrases)]
    return BothSides(tidy("\n\n".join(filter(None, parts))), tuple(numbers.made), confidence, tuple(sides), phrases)


def _written(side: Side, number: Number, phrases: SidePhrases) -> str:
    """The line that says how it stands, and its quotes with their markers."""
    label = side.label or phrases.roles[side.role]
    line = phrases.line.format(role=label, name=side.name, standing=_facts(side, phrases))
    if side.is_brief:
        return " ".join([line, *(f"[{number(quote)}]" for quote in side.quotes)])
    return "\n\n".join([line, *(_quote(quote, number(quote)) for quote in side.quotes)])


def _quote(quote: Citation, marker: int) -> str:
    is_code = quote.quote.lstrip().startswith(("```", "~~~"))
    return f"{quote.quote}\n\n[{marker}]" if is_code else f"{quoted(legible(quote))} [{marker}]"


def _standing(side: Side, phrases: SidePhrases) -> str:
    return f"{side.name}: {_facts(side, phrases)}"


def _facts(side: Side, phrases: SidePhrases) -> str:
    """`accepted, 2023-05-11, by Ana Ruiz and Bo Lindqvist`."""
    words = phrases.words
    by = [words.by.format(people=listed(side.people, words))] if side.people else []
    remark = [side.remark] if side.remark else []
    return words.comma.join([side.status, side.day.isoformat() if side.day else words.undated, *by, *remark])


def _footer(sides: Sequence[Side], phrases: SidePhrases) -> str:
    """What is not known, and whom to ask, where no document says which side holds."""
    roles = {side.role for side in sides}
    by_date = phrases.named if any(side.names_other for side in sides) else phrases.ordered
    wording = phrases.unordered if Role.EITHER in roles else by_date if roles & _BY_DATE else ""
    people = list(dict.fromkeys(side.people[0] for side in sides if side.people))
    ask = phrases.ask.format(people=phrases.or_.join(people)) if people else ""
    return wording.format(ask=ask) if wording else ""
