"""The shapes of `/v1/gaps` and `/v1/feedback`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.domain.asked import Asked, Complaint, Rating
from assistant.domain.documents import Document
from assistant.knowledge.decisions.conflicts import Conflict
from assistant.knowledge.health.consequences import what_it_changes
from assistant.knowledge.health.feedback import LONGEST_BETTER, LONGEST_REASON, Remark
from assistant.knowledge.health.freshness import Concern
from assistant.knowledge.health.gaps import Gap, Suggested
from assistant.knowledge.health.health import HealthReport
from assistant.knowledge.health.usage import Counts, TeamUse, Usage
from assistant.web.schemas.answers import DocumentOut

AnswerId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON)]
Better = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_BETTER)]


class OwnerOut(BaseModel):
    """Somebody who may know, and why they are named."""

    name: str
    because: str


class GapOut(BaseModel):
    """Questions that ask the same and that no document answers. `askers` and `teams` are null where fewer than three asked."""

    id: str
    question: str
    wordings: list[str]
    times: int
    askers: int | None
    teams: int | None
    first_at: datetime
    last_at: datetime
    unhelpful: int
    owner: OwnerOut | None
    nearest: list[DocumentOut]
    complaints: dict[str, int] = {}
    """What was said not to be right, by category, and how often."""
    better: list[DocumentOut] = []
    """Documents that were named as better sources, among those that the caller may read."""

    @classmethod
    def of(cls, gap: Gap) -> GapOut:
        """As JSON."""
        return cls(
            id=gap.id,
            question=gap.question,
            wordings=list(gap.wordings),
            times=gap.times,
            askers=gap.askers,
            teams=gap.teams,
            first_at=gap.first_at,
            last_at=gap.last_at,
            unhelpful=gap.unhelpful,
            owner=_owner(gap.owner),
            nearest=_documents(gap.nearest),
            complaints=dict(gap.complaints),
            better=_documents(gap.better),
        )


class ConcernOut(BaseModel):
    """A document that somebody should look at: why, in words, and what to do."""

    document: DocumentOut
    why: str
    reason: str
    todo: str
    cited: int
    others: list[DocumentOut]

    @classmethod
    def of(cls, one: Concern) -> ConcernOut:
        """As JSON."""
        return cls(
            document=DocumentOut.of(one.document),
            why=one.why,
            reason=one.reason,
            todo=one.todo,
            cited=one.cited,
            others=_documents(one.others),
        )


class ConflictingOut(BaseModel):
    """One of the decisions that can't all be right."""

    id: str
    title: str
    status: str
    document: DocumentOut | None


class ConflictOut(BaseModel):
    """Decisions that can't all be right. `why` is rivals, ring, orphaned or disputed."""

    why: str
    decisions: list[ConflictingOut]

    @classmethod
    def of(cls, conflict: Conflict) -> ConflictOut:
        """As JSON."""
        return cls(
            why=conflict.discord,
            decisions=[
                ConflictingOut(
                    id=entry.id,
                    title=entry.decision.title,
                    status=entry.status,
                    document=DocumentOut.of(entry.document) if entry.document else None,
                )
                for entry in conflict.entries
            ],
        )


class CountsOut(BaseModel):
    """What became of questions; shares are 0 to 1, null where there is nothing to divide by."""

    asked: int
    answered: int
    abstained: int
    failed: int
    helpful: int
    unhelpful: int
    answered_share: float | None
    helpful_share: float | None
    complaints: dict[str, int] = {}

    @classmethod
    def of(cls, counts: Counts) -> CountsOut:
        """As JSON."""
        return cls(
            asked=counts.asked,
            answered=counts.answered,
            abstained=counts.abstained,
            failed=counts.failed,
            helpful=counts.helpful,
            unhelpful=counts.unhelpful,
            answered_share=_rounded(counts.answered_share),
            helpful_share=_rounded(counts.helpful_share),
            complaints=dict(counts.complaints),
        )


class WeekOut(CountsOut):
    """The counts of the week that starts on this Monday."""

    starts_on: date


class TeamOut(BaseModel):
    """A team's counts; null where they would be those of fewer than three people."""

    team: str
    counts: CountsOut | None

    @classmethod
    def of(cls, use: TeamUse) -> TeamOut:
        """As JSON."""
        return cls(team=use.team, counts=CountsOut.of(use.counts) if use.counts else None)


class CoverageOut(BaseModel):
    """How much of a source can be found; `listed` and `failed` are told to administrators."""

    source: str
    documents: int
    listed: int | None
    failed: int | None
    complete: bool


class UsageOut(BaseModel):
    """How Lore is used."""

    total: CountsOut
    weeks: list[WeekOut]
    teams: list[TeamOut]
    coverage: list[CoverageOut]

    @classmethod
    def of(cls, usage: Usage) -> UsageOut:
        """As JSON."""
        weeks = [WeekOut(starts_on=one.starts_on, **CountsOut.of(one.counts).model_dump()) for one in usage.weeks]
        return cls(
            total=CountsOut.of(usage.total),
            weeks=weeks,
            teams=[TeamOut.of(one) for one in usage.teams],
            coverage=[CoverageOut.model_validate(one, from_attributes=True) for one in usage.coverage],
        )


class HealthOut(BaseModel):
    """Knowledge health as the caller may see it. `whole` says whether everybody's questions are in it, or the caller's own;
    the totals count what `limit` cut off too."""

    since: datetime
    until: datetime
    whole: bool
    gaps: list[GapOut]
    gaps_total: int
    stale: list[ConcernOut]
    stale_total: int
    orphans: list[ConcernOut]
    orphans_total: int
    conflicts: list[ConflictOut]
    usage: UsageOut

    @classmethod
    def of(cls, report: HealthReport, limit: int) -> HealthOut:
        """As JSON, so many of each list."""
        return cls(
            since=report.since,
            until=report.until,
            whole=report.whole,
            gaps=[GapOut.of(one) for one in report.gaps[:limit]],
            gaps_total=len(report.gaps),
            stale=[ConcernOut.of(one) for one in report.stale[:limit]],
            stale_total=len(report.stale),
            orphans=[ConcernOut.of(one) for one in report.orphans[:limit]],
            orphans_total=len(report.orphans),
            conflicts=[ConflictOut.of(one) for one in report.conflicts[:limit]],
            usage=UsageOut.of(report.usage),
        )


class FeedbackIn(BaseModel):
    """Whether an answer helped. Giving it again replaces what was given before. `better` is an id, a path, an address, a number
    such as ADR-0019 or a title of a document that would have answered."""

    model_config = ConfigDict(extra="forbid")

    answer_id: AnswerId
    helpful: bool
    reason: Reason = Field(default="", description="what was wrong, or what helped")
    category: Complaint | Literal[""] = Field(default="", description="what was not right, from a list")
    better: Better = Field(default="", description="a document that would have answered")
    expected: Reason = Field(default="", description="what the answer should have said")

    def remark(self) -> Remark:
        """The same as the use case takes it."""
        return Remark(self.reason, self.category, self.better, self.expected)


class FeedbackOut(BaseModel):
    """What is kept now. `better` is the document that was named as a better source; `changes` tells in a sentence what becomes
    of the rating."""

    answer_id: str
    helpful: bool
    reason: str
    given_at: datetime
    category: str = ""
    better: DocumentOut | None = None
    expected: str = ""
    changes: str = ""

    @classmethod
    def of(cls, rating: Rating, asked: Asked, better: Document | None = None) -> FeedbackOut:
        """As JSON; `asked` is the question of the answer."""
        return cls(
            answer_id=rating.answer_id,
            helpful=rating.helpful,
            reason=rating.reason,
            given_at=rating.given_at,
            category=rating.complaint,
            better=DocumentOut.of(better) if better else None,
            expected=rating.expected,
            changes=what_it_changes(asked, rating),
        )


def _documents(documents: tuple[Document, ...]) -> list[DocumentOut]:
    return [DocumentOut.of(one) for one in documents]


def _owner(owner: Suggested | None) -> OwnerOut | None:
    return OwnerOut(name=owner.name, because=owner.because) if owner else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
