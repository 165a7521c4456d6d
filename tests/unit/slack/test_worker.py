"""The worker: what it begins and when, what stops it, and what becomes of its work when the process ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientOSError

from assistant.domain.inbox import Job, Task
from assistant.slack.working.worker import ANSWERS, CLOSING, STOPPED, Doing, Limits
from tests.stand_ins.slack_bench import NEVER, NOON, Bench, Held, answer


async def test_a_job_goes_to_its_handler_and_ends_with_what_that_returns() -> None:
    seen: list[Job] = []

    async def handle(job: Job, doing: Doing) -> str:
        seen.append(job)
        return f"did {job.task}"

    bench = Bench(handle)
    async with bench.running():
        bench.put("a", task=Task.HOME)
        assert await bench.ended() == ("finished", "a", "did home")

    assert [(job.attempts, job.payload) for job in seen] == [(1, {"text": "the merger is off"})]


async def test_what_was_put_while_the_worker_rests_is_begun_without_waiting_for_the_poll() -> None:
    bench = Bench(answer)
    async with bench.running():
        await bench.inbox.claims.get()
        for name in "abc":
            bench.put(name)
            assert (await bench.ended())[1] == name


async def test_what_other_processes_put_is_found_by_looking() -> None:
    bench = Bench(answer, Limits(poll_s=0.005))
    async with bench.running():
        await bench.inbox.claims.get()
        bench.inbox.put(Job("a", Task.QUESTION, "T1", NOON))

        assert await bench.ended() == ("finished", "a", "answered")


async def test_only_so_many_jobs_are_done_at_once_and_the_next_begins_when_one_ends() -> None:
    held = Held()
    bench = Bench(held, Limits(at_once=3, poll_s=NEVER))
    async with bench.running():
        bench.put(*"abcdefg")
        for _ in range(3):
            await held.begun.get()
        held.let_go.set()
        ends = [await bench.ended() for _ in range(7)]

    assert [end[1] for end in ends] == list("abcdefg")
    assert held.most_at_once == 3


async def test_no_more_is_claimed_than_there_is_room_for() -> None:
    held = Held()
    bench = Bench(held, Limits(at_once=3, poll_s=NEVER))
    async with bench.running():
        bench.put("a", "b")
        assert {await held.begun.get(), await held.begun.get()} == {"a", "b"}
        bench.put("c", "d")
        await held.begun.get()
        mosts = [bench.inbox.claims.get_nowait() for _ in range(bench.inbox.claims.qsize())]
        assert (mosts[0], mosts[-1]) == (3, 1)
        assert bench.inbox.held["d"].worker == ""
        held.let_go.set()


OTHERS = sorted(set(Task) - ANSWERS - {Task.MARKS})


@pytest.mark.parametrize("task", OTHERS)
async def test_answers_that_take_long_do_not_hold_up_anything_else(task: Task) -> None:
    held = Held()

    async def handle(job: Job, doing: Doing) -> str:
        return await held(job, doing) if job.task in ANSWERS else "done"

    bench = Bench(handle, Limits(at_once=2, poll_s=NEVER))
    async with bench.running():
        bench.put("a", "b", "c")
        bench.put("d", task=Task.ASK)
        assert {await held.begun.get(), await held.begun.get()} == {"a", "b"}
        bench.put("other", task=task)
        assert await bench.ended() == ("finished", "other", "done")
        assert held.most_at_once == 2
        held.let_go.set()
        assert [(await bench.ended())[1] for _ in range(4)] == ["a", "b", "c", "d"]


async def test_what_is_no_answer_has_its_bounds_too_and_does_not_hold_up_answers() -> None:
    held = Held()

    async def handle(job: Job, doing: Doing) -> str:
        return "answered" if job.task in ANSWERS else await held(job, doing)

    bench = Bench(handle, Limits(others_at_once=2, poll_s=NEVER))
    async with bench.running():
        bench.put("a", "b", "c", task=Task.ACTION)
        assert {await held.begun.get(), await held.begun.get()} == {"a", "b"}
        bench.put("question")
        assert await bench.ended() == ("finished", "question", "answered")
        assert held.most_at_once == 2
        held.let_go.set()
        assert [(await bench.ended())[1] for _ in range(3)] == ["a", "b", "c"]


async def test_jobs_of_a_thread_are_done_in_their_order_though_there_is_room() -> None:
    held = Held()
    bench = Bench(held)
    async with bench.running():
        bench.put("a", "b", "c", thread="T1:C1:1")
        await held.begun.get()
        held.let_go.set()
        assert [(await bench.ended())[1] for _ in range(3)] == ["a", "b", "c"]

    assert held.most_at_once == 1


async def test_a_stop_reaches_the_handler_and_ends_the_job() -> None:
    held = Held()
    bench = Bench(held)
    async with bench.running():
        bench.put("a", thread="t")
        await held.begun.get()
        bench.inbox.stop("T1", "t", NOON + timedelta(seconds=1))

        assert await bench.ended() == ("finished", "a", STOPPED)

    assert held.cancelled_with == [STOPPED]
    assert bench.sorry == []


async def test_a_handler_that_is_stopped_may_say_how_it_ended() -> None:
    begun = asyncio.Event()

    async def handle(job: Job, doing: Doing) -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await doing.note_reply("1700.2")
        return "tidied"

    bench = Bench(handle)
    async with bench.running():
        bench.put("a", thread="t")
        await begun.wait()
        bench.inbox.stop("T1", "t", NOON + timedelta(seconds=1))

        assert await bench.ended() == ("finished", "a", "tidied")
    assert bench.inbox.held["a"].job.reply == "1700.2"


async def test_a_handler_that_fails_while_it_is_stopped_is_not_run_again() -> None:
    begun = asyncio.Event()

    async def handle(job: Job, doing: Doing) -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise ClientOSError("the status could not be cleared")

    bench = Bench(handle)
    async with bench.running():
        bench.put("a", thread="t")
        await begun.wait()
        bench.inbox.stop("T1", "t", NOON + timedelta(seconds=1))

        assert await bench.ended() == ("finished", "a", STOPPED)


async def test_a_job_that_another_process_took_over_is_left_to_it() -> None:
    held = Held()
    bench = Bench(held)
    async with bench.running():
        bench.put("a")
        await held.begun.get()
        bench.inbox.held["a"].worker = "another"

        assert (await bench.ended())[:3] == ("released", "a", CLOSING)

    assert held.cancelled_with == [CLOSING]
    assert (bench.inbox.held["a"].worker, bench.inbox.held["a"].outcome) == ("another", "")


async def test_leases_of_all_that_runs_are_renewed_in_one_call() -> None:
    held = Held()
    bench = Bench(held)
    async with bench.running():
        bench.put("a", "b", "c")
        for _ in range(3):
            await held.begun.get()
        bench.clock.move(20)
        bench.inbox.extended.clear()
        while len(bench.inbox.extended) < 2:
            await asyncio.sleep(0)
        assert bench.inbox.extended[-1] == {"a", "b", "c"}
        assert bench.inbox.held["a"].due == NOON + timedelta(seconds=20 + bench.limits.lease_s)
        held.let_go.set()


async def test_at_the_end_nothing_is_begun_and_what_runs_may_end() -> None:
    held = Held()
    bench = Bench(held, Limits(at_once=1, poll_s=NEVER))
    async with bench.running():
        bench.put("a", "b")
        await held.begun.get()
        bench.stopping.set()
        for _ in range(50):
            await asyncio.sleep(0)  # more turns of the loop than an end without grace would take
        held.let_go.set()
        assert await bench.ended() == ("finished", "a", "answered")

    assert held.cancelled_with == []
    assert bench.inbox.held["b"].job.attempts == 0


async def test_what_does_not_end_in_time_is_handed_back_at_once() -> None:
    held = Held()
    bench = Bench(held, Limits(poll_s=NEVER, grace_s=0.01))
    async with bench.running():
        bench.put("a")
        await held.begun.get()

    assert await bench.ended() == ("released", "a", CLOSING, NOON)
    assert held.cancelled_with == [CLOSING]
    assert bench.inbox.claim("another", 1, NOON, NOON)[0].id == "a"


async def test_a_handler_that_will_not_end_does_not_keep_the_process() -> None:
    never = asyncio.Event()
    begun = asyncio.Event()

    async def handle(job: Job, doing: Doing) -> str:
        begun.set()
        while not never.is_set():
            try:
                await never.wait()
            except asyncio.CancelledError:
                continue
        return "too late"

    bench = Bench(handle, Limits(poll_s=NEVER, grace_s=0.01, tidying_s=0.01))
    async with bench.running():
        bench.put("a")
        await begun.wait()

    assert bench.inbox.held["a"].outcome == ""
    never.set()
