"""The pages in Chromium: what only a browser can tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from web_browser import PHONE, faint_texts
from web_library import LibraryAsker

from assistant.web.services import Services

pytestmark = pytest.mark.browser

QUESTION = "Which message bus do we use?"


def ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#q", question)
    page.keyboard.press("Enter")


def test_an_answer_appears_on_the_page_with_its_sources(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    ask(page)
    expect(page.locator("#answer")).to_contain_text("6 brokers")
    expect(page.locator(".made")).to_contain_text("openai:gpt-test")
    expect(page.locator("#sources .number")).to_have_text(["1", "2"])
    expect(page.locator("#announcement")).to_contain_text("Answer ready")
    expect(page).to_have_url(re.compile(r"/\?q=Which\+message\+bus"))
    expect(page).to_have_title(f"{QUESTION} · Lore")


def test_the_link_to_an_answer_gives_it_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    ask(page)
    expect(page.locator(".made")).to_be_visible()
    again = open_page(page.url)
    expect(again.locator("#answer")).to_contain_text("6 brokers")
    expect(again.locator("[data-copy-link]")).to_be_visible()


def test_a_suggestion_is_asked_at_a_click(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.locator(".suggestions a").first.click()
    expect(page.locator("#q")).to_have_value(re.compile("message bus"))
    expect(page.locator(".made")).to_be_visible()
    expect(page.locator(".suggestions")).to_have_count(0)


def test_a_citation_shows_its_quotation_on_hover_and_on_focus(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    ask(page)
    card = page.locator(".cite .card").first
    expect(card).to_be_hidden()
    page.locator(".cite a").first.hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text("14 March 2025")
    page.mouse.move(0, 0)
    expect(card).to_be_hidden()
    page.locator(".cite a").first.focus()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_citation_opens_the_document_at_the_quoted_chunk(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    ask(page)
    page.locator(".cite a").first.click()
    expect(page).to_have_url(re.compile(r"/documents/adr-0019-kafka-md#c-\d+"))
    target = page.locator(".chunk:target")
    expect(target).to_be_in_viewport()
    other = page.locator(".chunk:not(:target)").first
    assert background(target) != background(other)


def background(locator: Locator) -> str:
    return str(locator.evaluate("element => getComputedStyle(element).backgroundColor"))


def test_stop_stops_the_answer_and_the_work_behind_it(open_page: Callable[..., Page], asker: LibraryAsker) -> None:
    page = open_page("/")
    ask(page, "hang Kafka")
    expect(page.locator("#sources li")).not_to_have_count(0)
    page.click("#stop")
    expect(page.locator("#answer")).to_contain_text("Stopped")
    expect(page.locator("#send")).to_be_visible()
    for _ in range(50):
        if asker.closed.is_set():
            return
        page.wait_for_timeout(100)
    pytest.fail("the answer went on after it was stopped")


@pytest.mark.parametrize(
    ("question", "selector", "words"),
    [
        ("zzz qqq", ".not-found", "do not say"),
        ("Kafka with the model down", ".answer .notice", "did not answer in time"),
        ("fail at once", ".failure", "ask again"),
        ("break Kafka", ".failure", "Something went wrong"),
    ],
    ids=["not-found", "model-down", "unavailable", "defect"],
)
def test_what_went_wrong_is_said(open_page: Callable[..., Page], question: str, selector: str, words: str) -> None:
    page = open_page("/")
    ask(page, question)
    expect(page.locator(selector)).to_contain_text(words)
    expect(page.locator("#send")).to_be_visible()


def test_the_page_can_be_used_with_the_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("Which message")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("bus?")
    expect(page.locator("#q")).to_have_value("Which message\nbus?")
    page.keyboard.press("Enter")
    expect(page.locator(".made")).to_be_visible()
    page.locator(".cite a").first.focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_the_first_tab_leads_past_the_header(open_page: Callable[..., Page]) -> None:
    page = open_page("/sources")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_filters_narrow_what_is_asked(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.click(".filters summary")
    page.fill("input[name=author]", "Haddad")
    ask(page)
    expect(page.locator("#sources .title")).to_have_text(["ADR-0004: RabbitMQ as the message bus"])
    expect(page.locator("#filters-set")).to_contain_text("on")


def test_without_a_script_the_form_still_answers(open_page: Callable[..., Page]) -> None:
    page = open_page("/", java_script_enabled=False)
    page.fill("#q", QUESTION)
    page.click("#send")
    expect(page.locator("#answer")).to_contain_text("6 brokers")
    expect(page.locator("#stop")).to_be_hidden()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=Which+message+bus&kind=design-doc",
        "/documents/guides-berth-assignment-md",
        "/documents/guides-hostile-md",
        "/documents/meetings-2024-11-14-apps-weekly-txt",
        "/documents/reviews-pull-412-json",
        "/sources",
        "/docs",
    ],
)
def test_nothing_is_wider_than_a_phone(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_card_stays_on_a_phones_screen(open_page: Callable[..., Page]) -> None:
    page = open_page("/", viewport=PHONE)
    ask(page)
    for citation in page.locator(".cite").all():
        citation.locator("a").focus()
        box = citation.locator(".card").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/?q=Which+message+bus", "/documents/adr-0004-rabbitmq-md#c-5", "/documents/reviews-pull-412-json", "/sources"]
)
def test_text_stands_out_from_its_ground(open_page: Callable[..., Page], path: str, scheme: str) -> None:
    page = open_page(path, color_scheme=scheme)
    assert faint_texts(page) == []


def test_a_hostile_document_does_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page("/documents/guides-hostile-md")
    expect(page).to_have_title("Notes <b>from</b> outside · Lore")
    assert page.locator("article img, article script").count() == 0


def test_a_lost_connection_is_said_and_not_asked_again(
    browser: Browser, services: Services, serve: Callable[[Services], str]
) -> None:
    asker = LibraryAsker()
    page = browser.new_page()
    page.goto(serve(replace(services, asker=asker)))
    page.route("**/ask/stream*", lambda route: route.abort())
    ask(page)
    expect(page.locator("#answer")).to_contain_text("connection to Lore was lost")
    expect(page.locator("#send")).to_be_visible()
    page.close()
