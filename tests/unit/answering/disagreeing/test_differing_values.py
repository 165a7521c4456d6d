"""Sentences that state different things of the same, and such as only look like it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.disagreeing.differing import Difference, difference_in
from assistant.answering.disagreeing.speaking import Asked
from tests.stand_ins.disagreeing import Company, page

BESIDE = "The harbour canteen opens at noon. Cranes are greased on Mondays. Pilots sleep in the old customs house."


def between(question: str, one: str, other: str) -> Difference | None:
    """What is found where the first is quoted and the second stands in another document, among other sentences."""
    company = Company()
    first = company.page(page("one", "The one", date(2024, 1, 1)), one, BESIDE)
    second = company.page(page("other", "The other", date(2023, 1, 1)), f"{other} {BESIDE}")
    return difference_in([company.quote(first, one)], company.evidence(first, second), Asked(question))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How long does a token live?", "An access token lives for 15 minutes.", "An access token lives for 60 minutes."),
        ("How long are positions kept?", "Raw positions are kept for 18 months.", "Raw positions are deleted after 13 months."),
        (
            "When is the secondary called?",
            "Escalate after 15 minutes to the secondary of the team.",
            "If nobody acknowledges, escalate after 30 minutes to the secondary, then to the lead of the team.",
        ),
        (
            "Which Python do the workers run?",
            "The workers of the pipeline run on Python 3.11 everywhere.",
            "The workers of the pipeline run on Python 3.8 everywhere.",
        ),
        (
            "When is the old interface switched off?",
            "The old interface is switched off on 2024-12-31.",
            "The old interface is switched off on 2025-06-30.",
        ),
        (
            "Do services use the mesh?",
            "All services of the platform use the mesh for their calls.",
            "All services of the platform no longer use the mesh for their calls.",
        ),
        (
            "Who owns the lane matcher?",
            "The lane matcher service is owned by Tomás since spring.",
            "The lane matcher service is owned by Noor since spring.",
        ),
    ],
    ids=["minutes", "months", "a longer sentence", "a version", "a day", "a denial", "a name"],
)
def test_what_differs_of_the_same_is_found(question: str, one: str, other: str) -> None:
    found = between(question, one, other)

    assert found is not None
    assert {found.one.document.id, found.other.document.id} == {"one", "other"}
    assert found.one.claim.text == one
    assert found.other.citation.quote == other


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "When did the first war of the islands end?",
            "The first war of the islands ended in 1821 with a treaty.",
            "The second siege of the northern harbour ended in 1854 without one.",
        ),
        ("How long does a token live?", "An access token lives for 15 minutes.", "An access token lives for 15 minutes."),
        ("How long does a token live?", "An access token lives for 12 months.", "An access token lives for 1 year or so."),
        ("How long does a token live?", "An access token lives for 15 minutes.", "A refresh cookie lives for 8 hours."),
        ("How long does a token live?", "An access token lives for 15 minutes.", "The crane waits for 60 minutes in a storm."),
        (
            "How long does a token live?",
            "An access token lives for 15 minutes.",
            "The life of an access token was cut from 60 minutes to 15.",
        ),
        (
            "How large is a message?",
            "A message has 96 bytes with Avro.",
            "A message has 412 bytes, 96 bytes, 88 bytes or 61 bytes by its format.",
        ),
        (
            "What do the rules say of the courts?",
            "Rules of the union are applied by the courts of the members.",
            "Principles of the union are not laid down in the rules but developed by its courts over many years.",
        ),
        ("What is a port?", "A port has one row per name.", "A vessel has one row per flag."),
    ],
    ids=[
        "another event", "the same", "the same in other units", "another unit", "another thing", "a change that is told",
        "a series", "a denial of something else", "too little in common",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(question: str, one: str, other: str) -> None:
    assert between(question, one, other) is None


def test_a_document_does_not_contradict_itself() -> None:
    company = Company()
    told = company.page(page("one", "The one"), "A token lives for 15 minutes. A token lives for 60 minutes.")

    quotes = [company.quote(told, "A token lives for 15 minutes.")]

    assert difference_in(quotes, company.evidence(told), Asked("How long does a token live?")) is None


def test_the_difference_must_be_about_what_is_asked() -> None:
    assert (
        between("Who greases the cranes?", "An access token lives for 15 minutes.", "An access token lives for 60 minutes.")
        is None
    )


def test_of_several_differences_the_surest_is_told() -> None:
    company = Company()
    one = company.page(page("one", "The one"), "An access token lives for 15 minutes.", BESIDE)
    far = company.page(page("far", "Far"), f"Where a token is kept at all, it lives in an access cache for 9 minutes. {BESIDE}")
    near = company.page(page("near", "Near"), f"An access token lives for 60 minutes. {BESIDE}")
    quotes = [company.quote(one, "An access token lives for 15 minutes.")]

    found = difference_in(quotes, company.evidence(one, far, near), Asked("How long does an access token live?"))

    assert found is not None
    assert found.other.document.id == "near"
