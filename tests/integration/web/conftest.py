"""The application over a library in memory, reached without a network, and over one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from web_clients import SUGGESTIONS, Server, client_over
from web_library import ADMIN, GUEST, LibraryAsker, LibraryDocuments, LibrarySearcher, LibrarySources

from assistant.web.services import Services


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
