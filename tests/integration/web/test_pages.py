"""The pages as they come from the server, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from web_clients import SUGGESTIONS, client_over
from web_events import events
from web_library import LibrarySources

from assistant.domain.documents import Kind
from assistant.domain.sources import SourceState
from assistant.web import views
from assistant.web.services import Services
from assistant.web.views import kind_label

HTML = {"accept": "text/html"}


async def page(client: httpx.AsyncClient, path: str) -> BeautifulSoup:
    response = await client.get(path, headers=HTML)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


PAGES = ["/", "/?q=Kafka+bus", "/sources", "/docs", "/documents/adr-0019-kafka-md", "/documents/guides-hostile-md"]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_has_landmarks_a_heading_and_nothing_inline_or_foreign(client: httpx.AsyncClient, path: str) -> None:
    soup = await page(client, path)
    for selector in ("html[lang]", "title", "main", "header.top", "nav[aria-label=Main]", "h1", "a.skip[href='#main']"):
        one(soup, selector)
    assert not soup.select("[style], style, img, iframe, script:not([src])")
    assert all(str(script["src"]).startswith("/static/") for script in soup.select("script"))
    assert all(str(link["href"]).startswith("/static/") for link in soup.select("link"))
    assert not [name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for field in soup.select("input:not([type=hidden]), select, textarea"):
        assert field.find_parent("label") or soup.select(f"label[for={field['id']}]")


async def test_the_empty_page_offers_questions_to_try(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/")
    assert [link.text for link in soup.select(".suggestions a")] == list(SUGGESTIONS)
    assert "1,111 documents" in one(soup, ".held").text


async def test_an_empty_library_says_how_to_fill_it(services: Services) -> None:
    class NoSources(LibrarySources):
        def states(self) -> list[SourceState]:
            return []

    async with client_over(replace(services, sources=NoSources())) as client:
        assert "lore add folder" in (await page(client, "/")).text
        assert "lore add folder" in (await page(client, "/sources")).text


async def test_a_question_in_the_address_is_answered_without_a_script(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/?q=Which+message+bus")
    assert one(soup, "textarea#q").text.strip() == "Which message bus"
    assert "6 brokers" in one(soup, "#answer .prose").text
    assert "hidden" not in one(soup, "#result").attrs
    cited = soup.select("#answer .cite a")
    assert [link.text for link in cited] == ["1", "2", "1"]
    assert str(cited[0]["href"]).startswith("/documents/adr-0019-kafka-md#c-")
    assert [badge.text for badge in soup.select("#sources .number")] == ["1", "2"]
    assert "Worded by openai:gpt-test" in one(soup, ".made").text
    assert "1.2 s" in one(soup, ".made").text


async def test_what_was_found_and_not_cited_stands_below(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/?q=Which+message+bus")
    others = one(soup, "#sources ul.sources")
    assert "ADR-0004" in others.text
    assert "superseded by ADR-0019" in one(others, ".badge.past").text


async def test_an_abstention_says_so_honestly(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/?q=zzz+qqq")
    assert "do not say" in one(soup, ".not-found h2").text
    assert "comes near" in one(soup, "#sources .empty").text


async def test_a_failed_model_is_named_above_the_quotations(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/?q=Kafka+with+the+model+down")
    assert "did not answer in time" in one(soup, ".answer .notice").text
    assert "extractive" in one(soup, ".made").text


async def test_filters_in_the_address_are_applied_and_shown(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/?q=message+bus&author=Noor,+Ines&before=2023-01-01&kind=design-doc")
    assert "open" in one(soup, "details.filters").attrs
    assert one(soup, "select[name=kind] option[selected]")["value"] == "design-doc"
    assert one(soup, "input[name=author]")["value"] == "Noor, Ines"
    assert {link.text for link in soup.select("#sources .title")} == {"ADR-0004: RabbitMQ as the message bus"}


@pytest.mark.parametrize("query", ["kind=poem", "after=someday", f"q={'x' * 4001}"], ids=["kind", "date", "length"])
async def test_a_filter_that_cannot_be_is_a_page_that_says_why(client: httpx.AsyncClient, query: str) -> None:
    response = await client.get(f"/?{query}", headers=HTML)
    assert response.status_code == 422
    assert one(BeautifulSoup(response.text, "lxml"), ".error .lead").text


async def test_what_was_asked_is_text_on_the_page(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/?q=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E&author=%22%3E%3Cb%3E")
    assert "alert(1)" in one(soup, "textarea#q").text
    assert {script["src"] for script in soup.select("script")} == {"/static/ask.js", "/static/feedback.js"}


async def test_sources_of_others_are_neither_offered_nor_counted(guest: httpx.AsyncClient) -> None:
    soup = await page(guest, "/")
    assert [option.text for option in soup.select("select[name=source] option")] == ["Any", "handbook"]
    assert "1,110" in one(soup, ".held").text


async def test_a_document_shows_what_a_reader_has_to_know(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/documents/adr-0019-kafka-md")
    about = one(soup, ".about").text
    for words in (
        "Design doc",
        "accepted",
        "Ana Ruiz, Bo Lindqvist",
        "14 March 2025",
        "handbook/adr/0019-kafka.md",
        "everyone",
    ):
        assert words in about
    targets = {f"#{section['id']}" for section in soup.select(".chunk")}
    assert {link["href"] for link in soup.select(".contents a")} <= targets
    assert len(targets) == 4


@pytest.mark.parametrize(
    ("document", "words"),
    [("adr-0004-rabbitmq-md", "once held"), ("rfcs-rfc-008-eta-rst", "not adopted")],
)
async def test_a_document_that_does_not_hold_says_so(client: httpx.AsyncClient, document: str, words: str) -> None:
    assert words in one(await page(client, f"/documents/{document}"), ".about .notice").text


async def test_a_meeting_shows_who_was_there_and_what_was_decided(client: httpx.AsyncClient) -> None:
    about = one(await page(client, "/documents/meetings-2024-11-14-apps-weekly-txt"), ".about")
    assert "Lars Okafor, <i>Jo</i>" in about.text
    assert [item.text for item in about.select(".stated")[0].select("li")] == ["Cursors <b>expire</b> after 24 h"]


async def test_links_lead_to_what_the_caller_may_read_and_nowhere_else(guest: httpx.AsyncClient) -> None:
    about = one(await page(guest, "/documents/reviews-pull-412-json"), ".about")
    (held,) = about.select(".stated a")
    assert (held["href"], held.text) == ("/documents/meetings-2024-11-14-apps-weekly-txt", "Apps weekly, 14 November 2024")
    assert [path.text for path in about.select(".stated .path")] == [
        "drafts/secret-plan.md",
        "https://outside.example/issues/7",
    ]
    assert "A plan with no readers" not in about.text


async def test_a_document_is_in_its_own_language(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/documents/design-位置数据-md")
    assert one(soup, "article")["lang"] == "zh"
    assert one(soup, "html")["lang"] == "en"


async def test_who_may_read_a_restricted_document_is_said(client: httpx.AsyncClient) -> None:
    assert "group security" in one(await page(client, "/documents/security-2025-03-token-leak-md"), ".about").text
    assert "administrators only" in one(await page(client, "/documents/drafts-secret-plan-md"), ".about").text


async def test_an_address_that_would_run_something_is_no_link(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/documents/handbook-on-call-adoc")
    assert not soup.select("[href^=javascript]")


async def test_a_document_without_text_says_so(client: httpx.AsyncClient) -> None:
    assert "holds no text" in (await page(client, "/documents/handbook-empty-txt")).text


async def test_a_hidden_document_is_the_page_of_one_that_does_not_exist(guest: httpx.AsyncClient) -> None:
    hidden = await guest.get("/documents/security-2025-03-token-leak-md", headers=HTML)
    missing = await guest.get("/documents/none", headers=HTML)
    assert hidden.status_code == missing.status_code == 404
    without_ids = [BeautifulSoup(each.text, "lxml").select("main .lead, main h1") for each in (hidden, missing)]
    assert without_ids[0] == without_ids[1]


async def test_the_sources_page_says_what_is_complete(client: httpx.AsyncClient) -> None:
    soup = await page(client, "/sources")
    assert [badge.text for badge in soup.select(".holdings .status")] == ["never read", "complete", "with failures"]
    assert "/srv/handbook" in soup.text


async def test_the_api_page_names_every_route(client: httpx.AsyncClient) -> None:
    text = (await page(client, "/docs")).text
    for route in ("POST /v1/ask", "POST /v1/search", "GET /v1/documents/{document_id}", "GET /readyz"):
        assert route in text


async def test_the_pages_own_stream_brings_html_in_the_order_of_an_answer(client: httpx.AsyncClient) -> None:
    found = events((await client.get("/ask/stream?q=Which+message+bus")).text.split("\n"))
    names = [event.name for event in found]
    assert (names[0], names[-1]) == ("sources", "done")
    assert set(names[1:-1]) == {"draft"}
    assert "2 documents found" in found[0].data["status"]
    assert "6 brokers" in found[-1].data["answer"]
    assert 'class="number"' in found[-1].data["sources"]


@pytest.mark.parametrize(("question", "words"), [("fail+at+once", "no answer"), ("break+Kafka", "Something went wrong")])
async def test_the_pages_own_stream_ends_with_what_failed(client: httpx.AsyncClient, question: str, words: str) -> None:
    last = events((await client.get(f"/ask/stream?q={question}")).text.split("\n"))[-1]
    assert last.name == "failed"
    assert words in last.data["html"]
    assert "internals" not in last.data["html"]


async def test_the_pages_own_stream_needs_a_question(client: httpx.AsyncClient) -> None:
    assert (await client.get("/ask/stream")).status_code == 422


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (9, "9 days ago"), (30, "4 weeks ago"), (420, "14 months ago"), (900, "2 years ago")],
)
def test_an_age_is_told_in_one_unit(days: int, words: str) -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert views.age(datetime.fromtimestamp(now.timestamp() - days * 86400, UTC), now) == words


@pytest.mark.parametrize(
    ("status", "is_cautioned"),
    [
        ("accepted", False),
        ("", False),
        ("Superseded by ADR-0019", True),
        ("REJECTED", True),
        ("withdrawn.", True),
        ("merged", False),
    ],
)
def test_readers_are_cautioned_about_what_does_not_hold(status: str, is_cautioned: bool) -> None:
    assert bool(views.caution(status)) is is_cautioned


def test_every_kind_has_its_label() -> None:
    assert {kind_label(kind) for kind in Kind} == {"Design doc", "Code review", "Meeting", "Page", "Thread"}
