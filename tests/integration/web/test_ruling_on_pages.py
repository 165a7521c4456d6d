"""Confirming, correcting, writing and undoing on the pages: who may, what is shown, and what a mistake says."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from bs4 import BeautifulSoup
from decided_library import (
    CURATOR,
    KAFKA,
    MINUTES,
    POSITIONS,
    RABBIT,
    SECRET,
)
from web_clients import client_over
from web_library import GUEST
from web_reading import HTML, facts, form_of, listed, one, page, words

from assistant.domain.readers import Principal
from assistant.web.services import Services

LIST = "/decisions"


async def corrected(client: httpx.AsyncClient, id_: str, **changes: str) -> httpx.Response:
    form = form_of(await page(client, f"{LIST}/{id_}/correct"))
    return await client.post(f"{LIST}/{id_}/correct", data=form | changes, headers=HTML)


@pytest.mark.parametrize("path", [f"{LIST}/{KAFKA}/confirm", f"{LIST}/{KAFKA}/correct", f"{LIST}/{KAFKA}/undo", f"{LIST}/new"])
async def test_nobody_else_may_rule(reader: httpx.AsyncClient, path: str) -> None:
    refused = await reader.post(path, data={"title": "x", "statement": "y", "readers": "everyone"}, headers=HTML)
    assert refused.status_code == 403
    assert "curators" in BeautifulSoup(refused.text, "lxml").select(".lead")[0].text
    soup = await page(reader, f"{LIST}/{KAFKA}")
    assert not soup.select("form[method=post], .rulings, a[href$='/correct']")
    assert not (await page(reader, LIST)).select("a[href='/decisions/new']")
    assert not (await page(reader, "/documents/doc-kafka")).select("a[href^='/decisions/new']")


@pytest.mark.parametrize("path", [f"{LIST}/new", f"{LIST}/{KAFKA}/correct"])
async def test_nobody_else_sees_the_forms(reader: httpx.AsyncClient, path: str) -> None:
    await page(reader, path, 403)


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"}],
    ids=["another-site", "a-sister-site", "another-origin", "no-origin"],
)
@pytest.mark.parametrize("act", [f"{KAFKA}/confirm", f"{KAFKA}/correct", f"{KAFKA}/undo", "new"])
async def test_a_form_of_another_site_is_refused(curator: httpx.AsyncClient, act: str, headers: dict[str, str]) -> None:
    refused = await curator.post(f"{LIST}/{act}", data={"title": "x"}, headers=headers)
    assert refused.status_code == 403
    assert "other websites" in refused.text


async def test_a_confirmation_shows_who_and_when_and_can_be_undone(curator: httpx.AsyncClient) -> None:
    done = await curator.post(f"{LIST}/{KAFKA}/confirm")
    assert (done.status_code, done.headers["location"]) == (303, f"/decisions/{KAFKA}")
    assert words(one(await page(curator, f"{LIST}/{KAFKA}"), ".confirmed")) == "Confirmed by mei, 22 November 2026"
    undone = await curator.post(f"{LIST}/{KAFKA}/undo")
    assert undone.status_code == 303
    assert not (await page(curator, f"{LIST}/{KAFKA}")).select(".confirmed, form[action$=undo]")


async def test_a_correction_is_shown_beside_the_documents_own_value(curator: httpx.AsyncClient) -> None:
    done = await corrected(curator, KAFKA, status="deprecated", decided_on="2024-03-05", deciders="Ana Ruiz\r\nChen Wei\r\n")
    assert (done.status_code, done.headers["location"]) == (303, f"/decisions/{KAFKA}")
    soup = await page(curator, f"{LIST}/{KAFKA}")
    rows = [[words(cell) for cell in row.select("th, td")] for row in soup.select(".rulings tbody tr")]
    assert rows == [
        ["Status", "deprecated", "Accepted", "mei, 22 November 2026"],
        ["Decided", "5 March 2024", "1 March 2024", "mei, 22 November 2026"],
        ["Decided by", "Ana Ruiz, Chen Wei", "Ana Ruiz, Bo Lindqvist", "mei, 22 November 2026"],
    ]
    assert facts(soup)["Status"].startswith("Deprecated. mei says that it is deprecated.")
    assert facts(soup)["Decided by"] == "Ana Ruiz, Chen Wei"


async def test_a_correction_of_what_it_replaces_takes_names_and_addresses(curator: httpx.AsyncClient) -> None:
    named = f"ADR-0019\r\nhttp://127.0.0.1:8080/decisions/{RABBIT}\r\nCursors expire after 24 hours"
    assert (await corrected(curator, POSITIONS, supersedes=named)).status_code == 303
    drawn = [str(box["href"]) for box in (await page(curator, f"{LIST}/{POSITIONS}")).select("svg a.box")]
    assert {f"/decisions/{id_}" for id_ in (KAFKA, RABBIT, MINUTES, POSITIONS)} <= set(drawn)


async def test_a_form_sent_as_it_was_corrects_nothing_and_says_so(curator: httpx.AsyncClient) -> None:
    unchanged = await corrected(curator, KAFKA)
    assert unchanged.status_code == 400
    assert "nothing is corrected" in words(one(BeautifulSoup(unchanged.text, "lxml"), "[role=alert]"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("decided_on", "soon", "2024-03-01"),
        ("decided_on", "", "Undo"),
        ("supersedes", "http://[::1", "is no decision here"),
        ("supersedes", "ADR-0999", "'ADR-0999' is no decision here"),
        ("supersedes", "ADR-0040", "'ADR-0040' is no decision here"),
        ("supersedes", f"/decisions/{SECRET}", "is no decision here"),
        ("supersedes", f"/decisions/{KAFKA}", "itself"),
        ("title", "", "title"),
        ("status", "perhaps", "perhaps"),
    ],
    ids=[
        "no-date",
        "date-gone",
        "no-address",
        "unknown",
        "not-for-them",
        "not-for-them-by-id",
        "itself",
        "no-title",
        "no-status",
    ],
)
async def test_a_mistake_is_said_and_nothing_typed_is_lost(
    curator: httpx.AsyncClient, field: str, value: str, said: str
) -> None:
    refused = await corrected(curator, KAFKA, statement="Seven brokers.", **{field: value})
    soup = BeautifulSoup(refused.text, "lxml")
    assert refused.status_code == 400
    assert said in words(one(soup, "[role=alert]"))
    assert form_of(soup)["statement"].strip() == "Seven brokers."
    assert not (await page(curator, f"{LIST}/{KAFKA}")).select(".rulings table")


async def test_a_decision_is_written_from_a_document_with_its_words(curator: httpx.AsyncClient) -> None:
    form = form_of(await page(curator, f"{LIST}/new?document=doc-minutes"))
    assert form["readers"] == "everyone"
    told = {"title": "Old cursors are gone", "statement": "They end.", "quotes": "cursors expire after 24 hours."}
    done = await curator.post(f"{LIST}/new", data=form | told)
    assert done.status_code == 303, done.text
    soup = await page(curator, done.headers["location"])
    assert "Written by mei, 22 November 2026" in words(one(soup, ".rulings"))
    assert str(one(soup, ".quotes a")["href"]).startswith("/documents/doc-minutes#c-")
    assert "Old cursors are gone" in words(one(await page(curator, "/documents/doc-minutes"), ".about"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "needs a title"),
        ({"readers": ""}, "who may read it"),
        ({"readers": "group:x,nobody"}, "names no readers"),
        ({"document": "doc-minutes", "quotes": "never said"}, "don't stand in"),
    ],
    ids=["no-title", "no-readers", "wrong-readers", "wrong-words"],
)
async def test_what_can_not_be_written_down_is_said(curator: httpx.AsyncClient, changes: dict[str, str], said: str) -> None:
    form = form_of(await page(curator, f"{LIST}/new")) | {"title": "T", "statement": "S", "readers": "everyone"}
    refused = await curator.post(f"{LIST}/new", data=form | changes)
    assert refused.status_code == 400
    soup = BeautifulSoup(refused.text, "lxml")
    assert said in words(one(soup, "[role=alert]")) or said in words(one(soup, "[role=alert]")).casefold()
    assert form_of(soup)["statement"].strip() == "S"


@pytest.mark.parametrize("document", ["doc-secret", "nothing"])
async def test_nothing_is_written_from_a_document_that_is_not_for_the_writer(curator: httpx.AsyncClient, document: str) -> None:
    await page(curator, f"{LIST}/new?document={document}", 404)
    form = {"title": "T", "statement": "S", "readers": "everyone", "document": document}
    assert (await curator.post(f"{LIST}/new", data=form)).status_code == 404


async def test_a_decision_for_few_is_not_there_for_others(library: Services) -> None:
    async with client_over(replace(library, caller=lambda: CURATOR)) as curator:
        form = form_of(await page(curator, f"{LIST}/new")) | {"title": "T", "statement": "S", "readers": "group:data"}
        where = (await curator.post(f"{LIST}/new", data=form)).headers["location"]
        await page(curator, where)
    async with client_over(replace(library, caller=lambda: GUEST)) as reader:
        await page(reader, where, 404)
        assert where.rpartition("/")[2] not in listed(await page(reader, LIST))


async def test_undoing_what_wrote_it_down_leads_to_the_list(curator: httpx.AsyncClient) -> None:
    form = form_of(await page(curator, f"{LIST}/new")) | {"title": "T", "statement": "S", "readers": "everyone"}
    where = (await curator.post(f"{LIST}/new", data=form)).headers["location"]
    undone = await curator.post(f"{where}/undo")
    assert (undone.status_code, undone.headers["location"]) == (303, "/decisions")
    await page(curator, where, 404)


@pytest.mark.parametrize(
    ("caller", "offered"),
    [
        (CURATOR, ["", "everyone", "group:data", "user:mei", "administrators"]),
        (Principal("", administrator=True), ["", "everyone", "administrators"]),
    ],
    ids=["curator", "local-administrator"],
)
async def test_who_may_read_it_is_chosen_and_never_left_to_chance(
    library: Services, caller: Principal, offered: list[str]
) -> None:
    async with client_over(replace(library, caller=lambda: caller)) as client:
        soup = await page(client, f"{LIST}/new")
    options = soup.select("select[name=readers] option")
    assert [option["value"] for option in options] == offered
    assert form_of(soup)["readers"] == ""


async def test_where_it_was_discussed_is_a_link_that_can_be_corrected(curator: httpx.AsyncClient) -> None:
    thread, other = "https://tidewater.slack.com/archives/C1/p1", "https://wiki.example/notes"
    assert (await corrected(curator, KAFKA, discussed_in=thread)).status_code == 303
    assert one(await page(curator, f"{LIST}/{KAFKA}"), f"a[href='{thread}']").text == thread
    assert form_of(await page(curator, f"{LIST}/{KAFKA}/correct"))["discussed_in"] == thread
    await corrected(curator, KAFKA, discussed_in=f"{thread}\n{other}")
    assert (await page(curator, f"{LIST}/{KAFKA}")).select(f"a[href='{other}']")


async def test_what_is_no_address_is_no_place_of_a_discussion(curator: httpx.AsyncClient) -> None:
    refused = await corrected(curator, KAFKA, discussed_in="javascript:alert(1)")
    assert refused.status_code == 400
    assert "is no address of a page" in refused.text
