"""The tables of what models cost."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table

from assistant.adapters.catalogue.schema import UtcDateTime, metadata

spent_rows: Final = Table(
    "spent",
    metadata,
    Column("day", Date, primary_key=True),
    Column("user", String, primary_key=True),
    Column("model", String, primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("estimated", Integer, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),  # in billionths of the currency
    Column("priced", Boolean, nullable=False),
)
"""What was spent, one row for each day, person and model."""

held_back: Final = Table(
    "held_back",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", Date, nullable=False),
    Column("user", String, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("held_back_by_day", "day"),
)
"""What calls that are being made may cost at most."""
