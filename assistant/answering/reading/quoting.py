"""Quotes as Markdown: sentences as block quotes, code as code, a row of a table under its table's head. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.reading.choosing import Stretch
from assistant.answering.reading.sentences import is_row, units
from assistant.domain.answers import Citation, Evidence

_CELL: Final = re.compile(r"(?<!\\)\|")
_RULE: Final = re.compile(r"^[\s|:+=-]+$")


def written(stretches: Sequence[Stretch], evidence: Evidence) -> tuple[str, tuple[Citation, ...]]:
    """The quotes as Markdown; markers count from 1 in the order of the answer, one for each stretch."""
    parts: list[str] = []
    citations: list[Citation] = []
    for stretch in stretches:
        marker = len(citations) + 1
        citations.append(Citation(marker, stretch.text, evidence.excerpts[stretch.number - 1].document, stretch.chunk))
        parts.append(_quote(stretch, marker))
    return "\n\n".join(parts), tuple(citations)


def legible(citation: Citation) -> str:
    """A citation's quote as it reads without its table: a row as `name: value` pairs; anything else as it stands."""
    if is_row(citation.quote):
        for place, unit in enumerate(units(citation.chunk.text)):
            if unit.text == citation.quote:
                return _row(Stretch(1, citation.chunk, place, place))
    return citation.quote


def _quote(stretch: Stretch, marker: int) -> str:
    inside = units(stretch.chunk.text)[stretch.first : stretch.last + 1]
    if len(inside) == 1 and inside[0].is_code:
        return f"{inside[0].text}\n\n[{marker}]"
    if any(unit.is_code for unit in inside):
        return f"{stretch.text}\n\n[{marker}]"
    if len(inside) == 1 and is_row(inside[0].text):
        return f"> {_row(stretch)} [{marker}]"
    quoted = "\n".join(f"> {line.strip()}" for line in stretch.text.splitlines())
    lead = f"> *{_plain(stretch.lead)}*\n>\n" if stretch.lead else ""
    return f"{lead}{quoted} [{marker}]"


def _plain(lead: str) -> str:
    """A heading or a line without marks that would end the emphasis."""
    return " ".join(re.sub(r"[*_`#>]+", "", lead).split())


def _row(stretch: Stretch) -> str:
    """A row as `name: value` pairs, where its table has a head in the same chunk; else its cells side by side."""
    values = _cells(units(stretch.chunk.text)[stretch.first].text)
    names = _head_of(stretch)
    if len(names) == len(values):
        return " · ".join(f"**{name}**: {value}" if name else value for name, value in zip(names, values, strict=True) if value)
    return " · ".join(value for value in values if value)


def _head_of(stretch: Stretch) -> list[str]:
    """The names of the columns: the row above the rule that stands above this one; none for the head itself."""
    inside = units(stretch.chunk.text)
    above = stretch.chunk.text[: inside[stretch.first].start].splitlines()
    rules = [place for place, line in enumerate(above) if place and "-" in line and "|" in line and _RULE.match(line)]
    if not rules or any(not is_row(line) for line in above[rules[-1] + 1 :] if line.strip()):
        return []
    return _cells(above[rules[-1] - 1])


def _cells(row: str) -> list[str]:
    return [cell.replace(r"\|", "|").strip() for cell in _CELL.split(row.strip().strip("|"))]
