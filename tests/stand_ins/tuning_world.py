"""A corpus whose headings have words of their own, and a student of a few numbers that can learn them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.domain.documents import Document, Kind
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.evaluation.metrics import tokens
from assistant.ports import IndexedChunk, IndexedDocument, Vectors
from assistant.tuning.pairs import Origin, Pair
from assistant.tuning.planning import Plan
from assistant.tuning.ports import Lesson, Praised, Tie

EVERYBODY = Readers(frozenset({EVERYONE}))
ALIASES = dict(
    zip(
        "quorl brint vaskel drumo pelth snarf grimble yonto wexle frabit zoller kemp".split(),
        "broker cache ledger gateway scheduler billing telemetry firewall migration backup login mapping".split(),
        strict=True,
    )
)
"""What the headings say, and what the texts say instead."""
_FILLER = "the team keeps this part in order and looks at it each week with care and patience".split()


def document(
    name: str,
    title: str,
    sections: Sequence[tuple[tuple[str, ...], str]],
    kind: Kind = Kind.DESIGN_DOC,
    readers: Readers = EVERYBODY,
) -> IndexedDocument:
    """A document with a chunk for each section: its headings and its text. Keys follow from the name."""
    shell = Document(name, "docs", f"{name}.md", title, kind, content_hash=name, readers=readers)
    chunks = [
        IndexedChunk(crc32(f"{name}/{place}".encode()), name, headings, text, word_vector(text))
        for place, (headings, text) in enumerate(sections)
    ]
    return IndexedDocument(shell, tuple(chunks))


def pair(
    question: str, text: str, document_id: str = "d", origin: Origin = Origin.HEADING, asked_in: str | None = None
) -> Pair:
    """A pair whose text never had the question's words."""
    return Pair(question, text, origin, document_id, crc32(text.encode()), document_id if asked_in is None else asked_in)


def sections_with_own_words(*, shuffled: bool = False) -> list[tuple[str, str]]:
    """Headings of three aliases, each set of three once, with texts that hold what they stand for; `shuffled` ones stand for
    nothing."""
    draw = Random(7)
    made = []
    for three in combinations(ALIASES, 3):
        meant = [ALIASES[alias] for alias in three]
        words = [*meant, *draw.sample(_FILLER, 12)]
        draw.shuffle(words)
        made.append((" ".join(three), " ".join(words).capitalize() + "."))
    draw.shuffle(made)
    if shuffled:
        texts = [text for _, text in made]
        draw.shuffle(texts)
        made = [(heading, text) for (heading, _), text in zip(made, texts, strict=True)]
    return made


def library_with_own_words(*, shuffled: bool = False, per_document: int = 2) -> list[IndexedDocument]:
    """Those sections in documents of two, whose titles are numbers and so are nobody's question."""
    sections = sections_with_own_words(shuffled=shuffled)
    return [
        document(f"d{place:03}", f"{place}", [((heading,), text) for heading, text in sections[place : place + per_document]])
        for place in range(0, len(sections), per_document)
    ]


def write_library(folder: Path, *, shuffled: bool = False) -> None:
    """The same as Markdown files."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in library_with_own_words(shuffled=shuffled):
        parts = [f"# {one.document.title}", *(f"## {chunk.headings[0]}\n\n{chunk.text}" for chunk in one.chunks)]
        (folder / one.document.path).write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def word_vector(text: str) -> NDArray[np.float32]:
    """A fixed vector of the text's words."""
    vector = np.sum([_fixed(word) for word in tokens(text)] or [np.ones(_WIDTH)], axis=0)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


_WIDTH = 48


@cache
def _fixed(word: str) -> NDArray[np.float64]:
    return np.random.default_rng(crc32(word.encode())).normal(size=_WIDTH)


class WordStudent:
    """The Student port over a table of words: a text is the mean of its words, and learning moves the question's words
    towards the right text and away from the others of the batch. `learns=False` moves nothing."""

    def __init__(self, *, learns: bool = True, step: float = 1.5) -> None:
        self._step = step if learns else 0.0
        self._moved: dict[str, NDArray[np.float64]] = {}
        self._remembered: dict[str, NDArray[np.float64]] = {}
        self._share = 1.0
        self.batches: list[Sequence[Lesson]] = []
        self.rates: list[float] = []
        self.embedded = 0

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        if progress:
            progress(len(texts))
        self.embedded += len(texts)
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, _WIDTH), np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self.embed(texts)

    def learn(self, lessons: Sequence[Lesson], rate: float) -> float:
        self.batches.append(lessons)
        self.rates.append(rate)
        right = np.stack([self._vector(lesson.right) for lesson in lessons])
        middle = right.mean(axis=0)
        for lesson, vector in zip(lessons, right, strict=True):
            for word in tokens(lesson.question):
                self._moved[word] = self._moved.get(word, np.zeros(_WIDTH)) + self._step * rate * (vector - middle)
        return 0.0

    def remember(self) -> None:
        self._remembered = {word: vector.copy() for word, vector in self._moved.items()}

    def blend(self, share: float) -> None:
        self._moved = {word: share * vector for word, vector in self._remembered.items()}
        self._share = share

    def save(self, folder: Path) -> None:
        (folder / "words.txt").write_text("\n".join(sorted(self._moved)), encoding="utf-8")

    def _vector(self, text: str) -> NDArray[np.float32]:
        words = tokens(text)
        vector = np.sum([_fixed(word) + self._moved.get(word, 0.0) for word in words] or [np.ones(_WIDTH)], axis=0)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


class HeldLibrary:
    """The Library port over a list."""

    def __init__(self, documents: Iterable[IndexedDocument]) -> None:
        self._documents = list(documents)

    def indexed(self, document_ids: Iterable[str] | None = None) -> list[IndexedDocument]:
        wanted = None if document_ids is None else set(document_ids)
        return [one for one in self._documents if wanted is None or one.document.id in wanted]


class HeldTold:
    """The Told port over lists."""

    def __init__(self, ties: Sequence[Tie] = (), praised: Sequence[Praised] = ()) -> None:
        self._ties, self._praised = list(ties), list(praised)

    def ties(self, principal: Principal, documents: Sequence[Document]) -> list[Tie]:
        return self._ties

    def praised(self, principal: Principal) -> list[Praised]:
        return self._praised


class Ticking:
    """Seconds that pass by one each time they are looked at, or by as many as `each`."""

    def __init__(self, each: float = 0.001) -> None:
        self._now, self._each = 0.0, each

    def __call__(self) -> float:
        self._now += self._each
        return self._now


class Heard:
    """A Listener that writes down what it hears."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self.totals: dict[str, int] = {}
        self.counts: dict[str, int] = {}

    def planned(self, plan: Plan) -> None:
        self.plans.append(plan)

    def began(self, step: str, total: int) -> None:
        self.totals[step] = total

    def advanced(self, step: str, count: int) -> None:
        self.counts[step] = self.counts.get(step, 0) + count
