"""Decisions that can't all be right. Pure, over a lineage; the rules are those of Discord, and no word is interpreted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import REFUSED, Entry, Lineage


class Discord(StrEnum):
    """Why decisions are in conflict."""

    RIVALS = "rivals"
    """Several are in force, and each is said to have replaced the same other one; none replaced another."""
    RING = "ring"
    """Two are each said to replace the other."""
    ORPHANED = "orphaned"
    """One is superseded by its own word, and all that was to replace it was rejected or withdrawn: nothing is in force."""
    DISPUTED = "disputed"
    """Somebody corrected one to be in force, and one that is in force as well says that it had replaced it by then."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Decisions that can't all be right, the oldest first; `about` is the one that rivals both replaced, else None."""

    discord: Discord
    entries: tuple[Entry, ...]
    about: Entry | None = None


def conflicts_in(lineage: Lineage) -> tuple[Conflict, ...]:
    """All of them, by the newest decision that is in each, the newest first."""
    found = [*_rings(lineage)]
    for entry in lineage.entries:
        found += [*_rivals(entry, lineage), *_orphaned(entry, lineage), *_disputed(entry, lineage)]
    return tuple(sorted(found, key=_newest, reverse=True))


def _rivals(entry: Entry, lineage: Lineage) -> Iterable[Conflict]:
    after = [one for one in lineage.successors(entry.id) if one.id in entry.replaced_by and one.in_force]
    if len(after) > 1:
        yield Conflict(Discord.RIVALS, tuple(sorted(after, key=_age)), entry)


def _rings(lineage: Lineage) -> Iterable[Conflict]:
    for pair in lineage.mutual:
        entries = sorted((entry for id_ in pair if (entry := lineage.entry(id_))), key=_age)
        yield Conflict(Discord.RING, tuple(entries))


def _orphaned(entry: Entry, lineage: Lineage) -> Iterable[Conflict]:
    after = lineage.successors(entry.id)
    says_so = lineage.own_status(entry.id) is DecisionStatus.SUPERSEDED
    if says_so and after and all(one.status in REFUSED for one in after):
        yield Conflict(Discord.ORPHANED, (entry, *after))


def _disputed(entry: Entry, lineage: Lineage) -> Iterable[Conflict]:
    corrected = entry.ruling is not None and "status" in entry.ruling.corrections
    if corrected and entry.in_force:
        for one in lineage.successors(entry.id):
            if one.in_force and one.id not in entry.replaced_by:
                yield Conflict(Discord.DISPUTED, (entry, one))


def _newest(conflict: Conflict) -> tuple[int, str, str]:
    newest = max(conflict.entries, key=_age)
    return (*_age(newest), conflict.discord)


def _age(entry: Entry) -> tuple[int, str]:
    return (entry.day.toordinal() if entry.day else 0, entry.id)
