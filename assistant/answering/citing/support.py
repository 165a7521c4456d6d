"""Whether an excerpt bears out a statement, and in which words. Pure.

Support is the share of a statement's content words, stemmed (Snowball), that the excerpt has, all over it and in its best few
sentences; Chinese, Japanese and Korean are compared by pairs of characters. Figures, names and identifiers have to stand there
one by one (see particulars), and neither may say the opposite of the other (see polarity). That finds the markers that have
nothing to do with their sentences, and the sentences that change what they cite; it does not prove that a sentence is true.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import Stemmer

from assistant.answering.citing.particulars import Facts, Particulars, normal, particulars_of
from assistant.answering.citing.placing import Placed, out_of_place, placed_figures
from assistant.answering.citing.polarity import Polarity, polarity
from assistant.answering.wording.prompting import as_sent
from assistant.domain.answers import Excerpt
from assistant.domain.documents import Chunk

QUOTE_LENGTH = 300
"""The most characters of a quote."""
ENOUGH: Final = 0.5
ENOUGH_NEAR: Final = 0.4
"""The share of a statement's content words that must stand in an excerpt, and in a quote of it, for a marker to stay."""
CLEAR: Final = 0.75
CLEAR_NEAR: Final = 0.65
"""The same for a marker that is moved there or set anew."""
FEW: Final = 2
"""However short a statement, so many of its words must stand there, or all."""
ALIKE: Final = 0.6
"""From this share on a statement and a quote are about the same, so that a negation in one of the two matters."""
_STOP_WORDS = {
    "english": "a about after all also an and any are as at be because been before being both but by can could did do does "
    "for from had has have how if in into is it its may more most must no not of on only or other our out over should so "
    "some such than that the their them then there these they this those through to under until up was we were what when "
    "where which while who why will with would you your",
    "german": "aber als am an auch auf aus bei bis da das dass dem den der des die durch ein eine einem einen einer es für "
    "hat ich im in ist mit nach nicht noch nur oder sich sie sind so über um und uns von vor war wenn wer wie wir wird zu "
    "zum zur",
    "french": "au aux avec ce ces cette dans de des du elle en est et il ils je la le les leur mais ne nous on ou par pas "
    "pour qu que qui sa se ses son sont sur un une vous à été",
    "spanish": "al como con de del desde el ella en entre era es esta este fue ha la las lo los más no o para pero por que "
    "se ser sin sobre son su sus un una y ya",
    "italian": "al alla che chi come con da dal dei del della di e gli ha i il in la le lo ma nel non per più se si sono "
    "su sul un una è",
    "portuguese": "ao aos as com como da das de do dos e em entre essa foi mais mas na nas no nos não o os ou para pela "
    "pelo por que se sem seu sua são um uma à é",
    "dutch": "aan als bij dat de deze die dit door een en er het hij ik in is maar met naar niet of om onder ook op over "
    "te tot uit van voor was wat we werd wordt ze zij zijn",
}
_LANGUAGES = {name: frozenset(words.split()) for name, words in _STOP_WORDS.items()}
FUNCTION_WORDS: Final = frozenset().union(*_LANGUAGES.values())
"""Those of all the languages that are told apart here."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_SENTENCE = re.compile(r"[^\n.!?。！？]*(?:[.!?](?!\s|$)[^\n.!?。！？]*)*(?:[.!?。！？]+[\"'”’)」』]*|\n+|$)")


@dataclass(frozen=True, slots=True)
class Support:
    """How well an excerpt bears a statement out.

    `share` is 0 to 1, and None where the two can't be compared because they are written in different languages. `near` is the
    share in the quote and what stands above it. `lacking` is what of the statement's particulars does not stand there, or the
    word about which the two say the opposite. `needed` is the share that is enough: a very short statement without any
    particulars needs more.
    """

    chunk: Chunk
    quote: str
    share: float | None
    near: float = 0.0
    lacking: tuple[str, ...] = ()
    needed: float = ENOUGH

    @property
    def is_enough(self) -> bool:
        """Whether a marker that points there may stay."""
        if self.lacking or self.share is None:
            return not self.lacking
        return self.share >= self.needed and self.near >= ENOUGH_NEAR

    @property
    def is_clear(self) -> bool:
        """Whether a marker may be set that the generator did not set there."""
        return not self.lacking and self.share is not None and self.share >= CLEAR and self.near >= CLEAR_NEAR

    @property
    def weight(self) -> tuple[float, float]:
        """More is better."""
        return (self.near if self.share is not None else 0.0) - len(self.lacking), self.share or 0.0


class _Read:
    """An excerpt, read for comparing; made once."""

    def __init__(self, excerpt: Excerpt) -> None:
        sent = as_sent(excerpt)
        above = sent[: -len(excerpt.text)] if excerpt.text and sent.endswith(excerpt.text) else excerpt.document.title
        headings = " ".join(heading for chunk in excerpt.chunks for heading in chunk.headings)
        self.above = f"{above} {headings}"
        self.whole = f"{self.above} {' '.join(excerpt.document.authors)} {excerpt.text}"
        self.facts = Facts(self.whole)
        self.language = language_of(excerpt.text)
        self.is_cjk = _mostly_cjk(excerpt.text)
        self.contents: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self.placed: dict[str, list[Placed]] = {}
        self.windows: dict[str, list[tuple[Chunk, str, frozenset[str]]]] = {}


class Reader:
    """Compares statements with excerpts; it remembers stems and excerpts, so keep one for an answer, in one thread."""

    def __init__(self) -> None:
        self._stems: dict[tuple[str, str], str] = {}
        self._stemmers: dict[str, Stemmer.Stemmer] = {}
        self._read: dict[int, tuple[Excerpt, _Read]] = {}
        self._polarities: dict[tuple[str, str], Polarity] = {}

    def content(self, text: str, language: str = "") -> frozenset[str]:
        """The stems of a text's content words, and the pairs of its ideographs."""
        language = language or language_of(text) or "english"
        stop = _LANGUAGES[language]
        words = {word for word in _WORD.findall(_CJK.sub(" ", text).casefold()) if word not in stop}
        stems = {self._stem(word, language) for word in words if len(word) > 1 or word.isdigit()}
        return frozenset(stems.union(*(_pairs(run) for run in _CJK.findall(text))))

    def facts(self, excerpt: Excerpt) -> Facts:
        """An excerpt with what stands above it, for looking up particulars."""
        return self._reading(excerpt).facts

    def support(self, statement: str, excerpt: Excerpt, known_names: Collection[str] = ()) -> Support:
        """The words of the excerpt that best bear the statement out, and how well. `known_names` as in `particulars_of`."""
        read = self._reading(excerpt)
        said_in = language_of(statement)
        language = said_in or read.language or "english"
        wanted = self.content(normal(statement), language)
        is_comparable = _mostly_cjk(statement) == read.is_cjk and (not said_in or not read.language or said_in == read.language)
        above, whole = self._contents(read, language)
        chunk, quote, words = self._best(read, excerpt, wanted, language)
        count = len(wanted) or 1
        share = len(wanted & whole) / count if wanted else 1.0
        near = len(wanted & (words | above)) / count if wanted else 1.0
        found = self._particulars(statement, language, known_names, is_comparable=is_comparable)
        lacking = tuple(read.facts.lacks(found))
        if is_comparable and not lacking:
            lacking = (*self._misplaced(statement, found, excerpt, language), *self._denied(statement, quote, near, language))
        needed = ENOUGH if found else max(ENOUGH, min(count, FEW) / count)
        return Support(chunk, quote, share if is_comparable else None, near, lacking, needed)

    def _particulars(self, statement: str, language: str, known: Collection[str], *, is_comparable: bool) -> Particulars:
        """Capital letters tell names in languages that don't write every noun with one; a translation may write them anew."""
        return particulars_of(statement, known, names=is_comparable and language != "german")

    def _reading(self, excerpt: Excerpt) -> _Read:
        held = self._read.get(id(excerpt))
        if held is None or held[0] is not excerpt:
            held = self._read[id(excerpt)] = (excerpt, _Read(excerpt))
        return held[1]

    def _contents(self, read: _Read, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """The content of what stands above an excerpt's text, and of all of it."""
        if language not in read.contents:
            read.contents[language] = (self.content(normal(read.above), language), self.content(normal(read.whole), language))
        return read.contents[language]

    def _windows(self, read: _Read, excerpt: Excerpt, language: str) -> list[tuple[Chunk, str, frozenset[str]]]:
        if language not in read.windows:
            read.windows[language] = [
                (chunk, chunk.text[start:end], self.content(normal(chunk.text[start:end]), language))
                for chunk in excerpt.chunks
                for start, end in _windows(chunk.text)
            ]
        return read.windows[language]

    def _best(self, read: _Read, excerpt: Excerpt, wanted: frozenset[str], language: str) -> tuple[Chunk, str, frozenset[str]]:
        chunk = excerpt.chunks[0]
        best, best_score = (chunk, chunk.text.strip()[:QUOTE_LENGTH].strip(), frozenset[str]()), -1.0
        for window in self._windows(read, excerpt, language):
            _, quote, words = window
            score = len(wanted & words) / len(wanted) if wanted else 0.0
            # Of two quotes that cover as much, the shorter one says it more plainly.
            score -= len(quote) / QUOTE_LENGTH * 0.12
            if score > best_score:
                best, best_score = window, score
        return best

    def _misplaced(self, statement: str, found: Particulars, excerpt: Excerpt, language: str) -> Iterator[str]:
        """Figures in whose place the excerpt has others."""
        if found.figures:
            read = self._reading(excerpt)
            if language not in read.placed:
                read.placed[language] = placed_figures(excerpt.text, lambda word: self.content(word, language))
            said = placed_figures(statement, lambda word: self.content(word, language))
            yield from out_of_place(said, read.placed[language], found.figures)

    def _denied(self, statement: str, quote: str, near: float, language: str) -> Iterator[str]:
        if near < ALIKE:
            return
        said = self._polarity(statement, language).contradicts(self._polarity(quote, language))
        if said:
            yield said

    def _polarity(self, text: str, language: str) -> Polarity:
        key = (text, language)
        if key not in self._polarities:
            self._polarities[key] = polarity(text, lambda word: self.content(word, language))
        return self._polarities[key]

    def _stem(self, word: str, language: str) -> str:
        key = (word, language)
        if key not in self._stems:
            if language not in self._stemmers:
                self._stemmers[language] = Stemmer.Stemmer(language)
            self._stems[key] = self._stemmers[language].stemWord(word)
        return self._stems[key]


def language_of(text: str) -> str:
    """The Latin-script language whose function words a text uses most, or "" where too few of them tell."""
    words = re.findall(r"[^\W\d_]+", text.casefold()[:2000])
    counts = {name: sum(word in stop for word in words) for name, stop in _LANGUAGES.items()}
    first, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=lambda name: counts[name]) if first >= 2 and first > second else ""


def _mostly_cjk(text: str) -> bool:
    ideographs = sum(len(run) for run in _CJK.findall(text))
    return ideographs * 3 > sum(character.isalpha() for character in text)


def _pairs(run: str) -> set[str]:
    return {run[place : place + 2] for place in range(len(run) - 1)} or {run}


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Where one to three neighbouring sentences stand that fit into a quote; a long sentence gives several stretches."""
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        start, end = _trimmed(text, match.start(), match.end())
        if start < end:
            spans += [(start, end)] if end - start <= QUOTE_LENGTH else _stretches(text, start, end)
    for first in range(len(spans)):
        for last in range(first, min(first + 3, len(spans))):
            if spans[last][1] - spans[first][0] > QUOTE_LENGTH:
                break
            yield spans[first][0], spans[last][1]


def _stretches(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Overlapping stretches of a long sentence, cut between words where it has spaces."""
    spans = []
    while end - start > QUOTE_LENGTH:
        cut = text.rfind(" ", start + QUOTE_LENGTH // 2, start + QUOTE_LENGTH)
        cut = cut if cut > 0 else start + QUOTE_LENGTH
        spans.append(_trimmed(text, start, cut))
        half = text.find(" ", start + QUOTE_LENGTH // 2, cut)
        start = half + 1 if half > 0 else start + QUOTE_LENGTH // 2
    return [*spans, _trimmed(text, start, end)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
