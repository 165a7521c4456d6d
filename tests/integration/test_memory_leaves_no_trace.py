"""Random organisations with decisions, terms, people, links and questions, through every page and every resource.

Two catalogues are compared: one with all documents, and one from which those that a person may not read were removed. To that
person they must look the same, letter by letter: then no title, count, order, status or date tells of what is hidden. Where a
text is searched, BM25 weighs words by the whole index (the README says so); there, no token of a hidden document may show.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assistant.bootstrap import Lore, open_lore
from assistant.domain.asked import Asked, Interface, Outcome, Rating
from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted
from assistant.domain.glossary import Term
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.web.app import create_app
from tests.integration.index.shelf import Shelf, Written

SETTINGS = """
organisation = "Ship"

[embedder]
model = "hashing"

[knowledge]
curators = ["user:chen"]

[groups]
alpha = ["ana", "bo"]
beta = ["group:alpha", "dmitri"]

[people]
ana = { name = "Ana Ruiz", email = "ana@ship.example", joined = 2024-02-01 }
bo = { name = "Bo Lindqvist" }
chen = { name = "Chen Wei" }
dmitri = { name = "Dmitri Vale", left = true }
"""
USERS = ("ana", "bo", "chen", "dmitri")
AUDIENCES = ("", "everyone", "group:alpha", "group:beta", "user:bo", "user:chen,group:alpha", "group:nobody")
PEOPLE = ("Ana Ruiz", "Bo Lindqvist", "Ruiz, Ana", "A. Stranger")
TOPIC = "kafka"
STATED = ("accepted", "Superseded", "rejected", "proposed", "", "Final")
RELATIONS = ("supersedes", "superseded-by", "needs", "refers-to", "discussed-in", "implements")
TOKEN = re.compile(r"zq\d+")
NOW = datetime.now(UTC).replace(microsecond=0)

WITHOUT_TEXT = (
    "/v1/decisions",
    "/v1/decisions?status=accepted",
    "/v1/decisions?as_of=2024-03-01",
    "/v1/decisions?changed_since=2024-01-01",
    "/v1/decisions.csv",
    "/v1/decisions.md",
    "/v1/glossary",
    "/v1/gaps",
    "/decisions",
    "/decisions/timeline",
    "/glossary",
    "/health",
    "/experts",
    "/onboarding",
    "/sources",
)
WITH_TEXT = (
    f"/v1/decisions?q={TOPIC}",
    f"/v1/experts?q={TOPIC}",
    f"/v1/onboarding?topic={TOPIC}",
    "/v1/onboarding?topic=alpha",
    f"/decisions?q={TOPIC}",
    f"/experts?q={TOPIC}",
    f"/onboarding?topic={TOPIC}",
)
QUESTIONS = (
    f"What was decided about {TOPIC}?",
    "What replaced ADR-1?",
    f"Why did we take {TOPIC}, and is it still in force?",
    "Who knows about umbrellas?",
)
EACH_DOCUMENT = ("/v1/documents/{}", "/documents/{}")
EACH_DECISION = ("/v1/decisions/{}", "/decisions/{}")


@dataclass(frozen=True)
class Story:
    documents: tuple[Written, ...]
    asked: tuple[Asked, ...]


@st.composite
def documents(draw: st.DrawFn, number: int, count: int) -> Written:
    token, day = f"zq{number}", date(2024, 1, 1) + timedelta(days=30 * number)
    others = st.lists(st.tuples(st.sampled_from(RELATIONS), st.integers(0, count - 1)), max_size=3)
    links = tuple(Link(relation, f"adr/{other:04}-on.md") for relation, other in draw(others) if other != number)
    status = f"Status {token}"
    decision = Decision(
        title=f"On {TOPIC} {token}",
        statement=f"We take {TOPIC} {token}.",
        origin=Origin.RECORD,
        id=f"dec{number}",
        document_id=f"doc{number}",
        stated=draw(st.sampled_from(STATED)),
        proposed_on=day,
        decided_on=draw(st.sampled_from([None, day + timedelta(days=3)])),
        deciders=tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))),
        alternatives=(Alternative(f"other {token}", f"bad {token}"),),
        links=tuple(link for link in links if link.relation != "refers-to"),
        quotes=(Quote(status, 1, 0),),
    )
    term = Term(draw(st.sampled_from(["CDM", "TLB", token])), f"Meaning {token}", Quote(status, 1, 0), is_acronym=True)
    roles = st.lists(st.tuples(st.sampled_from(Role), st.sampled_from(PEOPLE)), min_size=1, max_size=3)
    document = Document(
        id=f"doc{number}",
        source=draw(st.sampled_from(["wiki", "adr"])),
        path=f"adr/{number:04}-on.md",
        title=f"{number}. About {TOPIC} {token}",
        kind=draw(st.sampled_from([Kind.DESIGN_DOC, Kind.MEETING, Kind.PAGE])),
        content_hash=token,
        readers=Readers.parse(draw(st.sampled_from(AUDIENCES))),
        authors=(draw(st.sampled_from(PEOPLE)),),
        created_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number),
        updated_at=NOW - timedelta(days=draw(st.sampled_from([1, 40, 900]))),
        status=decision.stated,
        links=links,
    )
    extracted = Extracted(
        decisions=(decision,) if draw(st.booleans()) else (),
        terms=(term,),
        contributions=tuple(Contribution(role, name, quotes=(Quote(status, 1, 0),)) for role, name in draw(roles)),
    )
    return Written(document, (f"{status}\n{TOPIC} CDM words {token}.", f"More on {TOPIC} {token}."), (), extracted)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    count = draw(st.integers(2, 9))
    documents_ids = st.lists(st.integers(0, count - 1).map("doc{}".format), max_size=3, unique=True).map(tuple)
    asked = st.builds(
        Asked,
        id=st.uuids().map(lambda one: one.hex),
        question=st.sampled_from(["How do we dock?", "Where is the kafka runbook?", "What is a TLB?"]),
        asked_at=st.just(NOW - timedelta(days=2)),
        outcome=st.sampled_from(Outcome),
        asker=st.sampled_from(("", *USERS)),
        teams=st.sampled_from([(), ("alpha",), ("beta",)]),
        interface=st.just(str(Interface.PAGE)),
        cited=documents_ids,
        nearest=documents_ids,
    )
    return Story(tuple(draw(documents(number, count)) for number in range(count)), tuple(draw(st.lists(asked, max_size=5))))


@contextmanager
def told(story: Story, hidden: frozenset[str], template: Path) -> Iterator[Lore]:
    """The application over the story, from which the hidden documents were removed again: keys and ids are the same."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with Shelf(home, template=template) as shelf:
            for name in ("wiki", "adr"):
                shelf.add_source(name, Readers())
            shelf.put(*story.documents)
            if hidden:
                shelf.remove(*sorted(hidden))
            for asked in story.asked:
                shelf.catalogue.asked.keep(asked)
                shelf.catalogue.asked.rate(Rating(asked.id, asked.asker, helpful=bool(asked.teams), reason="", given_at=NOW))
            shelf.publish()
        with open_lore(home) as lore:
            yield lore


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settings and an empty catalogue: making the tables takes longer than a story."""
    home = tmp_path_factory.mktemp("template")
    with Shelf(home):
        pass
    shutil.rmtree(home / "index", ignore_errors=True)
    (home / "lore.toml").write_text(SETTINGS, encoding="utf-8")
    return home


def principal_of(lore: Lore, people: tuple[str, ...]) -> Principal:
    """The first of them, before the others' eyes if there are any."""
    asker, *others = map(lore.principal, people)
    return asker.among(others) if others else asker


async def shown(lore: Lore, people: tuple[str, ...], addresses: list[str]) -> dict[str, tuple[int, str]]:
    """What each address answers to these people."""
    services = replace(lore.services(), caller=lambda: principal_of(lore, people))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(services)), base_url="http://localhost") as client:
        answers = {address: await client.get(address) for address in addresses}
        for question in QUESTIONS:
            answers[question] = await client.post("/v1/ask", json={"question": question})
    return {address: (answer.status_code, steady(answer.text)) for address, answer in answers.items()}


def steady(text: str) -> str:
    """An answer without what differs from call to call."""
    text = re.sub(r'"(?:took_ms|generated_at|request_id|instance)": ?[^,}]+', "", text)
    return re.sub(r"[0-9a-f]{32}|\d{2}:\d{2}(?::\d{2}(?:\.\d+)?Z?)?", "", text)


CHECK = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller example is not worth the minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@CHECK
@given(story=stories(), people=st.lists(st.sampled_from(USERS), min_size=1, max_size=3, unique=True).map(tuple))
def test_what_is_hidden_leaves_no_trace_anywhere(story: Story, people: tuple[str, ...], template: Path) -> None:
    numbers = range(len(story.documents))
    each = [form.format(f"doc{n}") for form in EACH_DOCUMENT for n in numbers]
    each += [form.format(f"dec{n}") for form in EACH_DECISION for n in numbers]
    with told(story, frozenset(), template) as lore:
        each_of_them = [lore.principal(user) for user in people]
        readable = {
            one.document.id for one in story.documents if all(one.document.readers.permit(person) for person in each_of_them)
        }
        whole = asyncio.run(shown(lore, people, [*WITHOUT_TEXT, *each, *WITH_TEXT]))
    hidden = frozenset(one.document.id for one in story.documents) - readable
    with told(story, hidden, template) as lore:
        without = asyncio.run(shown(lore, people, [*WITHOUT_TEXT, *each]))

    exact = without.keys() - set(QUESTIONS)
    assert [address for address in exact if whole[address] != without[address]] == []
    assert {whole[address][0] for address in (*WITHOUT_TEXT, *WITH_TEXT, *QUESTIONS)} == {200}
    allowed = {f"zq{one.removeprefix('doc')}" for one in readable}
    for address in (*WITH_TEXT, *QUESTIONS):
        assert set(TOKEN.findall(whole[address][1])) <= allowed, address


def _plain(number: int, replaces: int | None = None) -> Written:
    """A document for everyone with a decision, a term and an author."""
    quote = Quote(f"Status zq{number}", 1, 0)
    links = () if replaces is None else (Link("supersedes", f"adr/{replaces:04}-on.md"),)
    document = Document(
        id=f"doc{number}",
        source="wiki",
        path=f"adr/{number:04}-on.md",
        title=f"{number}. About zq{number}",
        kind=Kind.DESIGN_DOC,
        content_hash="x",
        readers=Readers.parse("everyone"),
        authors=("Ana Ruiz",),
        updated_at=NOW,
        status="accepted",
        links=links,
    )
    decision = Decision(
        title=f"On zq{number}",
        statement="So.",
        origin=Origin.RECORD,
        id=f"dec{number}",
        document_id=document.id,
        stated="accepted",
        proposed_on=date(2024, 1, 1 + number),
        links=links,
        quotes=(quote,),
    )
    term = Term("CDM", f"Meaning zq{number}", quote)
    author = Contribution(Role.AUTHOR, "Ana Ruiz", quotes=(quote,))
    return Written(document, (quote.text,), (), Extracted((decision,), (term,), (author,)))


def test_the_comparison_would_notice_a_leak(template: Path) -> None:
    """Somebody who may read everything sees the difference that a removed document makes, at nearly every address."""
    first, second = _plain(0), _plain(1, replaces=0)
    story = Story((first, second), ())
    addresses = ["/v1/decisions", "/decisions", "/v1/glossary", "/glossary", "/decisions/timeline", "/v1/decisions/dec0"]
    addresses += ["/v1/documents/doc0", "/decisions/dec0", "/v1/decisions.csv", "/v1/decisions.md"]
    seen = []
    for hidden in (frozenset[str](), frozenset({"doc1"})):
        with told(story, hidden, template) as lore:
            seen.append(asyncio.run(shown(lore, ("ana",), addresses)))

    assert [address for address in addresses if seen[0][address] == seen[1][address]] == []
    assert '"superseded"' in seen[0]["/v1/decisions/dec0"][1]
    assert '"superseded"' not in seen[1]["/v1/decisions/dec0"][1]
