"""Words of questions and texts: compared, measured, and taken out of each other. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final

from assistant.domain.documents import Chunk, Document, contextual_text
from assistant.evaluation.metrics import tokens
from assistant.ports import IndexedChunk, IndexedDocument
from assistant.tuning.pairs import Form

SHORTEST_QUESTION: Final = 2
LONGEST_QUESTION: Final = 40
SHORTEST_TEXT: Final = 12
"""Tokens: words, and each ideograph for itself."""
_BESIDE: Final = 5
"""A line with the question and at most so many tokens more says nothing but the question: `Title: …`, `Closes #12: …`."""
_NUMBERED: Final = re.compile(r"^(?:[A-Za-z]{2,5}[ -]?\d+|\d+(?:\.\d+)*)[\s.:)–—-]+(?=\w)|\s*\(#\d+\)\s*$")
_FIELD: Final = re.compile(r"^\s*[-*:]?\s*[\w -]{1,30}:\s")
_FIELDS: Final = 0.34
_COMMON_AT_LEAST: Final = 3
_COMMON_SHARE: Final = 0.005


def plain(text: str) -> str:
    """Its words in lower case, for comparing."""
    return " ".join(tokens(text))


def bare(title: str) -> str:
    """A title or heading without its number: nobody asks for `PEP 562 – …`, and the number alone would give it away."""
    return _NUMBERED.sub("", title).strip() or title.strip()


def fits_as_question(text: str) -> bool:
    """Whether it is neither a single word nor a paragraph, and has letters at all."""
    words = tokens(text)
    return SHORTEST_QUESTION <= len(words) <= LONGEST_QUESTION and any(len(w) > 1 or not w.isascii() for w in words)


def is_prose(text: str) -> bool:
    """Whether there is something to read: long enough, and no block of fields such as a document's header."""
    lines = [line for line in text.splitlines() if line.strip()]
    fields = sum(_FIELD.match(line) is not None for line in lines)
    return len(tokens(text)) >= SHORTEST_TEXT and fields <= max(_FIELDS * len(lines), 1)


def common(texts: Iterable[Iterable[str]], documents: int) -> frozenset[str]:
    """Of each document's headings or titles, those that several documents share (in plain words): `Summary` and
    `Motivation` say which form a document follows, and nothing of what it is about."""
    counted = Counter(said for one in texts for said in {plain(text) for text in one})
    limit = max(_COMMON_AT_LEAST, ceil(_COMMON_SHARE * documents))
    return frozenset(said for said, count in counted.items() if count >= limit)


def as_embedded(document: Document, chunk: IndexedChunk, *left_out: str) -> str:
    """The text that the embedder is given for a chunk, without these words where they stand as a title, heading or line."""
    said = {plain(words) for words in left_out if words}
    title = "" if plain(bare(document.title)) in said else document.title
    headings = tuple(heading for heading in chunk.headings if plain(bare(heading)) not in said)
    text = chunk.text
    for words in filter(None, left_out):
        text = without(text, words)
    return contextual_text(title, Chunk(chunk.key, chunk.document_id, 0, text, headings))


def own_words(document: Document, chunk: IndexedChunk, form: Form) -> str:
    """What a chunk in this form goes without."""
    if form is Form.UNTITLED:
        return bare(document.title)
    return bare(chunk.headings[-1]) if form is Form.UNHEADED and chunk.headings else ""


def without(text: str, question: str) -> str:
    """The text without the lines that say nothing but the question, and without its very words where they are many."""
    asked, length = plain(question), len(tokens(question))
    rest = "\n".join(line for line in text.split("\n") if not _repeats(line, asked, length))
    return rest.replace(question, " ") if length > _BESIDE else rest


def _repeats(line: str, asked: str, length: int) -> bool:
    said = tokens(line)
    return length <= len(said) <= length + _BESIDE and f" {asked} " in f" {' '.join(said)} "


def titles(library: Sequence[IndexedDocument]) -> list[list[str]]:
    """Each document's title without its number."""
    return [[bare(one.document.title)] for one in library]


def headings(library: Sequence[IndexedDocument]) -> list[list[str]]:
    """Each document's headings without their numbers."""
    return [[bare(heading) for chunk in one.chunks for heading in chunk.headings] for one in library]
