"""Small documents and questions for the tests of knowledge health."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from assistant.domain.asked import Asked, Outcome
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Readers
from assistant.knowledge.memory import View

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERYBODY = Readers.parse("everyone")


def page(name: str, days: int = 10, **changes: object) -> Document:
    """A page that everybody may read, last changed so many days ago."""
    moment = NOW - timedelta(days=days)
    given: dict[str, object] = {
        "id": name,
        "source": "docs",
        "path": f"{name}.md",
        "title": name.capitalize(),
        "kind": Kind.PAGE,
        "content_hash": name,
        "readers": EVERYBODY,
        "created_at": moment,
        "updated_at": moment,
    }
    return Document(**(given | changes))  # type: ignore[arg-type]


def leads(*names: str) -> tuple[Link, ...]:
    """Links to pages."""
    return tuple(Link("refers-to", f"{name}.md") for name in names)


def known(document: Document, *decisions: Decision) -> Known:
    """The document with what it decides."""
    return Known(document, Extracted(decisions=decisions))


def decision(document: Document, status: str, *links: Link, days: int = 100) -> Decision:
    """A document's one decision, so many days ago."""
    day = (NOW - timedelta(days=days)).date()
    title = document.title
    return Decision(
        title, f"We do {title}.", Origin.RECORD, f"{document.id}-d", document.id, status, decided_on=day, links=links
    )


def view_of(documents: Iterable[Document | Known]) -> View:
    """What somebody sees who may read all of these."""
    those = [one if isinstance(one, Known) else known(one) for one in documents]
    return View({one.document.id: one for one in those}, 1)


def asked(question: str, asker: str = "ana", days: float = 1, **changes: object) -> Asked:
    """A question that found no answer so many days ago; with `cited` it found one."""
    moment = NOW - timedelta(days=days)
    outcome = Outcome.ANSWERED if changes.get("cited") else Outcome.ABSTAINED
    given: dict[str, object] = {"id": f"{asker}-{question}-{days}", "outcome": outcome, "interface": "page"}
    return Asked(question=question, asked_at=moment, asker=asker, **(given | changes))  # type: ignore[arg-type]
