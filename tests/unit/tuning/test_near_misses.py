"""What questions are taught to stay away from."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.tuning.mining import mined
from assistant.tuning.negatives import lessons, shelf_of
from assistant.tuning.pairs import Form, Origin, Pair
from tests.stand_ins.tuning_world import document, word_vector

RIGHT = "The vessel feed is read each minute by one reader, since calls are few and minutes are many."
NEAR = "The vessel feed was once read each hour by many readers, before calls were limited by the port."
COPY = "The vessel feed is read each minute by one reader, since calls are few and minutes are many!"
FAR = "Billing closes its books on the last day of a month, and sends what is owed to every customer."
QUESTION = "vessel feed read each minute calls"


def near_miss(*others: tuple[str, str], tied: list[tuple[str, str]] | None = None) -> str:
    """What is found for a pair of the document `right` beside these (name, text)."""
    right = document("right", "The feed", [((), RIGHT)])
    library = [right, *(document(name, f"Title of {name}", [(("Under this",), text)]) for name, text in others)]
    pair = Pair(QUESTION, RIGHT, Origin.PRAISED, "right", right.chunks[0].key)
    (lesson,) = lessons([pair], np.stack([word_vector(QUESTION)]), shelf_of(library), tied or [])
    assert (lesson.question, lesson.right, lesson.form) == (QUESTION, RIGHT, Form.WHOLE)
    return lesson.wrong


def test_the_nearest_of_another_document_is_taken() -> None:
    assert NEAR in near_miss(("near", NEAR), ("far", FAR))


def test_what_may_be_right_as_well_is_not_taught_to_be_wrong() -> None:
    assert NEAR in near_miss(("copy", COPY), ("near", NEAR))


def test_a_document_that_is_tied_is_no_miss() -> None:
    assert FAR in near_miss(("near", NEAR), ("far", FAR), tied=[("near", "right")])


def test_its_own_document_is_no_miss() -> None:
    assert near_miss() == ""


def test_nothing_can_be_mined_from_nothing() -> None:
    pair = Pair(QUESTION, RIGHT, Origin.PRAISED, "right", 1)
    (lesson,) = lessons([pair], np.stack([word_vector(QUESTION)]), shelf_of([]), [])
    assert lesson.wrong == ""


@pytest.mark.parametrize(
    ("origin", "lost", "kept"),
    [(Origin.TITLE, "Title of near", "Under this"), (Origin.HEADING, "Under this", "Title of near")],
)
def test_a_miss_has_the_form_of_the_right_text(origin: Origin, lost: str, kept: str) -> None:
    """Else a model would learn that what lacks a title is right."""
    right = document("right", "Vessels and their feed", [(("Calls each minute",), RIGHT)])
    near = document("near", "Title of near", [(("Under this",), NEAR)])
    pairs = [pair for pair in mined([right, near], [], []) if pair.origin is origin and pair.document_id == "right"]
    (lesson,) = lessons(pairs, np.stack([word_vector(QUESTION)]), shelf_of([right, near]), [])
    assert lost not in lesson.wrong
    assert kept in lesson.wrong
    assert lesson.form is pairs[0].form
