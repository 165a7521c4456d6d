"""Questions for which one search is not enough, from files to the terminal: by rules, switched off, and driven by a model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from assistant.answering.research.telling import told
from assistant.bootstrap import open_lore
from tests.stand_ins.openai_server import MODEL, OpenAIServer
from tests.stand_ins.tool_turns import calls, scripted

FILES = {
    "adr/0001-rabbit.md": "---\nstatus: superseded by ADR-0002\ndate: 2022-02-01\n---\n# ADR-0001: RabbitMQ as the bus\n\n"
    "## Decision\n\nRabbitMQ carries the messages.\n",
    "adr/0002-kafka.md": "---\nstatus: accepted\ndate: 2023-05-02\nauthor: Ana Ruiz\n---\n# ADR-0002: Kafka as the bus\n\n"
    "Supersedes ADR-0001.\n\n## Decision\n\nKafka keeps its log for seven days.\n",
}
QUESTION = "How long does the successor of ADR-0001 keep its log?"
STEP = "Followed ADR-0001 → what replaced it: ADR-0002"

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def docs(docs: Path) -> Path:
    """The folder with two decisions more."""
    for name, text in FILES.items():
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    return docs


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


def test_the_steps_are_told_beside_the_answer_and_stand_in_json(ready: Path, run_lore: Run) -> None:
    plainly = run_lore("ask", QUESTION)
    as_json = json.loads(run_lore("--json", "ask", QUESTION).stdout)

    assert ready.is_dir()
    assert STEP in plainly.stderr
    assert "seven days" in plainly.stdout
    assert [step["text"] for step in as_json["trail"]] == [STEP]
    assert as_json["citations"]


def test_research_can_be_switched_off(ready: Path) -> None:
    (ready / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n\n[research]\non = false\n', encoding="utf-8")
    with open_lore(ready) as lore:
        assert lore.ask(QUESTION).trail == ()


def settings(server: OpenAIServer, *, by_model: bool) -> str:
    return (
        f'[embedder]\nmodel = "hashing"\n\n[generator]\nmodel = "openai:{MODEL}"\nbase_url = "{server.base_url}"\n'
        f'api_key = "k"\n\n[research]\nby_model = {str(by_model).lower()}\n'
    )


def test_a_model_may_choose_the_steps_and_words_the_answer_behind_them(ready: Path, server: OpenAIServer) -> None:
    (ready / "lore.toml").write_text(settings(server, by_model=True), encoding="utf-8")
    server.turn = scripted([calls(("search", {"query": "plover bus ordering"}))])
    server.answer = "The log is kept for seven days [1]."
    with open_lore(ready) as lore:
        answer = lore.ask(QUESTION)
    assert told(answer.trail[0]).startswith("Searched for “plover bus ordering”")
    assert [bool(got.body.get("tools")) for got in server.received] == [True, True, False]
    assert answer.generator == f"openai:{MODEL}"


def test_a_generator_is_not_asked_for_steps_unless_the_settings_say_so(ready: Path, server: OpenAIServer) -> None:
    (ready / "lore.toml").write_text(settings(server, by_model=False), encoding="utf-8")
    server.turn = scripted([])
    with open_lore(ready) as lore:
        answer = lore.ask(QUESTION)
    assert [told(step) for step in answer.trail] == [STEP]
    assert not [got for got in server.received if got.body.get("tools")]
