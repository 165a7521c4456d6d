"""The link graph that rankings use: of each person the one that they may know, made from what documents say of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import log, sqrt
from typing import Final

from assistant.domain.documents import Document, Link
from assistant.domain.link_graph import SHARED, LinkGraph, Tie
from assistant.domain.readers import Principal
from assistant.domain.statuses import DecisionStatus, StatusTable
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.per_view import PerView
from assistant.knowledge.references import WEAKEST, decisions_links, leads_to

_REPLACING: Final = {"supersedes": True, "superseded-by": False}
"""Whether the document that says it is the newer one."""
_NOT_IN_EFFECT: Final = {
    DecisionStatus.PROPOSED,
    DecisionStatus.REJECTED,
    DecisionStatus.WITHDRAWN,
    DecisionStatus.DEFERRED,
}
"""What has such a status replaces nothing, whatever it says."""
_MOST_SPEAKERS: Final = 50
"""What more documents speak of than these says nothing of any two of them, and would take long."""
_ISSUE: Final = re.compile(r"/(?:issues|pulls?)/(\d+)(?:/(?:files|commits|checks|changes)\b.*)?$")


class ReadableLinks:
    """The Links port over the memory. The first question after a change reads all links; the others only look them up."""

    def __init__(self, memory: Memory, statuses: StatusTable) -> None:
        self._memory = memory
        self._webs: PerView[_Web] = PerView(lambda view: _Web(view, statuses))

    def around(self, document_ids: Collection[str], principal: Principal) -> LinkGraph:
        """See the port."""
        web = self._webs.of(self._memory.seen_by(principal))
        ids = list(dict.fromkeys(document_ids))
        heirs = {one: web.heirs(one) for one in ids}
        return LinkGraph(
            ties=tuple(tie for one in ids for tie in web.ties(one)),
            replaced_by={one: found for one, found in heirs.items() if found},
            cited_by={one: len(web.citing[one]) for one in ids if one in web.citing},
        )


class _Web:
    """All links of one view, looked up by document."""

    def __init__(self, view: View, statuses: StatusTable) -> None:
        self.citing: defaultdict[str, set[str]] = defaultdict(set)
        """By document, those that speak of it."""
        self._linked: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """By document, what a link joins it with and how, in either direction."""
        self._newer: defaultdict[str, set[str]] = defaultdict(set)
        self._subjects: defaultdict[str, set[str]] = defaultdict(set)
        """By document, what it speaks of: documents by id, and addresses that lead to none."""
        self._statuses = statuses
        for known in view.known.values():
            for link in (*known.document.links, *decisions_links(known)):
                self._note(known.document, link, leads_to(view, link, known.document))
        self._weights = self._rarity(len(view.known))
        self._speakers = self._by_subject()
        self._lengths: dict[str, float] = {}
        self._alike: dict[str, tuple[Tie, ...]] = {}

    def ties(self, document_id: str) -> Iterator[Tie]:
        """What the document is linked with, and what speaks of the same things."""
        for other, relation in self._linked.get(document_id, {}).items():
            yield Tie(document_id, other, relation)
        if document_id not in self._alike:
            self._alike[document_id] = tuple(self._sharing(document_id))
        yield from self._alike[document_id]

    def heirs(self, document_id: str) -> frozenset[str]:
        """What holds in its place: the ends of the chains of successors; nothing where they lead in a ring."""
        ends, seen, ahead = set[str](), {document_id}, [*self._newer.get(document_id, ())]
        while ahead:
            one = ahead.pop()
            if one in seen:
                continue
            seen.add(one)
            if onward := self._newer.get(one):
                ahead.extend(onward)
            else:
                ends.add(one)
        return frozenset(ends)

    def _note(self, document: Document, link: Link, there: Document | None) -> None:
        if there is None:
            if "://" in link.target:
                self._subjects[document.id].add(_address(link.target))
            return
        if there.id == document.id:
            return
        self._subjects[document.id].add(there.id)
        self._subjects[there.id].add(there.id)
        if link.relation in _REPLACING:
            newer, older = (document, there) if _REPLACING[link.relation] else (there, document)
            if self._statuses.meaning(newer.status) not in _NOT_IN_EFFECT:
                self._newer[older.id].add(newer.id)
        else:
            self.citing[there.id].add(document.id)
        for one, other in ((document.id, there.id), (there.id, document.id)):
            if self._linked[one].get(other, WEAKEST) == WEAKEST:
                self._linked[one][other] = link.relation

    def _rarity(self, documents: int) -> Mapping[str, float]:
        """How much each subject tells: the fewer speak of it, the more."""
        counts: defaultdict[str, int] = defaultdict(int)
        for subjects in self._subjects.values():
            for subject in subjects:
                counts[subject] += 1
        return {subject: log(documents / count) for subject, count in counts.items()}

    def _by_subject(self) -> Mapping[str, tuple[str, ...]]:
        """Who speaks of each subject that more than one speaks of."""
        speakers: defaultdict[str, list[str]] = defaultdict(list)
        for document_id, subjects in self._subjects.items():
            for subject in subjects:
                speakers[subject].append(document_id)
        return {subject: tuple(those) for subject, those in speakers.items() if 1 < len(those) <= _MOST_SPEAKERS}

    def _sharing(self, document_id: str) -> Iterator[Tie]:
        """Documents that speak of the same things: the cosine of the two over subjects, weighted by rarity (bibliographic
        coupling: Kessler, 1963)."""
        common: defaultdict[str, float] = defaultdict(float)
        for subject in self._subjects.get(document_id, ()):
            for other in self._speakers.get(subject, ()):
                common[other] += self._weights[subject] ** 2
        for other, product in common.items():
            if other != document_id and product > 0:
                yield Tie(document_id, other, SHARED, product / (self._length(document_id) * self._length(other)))

    def _length(self, document_id: str) -> float:
        if document_id not in self._lengths:
            self._lengths[document_id] = sqrt(sum(self._weights[subject] ** 2 for subject in self._subjects[document_id]))
        return self._lengths[document_id]


def _address(target: str) -> str:
    """One spelling for what is meant by an address: GitHub numbers issues and pull requests together."""
    return _ISSUE.sub(r"/issues/\1", target.partition("#")[0].rstrip("/"))
