"""Research by rules: what a question says it needs, the links between documents, and what the first search left out.

Read `RuledResearch.steps` first. Each kind of step is a generator of Steps that takes in what it finds; a step that finds
nothing is not told, and a question for which none finds anything was answered by one search.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.collaborators import Researched
from assistant.answering.research.course import Course
from assistant.answering.research.keeping import kept, one_each
from assistant.answering.research.limits import DEFAULT, Allowance, Limits
from assistant.answering.research.needs import PEOPLE, Hop, Needs, Way, needs_of
from assistant.answering.research.places import Places
from assistant.answering.research.telling import short_name
from assistant.answering.research.ties import LinkedDocuments, Tied, nearest_to, tied_with, titled_like
from assistant.domain.documents import Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.provenance import Look, Step
from assistant.domain.queries import Filters
from assistant.domain.questions import Question
from assistant.domain.understood import Interpreted
from assistant.knowledge.naming import numbers_in
from assistant.retrieval.understanding.finding import joined

_STARTS: Final = 3
"""Documents that a hop may start at."""
_TARGETS: Final = 3
"""Documents that one step follows links to."""
_CHAIN: Final = 4
"""How far a history goes back, and forward."""
_LOOKED_AT: Final = 5
"""The first search's documents that count as found: what stands lower is hardly sent."""
_WHOLE: Final = 2
"""So many documents are sent with more than one place, which leaves little room for those behind them."""
_DEEP: Final = 60
"""Hits among which the documents are looked for that a question wants all of."""
_CARRIED: Final = 0.5
"""The share of a subject's words that a place must have to be about it."""
_WROTE: Final = re.compile(r"\b(?:write|wrote|written|author)\b", re.IGNORECASE)
_READ: Final = 8
"""The first search's hits that are sent as evidence, about."""


class RuledResearch:
    """A Researcher that needs no model."""

    def __init__(
        self,
        places: Places,
        linked: LinkedDocuments,
        limits: Limits = DEFAULT,
        allow: Callable[[Limits], Allowance] = Allowance,
    ) -> None:
        """`allow` opens what one research may use up."""
        self._places = places
        self._linked = linked
        self._limits = limits
        self._allow = allow

    async def research(self, question: Question, found: Interpreted) -> AsyncGenerator[Step | Researched, None]:
        """See the port. The searches run in a thread."""
        steps = self.steps(question, found)
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            yield step

    def steps(self, question: Question, found: Interpreted) -> Iterator[Step | Researched]:
        """The same; blocks."""
        needs = needs_of(question.text)
        course = Course(question, found.result.hits, self._allow(self._limits))
        for look in (self._called, self._hops, self._across, self._history, self._several, self._missing):
            for step in look(course, needs):
                yield step
                if course.allowance.is_spent:
                    break
            if course.allowance.is_spent:
                break
        if course.brought:
            is_spread = needs.is_several or needs.is_history
            keep = one_each if is_spread else kept
            yield Researched(keep(course.first, course.brought), course.asked, is_spread)

    # ---- from one document to another ----

    def _called(self, course: Course, needs: Needs) -> Iterator[Step]:  # noqa: ARG002 - all kinds of steps are called alike
        """Documents that the question names by their numbers, and the search did not find."""
        found = {one.id for one in course.documents[:_LOOKED_AT]}
        for document in list(self._numbered(course, course.question.text))[:_STARTS]:
            if document.id not in found and (hits := self._read(course, document)):
                yield course.step(Look.READ, short_name(document), "the question names it", hits)

    def _hops(self, course: Course, needs: Needs) -> Iterator[Step]:
        """`the RFC that replaced X`, then what the question asks of it."""
        for hop in needs.hops:
            yield from self._by_people(course, hop) if hop.way in PEOPLE else self._along(course, hop)

    def _along(self, course: Course, hop: Hop) -> Iterator[Step]:
        ends: list[Document] = []
        named = list(self._named(course, hop.subject))[:_STARTS]
        for origin in named or titled_like(hop.subject, course.documents[:_LOOKED_AT]):
            if ends and not named:
                break  # one of those that were found is meant, the one that is called most alike
            ways = [one for one in self._ties(course, origin) if one.way is hop.way]
            hits = [hit for one in ways[:_TARGETS] for hit in self._read(course, one.document)]
            if hits:
                ends += [one.document for one in ways[:_TARGETS]]
                beside = self._beginnings(course, origin)
                yield course.step(Look.FOLLOWED, short_name(origin), hop.way.value, hits, beside)
        if ends:
            course.ends = ends
            if hop.is_asked_about:
                course.resolve(hop.start, hop.end, short_name(ends[0]))

    def _by_people(self, course: Course, hop: Hop) -> Iterator[Step]:
        """What the people of a document did elsewhere: their names are put into the question, which is searched again."""
        origins = course.ends if not hop.subject else self._starting(course, hop.subject)
        for origin in origins[:1]:
            names = origin.authors if hop.way is Way.AUTHORS else origin.fields.get("reviewers", ())
            if not names:
                continue
            course.resolve(hop.start, hop.end, " and ".join(names[:_TARGETS]))
            people = tuple(names[:_TARGETS])
            wanted = Filters(authors=people) if _WROTE.search(course.question.text) else Filters(voices=people)
            scope = replace(course.scope, filters=joined(course.scope.filters, wanted))
            hits = [hit for hit in self._places.found(course.asked, scope, _DEEP) if hit.document.id != origin.id]
            if hits:
                why = f"{hop.way.value}: {short_name(origin)}"
                yield course.step(Look.SEARCHED, course.asked, why, _best_of_each(hits)[:_TARGETS])

    def _starting(self, course: Course, subject: str) -> list[Document]:
        """The documents that a subject names; else those found that are called alike."""
        named = list(self._named(course, subject))
        return (named or titled_like(subject, course.documents[:_LOOKED_AT]) or course.documents)[:_STARTS]

    def _named(self, course: Course, words: str) -> Iterator[Document]:
        called = self._linked.called(course.scope.principal, words) if words.strip() else []
        called += self._numbered(course, words)
        yield from {one.id: one for one in called if course.scope.admit(one)}.values()

    def _numbered(self, course: Course, words: str) -> Iterator[Document]:
        for label in dict.fromkeys(numbers_in(words)):
            for document in self._linked.called(course.scope.principal, f"{label.series} {label.number}"):
                if course.scope.admit(document):
                    yield document

    def _ties(self, course: Course, document: Document) -> list[Tied]:
        """What a document is joined with, as far as the asker wants to see it."""
        return [one for one in tied_with(self._linked, course.scope.principal, document) if course.scope.admit(one.document)]

    def _read(self, course: Course, document: Document, most: int = 1) -> list[Hit]:
        """The places of a document that the question asks for, and how it begins."""
        places = self._places.within(document, course.question.text, course.scope, most)
        known = {hit.chunk.key for hit in places}
        return [*places, *(hit for hit in self._beginnings(course, document) if hit.chunk.key not in known)]

    def _each(self, course: Course, ways: Sequence[Tied]) -> list[Hit]:
        """The best place of each document."""
        return [hit for one in ways for hit in self._places.within(one.document, course.question.text, course.scope, 1)]

    def _beginnings(self, course: Course, document: Document) -> list[Hit]:
        return self._places.beginning(document, course.scope)

    # ---- documents that belong together ----

    def _across(self, course: Course, needs: Needs) -> Iterator[Step]:
        """From a design to its review to its meeting: the kinds that a question names and the search did not find."""
        text = course.question.text
        alike = titled_like(text, course.documents[:_LOOKED_AT])
        origins = [*course.ends, *self._named(course, text), *alike]
        for kind in sorted(needs.kinds - {one.kind for one in [*origins, *course.documents[:_LOOKED_AT]]}):
            for origin in list({one.id: one for one in origins}.values())[:_LOOKED_AT]:
                ways = [one for one in self._ties(course, origin) if one.document.kind is kind]
                ways = nearest_to(text, ways)[:_TARGETS]
                if hits := self._each(course, ways):
                    yield course.step(Look.FOLLOWED, short_name(origin), ways[0].why, hits)
                    origins = [*(one.document for one in ways), *origins]
                    break

    def _history(self, course: Course, needs: Needs) -> Iterator[Step]:
        """Back to what came before, and forward to what came after; then what was said of it."""
        if not needs.is_history:
            return
        start = self._starting(course, needs.quoted or course.question.text)[:1]
        line = list(start)
        for way in (Way.OLDER, Way.NEWER):
            at = start
            for _ in range(_CHAIN):
                ways = [(one, tied) for one in at for tied in self._ties(course, one) if tied.way is way]
                ways = [(one, tied) for one, tied in ways if tied.document not in line]
                hits = [hit for _, tied in ways for hit in self._read(course, tied.document)[:1]]
                if not hits:
                    break
                yield course.step(Look.FOLLOWED, short_name(ways[0][0]), way.value, hits)
                at = [tied.document for _, tied in ways]
                line += at
        yield from self._said_of(course, line)

    def _said_of(self, course: Course, line: Sequence[Document]) -> Iterator[Step]:
        """The meetings and reviews that speak of what came one after the other."""
        told: set[str] = set()
        for origin in line:
            ways = [one for one in self._ties(course, origin) if one.document.kind in {Kind.MEETING, Kind.CODE_REVIEW}]
            ways = [one for one in nearest_to(course.question.text, ways) if one.document.id not in told][:_TARGETS]
            told |= {one.document.id for one in ways}
            if hits := self._each(course, ways):
                yield course.step(Look.FOLLOWED, short_name(origin), "what was said of it", hits)

    # ---- what the first search left out ----

    def _several(self, course: Course, needs: Needs) -> Iterator[Step]:
        """The best place of every document that speaks of what the question wants all documents of."""
        if not needs.is_several or (needs.is_history and course.brought):
            return
        subject = needs.quoted or needs.subject
        scope = course.scope
        if needs.several:
            scope = replace(scope, filters=joined(scope.filters, Filters(kinds=(needs.several,))))
        about = [hit for hit in self._places.found(subject, scope, _DEEP) if _carries(hit, subject, _CARRIED)]
        # What stands under a heading of that name is about it; elsewhere it may be mentioned in passing.
        about.sort(key=lambda hit: not _speaks(f"{hit.document.title} {hit.chunk.heading}", subject, _CARRIED))
        if {hit.document.id for hit in about} - {one.id for one in course.documents[:_WHOLE]}:
            yield course.step(Look.SEARCHED, subject, "the best place of each document", _best_of_each(about))

    def _missing(self, course: Course, needs: Needs) -> Iterator[Step]:
        """Names of the question that nothing found so far speaks of, each searched alone."""
        for name in needs.names:
            so_far = [*course.first[:_READ], *course.brought]
            if any(_carries(hit, name) for hit in so_far):
                continue
            hits = [hit for hit in self._places.found(name, course.scope, _READ) if _carries(hit, name)]
            if hits:
                yield course.step(Look.SEARCHED, name, "the first search said nothing of it", hits[:2])


def _best_of_each(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit)
    return list(best.values())


def _carries(hit: Hit, words: str, share: float = 1.0) -> bool:
    """Whether a place, with its title and headings, has so much of some words."""
    return _speaks(f"{hit.document.title} {hit.document.path} {hit.chunk.heading} {hit.chunk.text}", words, share)


def _speaks(text: str, words: str, share: float) -> bool:
    if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
        return True
    reader = Reader()
    wanted = reader.content(words, "english")
    return bool(wanted) and len(wanted & reader.content(text, "english")) >= share * len(wanted)
