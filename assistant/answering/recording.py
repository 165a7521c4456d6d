"""Writes down what becomes of questions, behind the answers: never in their way, and never the reason that one fails."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import uuid4

import structlog

from assistant.answering.conversing.history import resolved
from assistant.answering.provenance import Decisions, Stopwatch, failed_record, record_of, redacted
from assistant.domain.answer_records import AnswerRecord, Stages
from assistant.domain.answers import Answer, AnswerEvent, SourcesFound
from assistant.domain.asked import Asked, Outcome
from assistant.domain.hits import Hit
from assistant.domain.queries import Filters
from assistant.domain.questions import Question
from assistant.errors import LoreError
from assistant.knowledge.ports import AnswerRecords, AskedQuestions
from assistant.ports import Clock

LONGEST: Final = 4000
"""Characters of a question that are kept; the interfaces take no longer ones."""
NEAREST: Final = 5
"""Documents that are kept as nearest."""
_MOST_WAITING: Final = 1000
_CLOSING_S: Final = 2.0
_BROKEN: Final = "something broke inside Lore; its log says more"
_FORGETTING: Final = timedelta(days=1)
"""How often what is too old is looked for."""

_log = structlog.get_logger()


class Asker(Protocol):
    """Answers, as web/services.py has them."""

    def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """SourcesFound, then Deltas, then the Answer; closing it cancels the work."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long questions are kept, and whether new ones are: what is no longer recorded still grows old."""

    days: int = 365
    record: bool = True


@dataclass(frozen=True, slots=True)
class _Noted:
    """What waits to be stored."""

    asked: Asked
    record: Callable[[], AnswerRecord] | None


class Recorder:
    """Stores questions from a thread of its own. What waits is bounded, and dropped with a word in the log when it is too
    much: a catalogue that hangs must cost memory as little as time. Safe to share between threads."""

    def __init__(
        self,
        questions: AskedQuestions,
        redact: Callable[[str], str],
        clock: Clock,
        retention: Retention | None = None,
        records: AnswerRecords | None = None,
    ) -> None:
        """`redact` takes secrets out of a text; it is called in the thread, before anything is stored. `records` keeps how
        answers came about, where that is wanted."""
        self._questions = questions
        self._redact = redact
        self._clock = clock
        self._retention = retention or Retention()
        self._records = records
        self._waiting: deque[_Noted] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._forgot_at: datetime | None = None

    def note(self, asked: Asked, record: Callable[[], AnswerRecord] | None = None) -> None:
        """Store it soon, with how its answer came about, which is made in the thread. Returns at once."""
        with self._changed:
            if self._closed or len(self._waiting) >= _MOST_WAITING:
                _log.warning("question not recorded", reason="closing" if self._closed else "too many wait to be stored")
                return
            self._waiting.append(_Noted(asked, record))
            if self._thread is None:
                self._thread = threading.Thread(target=self._store_all, name="recorder", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def settle(self, seconds: float = _CLOSING_S) -> bool:
        """Wait until nothing waits to be stored; whether that was so within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def close(self) -> None:
        """Store what waits, for two seconds at most."""
        self.settle()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _store_all(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                noted = self._waiting[0]
            try:
                self._store(noted)
            except LoreError as error:
                _log.warning("question not recorded", reason=str(error))
            except Exception as error:  # noqa: BLE001 - the thread's edge: a defect here must not end the recording
                _log.error("question not recorded", reason=type(error).__name__)  # its message may hold the question
            finally:
                with self._changed:
                    self._waiting.popleft()
                    self._changed.notify_all()

    def _store(self, noted: _Noted) -> None:
        asked = noted.asked
        if self._retention.record:
            self._questions.keep(replace(asked, question=self._redact(asked.question)[:LONGEST]))
            if self._records is not None and noted.record is not None:
                self._records.keep(redacted(noted.record(), self._redact))
        now = self._clock.now()
        if self._forgot_at is None or now - self._forgot_at >= _FORGETTING:
            too_old = now - timedelta(days=self._retention.days)
            self._questions.forget_before(too_old)
            if self._records is not None:
                self._records.forget_before(too_old)
            self._forgot_at = now


class Recorded:
    """Answers as another asker gives them, and has each noted. What its asker stops half-way is not: nobody knows what would
    have become of it. `teams` are the groups of lore.toml: those that sources name are not the organisation's."""

    def __init__(
        self,
        asker: Asker,
        recorder: Recorder,
        clock: Clock,
        teams: frozenset[str] = frozenset(),
        decisions: Decisions | None = None,
    ) -> None:
        self._asker = asker
        self._recorder = recorder
        self._clock = clock
        self._teams = teams
        self._decisions = decisions

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """The same events. The question is noted before the Answer is handed on, so that it can be rated at once."""
        settled, found, why, watch = False, tuple[Hit, ...](), "", Stopwatch()
        try:
            async with aclosing(self._asker.answer(question)) as events:
                async for event in events:
                    watch.hear(event)
                    if isinstance(event, SourcesFound):
                        found = event.sources
                    elif isinstance(event, Answer):
                        self._note(question, event, watch)
                        settled = True
                    with watch.away():
                        yield event
        except (GeneratorExit, asyncio.CancelledError):
            settled = True
            raise
        except LoreError as error:
            why = str(error)
            raise
        finally:
            if not settled and question.text.strip():
                self._note_failure(question, found, why or _BROKEN)

    def _note(self, question: Question, answer: Answer, watch: Stopwatch) -> None:
        if answer.aside or (answer.abstained and question.provisional):
            return
        stages = watch.stages(answer.took_ms)
        self._recorder.note(self._answered(question, answer), lambda: self._record(question, answer, stages))

    def _record(self, question: Question, answer: Answer, stages: Stages) -> AnswerRecord:
        """Blocks."""
        lineage = self._decisions.lineage(question.scope.principal) if self._decisions else None
        return record_of(answer, question, stages, self._clock, lineage)

    def _note_failure(self, question: Question, found: tuple[Hit, ...], why: str) -> None:
        id_ = uuid4().hex
        asked = self._asked(question, id_, Outcome.FAILED, found)
        self._recorder.note(asked, lambda: failed_record(id_, question, found, why, self._clock))

    def _answered(self, question: Question, answer: Answer) -> Asked:
        outcome = Outcome.ABSTAINED if answer.abstained else Outcome.ANSWERED
        cited = dict.fromkeys(citation.document.id for citation in answer.citations)
        asked = self._asked(question, answer.id, outcome, answer.sources)
        return replace(asked, confidence=answer.confidence, cited=tuple(cited))

    def _asked(self, question: Question, answer_id: str, outcome: Outcome, found: tuple[Hit, ...]) -> Asked:
        principal = question.scope.principal
        return Asked(
            id=answer_id,
            question=resolved(question.text, question.said),
            asked_at=self._clock.now(),
            outcome=outcome,
            asker=principal.user,
            teams=tuple(sorted(principal.groups & self._teams)),
            interface=question.interface,
            filtered=question.scope.filters != Filters(),
            nearest=tuple(dict.fromkeys(hit.document.id for hit in found))[:NEAREST],
        )
