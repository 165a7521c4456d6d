"""What a document's first lines say of another decision besides that one replaced the other: that it would have, that the other
stays in force, that one amends the other. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.domain.documents import Chunk
from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.naming import Label, numbers_in

_HEAD: Final = 900
"""Characters of a document's beginning in which it says so of itself."""


class Tie(StrEnum):
    """What the other is to the document that names it."""

    STAYS = "stays"
    """It would have been replaced, and was not."""
    AMENDED = "amended"
    """The document replaces it in part."""
    AMENDS = "amends"
    """It replaces the document in part."""


@dataclass(frozen=True, slots=True)
class Tied:
    """Another decision, and what it is to the document."""

    entry: Entry
    tie: Tie


Numbered = Callable[[Label], Sequence[Entry]]
"""Gives the decisions of a number."""

_FORMS: Final = (
    (Tie.STAYS, re.compile(r"\bwould (?:have )?(?:supersede|replace)d?\b", re.IGNORECASE)),
    (Tie.STAYS, re.compile(r"\b(?:remains?|stays?) (?:in (?:force|effect|production|use)|valid)\b", re.IGNORECASE)),
    (Tie.AMENDS, re.compile(r"\bamended by\b", re.IGNORECASE)),
    (Tie.AMENDED, re.compile(r"^\W*amends\b", re.IGNORECASE)),
)
_NAMED_BEFORE: Final = re.compile(r"remain|stay", re.IGNORECASE)
"""`X remains in force` names the other before it, `amends X` behind it."""


def ties_of(entry: Entry, chunks: Sequence[Chunk], numbered: Numbered) -> Iterator[Tied]:
    """Those of a decision whose document has these first chunks."""
    head = "\n".join(chunk.text for chunk in chunks[:2])[:_HEAD]
    for line in head.splitlines():
        for tie, form in _FORMS:
            if match := form.search(line):
                named = line[: match.start()] if _NAMED_BEFORE.match(match[0]) else line[match.end() :].partition("(")[0]
                for label in numbers_in(named):
                    yield from (Tied(other, tie) for other in numbered(label) if other.id != entry.id and other.document)
