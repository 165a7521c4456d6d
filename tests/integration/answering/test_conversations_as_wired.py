"""Conversations as the bootstrap wires them: what is recorded of them, once, and what deleting leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.bootstrap import Lore, open_lore
from assistant.domain.answers import Answer
from assistant.domain.asked import Interface
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
QUESTION = "Which bus did we choose for its ordering?"


async def ask(lore: Lore, text: str, conversation: str = "", who: Principal | None = None) -> Answer:
    question = Question(text, Scope(who or lore.principal(None)), conversation, Interface.API)
    answer = [event async for event in lore.asker.answer(question)][-1]
    assert isinstance(answer, Answer)
    return answer


def recorded(lore: Lore) -> list[str]:
    assert lore.recorder.settle(30)
    return [one.question for one in lore.catalogue.asked.since(LONG_AGO)]


async def test_each_question_is_recorded_once_as_what_was_really_asked(ready: Path) -> None:
    with open_lore(ready, str) as lore:
        first = await ask(lore, QUESTION)
        for words in ("shorter", "show the source", "and the cache?", "in German", "thanks"):
            await ask(lore, words, first.conversation_id)
        assert recorded(lore) == [QUESTION, "Which bus did we choose for its ordering the cache?"]
        whole = lore.conversations.get(lore.principal(None), first.conversation_id)
        assert [one.exchange.question for one in whole.told][:3] == [QUESTION, "shorter", "show the source"]


async def test_deleting_takes_questions_and_how_answers_came_about(ready: Path) -> None:
    with open_lore(ready, str) as lore:
        first = await ask(lore, QUESTION)
        assert recorded(lore) == [QUESTION]
        assert lore.catalogue.answer_records.get(first.id) is not None
        lore.conversations.forget(lore.principal(None), first.conversation_id)
        assert recorded(lore) == []
        assert lore.catalogue.answer_records.get(first.id) is None


async def test_one_that_is_deleted_at_once_leaves_no_question_that_still_waited(ready: Path) -> None:
    with open_lore(ready, str) as lore:
        for _ in range(5):
            answer = await ask(lore, QUESTION)
            lore.conversations.forget(lore.principal(None), answer.conversation_id)
        assert recorded(lore) == []


async def test_without_something_that_takes_secrets_out_nothing_is_kept(ready: Path) -> None:
    with open_lore(ready) as lore:
        await ask(lore, QUESTION)
        assert not lore.conversations.is_kept
        assert lore.conversations.of(lore.principal(None)) == []


@pytest.mark.parametrize("interface", [Interface.CHECK, Interface.SLACK, ""])
async def test_only_what_a_person_asked_at_a_door_of_ours_is_kept(ready: Path, interface: str) -> None:
    with open_lore(ready, str) as lore:
        question = Question(QUESTION, Scope(lore.principal(None)), "c1", interface)
        _ = [event async for event in lore.asker.answer(question)]
        assert lore.conversations.of(lore.principal(None)) == []
