"""The shapes of onboarding under `/v1`. They are promised to the outside: add to them, don't change them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.onboarding.changes import Change
from assistant.knowledge.onboarding.explaining import Item
from assistant.knowledge.onboarding.guide import Colleague, Guide, Upkeep
from assistant.knowledge.onboarding.reading_path import Former
from assistant.knowledge.onboarding.reading_time import SAID
from assistant.knowledge.onboarding.topics import Topics
from assistant.web.schemas.answers import DocumentOut, document_path
from assistant.web.schemas.glossary import EntryOut

Topic = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ProgressIn(BaseModel):
    """What was read on the way, by document id, and what was not after all."""

    model_config = ConfigDict(extra="forbid")

    topic: Topic
    read: Annotated[list[Id], Field(max_length=200)] = []
    unread: Annotated[list[Id], Field(max_length=200)] = []


class ItemOut(BaseModel):
    """One thing to read; `url` opens it. `changed` says that it is another version by now than the one that was read."""

    number: int
    stage: str
    document: DocumentOut
    url: str
    minutes: int
    reasons: list[str]
    warnings: list[str]
    pinned: bool
    read_at: datetime | None
    changed: bool

    @classmethod
    def of(cls, item: Item, site: str) -> ItemOut:
        """As JSON."""
        return cls(
            number=item.number,
            stage=item.stage,
            document=DocumentOut.of(item.document),
            url=site + document_path(item.document),
            minutes=item.minutes,
            reasons=list(item.reasons),
            warnings=list(item.warnings),
            pinned=item.pinned,
            read_at=item.read_at,
            changed=item.changed,
        )


class DayOut(BaseModel):
    """What is read on one day: the items from `first` to `last`, by number."""

    number: int
    first: int
    last: int
    minutes: int


class DecidedOut(BaseModel):
    """A decision in force; `url` opens it."""

    id: str
    title: str
    statement: str
    day: date | None
    url: str

    @classmethod
    def of(cls, entry: Entry, site: str) -> DecidedOut:
        """As JSON."""
        decision = entry.decision
        url = f"{site}/decisions/{entry.id}"
        return cls(id=entry.id, title=decision.title, statement=decision.statement, day=entry.day, url=url)


class ColleagueOut(BaseModel):
    """Somebody to know; `id` is that of `/v1/people`, "" for somebody who has none."""

    id: str
    name: str
    because: str
    documents: list[DocumentOut]

    @classmethod
    def of(cls, colleague: Colleague) -> ColleagueOut:
        """As JSON."""
        documents = [DocumentOut.of(document) for document in colleague.documents]
        return cls(id=colleague.person, name=colleague.name, because=colleague.because, documents=documents)


class ChangeOut(BaseModel):
    """What happened on a day: `news` is new, changed, decided or replaced; `by` are the decisions that replaced it."""

    day: date
    news: str
    title: str
    by: list[str]
    document: DocumentOut
    url: str

    @classmethod
    def of(cls, change: Change, site: str) -> ChangeOut:
        """As JSON."""
        return cls(
            day=change.day,
            news=change.news.value,
            title=change.title,
            by=[one.decision.title for one in change.by],
            document=DocumentOut.of(change.document),
            url=site + document_path(change.document),
        )


class FormerOut(BaseModel):
    """A document that is named only as history, and what took its place."""

    document: DocumentOut
    replaced_by: list[DocumentOut]

    @classmethod
    def of(cls, former: Former) -> FormerOut:
        """As JSON."""
        newer = [DocumentOut.of(one) for one in former.replaced_by]
        return cls(document=DocumentOut.of(former.document), replaced_by=newer)


class OpenQuestionOut(BaseModel):
    """What newcomers asked and no document answers; never who."""

    text: str
    times: int
    last_at: datetime


class UpkeepOut(BaseModel):
    """For the path's owner and curators only."""

    problems: list[str]
    questions: list[OpenQuestionOut]

    @classmethod
    def of(cls, upkeep: Upkeep) -> UpkeepOut:
        """As JSON."""
        questions = [OpenQuestionOut(text=one.text, times=one.times, last_at=one.last_at) for one in upkeep.questions]
        return cls(problems=list(upkeep.problems), questions=questions)


class TopicsOut(BaseModel):
    """What a path can be asked for."""

    pinned: list[str]
    teams: list[str]
    places: list[str]
    cited: list[DocumentOut]

    @classmethod
    def of(cls, topics: Topics) -> TopicsOut:
        """As JSON."""
        cited = [DocumentOut.of(document) for document in topics.cited]
        return cls(pinned=list(topics.pinned), teams=list(topics.teams), places=list(topics.places), cited=cited)


class OnboardingOut(BaseModel):
    """A reading path with what stands around it. Without `items` nothing that the caller may read is about the topic; then
    `nearest` comes closest and `topics` says what there is."""

    topic: str
    items: list[ItemOut]
    minutes: int
    reading_speed: str
    days: list[DayOut]
    read: int
    keeps_progress: bool
    decisions: list[DecidedOut]
    terms: list[EntryOut]
    people: list[ColleagueOut]
    since: date
    changes: list[ChangeOut]
    history: list[FormerOut]
    pinned_in: DocumentOut | None
    owners: list[str]
    upkeep: UpkeepOut | None
    nearest: list[DocumentOut]
    topics: TopicsOut

    @classmethod
    def of(cls, guide: Guide, site: str) -> OnboardingOut:
        """As JSON; `site` is the address of this server, without a slash at its end."""
        return cls(
            topic=guide.topic,
            items=[ItemOut.of(item, site) for item in guide.items],
            minutes=guide.minutes,
            reading_speed=SAID,
            days=[DayOut(number=day.number, first=day.first, last=day.last, minutes=day.minutes) for day in guide.days],
            read=guide.read,
            keeps_progress=guide.keeps_progress,
            decisions=[DecidedOut.of(entry, site) for entry in guide.decisions],
            terms=[EntryOut.of(entry, site) for entry in guide.terms],
            people=[ColleagueOut.of(one) for one in guide.people],
            since=guide.since,
            changes=[ChangeOut.of(change, site) for change in guide.changes],
            history=[FormerOut.of(one) for one in guide.history],
            pinned_in=DocumentOut.of(guide.pinned_in) if guide.pinned_in else None,
            owners=list(guide.owners),
            upkeep=UpkeepOut.of(guide.upkeep) if guide.upkeep else None,
            nearest=[DocumentOut.of(document) for document in guide.nearest],
            topics=TopicsOut.of(guide.topics),
        )
