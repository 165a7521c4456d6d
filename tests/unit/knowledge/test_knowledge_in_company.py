"""What a person knows by themselves stays with them where colleagues read along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.domain.documents import Kind
from assistant.domain.readers import Principal, Readers
from assistant.errors import UsageError
from assistant.knowledge.health.hearing import Hearing
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.newcomers_library import ANA, BO, STRANGER, document, library
from tests.stand_ins.upkept import NOW, asked

CHIEF, VICE = Principal("chief", frozenset({"curators"})), Principal("vice", frozenset({"curators"}))


@pytest.fixture
def hearing() -> Hearing:
    held = HeldQuestions()
    for number, asker in enumerate(("ana", "bo", "chief")):
        held.keep(replace(asked(f"why {number}?"), id=f"a{number}", asker=asker))
    return Hearing(held, Readers.parse("group:curators"), FixedClock(NOW))


@pytest.mark.parametrize(
    ("principal", "heard"),
    [
        (ANA, {"ana"}),
        (ANA.among([ANA]), set()),
        (ANA.among([BO]), set()),
        (CHIEF, {"ana", "bo", "chief"}),
        (CHIEF.among([ANA]), set()),
        (CHIEF.among([VICE]), {"ana", "bo", "chief"}),
        (ANA.among([CHIEF]), set()),
    ],
    ids=["alone", "in a channel of one", "in company", "a curator", "a curator in company", "curators", "before a curator"],
)
def test_questions_are_shown_in_company_only_where_all_may_see_everybodys(
    hearing: Hearing, principal: Principal, heard: set[str]
) -> None:
    assert {one.asker for one in hearing.of(principal, 4).asked} == heard


def test_what_somebody_has_read_is_not_shown_to_others() -> None:
    onboarding = library().knowledge().onboarding
    onboarding.mark(BO, "kafka", ["0019-kafka"])

    alone, before_others = onboarding.guide(BO, "kafka"), onboarding.guide(BO.among([STRANGER]), "kafka")

    assert (alone.read, before_others.read) == (1, 0)
    assert (alone.keeps_progress, before_others.keeps_progress) == (True, False)
    assert before_others.joined is None
    with pytest.raises(UsageError):
        onboarding.mark(BO.among([STRANGER]), "kafka", ["0019-kafka"])


def test_the_care_of_a_path_is_its_owners_alone() -> None:
    shelf = library()
    fields = {"lore": ("path",), "topic": ("kafka",), "owner": ("Bo Lindqvist",)}
    shelf.put(document("team/start.md", "Our path", Kind.PAGE, fields=fields), "Start\n\n- [Lost](/gone.md)")
    onboarding = shelf.knowledge().onboarding

    assert onboarding.guide(BO, "kafka").upkeep is not None
    assert onboarding.guide(BO.among([STRANGER]), "kafka").upkeep is None


def test_a_path_for_a_company_names_only_what_all_may_read() -> None:
    onboarding = library().knowledge().onboarding

    alone = {item.document.id for item in onboarding.guide(ANA, "kafka").items}
    before_others = {item.document.id for item in onboarding.guide(ANA.among([BO]), "kafka").items}

    assert "plan" in alone
    assert before_others == {item.document.id for item in onboarding.guide(BO, "kafka").items}
