"""Forms, and what was filled in."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from assistant.slack.wording import modals
from assistant.slack.wording.modals import Filled, Option

YES_NO = [Option("yes", "Yes"), Option("no", "No")]


def sent(blocks: list[dict[str, Any]], **values: Any) -> Filled:
    state = {name: {name: value} for name, value in values.items()}
    view = modals.form("x", "X", blocks, "Send", {"a": 1}) | {"id": "V1", "state": {"values": state}}
    return Filled(view)


def test_a_form_without_a_button_is_something_to_read() -> None:
    view = modals.message("Title", "text")
    assert "submit" not in view
    assert view["close"]["text"] == "Close"


def test_a_form_remembers_what_it_was_given() -> None:
    filled = sent([])
    assert (filled.metadata, filled.view_id) == ({"a": 1}, "V1")


def test_a_form_that_remembers_nothing_gives_nothing_back() -> None:
    assert Filled(modals.message("t", "x")).metadata is None


def test_a_form_can_not_remember_more_than_slack_keeps() -> None:
    with pytest.raises(ValueError, match="3,000"):
        modals.form("x", "X", [], "Send", "x" * 3001)


@pytest.mark.parametrize(
    ("part", "most"),
    [("title", 24), ("submit", 24)],
)
def test_texts_of_a_form_are_cut_to_slacks_limits(part: str, most: int) -> None:
    assert len(modals.form("x", "t" * 100, [], "s" * 100)[part]["text"]) <= most


def test_fields_are_within_slacks_limits() -> None:
    many = [Option(f"v{n}", "l" * 200) for n in range(300)]
    for block in (modals.one_of("n", "l" * 300, many), modals.some_of("n", "l" * 300, many)):
        assert len(block["element"]["options"]) == 100
        assert len(block["label"]["text"]) <= 150
        assert max(len(one["text"]["text"]) for one in block["element"]["options"]) <= 75
    assert len(modals.one_in_view_of("n", "l", many)["element"]["options"]) == 10
    assert len(modals.typed("n", "l", "x" * 9000)["element"]["initial_value"]) <= 3000


def test_an_option_that_is_gone_is_not_chosen_beforehand() -> None:
    assert "initial_option" not in modals.one_of("n", "l", YES_NO, "maybe")["element"]
    assert "initial_options" not in modals.some_of("n", "l", YES_NO, ("maybe",))["element"]


def test_what_was_filled_in_is_found_by_name() -> None:
    filled = sent(
        [],
        words={"value": "  some words \n"},
        one={"selected_option": {"value": "yes"}},
        some={"selected_options": [{"value": "a"}, {"value": "b"}]},
        who={"selected_user": "U1"},
        on={"selected_date": "2026-11-22"},
    )
    assert filled.text("words") == "some words"
    assert filled.choice("one") == "yes"
    assert filled.choices("some") == ("a", "b")
    assert filled.person("who") == "U1"
    assert filled.day("on") == date(2026, 11, 22)


@pytest.mark.parametrize(
    "left", [None, {}, {"value": None, "selected_option": None, "selected_user": None, "selected_date": None}]
)
def test_what_was_left_out_is_empty(left: Any) -> None:
    filled = sent([], x=left) if left is not None else sent([])
    assert (filled.text("x"), filled.choice("x"), filled.choices("x"), filled.person("x"), filled.day("x")) == (
        "",
        "",
        (),
        "",
        None,
    )


def test_what_was_chosen_beforehand_is_told() -> None:
    filled = sent(
        [
            modals.one_of("a", "A", YES_NO, "no"),
            modals.some_of("b", "B", YES_NO, ("yes", "no")),
            modals.one_of("c", "C", YES_NO),
        ]
    )
    assert [filled.was_chosen(name) for name in "abcd"] == [("no",), ("yes", "no"), (), ()]
    assert filled.asks("a")
    assert not filled.asks("d")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("there is none", "There is none."), ("Is it?", "Is it?"), ("Done.", "Done."), ("", ".")],
)
def test_an_errors_line_is_said_as_a_sentence(line: str, sentence: str) -> None:
    assert modals.sentence(line) == sentence


def test_what_is_wrong_is_said_by_field_in_plain_words() -> None:
    said = modals.wrong(title="<!channel> is no title")
    assert said["response_action"] == "errors"
    assert json.dumps(said)
    assert set(said["errors"]) == {"title"}
