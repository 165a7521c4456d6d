"""Answers of every sort, and records of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.answering.provenance import text_hash
from assistant.domain.answer_records import AnswerRecord, CitedChunk, FoundChunk, Looked, Reading, Stages
from assistant.domain.documents import Chunk
from assistant.domain.provenance import Look, Making, Repairs, SentChunk, Usage
from assistant.domain.queries import Filters

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FULL = AnswerRecord(
    id="a1",
    made_at=NOON,
    shown="We run **Kafka** [1]. 发票 <b>",
    generator="openai:small",
    notice="The model was slow.",
    failure="",
    conversation_id="c1",
    asked_within=Filters(kinds=("meeting",), after=NOON, authors=("Ana",)),
    reading=Reading(
        "why kafka", ("meetings", "2024"), ("why", "who"), "a note", True, date(2024, 3, 1), Filters(voices=("Bo",))
    ),
    found=(FoundChunk("d1", 0, 0.9, "h1"), FoundChunk("d2", 3, 0.5, "h2")),
    trail=(Looked(Look.FOLLOWED, "Kafka as the bus", "it is linked", ("d2",)),),
    cited=(CitedChunk(1, "d1", 0, "h1", "content", held=False),),
    making=Making(
        model="openai:small",
        prompt="answer",
        prompt_version=3,
        sent=(SentChunk(1, "d1", 0, "h1"),),
        returned="We run Kafka [1][9].",
        usage=Usage(1200, 40, estimated=True),
        cost=0.0012,
        currency="EUR",
        cached=True,
        first_words_ms=120.5,
        repairs=Repairs(dangling_markers=1, removed_links=2),
        failure="",
    ),
    stages=Stages(20.0, None, 31.5, 900.0),
    words_from=frozenset({"d1"}),
    trail_from=frozenset({"d2"}),
)
"""With something in every field."""
PLAIN = AnswerRecord("a2", NOON)
"""With nothing that it need not have."""


def emptied(record: AnswerRecord) -> AnswerRecord:
    """The same after its words were deleted."""
    making = replace(record.making, returned="") if record.making else None
    return replace(record, shown="", making=making, trail=(), is_emptied=True)


def record_of_chunks(*chunks: Chunk, shown: str = "Words of the answer [1].", model: str = "") -> AnswerRecord:
    """The record of an answer that found, was sent and cites these chunks, the first under 1, as they are now."""
    found = tuple(
        FoundChunk(one.document_id, one.ordinal, 1.0 - place / 10, text_hash(one)) for place, one in enumerate(chunks)
    )
    cited = tuple(
        CitedChunk(place, one.document_id, one.ordinal, text_hash(one), one.document_id) for place, one in enumerate(chunks, 1)
    )
    sent = tuple(SentChunk(place, one.document_id, one.ordinal, text_hash(one)) for place, one in enumerate(chunks, 1))
    return AnswerRecord(
        id="a1",
        made_at=NOON,
        shown=shown,
        generator=model or "extractive",
        found=found,
        cited=cited,
        making=Making(model, "answer", 1, sent, "Raw words of the model [1].") if model else None,
        words_from=frozenset(one.document_id for one in chunks),
    )
