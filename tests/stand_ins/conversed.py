"""Conversations in memory: what is kept of them, an asker that quotes, and everything wired as the bootstrap does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from assistant.answering.conversing.asides import Asides, Saying
from assistant.answering.conversing.conversations import Conversations
from assistant.answering.conversing.conversing import Around, Conversing, Keeping
from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, SourcesFound
from assistant.domain.asked import Interface
from assistant.domain.dialogue import Dialogue, Exchange, Kept
from assistant.domain.documents import Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.provenance import Making, SentChunk
from assistant.domain.queries import Query, Scope
from assistant.domain.questions import Question, Turn
from assistant.domain.readers import EVERYONE, Principal, Readers
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.decided import HeldDocuments, WordSearcher

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERYBODY = Readers(frozenset({EVERYONE}))
SECURITY = Readers(frozenset({"group:security"}))
ANA, BO = Principal("ana", frozenset({"security"})), Principal("bo")


class HeldDialogues:
    """The Dialogues port over a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Kept] = {}

    def of(self, owner: str) -> list[Dialogue]:
        mine = [kept.dialogue for (one, _), kept in self._kept.items() if one == owner]
        return sorted(sorted(mine, key=lambda one: one.id), key=lambda one: one.last_at, reverse=True)

    def read(self, owner: str, dialogue_id: str) -> Kept | None:
        return self._kept.get((owner, dialogue_id))

    def keep(self, owner: str, dialogue_id: str, exchange: Exchange, turn: int | None, *, begins: bool) -> int | None:
        kept = self.read(owner, dialogue_id)
        if kept is None and not begins:
            return None
        at = exchange.asked_at
        kept = kept or Kept(Dialogue(dialogue_id, owner, at, at), ())
        place = len(kept.exchanges) if turn is None else min(turn, len(kept.exchanges))
        said = (*kept.exchanges[:place], exchange, *kept.exchanges[place + 1 :])
        newest = max(kept.dialogue.last_at, at)
        dialogue = replace(kept.dialogue, last_at=newest, turns=len(said), title=said[0].question)
        self._kept[owner, dialogue_id] = Kept(dialogue, said)
        return place

    def end(self, owner: str, dialogue_id: str, at: datetime) -> bool:
        kept = self.read(owner, dialogue_id)
        if kept is None:
            return False
        ended = replace(kept.dialogue, ended_at=kept.dialogue.ended_at or at)
        self._kept[owner, dialogue_id] = replace(kept, dialogue=ended)
        return True

    def forget(self, owner: str, dialogue_ids: Collection[str]) -> None:
        for one in dialogue_ids:
            self._kept.pop((owner, one), None)

    def forget_before(self, moment: datetime) -> int:
        old = [key for key, kept in self._kept.items() if kept.dialogue.last_at < moment]
        for key in old:
            del self._kept[key]
        return len(old)


@dataclass
class TickingClock:
    """A clock that goes on by a second at each look."""

    moment: datetime = NOON

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class QuotingAsker:
    """Quotes the best two chunks that the asker may read and that share a word with the question, or those it is to answer
    over. What it was asked is kept in `heard`. With `model`, its answers were worded by one, which was sent what it cites."""

    documents: HeldDocuments
    model: bool = False
    heard: list[Question] = field(default_factory=list)

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        self.heard.append(question)
        hits = self._found(question)
        yield SourcesFound(hits)
        citations = tuple(Citation(number, hit.chunk.text, hit.document, hit.chunk) for number, hit in enumerate(hits[:2], 1))
        text = "\n\n".join(f"> {one.quote} [{one.marker}]" for one in citations) or "I found nothing about this."
        yield Delta(text)
        sent = tuple(SentChunk(one.marker, one.document.id, one.chunk.ordinal, "") for one in citations)
        yield Answer(
            id=uuid4().hex,
            conversation_id=question.conversation_id or uuid4().hex,
            question=question.text,
            text=text,
            abstained=not citations,
            confidence=0.9 if citations else 0.1,
            citations=citations,
            sources=hits,
            generator="openai:test" if self.model else "extractive",
            took_ms=1.0,
            making=Making("openai:test", "answer", 1, sent) if self.model else None,
        )

    def sent(self) -> str:
        """All that the last question brought with it."""
        last = self.heard[-1]
        return "\n".join([last.text, *(turn.text for turn in last.said)])

    def _found(self, question: Question) -> tuple[Hit, ...]:
        if not question.over:
            return WordSearcher(self.documents).search(Query(_telling(question.text), question.scope, 4)).hits
        chunks = ((document, chunk) for document, held in self.documents.all() for chunk in held)
        readable = {(one.id, chunk.ordinal): Hit(one, chunk, 1.0) for one, chunk in chunks if question.scope.admit(one)}
        return tuple(readable[place] for place in question.over if place in readable)


def _telling(text: str) -> str:
    """The longer words of a question."""
    return " ".join(word for word in text.replace("?", "").split() if len(word) > 3) or "nothing"


def document(name: str, readers: Readers = EVERYBODY, kind: Kind = Kind.DESIGN_DOC) -> Document:
    """A document of this name."""
    return Document(name, "docs", f"{name}.md", f"About {name}", kind, "0" * 64, readers, updated_at=NOON)


class Talk:
    """Conversations over some documents, as the bootstrap wires them."""

    def __init__(
        self, held: Sequence[tuple[Document, Sequence[str]]], *, model: bool = False, record: bool = True, days: int = 90
    ) -> None:
        self.documents = HeldDocuments(held)
        self.dialogues, self.questions, self.clock = HeldDialogues(), HeldQuestions(), TickingClock()
        self.asker, self.again = QuotingAsker(self.documents, model), QuotingAsker(self.documents, model)
        forget = self.questions.forget
        self.conversations = Conversations(self.dialogues, self.documents, self.clock, (forget,), is_kept=record)
        asides = Asides(Saying(self.again, model), self.documents, self.conversations)
        keeping = Keeping(lambda text: text.replace("hunter2", "[redacted]"), record, days)
        self.conversing = Conversing(self.asker, asides, self.dialogues, Around(self.documents, self.clock, keeping))

    async def ask(
        self,
        text: str,
        conversation: str = "",
        who: Principal = ANA,
        *,
        turn: int | None = None,
        said: tuple[Turn, ...] = (),
        interface: str = Interface.API,
    ) -> Answer:
        """The answer at the end of its events, whose deltas are its text."""
        question = Question(text, Scope(who), conversation, interface, said, turn=turn)
        deltas = ""
        async for event in self.conversing.answer(question):
            if isinstance(event, Delta):
                deltas += event.text
            if isinstance(event, Answer):
                assert deltas == event.text
                return event
        raise AssertionError("no answer")
