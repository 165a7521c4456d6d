"""Wires the organisation's memory; a part of bootstrap.py, which imports it when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.access.directory import Directory
from assistant.access.staff import Staff
from assistant.access.teams import Teams, members_by_team
from assistant.adapters.catalogue.open import Catalogue
from assistant.adapters.deferred_searcher import DeferredSearcher
from assistant.adapters.system_clock import SystemClock
from assistant.answering.recording import Recorder
from assistant.domain.readers import Readers
from assistant.domain.spending import BILLION, Budget, Limit, Price, Terms
from assistant.domain.statuses import StatusTable
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.decisions.curation import Curation
from assistant.knowledge.decisions.lineages import Lineages
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.health.better_sources import BetterSources
from assistant.knowledge.health.digest import Digests
from assistant.knowledge.health.feedback import Behind, Feedback
from assistant.knowledge.health.gaps import Gaps
from assistant.knowledge.health.health import Health, Surroundings
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.health.judged import JudgedQuestions
from assistant.knowledge.inventories import Groups, Inventories
from assistant.knowledge.link_graphs import ReadableLinks
from assistant.knowledge.memory import Memory
from assistant.knowledge.onboarding.newcomers import NewcomerQuestions
from assistant.knowledge.onboarding.onboarding import Beside, Diary, Library, Onboarding
from assistant.knowledge.people.experts import HITS, Experts
from assistant.knowledge.people.roster import Curating, People
from assistant.knowledge.provenance.opening import Kept, Provenance
from assistant.knowledge.references import References
from assistant.knowledge.spending import SpendingBook
from assistant.knowledge.use_cases import Knowledge
from assistant.ports import Embedder, Index
from assistant.retrieval.retriever import Options, Retriever
from assistant.settings import Settings


@dataclass(frozen=True)
class Parts:
    """What the memory is wired from. `index` is asked for when something is first searched."""

    settings: Settings
    catalogue: Catalogue
    directory: Directory
    teams: Teams
    embedder: Embedder
    index: Callable[[], Index]
    redact: Callable[[str], str]
    recorder: Recorder
    records: bool

    @property
    def curators(self) -> Readers:
        """Who may correct, besides administrators."""
        return Readers.parse(",".join(self.settings.knowledge.curators))

    def searcher(self, most: int = 100) -> DeferredSearcher:
        """Search, for up to so many chunks."""
        return DeferredSearcher(lambda: Retriever(self.index(), self.embedder, self.catalogue.documents, Options(most=most)))

    def hearing(self) -> Hearing:
        """The questions that were asked."""
        return Hearing(self.catalogue.asked, self.curators, SystemClock())


def wired_knowledge(parts: Parts) -> Knowledge:
    """The use cases over the memory."""
    catalogue, clock, curators = parts.catalogue, SystemClock(), parts.curators
    memory = Memory(catalogue.extracts)
    references = References(memory)
    statuses = StatusTable().with_words(parts.settings.knowledge.statuses)
    lineages = Lineages(memory, catalogue.rulings, catalogue.documents, statuses, clock)
    decisions = DecisionBook(lineages, parts.searcher(), parts.directory)
    glossary = Glossary(memory, catalogue.places)
    people = People(memory, parts.directory.people, catalogue.same_people, catalogue.places, Curating(clock, curators))
    experts = Experts(people, parts.searcher(HITS), clock)
    health = _health(parts, memory, decisions, experts)
    return Knowledge(
        memory=memory,
        decisions=decisions,
        curation=Curation(lineages, catalogue.rulings, catalogue.documents, clock, curators),
        glossary=glossary,
        references=references,
        links=ReadableLinks(memory, statuses),
        people=people,
        experts=experts,
        onboarding=_onboarding(parts, memory, experts, (decisions, glossary)),
        health=health,
        digests=Digests(memory, decisions, health, parts.hearing(), parts.teams),
        judged=JudgedQuestions(parts.hearing(), memory),
        feedback=Feedback(
            catalogue.asked,
            parts.redact,
            clock,
            Behind(parts.recorder.settle, BetterSources(memory, references).called),
            is_open=parts.records,
        ),
        inventories=Inventories(memory, people, lineages.of, Groups(_team_keys(parts), curators), statuses),
        spending=SpendingBook(catalogue.spending, spending_terms(parts.settings), clock),
        provenance=Provenance(_kept(parts), memory, catalogue.documents, decisions),
    )


def _kept(parts: Parts) -> Kept:
    catalogue = parts.catalogue
    return Kept(catalogue.asked, catalogue.asked, catalogue.answer_records, parts.recorder.settle)


def spending_terms(settings: Settings) -> Terms:
    """The budget and the prices of the settings."""
    given = settings.budget
    tokens = {Limit.DAY: given.day, Limit.PERSON_DAY: given.person_day}
    money = {Limit.DAY_COST: given.day_cost, Limit.PERSON_DAY_COST: given.person_day_cost}
    limits = {limit: allowed for limit, allowed in tokens.items() if allowed is not None}
    limits |= {limit: int(allowed * BILLION) for limit, allowed in money.items() if allowed is not None}
    prices = {name: Price(price.input, price.output) for name, price in settings.prices.items()}
    return Terms(Budget(limits), prices, given.currency, given.zone)


def _team_keys(parts: Parts) -> dict[str, list[str]]:
    found = members_by_team(parts.directory.people, parts.settings.groups)
    return {team: [person.user for person in members] for team, members in found.items()}


def _health(parts: Parts, memory: Memory, decisions: DecisionBook, experts: Experts) -> Health:
    around = Surroundings(parts.catalogue.sources, parts.teams, experts, SystemClock())
    return Health(memory, decisions, parts.hearing(), Gaps(parts.embedder), around)


def _onboarding(parts: Parts, memory: Memory, experts: Experts, books: tuple[DecisionBook, Glossary]) -> Onboarding:
    staff = Staff(parts.directory.people, parts.settings.groups)
    questions = NewcomerQuestions(parts.hearing(), Gaps(parts.embedder), staff)
    beside = Beside(*books, questions, experts, parts.curators)
    library = Library(parts.searcher(), parts.catalogue.documents)
    return Onboarding(memory, library, staff, Diary(parts.catalogue.progress, SystemClock()), beside)
