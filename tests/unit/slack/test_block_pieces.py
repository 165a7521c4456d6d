"""What blocks are put together from: words, addresses, and pieces that fit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.showing import addresses
from assistant.slack.showing.home_blocks import Remembered
from assistant.slack.wording import phrasing
from assistant.slack.wording.kit import SECTION, actions, button, filled, fitting, header, option, section
from tests.stand_ins.newcomers_library import document
from tests.stand_ins.slack_platform.blocks import problems_in_message

SITE = "https://lore.example"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**6 brokers**, `min` = 2", "6 brokers, min = 2"),
        ("# Heading\n- one\n- two", "Heading one two"),
        ("see [RFC-002](../rfcs/2.rst) and ![a](b.png)", "see RFC-002 and a"),
        ("> quoted _words_ and snake_case", "quoted words and snake_case"),
        ("| a | b |\n|----|----|", "a b"),
        ("2 * 3 - 1 = 5", "2 3 - 1 = 5"),
        ("", ""),
    ],
)
def test_marks_of_markdown_are_taken_off(text: str, shown: str) -> None:
    assert " ".join(phrasing.unmarked(text).split()) == shown


@given(st.text(alphabet="<>&@!#|*_~`[]() \nabc:/.", max_size=400))
def test_nothing_that_is_unmarked_can_mean_something_to_slack(text: str) -> None:
    shown = phrasing.unmarked(text, 400)
    assert "<" not in shown.replace("&lt;", "")
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (phrasing.day(date(2024, 3, 3)), "3 March 2024"),
        (phrasing.minutes(40), "40 min"),
        (phrasing.minutes(65), "1 h 05 min"),
        (phrasing.counted(1, "decision"), "1 decision"),
        (phrasing.counted(3, "decision"), "3 decisions"),
        (phrasing.counted(0, "entry", "entries"), "0 entries"),
        (phrasing.people(["A", "B", "C", "D"]), "A, B and 2 more"),
        (phrasing.people(["A"]), "A"),
        (phrasing.listed(["a"]), "a"),
        (phrasing.listed(["a", "b", "c"]), "a, b and c"),
        (phrasing.titled("  "), "Untitled"),
        (phrasing.titled("A | B", f"{SITE}/x"), f"<{SITE}/x|A ¦ B>"),
        (phrasing.more_on(3, ""), "3 more"),
        (phrasing.more_on(3, f"{SITE}/x"), f"<{SITE}/x|3 more on the page>"),
    ],
)
def test_things_are_worded_so(said: str, expected: str) -> None:
    assert said == expected


@pytest.mark.parametrize(
    ("url", "site", "expected"),
    [
        ("https://git.example/a", SITE, "https://git.example/a"),
        ("http://git.example/a", "", "http://git.example/a"),
        ("", SITE, f"{SITE}/documents/a"),
        ("", "", ""),
        ("javascript:alert(1)", SITE, f"{SITE}/documents/a"),
        ("javascript:alert(1)", "", ""),
        ("https://user:pw@git.example/", SITE, f"{SITE}/documents/a"),
        ("https://git.example/" + "x" * 500, SITE, f"{SITE}/documents/a"),
        ("https://git.example/?" + "&" * 100, SITE, f"{SITE}/documents/a"),
        ("https://git.example/" + "é" * 80, "", ""),
    ],
    ids=["https", "http", "page", "nowhere", "script", "script, no site", "password", "long", "long escaped", "long quoted"],
)
def test_a_document_is_read_at_its_own_address_else_on_its_page(url: str, site: str, expected: str) -> None:
    assert addresses.of_document(document("a.md", "A", url=url), site) == expected


def test_a_page_opens_at_the_chunk() -> None:
    assert addresses.of_document(document("a.md", "A"), SITE, 7) == f"{SITE}/documents/a#c-7"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, f"{SITE}/onboarding"),
        ({"topic": "a b&c", "since": ""}, f"{SITE}/onboarding?topic=a+b%26c"),
        ({"status": ["a", "b"]}, f"{SITE}/onboarding?status=a&status=b"),
        ({"topic": "ü" * 300}, f"{SITE}/onboarding"),
    ],
)
def test_a_page_is_asked_for_what_was_asked(asked: dict[str, object] | None, expected: str) -> None:
    assert addresses.page(SITE, "/onboarding", asked) == expected


@pytest.mark.parametrize(("team", "app", "leads"), [("T1", "A1", True), ("", "A1", False), ("T1", "A1|x>", False)])
def test_home_is_linked_only_with_ids_that_are_slacks(team: str, app: str, leads: bool) -> None:
    assert bool(addresses.of_home(team, app)) is leads


@given(st.lists(st.text(min_size=1, max_size=40), max_size=40), st.integers(min_value=40, max_value=100))
def test_lines_are_put_together_whole_and_in_their_order(lines: list[str], most: int) -> None:
    texts = list(filled(lines, most))
    assert all(len(text) <= most for text in texts)
    assert "\n".join(texts) == "\n".join(lines)


@given(st.lists(st.text(min_size=1, max_size=40), max_size=20), st.integers(min_value=0, max_value=200))
def test_what_does_not_fit_is_left_out_from_the_end(parts: list[str], most: int) -> None:
    text = fitting(parts, " · ", most)
    assert len(text) <= most
    assert any(text == " · ".join(parts[:count]) for count in range(len(parts) + 1))


@pytest.mark.parametrize("words", ["x" * 9000, "", "\u202e\x00", "a.example " * 900])
def test_pieces_stay_within_slacks_limits(words: str) -> None:
    menu = {"type": "static_select", "action_id": "m", "options": [option(words, "v")]}
    blocks: list[dict[str, Any]] = [
        header(words),
        section("x" * SECTION, button(words, "b", words)),
        actions([menu, *(button(words, f"b{at}") for at in range(40))]),
    ]
    assert problems_in_message(blocks) == []


@pytest.mark.parametrize("view", [{}, {"private_metadata": ""}, {"private_metadata": None}])
def test_a_page_that_says_nothing_of_itself_is_one_of_no_path(view: dict[str, Any]) -> None:
    assert Remembered.of(view) == Remembered()
