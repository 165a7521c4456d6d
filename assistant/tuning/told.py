"""What the organisation's memory tells tuning: strong links between documents, and questions with what answered them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.readers import Principal
from assistant.knowledge.health.judged import JudgedQuestions
from assistant.knowledge.references import References
from assistant.tuning.ports import Praised, Tie

_STRONG: Final = frozenset({"closes", "implements", "supersedes", "superseded-by", "reverts"})
"""Relations of documents about the same thing; `refers-to` may be anything."""
_ALL_WEEKS: Final = 5200


class FromMemory:
    """The Told port over the memory. Both use cases leave out what the principal may not read."""

    def __init__(self, references: References, judged: JudgedQuestions) -> None:
        self._references = references
        self._judged = judged

    def ties(self, principal: Principal, documents: Sequence[Document]) -> list[Tie]:
        """See the port; each pair of documents once, whichever says it first."""
        found: dict[frozenset[str], Tie] = {}
        for document in documents:
            for lead in self._references.links(principal, document):
                if lead.relation in _STRONG and lead.document is not None:
                    pair = frozenset({document.id, lead.document.id})
                    found.setdefault(pair, Tie(lead.relation, document.id, lead.document.id))
        return list(found.values())

    def praised(self, principal: Principal) -> list[Praised]:
        """See the port: answers rated helpful, and sources that people named as better ones."""
        gathered = self._judged.gather(principal, _ALL_WEEKS)
        return [
            Praised(one.question, tuple(each.id for each in one.documents), tuple(each.id for each in one.misled))
            for one in gathered.named
        ]
