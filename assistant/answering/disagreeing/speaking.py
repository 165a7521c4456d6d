"""What a document says about a question, by its words alone. Pure.

The reader compares sentences by meaning too; what stands beside its answer has to be found faster than sentences are embedded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.reading.expectations import expectation_of
from assistant.answering.reading.sentences import Unit, units
from assistant.domain.answers import Citation
from assistant.domain.documents import Chunk, Document

_ASKING: Final = re.compile(
    r"\b(?:means?|meant|tell|explain|describe|show|please|anyone|know|happens?|happened|say|says|said|still|now|today|"
    r"currently|current)\b|是什么|为什么|什么时候|什么|如何|怎么样?|哪些|哪个|哪里|多少|多久|谁|吗|呢|请问|我们|现在|目前",
    re.IGNORECASE,
)
"""Words that belong to the asking; no document need repeat them."""
_MOST_READ: Final = 6
"""Chunks of a document whose sentences are looked at: those with the most of the question's words, and its first."""
_AROUND: Final = 0.4
"""What a word counts that stands in the title, the headings or the sentence before."""
_DECISIVE: Final = re.compile(
    r"^\W*(?:[\dIVX]+[.)]?\s+)?(?:the )?(?:decision|specification|abstract|summary|proposal|resolution|outcome|design|"
    r"guide-level explanation|detailed design|决定|摘要|结论|方案)\b",
    re.IGNORECASE,
)
_APART: Final = re.compile(
    r"\b(?:context|background|motivation|history|alternatives?|rejected|considered|drawbacks?|open (?:issues|questions)|"
    r"references?|acknowledge?ments?|copyright|dissent|opinions|what would make us change|future|footnotes)\b|"
    r"背景|备选|参考",
    re.IGNORECASE,
)
_DECISIVE_REWARD: Final = 0.3
_APART_LOSS: Final = -0.25
"""What a sentence earns under a heading of what was decided, and loses under one of reasons, history or other ideas."""
_SHORTEST: Final = 25
_LONGEST: Final = 420
_HEADER: Final = re.compile(
    r"^\W*[\w-]+(?: [\w-]+){0,2}\s?[:：]\s|^\W*[\w-]+\s*\||^\W*(?:superse|replace[sd]\b|obsolete|status\b|取代|状态)",
    re.IGNORECASE,
)
_MARKUP: Final = re.compile(r"^\s*(?:\.\.|\[\d+\]|:\w+:|[+|=~^-]{3,}|#)")


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence of a document that speaks most of the question; `share` is how much of the question's words, 0 to 1, stand
    in it or around it, and `own` how much in the sentence itself."""

    citation: Citation
    share: float
    own: float


class Asked:
    """A question's words, for finding what documents say about it. Keep one for a question, in one thread."""

    def __init__(self, question: str) -> None:
        self.reader = Reader()
        bare = self.reader.content(_ASKING.sub(" ", question))
        self.words = bare or self.reader.content(question)
        self._expects = expectation_of(question)

    def said_in(self, document: Document, chunks: Sequence[Chunk]) -> Said | None:
        """What speaks most of the question there; None where there is no sentence at all."""
        read = self._telling(chunks)
        weights = self._weights(read)
        title = self.reader.content(document.title)
        found = [one for chunk in read for one in self._sentences(document, chunk, title, weights)]
        return max(found, key=lambda one: one[0], default=(0.0, None))[1]

    def share_of(self, text: str) -> float:
        """How much of the question's words stand in a text, all counted alike."""
        return len(self.words & self.reader.content(text)) / len(self.words) if self.words else 0.0

    def _telling(self, chunks: Sequence[Chunk]) -> list[Chunk]:
        """The chunks that have the most of the question's words, in order, as far as beginnings of words tell."""
        stems = [word[: max(4, len(word) - 1)] for word in self.words]
        scored = []
        for chunk in chunks:
            text = f"{chunk.heading} {chunk.text}".casefold()
            scored.append((sum(stem in text for stem in stems), -chunk.ordinal, chunk))
        best = sorted(scored, key=lambda one: one[:2], reverse=True)[:_MOST_READ]
        return sorted((chunk for _, _, chunk in best), key=lambda chunk: chunk.ordinal)

    def _weights(self, chunks: Sequence[Chunk]) -> Mapping[str, float]:
        """How telling each word is: its inverse frequency among the chunks, summing to 1."""
        texts = [self.reader.content(chunk.text) for chunk in chunks]
        raw = {word: math.log(1 + (len(texts) + 1) / (1 + sum(word in text for text in texts))) for word in self.words}
        total = sum(raw.values()) or 1.0
        return {word: value / total for word, value in raw.items()}

    def _sentences(
        self, document: Document, chunk: Chunk, title: frozenset[str], weights: Mapping[str, float]
    ) -> list[tuple[float, Said]]:
        around = title | self.reader.content(" ".join(chunk.headings))
        heading = chunk.headings[-1] if chunk.headings else ""
        place = _DECISIVE_REWARD if _DECISIVE.match(heading) else _APART_LOSS if _APART.search(heading) else 0.0
        found, before = [], frozenset[str]()
        for unit in units(chunk.text):
            words = self.reader.content(unit.text)
            if is_told(unit):
                own = sum(weight for word, weight in weights.items() if word in words)
                near = sum(weight for word, weight in weights.items() if word in (around | before) - words)
                score = (own + _AROUND * near + place + self._expects(unit.text, heading)) * _shape(unit.text)
                said = Said(Citation(0, unit.text, document, chunk), own + near, own)
                found.append((score, said))
            before = words
        return found


def is_told(unit: Unit) -> bool:
    """Whether it is a sentence that can stand alone, and no header, heading or listing."""
    return not unit.is_code and tells(unit.text)


def tells(text: str) -> bool:
    """Whether a quote says more than a header such as `Superseded-By: 440` does."""
    return not (_MARKUP.match(text) or _HEADER.match(text)) and len(text) >= _least(text)


def _least(text: str) -> int:
    return _SHORTEST // 3 if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text) else _SHORTEST


def _shape(text: str) -> float:
    """Very long sentences, and those that announce something else, say little by themselves."""
    return math.sqrt(min(1.0, _LONGEST / max(1, len(text)))) * (0.6 if text.rstrip().endswith((":", "：")) else 1.0)
