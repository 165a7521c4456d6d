"""Times that a question tells by a decision: `before we moved to Kafka`, `since ADR-0019`. Pure.

The decision must be the only one that can be meant: by its words, by what its title begins with, or as the only move.
Else the words stay words.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.retrieval.understanding.finding import Finding
from assistant.retrieval.understanding.inventory import DatedDecision, Inventory
from assistant.retrieval.understanding.times import Window, days_before

_WHEN: Final = r"\b(?P<when>before|prior to|until|after|since)\s+"
_SUBJECT: Final = (
    r"(?P<subject>[\w.+#-]+(?: (?!(?:and|or|was|were|is|did|what|how|why|who|"
    r"when)\b)[\w.+#-]+){0,3}?)(?=\s*(?:[?,;.!)]|$)|\s+(?:was|were|what|how|why|who|did|and|is)\b)"
)
_MOVED: Final = re.compile(
    rf"{_WHEN}(?:we|they|you|the team|the company|it|everybody|everyone)\s+"
    r"(?:moved|switched|migrated|changed|went|converted)(?: over| away)? to\s+(?:the |a |an )?" + _SUBJECT,
    re.IGNORECASE,
)
_TAKEN: Final = re.compile(
    rf"{_WHEN}(?:we|they|you|the team|the company)\s+(?:adopted|introduced|started using|began using|chose|picked)\s+"
    rf"(?:the |a |an )?{_SUBJECT}",
    re.IGNORECASE,
)
_THE_MOVE: Final = re.compile(
    rf"{_WHEN}(?:the|our)\s+(?:move|switch|migration|change|adoption|introduction)(?: over)?\s+(?:to|of)\s+(?:the |a |"
    rf"an )?{_SUBJECT}",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(rf"{_WHEN}(?P<subject>(?:ADR|RFC|PEP|JEP|KEP|RFD)[ -]?0*\d{{1,6}})(?![\w.])", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
_LABEL: Final = re.compile(r"^\W*(?:[a-z]{2,10}[ -]?)?\d+\s*[:.)–—-]+\s*")
"""What a title is numbered with."""
_TAKING: Final = re.compile(
    r"^(?:(?:we )?(?:will )?(?:adopt|use|using|introduce|move|moving|migrate|migration|switch|change|"
    r"choose)(?:ing)?(?: over)?(?: to)?) "
)


def moves_in(text: str, inventory: Inventory) -> list[Finding]:
    """The time that a decision sets. The words stay in the question: they say what it is about."""
    for form in (_MOVED, _TAKEN, _THE_MOVE, _NUMBER):
        match = form.search(text)
        decision = _meant(match["subject"], inventory) if match else None
        if match is None or decision is None:
            continue
        when = match["when"].casefold()
        day = decision.day
        if when in {"before", "prior to", "until"}:
            window = Window(None, days_before(day, 1), match.start(), match.end())
        else:
            window = Window(day, None, match.start(), match.end())
        word = f"{'since' if window.first else 'before'} “{decision.names[0]}” ({day.isoformat()})"
        return [Finding(match.start(), match.end(), word, window.filters)]
    return []


def _meant(subject: str, inventory: Inventory) -> DatedDecision | None:
    """The one decision of which a name has all these words; of several, the one that is about them, or that moved to them."""
    wanted = _words(subject)
    if not wanted:
        return None
    found = [one for one in inventory.history().decisions if any(wanted <= _words(name) for name in one.names)]
    about = [one for one in found if any(_is_about(name, subject) for name in one.names)]
    moves = [one for one in found if one.replaces]
    return next((some[0] for some in (found, about, moves) if len(some) == 1), None)


def _is_about(name: str, subject: str) -> bool:
    """Whether a title begins with the subject: `ADR-0019: Kafka as the message bus`, `Adopt Kafka`."""
    title = _TAKING.sub("", _LABEL.sub("", name.casefold()))
    return bool(re.match(rf"{re.escape(subject.casefold())}(?!\w)", title))


def _words(text: str) -> set[str]:
    """Numbers without zeros in front: ADR-0019 is ADR 19."""
    return {word.lstrip("0") or "0" for word in _WORD.findall(text.casefold())}
