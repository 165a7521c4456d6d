"""The use cases over the organisation's memory, in one place for the web and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.decisions.curation import Curation
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.health.digest import Digests
from assistant.knowledge.health.feedback import Feedback
from assistant.knowledge.health.health import Health
from assistant.knowledge.health.judged import JudgedQuestions
from assistant.knowledge.inventories import Inventories
from assistant.knowledge.link_graphs import ReadableLinks
from assistant.knowledge.memory import Memory
from assistant.knowledge.onboarding.onboarding import Onboarding
from assistant.knowledge.people.experts import Experts
from assistant.knowledge.people.roster import People
from assistant.knowledge.provenance.opening import Provenance
from assistant.knowledge.references import References
from assistant.knowledge.spending import SpendingBook


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What can be asked of the memory besides questions. Everything here blocks, and takes the principal who asks."""

    memory: Memory
    health: Health
    digests: Digests
    feedback: Feedback
    decisions: DecisionBook
    curation: Curation
    glossary: Glossary
    onboarding: Onboarding
    references: References
    links: ReadableLinks
    people: People
    experts: Experts
    inventories: Inventories
    judged: JudgedQuestions
    provenance: Provenance
    spending: SpendingBook
