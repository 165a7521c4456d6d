"""Why something was not adopted: where documents give the reasons for that, and never where they argue for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.answering.deciding.citing import Citations
from assistant.answering.reading.sentences import units
from assistant.domain.answers import Citation
from assistant.domain.decisions import Origin
from assistant.domain.documents import Chunk, Document
from assistant.knowledge.decisions.lineage import REFUSED, Entry, Evidence, Lineage
from assistant.knowledge.naming import label_of, numbers_in

_SETTLED: Final = re.compile(
    r"\b(?:decision|decided|outcome|resolution|conclusion|verdict|rejection|why (?:it|this|we)\b.*\b(?:not|reject\w*)|"
    r"reasons? for (?:rejection|withdrawal|declining))|决定|结论|决议",
    re.IGNORECASE,
)
_AGAINST: Final = re.compile(
    r"\b(?:against|objections?|drawbacks?|concerns?|downsides?|disadvantages?)\b|反对|缺点", re.IGNORECASE
)
_OTHERS: Final = re.compile(
    r"\b(?:alternatives?|(?:ideas|options|approaches) (?:considered|rejected)|"
    r"rejected (?:ideas|alternatives|options)|drivers?)\b",
    re.IGNORECASE,
)
_MOST_UNITS: Final = 4
_LONGEST: Final = 480


def reasons_against(entry: Entry, lineage: Lineage, citations: Citations) -> list[Citation]:
    """Where it says why this decision was not adopted, the most authoritative first: its own decision or outcome, the
    conclusions of meetings that name it, the arguments against it."""
    found: list[Citation] = []
    if entry.document is not None:
        found += _under(entry.document, _SETTLED, citations)
    for conclusion in _conclusions_about(entry, lineage):
        found += (Citation(0, one.quote.text, one.document, chunk) for one, chunk in _borne_out(conclusion, citations))
    if entry.document is not None:
        found += _under(entry.document, _AGAINST, citations)
    return found


def _under(document: Document, headings: re.Pattern[str], citations: Citations) -> Iterator[Citation]:
    for chunk in citations.chunks(document):
        heading = chunk.headings[-1] if chunk.headings else ""
        if headings.search(heading) and not _OTHERS.search(heading):
            quote = _opening(chunk)
            if quote:
                yield Citation(0, quote, document, chunk)


def _opening(chunk: Chunk) -> str:
    """The first sentences or items of a chunk, as they stand."""
    told = units(chunk.text)[:_MOST_UNITS]
    fitting = [one for one in told if one.start + len(one.text) - told[0].start <= _LONGEST]
    if not fitting:
        return told[0].text if told else ""
    last = fitting[-1]
    return chunk.text[told[0].start : last.start + len(last.text)]


def _conclusions_about(entry: Entry, lineage: Lineage) -> Iterator[Entry]:
    label = label_of(entry.document) if entry.document else None
    for one in lineage.entries:
        told = f"{one.decision.title} {one.decision.statement}"
        if one.decision.origin is Origin.MINUTES and one.status in REFUSED and label is not None and label in numbers_in(told):
            yield one


def _borne_out(conclusion: Entry, citations: Citations) -> Iterator[tuple[Evidence, Chunk]]:
    for one in conclusion.evidence[:1]:
        holding: Sequence[Chunk] = [chunk for chunk in citations.chunks(one.document) if one.quote.text in chunk.text]
        yield from ((one, chunk) for chunk in holding[:1])
