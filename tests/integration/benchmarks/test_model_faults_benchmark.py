"""The short form of `tests.benchmarks.model_faults`: each fault a few times, and a budget that two processes share."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.benchmarks.model_faults import FAULTS, WITHIN_S, Fault, Spending, ask, lore_with, make_home, questions, spend, suffer
from tests.stand_ins.openai_server import Mode, OpenAIServer

BY = {
    "none": "model",
    "refused": "sources",
    "429, Retry-After 60 s": "sources",
    "cut": "sources after the model's beginning",
    "wrong JSON": "sources",
}
QUICK = [fault for fault in FAULTS if fault.name in BY]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = tmp_path_factory.mktemp("documents")
    for number, text in enumerate(questions(12)):
        (documents / f"{number}.md").write_text(f"# Note {number}\n\n{text} It was decided so in spring.\n", encoding="utf-8")
    return make_home(tmp_path_factory.mktemp("faults") / "home", documents)


@pytest.mark.parametrize("fault", QUICK, ids=[fault.name for fault in QUICK])
def test_every_question_is_answered(home: Path, fault: Fault) -> None:
    found = suffer(home, fault, 2, 2, breaker=False)
    assert found.answered == found.asked == 2
    assert set(found.by) == {BY[fault.name]}


def test_a_model_that_stays_broken_is_left_alone_and_the_reader_told(home: Path) -> None:
    found = suffer(home, Fault("401", Mode.UNAUTHORISED), 12, 1, breaker=True)
    assert found.by["sources at once (resting)"] >= 7
    assert found.answered == 12


def test_words_that_do_not_come_in_time_are_given_up_for_the_sources(home: Path) -> None:
    with OpenAIServer(mode=Mode.HANGING) as server, lore_with(home, server.base_url, first_token_s=0.3) as lore:
        lore.make_ready()
        answer, took = asyncio.run(ask(lore, questions()[0]))
    assert answer is not None
    assert "did not begin to answer for 0.3 s" in answer.notice
    assert took < WITHIN_S


@pytest.mark.slow
def test_a_budget_that_processes_share_is_not_exceeded(home: Path) -> None:
    found = spend(home, each=3, budget=8000, processes=2)
    assert found.is_kept
    assert 0 < found.by_model < found.asked


def test_a_budget_is_broken_by_either_count() -> None:
    kept = Spending(budget=100, asked=4, by_model=1, catalogue=90, server=90)
    assert kept.is_kept
    assert not Spending(100, 4, 1, 101, 90).is_kept
    assert not Spending(100, 4, 1, 90, 101).is_kept
    assert not Spending(100, 4, 0, 0, 0).is_kept
