"""Links between the documents that somebody may read."""

from __future__ import annotations

import pytest

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References
from tests.stand_ins.remembered import HeldExtracts

ADMIN = Principal("ana", administrator=True)
GUEST = Principal("guest")


def document(path: str, *links: tuple[str, str], readers: str = "everyone", url: str = "") -> Document:
    made = tuple(Link(relation, target) for relation, target in links)
    return Document(
        path, "docs", path, path, Kind.PAGE, "0", Readers.parse(readers) if readers else Readers(), url=url, links=made
    )


def references(*documents: Document) -> References:
    return References(Memory(HeldExtracts(Known(one, Extracted()) for one in documents)))


@pytest.mark.parametrize(
    ("target", "there"),
    [
        pytest.param("adr/0004-b.md", "adr/0004-b.md", id="path"),
        pytest.param("ADR 4", "adr/0004-b.md", id="number"),
        pytest.param("https://git.example/x/issues/7", "pulls/7.json", id="address of a pull request, called an issue"),
        pytest.param("https://www.rfc-editor.org/rfc/rfc4", None, id="the Internet's RFC"),
        pytest.param("adr/none.md", None, id="nothing there"),
    ],
)
def test_a_link_leads_to_a_document_by_path_number_or_address(target: str, there: str | None) -> None:
    origin = document("adr/0001-a.md", ("refers-to", target))
    others = (
        document("adr/0004-b.md"),
        document("rfcs/0004-c.md"),
        document("pulls/7.json", url="https://git.example/x/pull/7"),
    )
    (lead,) = references(origin, *others).links(ADMIN, origin)
    assert (lead.document.id if lead.document else None) == there
    assert lead.target == target


def test_a_document_linked_twice_is_told_once_by_what_says_most() -> None:
    origin = document("adr/0001-a.md", ("refers-to", "adr/0004-b.md"), ("supersedes", "ADR 4"), ("refers-to", "nowhere"))
    leads = references(origin, document("adr/0004-b.md")).links(ADMIN, origin)
    assert [(lead.relation, lead.target) for lead in leads] == [("supersedes", "ADR 4"), ("refers-to", "nowhere")]


def test_backlinks_are_the_strongest_of_each_document() -> None:
    target = document("adr/0004-b.md")
    one = document("adr/0005-c.md", ("refers-to", "adr/0004-b.md"), ("needs", "ADR 4"))
    other = document("x.md", ("refers-to", "adr/0004-b.md"))
    found = references(target, one, other).backlinks(ADMIN, target.id)
    assert [(link.relation, link.document.id) for link in found] == [("needs", "adr/0005-c.md"), ("refers-to", "x.md")]


def test_a_document_has_no_backlink_from_itself() -> None:
    target = document("adr/0004-b.md", ("refers-to", "adr/0004-b.md"))
    assert references(target).backlinks(ADMIN, target.id) == ()


def test_a_hidden_document_is_no_target_and_leaves_no_backlink() -> None:
    public = document("a.md", ("refers-to", "secret.md"))
    secret = document("secret.md", ("needs", "a.md"), readers="")
    held = references(public, secret)
    assert held.links(GUEST, public)[0].document is None
    assert held.backlinks(GUEST, "a.md") == ()
    assert [link.document.id for link in held.backlinks(ADMIN, "a.md")] == ["secret.md"]


def test_a_restricted_document_does_not_make_a_number_ambiguous_for_others() -> None:
    origin = document("x/a.md", ("refers-to", "ADR 4"))
    held = references(origin, document("adr/0004-b.md"), document("old/adr/0004-b.md", readers=""))
    lead = held.links(GUEST, origin)[0]
    assert lead.document is not None
    assert lead.document.id == "adr/0004-b.md"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        pytest.param("adr/0004-b.md", ["adr/0004-b.md"], id="path or id"),
        pytest.param("docs/adr/0004-b.md", ["adr/0004-b.md"], id="path with its source"),
        pytest.param("0004-b.md", ["adr/0004-b.md", "old/0004-b.md"], id="end of two paths"),
        pytest.param(" ADR-0004 ", ["adr/0004-b.md"], id="number"),
        pytest.param("RFC 4", ["rfcs/0004-c.md"], id="number of another series"),
        pytest.param("https://git.example/x/pull/7", ["pulls/7.json"], id="address"),
        pytest.param("PULLS 7 json", ["pulls/7.json"], id="title, however it is punctuated"),
        pytest.param("ADR 4 and RFC 4", [], id="two numbers"),
        pytest.param("4-b.md", [], id="end of a name"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_people_call_documents_by_path_number_address_or_title(words: str, meant: list[str]) -> None:
    held = references(
        document("adr/0004-b.md"),
        document("old/0004-b.md"),
        document("rfcs/0004-c.md"),
        document("pulls/7.json", url="https://git.example/x/pull/7"),
    )
    assert [one.path for one in held.called(ADMIN, words)] == meant


def test_what_a_decision_says_of_another_document_is_a_link_of_its_document() -> None:
    links = (Link("supersedes", "ADR 4"), Link("discussed-in", "https://lists.example/thread/7"))
    said = Decision("B", "We do.", Origin.RECORD, id="d", document_id="adr/0005-c.md", links=links)
    newer, older = document("adr/0005-c.md", ("refers-to", "adr/0004-b.md")), document("adr/0004-b.md")
    held = References(Memory(HeldExtracts([Known(newer, Extracted(decisions=(said,))), Known(older, Extracted())])))
    assert [(lead.relation, lead.document) for lead in held.links(ADMIN, newer)] == [("supersedes", older)]
    assert [(link.relation, link.document) for link in held.backlinks(ADMIN, older.id)] == [("supersedes", newer)]


def test_a_hidden_document_is_called_nothing() -> None:
    held = references(document("adr/0004-b.md", readers=""), document("old/adr/0004-b.md"))
    assert [one.path for one in held.called(GUEST, "ADR 4")] == ["old/adr/0004-b.md"]
    assert held.called(GUEST, "adr/0004-b.md")[0].path == "old/adr/0004-b.md"
