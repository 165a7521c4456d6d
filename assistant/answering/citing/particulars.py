"""What a statement says that no paraphrase may change: figures with their units, names, identifiers. Pure.

A sentence shares nearly all its words with an excerpt that says 18 months where it says 13. So these are compared one by one,
however they are written: `13 months`, `13-month`, `thirteen months`; `3 May 2021`, `2021-05-03`; `20,000`, `20k`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

_NUMBERS: Final = {
    word: str(value)
    for words, values in (
        ("two three four five six seven eight nine ten eleven twelve", range(2, 13)),
        ("thirteen fourteen fifteen sixteen seventeen eighteen nineteen", range(13, 20)),
        ("twenty thirty forty fifty sixty seventy eighty ninety hundred", range(20, 101, 10)),
        ("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", range(2, 13)),
        ("deux trois quatre cinq six sept huit neuf dix onze douze", range(2, 13)),
    )
    for word, value in zip(words.split(), values, strict=True)
    if word != "sept"
}
_NUMBER_WORD: Final = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_NUMBERS)})(?![^\W\d_])", re.IGNORECASE)
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_COMPOUND: Final = re.compile(rf"\b({_TENS})[- ](two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE)
_SCALES: Final = {"k": 1_000, "thousand": 1_000, "million": 1_000_000, "mio": 1_000_000, "billion": 1_000_000_000}
_UNITS: Final = {
    "%": "percent", "s": "second", "sec": "second", "secs": "second", "seconds": "second", "ms": "millisecond",
    "milliseconds": "millisecond", "min": "minute", "mins": "minute", "minutes": "minute", "h": "hour", "hr": "hour",
    "hrs": "hour", "hours": "hour", "d": "day", "days": "day", "weeks": "week", "months": "month", "years": "year",
}  # fmt: skip
_NO_UNITS: Final = frozenset(
    "a an and are as at because but by during for from had has have if in is it not of on or than that the then there they "
    "to until was were when where which while with und oder von bis mit für der die das et ou de du des en y o".split()
)
_MONTHS: Final = tuple("january february march april may june july august september october november december".split())
_ISO_DATE: Final = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:T[\d:.]+Z?)?\b")
_FIGURE: Final = re.compile(
    r"(?<![\w.,])v?(?P<digits>\d+(?:[.,:]\d+)*)(?!\d)(?:st|nd|rd|th)?"
    r"(?P<scale>k\b|[ -](?:thousand|million|mio|billion)\b)?"
    r"(?=(?P<units>[ -]?%|(?:[ -]?[^\W\d_]+(?:[ -][^\W\d_]+){0,2})|))",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CODE_SPAN: Final = re.compile(r"`+([^`]+)`+")
_TOKEN: Final = re.compile(r"(?:--?)?[A-Za-z0-9_][\w./:#@+-]*[\w#+]|[A-Za-z]")
_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*[A-Za-z0-9_+]")
_IDENTIFIER: Final = re.compile(
    r"(?=.*[A-Za-z])(?:.*\d.*|.*_.*|.*[a-z][A-Z].*|.*[\w-]{2,}\.[a-z]\w+.*|.*/.*/.*|--?[a-z].*|[A-Z]{2,}s?|.*[A-Z]{2,}.*)"
)
_OPENING: Final = " \t\n\"'“”„«‘’(*_-•>|#[]"
_OPENED: Final = re.compile(r"[\"“„«*_(\[|]\s*$|\n$")
_ENDING: Final = ".!?:;…。！？：；|"
_NEVER_NAMES: Final = frozenset(
    "i i'm i'd i've i'll ok yes no mr mrs ms dr prof english german french chinese monday tuesday wednesday thursday friday "
    "saturday sunday".split()
)
_PRONOUNS: Final = frozenset("he she we you this these those who what which each every everybody nobody all some one".split())
_AUXILIARIES: Final = frozenset("is was has had will can does did owns runs uses became handles supports keeps".split())
_COMMON_ENDINGS: Final = tuple("s ing ly ed ion ment ness ity ance ence age al ship ty ure".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it can be compared, in each way that it can be read, with up to three words behind it, of which the first
    is its unit."""

    readings: tuple[str, ...]
    units: tuple[str, ...]
    written: str
    is_a_count: bool = False
    """Whether it is a small one in letters, which may only count what the statement names: `two reasons`."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What of a statement has to stand in its evidence."""

    figures: tuple[Figure, ...]
    names: tuple[str, ...]
    identifiers: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.figures or self.names or self.identifiers)


class Facts:
    """A text in which particulars are looked for; keep it, since it is prepared once."""

    def __init__(self, text: str) -> None:
        text = normal(text)
        self._text = text.casefold()
        self._squeezed = _squeezed(self._text)
        self.words = frozenset(part for word in _WORD.findall(self._text) for part in (word, _singular(word)))
        self.names = frozenset(_names_of(text, frozenset())) | frozenset(_identifiers_of(text))
        self._units: dict[str, set[str]] = {}
        self._figures_of: dict[str, set[str]] = {}
        for figure in figures_of(text):
            for reading in figure.readings:
                self._units.setdefault(reading, set()).update(figure.units or ("",))
                for unit in figure.units[:1]:
                    self._figures_of.setdefault(unit, set()).add(reading)

    def lacks(self, particulars: Particulars) -> Iterator[str]:
        """What does not stand here, as it was written."""
        yield from (figure.written for figure in particulars.figures if not self.has_figure(figure))
        yield from (name for name in particulars.names if not self._has_name(name))
        yield from (one for one in particulars.identifiers if not self._has_identifier(one))

    def has_figure(self, figure: Figure) -> bool:
        """Whether the figure stands here, and not with another unit where its own belongs to other figures."""
        units = set[str]().union(*(self._units.get(reading, ()) for reading in self._readings(figure)))
        of_others = self._figures_of.get(figure.units[0], set()) - set(figure.readings) if figure.units else set()
        if not units or not figure.units:
            return bool(units) or (figure.is_a_count and not of_others)
        return not of_others or "" in units or bool(units & set(figure.units))

    def _readings(self, figure: Figure) -> Iterator[str]:
        """Version 2.3 is borne out by 2.3.1."""
        yield from figure.readings
        whole = figure.readings[0]
        if "." in whole:
            yield from (known for known in self._units if known.startswith(f"{whole}."))

    def _has_name(self, name: str) -> bool:
        word = _singular(name.casefold())
        return word in self.words or name.casefold() in self.words or any(_akin(word, known) for known in self.words)

    def _has_identifier(self, name: str) -> bool:
        folded = name.casefold()
        squeezed = _squeezed(folded)
        if folded in self.words or (len(squeezed) > 2 and squeezed in self._squeezed):
            return True
        if name.isupper() and 3 <= len(name) <= 5 and name.isalpha():
            return _is_abbreviated(folded, self._text)
        parts = [part for part in re.split(r"[\W_]+", folded) if part]
        return _singular(folded) in self.words or (len(parts) > 1 and all(part in self.words for part in parts))


def particulars_of(statement: str, known_names: Collection[str] = (), *, names: bool = True) -> Particulars:
    """What of a statement must stand in the evidence. `known_names`, in lower case, are names also where they begin a sentence.
    Without `names` capital letters mean nothing, as in German or in a translation."""
    text = normal(statement)
    found = tuple(dict.fromkeys(_names_of(text, known_names))) if names else ()
    figures = (replace(one, is_a_count=_is_a_count(one, statement)) for one in figures_of(text))
    return Particulars(tuple(figures), found, tuple(dict.fromkeys(_identifiers_of(text))))


def first_name(statement: str) -> str:
    """The bare word that a sentence begins with where it looks like what somebody or something is called by, in lower case, as
    in `Pulsar has six brokers`; else ""."""
    words = [match[0].casefold() for match in _WORD.finditer(statement)][:2]
    is_name = len(words) == 2 and words[1] in _AUXILIARIES and not words[0].endswith(_COMMON_ENDINGS)
    return words[0] if is_name and words[0] not in _NEVER_NAMES | _NO_UNITS | _PRONOUNS else ""


def normal(text: str) -> str:
    """The text with its digits and letters in one width and dates of figures in words, since these are compared."""
    text = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    text = text.replace("\u2019", "'")
    text = _ISO_DATE.sub(lambda date: f"{int(date[3])} {_MONTHS[int(date[2]) - 1].title()} {date[1]}", text)
    text = _COMPOUND.sub(lambda two: str(int(_NUMBERS[two[1].casefold()]) + int(_NUMBERS[two[2].casefold()])), text)
    return _NUMBER_WORD.sub(lambda word: _NUMBERS[word[0].casefold()], text)


def figures_of(text: str) -> Iterator[Figure]:
    """The figures of a text that went through `normal`, outside of words; the number of an item of a list is none."""
    text = re.sub(r"^\s*\d{1,3}[.)]\s", " ", text)
    for match in _FIGURE.finditer(text):
        words = re.findall(r"%|[^\W\d_]+", match["units"])
        has_unit = bool(words) and words[0].casefold() not in _NO_UNITS
        units = tuple(_unit(word) for word in words if word.casefold() not in _NO_UNITS) if has_unit else ()
        yield Figure(tuple(_readings(match["digits"], match["scale"])), units, match["digits"])


def _readings(digits: str, scale: str | None) -> Iterator[str]:
    if scale:
        factor = _SCALES[scale.strip(" -").casefold()]
        with suppress(ValueError):
            yield f"{float(digits.replace(',', '.')) * factor:.0f}"
    yield digits.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits) else digits
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        yield digits.replace(".", "")
    if re.fullmatch(r"0\d+", digits):
        yield digits.lstrip("0") or "0"
    if re.fullmatch(r"\d+,\d+", digits):
        yield digits.replace(",", ".")


def _unit(word: str) -> str:
    folded = word.casefold()
    return _UNITS.get(folded) or _singular(folded)


def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _names_of(text: str, known: Collection[str]) -> Iterator[str]:
    """Words with a capital letter that no sentence's beginning asks for."""
    text = _CODE_SPAN.sub(" x ", text)
    words = list(_WORD.finditer(text))
    capitals = sum(match[0][0].isupper() for match in words)
    is_titled = capitals * 5 > len(words) * 3 and len(words) > 3
    for match in words:
        word = match[0].removesuffix("'s")
        if not word[0].isupper() or len(word) < 2 or word.casefold() in _NEVER_NAMES or _IDENTIFIER.fullmatch(word):
            continue
        if (not is_titled and not _begins(text, match.start())) or word.casefold() in known:
            yield word


def _identifiers_of(text: str) -> Iterator[str]:
    for span in _CODE_SPAN.finditer(text):
        yield from (part.strip(".,;:()[]{}\"'") for part in span[1].split()[:12] if re.search(r"[^\W\d_]", part))
    text = _CODE_SPAN.sub(" ", text)
    for match in _TOKEN.finditer(text):
        token = match[0].rstrip("'.:/-").strip("@")
        if len(token) > 1 and _IDENTIFIER.fullmatch(token) and not _is_figure(token):
            yield token
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text):
        yield from (match[0] for match in _LATIN.finditer(text))


def _is_a_count(figure: Figure, statement: str) -> bool:
    return figure.written in {"2", "3", "4", "5"} and figure.written not in statement


def _is_figure(token: str) -> bool:
    return bool(re.fullmatch(r"v?[\d.,:]+(?:%|k|st|nd|rd|th|ms|s|h|d|m|min|[KMGT]i?B|x|-[a-z]+)?", token, re.IGNORECASE))


def _begins(text: str, place: int) -> bool:
    """Whether a word stands where a sentence, an item or a quotation begins."""
    above = text[:place]
    before = above.rstrip(_OPENING)
    return not before or before[-1] in _ENDING or bool(_OPENED.search(above))


def _akin(word: str, known: str) -> bool:
    """Whether two words are forms of one name, such as Norman and Normandy."""
    shorter = min(len(word), len(known))
    if shorter < 5 or word[:4] != known[:4]:
        return False
    same = next((place for place in range(shorter) if word[place] != known[place]), shorter)
    return same * 4 >= shorter * 3


def _squeezed(text: str) -> str:
    """ADR-0019, ADR 19 and adr_19 are one."""
    return re.sub(r"[\s_-]+|(?<!\d)0+(?=\d)", "", text)


def _is_abbreviated(letters: str, text: str) -> bool:
    initials = "".join(word[0] for word in _WORD.findall(text))
    return letters in initials
