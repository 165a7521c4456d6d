"""Health, digests and their counts tell a reader nothing of hidden documents: all is the same in a world without them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.access.directory import Directory, Person
from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Asked, Outcome, Rating
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Known
from assistant.domain.readers import Readers
from assistant.domain.sources import Holdings, SourceEntry, SourceState
from assistant.knowledge.health.digest_forms import as_html, as_markdown, as_slack
from assistant.knowledge.use_cases import Knowledge
from assistant.web.schemas.health import HealthOut
from tests.stand_ins.asked_questions import HeldQuestions, HeldSources, Listened
from tests.stand_ins.decided import Around
from tests.stand_ins.remembered import HeldExtracts, knowledge_over
from tests.stand_ins.upkept import NOW, decision, known, page

USERS = ("ana", "bo", "chen", "root")
PEOPLE = tuple(Person(user, administrator=user == "root") for user in USERS)
GROUPS = {"team": ("ana", "bo", "chen"), "pair": ("ana", "bo"), "curators": ("bo",)}
DIRECTORY = Directory(PEOPLE, GROUPS)
NAMES = tuple(f"zq{n}" for n in range(7))
AUDIENCES = ("everyone", "group:team", "group:pair", "user:ana", "user:bo,user:chen", "")
WORDS = ("kafka", "retention", "laptop", "order", "leave", "policy")

names = st.sampled_from(NAMES)
relations = st.sampled_from(("refers-to", "supersedes", "superseded-by", "implements"))
links = st.lists(st.builds(lambda relation, name: Link(relation, f"{name}.md"), relations, names), max_size=3).map(tuple)


@st.composite
def documents(draw: st.DrawFn, name: str) -> Known:
    document = page(
        name,
        draw(st.sampled_from((0, 3, 40, 400, 900))),
        title=f"{draw(st.sampled_from(WORDS))} {name}",
        kind=draw(st.sampled_from((Kind.PAGE, Kind.DESIGN_DOC, Kind.MEETING))),
        status=draw(st.sampled_from(("", "accepted", "draft", "superseded"))),
        readers=Readers.parse(draw(st.sampled_from(AUDIENCES))),
        links=draw(links),
        authors=(f"Author {name}",),
    )
    if draw(st.booleans()):
        return known(document)
    status = draw(st.sampled_from(("accepted", "proposed", "rejected", "superseded", "")))
    return known(document, decision(document, status, *draw(links), days=draw(st.sampled_from((1, 5, 100)))))


@st.composite
def questions(draw: st.DrawFn, number: int) -> Asked:
    cited = tuple(draw(st.lists(names, max_size=2, unique=True)))
    return Asked(
        id=f"a{number}",
        question=" ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))),
        asked_at=NOW - timedelta(days=draw(st.integers(0, 20)), minutes=number),
        outcome=Outcome.ANSWERED if cited else draw(st.sampled_from((Outcome.ABSTAINED, Outcome.FAILED))),
        asker=draw(st.sampled_from(USERS)),
        teams=("team",),
        cited=cited,
        nearest=tuple(draw(st.lists(names, max_size=3, unique=True))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Known], HeldQuestions]:
    held = HeldQuestions()
    for number in range(draw(st.integers(0, 8))):
        one = draw(questions(number))
        held.keep(one)
        if draw(st.booleans()):
            held.rate(Rating(one.id, one.asker, draw(st.booleans()), "", NOW))
    return [draw(documents(name)) for name in NAMES], held


def told_by(documents: list[Known], held: HeldQuestions) -> Knowledge:
    counted: dict[Readers, int] = {}
    for one in documents:
        counted[one.document.readers] = counted.get(one.document.readers, 0) + 1
    holdings = tuple(Holdings(readers, count, count) for readers, count in counted.items())
    entry = SourceEntry("docs", "folder", "/docs", readers=Readers.parse("everyone"))
    state = SourceState(entry, len(documents), len(documents), NOW, complete=True, listed=len(documents), holdings=holdings)
    around = Around(directory=DIRECTORY, curators=Readers.parse("group:curators"), clock=FixedClock(NOW))
    listened = Listened(held, HeldSources([state]), PEOPLE, GROUPS)
    return knowledge_over(HeldExtracts(documents), around=around, listened=listened)


def without(hidden: set[str], documents: list[Known]) -> list[Known]:
    return [one for one in documents if one.document.id not in hidden]


def everything(knowledge: Knowledge, user: str) -> str:
    """All that a person is told, in every form."""
    principal = DIRECTORY.principal(user)
    report = HealthOut.of(knowledge.health.report(principal), 1000).model_dump(mode="json")
    digest = knowledge.digests.for_person(principal)
    return json.dumps([report, as_slack(digest, "https://x.example")]) + as_markdown(digest, "") + as_html(digest, "")


CHECK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@CHECK
@given(world=worlds())
def test_a_person_is_told_the_same_in_a_world_without_what_is_hidden_from_them(
    world: tuple[list[Known], HeldQuestions],
) -> None:
    documents, held = world
    for user in USERS:
        hidden = {one.document.id for one in documents if not one.document.readers.permit(DIRECTORY.principal(user))}
        told = everything(told_by(documents, held), user)
        assert told == everything(told_by(without(hidden, documents), held), user)
        assert not [name for name in hidden if f"Author {name}" in told or f" {name}" in told or f'"{name}"' in told]


@CHECK
@given(world=worlds(), team=st.sampled_from(("team", "pair")))
def test_a_team_is_told_the_same_in_a_world_without_what_is_hidden_from_any_member(
    world: tuple[list[Known], HeldQuestions], team: str
) -> None:
    documents, held = world
    members = [DIRECTORY.principal(user) for user in GROUPS[team]]
    hidden = {one.document.id for one in documents if not all(one.document.readers.permit(member) for member in members)}
    digest = told_by(documents, held).digests.for_team(team)
    assert digest == told_by(without(hidden, documents), held).digests.for_team(team)
    assert hidden.isdisjoint(change.document.id for change in digest.changes)
    assert hidden.isdisjoint(event.entry.decision.document_id for event in digest.decisions)


@CHECK
@given(world=worlds())
def test_nobody_but_curators_is_told_of_somebody_elses_question(world: tuple[list[Known], HeldQuestions]) -> None:
    documents, held = world
    alone = HeldQuestions()
    for one in held.since(NOW - timedelta(days=99)):
        if one.asker == "ana":
            alone.keep(one)
    for rating in held.ratings(NOW - timedelta(days=99)):
        if rating.user == "ana":
            alone.rate(rating)
    assert everything(told_by(documents, held), "ana") == everything(told_by(documents, alone), "ana")


def test_the_comparison_would_notice_a_trace() -> None:
    """The worlds above differ where something hidden is opened, so that equality is worth something."""
    document = page("zq0", 3)
    shown: Document = replace(document, readers=Readers.parse("everyone"))
    hidden: Document = replace(document, readers=Readers())
    held = HeldQuestions()
    assert everything(told_by([known(shown)], held), "ana") != everything(told_by([known(hidden)], held), "ana")
