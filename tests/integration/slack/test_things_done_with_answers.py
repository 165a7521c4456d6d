"""What people do with answers, over the whole application: SQL, worker, search, and Slack's stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.decisions import Origin
from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Channel, Message, Person, pings_in
from tests.stand_ins.slack_team import words_in

BUS = "<@U0LORE> Which message bus do we run?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("things") / "home")


async def asked(o: Office, person: Person, channel: Channel, text: str) -> Message:
    """The last message of the answer, for whoever sees it."""
    question = await o.hands.says(person, channel, text)
    await o.idle()
    seen = o.slack.workspace.seen_by(person, channel)
    return next(one for one in reversed(seen) if one.bot_id and one.ts > question.ts)


async def form(o: Office, person: Person) -> str:
    await o.until(lambda: o.slack.workspace.modal(person) and "One moment…" not in words_in(o.slack.workspace.modal(person)))
    return words_in(o.slack.workspace.modal(person))


async def test_a_rating_with_a_reason_is_a_gap_that_an_administrator_sees(home: Path) -> None:
    async with office(home) as o:
        answer = await asked(o, o.bo, o.hall, BUS)
        await o.hands.presses(o.bo, answer, "lore_feedback", "down")
        await form(o, o.bo)
        await o.hands.submits(o.bo, reason="outdated", words="It was replaced")
        await o.idle()
        principal = o.lore.directory.principal("root")
        assert any("Which message bus" in str(gap) for gap in o.lore.knowledge.health.gaps(principal))
        assert o.violations == []


async def test_in_a_channel_set_to_private_an_answer_is_shared_by_its_asker(home: Path) -> None:
    async with office(home) as o:
        await o.hands.commands(o.ana, o.den, "/ask-settings")
        await form(o, o.ana)
        await o.hands.submits(o.ana, private="private")
        await o.idle()
        answer = await asked(o, o.ana, o.den, "<@U0LORE> How often are the osprey signing keys rotated?")
        assert answer.only_to == o.ana.id
        await o.hands.presses(o.ana, answer, "lore_share")
        await o.idle()
        (shared,) = (one for one in o.slack.workspace.by_lore(o.den) if not one.only_to)
        assert "*Ana Ruiz* shared this answer" in shared.words
        assert "45 days" in shared.words
        assert o.violations == []


async def test_a_question_is_handed_to_a_person(home: Path) -> None:
    async with office(home) as o:
        answer = await asked(o, o.bo, o.hall, "<@U0LORE> Who paints the office walls green?")
        await o.hands.presses(o.bo, answer, "lore_ask_person")
        assert "Who paints the office walls green?" in await form(o, o.bo)
        await o.hands.submits(o.bo, whom=o.ana.id)
        await o.idle()
        replies = [one for one in o.slack.workspace.by_lore(o.hall, answer.thread_ts) if not one.only_to]
        assert [pings_in(one) for one in replies] == [[], [f"<@{o.ana.id}>"]]
        assert o.violations == []


async def test_a_thread_becomes_a_decision_that_answers_the_next_question(home: Path) -> None:
    async with office(home) as o:
        root = await o.hands.says(o.bo, o.hall, "Where do sessions live?")
        await o.hands.says(o.root, o.hall, "Decision: sessions live in Redis.", root.ts)
        await o.hands.uses_shortcut(o.root, root, "lore_save")
        await form(o, o.root)
        await o.hands.submits(o.root)
        await o.idle()
        entries = o.lore.knowledge.decisions.lineage(o.lore.directory.principal("bo")).entries
        (entry,) = (one for one in entries if one.decision.origin is Origin.PERSON)
        assert entry.decision.statement == "Decision: sessions live in Redis."
        assert entry.decision.links[0].target.endswith(root.ts.replace(".", ""))
        assert "wrote it down" in o.slack.workspace.by_lore(o.hall, root.ts)[-1].words
        assert o.violations == []


async def test_a_question_about_a_message_is_answered_in_its_thread(home: Path) -> None:
    async with office(home) as o:
        message = await o.hands.says(o.bo, o.hall, "The heron cache evicts entries too early")
        await o.hands.uses_shortcut(o.ana, message, "lore_ask_about")
        await form(o, o.ana)
        await o.hands.submits(o.ana, question="When does the heron cache evict entries?")
        await o.idle()
        question, answer = o.slack.workspace.by_lore(o.hall, message.ts)
        assert "*Ana Ruiz* asks about this" in question.words
        assert "nine hours" in answer.words
        assert o.violations == []
