"""How answers came about; and what a rating says of what was not right."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables, and columns to feedback: who said nothing of it before, says nothing now."""
    op.create_table(
        "answer_records",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("returned", sa.Text, nullable=False),
        sa.Column("trail", sa.JSON, nullable=False),
        sa.Column("is_emptied", sa.Boolean, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
    )
    op.create_index("answer_records_by_time", "answer_records", ["made_at"])
    op.create_table(
        "answer_documents",
        sa.Column("answer_id", sa.String, primary_key=True),
        sa.Column("document_id", sa.String, primary_key=True),
        sa.Column("has_words", sa.Boolean, nullable=False),
    )
    op.create_index("answer_documents_by_document", "answer_documents", ["document_id"])
    for name, kind in (("complaint", sa.String), ("better", sa.String), ("expected", sa.Text)):
        op.add_column("feedback", sa.Column(name, kind(), nullable=False, server_default=""))
