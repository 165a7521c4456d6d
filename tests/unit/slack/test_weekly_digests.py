"""The weekly digest, as a channel sees it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.domain.asked import Asked, Outcome
from assistant.domain.conversations import ChannelSettings, SettingsChange
from assistant.domain.inbox import Job, Task
from assistant.domain.readers import Readers
from assistant.slack.showing.digests import handle_digest, plan_digests
from tests.stand_ins.newcomers_library import Shelf, document, library
from tests.stand_ins.slack_memory import HeldChannels
from tests.stand_ins.slack_newcomers import Kept, Office, office
from tests.stand_ins.slack_platform import links_in, pings_in
from tests.stand_ins.slack_workplace import SITE, Noted

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATELY = {"created_at": datetime(2026, 11, 18, tzinfo=UTC), "updated_at": datetime(2026, 11, 18, tzinfo=UTC)}
HOSTILE = "<!channel> <https://evil.example/x|click> *so* `code` @here evil.example \u202egnp"
TEAM = "T0TIDE"


def _channels(*names: str, **settings: Any) -> HeldChannels:
    held = HeldChannels()
    for name in names:
        after = ChannelSettings(digest=True, **settings)
        held.change(SettingsChange(TEAM, f"C0{name.upper()}", "U0ANA", MONDAY, ChannelSettings(), after))
    return held


def _shelf() -> Shelf:
    """The library, with what is new: a decision, a page, and a plan of the board's that replaces the decision."""
    shelf = library()
    shelf.put(
        document("adr/0021-acks.md", "ADR-0021: Acks", supersedes=["adr/0020-avro.md"], **LATELY), "Acks.", decided="accepted"
    )
    shelf.put(document("handbook/news.md", "News of the week", **LATELY), "News.")
    shelf.put(document("handbook/week.md", "Your first week", updated_at=LATELY["updated_at"]), "The bus is shown on Monday.")
    hidden = document(
        "board/0030.md", "ADR-0030: Sell", readers=Readers.parse("group:board"), supersedes=["adr/0021-acks.md"], **LATELY
    )
    shelf.put(hidden, "Sell.", decided="accepted")
    return shelf


async def _posted(there: Office, members: list[Any]) -> list[Any]:
    channel = there.workspace.channel("general", members)
    await plan_digests(there.desk, MONDAY)
    await there.work()
    said: list[Any] = there.workspace.by_lore(channel)
    return said


@pytest.mark.parametrize(
    ("moment", "zone", "planned"),
    [
        ("2026-11-23T08:59", "UTC", 0),
        ("2026-11-23T09:00", "UTC", 2),
        ("2026-11-23T23:00", "UTC", 2),
        ("2026-11-25T08:59", "UTC", 2),
        ("2026-11-25T09:00", "UTC", 0),
        ("2026-11-22T12:00", "UTC", 0),
        ("2026-11-23T07:59", "Europe/Berlin", 0),
        ("2026-11-23T08:00", "Europe/Berlin", 2),
        ("2026-11-23T00:00", "Asia/Tokyo", 2),
        ("2026-11-22T23:59", "Asia/Tokyo", 0),
        ("2026-11-23T16:59", "America/Los_Angeles", 0),
        ("2026-11-23T17:00", "America/Los_Angeles", 2),
    ],
)
async def test_digests_are_due_on_monday_at_nine_where_people_are(moment: str, zone: str, planned: int) -> None:
    held = _channels("general", "storage")
    async with office(library(), Kept(channels=held), digest_zone=ZoneInfo(zone)) as there:
        assert await plan_digests(there.desk, datetime.fromisoformat(moment).replace(tzinfo=UTC)) == planned


async def test_several_processes_that_plan_all_week_make_one_job_a_channel_and_week() -> None:
    async with office(library(), Kept(channels=_channels("general", "storage"))) as there:
        moments = [MONDAY + timedelta(hours=hour) for hour in range(0, 14 * 24, 3)]
        assert sum([await plan_digests(there.desk, moment) for moment in moments for _ in range(2)]) == 4
        assert sorted(there.inbox.held) == [
            f"digest:{TEAM}:{channel}:2026-W{week}" for channel in ("C0GENERAL", "C0STORAGE") for week in (48, 49)
        ]


@pytest.mark.parametrize(
    "words",
    [
        "What happened, 16 November to 22 November 2026",
        f"*Decisions*\n• <{SITE}/decisions/d-0021-acks|ADR-0021: Acks>: decided, 18 November 2026, replaces <{SITE}/decisions/",
        "/decisions/d-0020-avro|ADR-0020: Avro>\n",
        f"*New documents*\n• <{SITE}/documents/0021-acks|ADR-0021: Acks>: Ana Ruiz",
        f"• <{SITE}/documents/news|News of the week>",
        f"*Changed documents*\n• <{SITE}/documents/week|Your first week>: Ana Ruiz",
        "From what everybody in this channel may read.",
    ],
)
async def test_a_channel_is_told_what_happened(words: str) -> None:
    async with office(_shelf(), Kept(channels=_channels("general")), MONDAY) as there:
        (said,) = await _posted(there, [there.ana, there.bo])
        assert words in said.words


async def test_it_holds_only_what_everybody_there_may_read() -> None:
    async with office(_shelf(), Kept(channels=_channels("general")), MONDAY) as there:
        (said,) = await _posted(there, [there.ana, there.bo])
        assert "0030" not in json.dumps(said.blocks) + said.text
        assert "Sell" not in said.words
    async with office(_shelf(), Kept(channels=_channels("general")), MONDAY) as there:
        (said,) = await _posted(there, [there.ana])
        assert "ADR-0030: Sell" in said.words


async def test_where_somebody_unknown_reads_along_nothing_is_said() -> None:
    async with office(_shelf(), Kept(channels=_channels("general")), MONDAY) as there:
        assert await _posted(there, [there.ana, there.stranger]) == []


async def test_nobody_s_questions_are_told_to_a_channel() -> None:
    shelf = _shelf()
    question = Asked("q", "How do we sell?", MONDAY - timedelta(days=2), Outcome.ABSTAINED, "ana")
    shelf.questions.keep(question)
    async with office(shelf, Kept(channels=_channels("general")), MONDAY) as there:
        (said,) = await _posted(there, [there.ana])
        assert "How do we sell" not in said.words
        await there.hands.opens(there.ana)
        await there.work()
        assert "How do we sell" in there.shown_at_home(there.ana)  # she is a curator, and alone there


async def test_when_nothing_happened_nothing_is_said() -> None:
    async with office(library(), Kept(channels=_channels("general")), MONDAY) as there:
        assert await _posted(there, [there.ana, there.bo]) == []
        assert [one.outcome for one in there.inbox.held.values()] == ["nothing happened"]


async def test_a_channel_hears_of_its_sources_only() -> None:
    shelf = _shelf()
    shelf.put(replace(document("x.md", "Of the wiki", **LATELY), source="wiki"), "x")
    async with office(shelf, Kept(channels=_channels("general", sources=("wiki",))), MONDAY) as there:
        (said,) = await _posted(there, [there.ana, there.bo])
        assert "Of the wiki" in said.words
        assert "Acks" not in said.words


async def test_a_channel_that_has_turned_it_off_meanwhile_hears_nothing() -> None:
    held = _channels("general")
    async with office(_shelf(), Kept(channels=held), MONDAY) as there:
        channel = there.workspace.channel("general", [there.ana])
        await plan_digests(there.desk, MONDAY)
        held.change(SettingsChange(TEAM, channel.id, "U0ANA", MONDAY, ChannelSettings(), ChannelSettings()))
        assert await there.work() == ["turned off"]
        assert there.workspace.by_lore(channel) == []


class _Died(Exception):
    """The process ended here."""


class _Dying:
    async def note_reply(self, reply: str) -> None:
        raise _Died


async def test_a_digest_is_posted_once_though_the_process_dies_after_posting() -> None:
    async with office(_shelf(), Kept(channels=_channels("general")), MONDAY) as there:
        channel = there.workspace.channel("general", [there.ana, there.bo])
        await plan_digests(there.desk, MONDAY)
        with pytest.raises(_Died):
            await handle_digest(there.desk, there.claimed(), _Dying())
        assert await there.work() == ["posted before"]
        assert len(there.workspace.by_lore(channel)) == 1


async def test_a_digest_whose_place_was_noted_is_not_posted_again() -> None:
    async with office(_shelf(), Kept(channels=_channels("general")), MONDAY) as there:
        channel = there.workspace.channel("general", [there.ana])
        payload = {"channel": channel.id, "since": "2026-11-16"}
        job = Job("digest:x", Task.DIGEST, TEAM, MONDAY, payload=payload, attempts=2, reply="1.2")
        assert await handle_digest(there.desk, job, Noted(there.inbox, job)) == "posted before"
        assert there.slack.calls_of("chat.postMessage", "conversations.history") == []


async def test_hostile_words_make_no_link_and_no_ping() -> None:
    shelf = library()
    evil = document(
        "adr/0666.md", HOSTILE, url="javascript:alert(1)", authors=(HOSTILE,), supersedes=["adr/0019-kafka.md"], **LATELY
    )
    shelf.put(evil, "evil", decided="accepted")
    async with office(shelf, Kept(channels=_channels("general")), MONDAY) as there:
        (said,) = await _posted(there, [there.ana, there.bo])
        assert "click" in said.words
        assert pings_in(said) == []
        assert [one.url for one in links_in(said) if not one.url.startswith(f"{SITE}/")] == []


async def test_five_hundred_long_things_stay_within_slacks_limits() -> None:
    shelf = library()
    for n in range(500):
        title = f"ADR-{n + 100:04}: {'&<*_~`>| ' * 60}"
        links = {"supersedes": [f"adr/{n + 99:04}.md"]} if n else {}
        shelf.put(document(f"adr/{n + 100:04}.md", title, authors=("&" * 300,) * 3, **LATELY, **links), "x", decided="accepted")
    async with office(shelf, Kept(channels=_channels("general")), MONDAY) as there:
        (said,) = await _posted(there, [there.ana, there.bo])
        assert len(said.blocks) <= 50
        assert f"• and <{SITE}/decisions/timeline?after=2026-11-16|492 more on the page>" in said.words


async def test_a_question_without_an_answer_is_no_news_for_a_channel() -> None:
    shelf = library()
    shelf.questions.keep(Asked("q", "How do we sell?", MONDAY - timedelta(days=2), Outcome.ABSTAINED, "ana"))
    async with office(shelf, Kept(channels=_channels("general")), MONDAY) as there:
        assert await _posted(there, [there.ana]) == []
