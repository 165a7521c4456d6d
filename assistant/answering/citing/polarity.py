"""Whether a statement says the opposite of the words that it rests on. Pure.

Two sentences that differ by a `not` share every other word. What a negation reaches is taken to be the two content words
behind it, within its clause; the idea is from Chapman et al., "A simple algorithm for identifying negated findings and
diseases in discharge summaries", 2001. A statement contradicts a text where a word is negated in one of the two only, and
the other has nothing of its own that could stand for the negation, such as `instead` or `rejected`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_REACH: Final = 2
_NEGATIONS: Final = frozenset(
    "not no never none nobody nothing neither nor cannot without n't nicht kein keine keinen keiner nie niemals ohne pas "
    "jamais aucun aucune sans ningún ninguna nunca jamás sin".split()
)
_ENDS: Final = frozenset("but however although while whereas because since aber mais pero".split())
_INSTEAD: Final = re.compile(
    r"\b(?:instead|rather|than|over|only|unless|until|except\w*|exclu\w+|reject\w*|refus\w*|declin\w+|forb[ia]d\w*|prohibit\w*|"
    r"ban(?:s|ned)?|avoid\w*|drop\w*|remov\w+|disabl\w+|disallow\w*|prevent\w*|stop\w*|lack\w*|miss\w+|fail\w*|unable|absen\w+|"
    r"deprecat\w+|abandon\w*|against|replac\w+|supersed\w+|few|hardly|rarely|free|un(?!i|der)\w{4,}|in(?:valid|compat|suffic|cap|depend)\w*|"
    r"im(?:possib|mut)\w*|non\w+|\w+less|opposed|zero|still|yet|out)\b",
    re.IGNORECASE,
)
_OPPOSITES: Final = (
    ("accept", "reject"), ("enabl", "disabl"), ("allow", "forbid"), ("requir", "option"), ("minimum", "maximum"),
    ("least", "most"), ("increas", "decreas"), ("synchron", "asynchron"), ("public", "privat"), ("true", "fals"),
    ("internal", "extern"), ("mutabl", "immut"), ("manual", "automat"), ("always", "never"), ("more", "fewer"),
    ("more", "less"), ("upgrad", "downgrad"), ("lower", "rais"), ("larger", "smaller"), ("faster", "slower"),
    ("first", "last"), ("same", "differ"), ("import", "export"), ("encrypt", "unencrypt"),
)  # fmt: skip
_WORD: Final = re.compile(r"n't\b|[^\W_]+?(?=n't\b)|[^\W_]+|[,;:.!?()\n]")
_CJK_NEGATED: Final = re.compile(r"(?:不|没有|没|无|未|非)([\u4e00-\u9fff]{2})")
_CJK: Final = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Polarity:
    """The stems of a text by whether a negation reaches them; `scopes` has those of each negation."""

    scopes: tuple[frozenset[str], ...]
    plain: frozenset[str]
    substitutes: frozenset[str]
    """What stands there that may mean a negation."""
    words: tuple[str, ...]
    """All of them, in lower case."""

    def contradicts(self, other: Polarity) -> str:
        """The word about which two texts that otherwise agree say the opposite; "" where there is none."""
        denied = (self.plain - self.negated) & (other._negated_unlike(self) - other.plain)
        if denied and self._denies_no_more_than(other):
            return min(denied)
        affirmed = (self._negated_unlike(other) - self.plain) & (other.plain - other.negated)
        if affirmed and other._denies_no_more_than(self):
            return f"not {min(affirmed)}"
        return self._opposite(other)

    @property
    def negated(self) -> frozenset[str]:
        """All that a negation reaches."""
        return frozenset().union(*self.scopes)

    def _negated_unlike(self, other: Polarity) -> frozenset[str]:
        """What the negations reach that the other text does not have too."""
        return frozenset().union(*(scope for scope in self.scopes if not scope & other.negated))

    def _denies_no_more_than(self, other: Polarity) -> bool:
        return all(scope & other.negated for scope in self.scopes) and self.substitutes <= other.substitutes

    def _opposite(self, other: Polarity) -> str:
        for pair in _OPPOSITES:
            for mine, theirs in (pair, pair[::-1]):
                is_denied = any(stem.startswith(pair) for stem in self.negated | other.negated)
                if (
                    not is_denied
                    and self._says(mine)
                    and other._says(theirs)
                    and not self._says(theirs)
                    and not other._says(mine)
                ):
                    return mine
        return ""

    def _says(self, beginning: str) -> bool:
        return any(word.startswith(beginning) for word in self.words)


def polarity(text: str, stems: Callable[[str], frozenset[str]]) -> Polarity:
    """How a text says what it says. `stems` gives those of a word's that are content, none for a function word."""
    text = text.replace("’", "'").replace("not only", "").replace("nicht nur", "")
    words = [match[0].casefold() for match in _WORD.finditer(text)]
    scopes, plain, left = list[set[str]](), set[str](), 0
    for word in words:
        if word in _NEGATIONS:
            scopes.append(set())
            left = _REACH
        elif not word[0].isalnum() or word in _ENDS:
            left = 0
        elif content := stems(word):
            (scopes[-1] if left else plain).update(content)
            left = max(0, left - 1)
    ideographs = frozenset(match[1] for match in _CJK_NEGATED.finditer(text))
    if _CJK.search(text):
        rest = _CJK_NEGATED.sub(" ", text).casefold()
        plain = {pair for pair in plain if pair in rest}
    substitutes = frozenset(match[0].casefold() for match in _INSTEAD.finditer(text))
    reached = (*(frozenset(scope) for scope in scopes if scope), *(frozenset({pair}) for pair in ideographs))
    return Polarity(reached, frozenset(plain), substitutes, tuple(words))
