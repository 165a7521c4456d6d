"""A newcomer is led along what they may read: ordered by need, explained, without what no longer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.domain.asked import Asked, Outcome
from assistant.domain.documents import Kind, Link
from assistant.domain.readers import Principal, Readers
from assistant.errors import NotFound, UsageError
from assistant.knowledge.onboarding.guide import Guide
from assistant.knowledge.onboarding.pinned_path import read_pins
from tests.stand_ins.newcomers_library import ADMIN, ANA, BO, STRANGER, Shelf, document, library

PINNED = """Start

- [Cluster](/design/cluster.md): see it run
- [Avro](/adr/0020-avro.md)
- [Lost](/gone.md)
- [Plan](/board/plan.md)"""


def guide(shelf: Shelf, topic: str = "kafka", principal: Principal = BO, since: date | None = None) -> Guide:
    return shelf.knowledge().onboarding.guide(principal, topic, since)


def ids(found: Guide) -> list[str]:
    return [item.document.id for item in found.items]


def pin(shelf: Shelf, text: str = PINNED, **changes: object) -> None:
    fields = {"lore": ("path",), "topic": ("kafka",), "owner": ("Bo Lindqvist",)}
    shelf.put(document("team/start.md", "Our path", Kind.PAGE, fields=fields, **changes), text)


def test_what_is_needed_comes_before_what_needs_it() -> None:
    order = ids(guide(library()))

    assert order.index("0019-kafka") < order.index("0020-avro") < order.index("cluster")
    assert order[0] in {"week", "0019-kafka"}


def test_nothing_is_about_it_that_is_about_something_else() -> None:
    assert "cooking" not in ids(guide(library()))


def test_what_no_longer_holds_is_named_as_history_only() -> None:
    found = guide(library())

    assert "0004-rabbit" not in ids(found)
    assert [(one.document.id, [newer.id for newer in one.replaced_by]) for one in found.history] == [
        ("0004-rabbit", ["0019-kafka"])
    ]


def test_reasons_say_what_others_say_and_what_it_is() -> None:
    reasons = {item.document.id: item.reasons for item in guide(library()).items}

    assert "in force since 5 January 2026, in the place of “ADR-0004: RabbitMQ”" in reasons["0019-kafka"]
    assert "two documents refer to it" in reasons["0019-kafka"]
    assert any(reason.startswith("needed by") for reason in reasons["0020-avro"])


@pytest.mark.parametrize(
    ("principal", "counted", "plan"),
    [
        pytest.param(BO, "two documents refer to it", False, id="without the board's"),
        pytest.param(ANA, "three documents refer to it", True, id="with the board's"),
        pytest.param(STRANGER, "two documents refer to it", False, id="a stranger"),
        pytest.param(ADMIN, "three documents refer to it", True, id="an administrator"),
    ],
)
def test_a_hidden_document_is_no_item_and_does_not_count(principal: Principal, counted: str, *, plan: bool) -> None:
    found = guide(library(), principal=principal)

    assert ("plan" in ids(found)) is plan
    assert counted in next(item.reasons for item in found.items if item.document.id == "0019-kafka")
    assert ("leave" in repr(replace(found, joined=None)).casefold()) is plan


def test_what_a_document_needs_is_fetched_though_it_says_nothing_of_the_topic() -> None:
    shelf = library()
    shelf.put(document("design/basics.md", "Basics of queues"), "Nothing else.")
    shelf.put(document("design/tuning.md", "Kafka tuning", needs=["design/basics.md"]), "Tune kafka.")

    order = ids(guide(shelf))

    assert order.index("basics") < order.index("tuning")


def test_a_ring_of_needs_is_said() -> None:
    shelf = library()
    shelf.put(document("design/a.md", "Kafka here", needs=["design/b.md"]), "kafka one way")
    shelf.put(document("design/b.md", "Kafka there", needs=["design/a.md"]), "kafka the other way, differently")

    warnings = [warning for item in guide(shelf).items for warning in item.warnings]

    assert len(warnings) == 1
    assert warnings[0].endswith("which comes later: they need each other, so one has to come first")


def test_of_two_that_say_the_same_one_is_shown() -> None:
    shelf = library()
    text = "the kafka cluster is upgraded twice a year one broker an hour in office hours and never on a friday"
    shelf.put(document("design/upgrades.md", "Kafka upgrades"), text)
    shelf.put(document("copies/upgrades-copy.md", "Upgrading it"), text)

    assert len({"upgrades", "upgrades-copy"} & set(ids(guide(shelf)))) == 1


def test_a_glossary_of_words_in_use_is_where_to_start() -> None:
    shelf = library()
    words = ["alpha", "beta", "gamma", "delta", "epsilon"]
    shelf.put(document("design/words.md", "Kafka internals"), f"kafka has {' and '.join(words)}")
    shelf.put(document("handbook/glossary.md", "Glossary", Kind.PAGE), "what all of it means", terms=words)

    found = guide(shelf)

    item = next(item for item in found.items if item.document.id == "glossary")
    assert item.stage == "Start here"
    assert item.reasons[0] == "the glossary: it explains five terms that this path uses"
    assert set(words) <= {term.name for term in found.terms}


def test_terms_people_decisions_and_changes_stand_beside() -> None:
    found = guide(library(), since=date(2026, 1, 1))

    assert [term.name for term in found.terms] == ["DLQ"]
    assert [entry.decision.title for entry in found.decisions] == ["ADR-0019: Kafka", "ADR-0020: Avro"]
    assert {change.news.value for change in found.changes} == {"decided", "new", "replaced"}
    assert guide(library(), since=date(2026, 11, 1)).changes == ()


def test_a_team_brings_its_people_and_what_they_wrote() -> None:
    shelf = library()
    shelf.put(document("notes/rota.md", "Rota", Kind.PAGE, authors=("Bo Lindqvist",)), "Who is awake.")

    found = guide(shelf, "platform")

    assert "rota" in ids(found)
    assert "written by Bo Lindqvist of the team" in next(i.reasons for i in found.items if i.document.id == "rota")
    assert [one.name for one in found.people][:2] == ["Ana Ruiz", "Bo Lindqvist"]
    assert "Noor Haddad" not in {one.name for one in found.people}


def test_without_documents_it_says_so_and_names_what_there_is() -> None:
    found = guide(library(), "zebra")

    assert (found.items, found.decisions, found.changes) == ((), (), ())
    assert "platform" in found.topics.teams
    assert [one.id for one in found.topics.cited] == ["0019-kafka", "0020-avro"]


@pytest.mark.parametrize("topic", ["", "   ", "x" * 201])
def test_a_topic_has_words(topic: str) -> None:
    with pytest.raises(UsageError):
        guide(library(), topic)


def test_the_first_day_is_the_default_for_what_changed() -> None:
    assert guide(library(), principal=BO).since == date(2026, 10, 1)
    assert guide(library(), principal=STRANGER).since == date(2026, 8, 24)
    assert guide(library(), principal=BO, since=date(2026, 1, 1)).since == date(2026, 1, 1)


def test_pinned_links_come_first_in_their_order_behind_what_they_need() -> None:
    shelf = library()
    pin(shelf, "Start\n\n- [Cluster](/design/cluster.md): see it run\n- [Week](/handbook/week.md)")

    found = guide(shelf)

    assert ids(found)[:4] == ["0019-kafka", "0020-avro", "cluster", "week"]
    assert [item.pinned for item in found.items[:4]] == [False, False, True, True]
    assert found.items[2].reasons[0] == "see it run"
    assert found.items[0].stage == "Start"
    assert found.pinned_in is not None
    assert found.owners == ("Bo Lindqvist",)
    assert "start" not in ids(found)


def test_a_pinned_order_is_kept_and_warned_about() -> None:
    shelf = library()
    pin(shelf)

    found = guide(shelf)

    assert ids(found)[:3] == ["cluster", "0019-kafka", "0020-avro"]
    assert found.items[0].warnings == ("needs “ADR-0020: Avro”, which comes later: the team's list has it in this order",)


def test_links_that_lead_nowhere_are_told_to_who_keeps_the_path_alone() -> None:
    shelf = library()
    pin(shelf)

    mine, others = guide(shelf, principal=BO).upkeep, guide(shelf, principal=STRANGER).upkeep

    assert mine is not None
    assert [problem.split("”")[0] for problem in mine.problems] == ["“Lost", "“Plan"]
    assert others is None
    board = guide(shelf, principal=ANA).upkeep
    assert board is not None
    assert len(board.problems) == 1


def test_a_pinned_path_that_may_not_be_read_pins_nothing() -> None:
    shelf = library()
    pin(shelf, readers=Readers.parse("group:board"))

    found = guide(shelf, principal=BO)

    assert found.pinned_in is None
    assert not any(item.pinned for item in found.items)
    assert guide(shelf, principal=ANA).pinned_in is not None


def test_lists_of_links_are_nobodys_word_for_a_document() -> None:
    shelf = library()
    pin(shelf, links=(Link("refers-to", "/adr/0019-kafka.md"),))

    assert "two documents refer to it" in next(i.reasons for i in guide(shelf).items if i.document.id == "0019-kafka")


def test_progress_is_each_persons_own_and_knows_versions() -> None:
    shelf = library()
    onboarding = shelf.knowledge().onboarding
    onboarding.mark(BO, "kafka", ["cluster", "week"])

    found = onboarding.guide(BO, "kafka")
    assert found.read == 2
    assert onboarding.guide(ANA, "kafka").read == 0

    shelf.change("cluster", "The kafka cluster moved.")
    changed = {item.document.id: item.changed for item in onboarding.guide(BO, "kafka").items if item.read_at}
    assert changed == {"cluster": True, "week": False}
    onboarding.mark(BO, "kafka", ["cluster"], ["week"])
    after = {item.document.id: item.changed for item in onboarding.guide(BO, "kafka").items if item.read_at}
    assert after == {"cluster": False}


def test_progress_on_one_path_counts_on_another() -> None:
    onboarding = library().knowledge().onboarding
    onboarding.mark(BO, "kafka", ["0019-kafka"])

    assert any(item.document.id == "0019-kafka" and item.read_at for item in onboarding.guide(BO, "platform").items)


@pytest.mark.parametrize("document_id", ["plan", "never-there"])
def test_a_hidden_document_is_as_unknown_as_none(document_id: str) -> None:
    with pytest.raises(NotFound, match=r"^There is no such document, or it is not shared with you\.$"):
        library().knowledge().onboarding.mark(BO, "kafka", [document_id])


def test_strangers_have_no_progress() -> None:
    onboarding = library().knowledge().onboarding

    assert not onboarding.guide(STRANGER, "kafka").keeps_progress
    with pytest.raises(UsageError, match="name yourself"):
        onboarding.mark(STRANGER, "kafka", ["week"])


def test_newcomers_open_questions_go_to_curators_without_names() -> None:
    shelf = library()
    when = datetime(2026, 11, 1, tzinfo=UTC)
    shelf.questions.keep(Asked("1", "how do I see kafka lag?", when, Outcome.ABSTAINED, "bo"))
    shelf.questions.keep(Asked("2", "how do I cook rice?", when, Outcome.ABSTAINED, "bo"))
    shelf.questions.keep(Asked("3", "kafka secrets of an old hand?", when, Outcome.ABSTAINED, "ana"))
    shelf.questions.keep(Asked("4", "which kafka do we run?", when, Outcome.ANSWERED, "bo", cited=("cluster",)))

    upkeep = guide(shelf, principal=ANA).upkeep

    assert upkeep is not None
    assert [one.text for one in upkeep.questions] == ["how do I see kafka lag?"]
    assert "bo" not in {str(value) for one in upkeep.questions for value in (one.text, one.times, one.last_at)}
    assert guide(shelf, principal=STRANGER).upkeep is None


def test_an_exported_path_can_be_pinned_and_is_the_same_path() -> None:
    shelf = library()
    onboarding = shelf.knowledge().onboarding
    before = ids(guide(shelf))

    text = onboarding.export(BO, "kafka")
    body = text.split("---\n", 2)[2]
    pin(shelf, body)

    assert 'owner: "Bo Lindqvist"' in text
    assert [item.document.id for item in guide(shelf).items if item.pinned] == before
    assert len(read_pins(shelf.documents.chunks("start"))) == len(before)


def test_there_is_no_file_for_a_topic_without_documents() -> None:
    with pytest.raises(NotFound):
        library().knowledge().onboarding.export(BO, "zebra")


def test_a_document_that_is_gone_or_hidden_leaves_the_path_at_once() -> None:
    shelf = library()
    onboarding = shelf.knowledge().onboarding
    assert "cluster" in [item.document.id for item in onboarding.guide(BO, "kafka").items]

    held = shelf.known["cluster"].document
    shelf.put(replace(held, readers=Readers.parse("group:board")), "The kafka cluster has DLQ topics.")

    after = onboarding.guide(BO, "kafka")
    assert "cluster" not in [item.document.id for item in after.items]
    assert "Kafka cluster" not in repr(after)
