"""What sort of sentence a question hopes for: a date, a number, a name, a reason, a decision, a definition. Pure.

Rewards are small against those for shared words: they decide between sentences that speak of the right thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_QUANTITY: Final = (
    r"\bhow (many|much|long|often|large|big|old|far|fast)\b|\bwhat (number|percentage|share|limit|rate)\b|多少|几个|多久|多长"
)
_TIME: Final = r"\bwhen\b|\b(what|which) (year|date|day|month|time)\b|\buntil when\b|什么时候|何时|哪一?年|哪天"
_PERSON: Final = r"\bwho(se|m)?\b|谁"
_REASON: Final = r"\bwhy\b|\breasons?\b|\bhow come\b|为什么|为何|原因"
_DECISION: Final = r"\bdecid|\bdecision|\bconclu|\bagree|\boutcome\b|\bresol|\bpolicy\b|决定|结论|决议"
_DEFINITION: Final = r"\bwhat (is|are|does)\b|\bmeans?\b|\bmeaning\b|\bdefin|\bstands? for\b|是什么|什么意思|含义"

_A_DATE: Final = re.compile(
    r"\b(1\d{3}|20\d{2})\b|\b\d{1,2}[:/.-]\d{1,2}\b|\d+\s*[年月日]|\b\d+ (day|week|month|year|hour|minute)s?\b|"
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_A_NUMBER: Final = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|twice|once)\b", re.IGNORECASE
)
_A_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Ý][\w'-]+|@\w+|[\u4e00-\u9fff]{2,}")
_A_REASON: Final = re.compile(
    r"\b(because|since|due to|so that|in order to|therefore|reasons?|caused?|to avoid|otherwise|problem)\b|"
    r"\btoo (slow|many|much|late)\b|因为|由于|所以|为了",
    re.IGNORECASE,
)
_A_DECISION: Final = re.compile(
    r"\b(we (will|use|move|keep|take|adopt|choose|reject)|decided|decision|agreed|resolution|conclusion|"
    r"consensus|accepted|rejected|approved|"
    r"withdrawn)\b|决定|同意|结论",
    re.IGNORECASE,
)
_A_DECISION_LINE: Final = re.compile(
    r"^\W*(decisions?|resolution|conclusion|outcome|agreed|resolved|decided|rejected because|决定|结论|决议)\W*[:：]",
    re.IGNORECASE,
)
"""How minutes and records mark the decision itself."""
_A_DEFINITION: Final = re.compile(
    r"\b(is|are|means|stands for|refers to|called)\b|^\W*\|?\s*\W?[\w-]+\W?\s*\||[:：]|是指|表示", re.IGNORECASE
)

_REASON_HEADING: Final = re.compile(
    r"context|problem|motivation|rationale|reason|why|background|reject|alternative|背景|原因|动机", re.IGNORECASE
)
_DECISION_HEADING: Final = re.compile(
    r"decision|resolution|conclusion|outcome|agreed|verdict|status|决定|结论|决议", re.IGNORECASE
)


MARKED: Final = 0.3
"""What a sentence earns whose heading or first word marks it as what is asked for: such a sentence need not repeat the
subject, since its title and headings name it."""
MOST: Final = 0.5
DEFINED: Final = 0.8
"""What a definition of the one term that is asked for earns beside all that: it is the answer, whatever else has its words."""


@dataclass(frozen=True, slots=True)
class _Expectation:
    asked: re.Pattern[str]
    given: re.Pattern[str]
    reward: float
    heading: re.Pattern[str] | None = None
    heading_reward: float = 0.0


_EXPECTATIONS: Final = (
    _Expectation(re.compile(_QUANTITY, re.IGNORECASE), _A_NUMBER, 0.15),
    _Expectation(re.compile(_TIME, re.IGNORECASE), _A_DATE, 0.15),
    _Expectation(re.compile(_PERSON, re.IGNORECASE), _A_NAME, 0.1),
    _Expectation(re.compile(_REASON, re.IGNORECASE), _A_REASON, 0.15, _REASON_HEADING, MARKED),
    _Expectation(re.compile(_DECISION, re.IGNORECASE), _A_DECISION, 0.1, _DECISION_HEADING, 0.2),
    _Expectation(re.compile(_DECISION, re.IGNORECASE), _A_DECISION_LINE, MARKED),
    _Expectation(re.compile(_DEFINITION, re.IGNORECASE), _A_DEFINITION, 0.05),
)

_ACRONYM: Final = re.compile(r"[A-Z]{2,6}")
_NAME_OF_SOMETHING: Final = re.compile(r"[\w][\w.-]*[\w]|\w")
_ASKING_FOR_MEANING: Final = frozenset(
    "what is are does do the a an mean means meaning define definition of expand stand stands for error code term".split()
)

_METADATA: Final = re.compile(
    r"^\W*(status|date|authors?|owners?|deciders?|title|tags|supersede[sd]?( by)?|created|updated|readers|type|"
    r"version|post-history|"
    r"start date|rfc pr|rust issue|attendees|present|participants|日期|作者|状态|参会)\b.{0,3}[:：|]",
    re.IGNORECASE,
)
_ABOUT_METADATA: Final = re.compile(
    r"\b(who|when|author|status|attend|owner|decid|accept|reject|withdraw|defer|supersed)|谁|何时", re.IGNORECASE
)


def is_header(sentence: str) -> bool:
    """Whether it is a line of a document's header, such as `Status: accepted`."""
    return bool(_METADATA.match(sentence))


def expectation_of(question: str) -> Callable[[str, str], float]:
    """A function of a sentence and its heading: what it earns by being of the sort that the question hopes for.

    A header line such as `Status: accepted` loses, unless the question is about what headers say.
    """
    defines, speaks_of = _definition_of(question)
    expected = [one for one in _EXPECTATIONS if one.asked.search(question)]
    wants_metadata = bool(_ABOUT_METADATA.search(question))

    def reward(sentence: str, heading: str) -> float:
        earned = 0.0
        for one in expected:
            earned += one.reward if one.given.search(sentence) else 0.0
            earned += one.heading_reward if one.heading and one.heading.search(heading) else 0.0
        if speaks_of is not None and speaks_of.search(sentence):
            earned += MARKED
        if not wants_metadata and is_header(sentence):
            earned -= 0.5
        return min(earned, MOST) + (DEFINED if defines is not None and defines.search(sentence) else 0.0)

    return reward


def _definition_of(question: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What a definition of the question's one term looks like: `TERM: …`, `| TERM | …`, `TERM means …`, `Two Words (TW)`; and
    what a sentence that begins with it or explains it looks like: `TERM is …`, `Full Name (TERM)`.

    A question of one telling word, `PLR?` or `what does TW-1042 mean`, asks for that.
    """
    names = [name for name in _NAME_OF_SOMETHING.findall(question) if name.casefold() not in _ASKING_FOR_MEANING]
    if len(names) != 1:
        return None, None
    name = re.escape(names[0])
    defines = rf"^\W*{name}\W*(?:[:：|—–]|means\b|stands\b)|\b{name}\W+(?:means|stands for)\b"
    if _ACRONYM.fullmatch(names[0]):
        spelled_out = r"\W+".join(rf"{letter}\w*" for letter in names[0])
        defines += rf"|\b{spelled_out}\W{{1,3}}{name}\b"
    speaks_of = rf"^\W*{name}\W*(?:\(|is\b|are\b)|\(\W*{name}\W*\)|\b{name}\W+is\b"
    return re.compile(defines, re.IGNORECASE), re.compile(speaks_of, re.IGNORECASE)
