"""The settings of budgets and prices, as they are written in lore.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap_knowledge import spending_terms
from assistant.domain.spending import BILLION, Limit, Price
from assistant.errors import SettingsError
from assistant.settings import load_settings

WHOLE = """
[generator]
model = "openai:gpt-5-mini"
context_tokens = 8000
[budget]
day = 2_000_000
person_day = 50_000
day_cost = 4.5
person_day_cost = 0.25
currency = "EUR"
zone = "Europe/Berlin"
[prices."openai:gpt-5-mini"]
input = 0.25
output = 2.0
[prices."ollama:qwen3"]
input = 0
output = 0
"""


def written(home: Path, text: str) -> Path:
    (home / "lore.toml").write_text(text, encoding="utf-8")
    return home


def test_limits_and_prices_are_read_with_their_units(home: Path) -> None:
    terms = spending_terms(load_settings(written(home, WHOLE)))
    assert terms.budget.limits == {
        Limit.DAY: 2_000_000,
        Limit.PERSON_DAY: 50_000,
        Limit.DAY_COST: 9 * BILLION // 2,
        Limit.PERSON_DAY_COST: BILLION // 4,
    }
    assert terms.prices == {"openai:gpt-5-mini": Price(0.25, 2.0), "ollama:qwen3": Price(0, 0)}
    assert (terms.currency, terms.zone) == ("EUR", "Europe/Berlin")


def test_without_a_budget_everything_is_allowed(home: Path) -> None:
    terms = spending_terms(load_settings(home))
    assert (terms.budget.limits, terms.prices, terms.zone) == ({}, {}, "UTC")


def test_a_limit_of_nothing_is_a_limit(home: Path) -> None:
    assert spending_terms(load_settings(written(home, "[budget]\nday = 0\n"))).budget.limits == {Limit.DAY: 0}


WRONG = {
    "a-zone-that-is-none": ('[budget]\nzone = "Berlin"\n', "budget.zone.*'Berlin' is no time zone"),
    "less-than-nothing": ("[budget]\nday = -1\n", r"budget\.day"),
    "a-misspelt-limit": ("[budget]\nperson = 5\n", r"budget\.person"),
    "half-a-price": ('[prices."openai:gpt"]\ninput = 1\n', r"prices.*output"),
    "patience-beyond-ten-seconds": ("[generator]\nfirst_token_s = 9.5\n", r"generator\.first_token_s"),
    "a-long-tone": (f'[answers]\ntone = "{"x" * 201}"\n', r"answers\.tone"),
}


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused_by_name(home: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load_settings(written(home, text))
