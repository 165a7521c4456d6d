"""Remembered pages of listings, in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading, writing
from assistant.ports import Page


class SqlPages:
    """The Pages port for one source."""

    def __init__(self, engine: Engine, source: str) -> None:
        self._engine = engine
        self._source = source
        self._used: set[str] = set()

    def recall(self, address: str) -> Page | None:
        """The page, or None."""
        table = schema.pages.c
        query = select(table.etag, table.entries, table.following).where(*self._where(address))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        self._used.add(address)
        return Page(row.etag, row.entries, row.following)

    def keep(self, address: str, page: Page) -> None:
        """Remember it, in place of what was kept for the address."""
        values = {**asdict(page), "used_at": datetime.now(UTC)}
        self._used.add(address)
        with writing(self._engine) as connection:
            if connection.execute(update(schema.pages).where(*self._where(address)).values(values)).rowcount == 0:
                connection.execute(insert(schema.pages).values(source=self._source, address=address, **values))

    def forget_unused(self) -> None:
        """Drop the pages that nobody asked for since this object was made."""
        table = schema.pages.c
        with reading(self._engine) as connection:
            known = set(connection.execute(select(table.address).where(table.source == self._source)).scalars())
        for address in known - self._used:
            with writing(self._engine) as connection:
                connection.execute(delete(schema.pages).where(*self._where(address)))

    def _where(self, address: str) -> tuple[Any, Any]:
        return schema.pages.c.source == self._source, schema.pages.c.address == address
