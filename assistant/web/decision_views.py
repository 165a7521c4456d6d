"""What a decision looks like to the templates. Pure, over one caller's lineage and view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from markupsafe import Markup

from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Chunk, Document
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import TOOK_EFFECT, Entry, Lineage
from assistant.knowledge.decisions.meanings import MEANINGS, TENTATIVE
from assistant.knowledge.decisions.ruled import DISCUSSED_IN, Stamp
from assistant.knowledge.decisions.timeline import Event, Happening, by_month
from assistant.knowledge.memory import View
from assistant.knowledge.naming import label_of, numbers_in
from assistant.web.lineage_picture import Arrow, Box, Picture, picture
from assistant.web.rendering import plain, render_markdown
from assistant.web.schemas.answers import chunk_path, document_path
from assistant.web.views import by, day, shortened

ORIGINS: Final = {
    Origin.RECORD: "Record",
    Origin.MINUTES: "Minutes",
    Origin.REVIEW: "Review",
    Origin.PERSON: "Written in Lore",
}
FIELDS: Final = {
    "title": "Title",
    "statement": "Statement",
    "status": "Status",
    "proposed_on": "Proposed",
    "decided_on": "Decided",
    "deciders": "Decided by",
    "alternatives": "Alternatives",
    "supersedes": "Replaces",
    "discussed_in": "Discussed in",
}
RELATIONS: Final = {"needs": "Needs", "implements": "Implements", "discussed-in": "Discussed in"}
HAPPENED: Final = {
    Happening.PROPOSED: "Proposed",
    Happening.DECIDED: "Decided",
    Happening.REJECTED: "Rejected",
    Happening.WITHDRAWN: "Withdrawn",
    Happening.SUPERSEDED: "Superseded",
    Happening.DEPRECATED: "Deprecated",
}
SNIPPET: Final = 260
_DECIDED: Final = TOOK_EFFECT | {DecisionStatus.UNSTATED}
_REASON: Final = 300
_MOST_STEPS: Final = 100
_MOST_ARROWS: Final = 20
_TERSE: Final = 5
"""Words of a line that names another decision and gives no reason: `Status: superseded by ADR 0019`."""

ChunkAt = Callable[[str, int], Chunk | None]
"""A document's chunk by its ordinal; None where it is gone."""


@dataclass(frozen=True, slots=True)
class StatusView:
    """A status as a badge: the word, the style's name, and what it means."""

    word: str
    tone: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list, or named by another one. `found_in` is the title of its document, where that holds more."""

    href: str
    title: str
    status: StatusView
    day: date | None
    who: str
    found_in: str
    snippet: str
    replaced_by: tuple[DecisionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A document's words, with the address and the place of the chunk that they stand in."""

    words: str
    title: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A field that somebody corrected: what the document says, and who says otherwise since when."""

    field: str
    now: str
    original: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class RelatedView:
    """What a decision names otherwise: a decision, a document, or the words it is called by."""

    words: str
    href: str
    status: StatusView | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A member of the family in words, with what replaced it and why."""

    line: DecisionLine
    is_asked: bool
    is_current: bool
    arrows: tuple[tuple[Arrow, DecisionLine], ...]


@dataclass(frozen=True, slots=True)
class FamilyView:
    """Everything that is connected by replacing, drawn and in words."""

    picture: Picture
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision, whole."""

    line: DecisionLine
    heading: str
    statement: Markup
    because: tuple[str, ...]
    superseded_by: tuple[DecisionLine, ...]
    current: DecisionLine | None
    stated: str
    proposed_on: date | None
    decided_on: date | None
    deciders: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    document: Document | None
    evidence: tuple[EvidenceView, ...]
    corrections: tuple[CorrectionView, ...]
    confirmed: Stamp | None
    written: Stamp | None
    related: tuple[tuple[str, tuple[RelatedView, ...]], ...]
    family: FamilyView | None


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened on a day, with the other decisions that it was about."""

    day: date
    word: str
    tone: str
    line: DecisionLine
    joined: str
    others: tuple[DecisionLine, ...]


def status_view(status: DecisionStatus) -> StatusView:
    """The badge of a status."""
    return StatusView(status.value.capitalize(), f"is-{status.value}", MEANINGS[status])


def decision_path(entry: Entry) -> str:
    """The decision's page."""
    return f"/decisions/{entry.id}"


def view_line(entry: Entry, lineage: Lineage | None = None) -> DecisionLine:
    """A decision in a list; with a lineage, with what replaced it."""
    decision = entry.decision
    others = (lineage.entry(id_) for id_ in entry.replaced_by) if lineage else ()
    people = decision.deciders or (entry.document.authors if entry.document else ())
    return DecisionLine(
        href=decision_path(entry),
        title=plain(decision.title) or "A decision without a title",
        status=status_view(entry.status),
        day=entry.day,
        who=by(people) if people else "",
        found_in=entry.document.title if entry.document and decision.origin is not Origin.RECORD else "",
        snippet=shortened(plain(decision.statement), SNIPPET),
        replaced_by=tuple(view_line(other) for other in others if other),
    )


def view_decision(entry: Entry, lineage: Lineage, view: View, chunk_at: ChunkAt) -> DecisionView:
    """A decision with all that is known about it."""
    decision, ruling = entry.decision, entry.ruling
    current = lineage.current(entry.id)
    superseded_by = tuple(view_line(other) for id_ in entry.replaced_by if (other := lineage.entry(id_)))
    return DecisionView(
        line=view_line(entry),
        heading="What was decided" if lineage.own_status(entry.id) in _DECIDED else "What was proposed",
        statement=render_markdown(decision.statement),
        because=tuple(_because(entry, lineage)),
        superseded_by=superseded_by,
        current=view_line(current) if current and current.id not in {entry.id, *entry.replaced_by} else None,
        stated=entry.original.stated,
        proposed_on=decision.proposed_on,
        decided_on=decision.decided_on,
        deciders=decision.deciders,
        alternatives=decision.alternatives,
        document=entry.document,
        evidence=tuple(_evidence(entry, chunk_at)),
        corrections=tuple(_corrections(entry, lineage)),
        confirmed=ruling.confirmed if ruling else None,
        written=ruling.written if ruling else None,
        related=tuple(_related(entry, lineage, view)),
        family=view_family(entry, lineage),
    )


def view_events(events: Sequence[Event]) -> list[tuple[int, list[tuple[date, list[EventView]]]]]:
    """Events in years and months, the newest first; a month is named by its first day."""
    months = [(date(month.year, month.month, 1), [_event(each) for each in month.events]) for month in by_month(events)]
    return [(year, list(those)) for year, those in groupby(months, lambda month: month[0].year)]


def view_family(entry: Entry, lineage: Lineage) -> FamilyView | None:
    """The decisions that are connected with this one by replacing; None if there are none."""
    chain = _around(entry, lineage.chain(entry.id))
    if len(chain) < 2:
        return None
    shown = {one.id for one in chain}
    newer = {one.id: [each for each in lineage.successors(one.id) if each.id in shown][:_MOST_ARROWS] for one in chain}
    after = {one.id: [_arrow(one, each) for each in newer[one.id]] for one in chain}
    arrows = [arrow for some in after.values() for arrow in some]
    lines = {one.id: view_line(one) for one in chain}
    current = lineage.current(entry.id)
    now = current.id if current and current.in_force else ""
    steps = tuple(
        Step(
            line=lines[one.id],
            is_asked=one.id == entry.id,
            is_current=one.id == now,
            arrows=tuple((arrow, lines[arrow.newer]) for arrow in after[one.id]),
        )
        for one in chain
    )
    boxes = [_box(one.id, step) for one, step in zip(chain, steps, strict=True)]
    return FamilyView(picture(boxes, arrows), steps)


def _around(entry: Entry, chain: Sequence[Entry]) -> Sequence[Entry]:
    """The decisions next to this one in time: nobody reads a longer family on one page."""
    at = next(place for place, one in enumerate(chain) if one.id == entry.id)
    first = max(0, min(at - _MOST_STEPS // 2, len(chain) - _MOST_STEPS))
    return chain[first : first + _MOST_STEPS]


def _box(key: str, step: Step) -> Box:
    line = step.line
    year = str(line.day.year) if line.day else "undated"
    here = ", this decision" if step.is_asked else ""
    return Box(
        key=key,
        title=line.title,
        note=f"{year} · {line.status.word}",
        tone=line.status.tone,
        href=line.href,
        spoken=f"{line.title}, {year}, {line.status.word.casefold()}{here}",
        is_current=step.is_current,
        is_asked=step.is_asked,
    )


def _arrow(older: Entry, newer: Entry) -> Arrow:
    took_effect = newer.id in older.replaced_by
    label = "replaced by" if took_effect else TENTATIVE.get(newer.status, "is said to replace it")
    return Arrow(older.id, newer.id, label, _reason(older, newer), is_tentative=not took_effect)


def _reason(older: Entry, newer: Entry) -> str:
    """The documents' words about the replacement: a quote of one that names the other and says more than that."""
    for one, other in ((older, newer), (newer, older)):
        for quote in one.decision.quotes:
            if quote.text != one.decision.statement and _names(quote.text, other) and len(quote.text.split()) > _TERSE:
                return shortened(plain(quote.text), _REASON)
    return ""


def _names(text: str, other: Entry) -> bool:
    label = label_of(other.document) if other.document else None
    return label in numbers_in(text) if label else other.decision.title.casefold() in text.casefold()


def _because(entry: Entry, lineage: Lineage) -> Iterable[str]:
    """Why it has its status, in sentences; what superseded it is said beside them, with links."""
    own, original = lineage.own_status(entry.id), entry.original
    corrections = entry.ruling.corrections if entry.ruling else {}
    if "status" in corrections:
        yield f"{corrections['status'].by} says that it is {own.value}."
    elif original.origin is Origin.PERSON:
        yield "Written down in Lore."
    elif original.stated and own is DecisionStatus.UNSTATED:
        yield f"Its document says “{original.stated}”, which Lore does not know: [knowledge.statuses] in lore.toml can say it."
    elif original.stated:
        yield f"Its document says “{original.stated}”."
    else:
        yield "Its document states no status."
    if entry.status is DecisionStatus.SUPERSEDED and not entry.replaced_by:
        yield "What replaced it is not among the decisions here."


def _evidence(entry: Entry, chunk_at: ChunkAt) -> Iterable[EvidenceView]:
    for one in entry.evidence:
        chunk = chunk_at(one.document.id, one.quote.ordinal) if one.quote.ordinal >= 0 else None
        href = chunk_path(one.document, chunk) if chunk else document_path(one.document)
        place = (chunk.heading or chunk.anchor.label) if chunk else ""
        yield EvidenceView(plain(one.quote.text), one.document.title, place, href)


def _corrections(entry: Entry, lineage: Lineage) -> Iterable[CorrectionView]:
    for name, stamp in (entry.ruling.corrections if entry.ruling else {}).items():
        yield CorrectionView(FIELDS[name], _value(name, entry.decision, lineage), _value(name, entry.original, lineage), stamp)


def _value(name: str, decision: Decision, lineage: Lineage) -> str:
    if name == "status":
        return decision.stated
    if name == "alternatives":
        return "; ".join(one.name for one in decision.alternatives)
    if name == "supersedes":
        targets = [link.target for link in decision.links if link.relation == "supersedes"]
        return ", ".join(entry.decision.title if (entry := lineage.entry(target)) else target for target in targets)
    if name == "discussed_in":
        return ", ".join(link.target for link in decision.links if link.relation == DISCUSSED_IN)
    value = getattr(decision, name)
    if isinstance(value, date):
        return day(value)
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _related(entry: Entry, lineage: Lineage, view: View) -> Iterable[tuple[str, tuple[RelatedView, ...]]]:
    for relation, label in RELATIONS.items():
        targets = dict.fromkeys(link.target for link in entry.decision.links if link.relation == relation)
        if targets:
            yield label, tuple(_named(target, entry, lineage, view) for target in targets)


def _named(target: str, entry: Entry, lineage: Lineage, view: View) -> RelatedView:
    if other := lineage.entry(target):
        return RelatedView(other.decision.title, decision_path(other), status_view(other.status))
    if _is_given(target, entry):
        return RelatedView(target, target)
    document = view.names.resolve(target, entry.document) if entry.document else None
    if document is None:
        return RelatedView(target, "")
    decisions = lineage.of_document(document.id)
    if len(decisions) == 1:
        return RelatedView(decisions[0].decision.title, decision_path(decisions[0]), status_view(decisions[0].status))
    return RelatedView(document.title, document_path(document))


def _is_given(target: str, entry: Entry) -> bool:
    """Whether somebody with the right to rule gave this address: one that a document names is no link."""
    is_ruled = entry.decision.origin is Origin.PERSON or "discussed_in" in (entry.ruling.corrections if entry.ruling else {})
    return is_ruled and target.startswith(("https://", "http://"))


def _event(event: Event) -> EventView:
    tone = DecisionStatus.ACCEPTED if event.happening is Happening.DECIDED else DecisionStatus(event.happening.value)
    word = HAPPENED[event.happening] + (f" ({event.caveat})" if event.caveat else "")
    joined = "by" if event.happening is Happening.SUPERSEDED else "in place of"
    return EventView(
        event.day, word, f"is-{tone.value}", view_line(event.entry), joined, tuple(view_line(other) for other in event.others)
    )
