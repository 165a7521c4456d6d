"""What models cost, by day and person."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "spent",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("model", sa.String, primary_key=True),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("estimated", sa.Integer, nullable=False),
        sa.Column("input_tokens", sa.BigInteger, nullable=False),
        sa.Column("output_tokens", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("priced", sa.Boolean, nullable=False),
    )
    op.create_table(
        "held_back",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("user", sa.String, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("held_back_by_day", "held_back", ["day"])
