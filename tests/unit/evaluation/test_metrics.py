"""Measures against cases worked out by hand."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.metrics import (
    answer_contains,
    estimate,
    line_found,
    ndcg,
    paired_difference,
    percentile,
    ranked_documents,
    recall,
    reciprocal_rank,
    span_found,
    span_overlap,
)

RANKINGS = {
    "first": ("a b c", "a", 1.0, 1.0, 1.0),
    "second": ("b a c", "a", 1.0, 1 / 2, 1 / log2(3)),
    "third": ("b c a", "a", 1.0, 1 / 3, 1 / 2),
    "not-there": ("b c d", "a", 0.0, 0.0, 0.0),
    "nothing-found": ("", "a", 0.0, 0.0, 0.0),
    "both-first": ("a b c", "a b", 1.0, 1.0, 1.0),
    "one-of-two": ("a c d", "a b", 0.5, 1.0, 1 / (1 + 1 / log2(3))),
    "second-and-fourth": ("c a d b", "a b", 1.0, 1 / 2, (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))),
    "behind-the-cut": ("b c d e f a", "a", 0.0, 0.0, 0.0),
    "more-relevant-than-places": ("a b c d e", "a b c d e f g", 5 / 7, 1.0, 1.0),
}


@pytest.mark.parametrize(("ranked", "relevant", "recalled", "rank", "gain"), RANKINGS.values(), ids=RANKINGS)
def test_ranking_measures_at_five(ranked: str, relevant: str, recalled: float, rank: float, gain: float) -> None:
    given_order, right = ranked.split(), set(relevant.split())
    assert recall(given_order, right, 5) == pytest.approx(recalled)
    assert reciprocal_rank(given_order, right, 5) == pytest.approx(rank)
    assert ndcg(given_order, right, 5) == pytest.approx(gain)


@given(st.permutations("abcdefgh"), st.sets(st.sampled_from("abcdefgh"), min_size=1))
def test_measures_stay_between_nothing_and_all(ranked: list[str], relevant: set[str]) -> None:
    for measure in (recall, reciprocal_rank, ndcg):
        assert 0 <= measure(ranked, relevant, 5) <= 1
    best = sorted(ranked, key=lambda path: path not in relevant)
    assert ndcg(best, relevant, 5) == pytest.approx(1)


def test_documents_rank_by_their_best_chunk_and_related_ones_do_not_count() -> None:
    assert ranked_documents(["b", "a", "b", "r", "c"], {"r"}) == ["b", "a", "c"]


SPANS = {
    "whole": (["x The bus\n is  RabbitMQ. y"], ["The bus is RabbitMQ."], 1, 1.0),
    "cut-in-two": (["The bus is", "RabbitMQ."], ["The bus is RabbitMQ."], 0, 1.0),
    "half": (["the bus"], ["The bus is RabbitMQ"], 0, 0.5),
    "counted-as-often": (["go"], ["go go"], 0, 0.5),
    "best-of-several": (["alpha"], ["beta", "alpha"], 1, 1.0),
    "chinese": (["消息总线采用"], ["消息总线"], 1, 1.0),
    "nothing-found": ([], ["a"], 0, 0.0),
    "no-gold": (["a"], [], 0, 0.0),
    "empty-gold": (["a"], [" "], 0, 0.0),
}


@pytest.mark.parametrize(("texts", "answers", "found", "overlap"), SPANS.values(), ids=SPANS)
def test_spans(texts: list[str], answers: list[str], found: int, overlap: float) -> None:
    assert span_found(texts, answers) == found
    assert span_overlap(texts, answers) == pytest.approx(overlap)


SHORT = {
    "there": ("It is RabbitMQ [1].", ["rabbitmq"], True),
    "markers-apart": ("in New [1] York", ["new york"], True),
    "punctuation-apart": ("St. Lawrence, and so on", ["St Lawrence"], True),
    "no-part-of-a-word": ("The year 18160", ["1816"], False),
    "one-of-several": ("in 1816", ["1815", "1816"], True),
    "chinese": ("名称是协天宫。", ["协天宫"], True),
    "full-width": ("ＡＢＣ", ["abc"], True),
    "not-there": ("Kafka", ["RabbitMQ"], False),
    "empty-gold": ("Kafka", [""], False),
}


@pytest.mark.parametrize(("text", "answers", "contained"), SHORT.values(), ids=SHORT)
def test_an_answer_holds_a_gold_one(text: str, answers: list[str], *, contained: bool) -> None:
    assert answer_contains(text, answers) is contained


def test_an_interval_surrounds_its_mean_and_is_always_the_same() -> None:
    values = [0.0, 1.0] * 50
    one = estimate(values)
    assert one == estimate(values)
    assert one.mean == 0.5
    assert 0.38 < one.low < 0.42
    assert 0.58 < one.high < 0.62


def test_equal_values_have_no_width_and_no_values_no_estimate() -> None:
    assert (estimate([0.3] * 9).low, estimate([0.3] * 9).high) == (pytest.approx(0.3), pytest.approx(0.3))
    assert estimate([]).count == 0


def test_pairing_sees_what_two_intervals_do_not() -> None:
    before = [number / 100 for number in range(100)]
    now = [value + 0.01 for value in before]
    assert estimate(now).low < estimate(before).high
    assert paired_difference(now, before).low > 0
    with pytest.raises(ValueError, match="paired"):
        paired_difference([1.0], [])


def test_percentiles() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([], 0.5) == 0


LONG_LINE = "The bus was chosen for its ordering guarantees."


@pytest.mark.parametrize(
    ("text", "answer", "found"),
    [
        pytest.param(f"before\n{LONG_LINE}\nafter", LONG_LINE, 1.0, id="the-line"),
        pytest.param(LONG_LINE.replace(" ", "\n  "), LONG_LINE, 1.0, id="broken-elsewhere"),
        pytest.param("something else entirely, at some length", LONG_LINE, 0.0, id="another-text"),
        pytest.param("Yes.", f"Yes.\n{LONG_LINE}", 0.0, id="short-lines-tell-nothing"),
        pytest.param("He said yes.", "yes.", 1.0, id="a-short-answer-is-its-own-line"),
        pytest.param(LONG_LINE, f"Not here, though it is long enough.\n{LONG_LINE}", 1.0, id="one-of-several-lines"),
        pytest.param("anything", "", 0.0, id="no-answer"),
    ],
)
def test_a_section_is_found_by_one_of_its_telling_lines(text: str, answer: str, found: float) -> None:
    assert line_found([text], [answer]) == found
