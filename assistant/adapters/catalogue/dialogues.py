"""Conversations in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, Table, and_, delete, func, insert, select, tuple_, update

from assistant.adapters.catalogue.dialogue_schema import dialogues, exchange_documents, exchanges
from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.schema import documents
from assistant.domain.dialogue import Dialogue, Exchange, Kept, Reference

_BY_DIALOGUE: Final = (exchange_documents, exchanges)
"""What goes with a conversation."""
_IDS_PER_STATEMENT: Final = 500


class SqlDialogues:
    """The Dialogues port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, owner: str) -> list[Dialogue]:
        """All of a person's, newest first."""
        with reading(self._engine) as connection:
            return [_to_dialogue(row) for row in connection.execute(_listed().where(dialogues.c.owner == owner))]

    def read(self, owner: str, dialogue_id: str) -> Kept | None:
        """One of them with what was said, in one snapshot."""
        with reading(self._engine) as connection:
            row = connection.execute(_listed().where(_is(owner, dialogue_id))).one_or_none()
            if row is None:
                return None
            drew_on: dict[int, list[str]] = defaultdict(list)
            for one in connection.execute(select(exchange_documents).where(_in(exchange_documents, owner, dialogue_id))):
                drew_on[one.turn].append(one.document_id)
            said = connection.execute(select(exchanges).where(_in(exchanges, owner, dialogue_id)).order_by(exchanges.c.turn))
            return Kept(_to_dialogue(row), tuple(_to_exchange(one, drew_on[one.turn]) for one in said))

    def keep(self, owner: str, dialogue_id: str, exchange: Exchange, turn: int | None, *, begins: bool) -> int | None:
        """Store it, at its turn or behind the last one; without its words where a document that they are from was removed while
        the answer was made."""
        with writing(self._engine) as connection:
            there = connection.execute(select(dialogues.c.last_at).where(_is(owner, dialogue_id))).one_or_none()
            if there is None and not begins:
                return None
            if there is None:
                begun = {"started_at": exchange.asked_at, "last_at": exchange.asked_at}
                connection.execute(insert(dialogues).values(owner=owner, id=dialogue_id, **begun))
            else:
                newest = max(there.last_at, exchange.asked_at)
                connection.execute(update(dialogues).where(_is(owner, dialogue_id)).values(last_at=newest))
            of_it = _in(exchanges, owner, dialogue_id)
            count = connection.execute(select(func.count()).select_from(exchanges).where(of_it)).scalar_one()
            place = count if turn is None else min(turn, count)
            _put(connection, {"owner": owner, "dialogue_id": dialogue_id, "turn": place}, exchange)
            forget_what_was_said_of(connection, _gone(connection, sorted(exchange.drew_on)))
            return place

    def end(self, owner: str, dialogue_id: str, at: datetime) -> bool:
        """It is not gone on with from now on; the first end counts."""
        ended = func.coalesce(dialogues.c.ended_at, at)
        with writing(self._engine) as connection:
            changed = connection.execute(update(dialogues).where(_is(owner, dialogue_id)).values(ended_at=ended))
            return changed.rowcount > 0

    def forget(self, owner: str, dialogue_ids: Collection[str]) -> None:
        """Delete these with what was said."""
        with writing(self._engine) as connection:
            for one in dialogue_ids:
                for table in _BY_DIALOGUE:
                    connection.execute(delete(table).where(_in(table, owner, one)))
                connection.execute(delete(dialogues).where(_is(owner, one)))

    def forget_before(self, moment: datetime) -> int:
        """Delete those in which nothing was said since."""
        old = dialogues.c.last_at < moment
        ids = select(dialogues.c.owner, dialogues.c.id).where(old)
        with writing(self._engine) as connection:
            for table in _BY_DIALOGUE:
                connection.execute(delete(table).where(tuple_(table.c.owner, table.c.dialogue_id).in_(ids)))
            return connection.execute(delete(dialogues).where(old)).rowcount


def forget_what_was_said_of(connection: Connection, document_ids: Sequence[str]) -> None:
    """Delete the words of answers that may have any from these documents, within the transaction that removes them."""
    places = tuple_(exchanges.c.owner, exchanges.c.dialogue_id, exchanges.c.turn)
    drawn_on = exchange_documents.c
    for start in range(0, len(document_ids), _IDS_PER_STATEMENT):
        some = document_ids[start : start + _IDS_PER_STATEMENT]
        of_these = select(drawn_on.owner, drawn_on.dialogue_id, drawn_on.turn).where(drawn_on.document_id.in_(some))
        connection.execute(update(exchanges).where(places.in_(of_these)).values(text=""))


def _gone(connection: Connection, document_ids: Sequence[str]) -> list[str]:
    """Those that the catalogue does not hold."""
    held: set[str] = set()
    for start in range(0, len(document_ids), _IDS_PER_STATEMENT):
        some = document_ids[start : start + _IDS_PER_STATEMENT]
        held.update(connection.execute(select(documents.c.id).where(documents.c.id.in_(some))).scalars())
    return [one for one in document_ids if one not in held]


def _put(connection: Connection, place: dict[str, Any], exchange: Exchange) -> None:
    """Store what was said at a place, instead of what stands there."""
    for table in _BY_DIALOGUE:
        here = and_(_in(table, place["owner"], place["dialogue_id"]), table.c.turn == place["turn"])
        connection.execute(delete(table).where(here))
    values = {name: value for name, value in asdict(exchange).items() if name != "drew_on"}
    values |= {"references": list(values["references"]), "evidence": [list(one) for one in exchange.evidence]}
    connection.execute(insert(exchanges).values(**place, **values))
    if exchange.drew_on:
        drawn_on = [place | {"document_id": one} for one in sorted(exchange.drew_on)]
        connection.execute(insert(exchange_documents), drawn_on)


def _listed() -> Select[Any]:
    """Conversations with their first question and the number of their turns, newest first."""
    of_it = and_(exchanges.c.owner == dialogues.c.owner, exchanges.c.dialogue_id == dialogues.c.id)
    first = select(exchanges.c.question).where(of_it, exchanges.c.turn == 0).scalar_subquery()
    count = select(func.count()).select_from(exchanges).where(of_it).scalar_subquery()
    columns = (dialogues, first.label("title"), count.label("turns"))
    return select(*columns).order_by(dialogues.c.last_at.desc(), dialogues.c.id)


def _is(owner: str, dialogue_id: str) -> ColumnElement[bool]:
    return and_(dialogues.c.owner == owner, dialogues.c.id == dialogue_id)


def _in(table: Table, owner: str, dialogue_id: str) -> ColumnElement[bool]:
    return and_(table.c.owner == owner, table.c.dialogue_id == dialogue_id)


def _to_dialogue(row: Row[Any]) -> Dialogue:
    return Dialogue(row.id, row.owner, row.started_at, row.last_at, row.ended_at, row.title or "", row.turns)


def _to_exchange(row: Row[Any], drew_on: Sequence[str]) -> Exchange:
    return Exchange(
        answer_id=row.answer_id,
        question=row.question,
        asked=row.asked,
        text=row.text,
        asked_at=row.asked_at,
        generator=row.generator,
        confidence=row.confidence,
        abstained=row.abstained,
        aside=row.aside,
        references=tuple(Reference(**one) for one in row.references),
        evidence=tuple((document_id, ordinal) for document_id, ordinal in row.evidence),
        drew_on=frozenset(drew_on),
    )
