"""Under which key words are remembered: nobody gets an answer that was made of what they may not read, or of what changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.wording.remembering import Wording, key_of
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.queries import Scope
from assistant.domain.questions import Manner, Question, Turn
from assistant.domain.readers import Principal

BUS = Document("d1", "adr", "0019.md", "Message bus", Kind.DESIGN_DOC, "", status="accepted", url="https://docs.example/19")
EVIDENCE = Evidence((Excerpt(BUS, (Chunk(1, "d1", 0, "The bus is Kafka."), Chunk(2, "d1", 1, "It has six brokers.")), 1.0),))
ANA = Principal("ana", frozenset({"platform", "data"}), identities=frozenset({"ana@tidewater.example"}))
QUESTION = Question("Which bus do we use?", Scope(ANA))
WORDING = Wording("openai:gpt", "answer", 4, "English", date(2026, 1, 5), "17")

Asked = tuple[Question, Evidence, Wording]


def by(principal: Principal) -> Callable[[Asked], Asked]:
    return lambda asked: (replace(asked[0], scope=Scope(principal)), *asked[1:])


def worded(**changes: object) -> Callable[[Asked], Asked]:
    return lambda asked: (asked[0], asked[1], replace(asked[2], **changes))  # type: ignore[arg-type]


def excerpt(**changes: object) -> Callable[[Asked], Asked]:
    return lambda asked: (asked[0], Evidence((replace(asked[1].excerpts[0], **changes),)), asked[2])  # type: ignore[arg-type]


def document(**changes: object) -> Callable[[Asked], Asked]:
    return excerpt(document=replace(BUS, **changes))  # type: ignore[arg-type]


OTHER: dict[str, Callable[[Asked], Asked]] = {
    "another-question": lambda asked: (replace(asked[0], text="Which bus did we use?"), *asked[1:]),
    "a-conversation-before": lambda asked: (replace(asked[0], said=(Turn("ana", "And staging?"),)), *asked[1:]),
    "another-manner": lambda asked: (replace(asked[0], manner=Manner.SHORTER), *asked[1:]),
    "another-person": by(replace(ANA, user="bo")),
    "a-group-less": by(replace(ANA, groups=frozenset({"platform"}))),
    "a-group-more": by(replace(ANA, groups=ANA.groups | {"security"})),
    "an-identity-less": by(replace(ANA, identities=frozenset())),
    "an-administrator": by(replace(ANA, administrator=True)),
    "in-company": by(ANA.among([Principal("guest")])),
    "in-other-company": by(ANA.among([Principal("bo")])),
    "another-model": worded(model="openai:other"),
    "another-prompt": worded(prompt="mine"),
    "another-version": worded(prompt_version=5),
    "another-language": worded(language="German"),
    "another-day": worded(today=date(2026, 1, 6)),
    "another-state-of-the-index": worded(state="18"),
    "a-changed-chunk": excerpt(chunks=(Chunk(1, "d1", 0, "The bus is RabbitMQ."), EVIDENCE.excerpts[0].chunks[1])),
    "a-chunk-less": excerpt(chunks=EVIDENCE.excerpts[0].chunks[:1]),
    "another-note": excerpt(note="superseded by ADR-0037"),
    "another-status": document(status="superseded"),
    "another-title": document(title="The message bus"),
    "another-address": document(url="https://elsewhere.example/19"),
    "another-document": document(id="d2"),
    "no-evidence": lambda asked: (asked[0], Evidence(()), asked[2]),
}


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_whatever_an_answer_depends_on_makes_another_key(change: Callable[[Asked], Asked]) -> None:
    asked = (QUESTION, EVIDENCE, WORDING)
    assert key_of(*change(asked)) != key_of(*asked)


SAME = {
    "case-and-spaces": "  which BUS\n do we use? ",
    "full-width-letters": "Ｗhich bus do we use?",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_a_question_that_is_only_spelt_in_another_way_is_the_same(text: str) -> None:
    assert key_of(replace(QUESTION, text=text), EVIDENCE, WORDING) == key_of(QUESTION, EVIDENCE, WORDING)


def test_the_order_of_groups_and_company_and_the_conversations_name_do_not_matter() -> None:
    crowd = [Principal(name, frozenset({"a", "b"})) for name in ("bo", "chen")]
    one = replace(QUESTION, scope=Scope(ANA.among(crowd)), conversation_id="c1")
    other = replace(QUESTION, scope=Scope(replace(ANA, groups=frozenset({"data", "platform"})).among(reversed(crowd))))
    assert key_of(one, EVIDENCE, WORDING) == key_of(other, EVIDENCE, WORDING)
