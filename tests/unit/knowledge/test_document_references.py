"""Links between the documents that somebody may read."""

from __future__ import annotations

import pytest

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
