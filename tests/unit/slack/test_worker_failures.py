"""The worker: what becomes of a job that fails, and of one whose inbox does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientOSError
from structlog.testing import capture_logs

from assistant.domain.inbox import Job, Task
from assistant.errors import Busy, Forbidden, GeneratorError, UsageError
from assistant.slack.working.worker import CLOSING, Doing, Limits
from tests.stand_ins.slack_bench import NEVER, NOON, Bench, End, Held, answer, failing, slack_error

PASSING = {
    "a server error": lambda: slack_error("", 500),
    "Slack's own trouble": lambda: slack_error("internal_error"),
    "limited": lambda: slack_error("ratelimited", 429),
    "cut off": lambda: ClientOSError(104, "reset"),
    "too slow": TimeoutError,
    "no generator": lambda: GeneratorError("the merger is off"),
    "a busy catalogue": lambda: Busy("locked"),
}


@pytest.mark.parametrize("error", PASSING.values(), ids=PASSING.keys())
async def test_what_may_pass_is_tried_five_times_and_then_regretted(error: Callable[[], Exception]) -> None:
    bench = Bench(failing(*(error() for _ in range(9))))
    ends: list[End] = []
    async with bench.running():
        bench.put("a")
        while not ends or ends[-1][0] != "finished":
            assert bench.sorry == []
            ends.append(await bench.ended())
            bench.clock.move(200)
            bench.worker.nudge()

    assert [end[0] for end in ends] == ["released"] * 4 + ["finished"]
    assert ends[-1] == ("finished", "a", "failed")
    assert bench.sorry == ["a"]


async def test_what_passes_is_answered_in_the_end() -> None:
    bench = Bench(failing(TimeoutError(), ClientOSError("reset")))
    async with bench.running():
        bench.put("a")
        for name in ("TimeoutError", "ClientOSError"):
            assert (await bench.ended())[2] == name
            bench.clock.move(200)
            bench.worker.nudge()
        assert await bench.ended() == ("finished", "a", "answered")

    assert bench.sorry == []


async def test_each_wait_is_about_twice_the_one_before_and_never_too_long() -> None:
    bench = Bench(failing(*[TimeoutError()] * 9), Limits(poll_s=NEVER, longest_backoff_s=4.0))
    waits: list[float] = []
    async with bench.running():
        bench.put("a")
        for _ in range(4):
            waits.append(((await bench.ended())[3] - bench.clock.now()).total_seconds())
            bench.clock.move(200)
            bench.worker.nudge()
        await bench.ended()

    assert [low <= wait <= high for wait, low, high in zip(waits, (1, 2, 4, 4), (2, 3, 4, 4), strict=True)] == [True] * 4


async def test_a_limit_is_waited_for_as_long_as_slack_says() -> None:
    bench = Bench(failing(slack_error("ratelimited", 429, {"Retry-After": "240"})))
    async with bench.running():
        bench.put("a")

        assert (await bench.ended())[3] == NOON + timedelta(seconds=240)


@pytest.mark.parametrize("error", [KeyError("the merger is off"), slack_error("a_new_code"), asyncio.CancelledError("leaked")])
async def test_a_defect_is_tried_twice(error: BaseException) -> None:
    bench = Bench(failing(*[error] * 9))
    async with bench.running():
        bench.put("a")
        assert (await bench.ended())[0] == "released"
        bench.clock.move(200)
        bench.worker.nudge()
        assert await bench.ended() == ("finished", "a", "failed")

    assert bench.sorry == ["a"]


async def test_a_task_that_nobody_handles_is_a_defect_and_others_go_on() -> None:
    bench = Bench(answer)
    async with bench.running():
        bench.put("a", task=Task.MARKS)
        assert (await bench.ended())[:3] == ("released", "a", "KeyError")
        bench.put("b")
        assert await bench.ended() == ("finished", "b", "answered")


HOPELESS = {
    "not_in_channel": True,
    "channel_not_found": True,
    "is_archived": True,
    "user_not_found": True,
    "restricted_action": True,
    "missing_scope": True,
    "msg_too_long": True,
    "invalid_blocks": True,
    "token_revoked": False,
    "account_inactive": False,
    "invalid_auth": False,
}


@pytest.mark.parametrize(("code", "reachable"), HOPELESS.items(), ids=HOPELESS.keys())
async def test_what_will_never_work_ends_at_once_with_a_word_to_whoever_can_be_reached(code: str, reachable: bool) -> None:
    bench = Bench(failing(slack_error(code)))
    async with bench.running():
        bench.put("a")
        assert await bench.ended() == ("finished", "a", code)

    assert bench.sorry == (["a"] if reachable else [])


@pytest.mark.parametrize("error", [UsageError("not installed"), Forbidden("ask an administrator")])
async def test_what_was_asked_wrongly_is_not_asked_again(error: Exception) -> None:
    bench = Bench(failing(error))
    async with bench.running():
        bench.put("a")
        assert await bench.ended() == ("finished", "a", type(error).__name__)

    assert bench.sorry == ["a"]


async def test_a_job_that_took_its_processes_down_is_given_up_unseen() -> None:
    held = Held()
    bench = Bench(held)
    async with bench.running():
        bench.put("a", attempts=5)
        assert await bench.ended() == ("finished", "a", "given up")

    assert held.begun.empty()
    assert bench.sorry == ["a"]


def regretting(job: Job, now: datetime) -> Job | None:
    """As Lore does it: there is no apology for an apology."""
    return None if job.task is Task.APOLOGY else Job(f"apology:{job.id}", Task.APOLOGY, job.team, now)


async def test_an_apology_is_a_job_of_its_own_that_is_kept_before_the_other_ends() -> None:
    bench = Bench(failing(slack_error("is_archived")), apology=regretting)
    bench.inbox.failing["finish"] = 10**9
    async with bench.running():
        bench.put("a")
        while "apology:a" not in bench.inbox.held:
            await asyncio.sleep(0)
        assert bench.inbox.held["a"].outcome == ""
        bench.inbox.failing["finish"] = 0
        assert sorted(end[1] for end in (await bench.ended(), await bench.ended())) == ["a", "apology:a"]


async def test_an_apology_that_fails_is_tried_again_as_often_as_anything_and_nothing_follows_from_it() -> None:
    async def handle(job: Job, doing: Doing) -> str:
        raise slack_error("is_archived") if job.id == "a" else slack_error("ratelimited", 429, {"Retry-After": "31"})

    bench = Bench(handle, apology=regretting)
    ends: list[End] = []
    async with bench.running():
        bench.put("a")
        while len(ends) < 6:
            ends.append(await bench.ended())
            bench.clock.move(200)
            bench.worker.nudge()

    assert [end[:2] for end in ends] == [("finished", "a"), *[("released", "apology:a")] * 4, ("finished", "apology:a")]
    assert bench.sorry == ["a", "apology:a"]
    assert set(bench.inbox.held) == {"a", "apology:a"}


async def test_an_inbox_that_cannot_be_read_is_asked_again() -> None:
    bench = Bench(answer, Limits(poll_s=0.001))
    bench.inbox.failing["claim"] = 3
    bench.inbox.put(Job("a", Task.QUESTION, "T1", NOON))
    async with bench.running():
        assert await bench.ended() == ("finished", "a", "answered")


@pytest.mark.parametrize("call", ["finish", "note_reply"])
async def test_what_is_to_be_kept_is_written_again_if_the_catalogue_is_busy(call: str) -> None:
    async def handle(job: Job, doing: Doing) -> str:
        await doing.note_reply("1700.2")
        return "answered"

    bench = Bench(handle, Limits(poll_s=0.001))
    bench.inbox.failing[call] = 2
    async with bench.running():
        bench.put("a")
        assert await bench.ended() == ("finished", "a", "answered")

    assert (bench.inbox.held["a"].job.reply, bench.inbox.held["a"].job.attempts) == ("1700.2", 1)


async def test_a_job_whose_end_cannot_be_kept_is_done_again_when_its_lease_is_over() -> None:
    bench = Bench(answer, Limits(poll_s=0.001))
    bench.inbox.failing["finish"] = 4
    async with bench.running():
        bench.put("a")
        while bench.inbox.failing["finish"]:
            await asyncio.sleep(0)
        bench.clock.move(31)
        assert await bench.ended() == ("finished", "a", "answered")

    assert bench.inbox.held["a"].job.attempts == 2


async def test_while_leases_cannot_be_renewed_work_goes_on_until_they_are_over() -> None:
    held = Held()
    bench = Bench(held)
    bench.inbox.failing["extend"] = 10**9
    async with bench.running():
        bench.put("a")
        await held.begun.get()
        before = bench.inbox.failing["extend"]
        while bench.inbox.failing["extend"] > before - 3:
            await asyncio.sleep(0)
        assert held.cancelled_with == []
        bench.clock.move(31)
        assert (await bench.ended())[:3] == ("released", "a", CLOSING)


async def test_no_word_of_anybody_is_logged() -> None:
    bench = Bench(failing(KeyError("the merger is off"), slack_error("is_archived")))
    with capture_logs() as logs:
        async with bench.running():
            bench.put("a")
            await bench.ended()
            bench.clock.move(200)
            bench.worker.nudge()
            await bench.ended()

    assert [(log["event"], log.get("error")) for log in logs if log["log_level"] == "warning"] == [
        ("slack.job_failed", "KeyError"),
        ("slack.job_failed", "is_archived"),
    ]
    assert "merger" not in repr(logs)
