"""Decisions with what people said of them. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Link
from assistant.domain.readers import ADMINISTRATORS_ONLY, Readers
from assistant.domain.rulings import Act, Amendment, Ruling
from assistant.knowledge.memory import View

SUPERSEDES: Final = "supersedes"
DISCUSSED_IN: Final = "discussed-in"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who said it, and when. `outdated` is set when the document says something else by now."""

    by: str
    at: datetime
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Ruled:
    """What people said of a decision, as far as it was not undone."""

    written: Stamp | None = None
    confirmed: Stamp | None = None
    corrected: Mapping[str, Stamp] | None = None
    """By the name of a field of Amendment, who said last what it is."""

    @property
    def corrections(self) -> Mapping[str, Stamp]:
        """As `corrected`; empty where nothing was."""
        return self.corrected or {}


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision with people's corrections, and without."""

    decision: Decision
    original: Decision
    ruled: Ruled | None = None
    written: int | None = None
    """The number of the ruling that it was written in; None for a decision of a document."""
    document_ids: tuple[str, ...] = ()
    readers: Readers = ADMINISTRATORS_ONLY
    """Those of its document; of a written one those that it was given."""
    holds_since: date | None = None
    """The day on which somebody said what its status is; what replaced it by then was known to them."""


def counting(rulings: Iterable[Ruling]) -> Mapping[str, list[Ruling]]:
    """By decision, the rulings that were not undone, oldest first."""
    rulings = list(rulings)
    undone = {ruling.undoes for ruling in rulings if ruling.act is Act.UNDONE}
    found: defaultdict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        if ruling.act is not Act.UNDONE and ruling.number not in undone:
            found[ruling.decision_id].append(ruling)
    return found


def settle(view: View, rulings: Sequence[Ruling]) -> Mapping[str, Settled]:
    """The decisions of a view, and those that somebody wrote from what is in it, by id, in their documents' order."""
    said = counting(rulings)
    found = {
        id_: settled(decision, said.get(id_, ()), view.documents[decision.document_id].readers)
        for id_, decision in view.decisions.items()
    }
    for id_, about in said.items():
        if id_ not in found and about and about[0].act is Act.WRITTEN and readable(about[0], view):
            found[id_] = settled(written(about[0]), about, about[0].readers)
    return {id_: _without_strangers(one, found) for id_, one in found.items()}


def readable(ruling: Ruling, view: View) -> bool:
    """Whether all documents that a written decision was written from are in the view."""
    return all(id_ in view.known for id_ in documents_of(ruling))


def documents_of(ruling: Ruling) -> tuple[str, ...]:
    """The documents that a ruling was made from, each once."""
    return tuple(dict.fromkeys(id_ for id_ in (ruling.document_id, *(one.document_id for one in ruling.evidence)) if id_))


def written(ruling: Ruling) -> Decision:
    """The decision that a ruling wrote down."""
    blank = Decision("", "", Origin.PERSON, id=ruling.decision_id, document_id=ruling.document_id)
    return amended(blank, ruling.amendment)


def amended(decision: Decision, amendment: Amendment) -> Decision:
    """The decision with the amendment in it."""
    linked = {"supersedes": SUPERSEDES, "discussed_in": DISCUSSED_IN}
    kept = {name: getattr(amendment, name) for name in amendment.changed if name not in {"status", *linked}}
    if amendment.status is not None:
        kept["stated"] = amendment.status
    links = decision.links
    for name, relation in linked.items():
        if (targets := getattr(amendment, name)) is not None:
            links = (*(one for one in links if one.relation != relation), *(Link(relation, target) for target in targets))
    return replace(decision, **kept, links=links)


def digest(decision: Decision) -> str:
    """Stands for what a document says of a decision: equal as long as nothing that can be corrected changed. None of the
    document's words can be read from it."""
    said = replace(decision, quotes=())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def settled(decision: Decision, rulings: Sequence[Ruling], readers: Readers) -> Settled:
    """A decision with these rulings in it, oldest first."""
    if not rulings:
        return Settled(decision, decision, document_ids=(decision.document_id,), readers=readers)
    now, seen = decision, digest(decision)
    confirmed = first = None
    corrected: dict[str, Stamp] = {}
    for ruling in rulings:
        stamp = Stamp(ruling.ruled_by, ruling.ruled_at, outdated=bool(ruling.seen) and ruling.seen != seen)
        if ruling.act is Act.CONFIRMED:
            confirmed = stamp
        elif ruling.act is Act.CORRECTED:
            now = amended(now, ruling.amendment)
            corrected |= dict.fromkeys(ruling.amendment.changed, stamp)
            confirmed = None  # what was confirmed was another version
        elif ruling.act is Act.WRITTEN:
            first = ruling
    ruled = Ruled(Stamp(first.ruled_by, first.ruled_at) if first else None, confirmed, corrected or None)
    return Settled(
        decision=now,
        original=decision,
        ruled=ruled,
        written=first.number if first else None,
        document_ids=documents_of(first) if first else (decision.document_id,),
        readers=readers,
        holds_since=corrected["status"].at.date() if "status" in corrected else None,
    )


def _without_strangers(one: Settled, known: Mapping[str, Settled]) -> Settled:
    """Without the ids, given by a person, of decisions that are not here: that there are such is not told."""
    if one.ruled is None:
        return one
    given = {link for link in one.decision.links if link.relation == SUPERSEDES} - set(one.original.links)
    if one.written is not None:
        given |= {link for link in one.decision.links if link.relation == SUPERSEDES}
    links = tuple(link for link in one.decision.links if link not in given or link.target in known)
    original = replace(one.original, links=links) if one.written is not None else one.original
    ruled = one.ruled if any(link in links for link in given) or not given else _untold(one.ruled)
    return replace(one, decision=replace(one.decision, links=links), original=original, ruled=ruled)


def _untold(ruled: Ruled) -> Ruled:
    """Without that somebody said what it replaced, where all that they named is not here."""
    told = {name: stamp for name, stamp in ruled.corrections.items() if name != SUPERSEDES}
    return replace(ruled, corrected=told or None)
