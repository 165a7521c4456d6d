"""The shapes of requests and responses under `/v1/conversations`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.answering.conversing.conversations import Conversation, Told
from assistant.domain.dialogue import Dialogue
from assistant.web.schemas.answers import CitationOut


class ConversationsIn(BaseModel):
    """How much of the list, and after what: `cursor` is the `next` of the page before."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    cursor: Annotated[str, StringConstraints(max_length=2000)] = ""


class ExportIn(BaseModel):
    """As what a conversation is exported."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["markdown", "json"] = "markdown"


class ConversationOut(BaseModel):
    """A conversation without what was said in it. `title` is its first question; an ended one is not gone on with."""

    id: str
    title: str
    started_at: datetime
    last_at: datetime
    ended_at: datetime | None
    turns: int

    @classmethod
    def of(cls, dialogue: Dialogue) -> ConversationOut:
        """As JSON."""
        return cls(
            id=dialogue.id,
            title=dialogue.title,
            started_at=dialogue.started_at,
            last_at=dialogue.last_at,
            ended_at=dialogue.ended_at,
            turns=dialogue.turns,
        )


class TurnOut(BaseModel):
    """A question with its answer. Where it is not `readable`, the answer drew on a document that the caller may not read any
    more, and its words are withheld. A citation whose document no longer says the quoted words has an empty `quote`."""

    answer_id: str
    question: str
    answer: str
    asked_at: datetime
    abstained: bool
    confidence: float
    generator: str
    readable: bool
    citations: list[CitationOut]

    @classmethod
    def of(cls, told: Told, site: str) -> TurnOut:
        """As JSON."""
        exchange = told.exchange
        return cls(
            answer_id=exchange.answer_id,
            question=exchange.question,
            answer=told.text,
            asked_at=exchange.asked_at,
            abstained=exchange.abstained,
            confidence=exchange.confidence,
            generator=exchange.generator,
            readable=told.is_readable,
            citations=[CitationOut.of(one, site) for one in told.citations],
        )


class WholeConversationOut(ConversationOut):
    """A conversation with what was said in it, oldest first."""

    said: list[TurnOut]

    @classmethod
    def whole(cls, conversation: Conversation, site: str) -> WholeConversationOut:
        """As JSON."""
        head = ConversationOut.of(conversation.dialogue)
        return cls(**head.model_dump(), said=[TurnOut.of(one, site) for one in conversation.told])


class ConversationsOut(BaseModel):
    """A page of the caller's conversations, newest first; `next` is the cursor of the page after it."""

    conversations: list[ConversationOut]
    total: int
    next: str | None
    kept: bool
    """Whether new conversations are kept here."""


class DeletedOut(BaseModel):
    """How many conversations were deleted."""

    deleted: int
