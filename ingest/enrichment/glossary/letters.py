"""Whether the letters of an acronym are those of a phrase.

After Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text". They take
any letters of the phrase in order, from right to left. Here each letter costs what its place is worth, so that the first
letters of words, parts of `CamelCase` and of `hyphened-words` are free, few others are allowed, and hardly a word may be left
over. Digits repeat a letter (`S3`, `W3C`), count letters (`i18n`), or sound like a word (`P2P`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

MAX_LETTERS: Final = 10
_SHORT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9]*(?:[&/.+-][A-Za-z0-9]+)*")
_PART: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|\d+|[^\W\d_a-zA-Z]+")
_STOP: Final = frozenset(
    "a an and as at by for from in into is of on or over per the to under up via with de la le du des".split()
)
_NEVER: Final = 99.0
_NUMERONYM: Final = re.compile(r"([A-Za-z])(\d{1,2})([A-Za-z])")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a word: of `HyperText` there are two. `opens` says that a word begins here."""

    text: str
    opens: bool


def singular(short: str) -> str:
    """An acronym without its plural's s: `ADRs`, `API's` and `VMs`."""
    for ending in ("'s", "’s", "s"):
        bare = short.removesuffix(ending)
        if bare != short and len(bare) >= 2 and bare[-1].isupper() and bare[-2:].isalnum():
            return bare
    return short


def is_short_form(text: str) -> bool:
    """Whether this could be an acronym: two to ten letters and digits, of them two capitals, or one beside digits."""
    if not _SHORT.fullmatch(text) or len(text) > MAX_LETTERS + 3:
        return False
    signs = [character for character in text if character.isalnum()]
    capitals = sum(character.isupper() for character in signs)
    digits = sum(character.isdigit() for character in signs)
    if not 2 <= len(signs) <= MAX_LETTERS or _looks_like_number(text):
        return False
    if capitals == 0:
        return bool(_NUMERONYM.fullmatch(text))
    return capitals >= 2 or (capitals == 1 and digits == 1 and len(signs) <= 3)


def _looks_like_number(text: str) -> bool:
    """`10MB`, `ADR-0019`, `RFC3339` and `2024-Q3`: quantities and references."""
    return (text[0].isdigit() and text[1:2].isdigit()) or bool(re.search(r"\d{3}", text))


def agree(short: str, words: Sequence[str]) -> float:
    """What it costs to read an acronym's letters off a phrase of at most about twenty words, from 0 (first letters only).

    Infinite (99) where they can't be: the first letter must be the phrase's first, and its last word must give one too.
    """
    numeronym = _NUMERONYM.fullmatch(short)
    if numeronym and len(words) == 1:
        first, count, last = numeronym.groups()
        word = words[0].casefold()
        fits = word.startswith(first.casefold()) and word.endswith(last.casefold()) and len(word) == int(count) + 2
        if fits:
            return 0.0
    return min((_cost(letters, words) for letters in _spellings(short)), default=_NEVER)


def allowed(short: str) -> float:
    """How much an acronym's letters may cost before the phrase is another's."""
    signs = sum(character.isalnum() for character in short)
    return 0.5 if signs == 2 else 1.0 if signs <= 4 else 2.0


def _spellings(short: str) -> list[str]:
    """The letters to look for, with a digit as itself, as so many of the letter before or after it, and as its sound."""
    letters = "".join(character for character in short if character.isalnum())
    found = [letters]
    digit = re.search(r"[2-4]", letters)
    if digit:
        at, count = digit.start(), int(digit[0])
        if at:
            found.append(letters[:at] + letters[at - 1] * (count - 1) + letters[at + 1 :])
        if count != 3:
            found.append(letters[:at] + ("t" if count == 2 else "f") + letters[at + 1 :])
    return found


def _cost(letters: str, words: Sequence[str]) -> float:
    parts = [
        _Part(part, index == 0)
        for word in words
        for index, part in enumerate(_PART.findall(word.replace("'s", "").replace("’s", "")))
    ]
    if not parts or len(parts) > 40:
        return _NEVER
    inner_allowed = len(words) > 1 or len(words[0]) >= 5

    @cache
    def best(at: int, used: int) -> float:
        if used == len(letters):
            return 0.0 if at == len(parts) else sum(map(_left_over, parts[at:])) if not _opens(parts[at:]) else _NEVER
        if at == len(parts):
            return _NEVER
        may_skip = at > 0 or (len(parts[0].text) == 1 and len(parts) > 1 and not parts[1].opens)  # the e of `eXtensible`
        skipped = _left_over(parts[at]) + best(at + 1, used) if may_skip else _NEVER
        return min([skipped, *(cost + best(at + 1, used + taken) for taken, cost in _taken(parts[at], letters[used:]))])

    found = best(0, 0)
    return found if inner_allowed or found == 0 else _NEVER


def _opens(parts: Sequence[_Part]) -> bool:
    return any(part.opens for part in parts)


def _left_over(part: _Part) -> float:
    """What it costs that a part gives no letter: a word that carries meaning is missed."""
    if part.text.casefold() in _STOP:
        return 0.0
    return 1.0 if part.opens and len(part.text) > 1 else 0.3


def _taken(part: _Part, letters: str) -> list[tuple[int, float]]:
    """How many of the letters this part can give, each with what that costs."""
    text = part.text.casefold()
    wanted = letters.casefold()
    if text.isupper() or (part.text.isupper() and len(part.text) > 1):
        whole = 1
        while whole < len(text) and wanted[: whole + 1] == text[: whole + 1]:
            whole += 1
        return [(count, 0.0) for count in range(1, whole + 1)] if text[0] == wanted[0] else []
    start = _head(text, wanted[0])
    if start < 0:
        return []
    found = [(1, 0.0)]
    cost, position = 0.0, start + 1
    for count, letter in enumerate(wanted[1:], 2):
        position = text.find(letter, position) + 1
        if not position:
            break
        cost += 1.0 if letters[count - 1].isupper() else 0.3
        found.append((count, cost))
    return found


def _head(text: str, letter: str) -> int:
    """Where the letter stands that begins a part; `X` is also heard in `extensible` and `cross`."""
    if text[0] == letter:
        return 0
    if letter == "x" and text.startswith("ex"):
        return 1
    return 0 if letter == "x" and text in {"cross", "trans"} else -1
