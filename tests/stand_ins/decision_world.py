"""Decisions made by hand, in documents made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.people import Contribution
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import View

CHIEF = Principal("chief", administrator=True)
ANA = Principal("ana", frozenset({"platform"}), identities=frozenset({"ana@ship.example"}))
BO = Principal("bo", frozenset({"data"}))
TODAY = date(2026, 11, 22)


def day(text: str) -> date:
    """`2024-03` is the first of March."""
    return date.fromisoformat(text if text.count("-") == 2 else f"{text}-01")


def link_all(relation: str, targets: str | Iterable[str]) -> tuple[Link, ...]:
    """Links to each of these; a text is one of them."""
    return tuple(Link(relation, one) for one in ([targets] if isinstance(targets, str) else targets) if one)


def adr(number: int, stated: str = "accepted", on: str = "", **more: Any) -> Known:
    """ADR-0007 in adr/0007.md of the source `handbook`, with its decision `id7`.

    `supersedes` and `superseded_by` are what it calls others, `readers` who may read it, `title` what stands after its number;
    `proposed`, `updated`, `authors`, `deciders`, `path`, `source`, `fields`, `contributions`, `origin` are as their names say.
    """
    title = f"ADR-{number:04}: {more.get('title', f'choice {number}')}"
    updated = more.get("updated")
    document = Document(
        id=f"doc{number}",
        source=more.get("source", "handbook"),
        path=more.get("path", f"adr/{number:04}.md"),
        title=title,
        kind=Kind.DESIGN_DOC,
        content_hash=f"{number}",
        readers=Readers.parse(more.get("readers", "everyone")),
        authors=tuple(more.get("authors", ())),
        updated_at=datetime.combine(day(updated), datetime.min.time(), UTC) if updated else None,
        fields=more.get("fields", {}),
    )
    statement = more.get("statement", f"We take choice {number}.")
    decision = Decision(
        title=title,
        statement=statement,
        origin=more.get("origin", Origin.RECORD),
        id=f"id{number}",
        document_id=document.id,
        stated=stated,
        proposed_on=day(more["proposed"]) if more.get("proposed") else None,
        decided_on=day(on) if on else None,
        deciders=tuple(more.get("deciders", ())),
        links=(
            *link_all("supersedes", more.get("supersedes", "")),
            *link_all("superseded-by", more.get("superseded_by", "")),
        ),
        quotes=(Quote(statement, 3, 0),),
    )
    contributions: tuple[Contribution, ...] = tuple(more.get("contributions", ()))
    return Known(document, Extracted((decision,), (), contributions))


def minutes(name: str, *titles: str, on: str = "2024-05", readers: str = "everyone") -> Known:
    """A meeting with conclusions `name-0`, `name-1` …, each borne out in its own chunk: the second, the fourth and so on."""
    document = Document(
        id=name,
        source="handbook",
        path=f"meetings/{name}.md",
        title=f"Weekly {name}",
        kind=Kind.MEETING,
        content_hash=name,
        readers=Readers.parse(readers),
    )
    decisions = tuple(
        Decision(
            title,
            f"Agreed: {title}.",
            Origin.MINUTES,
            id=f"{name}-{place}",
            document_id=name,
            stated="agreed",
            decided_on=day(on),
            quotes=(Quote(f"Agreed: {title}.", 2 * place + 2, 2 * place + 1),),
        )
        for place, title in enumerate(titles)
    )
    return Known(document, Extracted(decisions))


def view_of(*known: Known) -> View:
    """All of it, as an administrator sees it."""
    return View({one.document.id: one for one in known}, 1)


def lineage_of(*known: Known, today: date = TODAY) -> Lineage:
    """Its lineage, with nothing said by people."""
    return Lineage(view_of(*known), today)


def ids(entries: Iterable[Any]) -> list[str]:
    """Their ids, in their order."""
    return [entry.id for entry in entries]
