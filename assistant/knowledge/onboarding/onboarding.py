"""Bringing somebody new in: a reading path made from the corpus, with what stands around it. Read `Onboarding.guide` first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Final

from assistant.access.staff import Staff
from assistant.domain.documents import Document
from assistant.domain.progress import ReadDocument
from assistant.domain.readers import Principal, Readers
from assistant.errors import NotFound, UsageError
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.onboarding.changes import changes
from assistant.knowledge.onboarding.choosing import Material
from assistant.knowledge.onboarding.citedness import Citedness
from assistant.knowledge.onboarding.explaining import Item, explained
from assistant.knowledge.onboarding.guide import Guide, Upkeep
from assistant.knowledge.onboarding.newcomers import NewcomerQuestions, OpenQuestion
from assistant.knowledge.onboarding.path_keepers import in_order, may_hear_newcomers
from assistant.knowledge.onboarding.pinned_path import Line, Pin, PinnedPath, as_markdown, is_path, read_pins, serves
from assistant.knowledge.onboarding.reading_path import compose, is_glossary
from assistant.knowledge.onboarding.reading_time import days
from assistant.knowledge.onboarding.relevance import LONGEST_TOPIC, Topical
from assistant.knowledge.onboarding.surroundings import (
    address_of,
    colleagues,
    decisions_about,
    nearest_to,
    placed_pins,
    terms_used,
)
from assistant.knowledge.onboarding.topics import Topics, topics_of
from assistant.knowledge.onboarding.wording import Wording
from assistant.knowledge.people.experts import Experts
from assistant.knowledge.per_view import PerView
from assistant.knowledge.ports import Progress, Searcher
from assistant.ports import Clock, Documents

MINUTES_A_DAY: Final = 45
_LATELY: Final = timedelta(days=90)
_TERMS_LOOKED_AT: Final = 2000
_MOST_CHANGES: Final = 20
_MOST_PEOPLE: Final = 5


@dataclass(frozen=True, slots=True)
class Library:
    """Where documents are found and read."""

    searcher: Searcher
    documents: Documents


@dataclass(frozen=True, slots=True)
class Diary:
    """What newcomers have read, and what day it is."""

    progress: Progress
    clock: Clock


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a path: decisions, terms, people, and newcomers' questions. `curators` see every path's upkeep
    and every question."""

    decisions: DecisionBook
    glossary: Glossary
    questions: NewcomerQuestions
    experts: Experts
    curators: Readers


class Onboarding:
    """Guides for one principal at a time, from what they may read alone. Blocks; safe to share between threads."""

    def __init__(self, memory: Memory, library: Library, staff: Staff, diary: Diary, beside: Beside) -> None:
        self._memory = memory
        self._library = library
        self._staff = staff
        self._diary = diary
        self._beside = beside
        self._topical = Topical(library.searcher, staff)
        self._citedness: PerView[Citedness] = PerView(Citedness)

    def topics(self, principal: Principal) -> Topics:
        """What a path can be made for: pinned paths, teams and sources with documents, and what is spoken of most."""
        view = self._memory.seen_by(principal)
        return topics_of(view, self._citedness.of(view), self._staff)

    def teams_of(self, principal: Principal) -> tuple[str, ...]:
        """The teams that they are in and that a path can be made for, the smallest first: a team says more of what somebody
        has to know than the department around it."""
        topics = self.topics(principal)
        sizes = {team: len(self._staff.members(team)) for team in {*topics.pinned, *topics.teams} & principal.groups}
        return tuple(sorted(sizes, key=lambda team: (sizes[team], team)))

    def guide(self, principal: Principal, topic: str, since: date | None = None) -> Guide:
        """The path for a topic or a team with what stands around it, and what changed since a day: the asker's first one if
        none is given, else the last three months. Raises UsageError for an empty or endless topic."""
        topic = " ".join(topic.split())
        if not topic or len(topic) > LONGEST_TOPIC:
            raise UsageError(f"name a team or a topic in at most {LONGEST_TOPIC} characters, such as 'platform' or 'billing'")
        view = self._memory.seen_by(principal)
        material = self._material(principal, view, topic)
        pinned = self._pinned(view, topic)
        placed = placed_pins(pinned, view)
        composed = compose(material, [(pin, document) for pin, document in placed if document])
        person = None if principal.company else self._staff.person(principal.user)
        joined = person.joined if person else None
        today = material.today
        guide = Guide(
            topic=topic,
            items=explained(composed, material),
            days=days([step.minutes for _, step in composed.steps], MINUTES_A_DAY),
            decisions=decisions_about(material, topic),
            terms=(),
            people=(),
            changes=(),
            since=since or joined or today - _LATELY,
            joined=joined,
            history=composed.history,
        )
        if not guide.items:
            return replace(guide, decisions=(), nearest=nearest_to(material), topics=self.topics(principal))
        guide = self._with_progress(self._surrounded(guide, principal, material), principal)
        return self._kept_by(guide, principal, pinned, placed) if pinned else self._kept_by(guide, principal, None, [])

    def mark(self, principal: Principal, topic: str, read: Collection[str], unread: Collection[str] = ()) -> None:
        """Keep that these documents were read by now, and that those were not. Raises NotFound, in the same words, for a
        document that is not there and for one that is not for them, and UsageError for somebody without a name."""
        if not _keeps_progress(principal):
            raise UsageError("progress is kept for people: name yourself with --as, or sign in")
        view = self._memory.seen_by(principal)
        for document_id in read:
            if document_id not in view.known:
                raise NotFound("There is no such document, or it is not shared with you.")
        now = self._diary.clock.now()
        held = self._diary.progress.read_by(principal.user)
        done = [
            ReadDocument(id_, view.documents[id_].content_hash, topic, now)
            for id_ in dict.fromkeys(read)
            if id_ not in held or held[id_].content_hash != view.documents[id_].content_hash
        ]
        self._diary.progress.keep(principal.user, done, set(unread) & held.keys())

    def export(self, principal: Principal, topic: str) -> str:
        """The path as a Markdown file that a team can put into its repository, and edit."""
        guide = self.guide(principal, topic)
        if not guide.items:
            raise NotFound(f"nothing that you may read is about '{guide.topic}': `lore onboard` names what there is")
        person = self._staff.person(principal.user)
        owner = next(iter(guide.owners), person.name or person.user if person else "")
        lines = (
            Line(item.document.title, address_of(item.document), "; ".join(item.reasons), item.stage) for item in guide.items
        )
        return as_markdown(guide.topic, owner, lines)

    def _material(self, principal: Principal, view: View, topic: str) -> Material:
        relevance = self._topical.find(principal, view, topic)
        lineage = self._beside.decisions.lineage(principal)
        today = self._diary.clock.now().date()

        @cache
        def texts(document_id: str) -> Sequence[str]:
            return self._texts(view.documents[document_id])

        return Material(view, self._citedness.of(view), lineage, topic, relevance, today, lambda document: texts(document.id))

    def _texts(self, document: Document) -> tuple[str, ...]:
        """Its chunks' texts; nothing if an ingest has changed it meanwhile, as its readers may have changed too."""
        texts = tuple(chunk.text for chunk in self._library.documents.chunks(document.id))
        return texts if self._library.documents.get(document.id) == document else ()

    def _pinned(self, view: View, topic: str) -> PinnedPath | None:
        """The team's own path; of several the one that `path_keepers` puts first."""
        claiming = [document for document in view.documents.values() if is_path(document) and serves(document, topic)]
        found = in_order(claiming, topic, self._staff, self._citedness.of(view))
        for document in found:
            chunks = self._library.documents.chunks(document.id)
            if self._library.documents.get(document.id) == document and (pins := read_pins(chunks)):
                return PinnedPath(document, pins, tuple(one for one in found if one.id != document.id))
        return None

    def _surrounded(self, guide: Guide, principal: Principal, material: Material) -> Guide:
        """With the terms of its documents, the people, and what changed."""
        ids = {item.document.id for item in guide.items}
        about = [material.view.documents[id_] for id_, one in material.relevance.items() if one.is_enough]
        about += [item.document for item in guide.items if item.document.id not in {one.id for one in about}]
        read = [one for one in about if not is_path(one)]
        speaking = (item.document for item in guide.items if not is_glossary(item.document))
        wording = Wording(chain.from_iterable(material.texts(document) for document in speaking))
        return replace(
            guide,
            terms=terms_used(self._beside.glossary.terms(principal, k=_TERMS_LOOKED_AT), wording, ids),
            people=colleagues(self._staff, guide.topic, self._beside.experts.suggest(principal, guide.topic, _MOST_PEOPLE)),
            changes=changes(read, material.lineage, guide.since, material.today, _MOST_CHANGES),
        )

    def _with_progress(self, guide: Guide, principal: Principal) -> Guide:
        if not _keeps_progress(principal):
            return guide
        read = self._diary.progress.read_by(principal.user)
        return replace(guide, keeps_progress=True, items=tuple(_as_read(item, read) for item in guide.items))

    def _kept_by(
        self, guide: Guide, principal: Principal, pinned: PinnedPath | None, placed: Sequence[tuple[Pin, Document | None]]
    ) -> Guide:
        """With its owners; and for them and curators, with what needs their care."""
        owners = pinned.owners if pinned else ()
        guide = replace(guide, owners=owners, pinned_in=pinned.document if pinned else None)
        is_owner = not principal.company and self._staff.is_one_of(principal.user, owners)
        if not (is_owner or self._beside.curators.permit(principal)):
            return guide
        listed = frozenset(document.id for _, document in placed if document)
        return replace(guide, upkeep=Upkeep(_problems(pinned, placed), self._questions(guide, principal, listed)))

    def _questions(self, guide: Guide, principal: Principal, listed: frozenset[str]) -> tuple[OpenQuestion, ...]:
        """Newcomers' open questions that this principal may see; `listed` are the documents that the path itself names."""
        view, today = self._memory.seen_by(principal), self._diary.clock.now().date()
        if self._beside.curators.permit(principal):
            return self._beside.questions.about(view, guide.topic, {item.document.id for item in guide.items}, today)
        if guide.pinned_in is None or not may_hear_newcomers(principal.user, guide.pinned_in, guide.topic, self._staff):
            return ()
        return self._beside.questions.for_owner(view, principal.user, listed, today)


def _problems(pinned: PinnedPath | None, placed: Sequence[tuple[Pin, Document | None]]) -> tuple[str, ...]:
    lost = [pin for pin, document in placed if document is None]
    others = pinned.others if pinned else ()
    return (
        *(f"“{pin.words}” leads to {pin.target}, which is no document that you may read" for pin in lost),
        *(f"“{one.title}” ({one.source}/{one.path}) says that it is for this too, and was not taken" for one in others),
    )


def _keeps_progress(principal: Principal) -> bool:
    """The local administrator has no name and is one person; other people without a name are many. What somebody has read is
    nothing for the company that they ask in."""
    return (bool(principal.user) or principal.administrator) and not principal.company


def _as_read(item: Item, read: Mapping[str, ReadDocument]) -> Item:
    held = read.get(item.document.id)
    if held is None:
        return item
    return replace(item, read_at=held.read_at, changed=held.content_hash != item.document.content_hash)
