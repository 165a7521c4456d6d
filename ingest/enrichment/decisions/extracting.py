"""What a document decides."""

from __future__ import annotations

from assistant.domain.decisions import Decision
from assistant.domain.documents import Kind
from ingest.enrichment.decisions.minutes import conclusions_in
from ingest.enrichment.decisions.records import record_in
from ingest.enrichment.decisions.reviews import outcome_of
from ingest.enrichment.decisions.tables import rows_in
from ingest.parsed import Parsed


def decisions_in(parsed: Parsed, path: str) -> tuple[Decision, ...]:
    """The decisions that a document states: one of a record or a review, many of minutes or of a log; none of any other."""
    if parsed.kind is Kind.MEETING:
        return conclusions_in(parsed)
    if parsed.kind is Kind.CODE_REVIEW:
        found = outcome_of(parsed, path)
    elif parsed.kind is Kind.THREAD:
        return ()
    else:
        rows = rows_in(parsed)
        if rows:
            return rows
        found = record_in(parsed, path)
    return (found,) if found else ()
