"""What is read into questions, and what is left alone."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.queries import ANY_TIME, Filters, TimeWish
from assistant.domain.understood import Understood
from assistant.retrieval.understanding.inventory import DatedDecision, History, Inventory
from assistant.retrieval.understanding.understanding import plainly, understand
from tests.stand_ins.stocked import ANA, BO, CHEN, HARBOUR, MARCH

TODAY = date(2026, 11, 22)


def read(text: str, inventory: Inventory = HARBOUR) -> Understood:
    return understand(text, inventory, TODAY)


def at(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "after", "before", "searched"),
    [
        ("what was said in last March's minutes about retention?", at(2026, 3), at(2026, 4), None),
        ("what did we agree in the meeting of 2024-07-29 on tiles", at(2024, 7, 29), at(2024, 7, 30), None),
        ("minutes from June 2024 about retention", at(2024, 6), at(2024, 7), "minutes about retention"),
        ("meetings in Q3 2025 about hiring", at(2025, 7), at(2025, 10), "meetings about hiring"),
        ("PRs since June about flags", at(2026, 6), None, "PRs about flags"),
        ("PRs merged last week that touch auth", at(2026, 11, 15), at(2026, 11, 23), "PRs merged that touch auth"),
        (
            "what was decided between March and May 2024 about billing?",
            at(2024, 3),
            at(2024, 6),
            "what was decided about billing?",
        ),
        ("what was decided from March to May about billing?", at(2026, 3), at(2026, 6), "what was decided about billing?"),
        (
            'What did TSC decide in Jul 2024 about "Drop assert"?',
            at(2024, 7),
            at(2024, 8),
            'What did TSC decide about "Drop assert"?',
        ),
        (
            "what did we discuss on 5 March 2024 about berths?",
            at(2024, 3, 5),
            at(2024, 3, 6),
            "what did we discuss about berths?",
        ),
        ("What did we decide about retention last year?", at(2025, 1), at(2026, 1), "What did we decide about retention?"),
        ("what was said about Kafka before March 2024?", None, at(2024, 3), "what was said about Kafka?"),
        ("discussions about Kafka after March 2024", at(2024, 4), None, None),
        ("summarize the meeting on 2026-09-10", at(2026, 9, 10), at(2026, 9, 11), "summarize the meeting on 2026-09-10"),
        ("threads about brokers in the last three weeks", at(2026, 11, 1), None, "threads about brokers"),
        ("any news about brokers since Monday?", at(2026, 11, 16), None, "any news about brokers?"),
        ("What's new since August?", at(2026, 8), None, "What's new since August?"),
        ("what changed in the pipeline between March and May 2025?", at(2025, 3), at(2025, 6), "what changed in the pipeline?"),
        ("What was decided about Kafka this year?", at(2026, 1), at(2027, 1), "What was decided about Kafka?"),
        ("yesterday's incident with the broker", at(2026, 11, 21), at(2026, 11, 22), "incident with the broker"),
        ("What happened with the broker in early 2025?", at(2025, 1), at(2025, 5), "What happened with the broker?"),
        ("Was wurde im Protokoll vom 22.5.2025 zu Kafka beschlossen?", at(2025, 5, 22), at(2025, 5, 23), None),
        ("Was wurde letzte Woche zu Kafka beschlossen?", at(2026, 11, 15), at(2026, 11, 23), "Was wurde zu Kafka beschlossen?"),
        ("Was haben wir seit Juni 2025 zu Kafka entschieden?", at(2025, 6), None, "Was haben wir zu Kafka entschieden?"),
        ("compte rendu de mars 2024 sur Kafka", at(2024, 3), at(2024, 4), "compte rendu sur Kafka"),
        ("qu'a-t-on décidé en mars 2024 sur Kafka ?", at(2024, 3), at(2024, 4), None),
        ("acta de marzo de 2024 sobre Kafka", at(2024, 3), at(2024, 4), "acta sobre Kafka"),
        ("¿qué se ha decidido desde junio de 2025 sobre Kafka?", at(2025, 6), None, None),
        ("2025年3月的会议讨论了Kafka的什么？", at(2025, 3), at(2025, 4), "会议讨论了Kafka的什么？"),
        ("上个月讨论了Kafka的什么？", at(2026, 10), at(2026, 11), "讨论了Kafka的什么？"),
        ("先月の会議でKafkaについて何が決まった？", at(2026, 10), at(2026, 11), None),
    ],
)
def test_a_time_of_what_was_said_or_written_becomes_a_filter(
    text: str, after: datetime | None, before: datetime | None, searched: str | None
) -> None:
    found = read(text)

    assert (found.filters.after, found.filters.before) == (after, before)
    assert searched is None or found.text == searched


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("in last March's minutes, what was said about retention", "meeting"),
        ("What is in the minutes about Redis?", "meeting"),
        ("in which meeting did we talk about hypertable chunks", "meeting"),
        ("meeting notes about Kafka", "meeting"),
        ("Besprechung vom 22.5.2025 zu Kafka", "meeting"),
        ("2025年3月的会议讨论了什么", "meeting"),
        ("2024年3月の議事録にKafkaの話は？", "meeting"),
        ("PRs touching auth.py", "code-review"),
        ("which pull requests changed the retry limit", "code-review"),
        ("Which PR fixed the double booking?", "code-review"),
        ("show me the merge requests about flags", "code-review"),
        ("design docs about webhooks", "design-doc"),
        ("find ADRs on retention", "design-doc"),
        ("Are there any RFCs about pagination?", "design-doc"),
        ("what do our design docs say about retention in the ADRs", "design-doc"),
        ("slack threads about the outage", "thread"),
        ("handbook pages about holidays", "page"),
    ],
)
def test_documents_that_are_asked_for_become_their_kind(text: str, kind: str) -> None:
    assert read(text).filters.kinds == (kind,)


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("open PRs about flags", ("open",)),
        ("which PRs are still open", ("open",)),
        ("merged pull requests touching auth.py", ("merged",)),
        ("closed PRs about graphql", ("closed",)),
        ("rejected ADRs about caching", ("rejected",)),
        ("accepted decision records on retention", ("Accepted", "final")),
        ("which RFCs were rejected?", ("rejected",)),
        ("withdrawn RFCs about caching", ()),
    ],
)
def test_a_status_becomes_the_documents_own_words_for_it(text: str, statuses: tuple[str, ...]) -> None:
    assert read(text).filters.statuses == statuses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did Ana say about retention?", Filters(voices=ANA)),
        ("What does Bo Lindqvist think of Kafka?", Filters(voices=BO)),
        ("why did Ana object to Protobuf?", Filters(voices=ANA)),
        ("according to Bo, how big are the disks?", Filters(voices=BO)),
        ("What did April March propose?", Filters(voices=MARCH)),
        ("What did 陈伟 say about flags?", Filters(voices=CHEN)),
        ("陈伟对监控说了什么？", Filters(voices=CHEN)),
        ("Was hat Ana über Kafka gesagt?", Filters(voices=ANA)),
        ("Qu'a dit Ana à propos de Kafka ?", Filters(voices=ANA)),
        ("¿Qué dijo Ana sobre Kafka?", Filters(voices=ANA)),
        ("What did Mei say about chunks?", Filters(voices=("Liu Mei", "Mei Tanaka"))),
        ("PRs by @ana about flags", Filters(kinds=("code-review",), authors=ANA)),
        ("design docs written by Ana Ruiz", Filters(kinds=("design-doc",), authors=ANA)),
        ("messages from Bo about disks", Filters(authors=BO)),
        ("Ana's PRs", Filters(authors=ANA)),
        ("PRs reviewed by Bo about kafka", Filters(kinds=("code-review",), reviewers=BO)),
        ("what did the storage team decide about tiles?", Filters(folders=("meetings/storage-team",))),
        ("decisions of the storage team on tiles", Filters(folders=("meetings/storage-team",))),
        ("What did TSC decide about funding?", Filters(folders=("meetings/tsc",))),
        ("what did the platform team decide about brokers", Filters(voices=("Ana Ruiz", "Bo Lindqvist"))),
        ("was it decided by the platform team that disks grow?", Filters(voices=("Ana Ruiz", "Bo Lindqvist"))),
        ("what happened in #incidents with the broker", Filters(folders=("channels/C1",))),
        ("broker alarms in the incidents channel", Filters(folders=("channels/C1",))),
        ("what is said in the adr folder about Kafka", Filters(folders=("adr", "docs/adr"))),
        ("retention in docs/adr/", Filters(folders=("docs/adr",))),
        ("holidays in the handbook wiki", Filters(sources=("handbook",))),
        ("in:#incidents disk alarms", Filters(folders=("channels/C1",))),
        ("from:@ana kafka", Filters(authors=ANA)),
        ("kafka before:2024-01-01", Filters(before=at(2024, 1))),
        ("kafka during:march", Filters(after=at(2026, 3), before=at(2026, 4))),
        ("kafka after:2024-05-01 disks", Filters(after=at(2024, 5, 2))),
    ],
)  # fmt: skip
def test_people_teams_and_places_that_are_known_become_filters(text: str, expected: Filters) -> None:
    assert read(text).filters == expected


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("What did we use before we moved to Kafka?", None, at(2023, 5, 11)),
        ("how were sessions kept before the migration to OIDC?", None, at(2023, 11, 14)),
        ("what changed since we adopted OIDC", at(2023, 11, 14), None),
        ("what was the bus before ADR-0019?", None, at(2023, 5, 11)),
        ("what was the bus before ADR 19?", None, at(2023, 5, 11)),
        ("what did we use before we introduced the cache?", None, None),
        ("what did we use before we moved to Pulsar?", None, None),
        ("what do I do before I move to Kafka?", None, None),
        ("before we moved, where was the office?", None, None),
    ],
)
def test_a_decision_tells_a_time_only_where_it_is_the_one_that_is_meant(
    text: str, after: datetime | None, before: datetime | None
) -> None:
    found = read(text)

    assert (found.filters.after, found.filters.before) == (after, before)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("the latest minutes of the data weekly", TimeWish(latest=True)),
        ("the newest ADR about search", TimeWish(latest=True)),
        ("what is our current retention policy?", TimeWish(latest=True)),
        ("the latest version of the policy on secrets", TimeWish(latest=True)),
        ("Do we still use GraphQL these days?", TimeWish(latest=True)),
        ("Is ADR-0004 still in force?", TimeWish(latest=True)),
        ("最新的决定是什么", TimeWish(latest=True)),
        ("最新の議事録", TimeWish(latest=True)),
        ("die aktuelle Richtlinie zu Passwörtern", TimeWish(latest=True)),
        ("what was our message bus as of March 2023", TimeWish(as_of=date(2023, 3, 31))),
        ("as of 2024-03-05, which limit held?", TimeWish(as_of=date(2024, 3, 5))),
        ("Was RabbitMQ in force in 2023?", TimeWish(as_of=date(2023, 12, 31))),
        ("Was the rate limit 600 in force in March 2024?", TimeWish(as_of=date(2024, 3, 31))),
        ("What was our limit in 2024?", TimeWish(as_of=date(2024, 12, 31))),
    ],
)
def test_the_state_of_things_that_is_wanted_is_a_wish_and_no_filter(text: str, wish: TimeWish) -> None:
    found = read(text)

    assert found.wish == wish
    assert (found.filters.after, found.filters.before) == (None, None)


UNTOUCHED = [
    "May I deploy on Friday?",
    "How do I march through the data?",
    "Did Mark march in March?",
    "Who is April?",
    "Who is on call in May?",
    "What is the latest tag in Docker?",
    "what does latest mean in `latest.json`?",
    "latest version of Kafka",
    "What is the current working directory of the worker?",
    "which current flows through the relay?",
    "What is the open source policy?",
    "is the closed beta over?",
    "What is the rejected status used for?",
    "What does `before` mean in SQL?",
    "what runs before the first test?",
    "Which port does the broker use before TLS?",
    "Is it OK to merge before review?",
    "what happens before deployment in March?",
    "since yesterday the build fails",
    "Why does the build fail since Monday?",
    "The API stopped working in March 2024, why?",
    "What was the outage on 2024-12-03?",
    'What does "Minutes of March 2024" contain?',
    "`in the minutes of 2024-03-05`",
    "> what did Ana say in March 2024\n\nwhy not?",
    "https://wiki.example/minutes/2024-03 does not load",
    "What is PEP 2024 about?",
    "RFC 2119 keywords",
    "error 2024 in the broker",
    "version 2024.1 of the client",
    "How do I open a PR?",
    "What is the PR template?",
    "What RFCs must a new service read?",
    "who takes notes in meetings",
    "how should meeting notes be written?",
    "Who books the meeting room?",
    "Which meetings do I have to attend?",
    "is there a meeting calendar?",
    "What does the storage team do?",
    "who is in the platform team?",
    "What did Zoe say about Kafka?",
    "What did Sam say about Kafka?",
    "What did people say about Kafka?",
    "What did the unknown team decide?",
    "Will Ana be on call?",
    "Who is Ana Ruiz?",
    "Ana's team",
    "the bus by the harbour",
    "stand by Ana",
    "how do I call foo() in the worker folder?",
    "what is in the #general channel",
    "in:#general kafka",
    "from:zoe kafka",
    "before:noon is too early",
    "What is Kafka and why?",
    "rock and roll",
    "black and white tiles",
    "search and replace in the editor",
    "When did we move to Kafka?",
    "why is Kafka the message bus?",
    "Welche Stadt liegt am Hafen?",
    "位置数据的质量规则是什么？",
    "三月是什么意思",
    "",
    "   ",
    "?",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_says_something_else_is_searched_as_it_stands(text: str) -> None:
    assert read(text).is_plain


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is the retry limit, and who decided it?", ("What is the retry limit?", "who decided retry limit?")),
        ("What is the limit? Who set it?", ("What is the limit?", "Who set limit?")),
        ("Compare RabbitMQ and Kafka", ("RabbitMQ", "Kafka")),
        ("Kafka vs RabbitMQ", ("Kafka", "RabbitMQ")),
        ("What is the difference between RFC-002 and RFC-004?", ("RFC-002", "RFC-004")),
        ("compare the costs and benefits of Kafka", ("the costs of Kafka", "benefits of Kafka")),
        ("how does the tail differ from the generation?", ("the tail", "the generation")),
        ("Who owns the broker and why was the mesh removed?", ("Who owns the broker?", "why was the mesh removed?")),
        ("What is Kafka and why?", ()),
        ("What broke and what is the result called?", ()),
        ("compare them and us", ()),
        ('What does "broker? who?" mean', ()),
        ("what if? what then? why? who? where?", ()),
    ],
)
def test_several_questions_are_taken_apart_where_each_stands_alone(text: str, parts: tuple[str, ...]) -> None:
    assert read(text).parts == parts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what did the storage team say in last March's minutes", "storage team · March 2026 · meetings"),
        ("what did Ana say about retention?", "words of Ana Ruiz"),
        ("What did Mei say about chunks?", "words of Liu Mei or Mei Tanaka"),
        ("open PRs since June", "since 1 June 2026 · code reviews · open"),
        ("what was our bus as of March 2023", "as of March 2023"),
        ("What was the bus before ADR-0019?", "before “ADR-0019: Kafka as the message bus” (2023-05-11)"),
    ],
)
def test_what_was_understood_is_told_in_words(text: str, told: str) -> None:
    assert read(text).told == told


def test_nothing_of_what_is_not_in_the_inventory_is_understood() -> None:
    text = "open PRs by Ana in #incidents that the storage team decided in March 2024 before ADR-0019"

    assert read(text, Inventory()).filters == Filters()


def test_what_is_longer_than_a_question_is_not_read() -> None:
    story = "what did Ana say in March 2024 about the broker? " * 20

    assert read(story) == plainly(story)


def test_only_the_explicit_operator_counts_where_words_say_another_time() -> None:
    found = read("minutes of March 2024 about Kafka before:2023-01-01")

    assert (found.filters.after, found.filters.before) == (None, at(2023, 1))


_PIECES = st.sampled_from(
    """what did Ana Bo TSC the storage team decide say about in last March's minutes since June before we moved to Kafka PRs by
    @ana reviewed merged open latest current as of 2024 2024-07-29 between and May in:#incidents from:bo before:2024-01-01 ` " ?
    ,
    design docs adr/ #incidents 会议 2025年3月 上周 讨论 seit Juni Protokoll vom compare vs who why Q3
    2025 the of""".split()
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=14).map(" ".join))


@given(_TEXTS)
def test_reading_never_fails_and_its_own_text_is_searched_as_it_is(text: str) -> None:
    found = read(text)

    assert found.asked == text
    assert read(found.text).text == found.text


@given(_TEXTS)
def test_no_value_of_a_filter_is_invented(text: str) -> None:
    filters = read(text).filters
    names = {name for persons in HARBOUR.people.values() for names in persons for name in names}

    assert set(filters.kinds) <= HARBOUR.kinds
    assert set(filters.sources) <= HARBOUR.sources
    assert set(filters.folders) <= HARBOUR.folders
    assert set(filters.statuses) <= {word for words in HARBOUR.statuses.values() for word in words}
    assert {*filters.authors, *filters.voices, *filters.reviewers} <= names


@given(_TEXTS)
def test_an_empty_inventory_narrows_nothing_by_people_places_or_kinds(text: str) -> None:
    filters = replace(read(text, Inventory()).filters, after=None, before=None)

    assert all(not getattr(filters, each.name) for each in fields(Filters))


@given(_TEXTS)
def test_what_is_quoted_is_never_read(text: str) -> None:
    quoted = text.replace('"', "").replace("\n", " ").strip()

    found = read(f'"{quoted}"')

    assert found.filters == Filters()
    assert found.wish == ANY_TIME


def test_a_team_is_shown_by_its_name_and_never_by_its_members() -> None:
    team, person = read("what did the platform team decide about brokers"), read("what did Ana Ruiz say about brokers?")

    assert team.filters.voices == ("Ana Ruiz", "Bo Lindqvist")
    assert (team.words, team.shown) == (("platform team",), Filters())
    assert person.shown.voices == person.filters.voices != ()


@pytest.mark.parametrize(("day", "when"), [(date.min, "before"), (date.max, "until"), (date.max, "since")])
def test_a_decision_of_the_first_or_last_day_that_there_is_sets_a_time(day: date, when: str) -> None:
    history = History((DatedDecision(("ADR-0020: Kafka", "adr 20"), day),))

    found = read(f"what was decided {when} ADR-0020?", replace(HARBOUR, history=lambda: history))

    assert found.filters.after or found.filters.before
