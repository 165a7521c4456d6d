"""The decisions' pages as they come from the server: what they show, to whom, and what their forms do."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from decided_library import (
    HOSTILE,
    KAFKA,
    LOST_ORDER,
    MINUTES,
    NATS,
    POSITIONS,
    RABBIT,
    REDIS,
    SECRET,
    many,
)
from web_clients import client_over
from web_reading import HTML, facts, listed, one, page, words

from assistant.web.services import Services
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

LIST, TIMELINE = "/decisions", "/decisions/timeline"
BOTH = "ADR-0004: RabbitMQ as the message bus , ADR-0007: Redis Streams for replays"
BY_KAFKA = "Superseded by ADR-0019: Kafka as the message bus (2024-03-01)."
UNKNOWN = "which Lore does not know: [knowledge.statuses] in lore.toml can say it."
PAGES = [LIST, TIMELINE, f"{LIST}?as_of=2024-06-01&status=accepted", f"{LIST}/new", f"{LIST}/new?document=doc-kafka"] + [
    f"{LIST}/{id_}{tail}" for id_ in (KAFKA, HOSTILE, MINUTES) for tail in ("", "/correct")
]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_has_landmarks_a_heading_and_nothing_inline_or_foreign(admin: httpx.AsyncClient, path: str) -> None:
    soup = await page(admin, path)
    for selector in ("html[lang]", "head title", "main", "nav[aria-label=Main]", "h1", "a.skip[href='#main']"):
        one(soup, selector)
    assert not soup.select("main [style], style, img, iframe, script:not([src])")
    assert not [name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for field in soup.select("main input:not([type=hidden]), main select, main textarea"):
        assert field.find_parent("label") or soup.select(f"label[for={field['id']}]")
    described = [name for tag in soup.select("[aria-labelledby]") for name in str(tag["aria-labelledby"]).split()]
    assert set(described) <= set(ids)


@pytest.mark.parametrize("path", [LIST, TIMELINE, f"{LIST}/{KAFKA}"])
async def test_the_navigation_says_where_one_is(admin: httpx.AsyncClient, path: str) -> None:
    (here,) = (await page(admin, path)).select("nav[aria-label=Main] [aria-current]")
    assert here.text == "Decisions"


async def test_the_list_shows_the_newest_first_with_status_date_people_and_successor(reader: httpx.AsyncClient) -> None:
    soup = await page(reader, LIST)
    assert listed(soup) == [NATS, MINUTES, KAFKA, POSITIONS, HOSTILE, REDIS, RABBIT]
    kafka = soup.select(".panel")[2]
    assert words(one(kafka, ".badge")) == "Accepted"
    assert one(kafka, "time")["datetime"] == "2024-03-01"
    assert "Ana Ruiz, Bo Lindqvist" in words(kafka)
    assert "We run Kafka with six brokers." in words(kafka)
    assert (
        words(one(soup.select(".panel")[6], ".replaced")) == "Replaced by ADR-0019: Kafka as the message bus ( 1 March 2024 )"
    )


async def test_every_status_is_said_in_words(admin: httpx.AsyncClient) -> None:
    badges = (await page(admin, LIST)).select(".panel .badge.decision")
    assert {words(badge) for badge in badges} == {"Accepted", "Proposed", "Superseded", "Unstated"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=brokers", [KAFKA]),
        ("status=proposed", [NATS]),
        ("status=proposed&status=accepted", [NATS, KAFKA, POSITIONS]),
        ("author=Bo", [KAFKA]),
        ("after=2024-01-01&before=2025-01-01", [MINUTES, KAFKA]),
        ("as_of=2023-01-01&status=accepted", [REDIS, RABBIT]),
        ("as_of=2024-06-01&status=accepted", [KAFKA, POSITIONS]),
        ("origin=minutes", [MINUTES]),
        ("q=&status=&team=&author=&after=&before=&as_of=&origin=", [NATS, MINUTES, KAFKA, POSITIONS, HOSTILE, REDIS, RABBIT]),
    ],
    ids=["words", "status", "two-statuses", "decider", "dates", "in-force-before", "in-force-after", "origin", "empty-fields"],
)
async def test_filters_narrow_the_list(reader: httpx.AsyncClient, query: str, found: list[str]) -> None:
    assert listed(await page(reader, f"{LIST}?{query}")) == found


async def test_the_filters_stay_in_the_form_and_in_the_exports(reader: httpx.AsyncClient) -> None:
    soup = await page(reader, f"{LIST}?q=kafka&status=accepted&status=proposed&author=Ana&as_of=2026-11-01")
    assert one(soup, "#q")["value"] == "kafka"
    assert [box["value"] for box in soup.select("[name=status][checked]")] == ["proposed", "accepted"]
    assert one(soup, ".filter-bar [name=as_of]")["value"] == "2026-11-01"
    assert "open" in one(soup, "details.filters").attrs
    for link, first in zip(soup.select(".exports a"), ("id", "# Decisions"), strict=True):
        assert "q=kafka&status=accepted&status=proposed&author=Ana&as_of=2026-11-01" in str(link["href"])
        exported = await reader.get(str(link["href"]))
        assert exported.status_code == 200
        assert exported.text.lstrip("\ufeff").startswith(first)
        assert "NATS" in exported.text
        assert "Cursors" not in exported.text


@pytest.mark.parametrize(
    "query",
    ["status=nonsense", "origin=nonsense", "after=yesterday", "as_of=2024-13-01", "page=0", "page=x", "q=" + "x" * 300],
)
@pytest.mark.parametrize("path", [LIST, TIMELINE])
async def test_what_can_not_be_filtered_by_is_said(reader: httpx.AsyncClient, path: str, query: str) -> None:
    soup = await page(reader, f"{path}?{query}", 422)
    assert query.partition("=")[0] in one(soup, ".lead").text


async def test_nothing_found_says_what_to_do_next(reader: httpx.AsyncClient) -> None:
    blank = one(await page(reader, f"{LIST}?q=zeppelin"), ".blank")
    assert [link["href"] for link in blank.select("a")] == ["/decisions", "/?q=zeppelin"]


@pytest.mark.parametrize("path", [LIST, TIMELINE])
async def test_without_decisions_the_page_shows_how_they_are_written(services: Services, path: str) -> None:
    async with client_over(replace(services, knowledge=knowledge_over(HeldExtracts()))) as client:
        blank = one(await page(client, path), ".blank")
    assert "Status: accepted" in blank.text
    assert "lore ingest" in blank.text


async def test_a_long_list_has_pages(services: Services) -> None:
    async with client_over(replace(services, knowledge=many(120))) as client:
        first, last = await page(client, f"{LIST}?author=Ana"), await page(client, f"{LIST}?author=Ana&page=3")
        beyond = await page(client, f"{LIST}?page=9")
    assert (len(listed(first)), len(listed(last)), listed(beyond)) == (50, 20, [])
    assert one(first, "[rel=next]")["href"] == "/decisions?author=Ana&page=2"
    assert not last.select("[rel=next]")
    assert not set(listed(first)) & set(listed(last))


async def test_the_timeline_tells_what_happened_by_year_and_month(reader: httpx.AsyncClient) -> None:
    soup = await page(reader, TIMELINE)
    assert [year.text for year in soup.select(".year h2")] == ["2026", "2024", "2023", "2022"]
    told = [words(event) for event in soup.select(".event")]
    assert told[:5] == [
        "30 Sep Proposed ADR-0031: NATS instead of Kafka",
        "14 Nov Decided Cursors expire after 24 hours",
        "1 Mar Superseded ADR-0004: RabbitMQ as the message bus by ADR-0019: Kafka as the message bus",
        "1 Mar Superseded ADR-0007: Redis Streams for replays by ADR-0019: Kafka as the message bus",
        f"1 Mar Decided ADR-0019: Kafka as the message bus in place of {BOTH}",
    ]


async def test_the_timelines_dates_are_those_of_events(reader: httpx.AsyncClient) -> None:
    soup = await page(reader, f"{TIMELINE}?after=2024-03-01&before=2024-03-02")
    assert [str(link["href"]) for link in soup.select(".event > div > p:first-child a")] == [
        f"/decisions/{id_}" for id_ in (RABBIT, REDIS, KAFKA)
    ]
    assert one(soup, "[role=status]").text.startswith("3 events")


async def test_a_decision_shows_all_that_is_known_of_it(reader: httpx.AsyncClient) -> None:
    soup = await page(reader, f"{LIST}/{KAFKA}")
    assert words(one(soup, "h1")) == "ADR-0019: Kafka as the message bus"
    assert words(one(soup, ".statement .prose")) == "We run Kafka with six brokers."
    assert facts(soup) == {
        "Status": "Accepted. Its document says “Accepted”.",
        "Decided": "1 March 2024",
        "Proposed": "15 January 2024",
        "Decided by": "Ana Ruiz, Bo Lindqvist",
        "Stands in": "ADR-0019: Kafka as the message bus",
        "Needs": "位置数据的保留策略 accepted , ADR-0040",
        "Discussed in": "Cursors expire after 24 hours unstated",
    }
    rows = [[words(cell) for cell in row.select("th, td")] for row in soup.select(".data tbody tr")]
    assert rows == [
        ["Stay with RabbitMQ", "It loses the order of messages when a queue is moved."],
        ["Redis Streams", "not stated"],
    ]


@pytest.mark.parametrize(
    ("id_", "status"),
    [
        (RABBIT, f"Superseded. Its document says “Superseded by ADR-0019”. {BY_KAFKA}"),
        (MINUTES, "Unstated. Its document states no status."),
        (POSITIONS, "Accepted. Its document says “已接受”."),
        (HOSTILE, f"Unstated. Its document says “<i>Rejected</i>”, {UNKNOWN}"),
    ],
    ids=["superseded", "no-word", "another-language", "unknown-word"],
)
async def test_the_page_says_why_a_decision_has_its_status(reader: httpx.AsyncClient, id_: str, status: str) -> None:
    assert facts(await page(reader, f"{LIST}/{id_}"))["Status"] == status


async def test_a_superseded_decision_says_at_once_by_what(reader: httpx.AsyncClient) -> None:
    notice = one(await page(reader, f"{LIST}/{RABBIT}"), ".page-head .notice")
    assert words(notice) == "Superseded by ADR-0019: Kafka as the message bus ( 1 March 2024 ) ."
    assert notice.select("a")[0]["href"] == f"/decisions/{KAFKA}"


async def test_what_is_in_force_at_the_end_of_a_chain_is_named(admin: httpx.AsyncClient) -> None:
    notices = [words(notice) for notice in (await page(admin, f"{LIST}/{RABBIT}")).select(".page-head .notice")]
    assert notices[1] == "In force now: ADR-0040: Pulsar after the breach ( 1 October 2026 ) ."


async def test_evidence_leads_to_the_very_chunk(reader: httpx.AsyncClient) -> None:
    soup = await page(reader, f"{LIST}/{RABBIT}")
    quotes = {words(one(item, "blockquote")): str(one(item, "a")["href"]) for item in soup.select(".quotes li")}
    document = await page(reader, "/documents/doc-rabbit")
    for quote, href in quotes.items():
        assert quote in words(one(document, f"#{href.partition('#')[2]}"))
    assert LOST_ORDER in quotes


async def test_the_lineage_is_drawn_with_links_and_told_in_words(reader: httpx.AsyncClient) -> None:
    soup = await page(reader, f"{LIST}/{KAFKA}")
    drawn = {str(box["href"]): box for box in soup.select("svg a.box")}
    assert list(drawn) == [f"/decisions/{id_}" for id_ in (RABBIT, REDIS, KAFKA, NATS)]
    assert drawn[f"/decisions/{KAFKA}"]["aria-label"] == "ADR-0019: Kafka as the message bus, 2024, accepted, this decision"
    assert {"asked", "current"} <= set(drawn[f"/decisions/{KAFKA}"]["class"])
    assert len(soup.select("svg .arrow")) == 3
    assert len(soup.select("svg .arrow.tentative")) == 1
    assert one(soup, "svg .arrow title").text == LOST_ORDER
    told = [words(step) for step in soup.select(".steps li")]
    assert told[0].endswith(f"replaced by ADR-0019: Kafka as the message bus : {LOST_ORDER}")
    assert "this decision in force now" in told[2]
    assert told[2].endswith("ADR-0031: NATS instead of Kafka would replace it, and is only proposed")


async def test_a_decision_alone_has_no_picture(reader: httpx.AsyncClient) -> None:
    assert not (await page(reader, f"{LIST}/{MINUTES}")).select("svg .box, .steps")


async def test_hostile_words_are_shown_as_they_are_and_do_nothing(admin: httpx.AsyncClient) -> None:
    for path in (LIST, TIMELINE, f"{LIST}/{HOSTILE}", f"{LIST}/{HOSTILE}/correct", "/documents/doc-hostile"):
        main = one(await page(admin, path), "main")
        assert not main.select("script, main i, main u, main b, [href^=javascript]")
    soup = await page(admin, f"{LIST}/{HOSTILE}")
    assert one(soup, "h1").text == "ADR-0050: <script>alert(1)</script> Notes"
    assert facts(soup)["Decided by"] == "<u>Mallory</u>"


async def test_a_document_names_the_decision_in_it(reader: httpx.AsyncClient) -> None:
    line = one(await page(reader, "/documents/doc-rabbit"), ".decided")
    assert words(line) == "Decision: ADR-0004: RabbitMQ as the message bus Superseded"
    assert one(line, "a")["href"] == f"/decisions/{RABBIT}"


async def test_a_document_without_decisions_names_none(client: httpx.AsyncClient) -> None:
    assert "Decision" not in words(one(await page(client, "/documents/handbook-on-call-adoc"), ".about")).replace(
        "Write down a decision", ""
    )


SEEN_BY_ALL = [LIST, TIMELINE, f"{LIST}?q=breach", f"{LIST}?status=superseded", "/documents/doc-kafka"] + [
    f"{LIST}/{id_}" for id_ in (RABBIT, REDIS, KAFKA, NATS, MINUTES, POSITIONS)
]


@pytest.mark.parametrize("path", SEEN_BY_ALL)
async def test_a_decision_that_is_not_for_the_reader_leaves_no_trace(reader: httpx.AsyncClient, path: str) -> None:
    text = (await reader.get(path, headers=HTML)).text
    for trace in ("Pulsar", SECRET, "1 October", "2026-10-01", "doc-secret"):
        assert trace not in text


async def test_the_same_page_tells_those_who_may_know(admin: httpx.AsyncClient) -> None:
    assert facts(await page(admin, f"{LIST}/{KAFKA}"))["Status"].startswith("Superseded.")
    assert SECRET in listed(await page(admin, LIST))


@pytest.mark.parametrize("tail", ["", "/correct"])
async def test_what_may_not_be_read_is_the_same_404_as_what_is_not_there(curator: httpx.AsyncClient, tail: str) -> None:
    told = [one(await page(curator, f"{LIST}/{id_}{tail}", 404), ".lead").text for id_ in (SECRET, "nothing")]
    assert told[0] == told[1]


@pytest.mark.parametrize("act", ["confirm", "correct", "undo"])
async def test_what_may_not_be_read_can_not_be_ruled_on_either(curator: httpx.AsyncClient, act: str) -> None:
    answers = [await curator.post(f"{LIST}/{id_}/{act}", data={"title": "x"}) for id_ in (SECRET, "nothing")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
