"""Whom to ask, and who somebody is: what the API and the pages show, to whom, and what their forms do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from web_clients import client_over

from assistant.access.directory import Directory, Person
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.people.experts import NOBODY
from assistant.knowledge.people.identities import id_of
from assistant.web.services import Services
from tests.stand_ins.decided import Around, HeldDocuments, WordSearcher
from tests.stand_ins.remembered import HeldExtracts, HeldPlaces, knowledge_over

HOSTILE = "<script>alert(1)</script> Eve"
ANA, BO, EVE, SECRET = "ana@x.example", "bo@x.example", "eve@x.example", "sid@x.example"
TEXTS = {
    "kafka": "The broker keeps messages of Kafka for seven days.",
    "docks": "Docks <b>are</b> found by their outline, says Kafka.",
    "secret": "Kafka was breached on a Sunday.",
}
PARTS = {
    "kafka": (
        Contribution(Role.AUTHOR, "Ana Ruiz", ANA, quotes=(Quote("The broker keeps messages of Kafka for seven days.", 1, 0),)),
        Contribution(Role.REVIEWER, "ana-r", account="github:ana-r"),
    ),
    "docks": (
        Contribution(Role.AUTHOR, HOSTILE, EVE),
        Contribution(Role.REVIEWER, "Bo Berg", BO),
        Contribution(Role.REVIEWER, "Bo Berg", "bo@y.example"),
    ),
    "secret": (Contribution(Role.AUTHOR, "Sid Secret", SECRET),),
}
STRANGER = Principal("guest")


@pytest.fixture
def library(services: Services) -> Services:
    """Three documents, of which one is for security; `ana` is in lore.toml."""
    known, held = [], HeldDocuments()
    for name, text in TEXTS.items():
        readers = Readers.parse("group:security" if name == "secret" else "everyone")
        when = datetime(2025, 3, 14, tzinfo=UTC)
        document = Document(f"doc-{name}", "docs", f"{name}.md", f"About {name}", Kind.PAGE, "0", readers, updated_at=when)
        held.hold(document, [text])
        known.append(Known(document, Extracted(contributions=PARTS[name])))
    directory = Directory([Person("ana", "Ana Ruiz", ANA, ("github:ana-r",))], {})
    around = Around(documents=held, searcher=WordSearcher(held), directory=directory, curators=Readers.parse("user:mei"))
    places = HeldPlaces(chunk for _, chunks in held.all() for chunk in chunks)
    return replace(services, knowledge=knowledge_over(HeldExtracts(known), places, around))


@pytest.fixture
async def stranger(library: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(replace(library, caller=lambda: STRANGER)) as client:
        yield client


async def soup(client: httpx.AsyncClient, path: str) -> BeautifulSoup:
    response = await client.get(path, headers={"accept": "text/html"})
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "html.parser")


def main_of(page: BeautifulSoup) -> Tag:
    found = page.find("main")
    assert isinstance(found, Tag)
    return found


# ---- the API ----


async def test_experts_come_with_the_reason_and_the_place_that_shows_it(stranger: httpx.AsyncClient) -> None:
    body = (await stranger.get("/v1/experts", params={"q": "kafka broker", "k": 1})).json()

    (expert,) = body["experts"]
    assert (expert["person"]["name"], expert["person"]["email"], expert["person"]["user"]) == ("Ana Ruiz", ANA, "ana")
    assert expert["why"] == "Wrote 1 document about this, last in March 2025."
    (evidence,) = expert["evidence"]
    assert (evidence["document"]["id"], evidence["roles"], evidence["quote"]) == (
        "doc-kafka",
        ["author", "reviewer"],
        TEXTS["kafka"],
    )
    assert "/documents/doc-kafka#c-" in evidence["url"]
    assert (body["topic"], body["notice"]) == ("kafka broker", "")


async def test_a_topic_without_evidence_says_so(stranger: httpx.AsyncClient) -> None:
    body = (await stranger.get("/v1/experts", params={"q": "zebra husbandry"})).json()

    assert (body["experts"], body["notice"]) == ([], NOBODY)


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "   "}, {"q": "x", "k": 0}, {"q": "x", "k": 21}, {"q": "x" * 501}])
async def test_what_can_not_be_asked_is_refused(stranger: httpx.AsyncClient, params: dict[str, str]) -> None:
    assert (await stranger.get("/v1/experts", params=params)).status_code == 422


async def test_who_is_only_in_hidden_documents_is_nobody(stranger: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    path = f"/v1/people/{id_of(SECRET)}"
    hidden, missing = await stranger.get(path), await stranger.get("/v1/people/000000000000")

    assert (await admin.get(path)).json()["person"]["name"] == "Sid Secret"
    assert (hidden.status_code, hidden.json()["detail"]) == (404, missing.json()["detail"])
    named = (await stranger.get("/v1/experts", params={"q": "kafka", "k": 20})).text
    assert "Sid" not in named
    assert "breached" not in named


async def test_a_person_is_told_with_aliases_reasons_and_documents(stranger: httpx.AsyncClient) -> None:
    body = (await stranger.get(f"/v1/people/{id_of('github:ana-r')}")).json()

    assert [(one["alias"], one["reason"]) for one in body["aliases"]] == [(ANA, ""), ("github:ana-r", "lore.toml says so")]
    (document,) = body["documents"]
    assert document["document"]["id"] == "doc-kafka"
    assert document["quotes"][0]["url"].endswith("/documents/doc-kafka#c-1000")


async def test_people_are_found_by_name(stranger: httpx.AsyncClient) -> None:
    found = (await stranger.get("/v1/people", params={"q": "berg"})).json()["people"]

    assert sorted(one["email"] for one in found) == [BO, "bo@y.example"]
    assert (await stranger.get("/v1/people", params={"q": "Sid Secret"})).status_code == 404


async def test_a_curator_joins_and_parts_two_and_others_may_not(
    curator: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    pair = {"one": BO, "other": "bo@y.example"}

    assert (await stranger.post("/v1/people/same", json=pair)).status_code == 403
    joined = (await curator.post("/v1/people/same", json=pair)).json()
    assert len((await stranger.get(f"/v1/people/{joined['id']}")).json()["aliases"]) == 2
    assert (await curator.post("/v1/people/different", json={"one": "bo@y.example", "other": BO})).status_code == 200
    assert len((await stranger.get(f"/v1/people/{joined['id']}")).json()["aliases"]) == 1


async def test_joining_a_name_that_two_have_says_which_there_are(curator: httpx.AsyncClient) -> None:
    answer = await curator.post("/v1/people/same", json={"one": "Bo Berg", "other": ANA})

    assert answer.status_code == 400
    assert BO in answer.json()["detail"]


# ---- the pages ----


@pytest.mark.parametrize("path", ["/people", "/experts"])
async def test_the_page_begins_with_a_box_and_no_list_of_people(stranger: httpx.AsyncClient, path: str) -> None:
    page = await soup(stranger, path)

    assert page.find("input", {"name": "q"}) is not None
    assert "Ana Ruiz" not in main_of(page).text


async def test_the_page_shows_why_and_links_to_the_words(stranger: httpx.AsyncClient) -> None:
    main = main_of(await soup(stranger, "/people?q=kafka+broker"))

    first = main.select_one(".panel")
    assert first is not None
    assert "Wrote 1 document about this" in first.text
    assert [link["href"] for link in first.select("a")] == [f"/people/{id_of(ANA)}", "/documents/doc-kafka#c-1000"]
    assert TEXTS["kafka"] in first.text
    assert not main.find(string=lambda text: "score" in text.casefold())


async def test_a_name_in_the_box_finds_the_person(stranger: httpx.AsyncClient) -> None:
    main = main_of(await soup(stranger, "/people?q=Ana+Ruiz"))

    link = main.select_one(".called a")
    assert link is not None
    assert link["href"] == f"/people/{id_of(ANA)}"


async def test_a_page_for_a_topic_that_nobody_knows_says_so(stranger: httpx.AsyncClient) -> None:
    assert NOBODY in main_of(await soup(stranger, "/people?q=zebra+husbandry")).text


@pytest.mark.parametrize("path", ["/people?q=docks+outline", f"/people/{id_of(EVE)}", "/people?q=%3Cscript%3Ealert(1)"])
async def test_hostile_names_texts_and_topics_are_shown_as_text(stranger: httpx.AsyncClient, path: str) -> None:
    main = main_of(await soup(stranger, path))

    assert main.find("script") is None
    assert main.find("b") is None
    assert "<script>alert(1)" in main.text + str(main.find("input"))


async def test_a_person_page_names_aliases_with_reasons_and_namesakes(stranger: httpx.AsyncClient) -> None:
    ana, bo = [main_of(await soup(stranger, f"/people/{id_of(one)}")) for one in (ANA, BO)]

    assert "lore.toml says so" in ana.text
    assert "bo@y.example" in bo.text
    assert ana.find("form") is None
    assert bo.find("form") is None


async def test_the_forms_of_a_curator_join_and_part(curator: httpx.AsyncClient) -> None:
    page = f"/people/{id_of(BO)}"
    offered = main_of(await soup(curator, page)).find("form", {"action": f"{page}/same"})
    assert isinstance(offered, Tag)

    joined = await curator.post(f"{page}/same", data={"other": "bo@y.example"})
    assert (joined.status_code, joined.headers["location"]) == (303, page)
    assert "mei said so on" in main_of(await soup(curator, page)).text

    parted = await curator.post(f"{page}/different", data={"other": "bo@y.example"})
    assert (parted.status_code, parted.headers["location"]) == (303, page)
    assert "nothing shows that they are the same" in main_of(await soup(curator, page)).text


@pytest.mark.parametrize("act", ["same", "different"])
async def test_forms_of_other_sites_and_of_others_change_nothing(
    curator: httpx.AsyncClient, stranger: httpx.AsyncClient, act: str
) -> None:
    path, data = f"/people/{id_of(BO)}/{act}", {"other": "bo@y.example"}

    assert (await curator.post(path, data=data, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await stranger.post(path, data=data)).status_code == 403
    assert "nothing shows that they are the same" in main_of(await soup(curator, f"/people/{id_of(BO)}")).text


async def test_the_page_of_somebody_hidden_is_the_page_of_nobody(stranger: httpx.AsyncClient) -> None:
    for path in (f"/people/{id_of(SECRET)}", "/people/000000000000"):
        response = await stranger.get(path, headers={"accept": "text/html"})
        assert response.status_code == 404
        assert "Sid" not in response.text
