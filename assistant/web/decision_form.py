"""What the decisions' pages were asked: filters in an address, and the forms that people send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from urllib.parse import urlencode, urlsplit

from fastapi import HTTPException
from pydantic import BaseModel, Field, StringConstraints

from assistant.domain.decisions import Alternative, Origin
from assistant.domain.rulings import Amendment
from assistant.domain.statuses import DecisionStatus
from assistant.errors import NotFound, UsageError
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.knowledge.decisions.lineage import Entry, Lineage
from assistant.knowledge.decisions.ruled import DISCUSSED_IN
from assistant.web.ask_form import ShortText

_LONGEST: Final = 8000
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_LONGEST)]
_SHOWN: Final = 60
_Word = TypeVar("_Word", bound=StrEnum)

Named = Callable[[str], Entry]
"""Finds the decision that a name means. Raises NotFound for none, and UsageError for several."""


class DecisionFilters(BaseModel):
    """The filters of the list and of the timeline; empty fields do not filter. `page` counts from 1."""

    q: ShortText = ""
    status: Annotated[list[ShortText], Field(max_length=len(DecisionStatus))] = []
    team: ShortText = ""
    author: ShortText = ""
    after: ShortText = ""
    before: ShortText = ""
    as_of: ShortText = ""
    origin: ShortText = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words is asked for, so that the filters are shown unfolded."""
        return any((self.status, self.team, self.author, self.after, self.before, self.as_of, self.origin))

    @property
    def is_empty(self) -> bool:
        """Whether everything is wanted."""
        return not self.q and not self.is_filtered

    def query(self) -> DecisionQuery:
        """The same for the decision book. Raises HTTPException 422 for what is no status or no date."""
        return DecisionQuery(
            text=self.q,
            statuses=tuple(_one_of(DecisionStatus, "status", word) for word in self.status if word),
            team=self.team,
            author=self.author,
            after=_day_in_address("after", self.after),
            before=_day_in_address("before", self.before),
            as_of=_day_in_address("as_of", self.as_of),
            origins=(_one_of(Origin, "origin", self.origin),) if self.origin else (),
        )

    def address(self, **changes: object) -> str:
        """The filters as a query string, with these changes; the page is kept only if it is among them."""
        given = self.model_dump(exclude={"page"}) | changes
        return urlencode({name: value for name, value in given.items() if value}, doseq=True)


class DecisionForm(BaseModel):
    """What somebody wrote into the form for a decision. `deciders`, `supersedes` and `discussed_in` have one a line,
    `alternatives` too, as `name: why not`; `quotes` are a document's words, one stretch a line. Dates are `2024-03-01`."""

    title: Text = ""
    statement: Text = ""
    status: Text = ""
    proposed_on: Text = ""
    decided_on: Text = ""
    deciders: Text = ""
    alternatives: Text = ""
    supersedes: Text = ""
    discussed_in: Text = ""
    readers: Text = ""
    document: Text = ""
    quotes: Text = ""

    @classmethod
    def of(cls, entry: Entry, lineage: Lineage) -> DecisionForm:
        """The form filled with the decision as it stands."""
        decision = entry.decision
        return cls(
            title=decision.title[:8000],
            statement=decision.statement[:8000],
            status=lineage.own_status(entry.id).value,
            proposed_on=decision.proposed_on.isoformat() if decision.proposed_on else "",
            decided_on=decision.decided_on.isoformat() if decision.decided_on else "",
            deciders="\n".join(decision.deciders),
            alternatives="\n".join(f"{one.name}: {one.reason}" if one.reason else one.name for one in decision.alternatives),
            supersedes="\n".join(f"/decisions/{one.id}" for one in lineage.predecessors(entry.id)),
            discussed_in=_fitting(link.target for link in decision.links if link.relation == DISCUSSED_IN),
        )

    def amendment(self, named: Named, before: DecisionForm | None = None) -> Amendment:
        """What it says; of a form that was filled before, what was changed in it. Raises UsageError for what is no date, and
        for a decision that is none or could be several."""
        old = before or DecisionForm()
        return Amendment(
            title=self.title if self.title.split() != old.title.split() else None,
            statement=self.statement if self.statement.split() != old.statement.split() else None,
            status=self.status if self.status != old.status else None,
            proposed_on=_day("Proposed on", self.proposed_on) if self.proposed_on != old.proposed_on else None,
            decided_on=_day("Decided on", self.decided_on) if self.decided_on != old.decided_on else None,
            deciders=tuple(_lines(self.deciders)) if _lines(self.deciders) != _lines(old.deciders) else None,
            alternatives=tuple(_alternatives(self.alternatives))
            if _lines(self.alternatives) != _lines(old.alternatives)
            else None,
            supersedes=tuple(dict.fromkeys(_meant(name, named) for name in _lines(self.supersedes)))
            if _lines(self.supersedes) != _lines(old.supersedes)
            else None,
            discussed_in=tuple(_lines(self.discussed_in)) if _lines(self.discussed_in) != _lines(old.discussed_in) else None,
        )

    def quoted(self) -> Sequence[str]:
        """The document's words that bear it out."""
        return _lines(self.quotes)


def _meant(name: str, named: Named) -> str:
    """The id of the decision that somebody means by its address or by a name."""
    try:
        path = urlsplit(name).path
        return named(path.rpartition("/decisions/")[2].strip("/") if "/decisions/" in path else name).id
    except (NotFound, ValueError) as error:
        shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        raise UsageError(f"'{shown}' is no decision here: give its address, its title, or a number such as ADR-0004") from error


def _fitting(lines: Iterable[str]) -> str:
    """One a line; nothing of what the form could not take back."""
    text = "\n".join(lines)
    return text if len(text) <= _LONGEST else ""


def _alternatives(text: str) -> Iterable[Alternative]:
    for line in _lines(text):
        name, _, reason = line.partition(": ")
        yield Alternative(name.strip(), reason.strip())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _one_of(words: type[_Word], name: str, word: str) -> _Word:
    try:
        return words(word)
    except ValueError as error:
        raise HTTPException(422, f"{name}: choose from {', '.join(words)}") from error


def _day_in_address(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise HTTPException(422, f"{name}: write a date as 2024-03-01") from error


def _day(name: str, text: str) -> date | None:
    if not text:
        raise UsageError(f"{name}: a date can't be taken away, only replaced; use Undo to return to the document's own")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{name}: write a date as 2024-03-01") from error
