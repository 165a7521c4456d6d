"""What models said is remembered for a while, and not without end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from assistant.adapters.worded_answers import HeldWordedAnswers


def test_what_was_remembered_is_recalled_and_nothing_else() -> None:
    held = HeldWordedAnswers()
    held.remember("a", "Kafka [1].")
    assert (held.recall("a"), held.recall("b")) == ("Kafka [1].", None)
    held.remember("a", "RabbitMQ [1].")
    assert held.recall("a") == "RabbitMQ [1]."


def test_there_are_never_more_than_so_many() -> None:
    held = HeldWordedAnswers(most=3)
    for number in range(10):
        held.remember(str(number), "words")
    assert sum(held.recall(str(number)) is not None for number in range(10)) == 3
    assert held.recall("9") == "words"


def test_what_is_too_old_is_forgotten() -> None:
    held = HeldWordedAnswers(seconds=0)
    held.remember("a", "words")
    assert held.recall("a") is None


def test_threads_may_share_it() -> None:
    held = HeldWordedAnswers(most=20)

    def use(number: int) -> str | None:
        held.remember(str(number % 40), "words")
        return held.recall(str(number % 7))

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(use, range(2000))) <= {"words", None}
