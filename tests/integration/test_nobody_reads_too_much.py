"""Random organisations, documents and questions through everything that answers, against a rule written here anew.

Every chunk, title and path carries a token of its own document, so that a leak of any sort is a token in some output that
the rule does not allow. Addresses carry none, since the documents that link there may name them.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.access.directory import Directory, Person
from assistant.answering.answerer import Answerer
from assistant.domain.answers import Answer, AnswerEvent
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal, Readers
from assistant.ports import Audiences, Checkpoint, Commit
from assistant.web.app import create_app
from assistant.web.services import Services
from tests.integration.index.shelf import Shelf, Written
from tests.stand_ins.remembered import knowledge_over

USERS = ("ana", "bo", "chen", "dmitri", "eve")
GROUPS = ("g0", "g1", "g2", "g3", "g4", "ghost")
"""Nobody defines `ghost`."""
TEAMS = ("hub:t0", "hub:t1", "hub:t2")
"""Groups that sources name."""
EMAILS = {"ana": "Ana@ship.example", "bo": "bo@ship.example", "dmitri": "dmitri@port.example"}
ACCOUNTS = {"ana": ("hub:Ana",), "chen": ("hub:chen", "hub:CW"), "eve": ("hub:ana-x",)}
CLAIMED = ("ana@ship.example", "bo@ship.example", "*@ship.example", "hub:ana", "hub:chen", "hub:cw", "hub:nobody", "hub:bo")
"""How sources name people; nobody claims the last two, though there is a `bo`."""
SOURCES = ("wiki", "adr", "reviews")
FOLDERS = ("", "", "adr/", "adr/old/", "C1/")
AUTHORS = ("Ana Ruiz", "陈伟 Chen Wei", "Ruiz Bo")
STATUSES = ("", "accepted", "Accepted", "superseded")
WORDS = ("kafka", "retention", "berth", "token", "vessel", "the", "位置数据", "slot-scope", "TW-1042")
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
DATES = (None, *(FIRST_DAY + timedelta(days=day, microseconds=day) for day in range(5)))
TOKEN = re.compile(r"zq\d+v\d+")


# ---- what is drawn ----


@dataclass(frozen=True)
class Organisation:
    """Members by group as `lore.toml` has them, the groups that people name themselves, and who administers."""

    members: dict[str, tuple[str, ...]]
    own_groups: dict[str, tuple[str, ...]]
    administrator: str | None
    teams: tuple[dict[str, tuple[str, ...]], ...]
    """By source, the members by group as it names them; the last of them replaced what it said first."""

    def directory(self, audiences: Audiences) -> Directory:
        people = [
            Person(
                user,
                email=EMAILS.get(user, ""),
                accounts=ACCOUNTS.get(user, ()),
                groups=self.own_groups.get(user, ()),
                administrator=user == self.administrator,
            )
            for user in USERS
        ]
        return Directory(people, self.members, audiences)


@dataclass(frozen=True)
class Change:
    """What happens to one document after the first publication; `version` tells its texts apart from the former ones."""

    sort: str
    place: int
    document: Written


@dataclass(frozen=True)
class Asked:
    """`beside` are those who see the answer too, as in a channel; nobody means that the user asks alone."""

    user: str
    text: str
    k: int
    filters: dict[str, Any]
    beside: tuple[str, ...] = ()

    @property
    def together(self) -> tuple[str, ...]:
        return (self.user, *self.beside)


@dataclass(frozen=True)
class Story:
    organisation: Organisation
    source_readers: tuple[tuple[str, ...], ...]
    documents: tuple[Written, ...]
    changes: tuple[Change, ...]
    published: tuple[bool, bool]
    asked: tuple[Asked, ...]


user_member = st.sampled_from([*USERS, *(f"user:{user}" for user in USERS)])
group_member = st.sampled_from([f"group:{group}" for group in (*GROUPS, *TEAMS)])
foreign_member = st.sampled_from([f"user:{name}" for name in CLAIMED] * 2 + [f"group:{group}" for group in (*TEAMS, *GROUPS)])
teams = st.dictionaries(st.sampled_from(TEAMS), st.lists(foreign_member, max_size=3).map(tuple), max_size=3)
members = st.tuples(st.lists(user_member, max_size=1), st.lists(group_member, max_size=2)).map(lambda two: (*two[0], *two[1]))
organisations = st.builds(
    Organisation,
    st.fixed_dictionaries(dict.fromkeys(GROUPS[:4], members)),
    st.dictionaries(st.sampled_from(USERS), st.lists(st.sampled_from(GROUPS[:-1]), max_size=2).map(tuple), max_size=1),
    st.sampled_from([None, None, "eve"]),
    st.tuples(teams, teams, teams),
)
names = [f"user:{name}" for name in (*USERS, *CLAIMED)]
audience = st.sampled_from(names + [f"group:{group}" for group in (*GROUPS, *TEAMS)] * 3)
audiences = st.one_of(
    st.sampled_from([(), ("everyone",)]), *[st.lists(audience, min_size=1, max_size=2).map(tuple) for _ in range(3)]
)
linked = st.lists(st.integers(0, 10), max_size=2, unique=True)
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=3)
fields: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.lists(st.sampled_from([str(kind) for kind in Kind]), min_size=1, max_size=2),
    "source": st.lists(st.sampled_from((*SOURCES, "nowhere")), min_size=1, max_size=2),
    "author": st.lists(st.sampled_from(["ruiz", "ANA RUIZ", "chen", "陈伟", "an", "bo"]), min_size=1, max_size=2),
    "status": st.lists(st.sampled_from(["ACCEPTED", "superseded", "proposed"]), min_size=1, max_size=2),
    "folder": st.lists(st.sampled_from(["adr", "adr/old", "C1", "ad", "old"]), min_size=1, max_size=2),
    "after": st.sampled_from(DATES[1:]),
    "before": st.sampled_from(DATES[1:]),
}
single_filters = [st.fixed_dictionaries({name: values}) for name, values in fields.items()]
filter_sets = st.one_of(st.just({}), *single_filters, st.fixed_dictionaries({}, optional=fields))
asked = st.builds(
    Asked,
    st.sampled_from((*USERS, "")),
    st.lists(st.sampled_from((*WORDS, "who", "zq0v0")), min_size=1, max_size=5).map(" ".join),
    st.integers(1, 30),
    filter_sets,
    st.one_of(st.just(()), st.lists(st.sampled_from((*USERS, "")), min_size=1, max_size=3).map(tuple)),
)


@st.composite
def documents(draw: st.DrawFn, number: int, version: int) -> Written:
    token = f"zq{number}v{version}"
    document = Document(
        id=f"zq{number}",
        source=draw(st.sampled_from(SOURCES)),
        path=f"{draw(st.sampled_from(FOLDERS))}{token}.md",
        title=f"{draw(st.sampled_from(WORDS))} {token}",
        kind=draw(st.sampled_from(Kind)),
        content_hash=token,
        readers=Readers(frozenset(draw(audiences))),
        url=f"https://wiki.example/{number}",
        links=tuple(Link("refers-to", f"https://wiki.example/{one}") for one in draw(linked)),
        authors=tuple(draw(st.lists(st.sampled_from(AUTHORS), max_size=2))),
        updated_at=draw(st.sampled_from(DATES)),
        status=draw(st.sampled_from(STATUSES)),
    )
    return Written(document, tuple(f"{text} {token} c{place}." for place, text in enumerate(draw(texts))))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    count = draw(st.sampled_from([0, 1, 8, 9, 9, 9]))
    changes = []
    for version in range(1, draw(st.integers(0, 5)) + 1):
        place = draw(st.integers(0, count + 1))
        sort = draw(st.sampled_from(["replaced", "removed", "re-permissioned"]))
        changes.append(Change(sort, place, draw(documents(place, version))))
    return Story(
        organisation=draw(organisations),
        source_readers=tuple(draw(audiences) for _ in SOURCES),
        documents=tuple(draw(documents(number, 0)) for number in range(count)),
        changes=tuple(changes),
        published=(draw(st.booleans()), draw(st.booleans())),
        asked=tuple(draw(st.lists(asked, min_size=4, max_size=6))),
    )


# ---- the rule, written anew ----


def is_called(user: str, name: str) -> bool:
    """Whether a source means this user by that name."""
    domain = name.startswith("*@") and EMAILS.get(user, "").endswith(name[1:])
    return domain or name.lower() in [known.lower() for known in (EMAILS.get(user, ""), *ACCOUNTS.get(user, ())) if known]


def is_in(user: str, group: str, organisation: Organisation, through: frozenset[str] = frozenset()) -> bool:
    """Whether a user is in a group, looked for from the group downwards."""
    if group in through:
        return False
    if group in organisation.own_groups.get(user, ()):
        return True
    said_by_sources = [one for said in organisation.teams for one in said.get(group, ())]
    for one in (*organisation.members.get(group, ()), *said_by_sources):
        if one in {user, f"user:{user}"} or is_called(user, one.removeprefix("user:")):
            return True
        if one.startswith("group:") and is_in(user, one[len("group:") :], organisation, through | {group}):
            return True
    return False


def may_read(user: str, names: frozenset[str], organisation: Organisation) -> bool:
    if "everyone" in names or (user and user == organisation.administrator):
        return True
    if not user:
        return False
    return any(
        is_in(user, name[6:], organisation)
        if name.startswith("group:")
        else name == f"user:{user}" or is_called(user, name[5:])
        for name in names
    )


def wanted(document: Document, filters: dict[str, Any]) -> bool:
    if "kind" in filters and str(document.kind) not in filters["kind"]:
        return False
    if "source" in filters and document.source not in filters["source"]:
        return False
    if "status" in filters and document.status.lower() not in [status.lower() for status in filters["status"]]:
        return False
    if "author" in filters:
        names = {part for author in document.authors for part in [author.lower(), *author.lower().split()]}
        if not names & {author.lower() for author in filters["author"]}:
            return False
    if "folder" in filters:
        above = document.path.split("/")[:-1]
        if not any(above[: folder.count("/") + 1] == folder.split("/") for folder in filters["folder"]):
            return False
    if "after" in filters and not (document.updated_at and document.updated_at >= filters["after"]):
        return False
    return not ("before" in filters and not (document.updated_at and document.updated_at < filters["before"]))


# ---- the story told to the real thing ----


@dataclass
class World:
    shelf: Shelf
    held: dict[str, Written]
    story: Story

    def permitted(self, asker: Asked) -> list[Written]:
        """What this person and those beside them may read, filters apart."""
        return [one for one in self.held.values() if self.all_may_read(asker, one.document.readers.names)]

    def all_may_read(self, asker: Asked, names: frozenset[str]) -> bool:
        return all(may_read(user, names, self.story.organisation) for user in asker.together)

    def matching(self, asker: Asked) -> list[str]:
        """The texts that this search is to choose from."""
        return [text for one in self.permitted(asker) if wanted(one.document, asker.filters) for text in one.texts]

    def principal(self, asker: Asked) -> Principal:
        directory = self.story.organisation.directory(self.shelf.catalogue.audiences)
        people = [directory.principal(user) if user else Principal("") for user in asker.together]
        return people[0].among(people[1:]) if asker.beside else people[0]


def tell(shelf: Shelf, story: Story) -> World:
    """Commit, publish, change, publish, as the story has it."""
    for name, readers in zip(SOURCES, story.source_readers, strict=True):
        shelf.add_source(name, Readers(frozenset(readers)))
    for first in (True, False):
        for name, said in zip(SOURCES, story.organisation.teams, strict=True):
            groups = {"hub:t0": CLAIMED[:1], "hub:before": CLAIMED} if first else said
            audiences = {group: frozenset(f"user:{one}" if first else one for one in groups[group]) for group in groups}
            shelf.catalogue.ledger.commit(Commit(checkpoint=Checkpoint(name, audiences=audiences)))
    held = {one.document.id: one for one in story.documents}
    shelf.put(*story.documents)
    if story.published[0]:
        shelf.publish()
    shelf.index.view()
    for number, change in enumerate(story.changes):
        document_id = change.document.document.id
        before = held.get(document_id)
        if change.sort == "removed" and before:
            shelf.remove(document_id)
            del held[document_id]
        elif change.sort == "re-permissioned" and before:
            held[document_id] = before.changed(readers=change.document.document.readers)
            shelf.move(held[document_id].document)
        else:
            held[document_id] = change.document
            shelf.put(change.document)
        if number % 2:
            shelf.index.view()
    if story.published[1]:
        shelf.publish()
    return World(shelf, held, story)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty catalogue: making the tables takes longer than a story."""
    home = tmp_path_factory.mktemp("template")
    with Shelf(home):
        pass
    return home


CHECK = settings(
    max_examples=45,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def leaked(text: str, world: World, asker: Asked) -> set[str]:
    """Tokens in a text that belong to a document, or to a version of it, that the asker may not read."""
    allowed = {TOKEN.search(one.document.title).group() for one in world.permitted(asker)}  # type: ignore[union-attr]
    echoed = set(TOKEN.findall(asker.text))
    return set(TOKEN.findall(text)) - allowed - echoed


def search_filters(filters: dict[str, Any]) -> Filters:
    fields = {"kind": "kinds", "source": "sources", "author": "authors", "status": "statuses", "folder": "folders"}
    return Filters(**{fields.get(name, name): tuple(v) if isinstance(v, list) else v for name, v in filters.items()})


@CHECK
@given(story=stories())
def test_search_and_answers_show_what_the_asker_may_read_and_all_that_was_asked_for(story: Story, template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, Shelf(Path(folder), template=template) as shelf:
        world = tell(shelf, story)
        answerer = Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder)
        for asker in [*story.asked, *(Asked(user, "kafka", 9, one.filters) for one in story.asked for user in USERS)]:
            assert_complete(world, asker)
        for asker in story.asked:
            scope = Scope(world.principal(asker), search_filters(asker.filters))
            events = asyncio.run(collected(answerer, Question(asker.text, scope)))
            assert not leaked(repr([without_question(event) for event in events]), world, asker)


def assert_complete(world: World, asker: Asked) -> None:
    """Both halves and the search find what the rule admits: nothing else, and all of it."""
    shelf, matching = world.shelf, world.matching(asker)
    scope = Scope(world.principal(asker), search_filters(asker.filters))
    view = shelf.index.view()
    nearest = view.nearest(shelf.embedder.embed_question(asker.text), 200, scope)
    assert sorted(shelf.texts(scored.key for scored in nearest)) == sorted(matching)
    words = {scored.key for scored in view.matching(asker.text, 200, scope)}
    assert words <= {scored.key for scored in nearest}
    assert len(words) >= sum(bool(re.search(rf"\b{re.escape(asker.text)}\b", text)) for text in matching)
    hits = shelf.retriever.search(Query(asker.text, scope, asker.k)).hits
    assert {hit.chunk.text for hit in hits} <= set(matching)
    assert len(hits) == min(asker.k, len(matching))


async def collected(answerer: Answerer, question: Question) -> list[AnswerEvent]:
    return [event async for event in answerer.answer(question)]


def without_question(event: AnswerEvent) -> AnswerEvent:
    return replace(event, question="") if isinstance(event, Answer) else event


@settings(CHECK, max_examples=20)
@given(story=stories())
def test_http_shows_what_the_caller_may_read_and_all_that_was_asked_for(story: Story, template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, Shelf(Path(folder), template=template) as shelf:
        world = tell(shelf, story)
        answerer = Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder)
        services = Services(
            searcher=shelf.retriever,
            asker=answerer,
            documents=shelf.catalogue.documents,
            sources=shelf.catalogue.sources,
            caller=lambda: Principal(""),
            knowledge=knowledge_over(shelf.catalogue.extracts),
            organisation="Tidewater",
        )
        for asker in story.asked:
            asyncio.run(through_http(replace(services, caller=partial(world.principal, asker)), world, asker))


def assert_shown(chunks: list[dict[str, Any]], asker: Asked, matching: list[str], *, context: bool) -> None:
    """Nothing but what matches, nothing twice, and as many as were asked for, or all there is."""
    shown = [text for chunk in chunks for text in chunk["text"].split("\n\n")]
    assert len(set(shown)) == len(shown)
    assert set(shown) <= set(matching)
    assert {chunk["exact"] for chunk in chunks} <= set(shown)
    assert len(chunks) <= asker.k
    assert len(chunks) == min(asker.k, len(matching)) or (context and set(shown) == set(matching))


async def through_http(services: Services, world: World, asker: Asked) -> None:
    """One person's requests, each looked at as a whole."""
    filters = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asker.filters.items()}
    transport = httpx.ASGITransport(create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        matching = world.matching(asker)
        for context in (False, True):
            body = {"query": asker.text, "k": asker.k, "filters": filters, "context": context}
            found = await client.post("/v1/search", json=body)
            assert_shown([hit["chunk"] for hit in found.json()["hits"]], asker, matching, context=context)
            assert not leaked(found.text, world, asker)
        for stream in (False, True):
            body = {"question": asker.text, "filters": filters, "stream": stream}
            answered = await client.post("/v1/ask", json=body)
            assert answered.status_code == 200
            assert not leaked(answered.text, world, asker)
        permitted = {one.document.id: one for one in world.permitted(asker)}
        for number in range(11):
            shown = await client.get(f"/v1/documents/zq{number}")
            assert shown.status_code == (200 if f"zq{number}" in permitted else 404)
            assert not leaked(shown.text, world, asker)
        sources = (await client.get("/v1/sources")).json()["sources"]
        rules = zip(SOURCES, world.story.source_readers, strict=True)
        counts = Counter(one.document.source for one in world.permitted(asker))
        open_to_caller = {name for name, names in rules if world.all_may_read(asker, frozenset(names))}
        assert {source["name"]: source["documents"] for source in sources} == {
            name: counts[name] for name in open_to_caller | counts.keys()
        }
