"""What a principal's documents hold, as far as a question can name it: see `retrieval.understanding.inventory`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Final, Protocol

from assistant.domain.decisions import Origin
from assistant.domain.documents import Document
from assistant.domain.queries import voices_in
from assistant.domain.readers import ADMINISTRATORS_ONLY, Principal, Readers
from assistant.domain.statuses import StatusTable
from assistant.knowledge.decisions.lineage import TOOK_EFFECT, Entry, Lineage
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.naming import label_of
from assistant.knowledge.people.identities import Identities, Identity
from assistant.knowledge.people.roster import People
from assistant.knowledge.per_view import PerView
from assistant.retrieval.understanding.inventory import DatedDecision, History, Inventory, Tenure, folded_name

_RECORDS: Final = frozenset({Origin.RECORD, Origin.PERSON})
"""A conclusion of minutes is one of hundreds: its title names no time."""
_LONGEST: Final = 4
"""Words of a name; what is longer says what somebody did."""
_SHORTEST: Final = 2
"""Letters of a part of a name; minutes call many people by one."""


class LineageOf(Protocol):
    """The lineage of what a principal may read."""

    def __call__(self, principal: Principal) -> Lineage:
        """As of now. Blocks."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of lore.toml, each with the keys of its members, and the curators.

    A group is an audience too: who is in it is told to its members, to curators and to administrators only.
    """

    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    curators: Readers = ADMINISTRATORS_ONLY

    def are_told(self, group: str, principal: Principal) -> bool:
        """Whether this principal, and everybody who reads along, may know the members of a group. No audience can name one with
        a comma."""
        return "," not in group and Readers(self.curators.names | {f"group:{group}"}).permit(principal)


class Inventories:
    """Gives each principal the inventory of their view. Blocks; safe to share between threads."""

    def __init__(self, memory: Memory, people: People, lineage: LineageOf, groups: Groups, statuses: StatusTable) -> None:
        self._memory = memory
        self._people = people
        self._lineage = lineage
        self._groups = groups
        self._statuses = statuses
        self._made = PerView(self._inventory)

    def of(self, principal: Principal) -> Inventory:
        """As of now; people who see the same share what is counted, but for the teams, which depend on who asks."""
        made = self._made.of(self._memory.seen_by(principal))
        told = {team.casefold(): names for team, names in made.teams.items() if self._groups.are_told(team, principal)}
        return replace(made, teams=told, history=cache(lambda: history_of(self._lineage(principal))))

    def _inventory(self, view: View) -> Inventory:
        documents = list(view.documents.values())
        days = [day for document in documents if (day := _day(document))]
        everybody = self._people.within(view)
        return Inventory(
            kinds=frozenset(document.kind.value for document in documents),
            sources=frozenset(document.source for document in documents),
            statuses=_statuses(documents, self._statuses),
            folders=frozenset(folder for document in documents for folder in _folders(document.path)),
            people=people_in(documents, everybody),
            teams=_teams(self._groups.members, everybody, documents),
            channels=_channels(documents),
            first=min(days, default=None),
            last=max(days, default=None),
        )


def history_of(lineage: Lineage) -> History:
    """The decisions that took effect on a known day, and when what a document decides was in force."""
    records = [entry for entry in lineage.entries if entry.decision.origin in _RECORDS]
    effective = [entry for entry in records if entry.day and lineage.own_status(entry.id) in TOOK_EFFECT]
    decisions = tuple(DatedDecision(_names(entry), entry.day, bool(entry.replaces)) for entry in effective if entry.day)
    tenures = {entry.document.id: _tenure(entry, lineage) for entry in records if entry.document is not None}
    return History(decisions, tenures)


def _names(entry: Entry) -> tuple[str, ...]:
    label = label_of(entry.document) if entry.document else None
    numbers = (f"{label.series} {label.number}",) if label and label.series else ()
    titles = (entry.decision.title, entry.document.title if entry.document else "")
    return tuple(dict.fromkeys(name for name in (*titles, *numbers) if name))


def _tenure(entry: Entry, lineage: Lineage) -> Tenure:
    took_effect = lineage.own_status(entry.id) in TOOK_EFFECT
    until = lineage.ended_on(entry.id) or lineage.end_proposed_on(entry.id)
    return Tenure(entry.day if took_effect else None, until, is_over=bool(entry.replaced_by))


def people_in(documents: Iterable[Document], everybody: Identities) -> dict[str, tuple[tuple[str, ...], ...]]:
    """By each folded name, and part of one, the persons who go by it, each by all names that the documents have."""
    written = {name.casefold(): name for document in documents for name in voices_in(document) if name.strip()}
    found: defaultdict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for person in everybody.everybody:
        calls = _called(person)
        if names := tuple(sorted(written[call.casefold()] for call in calls if call.casefold() in written)):
            for key in _keys([*calls, *filter(None, [person.user])]):
                found[key][names] = None
    claimed = {name.casefold() for persons in found.values() for names in persons for name in names}
    for lower, name in written.items():
        for key in _keys([name]) if lower not in claimed and len(name.split()) <= _LONGEST else ():
            found[key][(name,)] = None
    return {key: tuple(persons) for key, persons in found.items()}


def _called(person: Identity) -> list[str]:
    """All that documents call somebody: names, accounts, the initials of minutes."""
    told = [part.contribution for part in person.parts]
    accounts = [one.account.partition(":")[2] for one in told]
    return list(dict.fromkeys(filter(None, [*(one.name for one in told), *accounts, *(one.label for one in told)])))


def _keys(names: Iterable[str]) -> set[str]:
    whole = {folded_name(name) for name in names}
    return {key for name in whole for key in (name, *name.split()) if len(key) >= _SHORTEST}


def _teams(
    members: Mapping[str, Sequence[str]], everybody: Identities, documents: Sequence[Document]
) -> dict[str, tuple[str, ...]]:
    """By team, the names of its members in these documents; a team of which nobody is in them is none here."""
    written = {name.casefold(): name for document in documents for name in voices_in(document)}
    by_user = {person.user: _called(person) for person in everybody.everybody if person.user}
    found = {}
    for team, users in members.items():
        calls = {call.casefold() for user in users for call in by_user.get(user, ())}
        if names := tuple(sorted(written[call] for call in calls & written.keys())):
            found[team] = names
    return found


def _statuses(documents: Iterable[Document], table: StatusTable) -> dict[str, tuple[str, ...]]:
    """Documents' own words by what they mean, and each by itself."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for stated in {document.status for document in documents if document.status}:
        found[stated.casefold()].add(stated)
        found[table.meaning(stated).value].add(stated)
    return {meaning: tuple(sorted(words)) for meaning, words in found.items()}


def _channels(documents: Iterable[Document]) -> dict[str, str]:
    return {
        channel.removeprefix("#").casefold(): document.path.rpartition("/")[0]
        for document in documents
        for channel in document.fields.get("channel", ())
        if "/" in document.path
    }


def _folders(path: str) -> Iterable[str]:
    parts = path.split("/")[:-1]
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))


def _day(document: Document) -> date | None:
    return document.updated_at.date() if document.updated_at else None
