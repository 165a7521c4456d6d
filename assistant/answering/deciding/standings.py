"""How decisions stand, in a line: status, day and people. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.deciding.words import Phrases, name_of, safe
from assistant.domain.answers import Citation, Evidence
from assistant.domain.documents import Document
from assistant.knowledge.decisions.lineage import Entry, Lineage

_MOST_NAMED: Final = 3
_MOST_WORDS: Final = 5
"""What has more words is no name of a person, whatever a header says."""
_ADDRESS: Final = re.compile(r"\s*[<(][^<>()]*@[^<>()]*[>)]|\s*<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Standing:
    """One decision's: `line` is its name with status, day and people, and `citation` what bears it out."""

    line: str
    citation: Citation


def people_of(document: Document, entry: Entry | None) -> tuple[str, ...]:
    """A document's authors by name, else who decided what it decides."""
    names = document.authors or (entry.decision.deciders if entry else ())
    clean = (safe(_ADDRESS.sub("", one)) for one in names)
    return tuple(dict.fromkeys(name for name in clean if name and len(name.split()) <= _MOST_WORDS))


def listed(people: Sequence[str], words: Phrases) -> str:
    """`Ana Ruiz, Bo Lindqvist and 2 more`; "" for nobody."""
    if len(people) > _MOST_NAMED:
        shown = words.comma.join(people[: _MOST_NAMED - 1])
        return words.and_more.format(people=shown, count=len(people) - _MOST_NAMED + 1)
    return words.and_.join(filter(None, (words.comma.join(people[:-1]), *people[-1:])))


def facts_of(entry: Entry, words: Phrases) -> str:
    """`accepted, 2023-05-11, by Ana Ruiz`."""
    people = people_of(entry.document, entry) if entry.document else entry.decision.deciders
    by = [words.by.format(people=listed(people, words))] if people else []
    return words.comma.join([words.statuses[entry.status], entry.day.isoformat() if entry.day else words.undated, *by])


def standings(citations: Sequence[Citation], lineage: Lineage, words: Phrases) -> tuple[Standing, ...]:
    """Those of the cited decisions that replaced one another, what holds first; () where none did."""
    cited: dict[str, Citation] = {}
    for citation in citations:
        for entry in lineage.of_document(citation.document.id):
            cited.setdefault(entry.id, citation)
    entries = [found for id_ in cited if (found := lineage.entry(id_))]
    told = [one for one in entries if any(id_ in cited for id_ in (*one.replaced_by, *one.replaces))]
    told.sort(key=lambda one: (one.in_force is not True, -(one.day.toordinal() if one.day else 0), one.id))
    return tuple(Standing(f"{name_of(one)}: {facts_of(one, words)}", cited[one.id]) for one in told)


def in_a_line(found: Sequence[Standing], words: Phrases) -> str:
    """All of them as a paragraph of their own; "" for none."""
    return f"\n\n*{words.stand.format(lines='; '.join(one.line for one in found))}*" if found else ""


def with_markers(found: Sequence[Standing], sent: Evidence, words: Phrases) -> tuple[str, tuple[Citation, ...]]:
    """The same for a generator's answer, with the numbers of what it was sent; what was not sent is numbered on."""
    by_document = {excerpt.document.id: number for number, excerpt in reversed(list(enumerate(sent.excerpts, 1)))}
    lines, citations = [], []
    following = len(sent.excerpts) + 1
    for one in found:
        marker = by_document.get(one.citation.document.id, 0)
        if not marker:
            marker, following = following, following + 1
        lines.append(f"{one.line} [{marker}]")
        citations.append(Citation(marker, one.citation.quote, one.citation.document, one.citation.chunk))
    return (f"\n\n*{words.stand.format(lines='; '.join(lines))}*" if lines else ""), tuple(citations)
