"""Answer records to JSON and back. What may hold words of documents is not in it: see provenance_schema.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from assistant.domain.answer_records import AnswerRecord, CitedChunk, FoundChunk, Looked, Reading, Stages
from assistant.domain.provenance import Look, Making, Repairs, SentChunk, Usage
from assistant.domain.queries import Filters


def details_of(record: AnswerRecord) -> dict[str, Any]:
    """All of a record that is no document's words, and no column of its own."""
    return {
        "said": record.said,
        "generator": record.generator,
        "notice": record.notice,
        "failure": record.failure,
        "conversation_id": record.conversation_id,
        "asked_within": _filters(record.asked_within),
        "reading": _reading(record.reading) if record.reading else None,
        "found": [[one.document_id, one.ordinal, one.score, one.text_hash] for one in record.found],
        "cited": [list(asdict(one).values()) for one in record.cited],
        "making": _making(record.making) if record.making else None,
        "stages": asdict(record.stages),
    }


def trail_of(record: AnswerRecord) -> list[list[Any]]:
    """The trail, a list a step."""
    return [[str(one.look), one.about, one.why, list(one.document_ids)] for one in record.trail]


def to_trail(steps: list[list[Any]]) -> tuple[Looked, ...]:
    """The steps again."""
    return tuple(Looked(Look(look), about, why, tuple(ids)) for look, about, why, ids in steps)


def to_details(details: Mapping[str, Any], returned: str) -> dict[str, Any]:
    """The fields of a record from its details, and from what its model returned."""
    return {
        "said": details.get("said", ""),
        "generator": details["generator"],
        "notice": details["notice"],
        "failure": details["failure"],
        "conversation_id": details["conversation_id"],
        "asked_within": _to_filters(details["asked_within"]),
        "reading": _to_reading(details["reading"]) if details["reading"] else None,
        "found": tuple(FoundChunk(*one) for one in details["found"]),
        "cited": tuple(CitedChunk(*one) for one in details["cited"]),
        "making": _to_making(details["making"], returned) if details["making"] else None,
        "stages": Stages(**_known(Stages, details["stages"])),
    }


def _filters(filters: Filters) -> dict[str, Any]:
    """Without what is empty."""
    held = {name: value for name, value in asdict(filters).items() if value}
    return {name: value.isoformat() if isinstance(value, datetime) else list(value) for name, value in held.items()}


def _to_filters(held: Mapping[str, Any]) -> Filters:
    values = {name: datetime.fromisoformat(one) if isinstance(one, str) else tuple(one) for name, one in held.items()}
    return Filters(**_known(Filters, values))


def _reading(reading: Reading) -> dict[str, Any]:
    as_of = reading.as_of.isoformat() if reading.as_of else None
    return asdict(reading) | {"as_of": as_of, "filters": _filters(reading.filters)}


def _to_reading(held: Mapping[str, Any]) -> Reading:
    as_of = date.fromisoformat(held["as_of"]) if held["as_of"] else None
    lists = {"words": tuple(held["words"]), "parts": tuple(held["parts"])}
    return Reading(**_known(Reading, held) | lists | {"as_of": as_of, "filters": _to_filters(held["filters"])})


def _making(making: Making) -> dict[str, Any]:
    sent = [[one.number, one.document_id, one.ordinal, one.text_hash] for one in making.sent]
    return asdict(making) | {"sent": sent, "returned": ""}


def _to_making(held: Mapping[str, Any], returned: str) -> Making:
    inner = {
        "sent": tuple(SentChunk(*one) for one in held["sent"]),
        "returned": returned,
        "usage": Usage(**_known(Usage, held["usage"])) if held["usage"] else None,
        "repairs": Repairs(**_known(Repairs, held["repairs"])),
    }
    return Making(**_known(Making, held) | inner)


def _known(kind: type[Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the dataclass has today: another version of Lore may have written more."""
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in held.items() if name in names}
