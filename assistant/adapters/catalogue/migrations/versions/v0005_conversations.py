"""Conversations with the page and over HTTP: who asked what in which, kept as long as the settings say."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "dialogues",
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_index("dialogues_by_time", "dialogues", ["last_at"])
    op.create_table(
        "exchanges",
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("dialogue_id", sa.String, primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("answer_id", sa.String, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generator", sa.String, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("abstained", sa.Boolean, nullable=False),
        sa.Column("aside", sa.Boolean, nullable=False),
        sa.Column("references", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["owner", "dialogue_id"], ["dialogues.owner", "dialogues.id"]),
    )
    op.create_table(
        "exchange_documents",
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("dialogue_id", sa.String, primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document_id", sa.String, primary_key=True),
    )
    op.create_index("exchange_documents_by_document", "exchange_documents", ["document_id"])
