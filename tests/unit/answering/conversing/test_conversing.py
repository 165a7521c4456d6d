"""Going on from what was said: whose conversation it is, what is kept, and what a model is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.answering.conversing.asides import FORGOTTEN, GLADLY, GREETING, NOT_KEPT, STARTS_OVER, WITHHELD_NOW
from assistant.answering.conversing.history import WITHHELD
from assistant.domain.asked import Asked, Interface, Outcome
from assistant.domain.documents import Kind
from assistant.domain.questions import Manner, Turn
from assistant.domain.readers import Principal
from assistant.errors import ConversationEnded, NotFound, StorageFull
from tests.stand_ins.conversed import ANA, BO, NOON, SECURITY, HeldDialogues, Talk, document

KAFKA = "Kafka is the bus. It has six brokers."
LEAK = "The kafka token leaked in March."
HELD = [
    (document("kafka"), [KAFKA, "Retention of kafka is seven days.", "Ana owns it."]),
    (document("weekly", kind=Kind.MEETING), ["Lars: The kafka upgrade waits.\nJo: Why?", "Lars: For the new disks."]),
]
SECRET = [(document("leak", SECURITY), [LEAK]), *HELD]


def talk(model: bool = False, **options: object) -> Talk:
    return Talk(HELD, model=model, **options)  # type: ignore[arg-type]


def said(conversation: Talk, who: Principal = ANA) -> list[str]:
    """The questions that are kept, in the newest conversation."""
    (newest, *_) = conversation.conversations.of(who)
    return [one.exchange.question for one in conversation.conversations.get(who, newest.id).told]


async def test_a_question_goes_on_from_the_conversation_of_an_earlier_answer() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    second = await held.ask("why?", first.conversation_id)
    assert second.conversation_id == first.conversation_id
    assert held.asker.heard[1].said == (Turn("You", "who runs kafka?"), Turn("Lore", first.text, ours=True))
    assert (first.turn, second.turn) == (0, 1)
    assert said(held) == ["who runs kafka?", "why?"]


async def test_without_an_id_each_question_begins_a_conversation() -> None:
    held = talk()
    one, other = await held.ask("who runs kafka?"), await held.ask("why?")
    assert one.conversation_id != other.conversation_id
    assert held.asker.heard[1].said == ()
    assert len(held.conversations.of(ANA)) == 2


async def test_an_id_that_a_client_chose_is_kept_and_an_odd_one_is_replaced() -> None:
    held = talk()
    assert (await held.ask("who runs kafka?", "my-thread:7")).conversation_id == "my-thread:7"
    odd = [(await held.ask("who runs kafka?", id_)).conversation_id for id_ in ("../all?x=<b>", "..", ".")]
    assert all(id_.isalnum() for id_ in odd)
    assert {one.id for one in held.conversations.of(ANA)} == {"my-thread:7", *odd}


async def test_somebody_elses_conversation_is_as_if_it_did_not_exist() -> None:
    held = talk()
    mine = await held.ask("who runs kafka?", who=ANA)
    theirs = await held.ask("why?", mine.conversation_id, BO)
    assert held.asker.heard[1].said == ()
    assert theirs.turn == 0
    assert said(held, ANA) == ["who runs kafka?"]
    for other in (BO, Principal("", administrator=True), Principal("root", administrator=True)):
        with pytest.raises(NotFound) as nobody:
            held.conversations.get(other, "no such id")
        if other is not BO:
            with pytest.raises(NotFound) as refused:
                held.conversations.get(other, mine.conversation_id)
            assert str(refused.value) == str(nobody.value)


@pytest.mark.parametrize("who", [Principal(""), ANA.among([BO])], ids=["nobody known", "a company"])
async def test_nothing_is_kept_of_who_is_several_people(who: Principal) -> None:
    held = talk()
    first = await held.ask("who runs kafka?", "c1", who)
    await held.ask("why?", first.conversation_id, who)
    assert held.asker.heard[1].said == ()
    assert first.turn is None
    assert held.conversations.of(who) == []


async def test_the_history_of_a_client_wins_and_is_not_kept_without_an_id() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    own = (Turn("user", "Where is the canteen?"), Turn("assistant", "Here.", ours=True))
    await held.ask("why?", first.conversation_id, said=own)
    assert held.asker.heard[-1].said == own
    assert said(held) == ["who runs kafka?", "why?"]
    await held.ask("and then?", said=own)
    assert len(held.conversations.of(ANA)) == 1


async def test_slack_keeps_its_own_threads() -> None:
    held = talk()
    answer = await held.ask("who runs kafka?", "slack:T1:C1:1.0", interface=Interface.SLACK)
    assert (answer.conversation_id, answer.turn) == ("slack:T1:C1:1.0", None)
    assert held.conversations.of(ANA) == []


async def test_nothing_is_kept_where_the_settings_say_so() -> None:
    held = talk(record=False)
    first = await held.ask("who runs kafka?")
    assert held.conversations.of(ANA) == []
    history = (Turn("You", "who runs kafka?"), Turn("Lore", first.text, ours=True))
    shorter = await held.ask("shorter", said=history)
    assert shorter.aside
    assert KAFKA.startswith(shorter.citations[0].quote)


async def test_a_conversation_that_was_ended_is_not_gone_on_with() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    held.conversations.end(ANA, first.conversation_id)
    with pytest.raises(ConversationEnded, match="begin a new one"):
        await held.ask("why?", first.conversation_id)
    assert said(held) == ["who runs kafka?"]


async def test_secrets_are_taken_out_before_anything_is_stored() -> None:
    held = Talk([(document("kafka"), ["The kafka password was hunter2."])])
    answer = await held.ask("is hunter2 the kafka password?")
    assert "hunter2" in answer.text
    (told,) = held.conversations.get(ANA, answer.conversation_id).told
    kept = told.exchange
    assert "hunter2" not in f"{kept.question}{kept.asked}{kept.text}{held.conversations.of(ANA)[0].title}"


async def test_an_answer_is_given_though_it_could_not_be_kept() -> None:
    class Full(HeldDialogues):
        def keep(self, *_: object, **__: object) -> int:
            raise StorageFull("the disk is full")

    held = talk()
    held.conversing._dialogues = Full()
    answer = await held.ask("who runs kafka?")
    assert answer.citations
    assert answer.turn is None


async def test_a_page_that_is_opened_again_takes_its_place() -> None:
    held = talk()
    first = await held.ask("who runs kafka?", "c1", turn=0)
    await held.ask("why?", "c1", turn=1)
    again = await held.ask("who runs kafka?", "c1", turn=0)
    assert again.turn == 0
    assert held.asker.heard[-1].said == ()
    assert said(held) == ["who runs kafka?", "why?"]
    kept = held.conversations.get(ANA, "c1").told
    assert kept[0].exchange.answer_id == again.id != first.id
    await held.ask("and another thing?", "c1", turn=0)
    assert said(held) == ["who runs kafka?", "why?", "and another thing?"]


async def test_old_conversations_are_dropped_and_those_that_go_on_stay() -> None:
    held = talk(days=30)
    await held.ask("who runs kafka?", "old")
    await held.ask("who runs kafka?", "alive")
    held.clock.moment = NOON + timedelta(days=20)
    await held.ask("why?", "alive")
    held.clock.moment = NOON + timedelta(days=40)
    await held.ask("who runs kafka?", "new")
    assert {one.id for one in held.conversations.of(ANA)} == {"alive", "new"}


async def test_deleting_takes_what_is_recorded_of_its_questions_too() -> None:
    held = talk()
    first = await held.ask("who runs kafka?", "c1")
    other = await held.ask("who runs kafka?", "c2")
    for answer in (first, other):
        held.questions.keep(Asked(answer.id, answer.question, NOON, Outcome.ANSWERED, "ana"))
    held.conversations.forget(ANA, "c1")
    assert held.questions.get(first.id) is None
    assert held.questions.get(other.id) is not None
    with pytest.raises(NotFound):
        held.conversations.get(ANA, "c1")
    assert held.conversations.forget_all(ANA) == 1
    assert held.questions.get(other.id) is None
    assert held.conversations.forget_all(ANA) == 0


async def test_an_answer_to_a_conversation_that_was_deleted_meanwhile_does_not_bring_it_back() -> None:
    held = talk()
    await held.ask("who runs kafka?", "c1")
    answering = held.conversing.answer(replace(held.asker.heard[0], text="why?"))
    await anext(answering)
    held.conversations.forget(ANA, "c1")
    _ = [event async for event in answering]
    assert held.conversations.of(ANA) == []


# ---- what may not be read any more ----


@pytest.mark.parametrize("how", ["revoked", "removed"])
async def test_the_words_of_a_document_that_may_not_be_read_any_more_are_gone(how: str) -> None:
    held = Talk(SECRET, model=True)
    first = await held.ask("did the kafka token leak?", "c1")
    assert LEAK in first.text
    if how == "revoked":
        held.documents.move(document("leak", readers=replace(SECURITY, names=frozenset({"group:board"}))))
    else:
        held.documents.drop("leak")
    (told,) = held.conversations.get(ANA, "c1").told
    assert (told.text, told.citations, told.is_readable) == (WITHHELD, (), False)
    await held.ask("why?", "c1")
    assert LEAK not in held.asker.sent()
    assert WITHHELD in held.asker.sent()


async def test_a_models_answer_goes_with_whatever_it_was_told_before() -> None:
    held = Talk(SECRET, model=True)
    await held.ask("did the token leak?", "c1")
    second = await held.ask("retention?", "c1")
    assert "leak" not in {one.document.id for one in second.citations}
    held.documents.drop("leak")
    assert [one.is_readable for one in held.conversations.get(ANA, "c1").told] == [False, False]


async def test_a_models_answer_that_was_told_nothing_of_what_is_withheld_can_be_read() -> None:
    held = Talk(SECRET, model=True)
    await held.ask("did the token leak?", "c1")
    held.documents.drop("leak")
    await held.ask("retention?", "c1")
    assert "leaked" not in held.asker.sent()
    assert [one.is_readable for one in held.conversations.get(ANA, "c1").told] == [False, True]


async def test_what_was_withheld_is_not_said_again() -> None:
    held = Talk(SECRET)
    await held.ask("did the kafka token leak?", "c1")
    held.documents.drop("leak")
    for words in ("shorter", "show the source", "in German"):
        assert (await held.ask(words, "c1")).text == WITHHELD_NOW


# ---- what is asked of an answer ----


@pytest.mark.parametrize(
    "words", ["shorter", "auf Deutsch", "as a list", "show me the thread", "where does it say that?", "thanks"]
)
async def test_what_is_asked_of_an_answer_is_no_question_for_the_record(words: str) -> None:
    held = talk(model=True)
    first = await held.ask("who runs kafka?")
    answer = await held.ask(words, first.conversation_id)
    assert answer.aside
    assert answer.question == words
    assert [one.text for one in held.asker.heard] == ["who runs kafka?"]


@pytest.mark.parametrize("words", ["shorter", "in German", "start over"])
async def test_the_same_words_without_a_conversation_are_a_question(words: str) -> None:
    held = talk()
    answer = await held.ask(words)
    assert not answer.aside
    assert [one.text for one in held.asker.heard] == [words]


async def test_thanks_are_answered_and_not_kept() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    answer = await held.ask("thanks!", first.conversation_id)
    assert (answer.text, answer.conversation_id) == (GLADLY, first.conversation_id)
    assert said(held) == ["who runs kafka?"]


@pytest.mark.parametrize(
    ("words", "told"),
    {"hi": GREETING, "Hello Lore!": GREETING, "你好": GREETING, "thanks": GLADLY, "danke!": GLADLY, "谢谢": GLADLY}.items(),
)
async def test_a_courtesy_is_answered_without_a_search_before_anything_was_asked(words: str, told: str) -> None:
    held = talk()
    answer = await held.ask(words)
    assert (answer.text, answer.abstained, answer.sources) == (told, False, ())
    assert held.asker.heard == []
    assert held.conversations.of(ANA) == []


async def test_hello_with_a_question_is_a_question() -> None:
    held = talk()
    await held.ask("hi, who runs kafka?")
    assert [one.text for one in held.asker.heard] == ["hi, who runs kafka?"]


async def test_a_shorter_answer_is_withheld_with_what_its_longer_one_drew_on() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    await held.ask("shorter", first.conversation_id)
    whole, short = (one.exchange for one in held.conversations.get(ANA, first.conversation_id).told)
    assert whole.drew_on <= short.drew_on


async def test_a_model_words_the_same_question_again_over_the_same_evidence() -> None:
    held = talk(model=True)
    first = await held.ask("who runs kafka?")
    await held.ask("shorter", first.conversation_id)
    await held.ask("shorter", first.conversation_id)
    await held.ask("in Chinese please", first.conversation_id)
    asked = held.again.heard
    assert [(one.text, one.manner, one.language) for one in asked] == [
        ("who runs kafka?", Manner.SHORTER, ""),
        ("who runs kafka?", Manner.SHORTEST, ""),
        ("who runs kafka?", Manner.PLAIN, "Chinese"),
    ]
    assert all(one.over == (("kafka", 0), ("kafka", 1)) for one in asked)
    assert said(held) == ["who runs kafka?", "shorter", "shorter", "in Chinese please"]


async def test_a_question_after_a_request_goes_on_from_the_question_before_it() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    shorter = await held.ask("shorter", first.conversation_id)
    await held.ask("why?", first.conversation_id)
    assert [turn.text for turn in held.asker.heard[-1].said] == ["who runs kafka?", first.text, shorter.text]


async def test_starting_over_ends_the_conversation_and_names_another() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    answer = await held.ask("start over", first.conversation_id)
    assert answer.text == STARTS_OVER
    assert held.conversations.get(ANA, first.conversation_id).dialogue.has_ended
    await held.ask("why?", answer.conversation_id)
    assert held.asker.heard[-1].said == ()


async def test_forgetting_deletes_the_conversation() -> None:
    held = talk()
    first = await held.ask("who runs kafka?")
    answer = await held.ask("forget this conversation", first.conversation_id)
    assert answer.text == FORGOTTEN
    assert held.conversations.of(ANA) == []
    assert answer.conversation_id != first.conversation_id


# ---- in threads that are kept elsewhere ----

THREAD = (Turn("Ana", "who runs kafka?"), Turn("Lore", "Kafka is the bus [1].", ours=True))


async def test_in_a_thread_the_last_question_is_asked_once_more() -> None:
    held = talk()
    said_more = (*THREAD, Turn("Ana", "and the retention?"), Turn("Lore", "Seven days.", ours=True), Turn("Ana", "thanks"))
    answer = await held.ask("shorter", "slack:1", said=said_more, interface=Interface.SLACK)
    assert [one.text for one in held.again.heard] == ["who runs kafka the retention?"]
    assert held.asker.heard == []
    assert answer.aside
    assert answer.citations


async def test_in_a_thread_nothing_is_shortened_before_lore_has_spoken() -> None:
    held = talk()
    await held.ask("sources", "slack:1", said=(Turn("Ana", "kafka is slow"), Turn("Bo", "it is")), interface=Interface.SLACK)
    assert [one.text for one in held.asker.heard] == ["sources"]


@pytest.mark.parametrize(("words", "text"), [("start over", STARTS_OVER), ("forget this", NOT_KEPT)])
async def test_in_a_thread_one_can_start_over(words: str, text: str) -> None:
    held = talk()
    answer = await held.ask(words, "slack:1", said=THREAD, interface=Interface.SLACK)
    assert answer.text == text
    later = (*THREAD, Turn("Ana", words), Turn("Lore", text, ours=True))
    await held.ask("why?", "slack:1", said=later, interface=Interface.SLACK)
    assert held.asker.heard[-1].said == ()
