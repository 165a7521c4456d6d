"""A step of a research in a line that people understand. Pure."""

from __future__ import annotations

import re
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.provenance import Look, Step

_NAMED: Final = 3
"""Documents that a line names; the others are counted."""
_LONGEST: Final = 60
_LONGEST_SEARCH: Final = 120
_NUMBER: Final = re.compile(r"^\s*([A-Za-z]{2,12}[- ]?\d{1,6})\b")
_REQUEST: Final = re.compile(r"\((?:#|!)(\d+)\)\s*$")


def told(step: Step) -> str:
    """`Searched for “retention”: 4 documents`, `Followed ADR-0004 → what replaced it: ADR-0019`, `Read PEP 734`."""
    if step.look is Look.READ:
        return lead(step)
    brought = _counted(len(step.found)) if step.look is Look.SEARCHED else _names(step.found) or "nothing new"
    return f"{lead(step)}: {brought}"


def lead(step: Step) -> str:
    """The same without what it brought."""
    if step.look is Look.SEARCHED:
        return f"Searched for “{_cut(step.about, _LONGEST_SEARCH)}”"
    about = _cut(step.about, _LONGEST)
    return f"Read {about}" if step.look is Look.READ else f"Followed {about} → {step.why}"


def short_name(document: Document) -> str:
    """What people call a document: `ADR-0019`, `PR #214`, else its title."""
    if number := _NUMBER.match(document.title):
        return number[1]
    if request := _REQUEST.search(document.title):
        return f"PR #{request[1]}"
    return _cut(document.title, _LONGEST)


def _names(documents: tuple[Document, ...]) -> str:
    names = list(dict.fromkeys(short_name(one) for one in documents))
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _counted(documents: int) -> str:
    return {0: "nothing new", 1: "1 document"}.get(documents, f"{documents} documents")


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
