"""Terms that a sentence defines: `By X we mean …`, `X stands for …`, `X is defined as …`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ingest.enrichment.glossary.lists import Row
from ingest.enrichment.glossary.markup import WALL

_REST: Final = r"(?P<meaning>[^\n.;。；]{3,300}(?:\n(?![ \t]*\n)[^\n.;。；]{1,300}){0,2})"
_FORMS: Final = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\bBy\s+(?:an?\s+|the\s+)?(?P<term>[^\n.,;:()¦]{2,60}?)[\s,]+we\s+(?:here\s+)?mean\s+" + _REST, re.IGNORECASE),
        (r"(?P<term>\b[A-Z][A-Za-z0-9/&-]{1,11})\s*,?\s+(?:which\s+)?stands\s+for\s+" + _REST, 0),
        (
            r"(?P<term>\b[A-Z][A-Za-z0-9/&-]{1,11})\s*,?\s+(?:is|being)\s"
            r"+(?:short|an?\s+(?:acronym|abbreviation))\s+(?:for|of)\s+" + _REST,
            0,
        ),
        (r"(?P<term>\b[A-Z][A-Za-z0-9/&-]{1,11})\s*,\s+short\s+for\s+" + _REST, 0),
        (
            r"(?:^|(?<=[.!?]\s)|\n\s*\n)\s*(?:An?|The(?:\s+terms?)?|Terms?)\s+(?P<t"
            r"erm>[A-Za-z][\w -]{1,50}?)\s+(?:is|are)\s+defined\s+(?:here\s+)?as\s+"
            r"(?=(?:an?|the|any|one|all|each|every|those|something|someone)\s)" + _REST,
            0,
        ),
        (r"(?P<term>\b[A-Z][A-Za-z0-9-]{1,11})\s?(?:是|即|指)的?缩写[，,:：]?\s?" + _REST, 0),
        (r"(?:所谓|术语)\s?[「“\"]?(?P<term>[\w\u3400-\u9fff -]{2,20}?)[」”\"]?\s?[，,]?(?:是指|指的是)" + _REST, 0),
    )
)
_MARK_WORDS: Final = ("we mean", "we here mean", "stands", "short", "acronym", "abbreviation", "defined", "缩写", "指")
_TAIL: Final = re.compile(r"(?:,\s*(?:and|but|so|which|because|since)\b|\s+\(|\s+-{2,}\s|\s[–—]\s).*", re.DOTALL)


def sentences(read: str) -> Iterator[Row]:
    """What the sentences of a text define, form by form."""
    if not any(word in read for word in _MARK_WORDS) and "mean" not in read:
        return
    for pattern in _FORMS:
        for match in pattern.finditer(read):
            meaning = match["meaning"]
            if WALL not in meaning and not meaning.lstrip().startswith(":"):
                yield Row(match["term"], meaning, match.start("term"), match.end())


def expansion(meaning: str) -> str:
    """The full name at the beginning of what follows `stands for`."""
    first = meaning.split(",", maxsplit=1)[0]
    return " ".join(_TAIL.sub("", first if len(first.split()) >= 2 else meaning).split()).strip(" '‘’\"“”*_`,")
