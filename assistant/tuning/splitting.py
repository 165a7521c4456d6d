"""Which documents are learned from, which choose, and which judge. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from assistant.tuning.pairs import Pair
from assistant.tuning.wording import plain

HELD_BACK_SHARE: Final = 0.2
CHOOSING_SHARE: Final = 0.1
_LARGEST_GROUP: Final = 0.1
_ALIKE: Final = 0.6
"""Two questions are near-duplicates if they share at least this of all their words (Jaccard)."""


class Part(StrEnum):
    """What a document is used for."""

    LEARNING = "learning"
    CHOOSING = "choosing"
    """When to stop, and how far to go."""
    JUDGING = "judging"
    """Held back: it is looked at once, at the end."""


@dataclass(frozen=True, slots=True)
class Split:
    """Pairs by part. `dropped` were too near to what is held back to be learned from."""

    learning: tuple[Pair, ...]
    choosing: tuple[Pair, ...]
    judging: tuple[Pair, ...]
    dropped: int
    parts: Mapping[str, Part]
    """Every document's, by id."""


def split(pairs: Sequence[Pair], document_ids: Iterable[str], tied: Iterable[tuple[str, str]]) -> Split:
    """By document, and documents that are tied stay together.

    A document's part follows from its id, so that the same documents are held back whenever the corpus is tuned on again:
    what a tuned model is judged by was never learned, also not by the model that it began with.
    """
    parts = _parts(list(document_ids), [*tied, *((p.asked_in, p.document_id) for p in pairs if p.asked_in)])
    by_part: dict[Part, list[Pair]] = {part: [] for part in Part}
    for pair in _once(pairs):
        by_part[parts[pair.document_id]].append(pair)
    kept = _unlike(by_part[Part.LEARNING], [*by_part[Part.CHOOSING], *by_part[Part.JUDGING]])
    return Split(
        tuple(kept),
        tuple(by_part[Part.CHOOSING]),
        tuple(by_part[Part.JUDGING]),
        len(by_part[Part.LEARNING]) - len(kept),
        parts,
    )


def _once(pairs: Iterable[Pair]) -> list[Pair]:
    """Each question with each text once, the first of them."""
    seen: dict[tuple[str, str], Pair] = {}
    for pair in pairs:
        seen.setdefault((plain(pair.question), plain(pair.text)), pair)
    return list(seen.values())


def _parts(document_ids: Sequence[str], tied: Iterable[tuple[str, str]]) -> dict[str, Part]:
    """A group that holds much of the corpus is learned from: held back, it would be all that judges."""
    parts: dict[str, Part] = {}
    for group in _groups(document_ids, tied):
        large = len(group) > max(1, _LARGEST_GROUP * len(document_ids))
        part = Part.LEARNING if large else _part_of(min(group))
        parts |= dict.fromkeys(group, part)
    return parts


def _part_of(name: str) -> Part:
    share = int.from_bytes(sha256(name.encode()).digest()[:8], "big") / 2**64
    if share < HELD_BACK_SHARE:
        return Part.JUDGING
    return Part.CHOOSING if share < HELD_BACK_SHARE + CHOOSING_SHARE else Part.LEARNING


def _groups(names: Sequence[str], tied: Iterable[tuple[str, str]]) -> list[list[str]]:
    """What is tied, directly or through others."""
    leader = {name: name for name in names}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    for one, other in tied:
        if one in leader and other in leader:
            leader[find(one)] = find(other)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[find(name)].append(name)
    return list(groups.values())


def _unlike(pairs: Sequence[Pair], held: Sequence[Pair]) -> list[Pair]:
    """Those whose question is no near-duplicate of one that is held back, and whose text is not the same."""
    texts = {plain(pair.text) for pair in held}
    questions = [frozenset(plain(pair.question).split()) for pair in held]
    having: defaultdict[str, set[int]] = defaultdict(set)
    for place, words in enumerate(questions):
        for word in words:
            having[word].add(place)
    return [pair for pair in pairs if plain(pair.text) not in texts and not _is_alike(pair, questions, having)]


def _is_alike(pair: Pair, questions: Sequence[frozenset[str]], having: Mapping[str, set[int]]) -> bool:
    words = frozenset(plain(pair.question).split())
    near = set().union(*(having[word] for word in words if word in having))
    return any(len(words & questions[place]) >= _ALIKE * len(words | questions[place]) for place in near)
