"""Measures whom Lore names as experts: `python -m tests.benchmarks.experts HOME [--limit N] [--tune]`.

HOME is a data folder with an ingested corpus of documents that name authors. Each such document is hidden (its chunks are no
hits, and what its people did in it does not count) and experts are asked for on its title. It is answered if one of its true
authors or reviewers is among the first five. Printed beside it, from the same run: the authors of the ten nearest documents,
by their best chunk in the vectors alone and in Lore's own search; and the ceiling, since whoever occurs in no other document
can't be found by anybody. Documents fall into two halves by a hash of their path; weights are chosen on the first (`--tune`).
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final

from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant import open_lore
from assistant.adapters.system_clock import SystemClock
from assistant.bootstrap import Lore
from assistant.domain.documents import Document
from assistant.domain.extracted import Known
from assistant.domain.hits import Hit, Scored
from assistant.domain.people import Role
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal
from assistant.knowledge.people.experts import HITS, is_about
from assistant.knowledge.people.identities import Identities
from assistant.knowledge.people.ranking import Weights, ranked
from assistant.retrieval.fusion import Ranking, fuse
from assistant.retrieval.retriever import POOL

EVERYTHING: Final = Principal("", administrator=True)
EVERYWHERE: Final = Scope(EVERYTHING)
FIRST: Final = 5
WIDE: Final = 3 * POOL
"""So many chunks are fetched that enough are left without those of the hidden document."""
NEAREST: Final = 10
MADE_IT: Final = frozenset({Role.AUTHOR, Role.REVIEWER})
GRID: Final[Mapping[str, Sequence[Any]]] = {
    "sharpness": (0.5, 0.8, 1.0, 1.5, 2.0, 3.0),
    "fall": (0.8, 0.9, 0.95, 1.0),
    "spread": (0.0, 0.25, 0.5),
    "everywhere": (0.0, 0.05, 0.1, 0.2),
    "age_floor": (0.5, 0.7, 0.85, 1.0),
}


@dataclass(frozen=True)
class Hidden:
    """A document with what is found for its title without it, and the ids of its true people by the others' documents."""

    document: Document
    hits: Sequence[Hit]
    dense: Sequence[str]
    """Ids of the nearest documents by their best vector."""
    authors: frozenset[str]
    people: frozenset[str]
    """Authors and reviewers."""

    @property
    def half(self) -> int:
        """0 is tuned on, 1 is held out."""
        return hashlib.sha256(self.document.path.encode()).digest()[0] % 2


class Trials:
    """The corpus, and each of its documents in turn hidden."""

    def __init__(self, lore: Lore, limit: int | None) -> None:
        self._lore = lore
        self._view = lore.index.view()
        view = lore.knowledge.memory.seen_by(EVERYTHING)
        self.identities = lore.knowledge.people.seen_by(EVERYTHING)
        named = [one for one in view.known.values() if self._people(one, {Role.AUTHOR})]
        self.known = sorted(named, key=lambda one: hashlib.sha256(one.document.path.encode()).digest())[:limit]

    def hidden(self) -> list[Hidden]:
        """Search for each title as Lore does, in an index that lacks the document."""
        return [self._hide(one) for one in track(self.known, "searching")]

    def occurs(self, one: Hidden, people: frozenset[str]) -> bool:
        """Whether one of them is in another document at all."""
        everybody = {person.id: person for person in self.identities.everybody}
        return any(part.document.id != one.document.id for person in people for part in everybody[person].parts)

    def _hide(self, one: Known) -> Hidden:
        document = one.document
        vector = self._lore.embedder.embed_question(document.title)
        near = self._others(self._view.nearest(vector, WIDE, EVERYWHERE), document)
        matching = self._others(self._view.matching(document.title, WIDE, EVERYWHERE), document)
        fused = fuse(near[:POOL], matching[:POOL], Ranking())[:HITS]
        found = self._lore.catalogue.documents.found([scored.key for scored in fused])
        places = [(scored, found[scored.key]) for scored in fused if scored.key in found]
        return Hidden(
            document,
            [Hit(place.document, place.chunk, scored.score, scored.similarity) for scored, place in places],
            list(dict.fromkeys(scored.document_id for scored in near))[:NEAREST],
            frozenset(self._people(one, {Role.AUTHOR})),
            frozenset(self._people(one, MADE_IT)),
        )

    def _others(self, found: Sequence[Scored], document: Document) -> list[Scored]:
        return [scored for scored in found if scored.document_id != document.id]

    def _people(self, one: Known, roles: set[Role] | frozenset[Role]) -> set[str]:
        return {person.id for person, part in self.identities.of(one.document.id) if part.role in roles}


def without(identities: Identities, document_id: str) -> Identities:
    """Everybody, but for what they did in one document."""
    left = [
        replace(one, parts=tuple(part for part in one.parts if part.document.id != document_id)) for one in identities.everybody
    ]
    return Identities([one for one in left if one.parts])


def of_the_nearest(documents: Sequence[str], identities: Identities) -> list[str]:
    """The authors of these documents, in their order."""
    named = (person.id for known in documents for person, part in identities.of(known) if part.role is Role.AUTHOR)
    return list(islice(dict.fromkeys(named), FIRST))


def suggested(one: Hidden, others: Identities, weights: Weights, now: datetime) -> list[str]:
    """Whom Lore names."""
    hits = [hit for hit in one.hits if is_about(hit, one.document.title)]
    return [each.person.id for each in ranked(hits, others, now, weights)[:FIRST]]


def share(found: Sequence[Sequence[str]], true: Sequence[frozenset[str]]) -> float:
    """How many of the documents have one of the true people among those found."""
    return sum(bool(people & set(names)) for names, people in zip(found, true, strict=True)) / max(1, len(true))


def measure(hidden: Sequence[Hidden], find: Callable[[Hidden], list[str]]) -> list[float]:
    """The share for the first half, the held-out half and all, against authors and reviewers; then all, authors only."""
    found = [find(one) for one in hidden]
    shares = []
    for half in ({0}, {1}, {0, 1}):
        chosen = [(names, one.people) for names, one in zip(found, hidden, strict=True) if one.half in half]
        shares.append(share([names for names, _ in chosen], [people for _, people in chosen]))
    return [*shares, share(found, [one.authors for one in hidden])]


def tuned(hidden: Sequence[Hidden], others: Mapping[str, Identities], now: datetime, console: Console) -> Weights:
    """Weights by coordinate ascent on the first half: each in turn, twice."""
    mine = [one for one in hidden if one.half == 0]
    best, weights = -1.0, Weights()
    for _ in range(2):
        for name, values in GRID.items():
            for value in values:
                tried = replace(weights, **{name: value})
                found = [suggested(one, others[one.document.id], tried, now) for one in mine]
                reached = share(found, [one.people for one in mine])
                if reached > best:
                    best, weights = reached, tried
                    console.print(f"  {reached:.4f}  {name} = {value}", highlight=False)
    return weights


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home")
    parser.add_argument("--limit", type=int, help="only so many documents, drawn by a hash of their path")
    parser.add_argument("--tune", action="store_true", help="choose weights on the first half, and print them")
    chosen = parser.parse_args()
    console = Console()
    with open_lore(chosen.home) as lore:
        trials = Trials(lore, chosen.limit)
        hidden = trials.hidden()
    others = {one.document.id: without(trials.identities, one.document.id) for one in track(hidden, "hiding")}
    now = SystemClock().now()
    rows: dict[str, Callable[[Hidden], list[str]]] = {
        "the authors of the ten nearest (vectors)": lambda one: of_the_nearest(one.dense, others[one.document.id]),
        "the authors of the ten nearest (Lore's search)": lambda one: of_the_nearest(
            list(dict.fromkeys(hit.document.id for hit in one.hits))[:NEAREST], others[one.document.id]
        ),
        "lore experts": lambda one: suggested(one, others[one.document.id], Weights(), now),
    }
    if chosen.tune:
        weights = tuned(hidden, others, now, console)
        console.print(weights)
        rows["lore experts, tuned on the first half"] = lambda one: suggested(one, others[one.document.id], weights, now)
    table = Table(title=f"One of {FIRST} is a true author or reviewer: {len(hidden)} documents with authors")
    for column in ("", "first half", "held out", "all", "authors only"):
        table.add_column(column)
    for name, find in rows.items():
        table.add_row(name, *(f"{value:.3f}" for value in measure(hidden, find)))
    able = [one for one in hidden if trials.occurs(one, one.people)]
    parts = [sum(one.half == half for one in able) / max(1, sum(one.half == half for one in hidden)) for half in (0, 1)]
    of_authors = sum(trials.occurs(one, one.authors) for one in hidden)
    ceiling = (*parts, len(able) / len(hidden), of_authors / len(hidden))
    table.add_row("the ceiling: somebody occurs elsewhere", *(f"{value:.3f}" for value in ceiling))
    console.print(table)


if __name__ == "__main__":
    main()
