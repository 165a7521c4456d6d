"""Follow-up questions, and questions that are none."""

from __future__ import annotations

import pytest

from assistant.domain.questions import Turn
from assistant.retrieval.following import standing_alone


def ana(text: str) -> Turn:
    return Turn("Ana Ruiz", text)


def lore(text: str) -> Turn:
    return Turn("Lore", text, ours=True)


BUS = (ana("Why did we choose Kafka?"), lore("Because of its retention [1]. RabbitMQ was the alternative [2]."))
RETENTION = (ana("What is the retention of the vessel positions topic?"), lore("Seven days [1]."))
RECORD = (ana("Was ADR-0012 accepted?"), lore("Yes, on 3 March 2024 [1]."))
DEPLOY = (ana("How do we deploy to production?"), lore("With the release pipeline [1]."))
BERTHS = (ana("What was decided about the berth planner?"), lore("It was rewritten in Go [1]."))

MOVED = (
    ana("Why did we move from RabbitMQ to Kafka?"),
    lore("> It lost the order [1]\n\nADR-0019 “Kafka as the message bus” replaced ADR-0004 “RabbitMQ as the message bus” [2]."),
)

FOLLOWING = {
    "a decision that was told": (MOVED, "and who decided that?", "who decided ADR-0019?"),
    "a decision in force": (MOVED, "is it still in force?", "is ADR-0019 still in force?"),
    "no question about the decision": (MOVED, "what about staging?", "Kafka staging?"),
    "another matter of what was moved to": (MOVED, "What about retention?", "Kafka retention?"),
    "when, of what was asked why": (MOVED, "When?", "When did we move from RabbitMQ to Kafka?"),
    "and why, of what was asked how": (DEPLOY, "and why?", "Why do we deploy to production?"),
    "when, of yes or no": (RECORD, "when?", "When was ADR-0012 accepted?"),
    "when, of what can not begin so": (BERTHS, "when?", "What was decided about the berth planner? when?"),
    "it": (RECORD, "is it still in force?", "is ADR-0012 still in force?"),
    "it, and": (RECORD, "and is it still in force?", "is ADR-0012 still in force?"),
    "it as object": (RECORD, "what replaced it?", "what replaced ADR-0012?"),
    "it in the middle": (RECORD, "why was it rejected?", "why was ADR-0012 rejected?"),
    "that": (BERTHS, "and who decided that?", "who decided berth planner?"),
    "that decision": (BUS, "who made that decision?", "who made the decision on Kafka?"),
    "that choice": (BUS, "is that choice still valid?", "is the choice on Kafka still valid?"),
    "that one": (BUS, "who maintains that one?", "who maintains Kafka?"),
    "they": (RETENTION, "do they apply to staging?", "do retention of the vessel positions topic apply to staging?"),
    "its": (BUS, "what is its retention?", "what is Kafka retention?"),
    "this, with words of its own": (BUS, "does this also apply to contractors?", "does Kafka also apply to contractors?"),
    "many words after it": (
        BUS,
        "does it keep messages when the broker restarts at night?",
        "does Kafka keep messages when the broker restarts at night?",
    ),
    "a bare why": (RETENTION, "why?", "What is the retention of the vessel positions topic? why?"),
    "and why": (RETENTION, "and why?", "What is the retention of the vessel positions topic? why?"),
    "since when": (RETENTION, "since when?", "What is the retention of the vessel positions topic? since when?"),
    "no subject": (BUS, "which alternatives were considered?", "which alternatives were considered for Kafka?"),
    "who decided": (BUS, "who decided?", "who decided Kafka?"),
    "what about": (DEPLOY, "what about staging?", "How do we deploy to production staging?"),
    "and what about": (DEPLOY, "and what about the mobile app?", "How do we deploy to production the mobile app?"),
    "how about": (RETENTION, "how about the tide feed?", "What is the retention of the vessel positions topic the tide feed?"),
    "another subject for the same verb": (RECORD, "what about ADR-0013?", "Was ADR-0013 accepted?"),
    "another subject after and": (RECORD, "and ADR-0013?", "Was ADR-0013 accepted?"),
    "another instead": (RECORD, "what about ADR-0013 instead?", "Was ADR-0013 accepted?"),
    "a pronoun at the end": (RETENTION, "how do we monitor it?", "how do we monitor retention of the vessel positions topic?"),
    "what we learnt from it": (BERTHS, "what did we learn from it?", "what did we learn from berth planner?"),
    "before that": (MOVED, "and before that?", "what was there before ADR-0019?"),
    "what came after": (BUS, "what came after that?", "what was there after Kafka?"),
    "another time": (RECORD, "and in 2023?", "Was ADR-0012 accepted in 2023?"),
    "another place": (DEPLOY, "and for contractors?", "How do we deploy to production for contractors?"),
    "a name after and": (DEPLOY, "and staging?", "How do we deploy to production staging?"),
    "after thanks": (RECORD, "thanks, and who wrote it?", "who wrote ADR-0012?"),
    "one of two": (BUS, "what is the latter good for?", "what is the latter good for? Why did we choose Kafka?"),
    "somebody": (BUS, "what did she propose?", "what did she propose? Why did we choose Kafka?"),
    "German": (BUS, "und seit wann?", "Why did we choose Kafka seit wann?"),
    "Chinese": ((ana("我们为什么选择 Kafka 作为消息队列？"),), "那之前呢？", "我们为什么选择 Kafka 作为消息队列 那之前呢?"),
    "a chain": (
        (*RETENTION, ana("what about the tide feed?"), lore("Three days [1].")),
        "why?",
        "What is the retention of the vessel positions topic the tide feed? why?",
    ),
    "small talk in between": ((*RECORD, ana("thanks!"), ana("you too")), "who wrote it?", "who wrote ADR-0012?"),
    "a statement that was put to Lore": (
        (ana("The nightly ingest of the tide feed fails with exit code 3"),),
        "why?",
        "The nightly ingest of the tide feed fails with exit code 3? why?",
    ),
    "the newer of two subjects": ((*RECORD, *BERTHS), "who decided that?", "who decided berth planner?"),
}


@pytest.mark.parametrize(("said", "text", "alone"), FOLLOWING.values(), ids=FOLLOWING.keys())
def test_a_follow_up_gets_the_subject_of_the_conversation(said: tuple[Turn, ...], text: str, alone: str) -> None:
    assert standing_alone(text, said) == alone


WHOLE = (
    "How do we rotate the signing keys?",
    "and how do we rotate the signing keys?",
    "Who owns the notification service?",
    "Who uses Pulsar and who owns it?",
    "Where does the gateway log to, and who reads it?",
    "How do I restart the gateway without losing it?",
    "Who decided that we use Postgres?",
    "Is it possible to run the ingest locally?",
    "is it allowed to use GPL libraries?",
    "When the broker restarts, does it lose messages?",
    "Why did the storage team drop Swarm before it was obsolete?",
    "What is the retention of the tide feed?",
    "What does the gateway do with requests that time out?",
    "Was RFC 2119 accepted?",
    "what changed in the release process since March?",
    "thanks! where is the runbook for failing over Kafka?",
    "我们现在的备份策略是什么，多久执行一次？",
)


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_question_is_left_alone(text: str) -> None:
    assert standing_alone(text, (*BUS, *RECORD)) == text


@pytest.mark.parametrize(
    "said",
    [(), (lore("Kafka keeps messages for seven days."),), (ana("hello"), ana("thanks!")), (ana("why?"),)],
    ids=["nothing", "only Lore's own words", "small talk", "the question itself"],
)
@pytest.mark.parametrize("text", ["why?", "is it still in force?", "what about staging?", "How do we deploy?"])
def test_without_a_subject_before_it_the_question_stays(said: tuple[Turn, ...], text: str) -> None:
    assert standing_alone(text, said) == text


def test_what_lore_said_is_no_subject() -> None:
    said = (*RECORD, lore("RabbitMQ replaced the berth planner's bus, says “Message bus”."))
    assert standing_alone("who wrote it?", said) == "who wrote ADR-0012?"


@pytest.mark.parametrize("text", ["", "?", "and", "and?", "what about?", "it", "that?", "\n", "？"])
@pytest.mark.parametrize("before", ["", "?", "Kafka", "what about?", "it " * 900, "Kafka " * 5000, "(((", "\\1 \\g<0> $x"])
def test_odd_words_do_no_harm(text: str, before: str) -> None:
    alone = standing_alone(text, (ana(before),))
    assert len(alone) < 2000
    assert all(part in alone for part in text.strip("?？ \n").split() if part not in {"and", "it", "that", "what", "about"})


def test_a_long_thread_is_looked_through_once() -> None:
    said = tuple(ana(text) for _ in range(400) for text in ("what about staging?", "why?"))
    assert len(standing_alone("why?", (ana("How do we deploy?"), *said))) < 5000
