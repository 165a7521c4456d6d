"""The better source that somebody names: whom they mean, what it changes, and what it closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import COMPLAINTS, Asked, Complaint, Interface, Outcome, Rating, complaint_in_words
from assistant.domain.readers import Principal, Readers
from assistant.errors import UsageError
from assistant.knowledge.health.better_sources import BetterSources
from assistant.knowledge.health.consequences import what_it_changes
from assistant.knowledge.health.feedback import LONGEST_REASON, Behind, Feedback, Remark
from assistant.knowledge.health.gaps import Gap, Gaps
from assistant.knowledge.health.hearing import Heard, Hearing
from assistant.knowledge.health.judged import JudgedQuestions
from assistant.knowledge.health.usage import usage
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.remembered import HeldExtracts
from tests.stand_ins.upkept import NOW, asked, known, page, view_of

ROOT, ANA = Principal("", administrator=True), Principal("ana")
BUS = page("bus", path="adr/0004-bus.md", title="ADR-0004: The message bus", url="https://git.example/adr/0004-bus.md")
CACHE = page("cache", path="adr/0005-cache.md", title="The cache")
OTHER = page("other", path="old/0005-cache.md", title="The cache")
SECRET = page("secret", path="hr/pay.md", title="Salaries", url="https://hr.example/pay", readers=Readers.parse("group:hr"))
ASKED = replace(asked("Which bus do we use?", cited=("cache",)), id="a1", interface=Interface.SLACK)
READER = view_of([BUS, CACHE])


class World:
    """An answer that ana got, over documents one of which she may not read."""

    def __init__(self) -> None:
        self.questions = HeldQuestions()
        self.questions.keep(ASKED)
        self.memory = Memory(HeldExtracts(known(one) for one in (BUS, CACHE, OTHER, SECRET)))
        sources = BetterSources(self.memory, References(self.memory))
        self.feedback = Feedback(
            self.questions, lambda text: text.replace("hunter2", "***"), FixedClock(NOW), Behind(called=sources.called)
        )
        self.judged = JudgedQuestions(Hearing(self.questions, Readers(), FixedClock(NOW)), self.memory)

    def rate(self, **remark: str) -> Rating:
        return self.feedback.give(ANA, "a1", helpful=False, remark=Remark(**remark))


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    "words",
    [
        "bus",
        "adr/0004-bus.md",
        "docs/adr/0004-bus.md",
        "0004-bus.md",
        "ADR-0004",
        " the message bus ",
        "https://git.example/adr/0004-bus.md",
        "https://git.example/adr/0004-bus.md#L12",
        "https://git.example/adr/0004-bus.md?plain=1",
        "http://lore.example/documents/bus#c-17",
        "/documents/bus",
    ],
)
def test_a_document_is_meant_by_whatever_people_call_it(world: World, words: str) -> None:
    assert world.rate(better=words).better == "bus"


def test_what_may_not_be_read_and_what_there_is_not_are_refused_in_the_same_words(world: World) -> None:
    said = set()
    for words in ("hr/pay.md", "https://hr.example/pay", "/documents/secret", "Salaries", "secret", "nothing.md"):
        with pytest.raises(UsageError) as refused:
            world.rate(better=words)
        said.add(str(refused.value).replace(words, "…"))
    assert len(said) == 1
    assert world.questions.ratings(ASKED.asked_at) == [], "nothing is kept of what is refused"


def test_what_may_be_two_documents_is_refused_with_their_paths(world: World) -> None:
    with pytest.raises(UsageError, match=r"may be 2 documents.*adr/0005-cache.md.*old/0005-cache.md"):
        world.rate(better="The cache")


def test_all_that_is_said_is_kept_without_secrets_and_cut(world: World) -> None:
    kept = world.rate(reason="hunter2", complaint="outdated", expected="hunter2 " + "x" * 9000)
    assert (kept.reason, kept.complaint, kept.expected) == ("***", "outdated", "*** " + "x" * (LONGEST_REASON - 4))


def test_a_complaint_that_there_is_not_is_refused(world: World) -> None:
    with pytest.raises(UsageError, match=r"wrong, outdated"):
        world.rate(complaint="ugly")


def test_every_complaint_has_words() -> None:
    assert set(COMPLAINTS) == set(Complaint)
    assert complaint_in_words("outdated") == "It is out of date"
    assert complaint_in_words("of another version") == "of another version"


def test_in_a_chat_the_same_vote_again_keeps_all_that_was_said(world: World) -> None:
    first = world.feedback.give_as_reader(ANA, "a1", helpful=False, remark=Remark("why", "wrong", "bus", "Kafka"))
    again = world.feedback.give_as_reader(ANA, "a1", helpful=False)
    assert again == first
    assert world.feedback.give_as_reader(ANA, "a1", helpful=True) == Rating("a1", "ana", True, "", NOW)


def test_collecting_takes_the_named_document_before_what_the_reason_mentions(world: World) -> None:
    world.rate(reason="not adr/0005-cache.md", complaint="wrong", better="bus", expected="It is Kafka.")
    (named,) = world.judged.gather(ROOT, 4).named
    assert (named.documents, named.misled, named.corrected, named.expected) == ((BUS,), (CACHE,), True, "It is Kafka.")


def test_a_better_source_that_is_gone_or_hidden_is_none_for_who_collects(world: World) -> None:
    world.questions.rate(Rating("a1", "ana", False, "adr/0004-bus.md", NOW, better="secret"))
    assert world.judged.gather(ANA, 4).named == ()
    assert [one.documents for one in world.judged.gather(ROOT, 4).named] == [(SECRET,)]


@pytest.mark.parametrize(
    ("complaint", "misled"),
    [("wrong", ("cache",)), ("beside-the-point", ("cache",)), ("incomplete", ()), ("outdated", ()), ("", ())],
)
def test_only_what_is_said_to_be_wrong_was_misleading(world: World, complaint: str, misled: tuple[str, ...]) -> None:
    world.rate(complaint=complaint, better="bus")
    assert tuple(one.id for one in world.judged.gather(ROOT, 4).named[0].misled) == misled


def rated(**changes: object) -> Rating:
    return replace(Rating("a1", "ana", False, "", NOW), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "rating", "told"),
    [
        (ASKED, rated(better="bus"), "takes your question with the better source"),
        (ASKED, rated(), "name a better source"),
        (ASKED, rated(helpful=True), "that the answer cites as those that answer it"),
        (replace(ASKED, cited=()), rated(helpful=True), "has nothing to take from it"),
        (replace(ASKED, question="and in staging?"), rated(helpful=True), "can't be measured alone"),
        (replace(ASKED, question="and in staging?"), rated(better="bus"), "can't be measured alone"),
        (replace(ASKED, filtered=True), rated(better="bus"), "not listed under Health. The next `lore eval collect`"),
    ],
    ids=["better", "no better", "helpful", "cites nothing", "goes on", "goes on, better", "filtered"],
)
def test_what_a_rating_changes_is_told_as_it_is(question: Asked, rating: Rating, told: str) -> None:
    assert told in what_it_changes(question, rating)


@pytest.mark.parametrize("better", ["bus", ""])
@pytest.mark.parametrize("helpful", [True, False])
@pytest.mark.parametrize("cited", [("cache",), ()])
@pytest.mark.parametrize("question", ["Which bus do we use?", "and in staging?"])
def test_what_is_promised_is_what_collecting_does(question: str, cited: tuple[str, ...], better: str, *, helpful: bool) -> None:
    world = World()
    one = replace(ASKED, question=question, cited=cited)
    world.questions.keep(one)
    rating = world.feedback.give(ANA, "a1", helpful=helpful, remark=Remark(better="" if helpful else better))
    promised = "The next `lore eval collect` takes" in what_it_changes(one, rating)
    assert promised == bool(world.judged.gather(ROOT, 4).named)


def gaps(*questions: Asked, ratings: Sequence[Rating]) -> list[Gap]:
    heard = Heard(tuple(sorted(questions, key=lambda one: one.asked_at)), {one.answer_id: one for one in ratings}, whole=True)
    return Gaps(HashingEmbedder(256)).find(READER, heard, 100)


OLD = replace(asked("which bus is it", "ana", 3, cited=("cache",)), id="old")


def test_a_gap_tells_what_was_not_right_and_which_source_was_named() -> None:
    more = replace(asked("which bus is it", "bo", 2, cited=("cache",)), id="more")
    given = [
        Rating("old", "ana", False, "", NOW, "outdated", "bus"),
        Rating("more", "bo", False, "", NOW, "outdated", "secret"),
    ]
    (gap,) = gaps(OLD, more, ratings=given)
    assert (gap.complaints, gap.better, gap.unhelpful) == ((("outdated", 2),), (BUS,), 2)


@pytest.mark.parametrize(
    ("cited", "question", "closes"),
    [
        (("cache",), "which bus is it", False),
        (("cache", "bus"), "which bus is it", True),
        (("bus",), "Which bus is it?", True),
        (("bus",), "what is for lunch", False),
    ],
    ids=["the same bad answer again", "one that cites it too", "one from it", "another question"],
)
def test_a_gap_with_a_better_source_is_closed_by_an_answer_from_there(
    cited: tuple[str, ...], question: str, *, closes: bool
) -> None:
    later = replace(asked(question, "", 1, cited=cited), id="later", interface=Interface.CHECK)
    found = gaps(OLD, later, ratings=[rated(answer_id="old", better="bus")])
    assert [gap.id for gap in found] == ([] if closes else ["old"])


def test_without_a_better_source_any_later_answer_closes_it() -> None:
    later = replace(asked("which bus is it", "", 1, cited=("cache",)), id="later", interface=Interface.CHECK)
    assert gaps(OLD, later, ratings=[rated(answer_id="old")]) == []


def test_complaints_are_counted_for_everybody_and_for_teams_that_are_large_enough() -> None:
    those = [asked(f"q{who}", who, teams=("apps",), cited=("bus",)) for who in ("ana", "bo", "chen")]
    those.append(asked("other", "dan", teams=("small",), cited=("bus",)))
    given = {one.id: Rating(one.id, one.asker, False, "", NOW, "wrong") for one in those}
    use = usage(
        Heard(tuple(those), given, whole=True, since=those[0].asked_at), NOW, {"apps": 3, "small": 9}, (), administrator=True
    )
    assert use.total.complaints == (("wrong", 4),)
    assert [(team.team, team.counts and team.counts.complaints) for team in use.teams] == [
        ("apps", (("wrong", 3),)),
        ("small", None),
    ]


def test_an_answer_that_was_not_found_at_all_can_be_corrected_too(world: World) -> None:
    world.questions.keep(replace(ASKED, outcome=Outcome.ABSTAINED, cited=()))
    world.rate(better="bus")
    assert [one.documents for one in world.judged.gather(ROOT, 4).named] == [(BUS,)]
