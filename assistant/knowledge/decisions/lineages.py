"""The lineage of what a person may read, kept until something changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from assistant.domain.readers import Principal
from assistant.domain.rulings import Act, Ruling
from assistant.domain.statuses import StatusTable
from assistant.knowledge.decisions.lineage import Evidence, Lineage
from assistant.knowledge.decisions.quoting import quoted
from assistant.knowledge.decisions.ruled import readable
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.ports import Rulings
from assistant.ports import Clock, Documents

_KEPT: Final = 16
_Key: TypeAlias = tuple[int, date, tuple[int, ...]]
"""The view's identity, the day, and the numbers of the rulings that are seen."""


@dataclass
class _Slot:
    """A lineage that is made, or being made by whoever holds the lock. The view is held so that its id can't be given to
    another."""

    view: View
    lock: threading.Lock = field(default_factory=threading.Lock)
    made: Lineage | None = None


class Lineages:
    """Gives each principal the lineage of their view, with the rulings that they may see. Safe to share between threads: those
    who see the same wait for one of them to make it, and for nobody else."""

    def __init__(self, memory: Memory, rulings: Rulings, documents: Documents, statuses: StatusTable, clock: Clock) -> None:
        self._memory = memory
        self._rulings = rulings
        self._documents = documents
        self._clock = clock
        self.statuses = statuses
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._read: tuple[int, list[Ruling]] = (0, [])
        self._kept: OrderedDict[_Key, _Slot] = OrderedDict()

    def of(self, principal: Principal) -> Lineage:
        """As of now. People who see the same share it until a document, a ruling or the day changes."""
        view = self._memory.seen_by(principal)
        rulings = self._seen_by(principal, view)
        today = self._clock.now().date()
        slot = self._slot((id(view), today, tuple(ruling.number for ruling in rulings)), view)
        with slot.lock:
            if slot.made is None:
                slot.made = Lineage(view, today, rulings, self.statuses, self._evidence(rulings, view))
            return slot.made

    def _slot(self, key: _Key, view: View) -> _Slot:
        with self._lock:
            slot = self._kept.setdefault(key, _Slot(view))
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return slot

    def _seen_by(self, principal: Principal, view: View) -> list[Ruling]:
        newest = self._rulings.newest()
        with self._reading:
            if self._read[0] != newest:
                self._read = (newest, self._rulings.read())
            rulings = self._read[1]
        return [one for one in rulings if one.readers.permit(principal) and readable(one, view)]

    def _evidence(self, rulings: Sequence[Ruling], view: View) -> dict[int, tuple[Evidence, ...]]:
        written = [one for one in rulings if one.act is Act.WRITTEN and one.evidence]
        return {one.number: tuple(quoted(one.evidence, view, self._documents)) for one in written}
