"""Short forms of `python -m tests.benchmarks.slack_delivery` and `slack_load`: real processes on the loopback address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.slack.talking.conversation import SORRY
from tests.benchmarks import slack_delivery, slack_load
from tests.benchmarks.slack_bot import make_home, share, spread


@pytest.fixture(name="home", scope="module")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("slack") / "home", "hashing")


@pytest.mark.slow
async def test_no_event_is_lost_or_answered_twice_though_all_come_four_times_and_lore_is_killed(
    home: Path, tmp_path: Path
) -> None:
    tally = await slack_delivery.bring(slack_delivery.Plan(events=60, kills=3, home=home), tmp_path)

    assert (tally.events, tally.acknowledged, tally.kills) == (60, 60, 3)
    assert (tally.lost, tally.doubled, tally.violations) == ([], [], [])
    assert len(tally.ack_seconds) == 60 * 4 * 2  # each is a mention and a message


@pytest.mark.slow
async def test_every_question_of_many_people_gets_a_sign_and_an_answer(home: Path, tmp_path: Path) -> None:
    plan = slack_load.Plan(seconds=4, rate=10, people=60, embedder="hashing", home=home)
    measured = await slack_load.measure(plan, tmp_path)

    assert (measured.asked, measured.answered, measured.doubled) == (40, 40, 0)
    assert len(measured.signs) == len(measured.answers) == 40
    assert all(sign <= answer for sign, answer in zip(measured.signs, measured.answers, strict=True))
    assert measured.violations == []
    assert measured.memory_mb > 0


def asked(ts: str, acks: int, *answers: str) -> dict[str, Any]:
    return {"ts": ts, "acks": [0.1] * acks, "answers": list(answers)}


def test_an_acknowledged_event_without_an_answer_is_lost_and_one_with_two_is_doubled() -> None:
    events = [asked("1", 4, "a"), asked("2", 1), asked("3", 4, "a", "b"), asked("4", 0), asked("5", 4, SORRY)]
    tally = slack_delivery._tally(events, {"ack_seconds": [0.1], "violations": []})
    assert (tally.acknowledged, tally.lost, tally.doubled) == (4, ["2", "5"], ["3"])
    assert "lost 2" in tally.lines()


def test_shares_of_times_are_in_milliseconds() -> None:
    assert share([], 0.5) == 0
    assert spread([second / 100 for second in range(100)]) == "p50 500 ms  p95 950 ms  p99 990 ms"
