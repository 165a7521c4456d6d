"""The state of things that a question wants: as they are now (`the latest minutes`), or as they were on a day (`as of March
2024`, `was it in force in 2023?`). Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from assistant.domain.queries import TimeWish
from assistant.retrieval.understanding.finding import Finding
from assistant.retrieval.understanding.kinds import DOCUMENTS
from assistant.retrieval.understanding.periods import Period
from assistant.retrieval.understanding.times import Window, named, windows_in

_HELD: Final = (
    r"(?:polic(?:y|ies)|rules?|standards?|guidelines?|guidance|recommendations?|decisions?|approach|limits?|process|"
    r"procedures?|"
    r"roadmap|plans?|conventions?|practices?|strateg(?:y|ies)|status|position|schedule|owners?|maintainers?|retention|"
    r"architecture|"
    r"proposals?|designs?|agreements?|requirements?)"
)
_LATEST: Final = (
    re.compile(rf"\b(?:latest|newest|most recent|most up[- ]to[- ]date)\s+(?:version of (?:the|"
    rf"our) )?(?:[\w-]+ ){{0,2}}?(?:{DOCUMENTS}|{_HELD})\b", re.IGNORECASE),
    re.compile(rf"\b(?:current|present)\s+(?:[\w-]+ ){{0,2}}?(?:{DOCUMENTS}|{_HELD})\b", re.IGNORECASE),
    re.compile(rf"\b(?:the|our) last\s+(?:{DOCUMENTS})\b", re.IGNORECASE),
    re.compile(
        r"\b(?:do|does|are|is|should|must|may|can|have)\b[^.?!]{1,80}?\b(?:these days|nowadays|at the moment|"
        r"as of (?:now|today)|currently)\s*[?.!]*$|"
        r"^\W*(?:what|which|who|how)\b[^.?!]{1,60}?\b(?:do|does|are|is) (?:we|you) currently\b|"
        r"\b(?:is|are)\b[^.?!]{1,80}?\b(?:still|currently) (?:in force|in effect|valid|current|up to date)\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?:aktuelle[nrs]?|neueste[nrs]?|derzeitige[nrs]?) (?:Regel\w*|Richtlinie\w*|Beschl\w+|Entscheidung\w*|"
    r"Protokoll\w*|Stand)", re.IGNORECASE),
    re.compile(r"(?:la dernière|la plus récente) (?:décision|version du compte)|(?:politique|règle|décision) actuelle|"
    r"(?:última decisión|política actual|última acta)", re.IGNORECASE),
    re.compile(r"最新的?(?:决定|规定|规则|政策|会议|纪要|方案|设计)|目前的?(?:规定|规则|政策|方案)|(?:最新|現在)の(?:決定|議事録|方針|ルール|会議)"),
)  # fmt: skip
_AS_OF: Final = re.compile(
    r"\b(?:as of|as at|as it stood (?:on|in)|"
    r"stand(?: vom)?)\s+(?:the\s+)?(?P<when>[\w.,-]+(?: [\w.,-]+){0,3})$",
    re.IGNORECASE,
)
_HELD_THEN: Final = re.compile(
    r"\b(?:was|were|had)\b[^?!]{1,120}?\b(?:in force|in effect|valid|current|binding|the (?:rule|policy|standard|limit)|"
    r"our \w+|allowed|"
    r"required|recommended)\s*$|"
    rf"\b(?:was|were)\b[^?!]{{0,60}}?\b(?:our|the) {_HELD} (?:for|on|about|of|around|regarding) [^?!]{{1,60}}$|"
    r"\bdid (?:we|you|they|our \w+|the \w+)\b[^?!]{0,30}?\b(?:use|have|store|keep|run|rely on|support|allow|require|bill|"
    r"charge|host|follow)\b[^?!]{0,60}$",
    re.IGNORECASE,
)
"""What was so for a time, and did not happen on a day: it is asked of that time, whenever it was written."""
_BACK_IN: Final = re.compile(r"\bback\s*$", re.IGNORECASE)


def wishes_in(text: str, today: date) -> list[Finding]:
    """What the text asks for: the newest, or things as of a day."""
    if as_of := _as_of(text, today):
        return [as_of]
    for form in _LATEST:
        if match := form.search(text):
            return [Finding(match.start(), match.start(), "latest", wish=TimeWish(latest=True))]
    return []


def _as_of(text: str, today: date) -> Finding | None:
    for window in windows_in(text, today):
        if window.first is None or window.last is None or window.last >= today:
            continue
        before = text[: window.start]
        lead = _AS_OF.search(text, 0, window.end)
        if lead and window.start <= lead.start("when"):
            return _on(window, lead.start(), is_removable=True)
        if window.is_led and (_HELD_THEN.search(before.rstrip()) or _BACK_IN.search(before)):
            return _on(window, window.start, is_removable=False)
    return None


def _on(window: Window, start: int, *, is_removable: bool) -> Finding:
    """The last day of the time that is named: what was in force within it, or at its end."""
    day = window.last or date.max
    word = f"as of {named(Period(window.first or day, day))}"
    return Finding(start, window.end, word, wish=TimeWish(as_of=day), is_removable=is_removable)
