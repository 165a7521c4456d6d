"""Tunes the embedder. Read `Tuner.prepare` and `Tuner.tune` first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, Protocol

from assistant.domain.readers import Principal
from assistant.errors import UsageError
from assistant.ports import IndexedDocument
from assistant.tuning.learning import Course, Learned, learn
from assistant.tuning.mining import mined
from assistant.tuning.negatives import lessons, shelf_of
from assistant.tuning.pairs import in_turn
from assistant.tuning.planning import LOOKS, Plan, plan
from assistant.tuning.ports import Lesson, Library, Student, Told
from assistant.tuning.splitting import Part, Split, split
from assistant.tuning.trial import Trial, make_trials, scores
from assistant.tuning.verdict import Verdict, judge

FEWEST_TO_LEARN: Final = 100
FEWEST_TO_JUDGE: Final = 20
"""Questions: with fewer, no difference that tuning makes is beyond noise."""
_SAMPLE: Final = 24
"""Texts that are embedded to see how fast this machine is."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What there is to learn from and to judge by."""

    library: tuple[IndexedDocument, ...] = field(repr=False)
    split: Split = field(repr=False)
    tied: tuple[tuple[str, str], ...] = field(repr=False)
    without: frozenset[str] = frozenset()
    """Ids of documents that are only something to find."""

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Pairs by origin, of each part."""
        parts = {Part.LEARNING: self.split.learning, Part.CHOOSING: self.split.choosing, Part.JUDGING: self.split.judging}
        return {part.value: dict(Counter(pair.origin.value for pair in pairs)) for part, pairs in parts.items()}

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return sum(len(one.chunks) for one in self.library)


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it. The student has the weights that were judged."""

    learned: Learned
    verdict: Verdict
    plan: Plan


class Listener(Protocol):
    """Hears how it goes."""

    def planned(self, plan: Plan) -> None:
        """What will be done, and how long that takes."""

    def began(self, step: str, total: int) -> None:
        """A step of so many texts or lessons."""

    def advanced(self, step: str, count: int) -> None:
        """So many more of them are done."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long it may take, from which seed, and how time is told: `now` in seconds."""

    now: Callable[[], float]
    minutes: float = 30.0
    seed: int = 0


class Tuner:
    """Fits a copy of the embedder to what the principal may read, and judges it by documents that it never learned from.

    Blocks for as long as it is allowed to, and changes nothing: what becomes of the student is up to the caller.
    """

    def __init__(self, library: Library, told: Told) -> None:
        self._library = library
        self._told = told

    def prepare(self, principal: Principal, without: frozenset[str] = frozenset()) -> Prepared:
        """Take the pairs out of the documents and split them. Of documents `without` which to do, by path, and of those tied to
        them, nothing is learned. Raises UsageError where nothing is ingested."""
        library = tuple(one for one in self._library.indexed() if one.chunks and one.document.readers.permit(principal))
        if not library:
            raise UsageError("nothing is ingested yet: `lore add …`, `lore ingest`, then tune")
        ties = self._told.ties(principal, [one.document for one in library])
        praised = self._told.praised(principal)
        tied = [(tie.document_id, tie.other_id) for tie in ties]
        tied += [pair for one in praised for pair in combinations(one.cited, 2)]
        left_out = {one.document.id for one in library if one.document.path in without}
        left_out |= {name for pair in tied if left_out & set(pair) for name in pair}
        pairs = mined([one for one in library if one.document.id not in left_out], ties, praised)
        made = split(pairs, [one.document.id for one in library], tied)
        return Prepared(library, made, tuple(tied), frozenset(left_out))

    def check(self, prepared: Prepared) -> None:
        """Raises UsageError in one line where there is too little to learn from or to judge by."""
        found = prepared.split
        if len(found.learning) < FEWEST_TO_LEARN or len(found.judging) < FEWEST_TO_JUDGE or not found.choosing:
            raise UsageError(
                f"{len(found.learning)} pairs to learn from and {len(found.judging)} held-back questions are too few (at least "
                f"{FEWEST_TO_LEARN} and {FEWEST_TO_JUDGE}): ingest more documents with titles and headings, or collect 👍"
            )

    def tune(self, prepared: Prepared, student: Student, terms: Terms, listener: Listener) -> Tuned:
        """Learn, choose and judge. Raises UsageError as `check` does."""
        self.check(prepared)
        began, parts = terms.now(), prepared.split
        pace = _seconds_per_text(prepared, student, terms.now)
        made = plan(pace, terms.minutes, len(parts.learning), prepared.chunks)
        listener.planned(made)
        choosing = make_trials(parts.choosing, prepared.library, made.choosing_texts)
        judging = make_trials(parts.judging, prepared.library, made.judging_texts)
        before = _measured(judging, student, listener, "measuring before")
        # Measuring after takes as long as measuring before, and looking at the shares comes before that.
        reserved = terms.now() - began + LOOKS * _texts(choosing) * pace
        course = Course(made.lessons, made.rounds, terms.seed, _after(terms.now, began + terms.minutes * 60 - reserved))
        listener.began("learning", made.lessons)
        learned = learn(
            student,
            self._lessons(prepared, student, made.lessons),
            course,
            lambda: _mean(scores(choosing, student)),
            lambda count: listener.advanced("learning", count),
        )
        after = _measured(judging, student, listener, "measuring after")
        return Tuned(learned, judge([asking for trial in judging for asking in trial.askings], before, after), made)

    def _lessons(self, prepared: Prepared, student: Student, most: int) -> list[Lesson]:
        pairs = in_turn(prepared.split.learning, most)
        questions = student.embed_questions([pair.question for pair in pairs])
        return lessons(pairs, questions, shelf_of(_learned_from(prepared)), prepared.tied)


def _after(now: Callable[[], float], moment: float) -> Callable[[], bool]:
    return lambda: now() >= moment


def _learned_from(prepared: Prepared) -> list[IndexedDocument]:
    parts = prepared.split.parts
    return [
        one for one in prepared.library if parts[one.document.id] is Part.LEARNING and one.document.id not in prepared.without
    ]


def _seconds_per_text(prepared: Prepared, student: Student, now: Callable[[], float]) -> float:
    """What embedding a chunk takes here, by a few of them after one to warm up."""
    texts = [pair.text for pair in prepared.split.learning[:_SAMPLE]]
    student.embed(texts[:2])
    began = now()
    student.embed(texts)
    return (now() - began) / len(texts)


def _texts(trials: Sequence[Trial]) -> int:
    return sum(len(trial.texts) for trial in trials)


def _measured(trials: Sequence[Trial], student: Student, listener: Listener, step: str) -> list[float]:
    listener.began(step, _texts(trials))
    return scores(trials, student, lambda count: listener.advanced(step, count))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
