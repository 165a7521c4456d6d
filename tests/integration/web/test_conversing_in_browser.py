"""Follow-up questions in Chromium: what only a browser can tell."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from web_browser import PHONE, faint_texts

from assistant.web.services import Services
from tests.stand_ins.conversed import ANA, Talk, document

pytestmark = pytest.mark.browser

QUESTION = "who runs kafka?"


@pytest.fixture
def talk() -> Talk:
    return Talk([(document("kafka"), ["Kafka has six brokers.", "Kafka is the bus. It never sleeps."])])


@pytest.fixture
def site(services: Services, serve: Callable[[Services], str], talk: Talk) -> str:
    """The address of an application that converses."""
    return serve(
        replace(services, asker=talk.conversing, conversations=talk.conversations, documents=talk.documents, caller=lambda: ANA)
    )


def answered(page: Page, words: str) -> None:
    expect(page.locator("#asked")).to_have_text(words)
    expect(page.locator("#announcement")).to_contain_text(re.compile("Answer ready|Nothing found"))


def follow_up(page: Page, words: str) -> None:
    page.fill("#follow-up", words)
    page.keyboard.press("Enter")
    answered(page, words)


def test_a_follow_up_streams_below_what_was_said(open_page: Callable[..., Page], talk: Talk) -> None:
    page = open_page("/")
    page.fill("#q", QUESTION)
    page.keyboard.press("Enter")
    answered(page, QUESTION)
    expect(page.locator("#thread")).to_be_hidden()
    follow_up(page, "why?")
    follow_up(page, "shorter")
    expect(page.locator("#thread .turn h2")).to_have_text([QUESTION, "why?"])
    expect(page.locator("#thread .turn .prose")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"turn=2"))
    assert [one.turns for one in talk.conversations.of(ANA)] == [3]
    page.reload()
    expect(page.locator("#thread .turn h2")).to_have_text([QUESTION, "why?"])
    page.go_back()
    expect(page.locator("#thread .turn h2")).to_have_text([QUESTION])
    assert [one.turns for one in talk.conversations.of(ANA)] == [3]


def test_the_field_above_begins_another_conversation(open_page: Callable[..., Page], talk: Talk) -> None:
    page = open_page("/")
    page.fill("#q", QUESTION)
    page.keyboard.press("Enter")
    answered(page, QUESTION)
    follow_up(page, "why?")
    page.fill("#q", "another kafka question")
    page.keyboard.press("Enter")
    answered(page, "another kafka question")
    expect(page.locator("#thread .turn")).to_have_count(0)
    assert sorted(one.turns for one in talk.conversations.of(ANA)) == [1, 2]


def test_a_follow_up_that_fails_can_be_asked_again(open_page: Callable[..., Page], talk: Talk) -> None:
    page = open_page("/")
    page.fill("#q", QUESTION)
    page.keyboard.press("Enter")
    answered(page, QUESTION)
    (kept,) = talk.conversations.of(ANA)
    talk.conversations.end(ANA, kept.id)
    page.fill("#follow-up", "why?")
    page.keyboard.press("Enter")
    expect(page.locator(".failure")).to_contain_text("was ended")
    expect(page.locator("#follow-up")).to_have_value("why?")
    expect(page.locator("#thread .turn h2")).to_have_text([QUESTION])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/conversations", "/conversations/c1", "/conversations/c1?delete=yes", "/?conversation=c1"])
def test_the_pages_are_readable_on_a_phone(open_page: Callable[..., Page], talk: Talk, path: str, scheme: str) -> None:
    with ThreadPoolExecutor() as pool:  # this thread has the browser's event loop
        for words in (f"{QUESTION} " + "word" * 60, "as a table"):
            pool.submit(asyncio.run, talk.ask(words, "c1")).result()
    page = open_page(path, viewport=PHONE, color_scheme=scheme)
    expect(page.locator("main")).to_be_visible()
    assert faint_texts(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
