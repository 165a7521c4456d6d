"""What is taken out of documents, to rows and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert

from assistant.adapters.catalogue.knowledge_schema import EXTRACTED, contributions, decisions, terms
from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Link
from assistant.domain.extracted import Extracted
from assistant.domain.glossary import Term
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote


def store_extracted(connection: Connection, document_id: str, extracted: Extracted) -> None:
    """Put what was taken out of a document in the place of what was taken out of its former version."""
    drop_extracted(connection, [document_id])
    for table, rows in (
        (decisions, [_decision_values(document_id, place, one) for place, one in enumerate(extracted.decisions)]),
        (terms, [_term_values(document_id, one) for one in extracted.terms]),
        (contributions, [_contribution_values(document_id, one) for one in extracted.contributions]),
    ):
        if rows:
            connection.execute(insert(table), rows)


def drop_extracted(connection: Connection, document_ids: Sequence[str]) -> None:
    """Forget what was taken out of these documents."""
    for table in EXTRACTED:
        connection.execute(delete(table).where(table.c.document_id.in_(document_ids)))


def to_decision(row: Row[Any]) -> Decision:
    """A decision from its row."""
    return Decision(
        title=row.title,
        statement=row.statement,
        origin=Origin(row.origin),
        id=row.id,
        document_id=row.document_id,
        stated=row.stated,
        proposed_on=row.proposed_on,
        decided_on=row.decided_on,
        deciders=tuple(row.deciders),
        alternatives=tuple(Alternative(name, reason) for name, reason in row.alternatives),
        links=tuple(Link(relation, target) for relation, target in row.links),
        quotes=_quotes(row.quotes),
    )


def to_term(row: Row[Any]) -> Term:
    """A term from its row."""
    return Term(row.name, row.meaning, _quotes([row.quote])[0], row.is_acronym)


def to_contribution(row: Row[Any]) -> Contribution:
    """A contribution from its row."""
    quotes = _quotes(row.quotes)
    return Contribution(Role(row.role), row.name, row.email, row.account, row.times, row.last_at, quotes, row.label)


def _decision_values(document_id: str, place: int, decision: Decision) -> Mapping[str, Any]:
    return {
        "id": decision.id,
        "document_id": document_id,
        "place": place,
        "title": decision.title,
        "statement": decision.statement,
        "origin": str(decision.origin),
        "stated": decision.stated,
        "proposed_on": decision.proposed_on,
        "decided_on": decision.decided_on,
        "deciders": list(decision.deciders),
        "alternatives": [[one.name, one.reason] for one in decision.alternatives],
        "links": [[link.relation, link.target] for link in decision.links],
        "quotes": _quote_values(decision.quotes),
    }


def _term_values(document_id: str, term: Term) -> Mapping[str, Any]:
    (quote,) = _quote_values([term.quote])
    return {
        "document_id": document_id,
        "name": term.name,
        "meaning": term.meaning,
        "quote": quote,
        "is_acronym": term.is_acronym,
    }


def _contribution_values(document_id: str, contribution: Contribution) -> Mapping[str, Any]:
    return {
        "document_id": document_id,
        "role": str(contribution.role),
        "name": contribution.name,
        "email": contribution.email,
        "account": contribution.account,
        "times": contribution.count,
        "last_at": contribution.last_at,
        "quotes": _quote_values(contribution.quotes),
        "label": contribution.label,
    }


def _quote_values(quotes: Sequence[Quote]) -> list[list[str | int]]:
    return [[quote.text, quote.line, quote.ordinal] for quote in quotes]


def _quotes(values: Sequence[Sequence[Any]]) -> tuple[Quote, ...]:
    return tuple(Quote(text, line, ordinal) for text, line, ordinal in values)
