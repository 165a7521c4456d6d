"""How answers came about, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select, update

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.provenance_rows import details_of, to_details, to_trail, trail_of
from assistant.adapters.catalogue.provenance_schema import answer_documents, answer_records
from assistant.adapters.catalogue.schema import documents
from assistant.domain.answer_records import AnswerRecord

_records, _documents = answer_records.c, answer_documents.c
_IDS_PER_STATEMENT: Final = 500


class SqlAnswerRecords:
    """The AnswerRecords port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, record: AnswerRecord) -> None:
        """Store how one answer came about; without its words where a document that they are from was removed meanwhile."""
        values = {
            "id": record.id,
            "made_at": record.made_at,
            "shown": record.shown,
            "returned": record.making.returned if record.making else "",
            "trail": trail_of(record),
            "is_emptied": record.is_emptied,
            "details": details_of(record),
        }
        ids = sorted(record.words_from | record.trail_from)
        drawn_on = [{"answer_id": record.id, "document_id": id_, "has_words": id_ in record.words_from} for id_ in ids]
        with writing(self._engine) as connection:
            connection.execute(insert(answer_records).values(values))
            if drawn_on:
                connection.execute(insert(answer_documents), drawn_on)
                held = connection.execute(select(documents.c.id).where(documents.c.id.in_(ids))).scalars()
                forget_words_of(connection, sorted(set(ids) - set(held)))

    def get(self, answer_id: str) -> AnswerRecord | None:
        """How this answer came about, or None."""
        with reading(self._engine) as connection:
            row = connection.execute(select(answer_records).where(_records.id == answer_id)).one_or_none()
            drawn_on = connection.execute(select(answer_documents).where(_documents.answer_id == answer_id)).all()
        if row is None:
            return None
        return AnswerRecord(
            id=row.id,
            made_at=row.made_at,
            shown=row.shown,
            trail=to_trail(row.trail),
            words_from=frozenset(one.document_id for one in drawn_on if one.has_words),
            trail_from=frozenset(one.document_id for one in drawn_on if not one.has_words),
            is_emptied=row.is_emptied,
            **to_details(row.details, row.returned),
        )

    def forget_before(self, moment: datetime) -> None:
        """Drop those of answers that were made before."""
        old = _records.made_at < moment
        with writing(self._engine) as connection:
            ids = select(_records.id).where(old)
            connection.execute(delete(answer_documents).where(_documents.answer_id.in_(ids)))
            connection.execute(delete(answer_records).where(old))

    def forget(self, answer_ids: Collection[str]) -> None:
        """Drop those of these answers; see the port ForgettingAnswers."""
        with writing(self._engine) as connection:
            for one in answer_ids:
                connection.execute(delete(answer_documents).where(_documents.answer_id == one))
                connection.execute(delete(answer_records).where(_records.id == one))

    def forget_words_of(self, document_ids: Sequence[str]) -> None:
        """Delete the words of answers that have any from these documents."""
        with writing(self._engine) as connection:
            forget_words_of(connection, document_ids)


def forget_words_of(connection: Connection, document_ids: Sequence[str]) -> None:
    """The same within a transaction: a document's words go with it."""
    for start in range(0, len(document_ids), _IDS_PER_STATEMENT):
        drawn_on = select(_documents.answer_id).where(
            _documents.document_id.in_(document_ids[start : start + _IDS_PER_STATEMENT])
        )
        with_words = _records.id.in_(drawn_on.where(_documents.has_words))
        emptied = {"shown": "", "returned": "", "trail": [], "is_emptied": True}
        connection.execute(update(answer_records).where(with_words).values(emptied))
        connection.execute(update(answer_records).where(_records.id.in_(drawn_on)).values(trail=[]))
