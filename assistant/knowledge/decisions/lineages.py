"""The lineage of what a person may read, kept until something changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from assistant.domain.readers import Principal
from assistant.domain.rulings import Act, Ruling
from assistant.domain.statuses import StatusTable
from assistant.knowledge.decisions.lineage import Evidence, Lineage
from assistant.knowledge.decisions.quoting import quoted
from assistant.knowledge.decisions.ruled import readable
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.ports import Rulings
from assistant.ports import Documents

_KEPT: Final = 16


class Lineages:
    """Gives each principal the lineage of their view, with the rulings that they may see. Safe to share between threads."""

    def __init__(self, memory: Memory, rulings: Rulings, documents: Documents, statuses: StatusTable) -> None:
        self._memory = memory
        self._rulings = rulings
        self._documents = documents
        self._statuses = statuses
        self._lock = threading.Lock()
        self._read: tuple[int, list[Ruling]] = (0, [])
        self._kept: OrderedDict[tuple[int, tuple[int, ...]], tuple[View, Lineage]] = OrderedDict()

    def of(self, principal: Principal) -> Lineage:
        """As of now. People who see the same share it until a document or a ruling changes."""
        view = self._memory.seen_by(principal)
        rulings = self._seen_by(principal, view)
        key = (id(view), tuple(ruling.number for ruling in rulings))
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept[0] is not view:
                kept = (view, Lineage(view, rulings, self._statuses, self._evidence(rulings, view)))
                self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return kept[1]

    def _seen_by(self, principal: Principal, view: View) -> list[Ruling]:
        with self._lock:
            newest = self._rulings.newest()
            if self._read[0] != newest:
                self._read = (newest, self._rulings.read())
            rulings = self._read[1]
        return [one for one in rulings if one.readers.permit(principal) and readable(one, view)]

    def _evidence(self, rulings: Sequence[Ruling], view: View) -> dict[int, tuple[Evidence, ...]]:
        written = [one for one in rulings if one.act is Act.WRITTEN and one.evidence]
        return {one.number: tuple(quoted(one.evidence, view, self._documents)) for one in written}
