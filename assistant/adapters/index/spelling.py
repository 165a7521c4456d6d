"""Typing errors in a query: a word that stands nowhere is looked for as the words nearest to it that do.

The distance is optimal string alignment: letters added, left out, or changed, and neighbours exchanged, each counting one.
The first letter has to be right, as people seldom miss it and it keeps the words to compare few. Names with digits are
never changed: RFC 2119 is not RFC 2118.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Query

from assistant.adapters.index.analysis import Asked, asked_words, spelled_words
from assistant.adapters.index.english import forms
from assistant.adapters.index.filtered import FilteredSearcher

FIELD: Final = "spelled"
"""Holds `analysis.spelled_words` of a chunk's title, headings and text."""

_SHORTEST: Final = 5
_LONG: Final = 9
"""From here on two errors are forgiven, in shorter words one."""
_MOST: Final = 2
"""How many spellings one word may stand for."""
_RARE: Final = 0.25
"""A spelling this much rarer than the commonest of its distance is more likely to be another error."""
_WEIGHTS: Final = {1: 0.8, 2: 0.6}
"""What a term counts beside one that was typed right, by the distance of its word."""


@dataclass(frozen=True, slots=True)
class Forgiven:
    """A term that a query did not say and probably meant, with its weight: below 1."""

    term: str
    weight: float


class Vocabulary:
    """Every word of one state of an index, whoever may read it: who uses it has to ask which ones the asker may see."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._words: dict[str, Mapping[int, Sequence[str]]] = {}

    def near(self, word: str, most: int) -> list[tuple[str, int]]:
        """The words with the same first letter at a distance of up to `most`, with that distance."""
        by_length = self._beginning_with(word[0])
        alike = [one for length in range(len(word) - most, len(word) + most + 1) for one in by_length.get(length, ())]
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=most, limit=None)
        return [(near_word, int(distance)) for near_word, distance, _ in found]

    def frequency(self, field: str, term: str) -> int:
        """In how many chunks a term stands, or stood until they were removed."""
        return self._searcher.doc_freq(field, term)

    def _beginning_with(self, letter: str) -> Mapping[int, Sequence[str]]:
        """By length; kept, since reading them takes longer than comparing them."""
        if letter not in self._words:
            by_length = defaultdict(list)
            for word, _ in self._searcher.terms_with_prefix(FIELD, letter):
                by_length[len(word)].append(word)
            self._words[letter] = by_length
        return self._words[letter]


class Spelling:
    """What stands in an index, as far as the asker may see it.

    `fields` are those that a query's terms are looked for in; `searcher` finds what the asker may see. A word that only others
    may read is neither taken for right nor suggested, and how often they wrote a word counts nothing.
    """

    def __init__(
        self, vocabulary: Vocabulary, schema: tantivy.Schema, fields: Sequence[str], searcher: FilteredSearcher
    ) -> None:
        self._vocabulary = vocabulary
        self._schema = schema
        self._fields = tuple(fields)
        self._searcher = searcher

    def forgiven(self, text: str) -> list[Forgiven]:
        """The terms to add to a query's own; none where all of its words stand somewhere."""
        found: dict[str, float] = {}
        for asked in asked_words(text):
            if self._may_be_wrong(asked):
                for word, distance in self._nearest(asked.word):
                    for term in forms(word):
                        found[term] = max(found.get(term, 0.0), _WEIGHTS[distance])
        return [Forgiven(term, weight) for term, weight in found.items()]

    def _may_be_wrong(self, asked: Asked) -> bool:
        return len(asked.word) >= _SHORTEST and not any(self._stands(term) for term in asked.terms)

    def _stands(self, term: str) -> bool:
        fields = [field for field in self._fields if self._vocabulary.frequency(field, term)]
        return any(self._searcher.best(Query.term_query(self._schema, field, term), 1) for field in fields)

    def _nearest(self, word: str) -> list[tuple[str, int]]:
        """The commonest of the visible words at the smallest distance, with that distance."""
        near = self._vocabulary.near(word, 2 if len(word) >= _LONG else 1)
        for least in sorted({distance for _, distance in near}):
            counts = {one: self._count(one) for one, distance in near if distance == least}
            nearest = sorted((one for one, count in counts.items() if count), key=lambda one: (-counts[one], one))
            if nearest:
                enough = counts[nearest[0]] * _RARE
                return [(one, least) for one in nearest[:_MOST] if counts[one] >= enough]
        return []

    def _count(self, word: str) -> int:
        """In how many chunks that the asker may see it stands."""
        return self._searcher.count(Query.term_query(self._schema, FIELD, word), self._vocabulary.frequency(FIELD, word))


def spelled_field(*texts: str) -> str:
    """What a chunk with these texts keeps in FIELD: each word once."""
    words = (word for text in texts for word in spelled_words(text) if len(word) >= _SHORTEST - 1)
    return " ".join(dict.fromkeys(words))
