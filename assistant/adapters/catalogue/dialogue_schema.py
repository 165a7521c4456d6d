"""The tables of conversations with the page, the command line and over HTTP."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKeyConstraint, Index, Integer, String, Table, Text

from assistant.adapters.catalogue.schema import UtcDateTime, metadata

dialogues: Final = Table(
    "dialogues",
    metadata,
    Column("owner", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("dialogues_by_time", "last_at"),
)
"""A conversation belongs to its owner: the same id of two people is two conversations."""

exchanges: Final = Table(
    "exchanges",
    metadata,
    Column("owner", String, primary_key=True),
    Column("dialogue_id", String, primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("answer_id", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("generator", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("aside", Boolean, nullable=False),
    Column("references", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    ForeignKeyConstraint(["owner", "dialogue_id"], ["dialogues.owner", "dialogues.id"]),
)
"""What was said: questions and answers without secrets, and references in the place of the documents' words."""

exchange_documents: Final = Table(
    "exchange_documents",
    metadata,
    Column("owner", String, primary_key=True),
    Column("dialogue_id", String, primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("document_id", String, primary_key=True),  # no foreign key: what was said outlives the document
    Index("exchange_documents_by_document", "document_id"),
)
"""From which documents an answer may have words: with one of them these go."""
