"""Reads a question: the text to search, the filters that it asks for, the time that it wants, and the questions within it.

Pure. Read `understand` first. A misread costs more than something overlooked, so that each form is narrow: what is quoted or
shown as code is never read, and a filter is understood only where its value is in the inventory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from assistant.domain.documents import Kind
from assistant.domain.queries import ANY_TIME, Filters
from assistant.domain.understood import Understood
from assistant.retrieval.following import names_its_subject
from assistant.retrieval.understanding.finding import Finding, joined, masked, without
from assistant.retrieval.understanding.inventory import Inventory
from assistant.retrieval.understanding.kinds import DOCUMENTS, TIME, kinds_in
from assistant.retrieval.understanding.moves import moves_in
from assistant.retrieval.understanding.operators import operators_in
from assistant.retrieval.understanding.parts import parts_of
from assistant.retrieval.understanding.people import people_in
from assistant.retrieval.understanding.places import places_in
from assistant.retrieval.understanding.said import AFTER_SAID
from assistant.retrieval.understanding.times import Window, windows_in
from assistant.retrieval.understanding.wishes import wishes_in

_LONGEST: Final = 400
"""Characters; what is longer tells a story, or pastes one."""
_DATED: Final = frozenset({Kind.MEETING, Kind.THREAD, Kind.CODE_REVIEW})
"""Kinds of which a document's day is that of what was said in it."""
_BESIDE: Final = re.compile(
    rf"(?:{DOCUMENTS})(?: held| dated|\s+about [^?.!]{{1,60}}?| [\w-]+ by [^?.!{TIME}]{{1,40}}?)?\s*,?\s*\(?{TIME}+|"
    rf"{TIME}+(?:['’]s?)?\s*[的の]?\s*(?:[\w-]+ ){{0,2}}?(?:{DOCUMENTS})",
    re.IGNORECASE,
)
_WITH_VERB: Final = re.compile(
    r"\b(?:what|which|who|how|why|did|was|were|has|have|had|anything|everything)\b[^?!]{0,160}?"
    r"\b(?:decided?|discuss(?:ed)?|agreed?|concluded?|sa(?:y|id)|talk(?:ed)? about|resolved?|merged|raised?|announced?|"
    r"reported?|"
    r"presented|mentioned|happened|changed)\b|\b(?:entschieden|beschlossen|besprochen|décidé|discuté|decidió|decidieron|"
    r"decidido|discutido)\b|"
    r"决定|讨论|決定|決まった|議論",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r"\b(?:fail\w*|crash\w*|broken?|slow|down|error\w*|stopped|doesn['’]t|can['’]t|not work\w*)\b", re.IGNORECASE
)
_NO_SUBJECT: Final = re.compile(
    rf"\b(?:{DOCUMENTS}|open|merged|closed|new|going on|what['’]s|list|show|find|summari[sz]e|anything|happening|written|"
    rf"posted)\b|"
    r"决定|讨论|会议|什么|決定|議論|会議|了|的",
    re.IGNORECASE,
)
"""What is no subject to search for when the filters are gone."""
_EDGES: Final = re.compile(r"^[\s,;:，、]*(?:[的の](?=[\u3040-\u30ff\u3400-\u9fff]))?|[\s,;:]+$")
_SPACES: Final = re.compile(r"\s+(?=[?？.!,;:])|(?<=\s)\s+")


def understand(text: str, inventory: Inventory, today: date) -> Understood:
    """What the text asks for. Its own result is understood to be searched as it is: `text` is a fixed point."""
    plain = Understood(text, text)
    if not text.strip() or len(text) > _LONGEST:
        return plain
    findings = _findings(text, inventory, today)
    searched = _removed(text, findings)
    if searched != text and _removed(searched, _findings(searched, inventory, today)) != searched:
        searched = text
    filters, wish = Filters(), ANY_TIME
    for finding in findings:
        filters = joined(filters, finding.filters)
        wish = finding.wish if wish == ANY_TIME else wish
    parts = parts_of(searched, masked(searched))
    words = tuple(dict.fromkeys(one.word for one in findings))
    return Understood(
        text,
        searched,
        filters,
        words,
        wish,
        parts,
        is_explicit=any(one.is_explicit for one in findings),
        is_team=any(one.is_team for one in findings),
    )


def _findings(text: str, inventory: Inventory, today: date) -> list[Finding]:
    """All that is understood; what was read once is not read again as something else."""
    rest = masked(text)
    found: list[Finding] = []
    for read in _readers(inventory, today):
        those = read(rest)
        found += those
        rest = without(rest, those)
    windows = windows_in(rest, today) if inventory.first else []
    timed = rest
    for window in windows:
        timed = timed[: window.start] + TIME * (window.end - window.start) + timed[window.end :]
    kinds = kinds_in(timed, inventory)
    is_dated = any(kind in _DATED for one in kinds for kind in one.filters.kinds)
    if not any(one.filters.after or one.filters.before or one.wish.as_of for one in found):
        found += _asked_for(timed, windows, is_dated=is_dated)
    return found + kinds


def _readers(inventory: Inventory, today: date) -> Sequence[Callable[[str], list[Finding]]]:
    """What reads a text, the most explicit first."""
    return (
        lambda rest: operators_in(rest, inventory, today),
        lambda rest: moves_in(rest, inventory),
        lambda rest: wishes_in(rest, today),
        lambda rest: places_in(rest, inventory),
        lambda rest: people_in(rest, inventory),
    )


def _asked_for(timed: str, windows: Sequence[Window], *, is_dated: bool) -> list[Finding]:
    """The first time, if it says when things were written or said. Nothing may be dated within it: the asker is told then."""
    if not windows or _CLAUSE.search(timed):
        return []
    window = windows[0]
    is_beside = bool(_BESIDE.search(timed))
    is_said = window.is_led and (is_dated or bool(_WITH_VERB.search(timed)) or bool(AFTER_SAID.search(timed)))
    is_said = is_said or (bool(AFTER_SAID.search(timed)) and not window.label.isdigit())
    return [window.finding] if is_beside or is_said else []


def _removed(text: str, findings: Sequence[Finding]) -> str:
    """The text without what became a filter; the whole of it where too little is left to search for."""
    cut = text
    for one in sorted((one for one in findings if one.is_removable), key=lambda one: -one.start):
        cut = cut[: one.start] + cut[one.end :].removeprefix("'s").removeprefix("’s")
    if cut == text:
        return text
    cut = _EDGES.sub("", _SPACES.sub("", cut)).strip()
    return cut if names_its_subject(_NO_SUBJECT.sub(" ", cut)) else text


def plainly(text: str) -> Understood:
    """A text that nothing is read into."""
    return Understood(text, text)
