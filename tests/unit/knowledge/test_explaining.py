"""Reasons are few, the strongest first; warnings name what is wrong; colleagues and questions are those that may be named."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.access.directory import Person
from assistant.access.staff import Staff
from assistant.domain.asked import Asked, Interface, Outcome
from assistant.domain.documents import Kind
from assistant.knowledge.onboarding.explaining import Item, said
from assistant.knowledge.onboarding.surroundings import address_of, colleagues
from tests.stand_ins.newcomers_library import ANA, BO, Shelf, document, library

NEWS = datetime(2026, 11, 1, tzinfo=UTC)


def item(shelf: Shelf, document_id: str, topic: str = "kafka") -> Item:
    items = shelf.knowledge().onboarding.guide(BO, topic).items
    return next(one for one in items if one.document.id == document_id)


def pin(shelf: Shelf, text: str, owner: str = "Bo Lindqvist") -> None:
    fields = {"lore": ("path",), "topic": ("kafka",), "owner": (owner,)}
    shelf.put(document("team/start.md", "Ours", Kind.PAGE, fields=fields), text)


def test_a_day_is_said_with_its_month() -> None:
    assert said(date(2025, 3, 3)) == "3 March 2025"


def test_no_more_than_three_reasons_are_given_and_the_teams_own_is_first() -> None:
    shelf = library()
    pin(shelf, "- [Kafka](/adr/0019-kafka.md): it shapes our days")

    reasons = item(shelf, "0019-kafka").reasons

    assert reasons[0] == "it shapes our days"
    assert len(reasons) == 3


def test_what_only_the_next_one_needs_is_said_shortly() -> None:
    shelf = Shelf()
    shelf.put(document("a.md", "Kafka first"), "kafka at first")
    shelf.put(document("b.md", "Kafka second", needs=["a.md"]), "kafka then, other words")

    assert "needed by the next one" in item(shelf, "a").reasons


def test_what_several_need_names_one_and_counts_the_others() -> None:
    shelf = Shelf()
    shelf.put(document("a.md", "Kafka first"), "kafka at first")
    for name, text in (("b", "then"), ("c", "later"), ("d", "last")):
        shelf.put(document(f"{name}.md", f"Kafka {name}", needs=["a.md"]), f"kafka {text} in its own words {name}")

    assert any(
        reason.startswith("needed by “Kafka ") and reason.endswith("” and two more") for reason in item(shelf, "a").reasons
    )


@pytest.mark.parametrize("count", [1, 2])
def test_one_document_that_refers_to_it_is_no_reason(count: int) -> None:
    shelf = Shelf()
    shelf.put(document("a.md", "Kafka first"), "kafka at first")
    for number in range(count):
        shelf.put(document(f"b{number}.md", f"Rice {number}", refers=["a.md"]), "rice")

    assert any("refer to it" in reason for reason in item(shelf, "a").reasons) is (count > 1)


def test_a_pinned_document_that_no_longer_holds_is_kept_and_warned_about() -> None:
    shelf = library()
    pin(shelf, "- [Rabbit](/adr/0004-rabbit.md): for the history")

    found = item(shelf, "0004-rabbit")

    assert found.pinned
    assert found.warnings == ("it no longer holds: the team's list still names it",)


def test_every_item_has_a_reason_or_was_pinned() -> None:
    shelf = library()

    assert all(one.reasons for one in shelf.knowledge().onboarding.guide(BO, "kafka").items)


def test_who_left_or_asked_not_to_be_named_is_nobodys_colleague() -> None:
    people = [Person("a", "A", left=True), Person("b", "B", suggest=False), Person("c", "C"), Person("d")]

    found = colleagues(Staff(people, {"team": ("a", "b", "c", "d")}), "team", ())

    assert [(one.name, one.because, one.person) for one in found] == [("C", "in the team", ""), ("d", "in the team", "")]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("", "/adr/0019.md"),
        ("https://git.example/adr/0019.md", "https://git.example/adr/0019.md"),
        ("javascript:alert(1)", "/adr/0019.md"),
        ("http://[x", "/adr/0019.md"),
        ("https://", "/adr/0019.md"),
    ],
)
def test_an_exported_link_leads_from_the_root_or_to_the_documents_own_address(url: str, address: str) -> None:
    assert address_of(document("adr/0019.md", "Kafka", url=url)) == address


def test_a_path_that_begins_with_strokes_names_no_other_host() -> None:
    assert address_of(document("//evil.example/19.md", "Kafka")) == "/evil.example/19.md"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(Asked("1", "where is kafka?", NEWS, Outcome.ABSTAINED, "bo"), True, id="names the topic"),
        pytest.param(
            Asked("1", "how big is it?", NEWS, Outcome.ABSTAINED, "bo", nearest=("cluster",)), True, id="is near to it"
        ),
        pytest.param(
            Asked("1", "how big is it?", NEWS, Outcome.ABSTAINED, "bo", nearest=("cooking",)), False, id="is elsewhere"
        ),
        pytest.param(Asked("1", "where is kafka?", NEWS, Outcome.ABSTAINED, "bo", filtered=True), False, id="asked of a part"),
        pytest.param(
            Asked("1", "where is kafka?", NEWS, Outcome.ABSTAINED, "bo", interface=Interface.CHECK), False, id="asked by nobody"
        ),
        pytest.param(Asked("1", "where is kafka?", NEWS, Outcome.ABSTAINED, "ana"), False, id="of somebody who is not new"),
        pytest.param(Asked("1", "where is kafka?", NEWS, Outcome.ABSTAINED), False, id="of somebody without a name"),
        pytest.param(Asked("1", "where is kafka?", NEWS, Outcome.FAILED, "bo"), False, id="failed for another reason"),
    ],
)
def test_which_questions_reach_a_curator(asked: Asked, *, told: bool) -> None:
    shelf = library()
    pin(shelf, "- [Kafka](/adr/0019-kafka.md)")
    shelf.questions.keep(asked)

    upkeep = shelf.knowledge().onboarding.guide(ANA, "kafka").upkeep

    assert upkeep is not None
    assert bool(upkeep.questions) is told


@pytest.mark.parametrize(("owner", "sees"), [("Bo Lindqvist", True), ("platform", True), ("board", False), ("Somebody", False)])
def test_upkeep_is_for_the_owner_their_team_and_curators(owner: str, *, sees: bool) -> None:
    shelf = library()
    pin(shelf, "- [Lost](/gone.md)\n- [Kafka](/adr/0019-kafka.md)", owner)
    onboarding = shelf.knowledge().onboarding

    assert (onboarding.guide(BO, "kafka").upkeep is not None) is sees
    assert onboarding.guide(ANA, "kafka").upkeep is not None
