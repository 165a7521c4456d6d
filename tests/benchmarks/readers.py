"""Who may read what, at length: `python -m tests.benchmarks.readers --pairs 100000`.

Random people and documents over nested and cyclic groups against a rule written anew; and how much of the exact result a
search finds where 1 % of the chunks may be read, by an exact index and by inverted lists.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.access.directory import Directory, Person
from assistant.adapters.index import vectors
from assistant.domain.readers import Readers

USERS = tuple(f"u{number}" for number in range(40))
GROUPS = tuple(f"g{number}" for number in range(25))
K = 10


def main() -> None:
    """Print both figures; exit 1 where somebody may read too much or too little, or too little is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000, help="how many (person, document) pairs")
    parser.add_argument("--vectors", type=int, default=60_000, help="how many vectors are searched")
    parser.add_argument("--questions", type=int, default=200, help="how many questions are searched for")
    options = parser.parse_args()
    wrong = compare_rules(options.pairs)
    worst = min(recalls(options.vectors, options.questions))
    sys.exit(0 if wrong == 0 and worst >= 0.95 else 1)


# ---- the rule ----


def compare_rules(pairs: int) -> int:
    """How many pairs the two rules judge differently."""
    chosen = random.Random(0)
    leaks = refusals = permitted = worlds = done = 0
    started = time.perf_counter()
    while done < pairs:
        worlds += 1
        groups, own = organisation(chosen)
        people = [Person(user, groups=own[user], administrator=user == "u0" and worlds % 2 == 0) for user in USERS]
        directory = Directory(people, groups)
        inside = members(groups, own)
        for _ in range(min(500, pairs - done)):
            person, readers = chosen.choice(people), audience(chosen)
            says = readers.permit(directory.principal(person.user))
            ought = person.administrator or rule(person.user, readers.names, inside)
            leaks += says and not ought
            refusals += ought and not says
            permitted += ought
            done += 1
    took = time.perf_counter() - started
    print(f"{done} (person, document) pairs over {worlds} organisations, {permitted} of them permitted, in {took:.1f} s:")
    print(f"  leaks {leaks}, wrong refusals {refusals}")
    return leaks + refusals


def organisation(chosen: random.Random) -> tuple[dict[str, list[str]], dict[str, tuple[str, ...]]]:
    """Groups with users and groups in them, chains and cycles included; `gN` that nobody defines occur as members."""
    names = [*USERS, *(f"user:{user}" for user in USERS), *(f"group:{group}" for group in GROUPS * 2)]
    groups = {group: chosen.sample(names, chosen.randint(0, 4)) for group in GROUPS if chosen.random() < 0.9}
    own = {user: tuple(chosen.sample(GROUPS, chosen.choice((0, 0, 0, 1, 2)))) for user in USERS}
    return groups, own


def audience(chosen: random.Random) -> Readers:
    """Nobody, everyone, or some users and groups, one of which does not exist."""
    if chosen.random() < 0.05:
        return Readers(frozenset({"everyone"}))
    names = [*(f"user:{user}" for user in USERS), *(f"group:{group}" for group in (*GROUPS, "ghost"))]
    return Readers(frozenset(chosen.sample(names, chosen.choice((0, 1, 1, 2, 3)))))


def members(groups: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Everybody in each group, grown until nothing more is added."""
    inside = {group: {user for user in USERS if group in own[user]} for group in GROUPS}
    grown = True
    while grown:
        grown = False
        for group, names in groups.items():
            before = len(inside[group])
            for name in names:
                inside[group] |= inside[name[6:]] if name.startswith("group:") else {name.removeprefix("user:")}
            grown = grown or len(inside[group]) > before
    return inside


def rule(user: str, names: frozenset[str], inside: Mapping[str, set[str]]) -> bool:
    """Whether one of an audience's names means this user."""
    return "everyone" in names or f"user:{user}" in names or any(user in inside.get(name[6:], ()) for name in names)


# ---- filtered recall ----


def recalls(count: int, questions: int) -> list[float]:
    """Recall@10 of each index at several shares of readable chunks; printed with the time a search takes."""
    chosen = np.random.default_rng(0)
    rows, asked = clustered(chosen, count), clustered(chosen, questions)
    found = []
    print(f"recall@{K} against exact, {count} vectors in clusters, {questions} questions:")
    for name, exact_below in (("exact", count + 1), ("inverted lists", 1)):
        index = vectors.build(rows, exact_below)
        for share, spread in ((0.01, True), (0.01, False), (0.1, False), (0.5, False), (1.0, True)):
            allowed = readable(chosen, rows, share, spread=spread)
            recall, full, took = measure(index, rows, asked, allowed)
            where = "spread" if spread else "together"
            figures = f"recall {recall:.4f}  full lists {full:.3f}  {took * 1000:6.2f} ms"
            print(f"  {name:15} {share:5.0%} readable, {where:9} {figures}")
            found += [recall, full]
    return found


def clustered(chosen: np.random.Generator, count: int, dimension: int = 384, clusters: int = 300) -> NDArray[np.float32]:
    """Unit vectors around common centres, as those of texts lie."""
    centres = np.random.default_rng(1).standard_normal((clusters, dimension))
    noise = chosen.standard_normal((count, dimension))
    rows = (centres[chosen.integers(clusters, size=count)] + 0.9 * noise).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def readable(chosen: np.random.Generator, rows: NDArray[np.float32], share: float, *, spread: bool) -> NDArray[np.bool_]:
    """Which rows may be read: any, or those on one side of the space, as one team's documents would lie."""
    if spread:
        return chosen.random(len(rows)) < share
    side = rows @ chosen.standard_normal(rows.shape[1]).astype(np.float32)
    return side >= np.quantile(side, 1 - share)


def measure(
    index: Any, rows: NDArray[np.float32], asked: NDArray[np.float32], allowed: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Recall, the share of searches that return k, and the mean time of one."""
    places = np.flatnonzero(allowed)
    right = full = 0
    took = 0.0
    for question in asked:
        exact = places[np.argsort(-(rows[places] @ question))[:K]]
        started = time.perf_counter()
        found = [row for row, _ in vectors.search(index, question.reshape(1, -1), K, vectors.Allowed.of(allowed))[0]]
        took += time.perf_counter() - started
        assert allowed[found].all()
        right += len(set(exact.tolist()) & set(found))
        full += len(found) == min(K, len(places))
    return right / (K * len(asked)), full / len(asked), took / len(asked)


if __name__ == "__main__":
    main()
