"""What the Embedder port promises, over all of its adapters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from assistant.adapters.deferred_embedder import DeferredEmbedder
from assistant.adapters.hashing_embedder import HASHING, HashingEmbedder
from assistant.adapters.sentence_embedder import BUILT_IN, SentenceEmbedder
from assistant.errors import SettingsError
from assistant.ports import Embedder

TEXTS = [
    "We run Kafka with six brokers.",
    "位置数据保留十八个月。",
    "x",
    "",
    "a longer text about the retention of raw positions " * 30,
    "We run Kafka with six brokers.",
    "🚀 \x00 ¶ \u202e",
]


def sentences(precision: str) -> SentenceEmbedder:
    return SentenceEmbedder(BUILT_IN, precision, batch_tokens=512)


@pytest.fixture(
    scope="module",
    params=[
        HashingEmbedder,
        lambda: DeferredEmbedder(HASHING, HashingEmbedder),
        lambda: sentences("fp32"),
        lambda: sentences("bf16"),
        lambda: sentences("auto"),
    ],
    ids=["hashing", "deferred", "sentences fp32", "sentences bf16", "sentences auto"],
)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    made: Embedder = request.param()
    return made


def test_vectors_have_the_dimension_and_the_length_1(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    question = embedder.embed_question(TEXTS[0])
    assert question.shape == (embedder.dimension,)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)


def test_no_texts_are_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)
    assert embedder.count_tokens([]) == []


def test_vectors_come_in_the_order_of_their_texts(embedder: Embedder) -> None:
    together, turned = embedder.embed(TEXTS), embedder.embed(TEXTS[::-1])
    assert (together * turned[::-1]).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)


def test_a_text_has_the_same_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS)
    assert (together[0] == together[5]).all()
    for place, text in enumerate(TEXTS):
        assert float(embedder.embed([text])[0] @ together[place]) == pytest.approx(1, abs=1e-3)


def test_a_question_lies_nearest_to_the_text_that_has_its_words(embedder: Embedder) -> None:
    cosines = embedder.embed(TEXTS) @ embedder.embed_question("Do we run Kafka with six brokers?")
    assert TEXTS[int(np.argmax(cosines))] == TEXTS[0]
    assert cosines[0] > 0.7


def test_progress_hears_of_every_text(embedder: Embedder) -> None:
    heard: list[int] = []
    embedder.embed(TEXTS, heard.append)
    assert sum(heard) == len(TEXTS)


def test_tokens_are_counted_beyond_the_limit(embedder: Embedder) -> None:
    long = "retention " * (embedder.token_limit + 50)
    few, many = embedder.count_tokens(["retention", long])
    assert few < 6
    assert many > embedder.token_limit
    assert embedder.embed([long]).shape == (1, embedder.dimension)


def test_threads_get_what_one_of_them_would_get(embedder: Embedder) -> None:
    """The web searches, answers and counts tokens in several threads at once."""
    texts = [f"{'retention ' * (number * 20)} of berth {number}" for number in range(8)]
    alone = [(embedder.embed_question(text), embedder.count_tokens([text])) for text in texts]

    def work(place: int) -> None:
        text = texts[place % 8]
        assert embedder.count_tokens([text]) == alone[place % 8][1]
        assert float(embedder.embed_question(text) @ alone[place % 8][0]) == pytest.approx(1, abs=1e-3)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(48)))


def test_its_name_is_told_before_it_is_loaded() -> None:
    def load() -> Embedder:
        raise SettingsError("there is no such model")

    deferred = DeferredEmbedder("some/model", load)
    assert deferred.name == "some/model"
    with pytest.raises(SettingsError):
        deferred.embed_question("x")


def test_it_is_loaded_once_however_many_ask_at_once() -> None:
    loads: list[int] = []

    def load() -> Embedder:
        loads.append(1)
        return HashingEmbedder()

    deferred = DeferredEmbedder(HASHING, load)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deferred.embed_question, ["x"] * 64))
    assert loads == [1]


def test_a_model_that_is_not_there_is_named_with_the_way_out() -> None:
    with pytest.raises(SettingsError, match=r"'/nowhere/model' can't be loaded.*\[embedder\]"):
        SentenceEmbedder("/nowhere/model")


def test_precisions_agree_to_the_promised_cosine() -> None:
    exact, chosen = sentences("fp32").embed(TEXTS), sentences("auto").embed(TEXTS)
    assert (exact * chosen).sum(axis=1).min() >= 0.998
