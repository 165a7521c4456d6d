"""Random people in random conversations over documents that come and go: nobody ever learns what is not theirs to know."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from assistant.answering.conversing.export import as_markdown
from assistant.answering.conversing.history import WITHHELD
from assistant.domain.dialogue import owner_of
from assistant.domain.documents import Document
from assistant.domain.readers import Principal, Readers
from assistant.errors import ConversationEnded, NotFound
from tests.stand_ins.conversed import Talk, document

GROUPS = ("red", "green", "blue")
PEOPLE = (
    Principal("", administrator=True),
    Principal("root", administrator=True),
    *(Principal(f"p{number}", frozenset({GROUPS[number % 3]})) for number in range(4)),
    Principal(""),
)
IDS = ("c1", "c2", "c3", "")
WORDS = ("shorter", "longer", "show the source", "as a list", "in German", "why?", "thanks", "start over")
STEPS = 120


def secret(number: int) -> str:
    """Words that stand in one document only."""
    return f"Topic secret{number}word of topic{number}."


def readers(chance: random.Random) -> Readers:
    return Readers(frozenset({f"group:{chance.choice(GROUPS)}"}))


class World:
    """Documents whose readers change, people who talk, and what may be known of it by whom."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.documents = [document(f"d{number}", readers(self.chance)) for number in range(6)]
        held = [(one, [secret(number)]) for number, one in enumerate(self.documents)]
        self.talk = Talk(held, model=bool(seed % 2))
        self.asked: dict[tuple[str, str], list[str]] = {}

    def change(self) -> None:
        """Another audience for a document, or none at all any more."""
        number = self.chance.randrange(len(self.documents))
        if self.talk.documents.get(f"d{number}") is None:
            return
        if self.chance.random() < 0.1:
            self.talk.documents.drop(f"d{number}")
        else:
            self.talk.documents.move(replace(self.documents[number], readers=readers(self.chance)))

    async def say(self) -> None:
        """Somebody asks something, in one of the few conversations that there are."""
        who, id_ = self.chance.choice(PEOPLE), self.chance.choice(IDS)
        text = self.chance.choice([*WORDS, *(f"what of topic{number} {who.user}?" for number in range(6))])
        try:
            answer = await self.talk.ask(text, id_, who)
        except ConversationEnded:
            self.talk.conversations.forget(who, id_)
            return
        self.check_told(who, answer.text)
        for asker in (self.talk.asker, self.talk.again):
            if asker.heard:
                self.check_told(asker.heard[-1].scope.principal, asker.sent())
                asker.heard.clear()

    def hidden_from(self, who: Principal) -> list[str]:
        held = {number: self.talk.documents.get(f"d{number}") for number in range(6)}
        return [f"secret{n}word" for n, one in held.items() if one is None or not one.readers.permit(who)]

    def check_told(self, who: Principal, text: str) -> None:
        """Nothing of what they may not read now."""
        assert [word for word in self.hidden_from(who) if word in text] == []

    def check_conversations(self) -> None:
        """Everybody sees their own, and of those nothing that they may not read now."""
        for who in PEOPLE:
            mine = self.talk.conversations.of(who)
            assert all(one.owner == owner_of(who) for one in mine)
            for one in mine:
                whole = self.talk.conversations.get(who, one.id)
                told = [*(each.text for each in whole.told), *(c.quote for each in whole.told for c in each.citations)]
                self.check_told(who, "\n".join([*told, as_markdown(whole, lambda cited: cited.document.id)]))
                asked = [each.exchange.question for each in whole.told if each.exchange.question.startswith("what of")]
                assert all(text.endswith(f" {who.user}?") for text in asked)
                for other in PEOPLE:
                    if owner_of(other) != owner_of(who) and one.id not in {
                        each.id for each in self.talk.conversations.of(other)
                    }:
                        with pytest.raises(NotFound):
                            self.talk.conversations.get(other, one.id)


@pytest.mark.parametrize("seed", range(12))
async def test_nobody_ever_sees_or_goes_on_with_what_is_not_theirs(seed: int) -> None:
    world = World(seed)
    for step in range(STEPS):
        if step % 3 == 2:
            world.change()
        else:
            await world.say()
        if step % 6 == 0:
            world.check_conversations()
    world.check_conversations()


async def test_the_worlds_hold_what_the_test_looks_for() -> None:
    """Answers with secrets, answers that were withheld later, and several conversations: else it would prove nothing."""
    world = World(1)
    shown = withheld = 0
    for step in range(STEPS):
        await world.say() if step % 3 else world.change()
        for who in PEOPLE:
            for one in world.talk.conversations.of(who):
                told = world.talk.conversations.get(who, one.id).told
                shown += any("secret" in each.text for each in told)
                withheld += any(each.text == WITHHELD for each in told)
    assert shown > 50
    assert withheld > 50
    assert sum(len(world.talk.conversations.of(who)) for who in PEOPLE) > 5


def test_a_document_of_the_world_is_read_by_one_group() -> None:
    one: Document = document("d0", Readers(frozenset({"group:red"})))
    assert [who.user for who in PEOPLE if one.readers.permit(who)] == ["", "root", "p0", "p3"]
