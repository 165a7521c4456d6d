"""How answers came about, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain.answer_records import AnswerRecord


class HeldRecords:
    """The AnswerRecords port over a dictionary."""

    def __init__(self) -> None:
        self._records: dict[str, AnswerRecord] = {}

    def keep(self, record: AnswerRecord) -> None:
        self._records[record.id] = record

    def get(self, answer_id: str) -> AnswerRecord | None:
        return self._records.get(answer_id)

    def forget_before(self, moment: datetime) -> None:
        self._records = {id_: one for id_, one in self._records.items() if one.made_at >= moment}

    def forget_words_of(self, document_ids: Sequence[str]) -> None:
        gone = set(document_ids)
        for id_, one in self._records.items():
            if one.words_from & gone:
                making = replace(one.making, returned="") if one.making else None
                self._records[id_] = replace(one, shown="", making=making, trail=(), is_emptied=True)
            elif one.trail_from & gone:
                self._records[id_] = replace(one, trail=())
