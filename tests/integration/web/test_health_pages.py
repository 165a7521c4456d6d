"""`/v1/gaps`, `/health`, `/v1/feedback` and the form under an answer, as their callers see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from web_clients import client_over
from web_library import ADMIN, GUEST

from assistant.access.directory import Directory, Person
from assistant.adapters.system_clock import FixedClock
from assistant.answering.recording import Recorded, Recorder
from assistant.domain.asked import Outcome, Rating
from assistant.domain.documents import Kind, Link
from assistant.domain.readers import Principal, Readers
from assistant.web.services import Services
from tests.stand_ins.asked_questions import HeldQuestions, Listened
from tests.stand_ins.decided import Around
from tests.stand_ins.remembered import HeldExtracts, knowledge_over
from tests.stand_ins.upkept import NOW, asked, decision, known, page

HOSTILE = "<img src=x onerror=alert(1)>"
PEOPLE = tuple(Person(user) for user in ("ana", "bo", "chen", "guest"))
GROUPS = {"apps": ("ana", "bo", "chen"), "curators": ("bo",)}
BO = Principal("bo", frozenset({"apps", "curators"}))

As = Callable[[Principal], httpx.AsyncClient]


@pytest.fixture
def questions() -> HeldQuestions:
    held = HeldQuestions()
    for n, who in enumerate(("ana", "bo", "chen")):
        held.keep(asked("how do I order a laptop", who, 2 + n / 10, teams=("apps",), nearest=("handbook", "hidden")))
    held.keep(asked(HOSTILE, "guest", 1))
    held.keep(replace(asked("why Kafka", "guest", 1, cited=("handbook",)), id="g1"))
    held.rate(Rating("g1", "guest", True, "", NOW))
    held.keep(asked("broken", "ana", 9, outcome=Outcome.FAILED, teams=("apps",)))
    return held


@pytest.fixture
def over(services: Services, questions: HeldQuestions) -> As:
    """A client for each caller, over documents some of which are hidden, and those questions."""
    old, new = page("old", 900, kind=Kind.DESIGN_DOC), page("new", 100, kind=Kind.DESIGN_DOC)
    documents = [
        known(page("handbook", 500, title=HOSTILE, authors=(HOSTILE,))),
        known(page("hidden", 900, title="The hidden one", readers=Readers())),
        known(old, decision(old, "accepted")),
        known(new, decision(new, "accepted", links_to_old())),
        known(page("guide", links=(replace(links_to_old(), relation="refers-to"),))),
    ]
    around = Around(directory=Directory(PEOPLE, GROUPS), clock=FixedClock(NOW), curators=Readers.parse("group:curators"))
    listened = Listened(questions, services.sources, PEOPLE, GROUPS)
    knowledge = knowledge_over(HeldExtracts(documents), around=around, listened=listened)
    recorder = Recorder(questions, str, FixedClock(NOW))
    recording = Recorded(services.asker, recorder, FixedClock(NOW))  # type: ignore[arg-type]  # the library's is an iterator
    knowledge.feedback._behind = replace(knowledge.feedback._behind, settle=recorder.settle)

    def client(who: Principal) -> httpx.AsyncClient:
        return client_over(replace(services, knowledge=knowledge, asker=recording, caller=lambda: who))

    return client


def links_to_old() -> Link:
    return Link("supersedes", "old.md")


async def got(client: httpx.AsyncClient, path: str = "/v1/gaps", **params: Any) -> dict[str, Any]:
    async with client:
        response = await client.get(path, params=params)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


async def test_an_administrator_gets_everything(over: As) -> None:
    report = await got(over(ADMIN))
    assert report["whole"]
    assert [(gap["question"], gap["askers"], gap["teams"]) for gap in report["gaps"]] == [
        ("how do I order a laptop", 3, 1),
        (HOSTILE, None, None),
    ]
    assert [one["id"] for one in report["gaps"][0]["nearest"]] == ["handbook", "hidden"]
    assert {(one["document"]["id"], one["why"]) for one in report["stale"]} == {
        ("guide", "refers-to-superseded"),
        ("handbook", "old"),
        ("hidden", "old"),
    }
    assert [one["document"]["id"] for one in report["orphans"]] == ["hidden"]
    assert report["usage"]["total"] == {
        "asked": 6, "answered": 1, "abstained": 4, "failed": 1, "helpful": 1, "unhelpful": 0,
        "answered_share": 0.1667, "helpful_share": 1.0, "complaints": {},
    }  # fmt: skip
    assert [team["team"] for team in report["usage"]["teams"]] == ["apps"]
    assert report["usage"]["teams"][0]["counts"]["asked"] == 4
    assert {one["source"] for one in report["usage"]["coverage"]} == {"drafts", "handbook", "security"}


async def test_a_curator_gets_all_questions_and_only_their_documents(over: As) -> None:
    report = await got(over(BO))
    assert (report["whole"], report["gaps_total"]) == (True, 2)
    assert "hidden" not in str(report).casefold()
    assert {one["failed"] for one in report["usage"]["coverage"]} == {None}


async def test_others_get_their_own_questions_and_no_team(over: As) -> None:
    report = await got(over(GUEST))
    assert not report["whole"]
    assert [gap["question"] for gap in report["gaps"]] == [HOSTILE]
    assert (report["usage"]["total"]["asked"], report["usage"]["teams"]) == (2, [])
    assert "laptop" not in str(report)


async def test_lists_are_cut_and_their_totals_are_not(over: As) -> None:
    report = await got(over(ADMIN), limit=1)
    assert (len(report["gaps"]), report["gaps_total"], len(report["stale"]), report["stale_total"]) == (1, 2, 1, 3)


@pytest.mark.parametrize("params", [{"weeks": 0}, {"weeks": "x"}, {"limit": 0}, {"weeks": 9999}])
async def test_what_is_no_number_of_weeks_is_refused(over: As, params: dict[str, Any]) -> None:
    async with over(ADMIN) as client:
        assert (await client.get("/v1/gaps", params=params)).status_code == 422


async def test_the_page_shows_plots_with_tables_and_escapes_what_people_wrote(over: As) -> None:
    async with over(ADMIN) as client:
        response = await client.get("/health")
    text = response.text
    assert response.status_code == 200
    assert HOSTILE not in text
    assert "&lt;img src=x" in text
    assert len(re.findall("<rect", text)) == 3, "answered and not in one week, failed in another"
    assert len(re.findall(r'<tr><th scope="row">20\d\d-\d\d-\d\d</th>', text)) == 13
    assert "<script" not in text.partition("<main")[2]
    assert "style=" not in text


async def test_the_page_of_somebody_who_asked_nothing_says_so(over: As) -> None:
    async with over(Principal("stranger")) as client:
        text = (await client.get("/health")).text
    assert "No question was recorded" in text
    assert "<rect" not in text


# ---- feedback ----


@pytest.mark.parametrize("helpful", [True, False])
async def test_feedback_is_kept_and_the_last_word_counts(over: As, questions: HeldQuestions, helpful: bool) -> None:
    async with over(GUEST) as client:
        for given in (not helpful, helpful, helpful):
            response = await client.post("/v1/feedback", json={"answer_id": "g1", "helpful": given, "reason": " so "})
            assert response.status_code == 200
            assert response.json()["reason"] == "so"
    assert [(one.user, one.helpful) for one in questions.ratings(NOW - timedelta(days=9))] == [("guest", helpful)]


async def test_somebody_elses_answer_is_the_same_404_as_none(over: As) -> None:
    async with over(BO) as client:
        refused = [
            await client.post("/v1/feedback", json={"answer_id": answer_id, "helpful": True}) for answer_id in ("g1", "nothing")
        ]
        refused += [await client.get("/feedback", params={"answer": answer_id}) for answer_id in ("g1", "nothing")]
    assert [response.status_code for response in refused] == [404] * 4
    assert len({response.json()["detail"] for response in refused}) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answer_id": "g1"},
        {"helpful": True},
        {"answer_id": "g1", "helpful": True, "user": "bo"},
        {"answer_id": "", "helpful": True},
    ],
    ids=["nothing", "no word", "no answer", "a user in the body", "an empty id"],
)  # fmt: skip
async def test_what_is_no_feedback_is_refused(over: As, body: dict[str, Any]) -> None:
    async with over(GUEST) as client:
        assert (await client.post("/v1/feedback", json=body)).status_code == 422


async def test_an_answer_can_be_rated_on_its_page_without_a_script(over: As, questions: HeldQuestions) -> None:
    async with over(GUEST) as client:
        shown = (await client.get("/", params={"q": "Kafka message bus"})).text
        (answer_id,) = re.findall(r'name="answer_id" value="(\w+)"', shown)
        sent = await client.post("/feedback", data={"answer_id": answer_id, "helpful": "no", "reason": "too short"})
        assert sent.status_code == 303
        thanks = await client.get(sent.headers["location"])
    assert "did not help" in thanks.text
    assert [(one.answer_id, one.helpful, one.reason) for one in questions.ratings(NOW)] == [(answer_id, False, "too short")]


async def test_opening_the_page_of_thanks_changes_nothing(over: As, questions: HeldQuestions) -> None:
    async with over(GUEST) as client:
        assert (await client.get("/feedback", params={"answer": "g1", "helpful": "no"})).status_code == 200
    assert [one.helpful for one in questions.ratings(NOW - timedelta(days=9))] == [True]


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({"answer_id": "g1", "helpful": "maybe"}, {}, 422),
        ({"helpful": "yes"}, {}, 422),
        ({"answer_id": "g1", "helpful": "yes"}, {"sec-fetch-site": "cross-site"}, 403),
        ({"answer_id": "g1", "helpful": "yes"}, {"sec-fetch-site": "same-site"}, 403),
        ({"answer_id": "g1", "helpful": "yes"}, {"origin": "https://evil.example"}, 403),
        ({f"f{n}": "x" for n in range(50)}, {}, 422),
    ],
    ids=["no word", "no answer", "cross-site", "same-site", "foreign origin", "too many fields"],
)
async def test_forms_that_are_not_ours_change_nothing(
    over: As, questions: HeldQuestions, fields: dict[str, str], headers: dict[str, str], status: int
) -> None:
    before = questions.ratings(NOW - timedelta(days=9))
    async with over(GUEST) as client:
        assert (await client.post("/feedback", data=fields, headers=headers)).status_code == status
    assert questions.ratings(NOW - timedelta(days=9)) == before


async def test_nothing_asks_for_a_rating_where_nothing_is_recorded(services: Services) -> None:
    services.knowledge.feedback.is_open = False
    async with client_over(services) as client:
        assert 'action="/feedback"' not in (await client.get("/", params={"q": "Kafka message bus"})).text
