"""How an answer came about, for the page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from assistant.domain.answers import Citation
from assistant.domain.documents import Document
from assistant.domain.queries import Filters
from assistant.knowledge.provenance import wording
from assistant.knowledge.provenance.opened import ChunkSince, OpenedAnswer
from assistant.web.rendering import plain, render_answer
from assistant.web.schemas.answers import chunk_path, document_path
from assistant.web.views import day, kind_label, shortened

_SNIPPET = 220


@dataclass(frozen=True, slots=True)
class ChunkView:
    """A chunk as a line of a list. `note` tells what became of it since, "" where it is as it was."""

    number: int | None
    score: str
    document: Document
    href: str
    heading: str
    snippet: str
    note: str


@dataclass(frozen=True, slots=True)
class CitedView:
    """A cited document with what became of it since."""

    document: Document
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the research in words."""

    look: str
    about: str
    why: str
    found: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class OpenedView:
    """An opened answer for the template."""

    outcome: str
    interface: str
    withheld: str
    text: Markup
    worded_by: str
    filters: tuple[str, ...]
    found: tuple[ChunkView, ...]
    sent: tuple[ChunkView, ...]
    cited: tuple[CitedView, ...]
    trail: tuple[StepView, ...]
    repairs: tuple[str, ...]
    tokens: str
    cost: str
    stages: tuple[tuple[str, str], ...]

    @property
    def is_dated(self) -> bool:
        """Whether a cited document is not as it was."""
        return any(one.notes for one in self.cited)


def view_opened(opened: OpenedAnswer) -> OpenedView:
    """Everything that the page says, in words."""
    record = opened.record
    making = record.making if record else None
    return OpenedView(
        outcome=wording.OUTCOMES[opened.asked.outcome],
        interface=wording.INTERFACES.get(opened.asked.interface, ""),
        withheld=wording.withheld_words(opened),
        text=_text(opened),
        worded_by=wording.worded_by(record) if record else "",
        filters=tuple(filters_in_words(record.asked_within)) if record else (),
        found=tuple(map(_chunk, opened.found)),
        sent=tuple(map(_chunk, opened.sent)),
        cited=tuple(CitedView(one.document, tuple(wording.since_in_words(one))) for one in opened.documents),
        trail=tuple(StepView(wording.LOOKS[one.look], one.about, one.why, one.found) for one in opened.trail),
        repairs=tuple(wording.repairs_in_words(making.repairs)) if making else (),
        tokens=wording.tokens_in_words(making) if making else "",
        cost=wording.cost_in_words(making) if making else "",
        stages=tuple(wording.stages_in_words(record.stages, making)) if record else (),
    )


def filters_in_words(filters: Filters) -> list[str]:
    """`Meeting`, `from source wiki`, `by Ana`: what a question was asked within."""
    return [
        *(kind_label(kind) for kind in filters.kinds),
        *(f"from {source}" for source in filters.sources),
        *(f"by {name}" for name in filters.authors),
        *(f"with {name}" for name in filters.voices),
        *(f"reviewed by {name}" for name in filters.reviewers),
        *(f"in {folder}" for folder in filters.folders),
        *filters.statuses,
        *([f"changed from {day(filters.after)}"] if filters.after else []),
        *([f"changed before {day(filters.before)}"] if filters.before else []),
    ]


def _text(opened: OpenedAnswer) -> Markup:
    """The answer as it was shown. Its markers open what they cited, which is read now: no quotation was kept."""
    if opened.record is None:
        return Markup("")
    citations = [
        Citation(one.number, shortened(plain(one.chunk.text), _SNIPPET), one.document, one.chunk)
        for one in opened.cited
        if one.number is not None and one.chunk is not None
    ]
    return render_answer(opened.record.shown, citations)


def _chunk(one: ChunkSince) -> ChunkView:
    return ChunkView(
        number=one.number,
        score="" if one.score is None else f"{one.score:.3f}",
        document=one.document,
        href=chunk_path(one.document, one.chunk) if one.chunk else document_path(one.document),
        heading=one.chunk.heading if one.chunk else "",
        snippet=shortened(plain(one.chunk.text), _SNIPPET) if one.chunk else "",
        note=wording.SINCE[one.since],
    )
