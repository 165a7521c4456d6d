"""Whether the figures of a statement stand in a text beside the words that they stand beside in the statement. Pure.

A paragraph often has several figures. A statement that takes one of them and gives it to something else shares every word with
the paragraph; what tells is the words around the figure in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.citing.particulars import Figure, figures_of, normal

_AROUND: Final = 4
"""How many content words on either side of a figure tell what it is about."""
_MORE: Final = 2
"""By how many of these words another figure must fit better."""
_WORD_OR_END: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|(?<=[\w)\"”])[.!?;](?=\s|$)|\n\n")

Stems = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure's readings, and the stems of the words around it."""

    readings: frozenset[str]
    around: frozenset[str]


def placed_figures(text: str, stems: Stems) -> list[Placed]:
    """The figures of a text with what is around each, within its sentence. `stems` gives those of a word that is content."""
    found: list[Placed] = []
    for sentence in _sentences(normal(text)):
        words = [(word, frozenset() if word[0].isdigit() else stems(word)) for word in sentence]
        telling = [(word, content) for word, content in words if content or word[0].isdigit()]
        for place, (word, _) in enumerate(telling):
            if word[0].isdigit():
                near = telling[max(0, place - _AROUND) : place] + telling[place + 1 : place + 1 + _AROUND]
                readings = frozenset(r for figure in figures_of(word) for r in figure.readings)
                found.append(Placed(readings, frozenset().union(*(content for _, content in near))))
    return found


def out_of_place(said: Sequence[Placed], held: Sequence[Placed], figures: Sequence[Figure]) -> Iterator[str]:
    """Of the figures, those of a statement, `said`, in whose place a text, `held`, has another one."""
    written = {reading: figure.written for figure in figures for reading in figure.readings}
    named = frozenset(written)
    for one in said:
        known = next((written[reading] for reading in one.readings if reading in written), "")
        own = [len(one.around & other.around) for other in held if one.readings & other.readings]
        rivals = [len(one.around & other.around) for other in held if not named & other.readings]
        if known and own and rivals and max(rivals) >= max(own) + _MORE:
            yield known


def _sentences(text: str) -> Iterator[list[str]]:
    sentence: list[str] = []
    for match in _WORD_OR_END.finditer(text):
        if match[0][0].isalnum():
            sentence.append(match[0])
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence
