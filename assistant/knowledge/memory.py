"""The organisation's memory as one person may see it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assistant.domain.decisions import Decision
from assistant.domain.documents import Document
from assistant.domain.extracted import Known
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.naming import Names
from assistant.knowledge.ports import Extracts

_VIEWS: Final = 64
"""A view holds references only; what is made of it is kept beside it by PerView."""


@dataclass(frozen=True)
class View:
    """All that one audience may read, and nothing else: whatever is made of it needs no further check.

    That a document replaces another, how often one is cited, or what a term means is told by readable documents alone, so
    that a hidden one leaves no trace.
    """

    known: Mapping[str, Known]
    """By document id."""
    sequence: int

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """By id."""
        return {document_id: one.document for document_id, one in self.known.items()}

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """By id, as their documents state them."""
        return {decision.id: decision for one in self.known.values() for decision in one.extracted.decisions}

    @cached_property
    def names(self) -> Names:
        """By what documents call each other."""
        return Names(self.documents.values())


class Memory:
    """Follows the catalogue: each call sees what has been committed by then. Safe to share between threads."""

    def __init__(self, extracts: Extracts) -> None:
        self._extracts = extracts
        self._lock = threading.Lock()
        self._sequence: int | None = None
        self._known: dict[str, Known] = {}
        self._audiences: frozenset[Readers] = frozenset()
        self._permitted: dict[Principal, frozenset[Readers]] = {}
        self._views: OrderedDict[tuple[int, frozenset[Readers] | None], View] = OrderedDict()

    def seen_by(self, principal: Principal) -> View:
        """What this principal may read, as of now. People with the same audiences share a view until something changes."""
        with self._lock:
            self._follow()
            audiences = None if principal.administrator else self._permitting(principal)
            key = (self._sequence or 0, audiences)
            if key not in self._views:
                known = {
                    document_id: one
                    for document_id, one in self._known.items()
                    if audiences is None or one.document.readers in audiences
                }
                self._views[key] = View(known, key[0])
            self._views.move_to_end(key)
            while len(self._views) > _VIEWS:
                self._views.popitem(last=False)
            return self._views[key]

    def _permitting(self, principal: Principal) -> frozenset[Readers]:
        """Remembered until something changes: there may be thousands of audiences, and every search asks."""
        permitted = self._permitted.get(principal)
        if permitted is None:
            permitted = frozenset(readers for readers in self._audiences if readers.permit(principal))
            if len(self._permitted) >= _VIEWS:
                self._permitted.clear()
            self._permitted[principal] = permitted
        return permitted

    def _follow(self) -> None:
        if self._sequence is not None and self._extracts.sequence() == self._sequence:
            return
        sequence, changed, known = self._extracts.read(self._sequence)
        for document_id in changed:
            self._known.pop(document_id, None)
        self._known |= {one.document.id: one for one in known}
        self._audiences = frozenset(one.document.readers for one in self._known.values())
        self._sequence = sequence
        self._permitted.clear()
        self._views.clear()
