"""The decision book: what was decided, found by words, people, time and status. Read `DecisionBook.search` first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final

from assistant.access.directory import Directory, Person
from assistant.domain.decisions import Origin
from assistant.domain.people import Contribution
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.readers import Principal
from assistant.domain.statuses import DecisionStatus, StatusTable
from assistant.errors import NotFound, UsageError
from assistant.knowledge.decisions.conflicts import Conflict, conflicts_in
from assistant.knowledge.decisions.finding import Team, is_by, named, ranked
from assistant.knowledge.decisions.lineage import Entry, Lineage, began_on
from assistant.knowledge.decisions.lineages import Lineages
from assistant.knowledge.decisions.timeline import Event, events_of
from assistant.knowledge.ports import Searcher

__all__ = ["NO_SUCH_DECISION", "Conflict", "DecisionBook", "DecisionQuery"]

_HITS: Final = 100
_CHOICES: Final = 5
NO_SUCH_DECISION: Final = "There is no such decision, or it is not shared with you."


@dataclass(frozen=True, slots=True)
class DecisionQuery:
    """Which decisions are wanted; an empty field does not filter.

    `author` is an author of the document or a decider, by name or one word of it. `team` is a group of lore.toml (decisions
    of its people), an owner of the document, or a folder or source of that name. `after` is inclusive and `before` exclusive;
    both are about the day of the decision (decided, else proposed). With `as_of`, what there was on that day is given, with
    the status that it had then (what replaced it since is still named); with `changed_since`, what was proposed, decided or
    superseded on that day or later. `limit` None gives all.
    """

    text: str = ""
    statuses: tuple[DecisionStatus, ...] = ()
    team: str = ""
    author: str = ""
    after: date | None = None
    before: date | None = None
    as_of: date | None = None
    changed_since: date | None = None
    sources: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    limit: int | None = None


class DecisionBook:
    """Answers about decisions, for one principal at a time: each sees what they may read, and nothing is told by the rest.
    Everything blocks; safe to share between threads."""

    def __init__(self, lineages: Lineages, searcher: Searcher, directory: Directory) -> None:
        self._lineages = lineages
        self._searcher = searcher
        self._directory = directory

    def lineage(self, principal: Principal) -> Lineage:
        """Every decision that they may read, with what replaced what."""
        return self._lineages.of(principal)

    @property
    def statuses(self) -> StatusTable:
        """What communities' words for statuses mean here."""
        return self._lineages.statuses

    def get(self, principal: Principal, decision_id: str) -> Entry:
        """One decision. Raises NotFound, in the same words for one that is not there and one that is not for them."""
        entry = self.lineage(principal).entry(decision_id)
        if entry is None:
            raise NotFound(NO_SUCH_DECISION)
        return entry

    def search(self, principal: Principal, query: DecisionQuery) -> tuple[Entry, ...]:
        """The decisions that were asked for: with a text the best first, else the newest first."""
        lineage = self.lineage(principal)
        entries: Iterable[Entry] = lineage.entries
        if text := query.text.strip():
            scope = Scope(principal, Filters(sources=query.sources))
            entries = ranked(lineage, text, self._searcher.search(Query(text, scope, _HITS)).hits)
        if query.as_of:
            entries = _as_of(entries, query.as_of, lineage)
        wanted = self._rule(query, lineage)
        return tuple(islice((entry for entry in entries if wanted(entry)), query.limit))

    def named(self, principal: Principal, name: str) -> Entry:
        """The one that is meant by an id or its beginning, `ADR-0019`, a path, an address or a title. Raises NotFound, and
        UsageError that names those that it could be."""
        found = named(self.lineage(principal), name)
        if not found:
            raise NotFound(f"no decision that you may read is called '{name}': `lore decisions` lists them with their ids")
        if len(found) > 1:
            choices = "; ".join(f"{entry.id} {entry.decision.title}" for entry in found[:_CHOICES])
            raise UsageError(f"'{name}' may be {len(found)} decisions: name one by its id ({choices})")
        return found[0]

    def changed_since(self, principal: Principal, day: date) -> tuple[Event, ...]:
        """What was proposed, decided, rejected, withdrawn or superseded on that day or later, the newest first. An event that
        replaced something, or that something replaced, names it in `others`."""
        lineage = self.lineage(principal)
        return tuple(event for event in events_of(lineage.entries, lineage) if event.day >= day)

    def conflicts(self, principal: Principal) -> tuple[Conflict, ...]:
        """Decisions that can't all be right, by the rules that Discord documents; nothing is guessed from their words."""
        return conflicts_in(self.lineage(principal))

    def _rule(self, query: DecisionQuery, lineage: Lineage) -> Callable[[Entry], bool]:
        """What an entry has to be, its text apart."""
        since = query.changed_since
        team = Team.of(query.team, self._people_of(query.team)) if query.team else None

        def wanted(entry: Entry) -> bool:
            return (
                (not query.statuses or entry.status in query.statuses)
                and (not query.origins or entry.decision.origin in query.origins)
                and (not query.sources or (entry.document is not None and entry.document.source in query.sources))
                and (not query.author or is_by(entry, query.author))
                and (team is None or team.made(entry, _contributions(entry, lineage)))
                and _is_between(entry.day, query)
                and (since is None or any(event.day >= since for event in events_of([entry], lineage)))
            )

        return wanted

    def _people_of(self, team: str) -> list[Person]:
        people = self._directory.people
        return [
            one for one in people if team.casefold() in {name.casefold() for name in self._directory.principal(one.user).groups}
        ]


def _as_of(entries: Iterable[Entry], day: date, lineage: Lineage) -> Iterable[Entry]:
    """What there was on that day; what has no date may have been there."""
    for entry in entries:
        began = began_on(entry)
        if began is None or began <= day:
            yield replace(entry, status=lineage.status_at(entry.id, day))


def _contributions(entry: Entry, lineage: Lineage) -> Sequence[Contribution]:
    known = lineage.view.known.get(entry.document.id) if entry.document else None
    return known.extracted.contributions if known else ()


def _is_between(day: date | None, query: DecisionQuery) -> bool:
    if day is None:
        return query.after is None and query.before is None
    return (query.after is None or day >= query.after) and (query.before is None or day < query.before)
