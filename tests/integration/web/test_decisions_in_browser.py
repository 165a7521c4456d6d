"""The decisions' pages in Chromium: what only a browser can tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from decided_library import CURATOR, KAFKA, LOST_ORDER, NATS, RABBIT, REDIS, decided
from playwright.sync_api import Locator, Page, expect
from web_browser import PHONE, faint_texts
from web_library import LibraryAsker, LibraryDocuments, LibrarySearcher, LibrarySources

from assistant.web.services import Services
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

pytestmark = pytest.mark.browser

PATHS = [
    "/decisions",
    "/decisions?status=accepted&as_of=2024-06-01",
    "/decisions?q=zeppelin",
    "/decisions/timeline",
    f"/decisions/{KAFKA}",
    f"/decisions/{KAFKA}/correct",
    "/decisions/new?document=doc-kafka",
    "/documents/doc-rabbit",
]


@pytest.fixture
def services(asker: LibraryAsker) -> Services:
    """Services over the decisions, asked by somebody who may rule on them."""
    library = Services(
        searcher=LibrarySearcher(),
        asker=asker,
        documents=LibraryDocuments(),
        sources=LibrarySources(),
        caller=lambda: CURATOR,
        knowledge=knowledge_over(HeldExtracts()),
        organisation="Tidewater",
    )
    return decided(library)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText.trim() || document.activeElement.getAttribute('name')"))


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "right": found["x"] + found["width"], "bottom": found["y"] + found["height"]}


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_a_phone(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, viewport=PHONE)
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("width", [320, 360, 390, 600, 1280])
def test_every_place_of_the_navigation_is_on_the_screen(open_page: Callable[..., Page], width: int) -> None:
    page = open_page("/decisions", viewport={"width": width, "height": 740})
    for link in page.locator("nav[aria-label=Main] a").all():
        assert box(link)["x"] >= 0
        assert box(link)["right"] <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_text_stands_out_from_its_ground(open_page: Callable[..., Page], path: str, scheme: str) -> None:
    page = open_page(path, color_scheme=scheme)
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    assert faint_texts(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "status", ["proposed", "accepted", "rejected", "withdrawn", "deferred", "superseded", "deprecated", "unstated"]
)
def test_a_badge_is_readable_and_never_a_colour_alone(open_page: Callable[..., Page], status: str, scheme: str) -> None:
    page = open_page("/decisions", color_scheme=scheme)
    badge = page.locator(".badge.decision").first
    badge.evaluate(f"element => {{ element.className = 'badge decision is-{status}' }}")
    assert not [text for text in faint_texts(page) if text[0] == badge.text_content()]
    mark = str(badge.evaluate("element => getComputedStyle(element, '::before').content"))
    assert re.match(r'"[^"\s]+"', mark)


def test_the_lineage_stands_in_the_order_of_time_and_its_boxes_are_links(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/decisions/{KAFKA}")
    place = {id_: box(page.locator(f"svg a[href='/decisions/{id_}'] rect").first) for id_ in (RABBIT, REDIS, KAFKA, NATS)}
    assert place[RABBIT]["right"] < place[KAFKA]["x"]
    assert place[KAFKA]["right"] < place[NATS]["x"]
    assert place[RABBIT]["bottom"] < place[REDIS]["y"]
    page.locator(f"svg a[href='/decisions/{RABBIT}']").click()
    expect(page).to_have_url(re.compile(f"/decisions/{RABBIT}$"))


def test_the_words_of_a_box_stay_inside_it(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/decisions/{KAFKA}")
    for link in page.locator("svg a.box").all():
        around = box(link.locator("rect").first)
        for text in link.locator("text").all():
            assert around["x"] <= box(text)["x"]
            assert box(text)["right"] <= around["right"]
            assert box(text)["bottom"] <= around["bottom"]


def test_a_wide_picture_scrolls_by_itself_and_with_the_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/decisions/{KAFKA}", viewport=PHONE)
    picture = page.locator(".picture")
    assert picture.evaluate("element => element.scrollWidth > element.clientWidth")
    picture.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(50):
        if picture.evaluate("element => element.scrollLeft") > 0:
            return
        page.wait_for_timeout(100)
    pytest.fail("the picture did not move")


def test_the_picture_is_walked_through_with_the_tabulator(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/decisions/{KAFKA}")
    page.locator(".picture").focus()
    walked = []
    for _ in range(4):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert walked == [f"/decisions/{id_}" for id_ in (RABBIT, REDIS, KAFKA, NATS)]
    expect(page.locator("svg a:focus rect").first).to_have_css("stroke-width", "4px")


def test_a_screen_reader_hears_each_box_and_the_story_in_words(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/decisions/{KAFKA}")
    picture = page.get_by_role("region", name="Picture of what replaced what")
    expect(picture.get_by_role("link")).to_have_count(4)
    expect(picture.get_by_role("link", name="ADR-0004: RabbitMQ as the message bus, 2022, superseded")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=LOST_ORDER).first).to_be_visible()


def test_the_keyboard_meets_the_fields_in_reading_order(open_page: Callable[..., Page]) -> None:
    page = open_page("/decisions")
    page.locator("#q").focus()
    met = []
    for _ in range(4):
        page.keyboard.press("Tab")
        met.append(focused(page))
    assert met == ["Search", "Filters", "CSV", "Markdown"]
    page.locator(".filters summary").press("Enter")
    expect(page.locator(".chips input").first).to_be_visible()


def test_a_search_with_filters_works_without_a_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/decisions", java_script_enabled=False)
    page.click(".filters summary")
    page.check(".chips input[value=superseded]")
    page.fill("#q", "bus")
    page.click(".filter-bar button")
    expect(page.locator(".panel h2")).to_have_text(["ADR-0004: RabbitMQ as the message bus"])
    expect(page.locator(".chips input[value=superseded]")).to_be_checked()


def test_what_was_in_force_on_a_day_is_one_date_away(open_page: Callable[..., Page]) -> None:
    page = open_page("/decisions")
    page.fill(".in-force input[type=date]", "2023-01-01")
    page.click(".in-force button")
    expect(page.locator(".panel h2")).to_have_text(
        ["ADR-0007: Redis Streams for replays", "ADR-0004: RabbitMQ as the message bus"]
    )
    expect(page.locator("[role=status]")).to_contain_text("as things stood on 1 January 2023")


def test_confirming_correcting_and_undoing_by_hand(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/decisions/{KAFKA}", java_script_enabled=False)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".confirmed")).to_contain_text("Confirmed by mei")
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Status").select_option("deprecated")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".page-head .badge")).to_have_text("Deprecated")
    expect(page.locator(".rulings tbody")).to_contain_text("Accepted")
    page.get_by_role("button", name="Undo the last").click()
    expect(page.locator(".page-head .badge")).to_have_text("Accepted")


def test_a_decision_is_written_down_from_its_document(open_page: Callable[..., Page]) -> None:
    page = open_page("/documents/doc-minutes")
    page.get_by_role("link", name="Write down a decision").click()
    page.get_by_label("Title", exact=True).fill("Cursors end after a day")
    page.get_by_label("What was decided").fill("A cursor ends after 24 hours.")
    page.get_by_label("Words of").fill("cursors expire after 24 hours.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("h1")).to_have_text("Cursors end after a day")
    page.locator(".quotes a").click()
    expect(page.locator(".chunk:target")).to_contain_text("cursors expire after 24 hours")


def test_a_reason_opens_at_the_quoted_chunk(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/decisions/{RABBIT}")
    page.locator(".quotes li").filter(has_text=LOST_ORDER).locator("a").click()
    expect(page.locator(".chunk:target")).to_contain_text(LOST_ORDER)


def test_on_another_library_the_page_says_how_decisions_are_written(
    services: Services, serve: Callable[[Services], str], open_page: Callable[..., Page]
) -> None:
    empty = serve(replace(services, knowledge=knowledge_over(HeldExtracts())))
    page = open_page("/decisions", viewport=PHONE)
    page.context.new_page().goto(f"{empty}/decisions")
    blank = page.context.pages[-1]
    expect(blank.locator(".blank h2")).to_have_text("No decisions yet")
    assert blank.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
