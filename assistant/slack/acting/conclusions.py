"""What a thread came to, told by how people close their threads: by rules over words and marks. Pure.

It is a proposal for a form, which the person corrects: where the rules are silent, the last thing of substance stands there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from assistant.slack.rendering.escaping import cut

MARKS: Final = frozenset(
    "white_check_mark heavy_check_mark ballot_box_with_check done resolved solved decision decided approved".split()
)
"""Reactions that say: this is it."""
LONGEST_TITLE: Final = 150
_SUBSTANCE: Final = 5
"""Words from which a message says something by itself."""
_ASSENT: Final = 6
"""Words up to which "agreed" is about what somebody said before."""
_TAKING: Final = "(?:go|use|do|keep|stick|take|adopt|ship|move|drop|stay|switch|settle|pick|choose)"
_CONCLUDES: Final = re.compile(
    r"\b(?:we|they|i)(?:['’]ve| have)? (?:just )?(?:decided|agreed|settled|concluded|voted)\b|"
    r"\b(?:it(?:['’]s| is| was)|is|was) (?:decided|agreed|settled)\b|"
    r"\b(?:decision|conclusion|resolution|outcome|verdict|tl;?dr|summary)\s*[:–—-]|"
    rf"\blet(?:['’]s| us) {_TAKING}\b|\bwe(?:['’]ll| will|['’]re going to| are going to) {_TAKING}\b|"
    r"\b(?:going|go|went|settled) with\b|\bfinal (?:decision|answer|call)\b|\bconsensus\b|"
    r"^\W*(?:agreed|decided|resolved|approved|settled)\b|"
    r"\bwir (?:nehmen|machen|verwenden|bleiben|entscheiden uns)\b|\b(?:entschieden|beschlossen|einigen uns|einigten uns)\b|"
    r"\b(?:decidimos|acordamos|acordado|decidido|quedamos en)\b|"
    r"\b(?:nous avons décidé|on part sur|c['’]est décidé|d['’]accord pour)\b",
    re.IGNORECASE | re.MULTILINE,
)
_OPEN: Final = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bun)\s*(?:yet )?(?:been )?(?:decided|agreed|settled|sure|resolved)\b|\bif we (?:go|went)\b|"
    r"\b(?:should|could|shall|can|would|might|may|what if|how about)\s+(?:we|i|you|they)\b|"
    r"\b(?:noch nicht|nicht entschieden)\b",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"^\W*(?:thanks|thank you|thx|cheers|great|nice|cool|ok(?:ay)?|danke|gracias|merci|\+1)\b", re.IGNORECASE
)
_GREETING: Final = re.compile(r"^(?:hi|hello|hey|hallo|hola)\b[^\n.!?]{0,40}[,.!–-]\s*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a thread, in plain words. `author` is a name; `marks` are the names of its reactions."""

    author: str
    text: str
    at: datetime
    marks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, message: Mapping[str, object], author: str, text: str) -> Said:
        """From Slack's message."""
        reactions = message.get("reactions")
        marks = {str(one.get("name")) for one in reactions if isinstance(one, dict)} if isinstance(reactions, list) else set()
        return cls(author, text.strip(), datetime.fromtimestamp(float(str(message["ts"])), UTC), frozenset(marks))


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is proposed: what the thread is about, what came of it, when, and by whom. `is_told` is whether somebody says that
    it was decided; else it is only what was said last."""

    title: str
    statement: str
    day: date
    people: tuple[str, ...]
    is_told: bool


def concluded(said: Sequence[Said]) -> Conclusion:
    """Of a thread's messages, oldest first; there must be one."""
    at, is_told = _closing(said)
    people = tuple(dict.fromkeys(one.author for one in said if one.author))
    return Conclusion(_title(said[0].text), said[at].text, said[at].at.date(), people, is_told)


def _closing(said: Sequence[Said]) -> tuple[int, bool]:
    """Which message says what came of it: a marked reply, else the last that concludes, else the last of substance."""
    marked = [place for place, one in enumerate(said) if place and one.marks & MARKS and one.text]
    if marked:
        return _meant(said, marked[-1]), True
    concluding = [place for place, one in enumerate(said) if concludes(one.text)]
    if concluding:
        return _meant(said, concluding[-1]), True
    replies = [place for place, one in enumerate(said) if place and _has_substance(one.text)]
    return (replies[-1] if replies else 0), False


def concludes(text: str) -> bool:
    """Whether somebody says in it what was decided."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
    return any(_CONCLUDES.search(one) and not _OPEN.search(one) and not one.rstrip().endswith("?") for one in sentences)


def _meant(said: Sequence[Said], place: int) -> int:
    """The message itself; for a bare "agreed", what was agreed to."""
    if len(said[place].text.split()) > _ASSENT or said[place].marks & MARKS:
        return place
    if _names_something(said[place].text):
        return place
    earlier = [one for one in range(place) if _has_substance(said[one].text)]
    return earlier[-1] if earlier else place


def _names_something(text: str) -> bool:
    """Whether a short conclusion has an object of its own: `let's use Kafka`, unlike `agreed`."""
    return bool(re.search(r"\b(?:use|with|adopt|keep|take|drop|to)\s+\S", text, re.IGNORECASE))


def _has_substance(text: str) -> bool:
    words = text.split()
    return (
        len(words) >= _SUBSTANCE
        and not text.rstrip().endswith("?")
        and not (_THANKS.match(text) and len(words) < 2 * _SUBSTANCE)
    )


def _title(root: str) -> str:
    """The first line, without a greeting."""
    first = next((line.strip() for line in root.splitlines() if line.strip()), "")
    sentence = re.split(r"(?<=[.!?])\s", _GREETING.sub("", first), maxsplit=1)[0]
    bare = sentence.strip(" *_~`>•-")
    return cut(f"{bare[:1].upper()}{bare[1:]}", LONGEST_TITLE)
