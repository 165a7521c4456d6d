"""What a sentence states: its figures with what they count, whether it denies something, and the names in it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.answering.citing.support import Reader

_WORDS_FOR_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(), 2
    )
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100"}
_VALUE: Final = re.compile(rf"(?<![\w.])(?:v?\d+(?:[.,]\d+)*|(?:{'|'.join(_WORDS_FOR_NUMBERS)})\b)", re.IGNORECASE)
_UNIT: Final = re.compile(r"[\s*_`|~-]{0,4}(%|[^\W\d_]+)")
_BEFORE: Final = re.compile(r"([^\W\d_][\w-]*)\W{0,3}$")
_NEAR: Final = 40
"""Characters before a number in which its name is looked for."""
_CODE: Final = re.compile(r"`[^`\n]+`")
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d")
_VERSION: Final = re.compile(r"v?\d+(?:\.\d+)+|v\d+", re.IGNORECASE)
_JOINING: Final = frozenset(
    "and or of to in on at by for from with the a an is are was were be as than then until till per but that which if when "
    "und oder von bis".split()
)
_DENIAL: Final = re.compile(
    r"\b(?:no longer|not any ?more|never|not|cannot|stopped|ceased|without)\b|n['’]t\b|不再|不能|不会|没有|并非|停止",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"`[^`\n]{1,60}`|(?<=[\w,;|:)] )\b[A-Z][\w.+-]*\w\b|\b\w+(?:[A-Z]\w*|[-_]\w+)\b")
_DAYS: Final = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
DATE: Final = "(date)"
"""What stands for the unit of a day or a year of the calendar."""
_DAY: Final = re.compile(r"(?<![\w-])(?:1[5-9]|20)\d\d-\d\d-\d\d(?![\w-])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the stem of what it counts, or of what it is a version of; a `DATE` counts nothing."""

    value: str
    unit: str

    @property
    def days(self) -> int | None:
        """Of a span of time, how many days: 12 months are a year, or nearly."""
        return round(float(self.value)) * _DAYS[self.unit] if self.unit in _DAYS and self.value.isdigit() else None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence states. `words` are the stems of what it speaks of, figures apart."""

    text: str
    words: frozenset[str]
    figures: frozenset[Figure]
    names: frozenset[str]
    denies: bool

    def values_of(self, unit: str) -> frozenset[str]:
        """The numbers that it gives of something."""
        return frozenset(figure.value for figure in self.figures if figure.unit == unit)


def claim_of(text: str, reader: Reader) -> Claim:
    """What one sentence, item or row states."""
    words = frozenset(word for word in reader.content(text) if not word[0].isdigit() and word not in _WORDS_FOR_NUMBERS)
    names = frozenset(name.strip("`").casefold() for name in _NAME.findall(text))
    return Claim(text, words, figures_in(text, reader), names, bool(_DENIAL.search(text)))


def figures_in(text: str, reader: Reader) -> frozenset[Figure]:
    """The figures of a text; those that number something else (`ADR-0019`, `step 3`, `[2]`, an anchor) count it."""
    plain = _CODE.sub(" ", text)
    days = {Figure(match[0], DATE) for match in _DAY.finditer(plain)}
    counted = _DAY.sub(" ", plain)
    found = (_figure(match[0].casefold(), counted, match.span(), reader) for match in _VALUE.finditer(counted))
    return frozenset(days | {figure for figure in found if figure})


def _figure(value: str, text: str, place: tuple[int, int], reader: Reader) -> Figure | None:
    value = _WORDS_FOR_NUMBERS.get(value, value)
    behind, named = _UNIT.match(text, place[1]), _BEFORE.search(text[max(0, place[0] - _NEAR) : place[0]])
    unit, before = (found[1].casefold() if found else "" for found in (behind, named))
    if _YEAR.fullmatch(value):
        # The 2018 edition is another thing than the 2021 edition, and no other value of it.
        return Figure(value, DATE) if not unit or unit in _JOINING else None
    if _VERSION.fullmatch(value) and before and before not in _JOINING:
        return Figure(value.removeprefix("v"), _stem(before, reader))
    if not unit or unit in _JOINING:
        return None
    return Figure(_plain(value), unit if unit == "%" else _stem(unit, reader))


def _plain(value: str) -> str:
    """`18,000` is `18000`."""
    return re.sub(r",(?=\d{3}(?!\d))", "", value)


def _stem(word: str, reader: Reader) -> str:
    return next(iter(reader.content(word, "english")), word)
