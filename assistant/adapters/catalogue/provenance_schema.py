"""The tables of provenance: how answers came about, and from which documents they have words."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Index, String, Table, Text

from assistant.adapters.catalogue.schema import UtcDateTime, metadata

answer_records: Final = Table(
    "answer_records",
    metadata,
    Column("id", String, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("shown", Text, nullable=False),
    Column("returned", Text, nullable=False),
    Column("trail", JSON, nullable=False),
    Column("is_emptied", Boolean, nullable=False),
    Column("details", JSON, nullable=False),
    Index("answer_records_by_time", "made_at"),
)
"""Whatever may hold words of documents has a column of its own, so that it can be emptied; `details` holds none."""

answer_documents: Final = Table(
    "answer_documents",
    metadata,
    Column("answer_id", String, primary_key=True),
    Column("document_id", String, primary_key=True),  # no foreign key: the answer outlives the document
    Column("has_words", Boolean, nullable=False),
    Index("answer_documents_by_document", "document_id"),
)
"""From which documents an answer has words; without `has_words` only its trail has."""
