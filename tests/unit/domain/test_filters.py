"""What filters let in."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Document, Kind
from assistant.domain.queries import Filters

REVIEW = Document(
    "1", "forge", "pulls/1.json", "Flags", Kind.CODE_REVIEW, "", authors=("Ana Ruiz",),
    fields={"reviewers": ("bo", "lars"), "speakers": ("Mei Tanaka",), "attendees": ("Jo",), "labels": ("zoe",)},
)  # fmt: skip


@pytest.mark.parametrize("wanted", ["Ana Ruiz", "ana", "bo", "Mei Tanaka", "TANAKA", "jo"])
def test_a_voice_is_anybody_whose_words_are_in_a_document(wanted: str) -> None:
    assert Filters(voices=(wanted,)).admit(REVIEW)


@pytest.mark.parametrize("wanted", ["zoe", "anabel", "", "ruiz ana"])
def test_nobody_else_is_a_voice_in_it(wanted: str) -> None:
    assert not Filters(voices=(wanted,)).admit(REVIEW)


@pytest.mark.parametrize(("wanted", "admitted"), [("bo", True), ("LARS", True), ("Ana Ruiz", False), ("Mei Tanaka", False)])
def test_a_reviewer_reviewed_it_and_did_not_only_write_it(wanted: str, admitted: bool) -> None:
    assert Filters(reviewers=(wanted,)).admit(REVIEW) is admitted


def test_one_of_several_voices_is_enough_and_every_filter_has_to_hold() -> None:
    assert Filters(voices=("zoe", "bo")).admit(REVIEW)
    assert not Filters(voices=("bo",), kinds=("meeting",)).admit(REVIEW)
