"""Whether an excerpt bears out a statement, and in which words. Pure.

Support is the share of a statement's content words, stemmed (Snowball), that the excerpt has; Chinese, Japanese and
Korean are compared by pairs of characters. It finds a marker that has nothing to do with its sentence; it does not
prove that the sentence is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import Stemmer

from assistant.domain.answers import Excerpt
from assistant.domain.documents import Chunk

QUOTE_LENGTH = 300
"""The most characters of a quote."""

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
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_SENTENCE = re.compile(r"[^\n.!?。！？]*(?:[.!?](?!\s|$)[^\n.!?。！？]*)*(?:[.!?。！？]+[\"'”’)」』]*|\n+|$)")


@dataclass(frozen=True, slots=True)
class Support:
    """How well an excerpt bears a statement out: `share` is 0 to 1, and None where the two can't be compared because
    they are written in different languages."""

    chunk: Chunk
    quote: str
    share: float | None


class Reader:
    """Compares statements with excerpts; it remembers stems, so keep one for an answer, in one thread."""

    def __init__(self) -> None:
        self._stems: dict[tuple[str, str], str] = {}
        self._stemmers: dict[str, Stemmer.Stemmer] = {}

    def content(self, text: str, language: str = "") -> frozenset[str]:
        """The stems of a text's content words, and the pairs of its ideographs."""
        language = language or language_of(text) or "english"
        stop = _LANGUAGES[language]
        words = {word for word in _WORD.findall(_CJK.sub(" ", text).casefold()) if word not in stop}
        stems = {self._stem(word, language) for word in words if len(word) > 1 or word.isdigit()}
        return frozenset(stems.union(*(_pairs(run) for run in _CJK.findall(text))))

    def support(self, statement: str, excerpt: Excerpt) -> Support:
        """The words of the excerpt that best bear the statement out."""
        language = language_of(statement) or language_of(excerpt.text) or "english"
        wanted = self.content(statement, language)
        chunk, quote, _ = max((self._best_in(chunk, wanted, language) for chunk in excerpt.chunks), key=lambda found: found[2])
        return Support(chunk, quote, self._share(statement, wanted, excerpt, language))

    def _share(self, statement: str, wanted: frozenset[str], excerpt: Excerpt, language: str) -> float | None:
        headings = " ".join(heading for chunk in excerpt.chunks for heading in chunk.headings)
        whole = f"{excerpt.document.title} {headings} {excerpt.text}"
        share = len(wanted & self.content(whole, language)) / len(wanted) if wanted else 1.0
        return share if comparable(statement, excerpt.text) else None

    def _best_in(self, chunk: Chunk, wanted: frozenset[str], language: str) -> tuple[Chunk, str, float]:
        best, best_score = chunk.text.strip()[:QUOTE_LENGTH].strip(), -1.0
        for start, end in _windows(chunk.text):
            quote = chunk.text[start:end]
            words = self.content(quote, language)
            score = len(wanted & words) / len(wanted) if wanted else 0.0
            # Of two quotes that cover as much, the shorter one says it more plainly.
            score -= len(quote) / QUOTE_LENGTH * 0.12
            if score > best_score:
                best, best_score = quote, score
        return chunk, best, best_score

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


def comparable(statement: str, text: str) -> bool:
    """Whether two texts are, as far as can be told, in one language, so that shared words are to be expected."""
    if bool(_mostly_cjk(statement)) != bool(_mostly_cjk(text)):
        return False
    one, other = language_of(statement), language_of(text)
    return not one or not other or one == other


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
