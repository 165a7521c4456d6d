"""Marks on answers whose sources hold no longer, as a channel sees them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientError

from assistant.domain.conversations import Given, Place
from assistant.domain.documents import Document
from assistant.domain.inbox import Job, Task
from assistant.domain.readers import Readers
from assistant.slack.desk import QUIET
from assistant.slack.showing.marking import MARK, mark_answers, plan_marks, with_mark
from tests.stand_ins.newcomers_library import Shelf, document
from tests.stand_ins.slack_memory import HeldGivenAnswers
from tests.stand_ins.slack_newcomers import Kept, Office, office
from tests.stand_ins.slack_platform import Message, links_in, pings_in
from tests.stand_ins.slack_workplace import NOW, SITE

GIVEN_AT = NOW - timedelta(days=10)
DECIDED = datetime(2026, 11, 18, tzinfo=UTC)
LINE = (
    f"Since this answer: <{SITE}/documents/0004-rabbit|ADR-0004: RabbitMQ> was superseded by "
    f"<{SITE}/decisions/d-0019-kafka|ADR-0019: Kafka> (18 November 2026)."
)
HOSTILE = "<!channel> <https://evil.example/x|click> *so* `code` @here evil.example \u202egnp"
ANSWER = [
    {"type": "markdown", "text": "We use **RabbitMQ** [1]."},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "1 ADR-0004: RabbitMQ"}]},
    {"type": "context_actions", "elements": [{
        "type": "feedback_buttons", "action_id": "lore_feedback",
        "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up:a"},
        "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down:a"},
    }]},
]  # fmt: skip


def _shelf(**newer: Any) -> Shelf:
    """RabbitMQ, to which Kafka succeeds once `_replaced` has been called."""
    shelf = Shelf()
    shelf.put(document("adr/0004-rabbit.md", "ADR-0004: RabbitMQ"), "rabbit", decided="accepted")
    return shelf


def _replaced(shelf: Shelf, **changes: Any) -> Document:
    newer = {"created_at": DECIDED, "updated_at": DECIDED, "supersedes": ["adr/0004-rabbit.md"]} | changes
    return shelf.put(document("adr/0019-kafka.md", newer.pop("title", "ADR-0019: Kafka"), **newer), "kafka", decided="accepted")


@dataclass
class Answered:
    """An answer of Lore's in a thread."""

    there: Office
    channel: Any
    asked: Message
    given: Given

    @property
    def message(self) -> Message:
        found: Message = self.there.workspace.message(self.channel, self.given.at.ts)
        return found

    @property
    def replies(self) -> list[str]:
        """What Lore has said below the answer."""
        thread = self.there.workspace.by_lore(self.channel, self.asked.ts)
        return [one.words for one in thread if one.ts != self.given.at.ts]

    @property
    def kept(self) -> Given | None:
        held: Given | None = self.there.desk.given.get(self.given.at)
        return held


async def _answered(there: Office, name: str = "general", people: Any = None, **more: Any) -> Answered:
    members = people or [there.ana, there.bo]
    workspace = there.workspace
    channel = workspace.direct(members[0]) if name == "direct" else workspace.channels.get(f"C0{name.upper()}")
    channel = channel or workspace.channel(name, members)
    asked = workspace.say(members[0], channel, "Which message bus?")
    content = {"text": "We use RabbitMQ.", "blocks": ANSWER} | more.pop("content", {})
    posted = await there.slack.client().chat_postMessage(channel=channel.id, thread_ts=asked.ts, **content, **QUIET)
    at = Place(workspace.team_id, channel.id, str(posted["ts"]))
    defaults = {"cited": ("0004-rabbit",), "given_at": GIVEN_AT, "asker": members[0].id}
    given = Given(at, asked.ts, asked.ts, f"answer-{at.ts}", **(defaults | more))
    there.desk.given.keep(given)
    return Answered(there, channel, asked, given)


async def _mark(there: Office) -> int:
    return await mark_answers(there.desk, NOW, pause_s=0)


async def test_an_answer_whose_source_was_superseded_says_so_on_top_and_keeps_the_rest() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there)
        assert await _mark(there) == 0
        _replaced(shelf)
        assert await _mark(there) == 1
        first, *rest = answer.message.blocks
        assert first["elements"][0]["text"] == LINE
        assert rest == ANSWER
        assert answer.message.text == "We use RabbitMQ."
        assert answer.replies == [LINE.replace("Since this answer:", "A source of my answer has changed since:")]
        assert answer.kept is not None
        assert answer.kept.marked


async def test_an_answer_is_marked_once_however_often_one_looks() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there)
        _replaced(shelf)
        assert [await _mark(there) for _ in range(3)] == [1, 0, 0]
        assert len(answer.replies) == 1
        assert len(there.slack.calls_of("chat.update")) == 1


async def test_an_answer_without_blocks_is_marked_too() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there, content={"blocks": [], "text": "We use RabbitMQ.\n" + "It is a bus. " * 400})
        _replaced(shelf)
        assert await _mark(there) == 1
        assert [block["type"] for block in answer.message.blocks] == ["context", "section", "section", "section"]
        assert "It is a bus." in answer.message.words


async def test_nobody_is_told_of_an_old_answer_s_mark() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there, given_at=NOW - timedelta(days=31))
        _replaced(shelf)
        assert await _mark(there) == 1
        assert answer.message.blocks[0]["block_id"] == MARK
        assert answer.replies == []


@pytest.mark.parametrize(
    "more",
    [{"given_at": NOW - timedelta(days=181)}, {"private": True}, {"marked": "before"}, {"cited": ()}, {"cited": ("other",)}],
    ids=["half a year old", "private", "marked before", "cites nothing", "cites something else"],
)
async def test_these_are_left_alone(more: dict[str, Any]) -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there, **more)
        _replaced(shelf)
        assert await _mark(there) == 0
        assert answer.message.blocks == ANSWER
        assert there.slack.calls_of("chat.update") == []


async def test_a_successor_that_one_of_the_readers_may_not_read_leaves_no_trace() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        shared, alone = await _answered(there), await _answered(there, "board", [there.ana])
        _replaced(shelf, readers=Readers.parse("group:board"))
        assert await _mark(there) == 1
        assert "Kafka" in alone.message.words
        assert shared.message.blocks == ANSWER
        assert shared.replies == []
        assert "Kafka" not in json.dumps([one.as_slack() for one in there.workspace.by_lore(shared.channel)])


async def test_where_somebody_unknown_reads_along_nothing_is_marked() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        await _answered(there, "general", [there.ana, there.stranger])
        _replaced(shelf)
        assert await _mark(there) == 0


async def test_an_answer_in_direct_messages_is_marked_by_what_the_asker_may_read() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        of_ana, of_bo = await _answered(there, "direct", [there.ana]), await _answered(there, "direct", [there.bo])
        _replaced(shelf, readers=Readers.parse("group:board"))
        assert await _mark(there) == 1
        assert "Kafka" in of_ana.message.words
        assert of_ana.replies == []
        assert of_bo.message.blocks == ANSWER


async def test_a_deleted_answer_is_forgotten() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there)
        answer.message.deleted = True
        _replaced(shelf)
        await _mark(there)
        assert answer.kept is None
        assert there.slack.calls_of("chat.update", "chat.postMessage")[1:] == []


async def test_a_deleted_thread_is_forgotten() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there)
        answer.message.deleted = answer.asked.deleted = True
        _replaced(shelf)
        await _mark(there)
        assert answer.kept is None


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "channel_not_found"])
async def test_a_channel_that_can_not_be_written_in_keeps_no_other_from_its_marks(error: str) -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        await _answered(there, "aaa")
        other = await _answered(there, "bbb")
        _replaced(shelf)
        there.slack.faults.refuse("chat.update", error)
        assert await _mark(there) == 1
        assert other.message.blocks[0]["block_id"] == MARK


@pytest.mark.parametrize("dies_at", ["chat.update", "chat.postMessage"])
async def test_a_mark_that_was_cut_short_is_finished_and_nothing_is_said_twice(dies_at: str) -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there)
        _replaced(shelf)
        assert await plan_marks(there.desk, NOW) == 1
        job = there.claimed()
        there.slack.faults.drop(dies_at, after=True, times=9)
        with pytest.raises(ClientError):
            await there.do(job)
        there.slack.faults.clear()
        assert len(await there.work()) == 1
        assert [block.get("block_id") for block in answer.message.blocks].count(MARK) == 1
        assert len(answer.replies) <= 1 + (dies_at == "chat.postMessage")
        assert answer.kept is not None
        assert answer.kept.marked


@pytest.mark.parametrize("method", ["chat.update", "conversations.replies"])
@pytest.mark.parametrize("code", ["fatal_error", "ratelimited_oddly", "edit_window_closed", "message_not_found"])
async def test_what_slack_refuses_of_one_answer_keeps_no_other_from_its_mark(method: str, code: str) -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        first, second, other = [await _answered(there, name) for name in ("aaa", "aaa", "bbb")]
        _replaced(shelf)
        there.slack.faults.refuse(method, code)
        assert await _mark(there) == 2
        assert [one.message.blocks[0].get("block_id") for one in (first, second, other)] == [None, MARK, MARK]


@pytest.mark.parametrize("code", ["edit_window_closed", "cant_update_message", "msg_blocks_too_long"])
async def test_what_can_not_be_changed_is_tried_once_and_said_below_it(code: str) -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there)
        _replaced(shelf)
        there.slack.faults.refuse("chat.update", code)
        assert [await _mark(there) for _ in range(3)] == [0, 0, 0]
        assert len(there.slack.calls_of("chat.update")) == 1
        assert answer.message.blocks == ANSWER
        assert len(answer.replies) == 1


async def test_what_slack_could_not_do_is_tried_again_another_day() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answer = await _answered(there)
        _replaced(shelf)
        there.slack.faults.refuse("chat.update", "fatal_error")
        assert [await _mark(there) for _ in range(3)] == [0, 1, 0]
        assert len(answer.replies) == 1


async def test_a_channel_is_told_once_of_all_its_marks_below_the_newest() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        days = [timedelta(days=one) for one in (9, 5, 12, 40)]
        answers = [await _answered(there, given_at=NOW - one) for one in days]
        other = await _answered(there, "other")
        _replaced(shelf)
        assert await _mark(there) == 5
        assert all(one.message.blocks[0]["block_id"] == MARK for one in answers)
        assert [len(one.replies) for one in answers] == [0, 1, 0, 0]
        assert answers[1].replies[0].endswith("(18 November 2026). 3 more answers of mine in this channel are marked.")
        assert len(other.replies) == 1


class _Forgetful(HeldGivenAnswers):
    """Dies when it is to keep the first mark."""

    def mark(self, at: Place, mark: str) -> None:
        if not self.__dict__.setdefault("died", False):
            self.__dict__["died"] = True
            raise OSError("the process ended here")
        super().mark(at, mark)


async def test_a_mark_that_was_made_and_not_kept_is_not_made_again() -> None:
    shelf = _shelf()
    async with office(shelf, Kept(given=_Forgetful())) as there:
        answer = await _answered(there)
        _replaced(shelf)
        with pytest.raises(OSError, match="ended here"):
            await _mark(there)
        assert await _mark(there) == 1
        assert [block.get("block_id") for block in answer.message.blocks].count(MARK) == 1
        assert len(answer.replies) == 1
        assert len(there.slack.calls_of("chat.update")) == 1


async def test_hostile_words_make_no_link_and_no_ping() -> None:
    shelf = Shelf()
    shelf.put(document("adr/0004-rabbit.md", HOSTILE, url="javascript:alert(1)"), "rabbit", decided="accepted")
    async with office(shelf) as there:
        answer = await _answered(there)
        _replaced(shelf, title=HOSTILE)
        assert await _mark(there) == 1
        for one in there.workspace.by_lore(answer.channel):
            assert pings_in(one) == []
            assert [link.url for link in links_in(one) if not link.url.startswith(f"{SITE}/")] == []
        assert "click" in answer.message.words


async def test_the_longest_marks_stay_within_slacks_limits() -> None:
    shelf = Shelf()
    for n in range(12):
        url = f"https://git.example/{'a' * 380}"
        shelf.put(document(f"adr/1{n:03}.md", f"{n} {'&<*_~`>| ' * 60}", url=url), "x", decided="accepted")
    async with office(shelf) as there:
        answer = await _answered(there, cited=tuple(f"1{n:03}" for n in range(12)))
        for n in range(12):
            newer = {"created_at": DECIDED, "supersedes": [f"adr/1{n:03}.md"]}
            shelf.put(document(f"adr/2{n:03}.md", f"{n} {'&<*_~`>| ' * 60}", **newer), "x", decided="accepted")
        assert await _mark(there) == 1
        assert "and 10 more of its sources hold no longer." in answer.message.words


@pytest.mark.parametrize(
    ("kinds", "left"),
    [
        (["section"] * 49, ["context"] + ["section"] * 49),
        (["section"] * 48 + ["context", "actions"], ["context"] + ["section"] * 48 + ["actions"]),
        (["context"] + ["section"] * 48 + ["context"], ["context", "context"] + ["section"] * 48),
        (["section"] * 50, ["section"] * 50),
    ],
    ids=["room for one", "small print goes", "the last small print goes", "nothing can go"],
)
def test_a_full_message_loses_its_last_small_print(kinds: list[str], left: list[str]) -> None:
    made = with_mark({"blocks": [{"type": kind} for kind in kinds]}, "x")
    assert [block["type"] for block in made] == left


async def test_marks_are_looked_for_once_a_day_and_when_what_holds_changes() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        planned = [await plan_marks(there.desk, NOW + timedelta(hours=hour)) for hour in range(12)]
        assert sum(planned) == 1
        shelf.put(document("handbook/news.md", "News"), "news")
        assert await plan_marks(there.desk, NOW) == 0
        _replaced(shelf)
        assert [await plan_marks(there.desk, NOW) for _ in range(3)] == [1, 0, 0]
        assert await plan_marks(there.desk, NOW + timedelta(days=1)) == 1
        assert {one.job.task for one in there.inbox.held.values()} == {Task.MARKS}


async def test_the_job_marks_answers_of_all_channels() -> None:
    shelf = _shelf()
    async with office(shelf) as there:
        answers = [await _answered(there, name) for name in ("aaa", "bbb", "ccc")]
        _replaced(shelf)
        job = Job("marks:x", Task.MARKS, "", NOW)
        assert await there.do(job) == "marked 3"
        assert all(one.message.blocks[0]["block_id"] == MARK for one in answers)
