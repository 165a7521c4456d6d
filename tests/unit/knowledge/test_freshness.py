"""Freshness: what may mislead and what nobody finds, told by what one audience may read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.domain.asked import Asked
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Known
from assistant.domain.statuses import StatusTable
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.health.freshness import Concern, Freshness, Why
from assistant.knowledge.health.hearing import Heard
from tests.stand_ins.upkept import NOW, asked, decision, known, leads, page, view_of


def freshness(documents: Sequence[Document | Known], *questions: Asked) -> Freshness:
    view = view_of(documents)
    return Freshness(view, Lineage(view, NOW.date()), Heard(questions, {}, whole=True), NOW)


def concerns(*documents: Document | Known, cited: Sequence[str] = ()) -> list[tuple[str, Why]]:
    questions = [asked(f"question {n}", days=n + 1, cited=(name,)) for n, name in enumerate(cited)]
    return [(one.document.id, one.why) for one in freshness(documents, *questions).stale()]


def only(found: list[Concern]) -> Concern:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("document", "cited", "old"),
    [
        (page("a", days=364), 0, False),
        (page("a", days=366), 0, True),
        (page("a", days=200), 4, False),
        (page("a", days=200), 5, True),
        (page("a", days=700, kind=Kind.DESIGN_DOC), 0, False),
        (page("a", days=731, kind=Kind.DESIGN_DOC), 0, True),
        (page("a", days=3000, kind=Kind.DESIGN_DOC, status="accepted"), 9, False),
        (page("a", days=3000, kind=Kind.DESIGN_DOC, status="rejected"), 9, False),
        (page("a", days=3000, kind=Kind.MEETING), 9, False),
        (page("a", days=3000, kind=Kind.CODE_REVIEW, status="open"), 9, False),
        (page("a", updated_at=None, created_at=None), 9, False),
        (page("a", days=400, created_at=None), 0, True),
        (page("a", days=400, updated_at=None), 0, True),
    ],
    ids=[
        "page not yet a year", "page over a year", "rarely cited", "often cited", "design doc", "old design doc",
        "settled", "refused", "meeting", "review", "undated", "only its change is dated", "only its making is dated",
    ],
)  # fmt: skip
def test_age_counts_by_kind_and_by_how_often_a_document_is_cited(document: Document, cited: int, old: bool) -> None:
    assert concerns(document, cited=["a"] * cited) == ([("a", Why.OLD)] if old else [])


def test_a_decision_that_is_in_force_does_not_age_though_its_document_states_no_status() -> None:
    document = page("a", days=3000)
    assert concerns(known(document, decision(document, "accepted"))) == []
    assert concerns(known(document, decision(document, ""))) == [("a", Why.OLD)]


def test_a_proposal_should_become_something_within_a_year() -> None:
    draft = page("draft", days=400, kind=Kind.DESIGN_DOC, status="Draft")
    concern = only(freshness([draft, page("new", days=20, status="draft")]).stale())
    assert concern.why is Why.UNSETTLED
    assert concern.reason == "It is still “Draft”, and has not changed for 13 months."


OLD, NEW = page("old", days=900, kind=Kind.DESIGN_DOC), page("new", days=100, kind=Kind.DESIGN_DOC)
REPLACED = (
    known(OLD, decision(OLD, "accepted", days=900)),
    known(NEW, decision(NEW, "accepted", Link("supersedes", "old.md"))),
)


def test_a_replaced_document_that_answers_still_cite_is_told_with_its_successor() -> None:
    questions = [asked("a", cited=("old",)), asked("b", cited=("old", "new"))]
    concern = only(freshness(REPLACED, *questions).stale())
    assert (concern.document.id, concern.why, concern.cited) == ("old", Why.SUPERSEDED, 2)
    assert concern.reason == "“New” replaced it, and 2 answers still cite it."
    assert [one.id for one in concern.others] == ["new"]


def test_so_is_one_that_only_says_itself_that_it_is_past() -> None:
    gone = page("gone", days=900, status="Deprecated")
    assert concerns(gone) == []
    assert (
        only(freshness([gone], asked("a", cited=("gone",))).stale()).reason
        == "It is “Deprecated”, and 1 answer still cites it."
    )


@pytest.mark.parametrize(
    ("referrer", "told"),
    [
        (page("guide", links=leads("old")), True),
        (page("guide", links=leads("old", "new")), False),
        (page("guide", links=leads("new")), False),
        (page("guide", links=leads("old"), status="rejected"), False),
        (page("guide", links=leads("old"), kind=Kind.MEETING), False),
    ],
    ids=["leans on the old one", "knows the successor", "refers to the new one", "refused itself", "tells of a moment"],
)
def test_a_document_in_force_that_refers_to_a_replaced_one_is_contradicted(referrer: Document, told: bool) -> None:
    assert concerns(*REPLACED, referrer) == ([("guide", Why.CONTRADICTED)] if told else [])


def test_the_successor_itself_may_refer_to_what_it_replaced() -> None:
    linking = page("new", kind=Kind.DESIGN_DOC, links=leads("old"))
    new = known(linking, decision(linking, "accepted", Link("supersedes", "old.md")))
    assert concerns(REPLACED[0], new) == []


def test_nothing_is_replaced_by_what_may_not_be_read() -> None:
    assert concerns(REPLACED[0], page("guide", links=leads("old")), cited=["old", "new"]) == []


@pytest.mark.parametrize(
    ("documents", "cited", "orphans"),
    [
        ([page("a", days=40)], [], ["a"]),
        ([page("a", days=40)], ["a"], []),
        ([page("a", days=20)], [], []),
        ([page("a", days=40, links=leads("b")), page("b", days=40)], [], []),
        ([page("a", days=40, links=leads("hidden"))], [], ["a"]),
        ([page("a", days=40, links=leads("a"))], [], ["a"]),
        ([page("a", days=40, kind=Kind.MEETING)], [], []),
        ([page("a", days=40), page("b", days=50)], [], ["b", "a"]),
    ],
    ids=["alone", "cited", "young", "linked", "links to what is hidden", "links to itself", "a meeting", "oldest first"],
)
def test_orphans_are_what_nothing_leads_to(documents: list[Document], cited: list[str], orphans: list[str]) -> None:
    found = freshness(documents, *(asked("q", cited=(name,)) for name in cited)).orphans()
    assert [one.document.id for one in found] == orphans


def test_what_misleads_most_comes_first() -> None:
    documents = [*REPLACED, page("guide", links=leads("old")), page("ancient", days=900), page("aged", days=400)]
    assert concerns(*documents, cited=["old", "aged"]) == [
        ("old", Why.SUPERSEDED),
        ("guide", Why.CONTRADICTED),
        ("aged", Why.OLD),
        ("ancient", Why.OLD),
    ]


def test_a_communitys_own_words_for_statuses_count() -> None:
    shipped = page("shipped", days=3000, kind=Kind.DESIGN_DOC, status="Shipped")
    view = view_of([shipped])
    own = Lineage(view, NOW.date(), statuses=StatusTable().with_words({"shipped": "accepted"}))
    heard = Heard((), {}, whole=True)

    assert [one.why for one in freshness([shipped]).stale()] == [Why.OLD]
    assert Freshness(view, own, heard, NOW).stale() == []
