"""Wires what answers questions; a part of bootstrap.py, which imports it when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.adapters.catalogue.open import Catalogue
from assistant.adapters.prompt_files import chosen_prompt
from assistant.adapters.system_clock import SystemClock
from assistant.answering.answerer import Answerer, FromMemory
from assistant.answering.collaborators import Researcher
from assistant.answering.conversing.asides import Asides, Saying
from assistant.answering.conversing.conversations import Conversations
from assistant.answering.conversing.conversing import Around, Conversing, Keeping
from assistant.answering.conversing.ports import Asker
from assistant.answering.deciding.decider import Decider
from assistant.answering.disagreeing.contradictor import Comparer
from assistant.answering.research.driven import DrivenResearch, Reach, Told
from assistant.answering.research.limits import Limits
from assistant.answering.research.places import Places
from assistant.answering.research.ruled import RuledResearch
from assistant.answering.suggesting.suggester import StructureSuggester
from assistant.bootstrap_wording import wired_turns, wired_worder
from assistant.knowledge.use_cases import Knowledge
from assistant.ports import Embedder
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.understanding.searching import Understanding
from assistant.settings import Settings


@dataclass(frozen=True)
class Parts:
    """What answers are wired from."""

    settings: Settings
    catalogue: Catalogue
    embedder: Embedder
    retriever: Retriever
    understanding: Understanding
    knowledge: Knowledge


def wired_answerer(parts: Parts) -> Answerer:
    """The answerer, with the generator that the settings name, if any."""
    documents, embedder = parts.catalogue.documents, parts.embedder
    decider = Decider(parts.knowledge.decisions, documents, embedder, SystemClock())
    memory = FromMemory(
        decider,
        parts.knowledge.experts.colleagues_for,
        parts.understanding,
        researcher=_researcher(parts),
        contradictor=Comparer(parts.knowledge.decisions, documents),
        suggester=StructureSuggester(parts.knowledge.decisions, parts.knowledge.references, documents, SystemClock()),
    )
    worder = wired_worder(parts.settings, parts.catalogue, parts.embedder)
    return Answerer(parts.retriever, documents, embedder, worder, memory)


def wired_conversing(
    parts: Parts, asker: Asker, saying: Saying, conversations: Conversations, redact: Callable[[str], str] | None
) -> Conversing:
    """The asker within conversations. Nothing is kept where nothing can take secrets out."""
    chosen, catalogue = parts.settings.conversations, parts.catalogue
    keeping = Keeping(redact or str, conversations.is_kept, chosen.keep_days)
    around = Around(catalogue.documents, SystemClock(), keeping, parts.knowledge.decisions)
    asides = Asides(saying, catalogue.documents, conversations)
    return Conversing(asker, asides, catalogue.dialogues, around)


def _researcher(parts: Parts) -> Researcher | None:
    chosen = parts.settings.research
    if not chosen.on:
        return None
    limits = Limits(chosen.steps, chosen.seconds, chosen.documents, chosen.tokens)
    places, references = Places(parts.retriever, parts.catalogue.documents), parts.knowledge.references
    rules = RuledResearch(places, references, limits)
    if not (chosen.by_model and parts.settings.generator.model):
        return rules
    told = Told(chosen_prompt("research", parts.settings.home / "prompts").template, parts.settings.organisation, SystemClock())
    turns = wired_turns(parts.settings, parts.catalogue, parts.embedder)
    return DrivenResearch(turns, told, Reach(places, references, limits), rules)
