"""Text into the terms that the word index holds; documents and queries go through the same rules.

Words are stemmed (english.py). Names that engineers search for are kept whole beside their parts, written together:
`slot-scope`, `slot_scope` and `slotScope` are all slotscope, and `RFC 2119`, `RFC-2119` and `RFC2119` all rfc2119. Scripts
without spaces become pairs of characters (unspaced.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from assistant.adapters.index.english import forms, stem
from assistant.adapters.index.unspaced import UNSPACED, all_query_pairs, folded, pairs, query_pairs


def _ranges(first: int, last: int) -> str:
    """The combining marks between two code points, for a character class."""
    marks = [place for place in range(first, last) if unicodedata.category(chr(place)).startswith("M")]
    starts = [place for place in marks if place - 1 not in marks]
    ends = [place for place in marks if place + 1 not in marks]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


def _name(letter: str) -> str:
    """A word, or several that are written together."""
    return rf"{letter}+(?:[-_./:'+#]+{letter}+)*[+#]*"


_MARKS: Final = _ranges(0x300, 0x1_2000)
_PLAIN: Final = r"[^\W_]"
_ANY: Final = rf"(?:[^\W_{UNSPACED}]|[{_MARKS}])"
"""A letter or digit of any script that has spaces; words of many of them hold marks, which are no `\\w`."""
_IN_PLAIN: Final = re.compile(_name(_PLAIN))
_IN_ANY: Final = re.compile(rf"[{UNSPACED}]+|{_name(_ANY)}")
_NOT_PLAIN: Final = re.compile(f"[{UNSPACED}{_MARKS}]")
_PART: Final = re.compile(rf"{_ANY}+(?:\+\+|#(?!{_ANY}))?")
_DOTTED: Final = re.compile(r"(?<![\w.])\.(?=[a-zA-Z])")
_CAMEL: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SEGMENTS: Final = re.compile(r"[/:]+")
_IS_UNSPACED: Final = re.compile(rf"[{UNSPACED}]")
_NUMBERED: Final = re.compile(r"([^\W\d_]{2,})(\d+)")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)*")
_BETWEEN: Final = re.compile(r" #?|#")
_VERSION: Final = re.compile(r"v?(\d+(?:\.\d+)+)")
_SEPARATOR: Final = re.compile(r"(?<=\d)(?P<kept>[-_./:]+)(?=\d)|[-_./:']+")
_LONGEST_NAME: Final = 64
_LONGEST_NUMBERED: Final = 5
"""Letters of a word that a number after it is joined to: RFC 2119, Dec 2019; a longer one is no name with a number."""
_WRITTEN: Final = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"), "’": "'", **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")}
)
"""Dashes and apostrophes of one kind; what can't be seen is left out."""
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

_STOP_WORDS: Final = """
a about above after again all also am an and any are as at be because been before being but by can could did do does doing
done during each for from further had has have having he her here him his how i if in into is it its just may me might more
most must my no not of on once only or other our out over own she should so some such than that the their them then there
these they this those through to too under until up us very was we were what when where which while who whom whose why will
with would you your
"""
"""Question and function words that rank nothing; a query of nothing else keeps them."""
_STOPS: Final = frozenset(_STOP_WORDS.split())
_RANKS_NOTHING: Final = {form for word in _STOPS for form in (word, stem(word))}


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of a query as it was typed, in lower case, and the terms that stand for it."""

    word: str
    terms: tuple[str, ...]


def terms(text: str) -> list[str]:
    """All terms of a document's text; those of one place stand together."""
    return list(_terms(text, pairs, _held))


def query_terms(text: str) -> list[str]:
    """The distinct terms that a query ranks by, in order."""
    telling = [term for term in dict.fromkeys(_terms(text, query_pairs, _asked)) if term not in _RANKS_NOTHING]
    return telling or list(dict.fromkeys(_terms(text, all_query_pairs, _asked)))


def ranks_nothing(term: str) -> bool:
    """Whether a term is a function word."""
    return term in _RANKS_NOTHING


def neighbours(found: Sequence[str]) -> list[str]:
    """A term for each two telling terms that follow each other, whichever of them comes first: `compile time` and `time to
    compile` have one in common."""
    telling = [term for term in found if term not in _RANKS_NOTHING]
    return ["~".join(sorted(two)) for two in pairwise(telling) if two[0] != two[1]]


def spelled_words(text: str) -> list[str]:
    """The distinct words of a text in lower case and as they are spelled, names taken apart: what typing errors are compared
    with. Without numbers, and without scripts that have no spaces."""
    return list(dict.fromkeys(word for _, run in _runs(_written(text)) for word in _spelled(run)))


def asked_words(text: str) -> list[Asked]:
    """The words of a query that may be misspelled: those of `spelled_words`, with the terms by which each is looked for."""
    return [Asked(word, forms(word)) for word in spelled_words(text) if word not in _STOPS]


def _written(text: str) -> str:
    """One way to write what can be written in several: full and half width, composed and decomposed, dashes."""
    text = unicodedata.normalize("NFKC", text.translate(_WRITTEN)).translate(_WRITTEN)
    return folded(_THOUSANDS.sub("", text))


def _terms(text: str, paired: Callable[[str], list[str]], worded: Callable[[str], _Run]) -> Iterator[str]:
    text = _written(text)
    before, end = "", 0
    for start, run in _runs(text):
        if _IS_UNSPACED.match(run):
            yield from paired(run)
            before = ""
            continue
        word = worded(run)
        yield from word.terms
        if before and word.is_number and _BETWEEN.fullmatch(text, end, start):
            yield before + run
        before, end = word.numbered_by, start + len(run)


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Where each run of a text begins, and the run; `.net` keeps its dot."""
    # The pattern for all scripts is several times slower.
    pattern = _IN_ANY if not text.isascii() and _NOT_PLAIN.search(text) else _IN_PLAIN
    for match in pattern.finditer(text):
        start = match.start()
        if start and text[start - 1] == "." and _DOTTED.match(text, start - 1):
            start -= 1
        yield start, text[start : match.end()]


@dataclass(frozen=True, slots=True)
class _Run:
    """A run's terms; whether it is a number; and how a number after it is joined to it, "" for not at all."""

    terms: tuple[str, ...]
    is_number: bool
    numbered_by: str


@lru_cache(maxsize=200_000)
def _held(run: str) -> _Run:
    """A document's run. A word's forms; for a compound, a CamelCase name or one with a number the forms of its parts and the
    whole name."""
    parts = _parts(run)
    joined = run.isalpha() and len(parts) == 1 and len(run) <= _LONGEST_NUMBERED and parts[0] not in _STOPS
    return _Run(_word_terms(run.removesuffix("'s")), _NUMBER.fullmatch(run) is not None, parts[0] if joined else "")


@lru_cache(maxsize=10_000)
def _asked(run: str) -> _Run:
    """A query's run. Names and versions with numbers are asked for as a whole, which documents hold however they write them:
    the parts of RFC2119 and of 1.3 stand everywhere, and would count as much again."""
    held = _held(run)
    if _NUMBERED.fullmatch(run):
        return replace(held, terms=(run.casefold(),))
    version = _VERSION.fullmatch(run.casefold())
    return replace(held, terms=(version[1],)) if version else held


def _word_terms(plain: str) -> tuple[str, ...]:
    parts = _parts(plain)
    if len(parts) == 1 and not plain.startswith("."):
        return forms(parts[0])
    found = [form for part in parts for form in forms(part)]
    segments = [segment for segment in _SEGMENTS.split(plain) if segment]
    names = dict.fromkeys(name for whole in (plain, *segments) for name in _names(whole))
    return (*found, *(name for name in names if name not in found))


def _parts(plain: str) -> list[str]:
    """The words of a name, in lower case."""
    return [part.casefold() for piece in _PART.findall(plain) for part in _taken_apart(piece)]


def _taken_apart(piece: str) -> list[str]:
    """`OpenAIClient` as Open, AI, Client, `RFC2119` as RFC, 2119, and `RFCs` as RFC; a word in one case stays whole."""
    if numbered := _NUMBERED.fullmatch(piece):
        return list(numbered.groups())
    if piece.isascii() and not piece.islower() and not piece.isupper() and not piece[1:].islower() and piece.isalpha():
        return [piece[:-1]] if piece[:-1].isupper() and piece.endswith("s") else _CAMEL.findall(piece)
    return [piece]


def _names(whole: str) -> list[str]:
    """A name written together: its separators go, but those between two numbers, which would make another number."""
    if len(whole) > _LONGEST_NAME or len(_parts(whole)) < 2 - whole.startswith("."):
        return []
    lowered = whole.casefold()
    dot = "." if lowered.startswith(".") else ""
    joined = dot + _SEPARATOR.sub(lambda match: match["kept"] or "", lowered.removeprefix("."))
    version = _VERSION.fullmatch(lowered)
    return [joined, *_less_exact(version[1])] if version else [stem(joined)]


def _less_exact(version: str) -> list[str]:
    """1.2.3 and 1.2 for 1.2.3."""
    numbers = version.split(".")
    return [".".join(numbers[:count]) for count in range(len(numbers), 1, -1)]


def _spelled(run: str) -> list[str]:
    return [part for part in _parts(run.removesuffix("'s")) if part.isalpha()]
