"""The first tables. The schema as of this migration is spelt out, so that later changes of `schema.py` don't alter it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _content()
    _records()


def _content() -> None:
    """What is searched."""
    op.create_table(
        "sources",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("readers", sa.Text, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("source", sa.String, sa.ForeignKey("sources.name"), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("readers", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True)),
        sa.Column("updated_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.UniqueConstraint("source", "path"),
    )
    op.create_table(
        "chunks",
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("anchor", sa.JSON, nullable=False),
        sa.Column("text_hash", sa.String, nullable=False),
        sa.UniqueConstraint("document_id", "ordinal"),
        sqlite_autoincrement=True,
    )
    op.create_index("chunks_by_text_hash", "chunks", ["text_hash"])
    op.create_table(
        "vectors",
        sa.Column("text_hash", sa.String, primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )


def _records() -> None:
    """What happened to it."""
    op.create_table(
        "journal",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document_id", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coverage", sa.JSON, nullable=False),
        sa.Column("complete", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("runs_by_source", "runs", ["source", "id"])
    op.create_table("facts", sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Text, nullable=False))
