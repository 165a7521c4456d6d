"""What documents say of each other: where a document's links lead, and what leads to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from assistant.domain.documents import Document, Link
from assistant.domain.extracted import Known
from assistant.domain.readers import Principal
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.per_view import PerView

_NUMBERED: Final = re.compile(r"(.*?)(issues|pulls?)/(\d+(?:\.json)?)")
_FOREIGN: Final = re.compile(r"https?://[\w.-]*\b(?:ietf\.org|rfc-editor\.org)/", re.IGNORECASE)
"""Their RFCs are not the organisation's, though they have the same name."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A link: where it leads in its document's own words, and the document there if there is one that may be read."""

    relation: str
    target: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class Backlink:
    """A document that speaks of another one, and how."""

    relation: str
    document: Document


class References:
    """Links between the documents that somebody may read; one that they may not read has none, in either direction. Blocks."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._backlinks: PerView[Mapping[str, tuple[Backlink, ...]]] = PerView(_backlinks)

    def called(self, principal: Principal, words: str) -> list[Document]:
        """The documents that a person may mean: by an id, a path, an address, a number such as `ADR-0019`, or a title."""
        view = self._memory.seen_by(principal)
        held = view.documents.get(words.strip())
        return [held] if held else view.names.called(words)

    def links(self, principal: Principal, document: Document) -> list[Lead]:
        """The document's links, in their order: one that leads to a document that is linked more strongly is left out."""
        view = self._memory.seen_by(principal)
        leads = [Lead(link.relation, link.target, leads_to(view, link, document)) for link in document.links]
        known = view.known.get(document.id)
        decided = (Lead(link.relation, link.target, leads_to(view, link, document)) for link in decisions_links(known))
        return list(_without_repeats([*leads, *(lead for lead in decided if lead.document)], document))

    def backlinks(self, principal: Principal, document_id: str) -> tuple[Backlink, ...]:
        """What speaks of the document, the strongest relation of each, by relation and title."""
        return self._backlinks.of(self._memory.seen_by(principal)).get(document_id, ())


def decisions_links(known: Known | None) -> Iterator[Link]:
    """What a document's decisions say of others: that one supersedes another may be told by its text alone."""
    for decision in known.extracted.decisions if known else ():
        yield from decision.links


def _without_repeats(leads: list[Lead], document: Document) -> Iterator[Lead]:
    """A document may be linked by its path and by its number; once is enough, and `refers-to` says least."""
    stronger = {lead.document.id for lead in leads if lead.document and lead.relation != WEAKEST}
    seen: set[tuple[str, str]] = set()
    for lead in leads:
        if lead.document is None:
            yield lead
            continue
        told = (lead.relation, lead.document.id)
        said_better = lead.relation == WEAKEST and lead.document.id in stronger
        if lead.document.id != document.id and not said_better and told not in seen:
            seen.add(told)
            yield lead


def leads_to(view: View, link: Link, document: Document) -> Document | None:
    """The document that a link leads to, among those in the view; None where there is none, or it can't be told which."""
    if _FOREIGN.match(link.target):
        return None
    found = (view.names.resolve(target, document) for target in _spellings(link.target))
    return next((there for there in found if there is not None), None)


def _spellings(target: str) -> Iterator[str]:
    """The target, and what else it may be called: GitHub's `#12` does not say whether it is an issue or a pull request."""
    yield target
    match = _NUMBERED.fullmatch(target)
    if match is not None:
        others = {"issues": ("pull", "pulls"), "pull": ("issues",), "pulls": ("issues",)}[match[2]]
        yield from (f"{match[1]}{other}/{match[3]}" for other in others)


def _backlinks(view: View) -> Mapping[str, tuple[Backlink, ...]]:
    found: defaultdict[str, dict[str, Backlink]] = defaultdict(dict)
    for known in view.known.values():
        document = known.document
        for link in (*document.links, *decisions_links(known)):
            there = leads_to(view, link, document)
            if there is None or there.id == document.id:
                continue
            held = found[there.id].get(document.id)
            if held is None or held.relation == WEAKEST:
                found[there.id][document.id] = Backlink(link.relation, document)
    return {
        document_id: tuple(sorted(those.values(), key=lambda one: (one.relation == WEAKEST, one.relation, one.document.title)))
        for document_id, those in found.items()
    }


WEAKEST: Final = "refers-to"
"""Any other relation says more."""
