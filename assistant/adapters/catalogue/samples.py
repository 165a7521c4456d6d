"""Texts from all over the catalogue, from SQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine, bindparam, func, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading

_chunks = schema.chunks.c
_KEYS: Final = select(func.min(_chunks.key), func.max(_chunks.key))
_TEXTS: Final = select(_chunks.text).where(_chunks.key.in_(bindparam("keys", expanding=True))).order_by(_chunks.key)
_KEYS_PER_STATEMENT: Final = 500


class SqlTextSample:
    """The TextSample port. Keys at even distances are looked up, so that it takes as long for any number of chunks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def texts(self, count: int) -> list[str]:
        """See the port; fewer where chunks are gone."""
        with reading(self._engine) as connection:
            first, last = connection.execute(_KEYS).one()
            if first is None:
                return []
            keys = list(range(first, last + 1, max(1, -(-(last - first + 1) // count))))
            parts = (keys[at : at + _KEYS_PER_STATEMENT] for at in range(0, len(keys), _KEYS_PER_STATEMENT))
            return [text for part in parts for text in connection.execute(_TEXTS, {"keys": part}).scalars()]
