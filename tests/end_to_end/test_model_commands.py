"""`lore spending`, `lore prompts`, what `lore doctor` says of the model, and a budget, as real commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import RunLore
from tests.stand_ins.openai_server import MODEL, Mode, OpenAIServer

SETTINGS = """
[embedder]
model = "hashing"
[research]
on = false
[generator]
model = "openai:{model}"
base_url = "{url}"
api_key = "k"
[budget]
person_day = 20000
currency = "EUR"
zone = "Europe/Berlin"
[prices."openai:{model}"]
input = 2
output = 10
[answers]
tone = "dry"
[people]
ana = {{}}
"""
QUESTION = "Which bus did we choose for its ordering?"


@pytest.fixture
def server(ready: Path) -> Iterator[OpenAIServer]:
    """The model of a data folder with two documents."""
    with OpenAIServer(answer="We chose the plover bus for its ordering [1].\n", told=(400, 12)) as running:
        (ready / "lore.toml").write_text(SETTINGS.format(model=MODEL, url=running.base_url), encoding="utf-8")
        yield running


def test_what_a_question_cost_is_told_by_day_person_and_model(server: OpenAIServer, run_lore: RunLore) -> None:
    answer = json.loads(run_lore("--json", "ask", QUESTION, "--as", "ana").stdout)
    assert answer["generator"] == f"openai:{MODEL}"
    assert "Tone: dry." in server.received[0].body["messages"][0]["content"]
    told = json.loads(run_lore("--json", "spending", "--as", "ana").stdout)
    [row] = told["spent"]
    assert (row["user"], row["calls"], row["input_tokens"], row["output_tokens"], row["cost"]) == ("ana", 1, 400, 12, 0.00092)
    assert told["limits"] == [{"limit": "person_day", "unit": "tokens", "allowed": 20000, "used": 412}]
    shown = run_lore("spending", "--as", "ana").stdout
    assert "0.0009" in shown
    assert "Your own budget today: 412 of 20,000 tokens; fresh again at 00:00 (Europe/Berlin)" in " ".join(shown.split())


def test_over_budget_the_sources_answer_and_the_reader_is_told(server: OpenAIServer, ready: Path, run_lore: RunLore) -> None:
    settings = ready / "lore.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("person_day = 20000", "person_day = 500"), encoding="utf-8"
    )
    answer = json.loads(run_lore("--json", "ask", QUESTION, "--as", "ana").stdout)
    assert answer["generator"] == "extractive"
    assert "Your own budget of 500 tokens a day" in answer["notice"]
    assert "plover" in answer["answer"]
    assert server.received == []


def test_the_prompts_are_listed_and_an_own_one_is_used(server: OpenAIServer, ready: Path, run_lore: RunLore) -> None:
    [lores] = [one for one in json.loads(run_lore("--json", "prompts").stdout)["prompts"] if one["name"] == "answer"]
    assert not lores["own"]
    own = Path(lores["file"]).read_text(encoding="utf-8").replace(f"version: {lores['version']}", "version: 77")
    (ready / "prompts").mkdir()
    (ready / "prompts" / "answer.md").write_text(own.replace("How to answer", "How we answer here"), encoding="utf-8")
    [ours] = [one for one in json.loads(run_lore("--json", "prompts").stdout)["prompts"] if one["name"] == "answer"]
    assert (ours["version"], ours["own"]) == (77, True)
    assert run_lore("ask", QUESTION).returncode == 0
    assert "How we answer here" in server.received[0].body["messages"][0]["content"]
    (ready / "prompts" / "answer.md").write_text("no prompt", encoding="utf-8")
    broken = run_lore("ask", QUESTION)
    assert broken.returncode == 2
    assert "answer.md must begin with YAML" in " ".join(broken.stderr.split())


def test_the_doctor_asks_the_model_one_word(server: OpenAIServer, run_lore: RunLore) -> None:
    done = run_lore("doctor")
    assert f"openai:{MODEL} answers (" in " ".join(done.stdout.split())
    assert "412 tokens, 0.000920 EUR" in " ".join(done.stdout.split())
    server.mode = Mode.UNAUTHORISED
    failed = run_lore("doctor")
    assert failed.returncode == 1
    assert "answering without the language model: openai:stand-in refused the key" in " ".join(failed.stdout.split())


def test_a_budget_in_money_needs_a_price(server: OpenAIServer, ready: Path, run_lore: RunLore) -> None:
    settings = ready / "lore.toml"
    text = settings.read_text(encoding="utf-8").replace("person_day = 20000", "day_cost = 5.0")
    settings.write_text(text.replace('[prices."openai:stand-in"]', '[prices."openai:other"]'), encoding="utf-8")
    done = run_lore("ask", QUESTION)
    assert done.returncode == 2
    assert '[prices."openai:stand-in"]' in done.stderr
    assert server.received == []
