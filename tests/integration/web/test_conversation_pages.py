"""The pages of conversations, and the box under an answer, as a browser without a script has them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup
from web_clients import client_over
from web_reading import HTML, one, page, words

from assistant.answering.conversing.history import WITHHELD
from assistant.web.services import Services
from tests.stand_ins.conversed import ANA, BO, SECURITY, Talk, document

HOSTILE = "<script>alert(1)</script> kafka"
LEAK = "The kafka token leaked in March."


@pytest.fixture
def talk() -> Talk:
    return Talk([(document("kafka"), ["Kafka has six brokers.", "Kafka is the bus."])])


@pytest.fixture
def conversing(services: Services, talk: Talk) -> Services:
    return replace(
        services, asker=talk.conversing, conversations=talk.conversations, documents=talk.documents, caller=lambda: ANA
    )


@pytest.fixture
async def ana(conversing: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(conversing) as client:
        yield client


def filled(soup: BeautifulSoup, selector: str) -> dict[str, str]:
    """What the form would send besides the question."""
    return {str(field["name"]): str(field["value"]) for field in one(soup, selector).select("input[type=hidden]")}


async def asked(client: httpx.AsyncClient, question: str, fields: dict[str, str]) -> BeautifulSoup:
    response = await client.get("/", params={**fields, "q": question}, headers=HTML)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


async def begun(client: httpx.AsyncClient, question: str = "who runs kafka?") -> BeautifulSoup:
    return await asked(client, question, filled(await page(client, "/"), "#ask"))


def thread(soup: BeautifulSoup) -> list[str]:
    return [words(heading) for heading in soup.select("#thread .turn h2, main > .turn h2")]


async def test_the_box_under_an_answer_goes_on_and_shows_the_thread_above(ana: httpx.AsyncClient, talk: Talk) -> None:
    first = await begun(ana)
    assert thread(first) == []
    second = await asked(ana, "why?", filled(first, ".follow-up"))
    assert thread(second) == ["who runs kafka?"]
    assert words(one(second, "#asked")) == "why?"
    third = await asked(ana, "shorter", filled(second, ".follow-up"))
    assert thread(third) == ["who runs kafka?", "why?"]
    assert [one.turns for one in talk.conversations.of(ANA)] == [3]


async def test_a_page_that_is_loaded_again_asks_in_the_same_place(ana: httpx.AsyncClient, talk: Talk) -> None:
    fields = filled(await page(ana, "/"), "#ask")
    first = await asked(ana, "who runs kafka?", fields)
    await asked(ana, "why?", filled(first, ".follow-up"))
    again = await asked(ana, "who runs kafka?", fields)
    assert thread(again) == []
    assert [one.turns for one in talk.conversations.of(ANA)] == [2]


async def test_each_question_in_the_field_above_begins_a_conversation(ana: httpx.AsyncClient, talk: Talk) -> None:
    first = await begun(ana)
    await asked(ana, "why?", filled(first, "#ask"))
    assert [one.turns for one in talk.conversations.of(ANA)] == [1, 1]


async def test_the_filters_go_on_with_the_conversation(ana: httpx.AsyncClient) -> None:
    fields = filled(await page(ana, "/"), "#ask")
    first = await asked(ana, "who runs kafka?", {**fields, "kind": "design-doc", "author": "Ana"})
    assert {"kind": "design-doc", "author": "Ana"}.items() <= filled(first, ".follow-up").items()


async def test_what_was_asked_of_an_answer_is_not_rated(ana: httpx.AsyncClient) -> None:
    first = await begun(ana)
    assert first.select("[data-feedback]")
    assert not (await asked(ana, "shorter", filled(first, ".follow-up"))).select("[data-feedback]")


async def test_the_list_names_each_conversation_and_what_can_be_done(ana: httpx.AsyncClient) -> None:
    await begun(ana, HOSTILE)
    soup = await page(ana, "/conversations")
    assert words(one(soup, ".title")) == HOSTILE
    assert soup.select("script") == []
    assert {words(link) for link in soup.select(".grounds .meta a")} == {"Go on", "Export", "Delete"}


async def test_an_empty_list_says_what_to_do(ana: httpx.AsyncClient) -> None:
    assert "Nothing yet" in words(one(await page(ana, "/conversations"), ".empty"))


async def test_a_conversation_is_shown_and_gone_on_with(ana: httpx.AsyncClient) -> None:
    await asked(ana, "why?", filled(await begun(ana), ".follow-up"))
    path = str(one(await page(ana, "/conversations"), ".title")["href"])
    soup = await page(ana, path)
    assert thread(soup) == ["who runs kafka?", "why?"]
    third = await asked(ana, "and then?", filled(soup, ".follow-up"))
    assert thread(third) == ["who runs kafka?", "why?"]
    go_on = next(link for link in (await page(ana, "/conversations")).select(".meta a") if words(link) == "Go on")
    continued = await page(ana, str(go_on["href"]))
    assert thread(continued) == ["who runs kafka?", "why?", "and then?"]
    assert filled(continued, "main > .follow-up")["turn"] == "3"


async def test_one_is_ended_by_a_button_and_then_offers_no_box(ana: httpx.AsyncClient) -> None:
    await begun(ana)
    path = str(one(await page(ana, "/conversations"), ".title")["href"])
    action = str(one(await page(ana, path), ".doings form")["action"])
    response = await ana.post(action)
    assert (response.status_code, urlsplit(response.headers["location"]).path) == (303, path)
    soup = await page(ana, path)
    assert soup.select(".follow-up") == []
    assert "ended" in words(one(soup, ".hint"))
    identity = path.rpartition("/")[2]
    ended = await ana.get("/", params={"q": "why?", "conversation": identity}, headers=HTML)
    assert ended.status_code == 409


async def test_deleting_is_asked_about_first(ana: httpx.AsyncClient, talk: Talk) -> None:
    await begun(ana)
    path = str(one(await page(ana, "/conversations"), ".title")["href"])
    soup = await page(ana, f"{path}?delete=yes")
    assert "who runs kafka?" in words(one(soup, ".lead"))
    assert len(talk.conversations.of(ANA)) == 1
    response = await ana.post(str(one(soup, "form.doings")["action"]))
    assert (response.status_code, urlsplit(response.headers["location"]).path) == (303, "/conversations")
    assert talk.conversations.of(ANA) == []


async def test_all_are_deleted_after_a_word_of_confirmation(ana: httpx.AsyncClient, talk: Talk) -> None:
    for _ in range(3):
        await begun(ana)
    await talk.ask("who runs kafka?", who=BO)
    soup = await page(ana, "/conversations?delete=all")
    assert "3 conversations" in words(one(soup, ".lead"))
    assert (await ana.post(str(one(soup, "form.doings")["action"]))).status_code == 303
    assert (talk.conversations.of(ANA), len(talk.conversations.of(BO))) == ([], 1)


@pytest.mark.parametrize("path", ["/conversations", "/conversations/c1/end", "/conversations/c1/delete"])
async def test_no_other_website_can_end_or_delete(ana: httpx.AsyncClient, talk: Talk, path: str) -> None:
    await talk.ask("who runs kafka?", "c1")
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}):
        assert (await ana.post(path, headers=headers)).status_code == 403
    (left,) = talk.conversations.of(ANA)
    assert not left.has_ended


async def test_somebody_elses_page_is_the_same_404(ana: httpx.AsyncClient, talk: Talk) -> None:
    await talk.ask("who runs kafka?", "theirs", BO)
    for name in ("theirs", "none"):
        soup = await page(ana, f"/conversations/{name}", 404)
        assert "There is no such conversation among yours" in words(one(soup, "main"))
    for action in ("end", "delete"):
        assert (await ana.post(f"/conversations/theirs/{action}")).status_code == 404
    assert thread(await asked(ana, "why?", {"conversation": "theirs", "turn": "1"})) == []


async def test_what_was_revoked_is_on_no_page(services: Services) -> None:
    held = Talk([(document("leak", SECURITY), [LEAK]), (document("kafka"), ["Kafka is the bus."])])
    over = replace(services, asker=held.conversing, conversations=held.conversations, caller=lambda: ANA)
    async with client_over(over) as client:
        first = await begun(client, "did the token leak?")
        assert LEAK in words(one(first, "#answer .prose"))
        held.documents.drop("leak")
        second = await asked(client, "why?", filled(first, ".follow-up"))
        whole = await page(client, str(one(await page(client, "/conversations"), ".title")["href"]))
    for soup in (second, whole):
        assert LEAK not in soup.get_text()
        assert "About leak" not in str(soup)
        assert WITHHELD in soup.get_text()


async def test_where_conversations_are_not_kept_there_is_no_box(services: Services) -> None:
    async with client_over(services) as client:
        assert not (await begun(client, "Which message bus?")).select(".follow-up")
