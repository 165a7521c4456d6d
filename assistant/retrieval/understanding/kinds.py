"""Words for documents, and what a question asks of them: `in last March's minutes`, `open PRs`, `ADRs that were rejected`.

A kind is understood where the question is after documents of it. "How do I open a PR?" and "Who books the meeting room?" are
about the thing itself. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.domain.documents import Kind
from assistant.domain.queries import Filters
from assistant.retrieval.understanding.finding import MASK, Finding
from assistant.retrieval.understanding.inventory import Inventory

TIME: Final = "\ue001"
"""Stands, as often as there were characters, in the place of a time."""
_T: Final = rf"{TIME}+(?:['’]s?)?"

_MINUTES: Final = (
    r"(?:meeting )?minutes|meeting notes|notes (?:of|from) the meeting|protokolle?n?|sitzungsprotokolle?n?|"
    r"comptes?[- ]rendus?|"
    r"proc[èe]s[- ]verba(?:l|ux)|actas?"
)
_MEETINGS: Final = r"meetings?|standups?|plenar(?:y|ies)|retros?|besprechung(?:en)?|sitzung(?:en)?|réunions?|reuni(?:ón|ones)"
_CJK_MEETINGS: Final = r"会议(?:纪要|记录)?|例会|周会|議事録|会議|ミーティング"
_REVIEWS: Final = r"PRs?|pull[- ]requests?|merge[- ]requests?|MRs?|code[- ]reviews?"
_DESIGNS: Final = (
    r"(?:architecture )?decision records?|design (?:docs?|documents?|proposals?)|ADRs?|RFCs?|PEPs?|JEPs?|KEPs?|proposals?"
)
_THREADS: Final = r"(?:slack )?(?:threads?|conversations)|slack (?:messages?|posts?)|chat messages"
_PAGES: Final = r"(?:wiki|handbook) pages?"
NOUNS: Final = (
    (Kind.MEETING, rf"{_MINUTES}|{_MEETINGS}"),
    (Kind.CODE_REVIEW, _REVIEWS),
    (Kind.DESIGN_DOC, _DESIGNS),
    (Kind.THREAD, _THREADS),
    (Kind.PAGE, _PAGES),
)
_ANY_NOUN: Final = "|".join(rf"(?P<{kind.name}>{words})" for kind, words in NOUNS)
_OTHER_THINGS: Final = (
    r"documents?|docs?|notes|posts?|messages?|updates?|news|reviews?|incidents?|discussions?|"
    r"decisions?|conclusions?|changes?|reports?"
)
DOCUMENTS: Final = rf"(?:{'|'.join(words for _, words in NOUNS)}|{_OTHER_THINGS}|{_CJK_MEETINGS})"
"""A word for documents of any kind."""
LABELS: Final = {
    Kind.MEETING: "meetings",
    Kind.CODE_REVIEW: "code reviews",
    Kind.DESIGN_DOC: "design docs",
    Kind.THREAD: "threads",
    Kind.PAGE: "pages",
}
_NOT_THE_THING: Final = (
    r"(?![\w-]|\s+(?:rooms?|users?|templates?|descriptions?|process(?:es)?|links?|apps?|bots?|calendars?|invites?|"
    r"titles?|numbers?|"
    r"body|schedules?|culture|etiquette|policy|policies|rules?|guidelines?|format|requirements?|owners?|hosts?|leaders?|"
    r"chairs?|"
    r"checks?|pools?|locals?|dumps?|counts?|2119|8174|\d))"
)
"""What makes of the word before it another thing."""

_LISTING: Final = (
    r"(?:(?:please )?(?:which|what|any|are there(?: any)?|is there (?:an?|any)|do we have (?:any|an?)|show(?: me)?|"
    r"find(?: me)?|"
    r"list|search(?: for)?|give me|welche|gibt es|quel(?:le)?s|qué|cuáles)\s+)?"
)
_SORT: Final = (
    r"(?:(?:all|the|our|of the|some|recent|latest|last|newest|current|old|older|alle?|die|les|los|las|tc39|"
    r"(?P<status>(?:still )?(?:open|merged|closed|abandoned|accepted|approved|rejected|declined|withdrawn|superseded|"
    r"deprecated|deferred|draft|proposed|final|active)))\s+){0,4}"
)
_GOES_ON: Final = (
    rf"(?=\s+(?:about|on|for|that|which|touching|changing|affecting|by|from|of|in|since|between|before|after|with|where|"
    rf"mention\w*|discuss\w*|deal\w*|regarding|concerning|reviewed|merged|opened|written|closed|were|was|"
    rf"are (?:still )?(?:open|"
    rf"merged|closed|accepted|rejected|in force)|did|fixed|fixes|introduced|added|removed|changed|broke|implement\w*|"
    rf"über|zu|von|vom|sur|sobre|de|du|{TIME}+|{MASK}+|\({_T})|\s*[?.!]?\s*$)"
)
_HEAD: Final = re.compile(rf"^\W*{_LISTING}{_SORT}(?P<noun>{_ANY_NOUN}){_NOT_THE_THING}{_GOES_ON}", re.IGNORECASE)
"""A question that is after documents: what it begins with."""
_IN_WHICH: Final = re.compile(
    rf"^\W*(?:in|from|at) (?:which|what|any)(?: of the| of our)? (?:[\w-]+ )?(?P<noun>{_ANY_NOUN})\b", re.IGNORECASE
)
_PLACE: Final = (
    r"\b(?:in|from|within|across|during|at|according to|im|in de[nrm]|aus dem|dans l[ea]s?|en (?:el|la|los|"
    r"las))\s+(?:the\s+|our\s+|all\s+)?"
)
_OWNER: Final = r"(?:[\w-]+(?: [\w-]+)?(?:['’]s?)?\s+)?"
_WITHIN: Final = re.compile(
    rf"{_PLACE}(?:(?:last|latest|previous|newest|most recent)\s+)?(?:{_T}\s+)?{_OWNER}(?P<noun>(?P<MEETING>{_MINUTES})|"
    rf"(?P<PAGE>{_PAGES})|"
    rf"(?P<DESIGN_DOC>(?:design docs|design documents|ADRs|RFCs|PEPs|decision records))|(?P<CODE_REVIEW>PRs|"
    rf"pull requests|code reviews)|"
    rf"(?P<THREAD>slack threads|threads)){_NOT_THE_THING}",
    re.IGNORECASE,
)
"""`in the minutes`: words that mean the documents and hardly anything else."""
_AT_A_TIME: Final = re.compile(
    rf"(?:{_T}\s+(?:[\w-]+ ){{0,2}}?(?P<noun>{_ANY_NOUN})|(?P<noun2>{_ANY_NOUN.replace('?P<', '?P<OF_')})(?: held|"
    rf" dated)?,?\s*\(?{TIME}+)"
    rf"{_NOT_THE_THING}",
    re.IGNORECASE,
)
"""`last March's minutes`, `the meeting of 2024-07-29`."""
_CJK: Final = re.compile(
    rf"{TIME}+\s*[的の]?\s*(?:[\w-]{{0,8}})?(?P<MEETING>{_CJK_MEETINGS})|(?P<OF_MEETING>{_CJK_MEETINGS})(?:纪要|记录)?[中里で]"
)
_AFTERWARDS: Final = re.compile(
    r"\s+(?:that |which )?(?:are|were|was|is|has been|have been|got)?\s*(?P<status>(?:still )?(?:open|merged|closed|rejected|"
    r"accepted|withdrawn|superseded|deprecated|deferred))\b(?!\s+(?:source|to|for|issue|by default))",
    re.IGNORECASE,
)
"""What follows the documents: `PRs that are still open`."""
_PARTS: Final = {
    "approved": "accepted",
    "declined": "rejected",
    "abandoned": "closed",
    "draft": "proposed",
}


def kinds_in(text: str, inventory: Inventory) -> list[Finding]:
    """The kind of documents that the text is after, with their status, if it says so; times in it are masked by TIME."""
    for form in (_HEAD, _IN_WHICH, _AT_A_TIME, _WITHIN, _CJK):
        match = form.search(text)
        kind = _kind(match) if match else None
        if match is None or kind is None or kind.value not in inventory.kinds:
            continue
        noun = match.groupdict().get("noun") or match.groupdict().get("noun2") or ""
        start = match.start("noun") if match.groupdict().get("noun") else match.start()
        finding = Finding(start, start + len(noun), LABELS[kind], Filters(kinds=(kind.value,)))
        return [finding, *_statuses(match, text, kind, inventory)]
    return []


def _kind(match: re.Match[str]) -> Kind | None:
    groups = match.groupdict()
    return next((kind for kind in Kind if groups.get(kind.name) or groups.get(f"OF_{kind.name}")), None)


def _statuses(match: re.Match[str], text: str, kind: Kind, inventory: Inventory) -> Sequence[Finding]:
    """The status that the documents are to have, in the words that they use."""
    if kind not in {Kind.CODE_REVIEW, Kind.DESIGN_DOC}:
        return ()
    told, where = match.groupdict().get("status"), match
    if told is None and (following := _AFTERWARDS.match(text, match.end())):
        told, where = following["status"], following
    if not told:
        return ()
    word = told.casefold().removeprefix("still ").strip()
    stated = inventory.statuses.get(word) or inventory.statuses.get(_PARTS.get(word, ""), ())
    if not stated:
        return ()
    return (Finding(where.start("status"), where.end("status"), word, Filters(statuses=stated)),)
