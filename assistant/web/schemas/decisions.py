"""The shapes of decisions under `/v1`. They are promised to the outside: add to them, don't change them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.readers import Readers
from assistant.domain.rulings import Amendment
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.knowledge.decisions.curation import Cited
from assistant.knowledge.decisions.lineage import Entry, Lineage
from assistant.knowledge.decisions.ruled import DISCUSSED_IN, SUPERSEDES, Stamp
from assistant.knowledge.decisions.timeline import Event
from assistant.ports import Documents
from assistant.web.schemas.answers import DocumentOut, Name, Names, chunk_path, document_path

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
_LINKS = {"supersedes": SUPERSEDES, "discussed_in": DISCUSSED_IN}
ShortNames = Annotated[list[Name], Field(max_length=50)]


class DecisionFilters(BaseModel):
    """Which decisions are wanted; an empty field does not filter. `text` is another name of `q`.

    `after` is inclusive and `before` exclusive, both about the day of the decision. With `as_of`, what there was on that day,
    with the status that it had then; with `changed_since`, what was proposed, decided or superseded since, with `changes`.
    """

    model_config = ConfigDict(extra="forbid")

    q: Text = ""
    text: Text = ""
    status: list[DecisionStatus] = []
    team: Short = ""
    author: Short = ""
    after: date | None = None
    before: date | None = None
    as_of: date | None = None
    changed_since: date | None = None
    source: Names = []
    origin: list[Origin] = []

    def query(self) -> DecisionQuery:
        """The same as the use case takes it."""
        return DecisionQuery(
            text=self.q or self.text,
            statuses=tuple(self.status),
            team=self.team,
            author=self.author,
            after=self.after,
            before=self.before,
            as_of=self.as_of,
            changed_since=self.changed_since,
            sources=tuple(self.source),
            origins=tuple(self.origin),
        )


class DecisionsIn(DecisionFilters):
    """A page of them: `limit` at once, and after those that a former page's `next` stands for."""

    limit: int = Field(default=20, ge=1, le=100)
    cursor: Annotated[str, StringConstraints(max_length=2000)] = ""


class AlternativeBoth(BaseModel):
    """What was considered and not taken, and why not."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    reason: Text = ""


class EvidenceIn(BaseModel):
    """A document by its id, and words that stand in it."""

    model_config = ConfigDict(extra="forbid")

    document: Name
    quote: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class CorrectionIn(BaseModel):
    """What is right instead of what the document says; a field that is left out stays. `supersedes` names decisions by id,
    `discussed_in` holds addresses of pages."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[Words, Field(max_length=300)] | None = None
    statement: Words | None = None
    status: Name | None = None
    proposed_on: date | None = None
    decided_on: date | None = None
    deciders: ShortNames | None = None
    alternatives: Annotated[list[AlternativeBoth], Field(max_length=50)] | None = None
    supersedes: ShortNames | None = None
    discussed_in: Annotated[list[Annotated[str, StringConstraints(max_length=1100)]], Field(max_length=50)] | None = None

    def amendment(self) -> Amendment:
        """The same as the use case takes it."""
        return Amendment(
            title=self.title,
            statement=self.statement,
            status=self.status,
            proposed_on=self.proposed_on,
            decided_on=self.decided_on,
            deciders=None if self.deciders is None else tuple(self.deciders),
            alternatives=None
            if self.alternatives is None
            else tuple(Alternative(one.name, one.reason) for one in self.alternatives),
            supersedes=None if self.supersedes is None else tuple(self.supersedes),
            discussed_in=None if self.discussed_in is None else tuple(self.discussed_in),
        )


class DecisionIn(CorrectionIn):
    """A decision that is written down; it is accepted unless `status` says otherwise.

    `document` is the document or thread that it is written from. `readers` are `everyone`, `group:NAME` and `user:NAME`, never
    wider than those of the documents that it names; none means administrators.
    """

    title: Annotated[Words, Field(max_length=300)]
    statement: Words
    document: Short = ""
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []
    readers: ShortNames = []

    def cited(self) -> tuple[Cited, ...]:
        """The evidence as the use case takes it."""
        return tuple(Cited(one.document, one.quote) for one in self.evidence)

    def audience(self) -> Readers:
        """The readers. Raises UsageError for a name that is none."""
        return Readers.parse(",".join(self.readers))


class DecisionRef(BaseModel):
    """A decision in a few words; `day` is when it was decided, else proposed."""

    id: str
    title: str
    status: DecisionStatus
    day: date | None

    @classmethod
    def of(cls, entry: Entry) -> DecisionRef:
        """As JSON."""
        return cls(id=entry.id, title=entry.decision.title, status=entry.status, day=entry.day)

    @classmethod
    def each(cls, ids: Iterable[str], lineage: Lineage) -> list[DecisionRef]:
        """Those of the ids, oldest first."""
        entries = [entry for id_ in ids if (entry := lineage.entry(id_))]
        return [cls.of(entry) for entry in sorted(entries, key=lambda one: (one.day or date.min, one.id))]


class StampOut(BaseModel):
    """Who said it, and when; `outdated` if the document says something else by now."""

    by: str
    at: datetime
    outdated: bool

    @classmethod
    def of(cls, stamp: Stamp) -> StampOut:
        """As JSON."""
        return cls(by=stamp.by, at=stamp.at, outdated=stamp.outdated)


class CorrectedOut(StampOut):
    """A field that somebody corrected; `original` is what the document says."""

    field: str
    original: str | list[str] | date | None


class RulingOut(BaseModel):
    """What people said of a decision."""

    written: StampOut | None
    confirmed: StampOut | None
    corrected: list[CorrectedOut]

    @classmethod
    def of(cls, entry: Entry) -> RulingOut | None:
        """As JSON; None where nobody said anything."""
        ruling = entry.ruling
        if ruling is None:
            return None
        return cls(
            written=StampOut.of(ruling.written) if ruling.written else None,
            confirmed=StampOut.of(ruling.confirmed) if ruling.confirmed else None,
            corrected=[
                CorrectedOut(
                    field=field,
                    by=stamp.by,
                    at=stamp.at,
                    outdated=stamp.outdated,
                    original=original_of(entry.original, field),
                )
                for field, stamp in ruling.corrections.items()
            ],
        )


class DecisionOut(BaseModel):
    """A decision as it stands. `status` is what became of it, `stated` its own word; `in_force` is null where its document
    does not say. `document` is null for one that somebody wrote from no document."""

    id: str
    title: str
    statement: str
    status: DecisionStatus
    stated: str
    in_force: bool | None
    origin: Origin
    day: date | None
    proposed_on: date | None
    decided_on: date | None
    deciders: list[str]
    alternatives: list[AlternativeBoth]
    replaces: list[DecisionRef]
    replaced_by: list[DecisionRef]
    discussed_in: list[str]
    readers: list[str]
    document: DocumentOut | None
    ruling: RulingOut | None

    @classmethod
    def of(cls, entry: Entry, lineage: Lineage) -> DecisionOut:
        """As JSON."""
        return cls.model_validate(_fields(entry, lineage))


class EvidenceOut(BaseModel):
    """A document's words that bear the decision out; `url` opens it there."""

    document: DocumentOut
    quote: str
    line: int
    url: str

    @classmethod
    def each(cls, entry: Entry, documents: Documents, site: str) -> list[EvidenceOut]:
        """A decision's, opened at the chunks that hold the quotes; where an ingest was quicker, at their documents. Blocks."""
        shown = []
        for one in entry.evidence:
            chunks = documents.chunks(one.document.id, one.quote.ordinal, one.quote.ordinal)
            holding = next((chunk for chunk in chunks if one.quote.text in chunk.text), None)
            url = chunk_path(one.document, holding) if holding else document_path(one.document)
            out = DocumentOut.of(one.document)
            shown.append(cls(document=out, quote=one.quote.text, line=one.quote.line, url=site + url))
        return shown


class WholeDecisionOut(DecisionOut):
    """A decision with its evidence and its whole family: `lineage` is oldest first, with itself; `current` is the newest in
    force that it led to. `proposed_successors` would like to replace it, and don't yet, or were refused."""

    evidence: list[EvidenceOut]
    lineage: list[DecisionRef]
    current: DecisionRef | None
    proposed_successors: list[DecisionRef]
    may_rule: bool
    """Whether the caller may confirm and correct it."""

    @classmethod
    def whole(cls, entry: Entry, lineage: Lineage, evidence: list[EvidenceOut], *, may_rule: bool) -> WholeDecisionOut:
        """As JSON."""
        current = lineage.current(entry.id)
        others = [one for one in lineage.successors(entry.id) if one.id not in entry.replaced_by]
        return cls.model_validate(
            _fields(entry, lineage)
            | {
                "evidence": evidence,
                "lineage": [DecisionRef.of(one) for one in lineage.chain(entry.id)],
                "current": DecisionRef.of(current) if current else None,
                "proposed_successors": [DecisionRef.of(one) for one in others],
                "may_rule": may_rule,
            }
        )


class ChangeOut(BaseModel):
    """Something that happened to a decision: `others` replaced it, or were replaced by it. `caveat` says what `day` is where
    the documents don't say on which day it happened."""

    day: date
    happening: str
    decision: DecisionRef
    others: list[DecisionRef]
    caveat: str

    @classmethod
    def of(cls, event: Event) -> ChangeOut:
        """As JSON."""
        others = [DecisionRef.of(one) for one in event.others]
        decision = DecisionRef.of(event.entry)
        return cls(day=event.day, happening=event.happening, decision=decision, others=others, caveat=event.caveat)


class DecisionsOut(BaseModel):
    """A page of decisions: with words the best first, else the newest first. `next` is the cursor of the page after it, null
    at the end; `changes` is null unless `changed_since` was given."""

    decisions: list[DecisionOut]
    total: int
    next: str | None
    changes: list[ChangeOut] | None = None


def original_of(decision: Decision, field: str) -> str | list[str] | date | None:
    """What the document says in a field of Amendment."""
    if field == "status":
        return decision.stated
    if field in _LINKS:
        return [link.target for link in decision.links if link.relation == _LINKS[field]]
    if field == "alternatives":
        return [one.name for one in decision.alternatives]
    value: str | tuple[str, ...] | date | None = getattr(decision, field)
    return list(value) if isinstance(value, tuple) else value


def _fields(entry: Entry, lineage: Lineage) -> dict[str, object]:
    decision = entry.decision
    return {
        "id": entry.id,
        "title": decision.title,
        "statement": decision.statement,
        "status": entry.status,
        "stated": decision.stated,
        "in_force": entry.in_force,
        "origin": decision.origin,
        "day": entry.day,
        "proposed_on": decision.proposed_on,
        "decided_on": decision.decided_on,
        "deciders": list(decision.deciders),
        "alternatives": [AlternativeBoth.model_construct(name=one.name, reason=one.reason) for one in decision.alternatives],
        "replaces": DecisionRef.each(entry.replaces, lineage),
        "replaced_by": DecisionRef.each(entry.replaced_by, lineage),
        "discussed_in": [link.target for link in decision.links if link.relation == DISCUSSED_IN],
        "readers": sorted(entry.readers.names),
        "document": DocumentOut.of(entry.document) if entry.document else None,
        "ruling": RulingOut.of(entry),
    }
