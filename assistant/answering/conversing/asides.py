"""What is asked of an answer: it is said again in another form, shown where it stands, or the conversation itself is meant."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from assistant.answering.conversing import retelling
from assistant.answering.conversing.conversations import Conversations
from assistant.answering.conversing.former import EXTRACTIVE, Former
from assistant.answering.conversing.forms import COURTESIES, OF_AN_ANSWER, Wish
from assistant.answering.conversing.history import WITHHELD
from assistant.answering.conversing.ports import Asker
from assistant.answering.conversing.requests import Request
from assistant.answering.conversing.rereading import Rereader
from assistant.answering.conversing.retelling import Retold
from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, SourcesFound
from assistant.domain.documents import Kind
from assistant.domain.hits import Hit
from assistant.domain.questions import Manner, Question
from assistant.errors import NotFound
from assistant.ports import Documents, Found

CONVERSATION: Final = "conversation"
"""What words on the conversation itself are by, in the place of a generator's name."""
GREETING: Final = "Hello! Ask me anything that your documents may tell: how something works, what was decided, and why."
GLADLY: Final = "Gladly."
NEVER_MIND: Final = "All right."
STARTS_OVER: Final = "All right, we start over: your next question begins a new conversation."
FORGOTTEN: Final = "Done: this conversation is deleted. Your next question begins a new one."
NOT_KEPT: Final = "This conversation is not kept by me: delete it where you write. Your next question begins a new one."
NOTHING_CITED: Final = "The last answer cites no source that I could show or say again. Ask your question in other words."
WITHHELD_NOW: Final = f"I can't say it again: {WITHHELD.strip('()')}. Ask your question again."
NEEDS_A_MODEL: Final = (
    "I can say it in {language} only with a language model, and none is set up: name one as `model` under `[generator]` in "
    "lore.toml. What the sources say, in their own words:"
)
_COURTESIES: Final = {Wish.GREETING: GREETING, Wish.THANKS: GLADLY, Wish.NEVER_MIND: NEVER_MIND}
_SMALL_TALK: Final = frozenset(_COURTESIES.values())
_MANNERS: Final = {
    Wish.SHORTER: Manner.SHORTER,
    Wish.SHORTEST: Manner.SHORTEST,
    Wish.LONGER: Manner.LONGER,
    Wish.LIST: Manner.LIST,
    Wish.TABLE: Manner.TABLE,
    Wish.LANGUAGE: Manner.PLAIN,
}
_TALKED: Final = frozenset({Kind.THREAD, Kind.CODE_REVIEW, Kind.MEETING})
_AROUND_THREAD: Final = 3
_FIELD: Final = re.compile(r"\W{0,3}[A-Za-z][\w -]{0,30}\W{0,2}:")
_FEW_WORDS: Final = 120
"""A chunk with fewer is shown with its neighbours when more is wanted."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What answers are said again with: `again` words an answer over given evidence and records nothing; `has_model` is whether
    a generator does."""

    again: Asker
    has_model: bool


class Asides:
    """Does what is asked of an answer."""

    def __init__(self, saying: Saying, documents: Documents, conversations: Conversations) -> None:
        self._again = saying.again
        self._has_model = saying.has_model
        self._documents = documents
        self._conversations = conversations

    def is_small_talk(self, answer: Answer) -> bool:
        """Whether it is no part of the conversation."""
        return answer.aside and answer.text in _SMALL_TALK

    async def answer(self, question: Question, request: Request, former: Former) -> AsyncGenerator[AnswerEvent, None]:
        """As an asker answers. The question's `said` is the whole conversation."""
        started = time.perf_counter()
        if request.wish not in OF_AN_ANSWER:
            said = await asyncio.to_thread(self._of_conversation, question, request.wish)
            is_overheard = question.provisional and request.wish in COURTESIES
            events = [
                replace(one, abstained=is_overheard) if isinstance(one, Answer) else one
                for one in _told(said, question, started)
            ]
        elif former.is_withheld or not former.asked:
            text = WITHHELD_NOW if former.is_withheld else NOTHING_CITED
            events = _told(_Said(Retold(text, ()), question.conversation_id), question, started)
        elif request.wish in _MANNERS and self._has_model:
            async with aclosing(self._reworded(question, request, former)) as worded:
                async for event in worded:
                    yield event
            return
        else:
            if not former.is_kept:
                former = await self._asked_again(question, former)
            said = await asyncio.to_thread(self._retold, question, request, former)
            events = _told(said, question, started)
        for event in events:
            yield event

    async def _reworded(self, question: Question, request: Request, former: Former) -> AsyncGenerator[AnswerEvent, None]:
        """The model's words for the same question over the same evidence."""
        manner = _MANNERS[request.wish]
        if manner is Manner.SHORTER and former.is_shortened:
            manner = Manner.SHORTEST
        about = replace(
            self._former_question(question, former),
            manner=manner,
            over=former.evidence,
            language=request.language or question.language,
        )
        async with aclosing(self._again.answer(about)) as events:
            async for event in events:
                yield replace(event, aside=True) if isinstance(event, Answer) else event

    async def _asked_again(self, question: Question, former: Former) -> Former:
        """The former answer where it was not kept: its question is asked once more."""
        async with aclosing(self._again.answer(self._former_question(question, former))) as events:
            async for event in events:
                if isinstance(event, Answer):
                    text = event.text if event.generator == EXTRACTIVE else ""
                    return replace(former, text=text, citations=event.citations, whole=event.citations, last=event.citations)
        return former

    def _former_question(self, question: Question, former: Former) -> Question:
        return replace(question, text=former.asked, said=(), turn=None)

    def _retold(self, question: Question, request: Request, former: Former) -> _Said:
        """In the sources' own words. Blocks."""
        if not former.citations:
            return _Said(Retold(NOTHING_CITED, ()), question.conversation_id)
        rereader = Rereader(self._documents, question.scope.principal)
        told = _RETELLINGS[request.wish](_Retelling(request, former, rereader))
        return _Said(told, question.conversation_id, former.confidence, EXTRACTIVE)

    def _of_conversation(self, question: Question, wish: Wish) -> _Said:
        """Blocks."""
        if wish in COURTESIES:
            return _Said(Retold(_COURTESIES[wish], ()), question.conversation_id)
        principal, id_ = question.scope.principal, question.conversation_id
        text = STARTS_OVER
        try:
            if wish is Wish.FORGET:
                self._conversations.forget(principal, id_)
                text = FORGOTTEN
            else:
                self._conversations.end(principal, id_)
        except NotFound:  # it is kept elsewhere, or nowhere
            text = NOT_KEPT if wish is Wish.FORGET else STARTS_OVER
        return _Said(Retold(text, ()), uuid4().hex)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is answered, and the conversation that the next question belongs to."""

    told: Retold
    conversation_id: str
    confidence: float = 1.0
    by: str = CONVERSATION


@dataclass(frozen=True, slots=True)
class _Retelling:
    """What a retelling is made from."""

    request: Request
    former: Former
    rereader: Rereader

    def chosen(self) -> Sequence[Citation]:
        """The citations that are meant: the one that was named, or all."""
        named = [one for one in self.former.last if one.marker == self.request.number]
        return named or self.former.citations

    def stretch(self, citation: Citation, reach: int) -> list[Found]:
        """Where a citation stands, with its neighbours; without what is nothing but a document's head."""
        there = Found(citation.document, citation.chunk)
        near = self.rereader.around(there, reach) if reach else []
        return [one for one in near if one.chunk.ordinal == there.chunk.ordinal or not _is_head(one)] or [there]


def _shorter(of: _Retelling) -> Retold:
    most = 1 if of.former.is_shortened or of.request.wish is Wish.SHORTEST else 2
    with_standing = retelling.shorter_with_standing(of.former.asked, of.former.text, of.former.citations)
    return with_standing or retelling.shorter(of.former.asked, of.former.citations, most)


def _longer(of: _Retelling) -> Retold:
    """The whole chunks, with their neighbours where they are short."""
    stretches = []
    for citation in _by_chunk(of.former.whole):
        is_short = len(citation.chunk.text.split()) < _FEW_WORDS
        stretches.append(of.stretch(citation, 1 if is_short else 0))
    return retelling.at_length(stretches)


def _thread(of: _Retelling) -> Retold:
    """What stands around the first place where people talk to each other; around the first one where they nowhere do."""
    chosen = of.chosen()
    citation = next((one for one in chosen if one.document.kind in _TALKED), chosen[0])
    return retelling.at_length([of.stretch(citation, _AROUND_THREAD)])


def _source(of: _Retelling) -> Retold:
    return retelling.at_length([of.stretch(one, 0) for one in _by_chunk(of.chosen())])


def _in_language(of: _Retelling) -> Retold:
    told = retelling.quoted(of.former.citations)
    return replace(told, text=f"{NEEDS_A_MODEL.format(language=of.request.language)}\n\n{told.text}")


_RETELLINGS: Final[dict[Wish, Callable[[_Retelling], Retold]]] = {
    Wish.SHORTER: _shorter,
    Wish.SHORTEST: _shorter,
    Wish.LONGER: _longer,
    Wish.LIST: lambda of: retelling.as_list(of.former.citations),
    Wish.TABLE: lambda of: retelling.as_table(of.former.citations),
    Wish.LANGUAGE: _in_language,
    Wish.THREAD: _thread,
    Wish.SOURCE: _source,
    Wish.WHERE: lambda of: retelling.where(of.chosen()),
}


def _is_head(found: Found) -> bool:
    """Whether a chunk is the fields above a document's text: `status: accepted`, `Date: …`."""
    lines = [line for line in found.chunk.text.splitlines() if line.strip()]
    return not found.chunk.ordinal and sum(bool(_FIELD.match(line)) for line in lines) * 2 > len(lines)


def _by_chunk(citations: Sequence[Citation]) -> list[Citation]:
    """One for each chunk, in their order."""
    return list({(one.document.id, one.chunk.ordinal): one for one in reversed(citations)}.values())[::-1]


def _told(said: _Said, question: Question, started: float) -> list[AnswerEvent]:
    """The events of an answer that comes whole."""
    citations = said.told.citations
    hits = tuple(Hit(one.document, one.chunk, 1.0) for one in _by_chunk(citations))
    answer = Answer(
        id=uuid4().hex,
        conversation_id=said.conversation_id or uuid4().hex,
        question=question.text,
        text=said.told.text,
        abstained=False,
        confidence=said.confidence,
        citations=citations,
        sources=hits,
        generator=said.by,
        took_ms=(time.perf_counter() - started) * 1000,
        aside=True,
    )
    return [SourcesFound(hits), Delta(said.told.text), answer]
