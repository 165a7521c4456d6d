"""Which decisions stand against each other: one, and what replaced it. Pure, over a lineage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.answering.disagreeing.sides import Role
from assistant.answering.disagreeing.ties import Tie, Tied
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Entry, Lineage, began_on

_UNSETTLED: Final = frozenset({DecisionStatus.PROPOSED, DecisionStatus.DEFERRED})
_MOST: Final = 2
"""Sides of a sort: of three that one replaced, the newest are told."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A decision in the part that it has; `is_asked` where it is the one that the answer was found in."""

    entry: Entry
    role: Role
    is_asked: bool = False


def stances_of(entry: Entry, lineage: Lineage, ties: Sequence[Tied] = ()) -> tuple[Stance, ...]:
    """It and what it stands against as things are now, what holds first; () where it stands against nothing. `ties` are what
    its first lines say of others."""
    if entry.replaced_by:
        return _stances(_holding(entry, lineage), [entry], entry)
    if entry.status in _UNSETTLED | REFUSED:
        named = (*lineage.predecessors(entry.id), *(one.entry for one in ties if one.tie is Tie.STAYS))
        held = list({one.id: one for one in named if one.in_force}.values())
        return _stances(held, [entry], entry) if held else ()
    older = _known(entry.replaces, lineage)
    return _stances([entry], older, entry) if older else ()


def amendments_of(entry: Entry, ties: Sequence[Tied]) -> tuple[Stance, ...]:
    """It and what it amends or is amended by, the amendment first; () where there is none. Both are in force."""
    for one in ties:
        if one.tie is Tie.AMENDS and one.entry.in_force:
            return Stance(one.entry, Role.AMENDMENT), Stance(entry, Role.AMENDED, is_asked=True)
        if one.tie is Tie.AMENDED and entry.in_force:
            return Stance(entry, Role.AMENDMENT, is_asked=True), Stance(one.entry, Role.AMENDED)
    return ()


def stances_on(entry: Entry, lineage: Lineage, day: date) -> tuple[Stance, ...]:
    """As of a day: what held then first, and what holds now where that is something else. Where it is not known that anything
    of its family held then, it comes in the part that it has now; () where that is all that there is to say."""
    family = lineage.chain(entry.id)
    held = _newest([one for one in family if lineage.in_force_at(one.id, day)])
    held = held or _newest([one for one in family if _perhaps(one, lineage, day)])
    if not held:
        return (Stance(entry, Role.OPEN, is_asked=True),) if _is_early(entry, day) else ()
    then, now = held[0], lineage.current(held[0].id)
    first = Stance(then, Role.THEN, then.id == entry.id)
    if now is None or now.id == then.id:
        return (first,) if then.id != entry.id or len(family) > 1 else ()
    return first, Stance(now, Role.NOW, now.id == entry.id)


def _perhaps(entry: Entry, lineage: Lineage, day: date) -> bool:
    """Whether the documents don't say, and it was there: what replaced it, if anything did, was not."""
    began = began_on(entry)
    return (
        began is not None and began <= day and lineage.in_force_at(entry.id, day) is None and not _replaced(entry, lineage, day)
    )


def _replaced(entry: Entry, lineage: Lineage, day: date) -> bool:
    days = [began_on(one) for one in _known(entry.replaced_by, lineage)]
    return any(one is not None and one <= day for one in days)


def _is_early(entry: Entry, day: date) -> bool:
    """Whether it holds now, and was not decided yet."""
    return bool(entry.in_force and entry.day and entry.day > day)


def _stances(newer: Sequence[Entry], older: Sequence[Entry], asked: Entry) -> tuple[Stance, ...]:
    told = [*_newest(newer)[:_MOST], *_newest(older)[:_MOST]]
    return tuple(Stance(one, _role(one), one.id == asked.id) for one in told)


def _role(entry: Entry) -> Role:
    if entry.status in PAST:
        return Role.BEFORE
    if entry.status in REFUSED:
        return Role.REFUSED
    if entry.status in _UNSETTLED:
        return Role.OPEN
    return Role.NOW


def _holding(entry: Entry, lineage: Lineage) -> list[Entry]:
    """What took its place and holds; where none of them is known to, what took its place."""
    direct = [one for one in _known(entry.replaced_by, lineage) if one.status not in PAST]
    current = lineage.current(entry.id)
    found = {one.id: one for one in (*([current] if current and current.id != entry.id else []), *direct)}
    return list(found.values()) or _known(entry.replaced_by, lineage)


def _known(ids: Iterable[str], lineage: Lineage) -> list[Entry]:
    return [one for id_ in ids if (one := lineage.entry(id_)) and one.document]


def _newest(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.day or date.min, one.id), reverse=True)
