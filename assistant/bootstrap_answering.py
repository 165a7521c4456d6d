"""Wires what answers questions; a part of bootstrap.py, which imports it when it is first used."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.adapters.catalogue.open import Catalogue
from assistant.adapters.prompt_files import load_prompt
from assistant.adapters.remembering_embedder import RememberingEmbedder
from assistant.adapters.system_clock import SystemClock
from assistant.answering.answerer import Answerer, FromMemory
from assistant.answering.deciding.decider import Decider
from assistant.answering.wording.worder import Style, Worder
from assistant.knowledge.use_cases import Knowledge
from assistant.ports import Embedder, Generator
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.understanding.searching import Understanding
from assistant.settings import GeneratorSettings, Settings


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
    documents, embedder = parts.catalogue.documents, RememberingEmbedder(parts.embedder)
    decider = Decider(parts.knowledge.decisions, documents, embedder, SystemClock())
    memory = FromMemory(decider, parts.knowledge.experts.colleagues_for, parts.understanding)
    return Answerer(parts.retriever, documents, embedder, _worder(parts), memory)


def _worder(parts: Parts) -> Worder | None:
    chosen = parts.settings.generator
    if not chosen.model:
        return None
    style = Style(parts.settings.organisation, parts.settings.language, chosen.evidence_tokens)
    return Worder(_generator(chosen), load_prompt("answer"), style, SystemClock(), parts.embedder.count_tokens)


def _generator(chosen: GeneratorSettings) -> Generator:
    from assistant.adapters.chat import ChatGenerator, ChatOptions  # noqa: PLC0415 - LangChain takes a second to load

    options = ChatOptions(
        model=chosen.model,
        base_url=chosen.base_url,
        api_key=chosen.api_key.get_secret_value(),
        temperature=chosen.temperature,
        max_tokens=chosen.max_tokens,
        first_token_s=chosen.first_token_s,
        total_s=chosen.total_s,
    )
    return ChatGenerator(options)
