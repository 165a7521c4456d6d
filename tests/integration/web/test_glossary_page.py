"""The glossary over HTTP and on its page, and what speaks of a document."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from bs4 import BeautifulSoup
from web_clients import SITE, client_over
from web_library import GUEST, HELD, library_known

from assistant.domain.glossary import Term
from assistant.domain.quotes import Quote
from assistant.web.services import Services
from tests.stand_ins.remembered import HeldExtracts, HeldPlaces, knowledge_over

KAFKA, LEAK = "adr-0019-kafka-md", "security-2025-03-token-leak-md"
TERMS = (
    (KAFKA, Term("DLQ", "dead-letter queue", Quote("the dead-letter queue keeps 30 days", 0, 1), is_acronym=True)),
    (KAFKA, Term("lag", "how far <b>behind</b> a consumer is", Quote("Each team owns its consumer lag.", 0, 3))),
    (LEAK, Term("CI", "continuous integration", Quote("A CI log printed a deploy token.", 0, 0), is_acronym=True)),
)


@pytest.fixture
def services(services: Services) -> Services:
    places = HeldPlaces(chunk for _, chunks in HELD.values() for chunk in chunks)
    return replace(services, knowledge=knowledge_over(HeldExtracts(library_known(*TERMS)), places))


@pytest.fixture
async def guest(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(replace(services, caller=lambda: GUEST)) as client:
        yield client


async def soup(client: httpx.AsyncClient, path: str) -> BeautifulSoup:
    response = await client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


async def test_the_glossary_has_each_term_with_the_place_that_defines_it(client: httpx.AsyncClient) -> None:
    found = (await client.get("/v1/glossary")).json()
    assert [entry["name"] for entry in found["entries"]] == ["CI", "DLQ", "lag"]
    assert found["total"] == 3
    (meaning,) = found["entries"][1]["meanings"]
    (definition,) = meaning["definitions"]
    key = HELD[KAFKA][1][1].key
    assert (meaning["text"], definition["url"]) == ("dead-letter queue", f"{SITE}/documents/{KAFKA}#c-{key}")
    assert definition["quote"] in HELD[KAFKA][1][1].text
    assert definition["document"]["title"] == "ADR-0019: Kafka as the message bus"


async def test_the_glossary_is_searched_and_cut(client: httpx.AsyncClient) -> None:
    assert [entry["name"] for entry in (await client.get("/v1/glossary?q=queue")).json()["entries"]] == ["DLQ"]
    assert len((await client.get("/v1/glossary?k=1")).json()["entries"]) == 1
    assert [entry["name"] for entry in (await client.get("/v1/glossary?initial=l")).json()["entries"]] == ["lag"]


@pytest.mark.parametrize("path", ["/v1/glossary?k=0", "/v1/glossary?k=1001", "/v1/glossary?initial=ab"])
async def test_wrong_parameters_are_refused(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 422


async def test_a_term_is_looked_up_by_its_name(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/glossary/dlq")).json()["name"] == "DLQ"


async def test_a_term_of_a_hidden_document_is_as_if_it_were_not_there(guest: httpx.AsyncClient) -> None:
    found = (await guest.get("/v1/glossary")).json()
    assert ([entry["name"] for entry in found["entries"]], found["total"]) == (["DLQ", "lag"], 2)
    hidden, unheard_of = await guest.get("/v1/glossary/CI"), await guest.get("/v1/glossary/XX")
    assert hidden.status_code == unheard_of.status_code == 404
    assert hidden.json()["detail"] == unheard_of.json()["detail"]
    page = await soup(guest, "/glossary")
    assert "continuous" not in page.text
    assert not page.select('a[href="/glossary?initial=C"]')


async def test_the_page_leads_to_the_defining_chunk_and_shows_hostile_words_as_words(client: httpx.AsyncClient) -> None:
    page = await soup(client, "/glossary")
    assert [term.text for term in page.select("dfn")] == ["CI", "DLQ", "lag"]
    assert "how far <b>behind</b> a consumer is" in page.text
    links = [link["href"] for link in page.select(".terms a")]
    assert f"/documents/{KAFKA}#c-{HELD[KAFKA][1][1].key}" in links


async def test_the_page_searches_and_says_so_when_nothing_fits(client: httpx.AsyncClient) -> None:
    assert [term.text for term in (await soup(client, "/glossary?q=queue")).select("dfn")] == ["DLQ"]
    assert [term.text for term in (await soup(client, "/glossary?initial=D")).select("dfn")] == ["DLQ"]
    assert "Nothing fits" in (await soup(client, "/glossary?q=zzz")).text


async def test_a_long_glossary_is_shown_a_letter_at_a_time(services: Services) -> None:
    many = [
        (KAFKA, Term(f"{letter}{number:03} thing", "what it means", Quote("x", 0, 0)))
        for letter in "ab"
        for number in range(200)
    ]
    long = replace(services, knowledge=knowledge_over(HeldExtracts(library_known(*many))))
    async with client_over(long) as client:
        first, second = await soup(client, "/glossary"), await soup(client, "/glossary?initial=B")
    assert {term.text[0] for term in first.select("dfn")} == {"a"}
    assert {term.text[0] for term in second.select("dfn")} == {"b"}


async def test_an_empty_glossary_says_how_to_fill_it(services: Services) -> None:
    async with client_over(replace(services, knowledge=knowledge_over(HeldExtracts()))) as client:
        assert "Full Name (ABC)" in (await soup(client, "/glossary")).text


async def test_a_document_names_what_speaks_of_it(client: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    path = "meetings-2024-11-14-apps-weekly-txt"
    for caller in (client, guest):
        found = (await caller.get(f"/v1/documents/{path}")).json()
        assert found["backlinks"] == [
            {"relation": "closes", "document": "reviews-pull-412-json", "title": "Expire cursors after 24 hours (#412)"}
        ]
        page = await soup(caller, f"/documents/{path}")
        assert "Closed by" in page.text
        assert page.select('.stated a[href="/documents/reviews-pull-412-json"]')
