"""What keeps sources in step: versions, cursors, what was refused, audiences, remembered pages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, with what they hold for rows that are there, and the tables."""
    _column("sources", "options", sa.JSON, "{}")
    _column("sources", "cursor", sa.Text, "")
    op.add_column("sources", sa.Column("looked_at", sa.DateTime(timezone=True)))
    _column("documents", "version", sa.Text, "")
    _column("documents", "fields", sa.JSON, "{}")
    _column("documents", "links", sa.JSON, "[]")
    op.create_index("documents_by_url", "documents", ["url"])
    _column("runs", "partial", sa.Integer, "0")
    _tables()


def _column(table: str, name: str, of: type[sa.types.TypeEngine[Any]], default: str) -> None:
    """A column that may not be empty. With a default SQLite adds it in place; a table that others refer to can't be made
    anew while foreign keys are enforced."""
    op.add_column(table, sa.Column(name, of, nullable=False, server_default=default))


def _tables() -> None:
    op.create_table(
        "refused",
        sa.Column("source", sa.String, sa.ForeignKey("sources.name"), primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("skipped", sa.Boolean, nullable=False),
    )
    op.create_table(
        "audiences",
        sa.Column("source", sa.String, sa.ForeignKey("sources.name"), primary_key=True),
        sa.Column("group_name", sa.Text, primary_key=True),
        sa.Column("member", sa.Text, primary_key=True),
    )
    op.create_index("audiences_by_member", "audiences", ["member"])
    op.create_table(
        "pages",
        sa.Column("source", sa.String, sa.ForeignKey("sources.name"), primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("following", sa.Text, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
    )
