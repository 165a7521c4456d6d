"""Finding the chunks of quotes, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Engine, bindparam, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading

_DOCUMENTS_PER_STATEMENT: Final = 500
_KEYS: Final = select(schema.chunks.c.document_id, schema.chunks.c.ordinal, schema.chunks.c.key).where(
    schema.chunks.c.document_id.in_(bindparam("ids", expanding=True)),
    schema.chunks.c.ordinal.in_(bindparam("ordinals", expanding=True)),
)


class SqlPlaces:
    """The Places port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keys(self, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], int]:
        """See the port."""
        wanted = sorted(set(places))
        found: dict[tuple[str, int], int] = {}
        with reading(self._engine) as connection:
            for at in range(0, len(wanted), _DOCUMENTS_PER_STATEMENT):
                part = wanted[at : at + _DOCUMENTS_PER_STATEMENT]
                named = {"ids": list({one for one, _ in part}), "ordinals": list({ordinal for _, ordinal in part})}
                found |= {(row.document_id, row.ordinal): row.key for row in connection.execute(_KEYS, named)}
        return {place: found[place] for place in wanted if place in found}
