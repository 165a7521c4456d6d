"""Wires what words answers with a language model; a part of bootstrap_answering.py."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from assistant.adapters.catalogue.open import Catalogue
from assistant.adapters.prompt_files import chosen_prompt
from assistant.adapters.system_clock import SystemClock
from assistant.answering.research.turns import Turns
from assistant.answering.wording.breaker import CircuitBreaker, Guarded
from assistant.answering.wording.fitting import Tokens
from assistant.answering.wording.paying import Account
from assistant.answering.wording.purse import Purse
from assistant.answering.wording.trying import Trial, tried
from assistant.answering.wording.worder import Means, Style, Worder
from assistant.bootstrap_knowledge import spending_terms
from assistant.errors import SettingsError
from assistant.ports import Embedder, Generator, WordedAnswers
from assistant.settings import GeneratorSettings, Settings, tiktoken_folder

if TYPE_CHECKING:
    from assistant.adapters.chat import ChatOptions

# ruff: noqa: PLC0415 - LangChain and tokenizers take a second to load, and are needed only where a model is set

ESTIMATE_FACTOR: Final = 1.35
"""By how much the built-in embedder's count of tokens is multiplied where the model's own tokenizer is not there. Over
prompts of eight chunks from seven collections, the tokenizers of GPT-4, GPT-5, Claude 2 and DeepSeek made at most 1.09 times
as many tokens of English, and 1.34 times as many of Chinese."""


def wired_worder(settings: Settings, catalogue: Catalogue, embedder: Embedder) -> Worder | None:
    """What words answers, where the settings name a model. Raises SettingsError for a model, a prompt or a budget that can't
    be used."""
    chosen = settings.generator
    if not chosen.model:
        return None
    _check_prices(settings)
    from assistant.adapters.catalogue.journal import SqlJournal

    answers = settings.answers
    style = Style(settings.organisation, settings.language, chosen.evidence_tokens, answers.tone, answers.unsupported)
    means = Means(
        clock=SystemClock(),
        tokens=_tokens(chosen, embedder),
        max_tokens=chosen.max_tokens,
        context_tokens=chosen.context_tokens,
        purse=Purse(catalogue.spending, spending_terms(settings), SystemClock(), chosen.total_s),
        memory=_memory(chosen),
        state=lambda: str(SqlJournal(catalogue.engine).sequence()),
    )
    return Worder(wired_generator(chosen), chosen_prompt("answer", settings.home / "prompts").template, style, means)


def wired_turns(settings: Settings, catalogue: Catalogue, embedder: Embedder) -> Turns:
    """Turns of the same model where it drives a search, paid for from the same budget. Raises SettingsError as above."""
    from assistant.adapters.tool_chat import ChatToolCaller

    chosen = settings.generator
    _check_prices(settings)
    purse = Purse(catalogue.spending, spending_terms(settings), SystemClock(), chosen.total_s)
    return Turns(ChatToolCaller(_options(chosen)), _tokens(chosen, embedder), chosen.max_tokens, purse)


def try_model(settings: Settings, catalogue: Catalogue, embedder: Embedder) -> Trial | None:
    """Whether the model of the settings answers; None where none is set. Blocks. Raises SettingsError as above."""
    chosen = settings.generator
    if not chosen.model:
        return None
    _check_prices(settings)
    purse = Purse(catalogue.spending, spending_terms(settings), SystemClock(), chosen.total_s)
    account = Account(purse, _tokens(chosen, embedder), chosen.max_tokens)
    return asyncio.run(tried(wired_generator(chosen), account))


def _options(chosen: GeneratorSettings) -> ChatOptions:
    from assistant.adapters.chat import ChatOptions

    return ChatOptions(
        model=chosen.model,
        base_url=chosen.base_url,
        api_key=chosen.api_key.get_secret_value(),
        temperature=chosen.temperature,
        max_tokens=chosen.max_tokens,
        first_token_s=chosen.first_token_s,
        total_s=chosen.total_s,
    )


def wired_generator(chosen: GeneratorSettings) -> Generator:
    """The model that the settings name, behind a breaker."""
    from assistant.adapters.chat import ChatGenerator

    options = _options(chosen)
    breaker = CircuitBreaker(chosen.model, SystemClock(), chosen.failures_before_rest, chosen.rest_s)
    return Guarded(ChatGenerator(options), breaker)


def _check_prices(settings: Settings) -> None:
    """A budget in money is worth nothing where the model has no price."""
    given, model = settings.budget, settings.generator.model
    if model not in settings.prices and (given.day_cost is not None or given.person_day_cost is not None):
        raise SettingsError(
            f'the budget is in money, and nothing says what {model} costs: add [prices."{model}"] with input and output, '
            "each for a million tokens"
        )


def _tokens(chosen: GeneratorSettings, embedder: Embedder) -> Tokens:
    """By the model's own tokenizer, where there is one; never fetched."""
    from assistant.adapters.token_counting import openai_tokenizer, own_tokenizer

    if chosen.tokenizer:
        return Tokens(own_tokenizer(chosen.tokenizer), exact=True)
    provider, _, model = chosen.model.partition(":")
    openais = openai_tokenizer(model, tiktoken_folder()) if provider == "openai" and not chosen.base_url else None
    return Tokens(openais, exact=True) if openais else Tokens(embedder.count_tokens, factor=ESTIMATE_FACTOR)


def _memory(chosen: GeneratorSettings) -> WordedAnswers | None:
    if not chosen.remembered_answers:
        return None
    from assistant.adapters.worded_answers import HeldWordedAnswers

    return HeldWordedAnswers(chosen.remembered_answers, chosen.remembered_minutes * 60)
