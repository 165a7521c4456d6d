"""/onboard, as the people of a workspace see it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.domain.documents import Kind
from assistant.domain.readers import Readers
from tests.stand_ins.newcomers_library import Shelf, document, library
from tests.stand_ins.slack_newcomers import SECRET, Office, office
from tests.stand_ins.slack_platform import Message, links_in, pings_in
from tests.stand_ins.slack_workplace import SITE

HOME = "slack://app?team=T0TIDE&id=A0LORE&tab=home"
HOSTILE = "<!channel> <https://evil.example/x|click> *so* `code` @here evil.example \u202egnp"


async def _asked(there: Office, text: str, person: Any = None) -> Message:
    who = person or there.bo
    channel = there.workspace.channels.get("C0GENERAL") or there.workspace.channel(
        "general", [there.ana, there.bo, there.stranger]
    )
    assert (await there.hands.commands(who, channel, "/onboard", text)).status == 200
    await there.work()
    message: Message = there.workspace.seen_by(who, channel)[-1]
    assert message.only_to == who.id
    return message


@pytest.mark.parametrize(
    "words",
    [
        "New to platform",
        "*0 of 5 read*, 5 min to go.",
        "*Start here*",
        f"1. *<{SITE}/documents/cooking|Cooking>* · 1 min\nWritten by Ana Ruiz of the team",
        "Needed by the next one · two documents refer to it",
        f"<{SITE}/onboarding?topic=platform|Open the page>. In <{HOME.replace('&', '&amp;')}|Home> you can tick off",
    ],
)
async def test_without_words_the_team_s_path_is_shown(words: str) -> None:
    async with office(library()) as there:
        assert words in (await _asked(there, "")).words


async def test_a_topic_can_be_any_words() -> None:
    async with office(library()) as there:
        shown = (await _asked(there, "  kafka \n cluster ")).words
        assert shown.startswith("New to kafka cluster")
        assert "Kafka cluster" in shown


@pytest.mark.parametrize("typed", ["help", "?", ""])
async def test_without_a_team_or_for_help_the_topics_are_listed(typed: str) -> None:
    shelf = library()
    shelf.groups = {"board": ("ana",)}
    async with office(shelf) as there:
        shown = (await _asked(there, typed)).words
        assert "Name a team or a topic: `/onboard` and any words will do." in shown
        assert "*Teams*: board" in shown
        assert f"• <{SITE}/documents/0019-kafka|ADR-0019: Kafka>" in shown


async def test_an_unknown_topic_is_told_what_there_is_instead() -> None:
    async with office(library()) as there:
        message = await _asked(there, "zebra crossings")
        assert "*Nothing is about “zebra crossings”*\nNo document that you may read is about it." in message.words
        assert "*Teams*: board, platform" in message.words


async def test_with_nothing_to_read_it_says_whom_to_ask() -> None:
    async with office(Shelf()) as there:
        assert "Ask whoever looks after Lore to share documents with you." in (await _asked(there, "")).words


async def test_a_topic_without_an_end_is_refused_with_the_next_step() -> None:
    async with office(library()) as there:
        assert "Name a team or a topic in at most 200 characters" in (await _asked(there, "x" * 300)).words


async def test_a_stranger_is_told_what_to_do() -> None:
    async with office(library()) as there:
        assert "I don't know you yet" in (await _asked(there, "", there.stranger)).words


async def test_the_team_s_own_list_is_named_with_its_keeper() -> None:
    shelf = library()
    lines = "# Start\n- [Your first week](week.md): read this first\n- [Cooking](../other/cooking.md)"
    path = document(
        "handbook/reading-path.md",
        "Reading path: platform",
        Kind.PAGE,
        fields={"lore": ("path",), "team": ("platform",), "owner": ("ana",)},
    )
    shelf.put(path, lines)
    async with office(shelf) as there:
        shown = (await _asked(there, "platform")).words
        assert "is the team’s own list, kept by ana. Lore added the rest." in shown
        assert "pinned by the team" in shown


async def test_at_most_ten_are_listed_and_the_rest_is_linked() -> None:
    shelf = library()
    for n in range(30):
        shelf.put(document(f"design/part-{n}.md", f"Part {n}"), f"part {n} " * 300)
    lines = "\n".join(f"- [Part {n}](../design/part-{n}.md)" for n in range(30))
    shelf.put(document("handbook/path.md", "Path", Kind.PAGE, fields={"lore": ("path",), "team": ("platform",)}), lines)
    async with office(shelf) as there:
        message = await _asked(there, "")
        assert "10. *<" in message.words
        assert "11. *<" not in message.words
        assert f"and <{SITE}/onboarding?topic=platform|20 more on the page>." in message.words


@pytest.mark.parametrize("typed", ["", "kafka", "board", "plan", "exit"])
async def test_what_is_not_for_them_leaves_no_trace(typed: str) -> None:
    async with office(library()) as there:
        for_bo, for_ana = await _asked(there, typed), await _asked(there, "kafka", there.ana)
        assert SECRET not in json.dumps(for_bo.blocks) + for_bo.text
        assert SECRET in for_ana.words
    shelf = library()
    del shelf.known["plan"]
    shelf.documents._held.pop("plan")
    shelf.extracts.hold(*shelf.known.values())
    async with office(shelf) as without:
        assert for_bo.words == (await _asked(without, typed)).words


async def test_hostile_words_make_no_link_and_no_ping() -> None:
    shelf = library()
    shelf.put(
        document("handbook/evil.md", HOSTILE, Kind.PAGE, url="javascript:alert(1)", authors=("Ana Ruiz",)), f"{HOSTILE} kafka"
    )
    async with office(shelf) as there:
        for typed in ("kafka", HOSTILE, "zebra"):
            message = await _asked(there, typed)
            assert pings_in(message) == []
            assert [one.url for one in links_in(message) if not one.url.startswith((f"{SITE}/", HOME))] == []


async def test_the_longest_things_stay_within_slacks_limits() -> None:
    shelf = library()
    shelf.groups = {f"team {n} {'&' * 150}": ("ana",) for n in range(200)}
    for n in range(40):
        made = document(f"design/kafka-{n}.md", f"kafka {n} {'&<*_~`>| ' * 100}", url=f"https://git.example/{'%26' * 280}")
        shelf.put(made, f"kafka {n} " * 3000)
    async with office(shelf) as there:
        for typed in ("kafka", "", "zebra"):
            assert 0 < len((await _asked(there, typed)).blocks) <= 50


async def test_who_may_read_nothing_of_a_team_is_offered_no_path_for_it() -> None:
    shelf = Shelf()
    shelf.put(document("a.md", "Hidden", readers=Readers.parse("group:board")), "hidden")
    async with office(shelf) as there:
        assert "platform" not in (await _asked(there, "")).words
