"""The organisation's memory over documents held in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.domain.documents import Chunk
from assistant.domain.extracted import Known
from assistant.domain.spending import Terms
from assistant.domain.statuses import LORES_OWN
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.health.judged import JudgedQuestions
from assistant.knowledge.inventories import Groups, Inventories
from assistant.knowledge.link_graphs import ReadableLinks
from assistant.knowledge.memory import Memory
from assistant.knowledge.ports import Extracts, Places
from assistant.knowledge.provenance.opening import Kept, Provenance
from assistant.knowledge.references import References
from assistant.knowledge.spending import SpendingBook
from assistant.knowledge.use_cases import Knowledge
from tests.stand_ins.acquaintances import people_over
from tests.stand_ins.asked_questions import Listened, upkeep_over
from tests.stand_ins.decided import Around, decided_over
from tests.stand_ins.guided import onboarding_over
from tests.stand_ins.held_spending import HeldSpending


class HeldExtracts:
    """The Extracts port over a list; every change counts as one of everything."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._known = list(known)
        self._gone: set[str] = set()
        self._sequence = 1

    def hold(self, *known: Known) -> None:
        """Put these in the place of all that was held."""
        self._gone |= {one.document.id for one in self._known}
        self._known, self._sequence = list(known), self._sequence + 1

    def sequence(self) -> int:
        return self._sequence

    def read(self, after: int | None = None) -> tuple[int, set[str], list[Known]]:
        if after == self._sequence:
            return self._sequence, set(), []
        return self._sequence, {one.document.id for one in self._known} | self._gone, list(self._known)


class HeldPlaces:
    """The Places port over a list of chunks."""

    def __init__(self, chunks: Iterable[Chunk] = ()) -> None:
        self._keys = {(chunk.document_id, chunk.ordinal): chunk.key for chunk in chunks}

    def keys(self, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], int]:
        return {place: self._keys[place] for place in places if place in self._keys}


def knowledge_over(
    extracts: Extracts, places: Places | None = None, around: Around | None = None, listened: Listened | None = None
) -> Knowledge:
    """The use cases as the bootstrap wires them."""
    memory = Memory(extracts)
    decisions, curation = decided_over(memory, around or Around())
    glossary = Glossary(memory, places or HeldPlaces())
    people, experts = people_over(memory, places or HeldPlaces(), around or Around())
    heard, beside = listened or Listened(), around or Around()
    onboarding = onboarding_over(memory, (decisions, glossary), experts, beside, heard)
    health, digests, feedback = upkeep_over(memory, decisions, experts, beside, heard)
    return Knowledge(
        people=people,
        experts=experts,
        memory=memory,
        onboarding=onboarding,
        health=health,
        digests=digests,
        feedback=feedback,
        judged=JudgedQuestions(Hearing(heard.questions, beside.curators, beside.clock), memory),
        decisions=decisions,
        curation=curation,
        glossary=glossary,
        references=References(memory),
        links=ReadableLinks(memory, LORES_OWN),
        inventories=Inventories(memory, people, decisions.lineage, Groups(), beside.statuses),
        spending=SpendingBook(HeldSpending(), Terms(), beside.clock),
        provenance=Provenance(Kept(heard.questions, heard.questions, heard.records), memory, beside.documents, decisions),
    )
