"""Texts as units that can be quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.reading.sentences import units

CASES = {
    "two sentences": ("We run Kafka. It has six brokers.", ["We run Kafka.", "It has six brokers."]),
    "no full stop": ("We run Kafka", ["We run Kafka"]),
    "a question and an exclamation": ("Why? Because! Well.", ["Why?", "Because!", "Well."]),
    "an abbreviation": ("Use e.g. Kafka. See Dr. Ruiz.", ["Use e.g. Kafka.", "See Dr. Ruiz."]),
    "an initial": ("A. Ruiz decided. B. Lindqvist agreed.", ["A. Ruiz decided.", "B. Lindqvist agreed."]),
    "a version": ("Torch 2.13.0 is pinned. Done.", ["Torch 2.13.0 is pinned.", "Done."]),
    "a file name": ("See server.tls for it. Done.", ["See server.tls for it.", "Done."]),
    "small letters go on": ("It took approx. two days.", ["It took approx. two days."]),
    "Chinese": ("原始数据保留十八个月。之后删除。", ["原始数据保留十八个月。", "之后删除。"]),
    "a list": ("- one\n- two\n- three", ["- one", "- two", "- three"]),
    "an item over two lines": ("- one goes\n  on here\n- two", ["- one goes\n  on here", "- two"]),
    "a numbered list": ("1. First do this.\n2. Then that.", ["1. First do this.", "2. Then that."]),
    "a table": ("| a | b |\n|---|---|\n| 1 | 2 |", ["| a | b |", "| 1 | 2 |"]),
    "code": ("```py\nx = 1. \ny = 2\n```", ["```py\nx = 1. \ny = 2\n```"]),
    "code without an end": ("~~~\nx = 1", ["~~~\nx = 1"]),
    "a wrapped paragraph": ("We run\nKafka. It\nis fine.", ["We run\nKafka.", "It\nis fine."]),
    "paragraphs": ("We run\n\nKafka", ["We run", "Kafka"]),
    "a rule": ("Above\n\n-----\n\nBelow", ["Above", "Below"]),
    "quotation marks": ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
    "nothing": ("", []),
    "white space": (" \n\t\n ", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_a_text_has_these_units(text: str, expected: list[str]) -> None:
    assert [unit.text for unit in units(text)] == expected


@given(st.text(st.sampled_from("aB .!?\n-|`~。1\"'“”\t*#é中"), max_size=120))
def test_units_stand_in_the_text_word_for_word_in_order_and_apart(text: str) -> None:
    end = 0
    for unit in units(text):
        assert unit.text
        assert text[unit.start : unit.start + len(unit.text)] == unit.text
        assert unit.start >= end
        end = unit.start + len(unit.text)


@given(st.lists(st.sampled_from(["We run Kafka.", "It has six brokers.", "位置数据。", "Why?"]), max_size=6))
def test_every_sentence_of_a_paragraph_is_a_unit(sentences: list[str]) -> None:
    assert [unit.text for unit in units("\n\n".join(sentences))] == sentences
