"""The organisation's memory: decisions, terms and contributions of documents; what people ask, say and correct."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables; the next run fills those that belong to documents, since the recipe is another."""
    _decisions()
    _terms()
    _contributions()
    _rulings()
    _same_people()
    _asked()
    _feedback()
    _progress()


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("stated", sa.Text, nullable=False),
        sa.Column("proposed_on", sa.Date),
        sa.Column("decided_on", sa.Date),
        sa.Column("deciders", sa.JSON, nullable=False),
        sa.Column("alternatives", sa.JSON, nullable=False),
        sa.Column("links", sa.JSON, nullable=False),
        sa.Column("quotes", sa.JSON, nullable=False),
    )
    op.create_index("decisions_by_document", "decisions", ["document_id"])


def _terms() -> None:
    op.create_table(
        "terms",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("meaning", sa.Text, nullable=False),
        sa.Column("quote", sa.JSON, nullable=False),
        sa.Column("is_acronym", sa.Boolean, nullable=False),
    )
    op.create_index("terms_by_document", "terms", ["document_id"])


def _contributions() -> None:
    op.create_table(
        "contributions",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True)),
        sa.Column("quotes", sa.JSON, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
    )
    op.create_index("contributions_by_document", "contributions", ["document_id"])


def _rulings() -> None:
    op.create_table(
        "rulings",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("decision_id", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("readers", sa.Text, nullable=False),
        sa.Column("amendment", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
        sa.Column("undoes", sa.Integer, nullable=False),
        sa.Column("ruled_by", sa.String, nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )


def _same_people() -> None:
    op.create_table(
        "same_people",
        sa.Column("one", sa.String, primary_key=True),
        sa.Column("other", sa.String, primary_key=True),
        sa.Column("same", sa.Boolean, nullable=False),
        sa.Column("ruled_by", sa.String, nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
    )


def _asked() -> None:
    op.create_table(
        "asked",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("teams", sa.JSON, nullable=False),
        sa.Column("interface", sa.String, nullable=False),
        sa.Column("filtered", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("cited", sa.JSON, nullable=False),
        sa.Column("nearest", sa.JSON, nullable=False),
    )
    op.create_index("asked_by_time", "asked", ["asked_at"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("answer_id", sa.String, primary_key=True),
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    )


def _progress() -> None:
    op.create_table(
        "progress",
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("document_id", sa.String, primary_key=True),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
    )
