"""What the Threads, GivenAnswers and Channels ports promise, over SQLite and over their twins in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.conversations import ChannelSettings, Given, Place, SettingsChange
from assistant.domain.inbox import Job, Task
from assistant.slack.ports import Channels, GivenAnswers, Inbox, Threads
from tests.stand_ins.slack_memory import HeldChannels, HeldGivenAnswers, HeldInbox, HeldThreads

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
THREAD = Place("T1", "C1", "1700000000.000100")
ELSEWHERE = [replace(THREAD, team="T2"), replace(THREAD, channel="C2"), replace(THREAD, ts="1700000000.000101")]
DIFFERS = pytest.mark.parametrize("other", ELSEWHERE, ids=["workspace", "channel", "message"])


@dataclass(frozen=True)
class Kept:
    """The ports over one store."""

    threads: Threads
    given: GivenAnswers
    channels: Channels
    inbox: Inbox


@pytest.fixture(params=["sqlite", "held"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "held":
        threads, given, inbox = HeldThreads(), HeldGivenAnswers(), HeldInbox()
        yield Kept(threads, given, HeldChannels(threads, given, inbox), inbox)
        return
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    yield Kept(catalogue.threads, catalogue.given, catalogue.channels, catalogue.inbox)
    catalogue.close()


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


Said = tuple[str, int]
FOLLOW, FOLLOW_LATER = ("follow", 1), ("follow", 9)
STOP, STOP_LATER = ("stop", 2), ("stop", 4)
RESUME = ("resume", 3)


@pytest.mark.parametrize(
    ("said", "followed"),
    [
        ([], False),
        ([FOLLOW], True),
        ([FOLLOW, FOLLOW_LATER], True),
        ([FOLLOW, STOP], False),
        ([STOP], False),
        ([STOP, FOLLOW], False),
        ([FOLLOW, STOP, FOLLOW_LATER], False),
        ([FOLLOW, STOP, RESUME], True),
        ([RESUME], True),
        ([FOLLOW, STOP, RESUME, STOP_LATER], False),
        ([FOLLOW, STOP_LATER, RESUME], False),
        ([FOLLOW, RESUME, STOP], True),
    ],
    ids=[
        "nothing was said",
        "an answer was given",
        "two answers were given",
        "stop",
        "stop before any answer",
        "an answer comes after stop",
        "a later answer comes after stop",
        "resumed",
        "resumed before any answer",
        "stopped again",
        "what was said before the stop is told after it",
        "a stop from before it was resumed is told after that",
    ],
)
def test_a_thread_is_followed_until_stop_and_again_when_resumed(kept: Kept, said: list[Said], followed: bool) -> None:
    for word, minutes in said:
        getattr(kept.threads, word)(THREAD, at(minutes))

    assert kept.threads.follows(THREAD) == followed


@DIFFERS
def test_each_thread_is_followed_for_itself(kept: Kept, other: Place) -> None:
    kept.threads.follow(THREAD, NOON)
    assert not kept.threads.follows(other)
    kept.threads.stop(other, NOON)

    assert kept.threads.follows(THREAD)


def given(place: Place = THREAD, minutes: float = 0, question: str = "1700000000.000050") -> Given:
    return Given(place, "1700000000.000050", question, f"answer at {minutes}", "U0ANA", ("d1", "ä/2"), at(minutes))


def moved(seconds: int, place: Place = THREAD) -> Place:
    return replace(place, ts=f"17000000{seconds:02}.000100")


def test_a_given_answer_comes_back_whole(kept: Kept) -> None:
    whole = replace(given(), private=True, marked="superseded by ADR-9")
    kept.given.keep(whole)

    assert kept.given.get(THREAD) == whole
    assert kept.given.get(moved(9)) is None


def test_an_answer_at_the_same_place_takes_its_place(kept: Kept) -> None:
    kept.given.keep(replace(given(), marked="old"))
    kept.given.keep(replace(given(), cited=()))

    assert kept.given.get(THREAD) == replace(given(), cited=())
    assert kept.given.since(at(0)) == [replace(given(), cited=())]


def test_the_answers_to_a_question_come_oldest_first(kept: Kept) -> None:
    for minutes in (3, 1, 2):
        kept.given.keep(given(moved(minutes), minutes))
    kept.given.keep(given(moved(4), 4, "another question"))
    question = replace(THREAD, ts="1700000000.000050")

    assert [one.at for one in kept.given.to_question(question)] == [moved(1), moved(2), moved(3)]
    assert kept.given.to_question(replace(question, team="T2")) == []
    assert kept.given.to_question(replace(question, channel="C2")) == []


def test_answers_since_a_moment_include_that_moment(kept: Kept) -> None:
    for minutes in (3, 1, 2):
        kept.given.keep(given(moved(minutes), minutes))

    assert [one.at for one in kept.given.since(at(2))] == [moved(2), moved(3)]


@DIFFERS
def test_a_mark_and_its_end_concern_one_answer(kept: Kept, other: Place) -> None:
    kept.given.keep(given())
    kept.given.keep(given(other, 1))
    kept.given.mark(THREAD, "superseded by ADR-9")

    assert [one.marked for one in kept.given.since(at(0))] == ["superseded by ADR-9", ""]
    kept.given.forget(THREAD)
    assert kept.given.since(at(0)) == [given(other, 1)]
    kept.given.forget(THREAD)
    kept.given.mark(THREAD, "gone")
    assert kept.given.get(THREAD) is None


LISTENING = ChannelSettings(("docs", "adr"), listening=True, askers=("storage",), language="de", private=True, digest=True)


def change(after: ChannelSettings, minutes: float = 0, channel: str = "C1", team: str = "T1") -> SettingsChange:
    return SettingsChange(team, channel, "U0ANA", at(minutes), ChannelSettings(), after)


def test_a_channel_that_nobody_changed_has_the_defaults(kept: Kept) -> None:
    kept.channels.change(change(LISTENING))

    assert kept.channels.get("T1", "C2") == kept.channels.get("T2", "C1") == ChannelSettings()
    assert kept.channels.history("T1", "C2") == []


def test_changed_settings_come_back_with_who_changed_them(kept: Kept) -> None:
    kept.channels.change(change(LISTENING))

    assert kept.channels.get("T1", "C1") == LISTENING
    assert kept.channels.history("T1", "C1") == [change(LISTENING)]


def test_the_record_says_what_was_in_force_though_two_changed_it_at_once(kept: Kept) -> None:
    one, other = replace(LISTENING, language="fr"), replace(LISTENING, digest=False)
    kept.channels.change(change(one, 1))
    kept.channels.change(change(other, 2))

    newest, oldest = kept.channels.history("T1", "C1")
    assert (oldest.before, oldest.after) == (ChannelSettings(), one)
    assert (newest.before, newest.after, newest.changed_at) == (one, other, at(2))
    assert kept.channels.get("T1", "C1") == other


def test_digests_are_for_channels_that_want_one_now(kept: Kept) -> None:
    for place in (("T2", "C1"), ("T1", "C9"), ("T1", "C2"), ("T1", "C3")):
        kept.channels.change(change(LISTENING, team=place[0], channel=place[1]))
    kept.channels.change(change(replace(LISTENING, digest=False), 1, "C2"))
    kept.channels.change(change(ChannelSettings(), channel="C4"))

    assert kept.channels.with_digest() == [("T1", "C3"), ("T1", "C9"), ("T2", "C1")]


def everything_of(kept: Kept, team: str) -> list[object]:
    place = replace(THREAD, team=team)
    return [
        kept.threads.follows(place),
        kept.given.get(place),
        kept.channels.get(team, "C1") != ChannelSettings(),
        kept.channels.history(team, "C1"),
        not kept.inbox.put(Job(f"question:{team}", Task.QUESTION, team, NOON)),
    ]


def test_a_workspace_is_forgotten_with_all_that_is_kept_of_it(kept: Kept) -> None:
    for team in ("T1", "T2"):
        kept.threads.follow(replace(THREAD, team=team), NOON)
        kept.given.keep(given(replace(THREAD, team=team)))
        kept.channels.change(change(LISTENING, team=team))
        kept.inbox.put(Job(f"question:{team}", Task.QUESTION, team, NOON))

    assert kept.channels.teams() == ["T1", "T2"]

    kept.channels.forget_team("T1")

    assert kept.channels.teams() == ["T2"]
    assert not any(everything_of(kept, "T1"))
    assert all(everything_of(kept, "T2"))
    assert kept.channels.with_digest() == [("T2", "C1")]
