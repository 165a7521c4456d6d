"""Whether a text asks after what was said or written, and from when to when. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from assistant.retrieval.understanding.periods import period_in
from assistant.retrieval.understanding.times import counted_back

_SINCE: Final = re.compile(r"\bsince\s+(?:the\s+)?(?=\S)", re.IGNORECASE)
_LATELY: Final = re.compile(
    r"\b(?:(?:this|last|the last|past|the past|previous) (?:week|fortnight|month|year)|today|yesterday)\b(?!['’]s)",
    re.IGNORECASE,
)
_THINGS: Final = (
    "threads?|messages?|posts?|minutes|meetings?|meeting notes|docs?|documents?|updates?|news|reviews?|incidents?|discussions?"
)
_SAYING: Final = (
    "say|said|write|wrote|written|post|posted|mention|mentioned|discuss|discussed|talk|talked|report|reported|announce|announced|"
    "ask|asked|publish|published"
)
AFTER_SAID: Final = re.compile(
    rf"\b(?:what(?:['’]s| is| was| has| have| did| were| are| got)\b[^.?!\n]{{0,100}}?\b(?:new|{_THINGS}|{_SAYING}|changed?|"
    rf"happen(?:ed|ing)?|merged|raised|going on)|what['’]s (?:new|up)|anything\b|any\s+(?:new|recent|notes|{_THINGS})|"
    r"(?:show|find|list|search|summari[sz]e|sum up|catch me up|recap|give me (?:a|the) (?:summary|recap|overview|list))\b|"
    r"(?:did|has|have) (?:anyone|anybody|someone|somebody|we|they|people|@?\w+)(?: \w+)? "
    rf"(?:{_SAYING})\b|who (?:{_SAYING})\b|(?:{_THINGS})\s+(?:about|on|from|of|since|in|this|last))",
    re.IGNORECASE,
)
"""What asks for things that were said or written; without it, a time tells of something else."""


def days_asked_for(text: str, today: date, *, is_narrowed: bool) -> tuple[date | None, date | None]:
    """From when to when the things are wanted that the text asks for, None where it is open. `is_narrowed` where it is known
    to ask for what was said."""
    if not (is_narrowed or AFTER_SAID.search(text)):
        return None, None
    if (day := counted_back(text, today)) is not None:
        return day, None
    if since := _SINCE.search(text):
        period = period_in(f"since {text[since.end() :]}", today)
        return (period.first, None) if period and period.start <= len("since ") else (None, None)
    lately = _LATELY.search(text)
    period = period_in(lately[0], today) if lately else None
    return (period.first, period.last) if period else (None, None)
