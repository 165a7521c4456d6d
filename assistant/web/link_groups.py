"""What a document hangs together with, as people are told it: by relation in words, both directions together.

That one document supersedes another may be said by either; it is told once, and with the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.documents import Document
from assistant.knowledge.references import WEAKEST, Backlink, Lead

SHOWN: Final = 8
MOST: Final = 500
_FORWARD: Final = {
    "superseded-by": "Superseded by",
    "amended-by": "Amended by",
    "supersedes": "Supersedes",
    "needs": "Read first",
    "closes": "Closes",
    "reverts": "Reverts",
    "implements": "Implements",
    "discussed-in": "Discussed in",
    WEAKEST: "Cites",
}
_BACKWARD: Final = {
    "superseded-by": "Supersedes",
    "amended-by": "Amends",
    "supersedes": "Superseded by",
    "needs": "Needed by",
    "closes": "Closed by",
    "reverts": "Reverted by",
    "implements": "Implemented by",
    "discussed-in": "Discusses",
    WEAKEST: "Cited by",
}
_ORDER: Final = tuple(dict.fromkeys(label for relation in _FORWARD for label in (_FORWARD[relation], _BACKWARD[relation])))
"""What changes most of how the document is to be read comes first."""


@dataclass(frozen=True, slots=True)
class Target:
    """One end of a link: a document that may be read, or what the other is called."""

    words: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """What has one relation to the document."""

    label: str
    targets: tuple[Target, ...]

    @property
    def shown(self) -> tuple[Target, ...]:
        """The first ones; all of them where only one would be left out."""
        return self.targets if len(self.targets) <= SHOWN + 1 else self.targets[:SHOWN]

    @property
    def more(self) -> tuple[Target, ...]:
        """The others."""
        return self.targets[len(self.shown) :]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.targets)


def link_groups(leads: Sequence[Lead], backlinks: Sequence[Backlink] = ()) -> list[LinkGroup]:
    """What a document leads to, and what leads to it, by relation; documents before other addresses, the newest first. A
    document that is told under one label is not told again as cited or citing."""
    by_label: dict[str, dict[str, Target]] = {}
    for label, target in sorted(_named(leads, backlinks), key=lambda one: _rank(one[0])):
        key = target.document.id if target.document else target.words
        is_told = any(key in held for held in by_label.values())
        if not (is_told and label in {_FORWARD[WEAKEST], _BACKWARD[WEAKEST]}):
            by_label.setdefault(label, {}).setdefault(key, target)
    return [LinkGroup(label, tuple(sorted(held.values(), key=_newest_first))[:MOST]) for label, held in by_label.items()]


def _named(leads: Sequence[Lead], backlinks: Sequence[Backlink]) -> Iterator[tuple[str, Target]]:
    for lead in leads:
        words = lead.document.title if lead.document else lead.target
        yield _label(lead.relation, _FORWARD), Target(words, lead.document)
    for link in backlinks:
        yield _label(link.relation, _BACKWARD), Target(link.document.title, link.document)


def _label(relation: str, labels: dict[str, str]) -> str:
    return labels.get(relation) or relation.replace("-", " ").capitalize()


def _rank(label: str) -> tuple[int, str]:
    return (_ORDER.index(label) if label in _ORDER else len(_ORDER) - 3), label


def _newest_first(target: Target) -> tuple[bool, float, str]:
    when = target.document and (target.document.updated_at or target.document.created_at)
    return target.document is None, -when.timestamp() if when else 0.0, target.words
