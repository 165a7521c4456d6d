"""The link graph that rankings use, as each person may know it."""

from __future__ import annotations

import pytest

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.link_graph import SHARED, LinkGraph, Tie
from assistant.domain.readers import Principal, Readers
from assistant.domain.statuses import LORES_OWN
from assistant.knowledge.link_graphs import ReadableLinks
from assistant.knowledge.memory import Memory
from tests.stand_ins.remembered import HeldExtracts

ADMIN = Principal("ana", administrator=True)
GUEST = Principal("guest")
GIT = "https://git.example/x"


def document(path: str, *links: tuple[str, str], readers: str = "everyone", status: str = "", url: str = "") -> Document:
    made = tuple(Link(relation, target) for relation, target in links)
    audience = Readers.parse(readers) if readers else Readers()
    return Document(path, "docs", path, path, Kind.PAGE, "0", audience, status=status, url=url, links=made)


def graph(*documents: Document, around: str = "a.md", principal: Principal = ADMIN) -> LinkGraph:
    memory = Memory(HeldExtracts(Known(one, Extracted()) for one in documents))
    return ReadableLinks(memory, LORES_OWN).around([around], principal)


def linked(found: LinkGraph) -> set[tuple[str, str]]:
    return {(tie.other, tie.relation) for tie in found.ties if tie.relation != SHARED}


def shared(found: LinkGraph) -> dict[str, float]:
    return {tie.other: tie.strength for tie in found.ties if tie.relation == SHARED}


@pytest.mark.parametrize("around", ["a.md", "b.md"])
def test_a_link_ties_both_ends(around: str) -> None:
    found = graph(document("a.md", ("closes", "b.md")), document("b.md"), document("c.md"), around=around)
    assert linked(found) == {({"a.md": "b.md", "b.md": "a.md"}[around], "closes")}


def test_of_two_links_between_the_same_documents_the_one_that_says_more_counts() -> None:
    found = graph(document("a.md", ("refers-to", "b.md")), document("b.md", ("closes", "a.md"), ("refers-to", "a.md")))
    assert linked(found) == {("b.md", "closes")}


def test_documents_that_speak_of_the_same_absent_thing_are_tied() -> None:
    change = document("a.md", ("closes", f"{GIT}/issues/7"))
    mention = document("b.md", ("refers-to", f"{GIT}/pull/7/files#diff"), ("refers-to", f"{GIT}/wiki"))
    found = graph(change, mention, document("c.md", ("refers-to", f"{GIT}/issues/8")))
    assert linked(found) == set()
    assert shared(found).keys() == {"b.md"}
    assert 0 < shared(found)["b.md"] < 1


def test_the_more_else_documents_speak_of_the_less_what_they_share_ties_them() -> None:
    terse = document("terse.md", ("refers-to", f"{GIT}/rare"))
    wordy = document("wordy.md", *(("refers-to", f"{GIT}/{name}") for name in ("rare", "one", "two", "three")))
    found = graph(document("a.md", ("refers-to", f"{GIT}/rare")), terse, wordy, document("b.md"))
    assert found.ties[0].relation == SHARED
    assert shared(found)["terse.md"] > shared(found)["wordy.md"]
    assert shared(found)["terse.md"] == pytest.approx(1.0)


def test_what_many_speak_of_ties_nobody() -> None:
    crowd = [document(f"{number}.md", ("refers-to", f"{GIT}/home")) for number in range(60)]
    assert shared(graph(document("a.md", ("refers-to", f"{GIT}/home")), *crowd)) == {}


def test_bare_words_that_lead_nowhere_are_no_common_subject() -> None:
    assert graph(document("a.md", ("refers-to", "next week")), document("b.md", ("refers-to", "next week"))).ties == ()


@pytest.mark.parametrize(
    ("status", "heirs"),
    [
        pytest.param("accepted", {"new.md"}, id="in force"),
        pytest.param("", {"new.md"}, id="without a status"),
        pytest.param("proposed", set(), id="only proposed"),
        pytest.param("rejected", set(), id="refused"),
    ],
)
@pytest.mark.parametrize("newer_says_it", [True, False], ids=["the newer says so", "the older says so"])
def test_a_superseded_document_has_an_heir_that_took_effect(status: str, heirs: set[str], newer_says_it: bool) -> None:
    old = document("a.md", *(() if newer_says_it else (("superseded-by", "new.md"),)))
    new = document("new.md", *((("supersedes", "a.md"),) if newer_says_it else ()), status=status)
    assert graph(old, new).replaced_by == ({"a.md": heirs} if heirs else {})


def test_the_heir_is_the_end_of_the_chain() -> None:
    chain = (document("a.md", ("superseded-by", "b.md")), document("b.md", ("superseded-by", "c.md")), document("c.md"))
    assert graph(*chain).replaced_by == {"a.md": {"c.md"}}


def test_a_ring_has_no_heir() -> None:
    assert graph(document("a.md", ("superseded-by", "b.md")), document("b.md", ("superseded-by", "a.md"))).replaced_by == {}


def test_what_a_decision_says_of_another_counts_for_its_document() -> None:
    said = Decision("B", "We do.", Origin.RECORD, id="d", document_id="b.md", links=(Link("supersedes", "a.md"),))
    known = [Known(document("a.md"), Extracted()), Known(document("b.md"), Extracted(decisions=(said,)))]
    links = ReadableLinks(Memory(HeldExtracts(known)), LORES_OWN)
    assert links.around(["a.md"], ADMIN).replaced_by == {"a.md": {"b.md"}}


def test_citations_are_counted_once_a_document_and_replacing_is_no_citing() -> None:
    twice = document("b.md", ("refers-to", "a.md"), ("needs", "a.md"))
    assert graph(document("a.md"), twice, document("c.md", ("supersedes", "a.md"))).cited_by == {"a.md": 1}


def test_a_hidden_document_ties_nothing_counts_nowhere_and_replaces_nothing() -> None:
    secret = document("s.md", ("supersedes", "a.md"), ("refers-to", "a.md"), ("refers-to", f"{GIT}/issues/1"), readers="")
    public = (
        document("a.md", ("refers-to", f"{GIT}/issues/1"), ("refers-to", "s.md")),
        document("b.md", ("refers-to", "a.md")),
    )
    seen = graph(*public, secret, principal=GUEST)
    assert seen == graph(*public, principal=GUEST)
    assert {tie.other for tie in seen.ties} == {"b.md"}
    assert seen.cited_by == {"a.md": 1}
    assert graph(*public, secret).replaced_by == {"a.md": {"s.md"}}


def test_a_hidden_document_makes_no_number_ambiguous() -> None:
    origin, meant = document("a.md", ("refers-to", "ADR 4")), document("adr/0004-b.md")
    hidden = document("old/adr/0004-b.md", readers="")
    assert linked(graph(origin, meant, hidden, principal=GUEST)) == {("adr/0004-b.md", "refers-to")}


def test_what_changes_is_in_force_at_the_next_question() -> None:
    held = HeldExtracts([Known(document("a.md", ("closes", "b.md")), Extracted()), Known(document("b.md"), Extracted())])
    links = ReadableLinks(Memory(held), LORES_OWN)
    assert Tie("b.md", "a.md", "closes") in links.around(["b.md"], ADMIN).ties
    held.hold(Known(document("b.md"), Extracted()))
    assert links.around(["b.md"], ADMIN) == LinkGraph()


def test_unknown_documents_have_no_ties() -> None:
    assert graph(document("a.md"), around="none") == LinkGraph()
