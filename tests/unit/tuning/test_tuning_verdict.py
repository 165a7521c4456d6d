"""What is kept, and what is written down of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.tuning.card import Provenance, model_card
from assistant.tuning.learning import Learned
from assistant.tuning.pairs import Origin
from assistant.tuning.planning import Plan
from assistant.tuning.splitting import split
from assistant.tuning.trial import Asking
from assistant.tuning.tuner import Prepared, Tuned
from assistant.tuning.verdict import judge
from tests.stand_ins.tuning_world import document, pair


def askings(count: int, documents: int, origin: str = "heading") -> list[Asking]:
    return [Asking(f"q{n}", origin, frozenset({f"d{n % documents}"}), frozenset()) for n in range(count)]


@pytest.mark.parametrize(
    ("gains", "kept"),
    [
        ([0.2, 0.1, 0.3, 0.25] * 10, True),
        ([0.2, -0.2] * 20, False),
        ([0.0] * 40, False),
        ([-0.1] * 40, False),
        ([1.0] + [0.0] * 39, False),
    ],
    ids=["better", "as often worse", "the same", "worse", "better by one question alone"],
)
def test_only_what_is_better_beyond_noise_is_kept(gains: list[float], kept: bool) -> None:
    before = [0.4] * len(gains)
    assert judge(askings(40, 40), before, [0.4 + gain for gain in gains]).kept is kept


def test_many_questions_of_one_document_prove_no_more_than_that_document() -> None:
    """Forty questions of forty documents would be enough."""
    gains = [0.2 if n % 3 == 0 else 0.0 for n in range(39)]
    before, after = [0.4] * 39, [0.4 + gain for gain in gains]
    assert judge(askings(39, 39), before, after).kept
    assert not judge(askings(39, 3), before, after).kept


def test_nothing_asked_is_nothing_kept() -> None:
    assert not judge([], [], []).kept


def test_each_origin_has_its_row_below_that_of_all() -> None:
    asked = [*askings(3, 3, "title"), *askings(2, 2, "heading")]
    verdict = judge(asked, [0.1] * 5, [0.1, 0.1, 0.1, 0.5, 0.5])
    assert [(row.origin, row.questions, row.documents) for row in verdict.rows] == [
        ("all", 5, 3),
        ("heading", 2, 2),
        ("title", 3, 3),
    ]
    assert verdict.rows[1].difference.mean == pytest.approx(0.4)
    assert verdict.rows[2].difference.mean == 0


def test_the_card_tells_where_it_comes_from_and_quotes_nothing() -> None:
    library = (document("secret-plan", "Takeover of Plover", [((), "Nobody may know.")]),)
    made = split([pair("Takeover of Plover", "Nobody may know.", "secret-plan", Origin.TITLE)], ["secret-plan"], [])
    verdict = judge(askings(4, 4), [0.1] * 4, [0.4] * 4)
    tuned = Tuned(Learned((0.1, 0.3), 64, 0.75, "out of time"), verdict, Plan(64, 1, 200, 200, 60.0))
    card = model_card(
        Prepared(library, made, ()),
        tuned,
        Provenance("all-MiniLM-L6-v2", datetime(2026, 11, 23, tzinfo=UTC), 3, {"torch": "2.13.0"}),
    )
    for said in (
        "all-MiniLM-L6-v2",
        "2026-11-23",
        "seed 3",
        "torch 2.13.0",
        "1 documents with 1 chunks",
        "75%",
        "out of time",
        "| title |",
    ):
        assert said in card
    assert "| all | 4 | 0.100 | 0.400 | +0.300 (+0.300 to +0.300) |" in card
    assert "as private as the data folder" in card
    for hidden in ("Plover", "secret-plan", "Nobody"):
        assert hidden not in card
