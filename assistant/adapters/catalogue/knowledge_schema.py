"""The tables of the organisation's memory: what is taken out of documents, and what people say about it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text

from assistant.adapters.catalogue.schema import UtcDateTime, metadata

decisions: Final = Table(
    "decisions",
    metadata,
    Column("id", String, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("origin", String, nullable=False),
    Column("stated", Text, nullable=False),
    Column("proposed_on", Date),
    Column("decided_on", Date),
    Column("deciders", JSON, nullable=False),
    Column("alternatives", JSON, nullable=False),
    Column("links", JSON, nullable=False),
    Column("quotes", JSON, nullable=False),
    Index("decisions_by_document", "document_id"),
)

terms: Final = Table(
    "terms",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("quote", JSON, nullable=False),
    Column("is_acronym", Boolean, nullable=False),
    Index("terms_by_document", "document_id"),
)

contributions: Final = Table(
    "contributions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("last_at", UtcDateTime),
    Column("quotes", JSON, nullable=False),
    Column("label", Text, nullable=False),
    Index("contributions_by_document", "document_id"),
)

rulings: Final = Table(
    "rulings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("decision_id", String, nullable=False),
    Column("act", String, nullable=False),
    Column("document_id", String, nullable=False),  # no foreign key: it outlives the document
    Column("readers", Text, nullable=False),
    Column("amendment", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("seen", String, nullable=False),
    Column("undoes", Integer, nullable=False),
    Column("ruled_by", String, nullable=False),
    Column("ruled_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,  # a number is never given out twice: readers follow the table by it
)
"""What people said of decisions: confirmed, corrected, written by hand, undone. Rows are only added."""

same_people: Final = Table(
    "same_people",
    metadata,
    Column("one", String, primary_key=True),
    Column("other", String, primary_key=True),
    Column("same", Boolean, nullable=False),
    Column("ruled_by", String, nullable=False),
    Column("ruled_at", UtcDateTime, nullable=False),
)
"""Which names of people somebody said to be one person, or not."""

asked: Final = Table(
    "asked",
    metadata,
    Column("id", String, primary_key=True),
    Column("question", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asker", String, nullable=False),
    Column("teams", JSON, nullable=False),
    Column("interface", String, nullable=False),
    Column("filtered", Boolean, nullable=False),
    Column("outcome", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("cited", JSON, nullable=False),
    Column("nearest", JSON, nullable=False),
    Index("asked_by_time", "asked_at"),
)
"""Questions, and what became of them."""

feedback: Final = Table(
    "feedback",
    metadata,
    Column("answer_id", String, primary_key=True),
    Column("user", String, primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("complaint", String, nullable=False, server_default=""),
    Column("better", String, nullable=False, server_default=""),
    Column("expected", Text, nullable=False, server_default=""),
)

progress: Final = Table(
    "progress",
    metadata,
    Column("user", String, primary_key=True),
    Column("document_id", String, primary_key=True),  # not a key: it outlives the document
    Column("content_hash", String, nullable=False),
    Column("topic", Text, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
)
"""What each newcomer has read, in which version."""

EXTRACTED: Final = (decisions, terms, contributions)
"""Tables whose rows belong to a document, and go with it."""
