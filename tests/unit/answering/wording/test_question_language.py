"""The language of a question, by name, where its words tell."""

from __future__ import annotations

import pytest

from assistant.answering.wording.language import question_language

QUESTIONS = {
    "english": ("Why did we move from RabbitMQ to Kafka?", "English"),
    "german": ("Warum wurde der Bus durch Kafka ersetzt und wer hat das entschieden?", "German"),
    "french": ("Pourquoi est-ce que nous avons choisi Kafka pour le bus ?", "French"),
    "spanish": ("¿Por qué se eligió Kafka para el bus de los eventos?", "Spanish"),
    "chinese": ("我们为什么从 RabbitMQ 换到 Kafka？", "Chinese"),
    "chinese-with-many-names": ("Kafka 和 RabbitMQ 的区别是什么？", "Chinese"),
    "japanese": ("なぜRabbitMQからKafkaに移行したのですか？", "Japanese"),
    "japanese-with-ideographs": ("位置情報の品質規則は何ですか", "Japanese"),
    "korean": ("왜 RabbitMQ에서 Kafka로 옮겼나요?", "Korean"),
    "too-few-words": ("Kafka brokers?", ""),
    "a-name": ("TW-1042", ""),
    "nothing": ("", ""),
    "english-that-names-something-chinese": ("What does the rule 质量 say about the positions that we keep?", "English"),
}


@pytest.mark.parametrize(("question", "language"), QUESTIONS.values(), ids=QUESTIONS)
def test_the_language_is_named_where_it_is_sure(question: str, language: str) -> None:
    assert question_language(question) == language
