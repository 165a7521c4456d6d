"""The application over a library in memory, reached without a network, and over one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from decided_library import CURATOR, decided
from playwright.sync_api import Browser, Page, sync_playwright
from web_browser import ARGUMENTS, DESKTOP, Watched
from web_clients import SUGGESTIONS, Server, client_over
from web_library import ADMIN, GUEST, LibraryAsker, LibraryDocuments, LibrarySearcher, LibrarySources, library_known

from assistant.web.services import Services
from tests.stand_ins.remembered import HeldExtracts, knowledge_over


@pytest.fixture
def asker() -> LibraryAsker:
    return LibraryAsker()


@pytest.fixture
def services(asker: LibraryAsker) -> Services:
    return Services(
        searcher=LibrarySearcher(),
        asker=asker,
        documents=LibraryDocuments(),
        sources=LibrarySources(),
        caller=lambda: ADMIN,
        knowledge=knowledge_over(HeldExtracts(library_known())),
        organisation="Tidewater",
        suggestions=SUGGESTIONS,
    )


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator's client."""
    async with client_over(services) as client:
        yield client


@pytest.fixture
async def guest(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The client of somebody in no group."""
    async with client_over(replace(services, caller=lambda: GUEST)) as client:
        yield client


@pytest.fixture
def library(services: Services) -> Services:
    """The application over decisions of every kind; a file about something else has a library of its own."""
    return decided(services)


@pytest.fixture
async def admin(library: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator's client of the library."""
    async with client_over(library) as client:
        yield client


@pytest.fixture
async def curator(library: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The client of somebody who may rule, and may not read what only security may."""
    async with client_over(replace(library, caller=lambda: CURATOR)) as client:
        yield client


@pytest.fixture
async def reader(library: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The library's client of somebody in no group."""
    async with client_over(replace(library, caller=lambda: GUEST)) as client:
        yield client


@pytest.fixture
def serve() -> Iterator[Callable[[Services], str]]:
    """Serves an application on a real port and gives its address."""
    running: list[Server] = []

    def start(services: Services) -> str:
        running.append(Server(services).__enter__())
        return running[-1].url

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium's path. Without one the browser tests are skipped, or fail where LORE_REQUIRE_BROWSER=1."""
    for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser"):
        if Path(path).exists():
            return path
    missing = "Chromium is not installed (apt-get install chromium), so no page was opened in a browser"
    if os.environ.get("LORE_REQUIRE_BROWSER") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(services: Services, serve: Callable[[Services], str]) -> str:
    """The address of an application over the services."""
    return serve(services)


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page at a path, in a window of its own; at the end nothing may have gone wrong on any of them."""
    opened = []

    def open_at(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=site, **({"viewport": DESKTOP} | options))
        opened.append(Watched(context.new_page(), site))
        opened[-1].page.goto(path)
        return opened[-1].page

    yield open_at
    for watched in opened:
        watched.page.context.close()
    assert [complaint for watched in opened for complaint in watched.complaints] == []
