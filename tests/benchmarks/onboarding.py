"""Reading paths over a data folder: the order, what should not be in them, and how they read.

`python -m tests.benchmarks.onboarding HOME [TOPIC …]` makes a path for every team, folder and source, and for the words of the
most cited titles, checks them, and prints those for the named topics (or the first six) so that they can be read. Make HOME
with `lore --home HOME demo --ingest-only`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap import Lore, open_lore
from assistant.domain.readers import Principal
from assistant.domain.statuses import Standing, standing
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.citedness import Citedness
from assistant.knowledge.onboarding.guide import Guide
from assistant.knowledge.onboarding.likeness import say_the_same, shingles
from assistant.knowledge.onboarding.ordering import need_each_other, violations

SHOWN = 6
NOT_THERE = ("quantum teleportation", "cooking recipes", "zebra", "payroll and salaries")


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with one path: pairs of titles in the wrong order, of which some need each other and some stand so in the
    team's own list; items that say the same; items that no longer hold."""

    wrong: tuple[str, ...]
    in_a_ring: int
    doubled: tuple[str, ...]
    past: tuple[str, ...]
    needs: int


def check(lore: Lore, view: View, guide: Guide) -> Found:
    """Look at a path from outside: by the links, texts and statuses of its documents."""
    citedness = Citedness(view)
    order = [item.document.id for item in guide.items]
    pinned = {item.document.id for item in guide.items if item.pinned}
    wrong, rings = [], 0
    for id_, needed in violations(order, citedness.needs):
        if need_each_other(id_, needed, citedness.needs):
            rings += 1
        elif not {id_, needed} <= pinned:
            wrong.append(f"{view.documents[id_].title} before {view.documents[needed].title}")
    texts = {id_: shingles(chunk.text for chunk in lore.catalogue.documents.chunks(id_)) for id_ in order}
    doubled = [
        f"{view.documents[one].title} / {view.documents[other].title}"
        for place, one in enumerate(order)
        for other in order[place + 1 :]
        if say_the_same(texts[one], texts[other])
    ]
    past = [item.document.title for item in guide.items if standing(item.document.status) is not Standing.HOLDS]
    needs = sum(len(citedness.needs[id_] & set(order)) for id_ in order)
    return Found(tuple(wrong), rings, tuple(doubled), tuple(past), needs)


def topics(view: View, guides: Iterable[str]) -> list[str]:
    """Teams, places, and the words of titles."""
    words = dict.fromkeys(
        word.casefold() for document in view.documents.values() for word in re.findall(r"[^\W\d_]{5,}", document.title)
    )
    return list(dict.fromkeys([*guides, *list(words)[:40]]))


def show(guide: Guide) -> None:
    """A path as its reader sees it, in plain text."""
    print(f"\n=== {guide.topic}: {len(guide.items)} documents, {guide.minutes} min, {len(guide.days)} days ===")
    stage = ""
    for item in guide.items:
        if item.stage != stage:
            stage = item.stage
            print(f"  {stage}")
        mark = "*" if item.pinned else " "
        print(f"  {item.number:>3}{mark} {item.document.title[:70]:<70} {item.minutes:>3} min  {item.document.status[:12]}")
        print(f"        {'; '.join(item.reasons)[:150]}")
        for warning in item.warnings:
            print(f"        ! {warning}")
    print(f"  history: {'; '.join(one.document.title for one in guide.history) or '-'}")
    print(f"  decisions in force: {'; '.join(entry.decision.title for entry in guide.decisions) or '-'}")
    print(f"  terms: {', '.join(term.name for term in guide.terms) or '-'}")
    print(f"  people: {', '.join(one.name for one in guide.people) or '-'}")


def main() -> None:
    """Check many, show some."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("topics", nargs="*")
    given = parser.parse_args()
    administrator = Principal("", administrator=True)
    with open_lore(given.home) as lore:
        onboarding, view = lore.knowledge.onboarding, lore.knowledge.memory.seen_by(administrator)
        named = onboarding.topics(administrator)
        tried = topics(view, [*named.pinned, *named.teams, *named.places])
        guides = {topic: onboarding.guide(administrator, topic) for topic in tried}
        made = {topic: guide for topic, guide in guides.items() if guide.items}
        found = {topic: check(lore, view, guide) for topic, guide in made.items()}
        for topic in given.topics or list(made)[:SHOWN]:
            show(onboarding.guide(administrator, topic))
        empty = [topic for topic in NOT_THERE if not onboarding.guide(administrator, topic).items]
    report(found, made, len(tried))
    print(f"topics without documents that were said to have none: {len(empty)} of {len(NOT_THERE)} {empty}")


def report(found: dict[str, Found], made: dict[str, Guide], tried: int) -> None:
    """The figures."""
    sizes = [len(guide.items) for guide in made.values()]
    print(f"\ntopics tried: {tried}; paths made: {len(made)}; items a path: {min(sizes)} to {max(sizes)}, in all {sum(sizes)}")
    print(f"links 'needs' inside paths: {sum(one.needs for one in found.values())}")
    for name, lines in (
        ("'needs' violated (rings and a team's own order apart)", [f"{t}: {w}" for t, one in found.items() for w in one.wrong]),
        ("near-duplicates", [f"{topic}: {line}" for topic, one in found.items() for line in one.doubled]),
        ("superseded, rejected or withdrawn items", [f"{topic}: {line}" for topic, one in found.items() for line in one.past]),
    ):
        print(f"{name}: {len(lines)}")
        for line in lines[:10]:
            print(f"    {line}")
    print(f"links 'needs' in rings: {sum(one.in_a_ring for one in found.values())}")


if __name__ == "__main__":
    main()
