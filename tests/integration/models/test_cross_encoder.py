"""The cross-encoder reads a question and a text together, and where it can't, the search goes on without it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.adapters.cross_encoder import CrossEncoderReranker
from tests.stand_ins.tiny_cross_encoder import TOPICS, write_tiny_cross_encoder
from tests.stand_ins.tiny_transformer import write_tiny_transformer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_cross_encoder(tmp_path_factory.mktemp("models") / "reranker")


@pytest.fixture(scope="module", params=["fp32", "bf16", "auto"])
def reranker(request: pytest.FixtureRequest, folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(folder, request.param, most_seconds=60)


@pytest.mark.parametrize("topic", TOPICS)
def test_the_text_that_answers_scores_highest(reranker: CrossEncoderReranker, topic: str) -> None:
    scores = reranker.scores(f"what {topic} is", [f"the {other} of it" for other in TOPICS])
    assert scores is not None
    assert TOPICS[scores.index(max(scores))] == topic


def test_scores_come_in_the_order_of_the_texts_however_long_they_are(reranker: CrossEncoderReranker) -> None:
    texts = [f"the {TOPICS[place % 6]} of it " + "and so on " * (place % 5) for place in range(30)]
    together = reranker.scores("what berth is", texts)
    turned = reranker.scores("what berth is", texts[::-1])
    assert together is not None
    assert turned is not None
    assert together == pytest.approx(turned[::-1], abs=0.2)
    assert {place for place in range(30) if together[place] > 0} == {place for place in range(30) if place % 6 == 1}


def test_no_texts_have_no_scores(reranker: CrossEncoderReranker) -> None:
    assert reranker.scores("what berth is", []) == []


@pytest.mark.parametrize("text", ["", "🚀", "the berth " * 500, "\x00"], ids=["empty", "unknown", "long", "a zero"])
def test_any_text_has_a_score(reranker: CrossEncoderReranker, text: str) -> None:
    scores = reranker.scores("what berth is", [text])
    assert scores is not None
    assert len(scores) == 1


def test_threads_get_what_one_of_them_would_get(reranker: CrossEncoderReranker) -> None:
    texts = [f"the {topic} of it" for topic in TOPICS]
    alone = {topic: reranker.scores(topic, texts) for topic in TOPICS}
    with ThreadPoolExecutor(4) as pool:
        for topic, scores in zip(TOPICS * 4, pool.map(lambda topic: reranker.scores(topic, texts), TOPICS * 4), strict=True):
            assert scores == pytest.approx(alone[topic], abs=0.05)


def test_it_is_ready_and_says_in_which_precision(reranker: CrossEncoderReranker) -> None:
    assert reranker.trouble() == ""
    assert reranker.precision is not None
    assert reranker.precision.name in {"fp32", "bf16"}


def test_its_name_is_told_without_loading_it() -> None:
    assert CrossEncoderReranker("cross-encoder/some-model").name == "cross-encoder/some-model"


def test_missing_weights_are_said_once_with_the_way_out() -> None:
    reranker = CrossEncoderReranker("somebody/no-such-reranker")
    with capture_logs() as said:
        for _ in range(3):
            assert reranker.scores("what berth is", ["the berth"]) is None
    assert len(said) == 1
    assert said[0]["reason"] == reranker.trouble()
    assert "`hf download somebody/no-such-reranker`" in reranker.trouble()
    assert "\n" not in reranker.trouble()


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in CrossEncoderReranker(tmp_path).trouble()


def test_an_embedder_is_no_reranker(tmp_path: Path) -> None:
    """transformers would give it a head of random numbers."""
    embedder = write_tiny_transformer(tmp_path / "embedder", ["the berth of it"])
    assert "is no reranker" in CrossEncoderReranker(embedder).trouble()


def test_a_model_with_several_scores_is_no_reranker(tmp_path: Path) -> None:
    classifier = write_tiny_cross_encoder(tmp_path / "classifier", labels=3)
    assert "is no reranker" in CrossEncoderReranker(classifier).trouble()


def test_one_that_is_too_slow_gives_no_scores_and_says_so_once(folder: Path) -> None:
    reranker = CrossEncoderReranker(folder, "fp32", most_seconds=1e-9)
    assert reranker.trouble() == ""
    with capture_logs() as said:
        for _ in range(2):
            assert reranker.scores("what berth is", ["the berth"] * 20) is None
    assert [line["log_level"] for line in said] == ["warning"]
    assert "rerank_seconds" in said[0]["reason"]


def test_a_single_batch_is_scored_however_little_time_there_is_if_it_was_begun_in_time(folder: Path) -> None:
    assert CrossEncoderReranker(folder, "fp32", most_seconds=5).scores("what berth is", ["the berth of it"] * 3) is not None
