"""The small pieces of a reading path: words in use, likeness, weight by links, what changed, what a topic is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.access.staff import Staff
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.changes import News, changes
from assistant.knowledge.onboarding.citedness import Citedness
from assistant.knowledge.onboarding.likeness import say_the_same, shingles
from assistant.knowledge.onboarding.relevance import Topical
from assistant.knowledge.onboarding.topics import topics_of
from assistant.knowledge.onboarding.wording import Wording
from tests.stand_ins.decided import WordSearcher
from tests.stand_ins.newcomers_library import ADMIN, GROUPS, PEOPLE, Shelf, document, library

STAFF = Staff(PEOPLE, GROUPS)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("the DLQ grows", "DLQ", True),
        ("two DLQs grow", "DLQ", True),
        ("the dlq grows", "DLQ", False),
        ("a Berth, taken", "berth", True),
        ("all berths", "berth", True),
        ("berthing", "berth", False),
        ("the dead-letter queue", "Dead letter queue", True),
        ("位置数据质量", "数据", True),
        ("anything", "", False),
        ("anything", "  ", False),
    ],
)
def test_which_words_a_text_uses(text: str, name: str, *, expected: bool) -> None:
    assert Wording([text]).has(name) is expected


TEXT = "one two three four five six seven eight nine ten eleven twelve"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(TEXT, TEXT.upper(), True, id="the same in capitals"),
        pytest.param(TEXT, f"{TEXT} and much more that only the longer one says at the end of it", True, id="one in the other"),
        pytest.param(TEXT, "twelve eleven ten nine eight seven six five four three two one", False, id="other order"),
        pytest.param(TEXT, "", False, id="nothing"),
        pytest.param("short one", "short one", True, id="short ones"),
        pytest.param("short one", "short two", False, id="short ones that differ"),
    ],
)
def test_what_says_the_same(one: str, other: str, *, expected: bool) -> None:
    assert say_the_same(shingles([one]), shingles([other])) is expected


def view_of(*documents: Document) -> View:
    return View({one.id: Known(one, Extracted()) for one in documents}, 1)


def test_weight_flows_to_what_is_spoken_of_from_what_is_of_interest() -> None:
    citedness = Citedness(
        view_of(
            document("a.md", "A", refers=["c.md"]),
            document("b.md", "B", refers=["c.md"]),
            document("c.md", "C"),
            document("d.md", "D", refers=["e.md"]),
            document("e.md", "E"),
        )
    )

    everywhere, at_d = citedness.authority({}), citedness.authority({"d": 1.0})

    assert everywhere["c"] > everywhere["e"] > everywhere["a"]
    assert at_d["e"] > 0.3
    assert at_d["c"] == pytest.approx(0, abs=1e-6)
    assert sum(everywhere.values()) == pytest.approx(1)


@pytest.mark.parametrize("document_", [None, document("a.md", "A"), document("a.md", "A", refers=["a.md"])])
def test_few_documents_and_rings_have_weight_too(document_: Document | None) -> None:
    found = Citedness(view_of(*([document_] if document_ else []))).authority({})

    assert sum(found.values()) == pytest.approx(1 if document_ else 0)


def test_replacing_says_nothing_of_worth_and_a_refused_proposal_replaces_nothing() -> None:
    citedness = Citedness(
        view_of(
            document("old.md", "Old"),
            document("new.md", "New", supersedes=["old.md"]),
            document("refused.md", "Refused", supersedes=["new.md"], status="rejected"),
        )
    )

    assert citedness.replaced_by["old"] == {"new"}
    assert not citedness.replaced_by["new"]
    assert not citedness.spoken_of_by["old"]


def test_an_address_elsewhere_is_no_document_of_ours() -> None:
    ours = document("rfc-2119.md", "RFC 2119: Ours")
    other = replace(document("a.md", "A"), links=(Link("refers-to", "https://www.rfc-editor.org/rfc/rfc2119"),))

    assert not Citedness(view_of(ours, other)).spoken_of_by["rfc-2119"]


def test_changes_are_told_once_and_newest_first() -> None:
    shelf = library()
    lineage = shelf.knowledge().decisions.lineage(ADMIN)
    documents = [one.document for one in shelf.known.values()]

    found = changes(documents, lineage, date(2026, 1, 1), date(2026, 12, 31), 50)

    told = [(change.news, change.document.id) for change in found]
    assert (News.DECIDED, "0020-avro") in told
    assert (News.NEW, "0020-avro") not in told
    assert (News.REPLACED, "0004-rabbit") in told
    assert [change.day for change in found] == sorted((change.day for change in found), reverse=True)
    assert len(changes(documents, lineage, date(2026, 1, 1), date(2026, 12, 31), 2)) == 2


@pytest.mark.parametrize(
    ("since", "until", "news"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), News.NEW),
        (date(2026, 1, 6), date(2026, 2, 5), News.CHANGED),
        (date(2026, 2, 6), date(2026, 12, 1), None),
        (date(2025, 1, 1), date(2026, 1, 4), None),
    ],
    ids=["its first day", "changed later", "before all that", "not yet written"],
)
def test_days_are_inclusive(since: date, until: date, news: News | None) -> None:
    lineage = library().knowledge().decisions.lineage(ADMIN)

    found = changes([document("x.md", "X")], lineage, since, until, 9)

    assert [change.news for change in found] == ([news] if news else [])


def test_an_undated_document_is_no_news() -> None:
    undated = document("x.md", "X", created_at=None, updated_at=None)

    assert changes([undated], library().knowledge().decisions.lineage(ADMIN), date.min, date.max, 9) == ()


def relevant(shelf: Shelf, topic: str) -> dict[str, str]:
    view = shelf.knowledge().memory.seen_by(ADMIN)
    found = Topical(WordSearcher(shelf.documents), STAFF).find(ADMIN, view, topic)
    return {id_: one.belongs for id_, one in found.items() if one.is_enough}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"fields": {"owners": ("@tidewater/platform",)}}, "owned by the team"),
        ({"fields": {"owner": ("Platform",)}}, "owned by the team"),
        ({"source": "platform"}, "kept in the source of that name"),
        ({"path": "meetings/platform-weekly/1.md"}, "kept in a folder of that name"),
        ({"authors": ("bo lindqvist",)}, "written by Bo Lindqvist of the team"),
        ({"authors": ("Noor Haddad",)}, None),
        ({"path": "meetings/platforms/1.md", "authors": ()}, None),
    ],
    ids=["owners", "an owner", "a source", "a folder", "an author", "somebody who left", "another word"],
)
def test_what_belongs_to_a_team(changed: dict[str, object], why: str | None) -> None:
    shelf = Shelf()
    shelf.put(replace(document("x.md", "Rice", authors=()), **changed), "and beans")  # type: ignore[arg-type]

    assert relevant(shelf, "platform") == ({"x": why} if why else {})


@pytest.mark.parametrize("topic", ["Deploys", "deployed", "DEPLOYMENT"])
def test_forms_of_a_word_are_one_topic(topic: str) -> None:
    shelf = Shelf()
    shelf.put(document("x.md", "The deploy pipeline", authors=()), "how it works")

    assert set(relevant(shelf, topic)) == {"x"}


def test_folders_that_are_named_for_a_kind_are_no_topics() -> None:
    documents = [document(f"{folder}/{n}.md", f"{folder} {n}") for folder in ("adr", "kraken") for n in range(3)]
    documents = [replace(one, id=one.path) for one in documents]
    view = view_of(*documents)

    assert topics_of(view, Citedness(view), STAFF).places == ("kraken",)


names = st.sampled_from([f"d{number}" for number in range(9)])
audiences = st.sampled_from(["everyone", "group:platform", "group:board", "user:bo", ""])
written = st.tuples(
    st.sampled_from(Kind),
    audiences,
    st.lists(names, max_size=3),
    st.lists(names, max_size=2),
    st.sampled_from(["accepted", "proposed", ""]),
)


@settings(deadline=None)
@given(drawn=st.lists(written, max_size=9), user=st.sampled_from(["bo", "ana", ""]))
def test_a_guide_is_the_same_as_if_the_hidden_were_not_there(
    drawn: list[tuple[Kind, str, list[str], list[str], str]], user: str
) -> None:
    principal = Principal(user, {"bo": frozenset({"platform"}), "ana": frozenset({"platform", "board"})}.get(user, frozenset()))
    whole, bare = Shelf(), Shelf()
    for number, (kind, readers, refers, needs, status) in enumerate(drawn):
        one = document(
            f"d{number}.md",
            f"Kafka zq{number}",
            kind,
            readers=Readers.parse(readers),
            refers=[f"{name}.md" for name in refers],
            needs=[f"{name}.md" for name in needs],
            updated_at=datetime(2026, 1, 1 + number, tzinfo=UTC),
        )
        for shelf in (whole, bare) if one.readers.permit(principal) else (whole,):
            shelf.put(one, f"kafka text zq{number} of its own words only {number}", decided=status, terms=[f"ZQ{number}"])

    shown, alone = (shelf.knowledge().onboarding.guide(principal, "kafka", date(2026, 1, 1)) for shelf in (whole, bare))

    assert _told(shown) == _told(alone)


def _told(guide: object) -> str:
    """Everything but the keys of chunks, which count what is hidden too and mean nothing."""
    return repr([(item.document, item.stage, item.reasons, item.warnings, item.minutes) for item in guide.items]) + repr(  # type: ignore[attr-defined]
        [getattr(guide, name) for name in ("decisions", "changes", "history", "topics", "owners", "people")]
    )
