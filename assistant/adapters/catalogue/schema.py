"""The catalogue's tables, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

HEAD: Final = "0007"
"""The newest migration; compared with the database at every start, so that Alembic is loaded only when they differ."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC on both sides; SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive time, which would be stored as if it were UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive datetime {value}")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say the zone that is meant."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


metadata = MetaData()

sources = Table(
    "sources",
    metadata,
    Column("name", String, primary_key=True),
    Column("type", String, nullable=False),
    Column("location", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("readers", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("options", JSON, nullable=False, server_default="{}"),
    Column("cursor", Text, nullable=False, server_default=""),
    Column("looked_at", UtcDateTime),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", ForeignKey("sources.name"), nullable=False),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("recipe", String, nullable=False),
    Column("readers", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("created_at", UtcDateTime),
    Column("updated_at", UtcDateTime),
    Column("status", String, nullable=False),
    Column("language", String, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("version", Text, nullable=False, server_default=""),
    Column("fields", JSON, nullable=False, server_default="{}"),
    Column("links", JSON, nullable=False, server_default="[]"),
    UniqueConstraint("source", "path"),
    Index("documents_by_url", "url"),
)

refused = Table(
    "refused",
    metadata,
    Column("source", ForeignKey("sources.name"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("recipe", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("skipped", Boolean, nullable=False),
)

audiences = Table(
    "audiences",
    metadata,
    Column("source", ForeignKey("sources.name"), primary_key=True),
    Column("group_name", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Index("audiences_by_member", "member"),
)

pages = Table(
    "pages",
    metadata,
    Column("source", ForeignKey("sources.name"), primary_key=True),
    Column("address", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("entries", JSON, nullable=False),
    Column("following", Text, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
)

chunks = Table(
    "chunks",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("anchor", JSON, nullable=False),
    Column("text_hash", String, nullable=False),
    UniqueConstraint("document_id", "ordinal"),
    Index("chunks_by_text_hash", "text_hash"),
    sqlite_autoincrement=True,  # a key is never given out twice, also when the newest chunk was removed
)

vectors = Table(
    "vectors",
    metadata,
    Column("text_hash", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String, nullable=False),
    sqlite_autoincrement=True,
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=False),
    Column("coverage", JSON, nullable=False),
    Column("complete", Integer, nullable=False),
    Column("partial", Integer, nullable=False, server_default="0"),
    Index("runs_by_source", "source", "id"),
    sqlite_autoincrement=True,
)

facts = Table("facts", metadata, Column("name", String, primary_key=True), Column("value", Text, nullable=False))
