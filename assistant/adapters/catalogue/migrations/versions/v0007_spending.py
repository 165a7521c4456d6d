"""What models cost, by day and person."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables."""
