"""Whatever comes from the outside can be written down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.queries import Query, Scope
from assistant.domain.questions import Question, Turn
from assistant.domain.readers import Principal
from assistant.domain.well_formed import well_formed

SCOPE = Scope(Principal("ana"))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        pytest.param("why Kafka?", "why Kafka?", id="plain"),
        pytest.param("Kafka in Zürich 😀 会议", "Kafka in Zürich 😀 会议", id="other scripts"),
        pytest.param("\ufeffwhy", "\ufeffwhy", id="a mark of the byte order"),
        pytest.param("why \ud800 Kafka", "why \ufffd Kafka", id="a first half alone"),
        pytest.param("why \udcff", "why \ufffd", id="a byte of the command line"),
        pytest.param("why\ud83d", "why\ufffd", id="a first half at the end"),
        pytest.param("\ud83d\ude00", "😀", id="both halves"),
    ],
)
def test_halves_of_characters_are_replaced_and_nothing_else(text: str, made: str) -> None:
    assert well_formed(text) == made


@given(text=st.text(st.characters() | st.characters(categories=["Cs"])))
def test_every_text_can_be_encoded_and_is_left_alone_then(text: str) -> None:
    made = well_formed(text)

    assert made.encode().decode() == made
    assert well_formed(made) == made


def test_what_is_searched_and_asked_is_well_formed() -> None:
    assert Query("kafka \ud800", SCOPE).text == "kafka \ufffd"
    assert Question("kafka \udcff", SCOPE).text == "kafka \ufffd"
    assert Turn("an\ud800", "kafka \udcff") == Turn("an\ufffd", "kafka \ufffd")
