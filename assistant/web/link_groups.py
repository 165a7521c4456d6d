"""A document's links and backlinks as its page shows them: by relation, the first few of each, the others folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.documents import Document
from assistant.knowledge.references import WEAKEST, Backlink, Lead

SHOWN: Final = 8
MOST: Final = 500
_ORDER: Final = ("needs", "supersedes", "superseded-by", "implements", "discussed-in", "closes", "reverts")
_FORWARD: Final = {
    "needs": "Read first",
    "superseded-by": "Superseded by",
    "discussed-in": "Discussed in",
    WEAKEST: "Refers to",
}
_BACKWARD: Final = {
    "needs": "Needed by",
    "supersedes": "Superseded by",
    "superseded-by": "Supersedes",
    "implements": "Implemented by",
    "discussed-in": "Discusses",
    "closes": "Closed by",
    "reverts": "Reverted by",
    WEAKEST: "Referred to by",
}


@dataclass(frozen=True, slots=True)
class Target:
    """One end of a link: a document that may be read, or what the other is called."""

    words: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """What has one relation to the document."""

    label: str
    shown: tuple[Target, ...]
    more: tuple[Target, ...]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.shown) + len(self.more)


def link_groups(links: Sequence[Lead]) -> list[LinkGroup]:
    """Where a document leads, what says most first; documents before other addresses."""
    named = [(link.relation, Target(link.document.title if link.document else link.target, link.document)) for link in links]
    return _groups(named, _FORWARD)


def backlink_groups(links: Sequence[Backlink]) -> list[LinkGroup]:
    """What leads to a document."""
    return _groups([(link.relation, Target(link.document.title, link.document)) for link in links], _BACKWARD)


def _groups(named: Iterable[tuple[str, Target]], labels: dict[str, str]) -> list[LinkGroup]:
    by_relation: dict[str, list[Target]] = {}
    for relation, target in named:
        by_relation.setdefault(relation, []).append(target)
    groups = []
    for relation in sorted(by_relation, key=_rank):
        targets = sorted(by_relation[relation], key=lambda target: target.document is None)[:MOST]
        fold = SHOWN if len(targets) > SHOWN + 1 else len(targets)
        label = labels.get(relation, relation.replace("-", " ").capitalize())
        groups.append(LinkGroup(label, tuple(targets[:fold]), tuple(targets[fold:])))
    return groups


def _rank(relation: str) -> tuple[int, str]:
    if relation == WEAKEST:
        return len(_ORDER) + 1, relation
    return (_ORDER.index(relation) if relation in _ORDER else len(_ORDER)), relation
