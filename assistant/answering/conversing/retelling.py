"""An answer said again without a model: shorter, longer, as a list, with what stands around it. Pure.

All of it are the sources' own words, chosen among what the answer cited; nothing is searched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.conversing.standing import MARKER, Part, parts_with_standing
from assistant.answering.deciding.words import safe
from assistant.answering.reading.sentences import Unit, units
from assistant.domain.answers import Citation
from assistant.domain.documents import Chunk, Document, Kind
from assistant.ports import Found

_NO_SHORTER: Final = "The sources do not say it in fewer words:"
_SHORT_WORDS: Final = 40
_LONGEST: Final = 1200
"""Characters of a chunk that are shown."""
_MOST_PLACES: Final = 3
_SPOKEN: Final = frozenset({Kind.MEETING, Kind.THREAD})
"""Kinds of which each line is somebody's."""
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEADING: Final = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")


@dataclass(frozen=True, slots=True)
class Retold:
    """Markdown with markers, and what they point to."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    citation: Citation
    unit: Unit
    words: frozenset[str]


def shorter(asked: str, citations: Sequence[Citation], most: int) -> Retold:
    """The best one or two sentences of what was cited, in their order."""
    sentences = _sentences(citations, Reader())
    chosen = _best(asked, citations, most)
    told = _quotes([(one.unit.text, one.citation, one.unit.is_code) for one in chosen])
    if len(chosen) == len(sentences) and len(sentences) < most + 1:
        return replace(told, text=f"{_NO_SHORTER}\n\n{told.text}")
    return told


def _best(asked: str, citations: Sequence[Citation], most: int) -> list[_Sentence]:
    reader = Reader()
    wanted = reader.content(asked)
    sentences = _sentences(citations, reader)
    ranked = sorted(sentences, key=lambda one: (-_worth(one, wanted), len(one.unit.text)))
    chosen = ranked[:1]
    for one in ranked[1:]:
        if len(chosen) >= most:
            break
        adds = (one.words & wanted) - chosen[0].words
        if adds and _length(chosen[0]) + _length(one) <= _SHORT_WORDS:
            chosen.append(one)
    return sorted(chosen, key=sentences.index)


def shorter_with_standing(asked: str, text: str, citations: Sequence[Citation]) -> Retold | None:
    """What an answer says itself of how things stand, with the best sentence of its first quote; None where it is nothing but
    quotes. What its documents no longer say is left out."""
    parts = parts_with_standing(text.removeprefix(_NO_SHORTER).strip())
    if not parts:
        return None
    by_marker = {one.marker: one for one in citations}
    kept = _Numbered()
    told = [
        _one_quote(part, asked, by_marker, kept) if part.is_quote else _marked(part.text, by_marker, kept) for part in parts
    ]
    short = "\n\n".join(part for part in told if part)
    is_shorter = len(short) < len(text.removeprefix(_NO_SHORTER).strip())
    return Retold(short if is_shorter else f"{_NO_SHORTER}\n\n{short}", kept.citations)


def _one_quote(part: Part, asked: str, by_marker: Mapping[int, Citation], kept: _Numbered) -> str:
    cited = [by_marker[number] for number in part.markers if number in by_marker]
    best = _best(asked, cited[:1], 1)
    return "\n\n".join(_quote(one.unit.text, one.citation, one.unit.is_code, kept) for one in best)


def _marked(text: str, by_marker: Mapping[int, Citation], kept: _Numbered) -> str:
    """A text whose markers are numbered anew; without those that point to nothing any more."""

    def renumbered(match: re.Match[str]) -> str:
        citation = by_marker.get(int(match[1]))
        return f"[{kept.marker(citation, citation.quote)}]" if citation else ""

    return re.sub(r" +(?=[.\n]|$)", "", MARKER.sub(renumbered, text))


def quoted(citations: Sequence[Citation]) -> Retold:
    """What was cited, in its own words."""
    return _quotes([(one.quote, one, False) for one in citations])


def as_list(citations: Sequence[Citation]) -> Retold:
    """Each sentence that was cited as an item."""
    items, kept = [], _Numbered()
    for one in _sentences(citations, Reader()):
        marker = kept.marker(one.citation, one.unit.text)
        items.append(f"- {_one_line(one.unit.text)} [{marker}]")
    return Retold("\n".join(items), kept.citations)


def as_table(citations: Sequence[Citation]) -> Retold:
    """Each sentence that was cited as a row, with its document and its date."""
    rows, kept = ["| What it says | Document | Date |", "| --- | --- | --- |"], _Numbered()
    for one in _sentences(citations, Reader()):
        marker = kept.marker(one.citation, one.unit.text)
        document = one.citation.document
        cells = (f"{_cell(one.unit.text)} [{marker}]", _cell(safe(document.title)), _day(document))
        rows.append(f"| {' | '.join(cells)} |")
    return Retold("\n".join(rows), kept.citations)


def where(citations: Sequence[Citation]) -> Retold:
    """Where each thing that was cited stands."""
    items, kept = [], _Numbered()
    for one in citations:
        marker = kept.marker(one, one.quote)
        items.append(f"- {_place(one.document, one.chunk)}: “{_one_line(one.quote)}” [{marker}]")
    return Retold("\n".join(items), kept.citations)


def at_length(places: Sequence[Sequence[Found]]) -> Retold:
    """Each place with what stands around it in its document: every inner list is one stretch, in order."""
    parts, kept = [], _Numbered()
    for stretch in places[:_MOST_PLACES]:
        parts.append(f"**{safe(stretch[0].document.title)}**")
        for one in stretch:
            words = _cut(one.chunk.text)
            marker = kept.marker(Citation(0, words, one.document, one.chunk), words)
            label = _inside(one.chunk)
            parts.append(f"{label} [{marker}]".strip() + "\n\n" + _block(words, one.document))
    return Retold("\n\n".join(parts), kept.citations)


class _Numbered:
    """Gives markers, from 1, one to each place that is quoted, in the order of the text."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, str], Citation] = {}

    def marker(self, citation: Citation, quote: str) -> int:
        key = (citation.document.id, citation.chunk.ordinal, quote)
        fresh = replace(citation, marker=len(self._kept) + 1, quote=quote)
        return self._kept.setdefault(key, fresh).marker

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._kept.values())


def _sentences(citations: Sequence[Citation], reader: Reader) -> list[_Sentence]:
    found = []
    for citation in citations:
        title = reader.content(f"{citation.document.title} {citation.chunk.heading}")
        parts = units(citation.quote) or [Unit(citation.quote, 0)]
        found += [_Sentence(citation, unit, reader.content(unit.text) | title) for unit in parts]
    return found


def _worth(one: _Sentence, wanted: frozenset[str]) -> float:
    """The share of the question's words that a sentence has, with its title and headings."""
    return len(one.words & wanted) / len(wanted) if wanted else 0.0


def _length(one: _Sentence) -> int:
    return max(len(one.unit.text.split()), len(_CJK.findall(one.unit.text)) // 2)


def _quotes(told: Sequence[tuple[str, Citation, bool]]) -> Retold:
    kept = _Numbered()
    parts = [_quote(text, citation, is_code, kept) for text, citation, is_code in told]
    return Retold("\n\n".join(parts), kept.citations)


def _quote(text: str, citation: Citation, is_code: bool, kept: _Numbered) -> str:  # noqa: FBT001 - of a sentence
    marker = kept.marker(citation, text)
    return f"{text}\n\n[{marker}]" if is_code else f"{_block(text, citation.document)} [{marker}]"


def _block(text: str, document: Document) -> str:
    """A quotation: headings as bold lines, and each line of a conversation on its own."""
    ending = "  " if document.kind in _SPOKEN else ""
    lines = (_HEADING.sub(r"**\1**", line.rstrip()) for line in text.strip().splitlines())
    return "\n".join(f"> {line}{ending}".rstrip(" ") + (ending if line else "") for line in lines).rstrip(" ")


def _cut(text: str) -> str:
    """Whole sentences of a text, as many as may be shown."""
    text = text.strip()
    if len(text) <= _LONGEST:
        return text
    ends = [unit.start + len(unit.text) for unit in units(text)]
    return text[: max((end for end in ends if end <= _LONGEST), default=_LONGEST)]


def _place(document: Document, chunk: Chunk) -> str:
    parts = (safe(document.title), _inside(chunk), _day(document))
    return ", ".join(part for part in parts if part)


def _inside(chunk: Chunk) -> str:
    label = chunk.anchor.label
    told = [safe(chunk.heading)] if chunk.heading else []
    if label and not any(heading.startswith(label) for heading in chunk.headings):
        told.append(safe(label))
    return " · ".join(told)


def _day(document: Document) -> str:
    when = document.updated_at or document.created_at
    return when.date().isoformat() if when else ""


def _one_line(text: str) -> str:
    return re.sub(r"^(?:[-*+•>#]|\d{1,3}[.)])\s+", "", " ".join(text.split()))


def _cell(text: str) -> str:
    return _one_line(text).replace("|", "\\|")
