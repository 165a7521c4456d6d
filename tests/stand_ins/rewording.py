"""Says a sentence in other words, by rule: what it states stays the same.

Each rewording takes as many of these steps as fit: everyday words become other ones of the same meaning; figures up to twelve
are written in letters, and those in letters as figures; `X because Y.` becomes `Because Y, X.`; words such as `As it stands,`
are put before it, always where nothing else fits.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final

_SAME: Final = {
    "keep": "retain", "keeps": "retains", "kept": "retained", "use": "rely on", "uses": "relies on", "used": "relied on",
    "before": "prior to", "now": "at present", "needs": "requires", "need": "require", "show": "display", "shows": "displays",
    "get": "receive", "gets": "receives", "big": "large", "often": "frequently", "start": "begin", "starts": "begins",
    "started": "began", "ends": "finishes", "whole": "entire", "choose": "pick", "chose": "picked", "because": "since",
    "about": "roughly", "also": "as well", "help": "assist", "fast": "quick", "slow": "sluggish", "fix": "repair",
    "must": "has to", "made": "built", "happens": "occurs", "happened": "occurred", "buy": "purchase", "enough": "sufficient",
    "every": "each", "only": "just", "same": "identical", "takes": "needs", "agreed": "consented", "asked": "requested",
}  # fmt: skip
_NUMBERS: Final = ("zero one two three four five six seven eight nine ten eleven twelve").split()
_LEADS: Final = ("According to the record, ", "In other words, ", "As it stands, ", "Put differently, ", "Notably, ")


def reworded(sentence: str, draw: random.Random) -> str:
    """Another wording of the same statement."""
    steps: list[Callable[[str], str]] = [_other_words, _other_figures, _other_order]
    draw.shuffle(steps)
    changed = sentence
    for step in steps:
        changed = step(changed)
    return _led(changed, draw) if changed == sentence or draw.random() < 0.5 else changed


def _other_words(sentence: str) -> str:
    return re.sub(r"\b[a-z]+\b", lambda word: _SAME.get(word[0], word[0]), sentence)


def _other_figures(sentence: str) -> str:
    spelled = re.sub(
        r"(?<![\w.,:/`-])(\d{1,2})(?= [a-z]{4,})", lambda n: _NUMBERS[int(n[1])] if 1 < int(n[1]) < 13 else n[0], sentence
    )
    if spelled != sentence:
        return spelled
    names = "|".join(_NUMBERS[2:])
    return re.sub(rf"(?<= )({names})(?= [a-z]{{4,}})", lambda word: str(_NUMBERS.index(word[0])), sentence)


def _other_order(sentence: str) -> str:
    """Only where the sentence is two plain halves."""
    halves = re.fullmatch(r"([A-Z][^,;:`“\"()]{15,}) (because|since|when|while|until) ([^,;:`“\"()]{15,})\.", sentence)
    if not halves:
        return sentence
    first = halves[1] if re.match(r"[A-Z]\w*[A-Z\d]|[A-Z][a-z]+ [A-Z]", halves[1]) else halves[1][0].lower() + halves[1][1:]
    return f"{halves[2].capitalize()} {halves[3]}, {first}."


def _led(sentence: str, draw: random.Random) -> str:
    is_plain = re.match(
        r"(?:The|A|An|It|This|That|These|Those|Each|Every|All|We|They|There|Since|Because|When|After|If)\b", sentence
    )
    return draw.choice(_LEADS) + (sentence[0].lower() + sentence[1:] if is_plain else sentence)
