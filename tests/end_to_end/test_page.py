"""From files in a folder to an answer in a browser: the commands that a person types, and the page that they open."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.browser

BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LONGEST_WAIT = 90
FILES = {
    "adr/0011-position-store.md": """---
status: accepted
date: 2022-11-08
author: Mei Lind
---
# ADR-0011: PostgreSQL with TimescaleDB as the position store

## Context

The document store lost writes during failover, and range queries over a voyage took eleven seconds.

## Decision

Positions are stored in PostgreSQL with the TimescaleDB extension. The chunk interval is one day.
""",
    "adr/0002-document-store.md": """---
status: superseded by ADR-0011
date: 2022-02-01
author: Noor Haddad
---
# ADR-0002: A document store for positions

## Decision

Positions are stored in a document store, one document a vessel and hour.
""",
    "meetings/2024-11-14-weekly.txt": """Weekly, 14 November 2024

Lars: The old interface stays until June.
Jo: I tell support.
Lars: Thank you.
Jo: You are welcome.
""",
}


def lore(home: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "assistant", "--home", str(home), *arguments]
    subprocess.run(command, check=True, timeout=LONGEST_WAIT, capture_output=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served library of three documents, indexed with the embedder that needs no model."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("corpus")
    (home / "lore.toml").write_text('organisation = "Tidewater"\n\n[embedder]\nmodel = "hashing"\n', encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    lore(home, "add", "folder", str(folder), "--name", "docs", "--readers", "everyone")
    lore(home, "ingest")
    serving = [sys.executable, "-u", "-m", "assistant", "--home", str(home), "serve", "--port", "0"]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = re.search(r"http://\S+", server.stdout.readline())
        assert address is not None
        wait_until(lambda: is_ready(address[0]))
        yield address[0]
        server.terminate()


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except URLError:
        return False


def wait_until(done: Callable[[], bool]) -> None:
    give_up = time.monotonic() + LONGEST_WAIT
    while not done():
        assert time.monotonic() < give_up, "the server did not become ready"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def chromium() -> str:
    """Chromium's path. Without one these tests are skipped, or fail where LORE_REQUIRE_BROWSER=1."""
    found = next((path for path in BROWSERS if Path(path).exists()), None)
    if found is None:
        missing = "Chromium is not installed (apt-get install chromium), so the page was not opened in a browser"
        if os.environ.get("LORE_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture
def page(chromium: str, site: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(base_url=site)
        page.set_default_timeout(LONGEST_WAIT * 1000)
        page.goto("/")
        yield page
        browser.close()


def ask(page: Page, question: str) -> None:
    page.fill("#q", question)
    page.keyboard.press("Enter")
    page.locator(".made").wait_for()


def test_a_question_is_answered_from_the_files_and_the_citation_opens_the_place(page: Page) -> None:
    ask(page, "What is the chunk interval of TimescaleDB for positions?")
    expect(page.locator("#answer .prose")).to_contain_text("one day")
    page.locator("#answer .cite a").first.click()
    expect(page.locator("h1")).to_contain_text("ADR-0011")
    expect(page.locator(".chunk:target")).to_contain_text("chunk interval is one day")


def test_what_the_files_do_not_say_is_not_answered(page: Page) -> None:
    ask(page, "How many zebras graze behind the cafeteria on Thursdays?")
    expect(page.locator(".not-found")).to_be_visible()


def test_the_sources_page_shows_what_was_indexed(page: Page) -> None:
    page.get_by_role("link", name="Sources", exact=True).first.click()
    expect(page.locator(".holdings")).to_contain_text("docs")
    expect(page.locator(".holdings .status")).to_have_text("complete")
    expect(page.locator(".holdings .facts dd").first).to_have_text(str(len(FILES)))


def test_a_superseded_document_says_so_wherever_it_is_shown(page: Page) -> None:
    ask(page, "Where are positions stored, one document a vessel and hour?")
    page.locator("#sources").get_by_role("link", name="ADR-0002").first.click()
    expect(page.locator(".about .notice")).to_contain_text("This document is superseded")
