"""Words for the pages: kinds, ages, readers, and what a result looks like to the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from markupsafe import Markup, escape

from assistant.answering.conversing.asides import CONVERSATION
from assistant.domain.answers import Answer, Citation
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.readers import EVERYONE, Readers
from assistant.domain.statuses import Standing, standing
from assistant.domain.understood import Understood
from assistant.web.conversation_view import FollowUp
from assistant.web.rendering import plain, render_answer
from assistant.web.schemas.answers import chunk_path
from assistant.web.trails import StepView, view_trail

KINDS = {
    Kind.DESIGN_DOC: "Design doc",
    Kind.CODE_REVIEW: "Code review",
    Kind.MEETING: "Meeting",
    Kind.PAGE: "Page",
    Kind.THREAD: "Thread",
}
CAUTIONS = {
    Standing.PAST: "It tells what once held, not what holds now.",
    Standing.REFUSED: "What it proposes was not adopted.",
}
NAMED_AUTHORS = 2
SNIPPET = 220
EXTRACTIVE = "extractive"
_WORDED_BY = {EXTRACTIVE: "By the extractive reader, no model", CONVERSATION: "About this conversation"}


@dataclass(frozen=True, slots=True)
class SourceView:
    """One document that an answer could be made from, as a line of the list, opened where it was found or cited.

    `markers` are the numbers that cite it in the answer; none while the answer is being made.
    """

    markers: tuple[int, ...]
    document: Document
    href: str
    heading: str
    place: str
    snippet: str


@dataclass(frozen=True, slots=True)
class SourcesView:
    """The documents behind an answer: those that it cites, in the order of their numbers, and the others, best first."""

    cited: tuple[SourceView, ...]
    others: tuple[SourceView, ...]

    def __len__(self) -> int:
        return len(self.cited) + len(self.others)


@dataclass(frozen=True, slots=True)
class UnderstoodView:
    """What was read into the question, for the line above its answer: `words` are the filters and wishes, `parts` the questions
    searched apart. `note` says that they could not be kept to. `href` asks again with nothing read into the words."""

    words: tuple[str, ...]
    parts: tuple[str, ...]
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A finished answer for the templates."""

    html: Markup
    abstained: bool
    notice: str
    worded_by: str
    seconds: str
    cited: int
    rated_as: str = ""
    """The id under which it can be rated; "" where no question is recorded."""
    understood: UnderstoodView | None = None
    follow_ups: tuple[str, ...] = ()
    trail: tuple[StepView, ...] = ()
    follow_up: FollowUp | None = None
    """Where a further question goes on; None where conversations are not kept."""


def view_sources(hits: Sequence[Hit], citations: Sequence[Citation] = ()) -> SourcesView:
    """One line for each document among the hits and the citations."""
    markers: dict[str, list[int]] = {}
    cited: dict[str, SourceView] = {}
    for citation in sorted(citations, key=lambda each: each.marker):
        known = markers.setdefault(citation.document.id, [])
        if citation.marker not in known:
            known.append(citation.marker)
        cited.setdefault(citation.document.id, _source(citation.document, citation.chunk))
    others: dict[str, SourceView] = {}
    for hit in hits:
        if hit.document.id not in cited:
            others.setdefault(hit.document.id, _source(hit.document, hit.chunk))
    numbered = (replace(source, markers=tuple(markers[document])) for document, source in cited.items())
    return SourcesView(tuple(numbered), tuple(others.values()))


def _source(document: Document, chunk: Chunk) -> SourceView:
    return SourceView(
        markers=(),
        document=document,
        href=chunk_path(document, chunk),
        heading=chunk.heading,
        place=chunk.anchor.label,
        snippet=shortened(plain(chunk.text), SNIPPET),
    )


def view_understood(understood: Understood | None, href: str) -> UnderstoodView | None:
    """What was read into a question; None where nothing was."""
    if understood is None or not (understood.words or understood.parts or understood.note):
        return None
    return UnderstoodView(understood.words, understood.parts, understood.note, href)


def view_answer(
    answer: Answer, *, rateable: bool = False, literal_address: str = "", follow_up: FollowUp | None = None
) -> AnswerView:
    """The answer rendered, with what is said about it; `literal_address` asks its question with nothing read into the words."""
    worded_by = _WORDED_BY.get(answer.generator, f"Worded by {answer.generator}")
    return AnswerView(
        html=render_answer(answer.text, answer.citations),
        abstained=answer.abstained,
        notice=answer.notice,
        worded_by=worded_by,
        seconds=f"{answer.took_ms / 1000:.1f} s",
        cited=len(answer.citations),
        rated_as=answer.id if rateable and not answer.aside else "",
        understood=view_understood(answer.understood, literal_address),
        follow_ups=answer.follow_ups,
        follow_up=follow_up,
        trail=view_trail(answer.trail),
    )


def kind_label(kind: str) -> str:
    """`Design doc` for `design-doc`."""
    return KINDS[Kind(kind)]


def caution(status: str) -> str:
    """What a reader must know at once about a document with this status: nothing, unless it does not hold."""
    return CAUTIONS.get(standing(status), "")


def by(authors: Sequence[str]) -> str:
    """The first authors by name, and how many more there are."""
    named = ", ".join(authors[:NAMED_AUTHORS])
    more = len(authors) - NAMED_AUTHORS
    return f"{named} and {more} more" if more > 0 else named or "author unknown"


def day(moment: date | None) -> str:
    """`3 March 2025`."""
    return f"{moment:%-d %B %Y}" if moment else ""


def age(moment: datetime | None, now: datetime | None = None) -> str:
    """How long ago in one unit: `today`, `5 days ago`, `14 months ago`, `2 years ago`."""
    if moment is None:
        return "undated"
    days = ((now or datetime.now(UTC)) - moment).days
    if days < 1:
        return "today"
    for length, unit in ((365, "year"), (30, "month"), (7, "week")):
        if days >= 2 * length:
            return f"{days // length} {unit}s ago"
    return "yesterday" if days == 1 else f"{days} days ago"


def audience(readers: Readers) -> str:
    """Who may read it, in words."""
    if EVERYONE in readers.names:
        return "everyone"
    if not readers.names:
        return "administrators only"
    return ", ".join(name.replace("group:", "group ").replace("user:", "") for name in sorted(readers.names))


def with_code(text: str) -> Markup:
    """Text with what stands between backticks as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def shortened(text: str, length: int) -> str:
    """The text on at most that many characters, cut between words where it has any."""
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut.rpartition(" ")[0] if " " in cut[length // 2 :] else cut).rstrip(" ,;:") + "…"
