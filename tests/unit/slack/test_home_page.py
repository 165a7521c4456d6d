"""App Home, as the people of a workspace see it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from assistant.domain.documents import Kind
from assistant.domain.inbox import Job, Task
from assistant.domain.readers import Readers
from assistant.slack.showing.home import TRY
from assistant.slack.showing.home_blocks import PATH, READ
from tests.stand_ins.newcomers_library import Shelf, document, library
from tests.stand_ins.slack_newcomers import HANDLERS, SECRET, Office, office
from tests.stand_ins.slack_platform import View, links_in, pings_in
from tests.stand_ins.slack_platform.events import home_opened
from tests.stand_ins.slack_workplace import NOW, SITE

QUESTION = "Why kafka?"
HOSTILE = "<!channel> <https://evil.example/x|click> *so* `code` @here evil.example [a](https://evil.example) \u202egnp"


async def _opened(there: Office, person: Any) -> str:
    await there.hands.opens(person)
    assert await there.work() == ["shown"]
    return there.shown_at_home(person)


def _home(there: Office, person: Any) -> View:
    view = there.workspace.home(person)
    assert view is not None
    return view


@pytest.mark.parametrize(
    "words",
    [
        "New to platform",
        "*0 of 5 read*, 5 min to go.",
        "*Start here*",
        f"*<{SITE}/documents/0019-kafka|ADR-0019: Kafka>* · 1 min",
        "Needed by the next one · two documents refer to it",
        "*People to know*",
        "*Ana Ruiz*: In the team",
        "*Decisions in force about platform*",
        f"• <{SITE}/decisions/d-0019-kafka|ADR-0019: Kafka> since 5 January 2026",
        "*Terms that this path uses*",
        f"*DLQ*: what DLQ means (<{SITE}/documents/cluster|Kafka cluster>)",
        f"<{SITE}/onboarding?topic=platform|Open the page>",
        "*Questions to try*",
        "Mention me in a channel, write to me under *Messages*, or use `/ask`.",
    ],
)
async def test_home_shows_a_newcomer_what_they_need_first(words: str) -> None:
    async with office(library(), suggestions=(QUESTION,)) as there:
        assert words in await _opened(there, there.bo)


async def test_a_superseded_decision_is_not_among_those_in_force() -> None:
    async with office(library()) as there:
        shown = await _opened(there, there.bo)
        assert "RabbitMQ" not in shown.partition("Decisions in force")[2].partition("Terms")[0]


@pytest.mark.parametrize("hidden", [SECRET, "kafka exit", "Leave kafka by summer", "board/plan"])
async def test_home_holds_nothing_that_the_person_may_not_read(hidden: str) -> None:
    shelf = library()
    async with office(shelf) as there:
        for person in (there.bo, there.ana):
            await there.hands.opens(person)
        await there.work()
        await there.hands.presses(there.ana, _home(there, there.ana), PATH, "board")
        await there.work()
        assert hidden not in json.dumps(_home(there, there.bo).content)
    assert SECRET in there.shown_at_home(there.ana)  # else the test could not fail


async def test_who_may_not_ask_is_told_why_and_what_to_do() -> None:
    async with office(library(), suggestions=(QUESTION,)) as there:
        shown = await _opened(there, there.stranger)
        assert "I don't know you yet: ask whoever runs Lore to add your e-mail address" in shown.replace("`", "")
        assert "kafka" not in shown.casefold()
        assert QUESTION not in shown


async def test_somebody_without_a_team_chooses_a_topic() -> None:
    shelf = library()
    shelf.groups = {"board": ("ana",)}
    async with office(shelf) as there:
        shown = await _opened(there, there.bo)
        assert "Welcome to Lore" in shown
        assert "What most documents refer to" in shown
        await there.hands.presses(there.bo, _home(there, there.bo), PATH, "board")
        assert await there.work() == ["shown"]
        assert "New to board" in there.shown_at_home(there.bo)


async def test_where_there_is_nothing_to_read_home_says_whom_to_ask() -> None:
    async with office(Shelf()) as there:
        assert "There is nothing yet that you may read. Ask whoever looks after Lore" in await _opened(there, there.bo)


async def test_the_path_that_was_chosen_stays_when_home_is_opened_again() -> None:
    async with office(library()) as there:
        await _opened(there, there.ana)
        await there.hands.presses(there.ana, _home(there, there.ana), PATH, "board")
        await there.work()
        opened = home_opened(there.workspace, there.ana)
        view = _home(there, there.ana)
        opened.payload["event"]["view"] = {"private_metadata": view.content["private_metadata"], "hash": view.hash}
        await there.slack.courier.deliver(opened)
        assert await there.work() == ["shown"]
        assert "New to board" in there.shown_at_home(there.ana)


async def test_a_path_that_is_gone_is_said_to_be_gone() -> None:
    async with office(library()) as there:
        job = Job(
            "j",
            Task.HOME,
            there.workspace.team_id,
            NOW,
            "",
            {"name": "home", "account": there.bo.id, "topic": "zebra", "channel": "", "hash": ""},
        )
        assert await there.do(job) == "shown"
        assert "Nothing that you may read is about “zebra”." in there.shown_at_home(there.bo)


async def test_a_check_box_keeps_progress_and_the_page_shows_it() -> None:
    async with office(library()) as there:
        await _opened(there, there.bo)
        await there.hands.presses(there.bo, _home(there, there.bo), f"{READ}:week", ["read"])
        assert await there.work() == ["shown"]
        assert "*1 of 5 read*, 4 min to go." in there.shown_at_home(there.bo)
        await there.hands.presses(there.bo, _home(there, there.bo), f"{READ}:week", [])
        await there.work()
        assert "*0 of 5 read*, 5 min to go." in there.shown_at_home(there.bo)


async def test_all_read_is_said_and_a_changed_document_too() -> None:
    shelf = library()
    async with office(shelf) as there:
        await _opened(there, there.bo)
        for name in ("cooking", "week", "0019-kafka", "0020-avro", "cluster"):
            await there.hands.presses(there.bo, _home(there, there.bo), f"{READ}:{name}", ["read"])
        await there.work()
        assert "*All 5 read.*" in there.shown_at_home(there.bo)
        shelf.change("cooking", "Beans and rice.")
        assert "changed since you read it" in await _opened(there, there.bo)


async def test_boxes_that_are_ticked_faster_than_the_page_is_made_all_count() -> None:
    async with office(library()) as there:
        await _opened(there, there.bo)
        first = _home(there, there.bo)
        stale = replace(first)
        for name in ("week", "0019-kafka", "cluster"):
            await there.hands.presses(there.bo, stale, f"{READ}:{name}", ["read"])
        assert await there.work() == ["shown"] * 3
        assert "*3 of 5 read*" in there.shown_at_home(there.bo)


async def test_a_tick_survives_a_process_that_dies_before_and_while_it_is_done() -> None:
    async with office(library()) as there:
        await _opened(there, there.bo)
        said = await there.hands.presses(there.bo, _home(there, there.bo), f"{READ}:week", ["read"])
        assert said.status == 200
        there.claimed()
        there.slack.faults.refuse("views.publish", "fatal_error")
        job = there.claimed()
        with pytest.raises(SlackApiError):
            await there.do(job)
        assert await there.work() == ["shown"]
        assert "*1 of 5 read*" in there.shown_at_home(there.bo)


async def test_a_tick_for_a_document_that_is_gone_shows_the_page_as_it_is() -> None:
    async with office(library()) as there:
        await _opened(there, there.bo)
        said = {
            "name": READ,
            "account": there.bo.id,
            "topic": "platform",
            "channel": "",
            "hash": "",
            "document": "plan",
            "read": True,
        }
        job = Job("j", Task.ACTION, there.workspace.team_id, NOW, "", said)
        assert await there.do(job) == "shown"
        assert "*0 of 5 read*" in there.shown_at_home(there.bo)


async def test_a_page_that_another_process_has_shown_meanwhile_is_made_anew() -> None:
    async with office(library()) as there:
        await _opened(there, there.bo)
        said = {"name": "home", "account": there.bo.id, "topic": "platform", "channel": "", "hash": "an older one"}
        job = Job("j", Task.HOME, there.workspace.team_id, NOW, "", said)
        assert await there.do(job) == "shown"
        assert [one.said for one in there.slack.calls_of("views.publish")] == ["ok", "hash_conflict", "ok"]


async def test_opening_home_four_times_over_is_one_job() -> None:
    async with office(library()) as there:
        there.hands.copies = 4
        await there.hands.opens(there.bo)
        assert await there.work() == ["shown"]


async def test_a_question_to_try_is_asked_for_the_person_once_though_the_process_dies() -> None:
    async with office(library(), suggestions=(QUESTION, "And Avro?")) as there:
        await _opened(there, there.bo)
        await there.hands.presses(there.bo, _home(there, there.bo), f"{TRY}:0")
        job = there.claimed()
        with pytest.raises(_Died):
            await HANDLERS.do(there.desk, job, _Dying())
        assert there.inbox.claim("w", 1, NOW, NOW)
        assert [one async for one in _outcomes(there)] == ["asked"]
        (said,) = there.workspace.by_lore(there.workspace.direct(there.bo))
        assert said.words == f"*You asked from Home:* {QUESTION}"
        (asked,) = [one.job for one in there.inbox.held.values() if one.job.task is Task.QUESTION]
        assert asked.payload["text"] == QUESTION
        assert (asked.payload["user"], asked.payload["ts"], asked.payload["is_direct"]) == (there.bo.id, said.ts, True)


class _Died(Exception):
    """The process ended here."""


class _Dying:
    async def note_reply(self, reply: str) -> None:
        raise _Died


async def _outcomes(there: Office) -> Any:
    """Those of the actions; questions are left to whoever answers them."""
    for held in list(there.inbox.held.values()):
        if held.job.task is Task.ACTION and not held.outcome:
            yield await there.do(held.job)


async def test_prompts_are_suggested_where_somebody_begins_to_write() -> None:
    async with office(library(), suggestions=("One?", "Two?", "Three?", "Four?", "Five?")) as there:
        await there.hands.opens(there.bo, tab="messages")
        assert await there.work() == ["suggested"]
        (call,) = there.slack.calls_of("assistant.threads.setSuggestedPrompts")
        assert [one["message"] for one in call.arguments["prompts"]] == ["One?", "Two?", "Three?", "Four?"]
        assert "thread_ts" not in call.arguments


@pytest.mark.parametrize(("who", "suggestions"), [("stranger", ("One?",)), ("bo", ())], ids=["somebody refused", "nothing set"])
async def test_no_prompts_are_suggested_to(who: str, suggestions: tuple[str, ...]) -> None:
    async with office(library(), suggestions=suggestions) as there:
        await there.hands.opens(getattr(there, who), tab="messages")
        assert await there.work() == ["nothing to suggest"]
        assert there.slack.calls_of("assistant.threads.setSuggestedPrompts") == []


async def test_what_happened_since_last_week_is_there_and_only_that() -> None:
    shelf = library()
    lately = {"created_at": datetime(2026, 11, 20, tzinfo=UTC), "updated_at": datetime(2026, 11, 20, tzinfo=UTC)}
    shelf.put(document("adr/0021-acks.md", "ADR-0021: Acks", **lately), "Acks all.", decided="accepted")
    shelf.put(document("board/secret.md", "Board minutes", readers=Readers.parse("group:board"), **lately), "Sell.")
    async with office(shelf) as there:
        section = (await _opened(there, there.bo)).partition("Since last week")[2]
        assert "ADR-0021: Acks>: decided, 20 November 2026" in section
        assert "Kafka cluster" not in section
        assert "Board minutes" not in there.shown_at_home(there.bo)
        assert "Board minutes" in await _opened(there, there.ana)


async def test_hostile_words_make_no_link_and_no_ping() -> None:
    shelf = library()
    evil = document("handbook/evil.md", HOSTILE, Kind.PAGE, url="javascript:alert(1)", authors=(HOSTILE, "Ana Ruiz"))
    shelf.put(evil, f"{HOSTILE} kafka", decided="accepted", terms=[HOSTILE])
    async with office(shelf, suggestions=(HOSTILE,)) as there:
        shown = await _opened(there, there.bo)
        assert "click" in shown  # it is there, and harmless
        view = _home(there, there.bo)
        assert pings_in(view) == []
        assert [one.url for one in links_in(view) if not one.url.startswith(f"{SITE}/")] == []


async def test_five_hundred_long_things_stay_within_slacks_limits() -> None:
    shelf = library()
    shelf.groups = {f"team-{n}-{'x' * (n % 90)}": ("ana", "bo") for n in range(150)} | {"platform": ("ana", "bo")}
    when = datetime(2026, 11, 20, tzinfo=UTC)
    for n in range(500):
        title = f"ADR-{n + 100:04}: kafka {'&<*_~`>|' * 60}"
        made = document(
            f"adr/{n + 100:04}-{'y' * 60}.md", title, created_at=when, updated_at=when, authors=("Ana Ruiz", "&" * 400)
        )
        shelf.put(made, "kafka " * 50, decided="accepted", terms=[f"kafka term {n} {'&' * 300}"])
    async with office(shelf, suggestions=tuple("&" * 3000 for _ in range(9))) as there:
        shown = await _opened(there, there.bo)
        assert len(_home(there, there.bo).blocks) <= 100
        assert "Mention me in a channel" in shown


async def test_of_several_teams_the_smallest_is_shown_and_the_others_are_one_choice_away() -> None:
    shelf = library()
    shelf.groups = {
        "all": ("ana", "bo"),
        "billing": ("ana", "bo"),
        "zeta": ("bo", "noor"),
        "platform": ("bo",),
        "board": ("ana",),
    }
    shelf.put(document("x.md", "By bo", authors=("Bo Lindqvist",)), "x")
    async with office(shelf) as there:
        assert "New to platform" in await _opened(there, there.bo)
        (menu,) = [block for block in _home(there, there.bo).blocks if block["type"] == "actions"]
        assert [one["value"] for one in menu["elements"][0]["options"]][:4] == ["platform", "zeta", "all", "billing"]


async def test_a_page_of_an_older_version_is_understood() -> None:
    async with office(library()) as there:
        opened = home_opened(there.workspace, there.bo)
        opened.payload["event"]["view"] = {"private_metadata": json.dumps({"topic": "board", "former": 1}), "hash": ""}
        await there.slack.courier.deliver(opened)
        await there.work()
        assert "New to board" in there.shown_at_home(there.bo)


async def test_tabs_that_lore_does_not_fill_are_left_alone() -> None:
    async with office(library()) as there:
        said = await there.hands.opens(there.bo, tab="about")
        assert said.status == 200
        assert await there.work() == []


async def test_the_question_is_asked_in_the_direct_messages_even_where_their_channel_is_not_known() -> None:
    async with office(library(), suggestions=(QUESTION,)) as there:
        said = {"name": TRY, "account": there.bo.id, "topic": "", "channel": "", "hash": "", "question": QUESTION}
        job = Job("j", Task.ACTION, there.workspace.team_id, NOW, "", said)
        assert await there.do(job) == "asked"
        assert len(there.workspace.by_lore(there.workspace.direct(there.bo))) == 1


async def test_somebody_refused_who_presses_a_question_sees_why() -> None:
    async with office(library(), suggestions=(QUESTION,)) as there:
        said = {"name": TRY, "account": there.stranger.id, "topic": "", "channel": "", "hash": "", "question": QUESTION}
        job = Job("j", Task.ACTION, there.workspace.team_id, NOW, "", said)
        assert await there.do(job) == "shown"
        assert "I don't know you yet" in there.shown_at_home(there.stranger)


async def test_what_one_person_does_is_done_in_its_order() -> None:
    async with office(library(), suggestions=(QUESTION,)) as there:
        await _opened(there, there.bo)
        await there.hands.presses(there.bo, _home(there, there.bo), f"{READ}:week", ["read"])
        await there.hands.opens(there.bo)
        await there.hands.opens(there.ana)
        threads = [one.job.thread for one in there.inbox.held.values()]
        assert threads[0] == threads[1] == threads[2] != ""
        assert threads[3] != threads[0]
