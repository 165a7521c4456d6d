"""Text into the terms that the word index holds; documents and queries go through the same function.

English words are stemmed (Snowball's English stemmer, Porter 2). Names that engineers search for are kept whole beside
their parts: `slot-scope`, `kv_cache`, `server.tls.Context`, `TW-1042`, `OpenAIClient`. Chinese, Japanese and Korean runs
become overlapping pairs of characters, as Lucene's CJKBigramFilter does: it needs no dictionary and no guess of language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import Stemmer

_CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002ffff"
_TERM: Final = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:[-_./:'’+#]+[^\W_{_CJK}]+)*[+#]*")
_PART: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_IS_CJK: Final = re.compile(rf"[{_CJK}]")
_LONGEST_NAME: Final = 64

_STOP_WORDS: Final = """
a about above after again all also am an and any are as at be because been before being but by can could did do does doing
done during each for from further had has have having he her here him his how i if in into is it its just may me might more
most must my no not of on once only or other our out over own she should so some such than that the their them then there
these they this those through to too under until up us very was we were what when where which while who whom whose why will
with would you your
"""
"""Question and function words that rank nothing; a query of nothing else keeps them."""

_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def terms(text: str) -> list[str]:
    """All terms of a text, in order."""
    return list(_terms(text))


def query_terms(text: str) -> list[str]:
    """The distinct terms that a query ranks by, in order."""
    found = [term for term in dict.fromkeys(_terms(text)) if term]
    telling = [term for term in found if term not in _RANKS_NOTHING]
    return telling or found


def _terms(text: str) -> Iterator[str]:
    for match in _TERM.finditer(unicodedata.normalize("NFKC", text)):
        run = match.group()
        if _IS_CJK.match(run):
            yield from (run[place : place + 2] for place in range(max(1, len(run) - 1)))
        else:
            yield from _word_terms(run)


@lru_cache(maxsize=200_000)
def _word_terms(run: str) -> tuple[str, ...]:
    """A word's stem; for a compound or a CamelCase name its parts' stems and the whole name."""
    plain = run.replace("’", "'")
    plain = plain.removesuffix("'s")
    lowered = plain.casefold()
    parts = [part for piece in _PART.findall(plain) for part in _camel_parts(piece)]
    if len(parts) <= 1:
        return (_stem(lowered),)
    stems = tuple(_stem(part.casefold()) for part in parts)
    return (*stems, lowered) if len(lowered) <= _LONGEST_NAME else stems


def _camel_parts(piece: str) -> list[str]:
    """`OpenAIClient` as Open, AI, Client; a word in one case, or with digits at its end, stays whole."""
    if piece.isascii() and not piece.islower() and not piece.isupper() and not piece[1:].islower() and piece.isalpha():
        return _CAMEL.findall(piece)
    return [piece]


_RANKS_NOTHING: Final = {form for word in _STOP_WORDS.split() for form in (word, _stem(word))}
