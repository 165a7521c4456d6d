"""Which words tell what a text is about."""

from __future__ import annotations

import pytest

from assistant.retrieval.telling_words import Commonness, telling_words, words

COMMON = Commonness.of([*(["the queue of the service"] * 50), *(["the service is up"] * 49), "kafka"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("The Queue", ["the", "queue"], id="case"),
        pytest.param("set kv_cache and slot-scope in v1.2", ["set", "kv_cache", "and", "slot-scope", "in", "v1.2"], id="names"),
        pytest.param("消息队列", ["消息", "息队", "队列"], id="Chinese in pairs"),
        pytest.param("用Kafka做", ["用", "kafka", "做"], id="mixed"),
        pytest.param("a b", [], id="letters alone"),
        pytest.param("x" * 65, [], id="what is no word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_are_cut_for_counting(text: str, found: list[str]) -> None:
    assert list(words(text)) == found


def test_rare_words_are_rarer_than_common_ones_and_unknown_ones_rarest() -> None:
    assert COMMON.rarity("unheard") > COMMON.rarity("kafka") > COMMON.rarity("queue") > COMMON.rarity("the")
    assert COMMON.rarity("service") == pytest.approx(0.01, abs=0.01)


def test_without_any_texts_all_words_are_as_rare() -> None:
    nothing = Commonness.of([])
    assert nothing.rarity("the") == nothing.rarity("kafka") > 0


def test_a_word_that_is_repeated_here_and_rare_elsewhere_tells_most() -> None:
    texts = ["the partitions of the queue", "more partitions for the service", "partitions, and lag", "lag of the queue"]
    assert telling_words("", texts, COMMON, 2) == ["partitions", "lag"]


def test_the_title_counts_more_than_the_text() -> None:
    assert telling_words("Rebalancing", ["lag lag", "rebalancing"], COMMON, 1) == ["rebalancing"]


def test_a_word_said_once_is_left_out_where_others_are_left() -> None:
    assert "typo" not in telling_words("", ["lag lag offsets offsets typo"], COMMON, 2)
    assert "typo" in telling_words("", ["lag lag typo"], COMMON, 5)


def test_equal_words_come_in_the_order_of_the_alphabet() -> None:
    assert telling_words("", ["zeta alpha zeta alpha"], Commonness.of([]), 2) == ["alpha", "zeta"]
