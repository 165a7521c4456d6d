"""The shapes of `/v1/answers`: how answers came about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel

from assistant.domain.answer_records import AnswerRecord, Reading, Stages
from assistant.domain.asked import Asked, Rating
from assistant.domain.provenance import Making, Repairs, Usage
from assistant.knowledge.provenance.opened import ChunkSince, CitedSince, OpenedAnswer, StepSince
from assistant.web.schemas.answers import ChunkOut, DocumentOut, FiltersOut


class AskedOut(BaseModel):
    """A question with what became of it. `asker` is null for the local administrator."""

    id: str
    question: str
    asked_at: datetime
    outcome: str
    asker: str | None
    interface: str
    confidence: float

    @classmethod
    def of(cls, asked: Asked) -> AskedOut:
        """As JSON."""
        return cls(
            id=asked.id,
            question=asked.question,
            asked_at=asked.asked_at,
            outcome=asked.outcome,
            asker=asked.asker or None,
            interface=asked.interface,
            confidence=asked.confidence,
        )


class AnswersOut(BaseModel):
    """The newest questions, the last one first: the caller's own, for administrators everybody's."""

    answers: list[AskedOut]


class ReadingOut(BaseModel):
    """What was read into the question, as in an answer's `understood`."""

    text: str
    words: list[str]
    parts: list[str]
    note: str
    latest: bool
    as_of: date | None
    filters: FiltersOut

    @classmethod
    def of(cls, reading: Reading) -> ReadingOut:
        """As JSON."""
        return cls(
            text=reading.text,
            words=list(reading.words),
            parts=list(reading.parts),
            note=reading.note,
            latest=reading.latest,
            as_of=reading.as_of,
            filters=FiltersOut.of(reading.filters),
        )


class ChunkSinceOut(BaseModel):
    """A chunk that was found, sent or cited, as it is now: `since` is same, changed (other words stand there) or gone. `number`
    is that of the evidence or of the marker, `score` that of the search."""

    number: int | None
    score: float | None
    since: str
    document: DocumentOut
    chunk: ChunkOut | None

    @classmethod
    def each(cls, chunks: Sequence[ChunkSince]) -> list[ChunkSinceOut]:
        """As JSON."""
        return [
            cls(
                number=one.number,
                score=one.score,
                since=one.since,
                document=DocumentOut.of(one.document),
                chunk=ChunkOut.of(one.chunk) if one.chunk else None,
            )
            for one in chunks
        ]


class ReplacementOut(BaseModel):
    """A decision that replaced a cited one since."""

    id: str
    title: str
    document: DocumentOut | None


class CitedSinceOut(BaseModel):
    """A cited document, and what became of it since."""

    document: DocumentOut
    is_changed: bool
    is_past: bool
    replaced_by: list[ReplacementOut]

    @classmethod
    def of(cls, one: CitedSince) -> CitedSinceOut:
        """As JSON."""
        return cls(
            document=DocumentOut.of(one.document),
            is_changed=one.is_changed,
            is_past=one.is_past,
            replaced_by=[
                ReplacementOut(
                    id=entry.id,
                    title=entry.decision.title,
                    document=DocumentOut.of(entry.document) if entry.document else None,
                )
                for entry in one.replaced_by
            ],
        )


class StepOut(BaseModel):
    """A step of the research: `look` is searched, followed or read."""

    look: str
    about: str
    why: str
    found: list[DocumentOut]

    @classmethod
    def of(cls, step: StepSince) -> StepOut:
        """As JSON."""
        return cls(look=step.look, about=step.about, why=step.why, found=[DocumentOut.of(one) for one in step.found])


class UsageOut(BaseModel):
    """Tokens, as the provider counted them, or `estimated`."""

    input_tokens: int
    output_tokens: int
    estimated: bool

    @classmethod
    def of(cls, usage: Usage) -> UsageOut:
        """As JSON."""
        return cls(input_tokens=usage.input_tokens, output_tokens=usage.output_tokens, estimated=usage.estimated)


class RepairsOut(BaseModel):
    """What was mended in the model's words before they were shown."""

    dangling_markers: int
    moved_markers: int
    unsupported_markers: int
    removed_links: int
    unsupported_sentences: int

    @classmethod
    def of(cls, repairs: Repairs) -> RepairsOut:
        """As JSON."""
        return cls(
            dangling_markers=repairs.dangling_markers,
            moved_markers=repairs.moved_markers,
            unsupported_markers=repairs.unsupported_markers,
            removed_links=repairs.removed_links,
            unsupported_sentences=repairs.unsupported_sentences,
        )


class MakingOut(BaseModel):
    """What a model had to do with it. `returned` is its text as it came; `cost` is null where there is no price for the model;
    `failure` tells why its words were not used."""

    model: str
    prompt: str
    prompt_version: int
    returned: str
    usage: UsageOut | None
    cost: float | None
    currency: str
    cached: bool
    first_words_ms: float | None
    repairs: RepairsOut
    failure: str

    @classmethod
    def of(cls, making: Making) -> MakingOut:
        """As JSON."""
        return cls(
            model=making.model,
            prompt=making.prompt,
            prompt_version=making.prompt_version,
            returned=making.returned,
            usage=UsageOut.of(making.usage) if making.usage else None,
            cost=making.cost,
            currency=making.currency,
            cached=making.cached,
            first_words_ms=making.first_words_ms,
            repairs=RepairsOut.of(making.repairs),
            failure=making.failure,
        )


class StagesOut(BaseModel):
    """How long each stage took, in ms; null for one that there was not."""

    search: float | None
    research: float | None
    read: float | None
    total: float

    @classmethod
    def of(cls, stages: Stages) -> StagesOut:
        """As JSON."""
        return cls(search=stages.search, research=stages.research, read=stages.read, total=stages.total)


class RatingOut(BaseModel):
    """What somebody said of the answer. `better` is the document that was named, if the caller may read it."""

    helpful: bool
    reason: str
    category: str
    expected: str
    given_at: datetime

    @classmethod
    def of(cls, rating: Rating) -> RatingOut:
        """As JSON."""
        return cls(
            helpful=rating.helpful,
            reason=rating.reason,
            category=rating.complaint,
            expected=rating.expected,
            given_at=rating.given_at,
        )


class RecordOut(BaseModel):
    """How the answer came about. `said` are the person's own words where `question` was made from them and the
    conversation, else "". `shown` is its text, "" for an abstention and where words are withheld."""

    said: str
    shown: str
    generator: str
    notice: str
    failure: str
    conversation_id: str
    filters: FiltersOut
    understood: ReadingOut | None
    making: MakingOut | None
    stages: StagesOut

    @classmethod
    def of(cls, record: AnswerRecord) -> RecordOut:
        """As JSON."""
        return cls(
            said=record.said,
            shown=record.shown,
            generator=record.generator,
            notice=record.notice,
            failure=record.failure,
            conversation_id=record.conversation_id,
            filters=FiltersOut.of(record.asked_within),
            understood=ReadingOut.of(record.reading) if record.reading else None,
            making=MakingOut.of(record.making) if record.making else None,
            stages=StagesOut.of(record.stages),
        )


class OpenedAnswerOut(AskedOut):
    """An answer opened again. `withheld` says that its words are: it drew on a document that the caller may not read, or that
    is gone; then numbers are left out too. `found`, `sent` and `cited` name only documents that the caller may read now.
    `record` is null for answers that an earlier version gave."""

    withheld: bool
    record: RecordOut | None
    found: list[ChunkSinceOut]
    sent: list[ChunkSinceOut]
    cited: list[ChunkSinceOut]
    documents: list[CitedSinceOut]
    trail: list[StepOut]
    rating: RatingOut | None
    better: DocumentOut | None
    others: list[RatingOut]

    @classmethod
    def opened(cls, opened: OpenedAnswer) -> OpenedAnswerOut:
        """As JSON."""
        return cls(
            **AskedOut.of(opened.asked).model_dump(),
            withheld=opened.is_withheld,
            record=RecordOut.of(opened.record) if opened.record else None,
            found=ChunkSinceOut.each(opened.found),
            sent=ChunkSinceOut.each(opened.sent),
            cited=ChunkSinceOut.each(opened.cited),
            documents=[CitedSinceOut.of(one) for one in opened.documents],
            trail=[StepOut.of(one) for one in opened.trail],
            rating=RatingOut.of(opened.rating) if opened.rating else None,
            better=DocumentOut.of(opened.better) if opened.better else None,
            others=[RatingOut.of(one) for one in opened.others],
        )
