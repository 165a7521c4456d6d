"""Conversations with the page and over HTTP: who asked what in which, kept as long as the settings say."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables."""
