"""What a question needs besides one search. Pure.

Each form is narrow: a step that nobody needed costs places among the evidence. What is quoted is a name, and never read for
forms. English only; questions in other languages are searched once, and taken apart by `retrieval.understanding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.domain.documents import Kind
from assistant.knowledge.naming import numbers_in
from assistant.retrieval.following import names_its_subject
from assistant.retrieval.understanding.finding import MASK, masked

_MOST_NAMES: Final = 4


class Way(StrEnum):
    """Where a step leads from a document."""

    NEWER = "what replaced it"
    OLDER = "what it replaced"
    AUTHORS = "who wrote it"
    REVIEWERS = "who reviewed it"


PEOPLE: Final = frozenset({Way.AUTHORS, Way.REVIEWERS})


@dataclass(frozen=True, slots=True)
class Hop:
    """`the RFC that replaced X`: a way that starts at what `subject` names, or where an earlier hop led ("" for that).

    `start` to `end` is the phrase that stands for what is found there; that can be put in the phrase's place where it
    `is_asked_about` rather than asked for.
    """

    way: Way
    subject: str
    start: int
    end: int
    is_asked_about: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """What is to be looked for: hops from one document to another, documents of several `kinds` that belong together, how
    something came about, the places in `several` documents of that kind (None for any), and `names` that the evidence must
    speak of. `subject` is what the question is about, without the words that ask for several."""

    hops: tuple[Hop, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    is_history: bool = False
    is_several: bool = False
    several: Kind | None = None
    subject: str = ""
    quoted: str = ""
    names: tuple[str, ...] = ()


_VERB: Final = r"(?:superseded|supersedes|supersede|replaced|replaces|replace|succeeded|succeeds|obsoleted|obsoletes)"
_GOES_ON: Final = (
    r"(?=\s+(?:says?|said|do|does|did|propos\w+|chang\w+|decid\w+|defin\w+|allows?|means?|meant|handl\w+|requir\w+|recommend\w*|"
    r"written|writes?|wrote|owns?|reviews?|reviewed|thinks?|thought|knows?|works?|worked|wants?|prefers?|suggest\w*|also|else|"
    r"about|and (?:what|who|why|when|how|where|which))\b|\s*[,;?!:]|\.(?:\s|$)|['’]s\b|\s*$)"
)
_SUBJECT: Final = rf"(?:the |our )?(?P<subject>[^,;?!:]{{2,120}}?){_GOES_ON}"
_REPLACED_BY: Final = r"(?:superseded|replaced)\s+by\b"
_AGENT: Final = r"\b(?:did|does|do|has|have|had|by)\s+"
_THING: Final = r"(?:(?!(?:the|an?|which|what|that|of)\b)[\w-]+\s+){0,4}?"
_LEAD: Final = r"\b(?P<lead>the|a|an|which|what)\s+"
_NAMED: Final = r"(?P<subject>(?:(?!\b(?:that|which|who)\b)[^,;?!:]){2,80}?)"
"""What stands before a verb."""
_FORMS: Final = (
    (Way.OLDER, rf"{_LEAD}{_THING}(?:that|which)\s+{_NAMED}\s+(?:has |had )?(?:superseded|replaced)(?!\s+by)\b"),
    (Way.OLDER, rf"\b(?P<lead>what|which [\w-]+)\s+(?:did|does)\s+{_NAMED}\s+(?:supersede|replace)\b"),
    (Way.OLDER, rf"\b(?P<lead>what|which [\w-]+)\s+(?:has|have)\s+{_NAMED}\s+(?:superseded|replaced)\b"),
    (Way.OLDER, rf"{_LEAD}{_THING}(?:(?:that|which) )?(?:was |were |is |got )?{_REPLACED_BY}\s+{_SUBJECT}"),
    (Way.OLDER, rf"\b(?:(?P<lead>the)\s+)?predecessors?\s+(?:of|to)\s+{_SUBJECT}"),
    (Way.OLDER, r"\b(?P<lead>)(?P<subject>[\w.#-]+(?:[ -]\d+)?)['’]s? predecessor\b"),
    (Way.NEWER, rf"\b(?P<lead>what|which [\w-]+)\s+(?:was|is|were|has)\s+{_NAMED}\s+(?:been )?{_REPLACED_BY}"),
    (Way.NEWER, r"\b(?P<lead>)(?P<subject>[\w.#-]+(?:[ -]\d+)?)['’]s? successor\b"),
    (Way.NEWER, rf"\b(?:(?P<lead>the)\s+)?successors?\s+(?:of|to)\s+{_SUBJECT}"),
    (Way.NEWER, rf"{_LEAD}{_THING}(?:(?:that|which)\s+)?(?:has\s+|have\s+|had\s+)?{_VERB}\s+(?!by\b){_SUBJECT}"),
    (Way.AUTHORS, rf"{_AGENT}(?P<phrase>(?P<lead>the)\s+(?:same\s+)?(?:authors?|writers?|deciders?)\s+of\s+{_SUBJECT})"),
    (Way.REVIEWERS, rf"{_AGENT}(?P<phrase>(?P<lead>the)\s+(?:same\s+)?reviewers?\s+of\s+{_SUBJECT})"),
)
_HOPS: Final = tuple((way, re.compile(form, re.IGNORECASE)) for way, form in _FORMS)
_HISTORY: Final = re.compile(
    r"\b(?:history|timeline|evolution|origins?) of\b|\bstory (?:of|behind)\b|\btrace (?:the|how|our|back)\b|"
    r"\bhow (?:did|has|have) .{2,120}\b(?:evolved?|come about|came about|come to be|changed? over)\b|"
    r"\b(?:led|lead|leading) (?:us |up )?to\b|\bwhat happened (?:after|before|since|next|to)\b",
    re.IGNORECASE,
)
_PLURAL: Final = (
    r"(?P<things>meetings|minutes|decisions|adrs|rfcs|peps|jeps|keps|documents|docs|reviews|pull requests|merge requests|prs|"
    r"proposals|designs|discussions)"
)
_SEVERAL: Final = re.compile(
    rf"\b(?:(?:in |at |during )?which (?:[\w-]+ ){{0,2}}?|(?:in |at |during )?what (?:other )?|"
    rf"(?:list|show|name|find) (?:all |me |the |of |our )*(?:[\w-]+ )?|all (?:the |our |of the )*(?:[\w-]+ )?){_PLURAL}\b",
    re.IGNORECASE,
)
_SPEAKS: Final = re.compile(
    r"^\s*(?:that |which )?(?:(?:was|were|is|are|did|do|does|have|has|we) )?(?:talk(?:ed)? about|speaks? (?:of|about)|"
    r"mention(?:ed|s)?|discuss(?:ed)?|deal(?:t)? with|cover(?:ed)?|about|concern(?:ed)?)\b",
    re.IGNORECASE,
)
_SEVERAL_KINDS: Final = {
    Kind.MEETING: frozenset({"meetings", "minutes"}),
    Kind.CODE_REVIEW: frozenset({"reviews", "pull requests", "merge requests", "prs"}),
    Kind.DESIGN_DOC: frozenset({"adrs", "rfcs", "peps", "jeps", "keps", "designs", "proposals"}),
}
_KINDS: Final = {
    Kind.DESIGN_DOC: re.compile(
        r"\b(?:adrs?|rfcs?|peps?|jeps?|keps?|design docs?|design documents?|designs?|design of|proposals?|decision records?|"
        r"(?:which|what|the) decisions?)\b",
        re.IGNORECASE,
    ),
    Kind.CODE_REVIEW: re.compile(
        r"\b(?:code reviews?|reviews?|reviewed|reviewers?|pull requests?|merge requests?|prs?|mrs)\b", re.IGNORECASE
    ),
    Kind.MEETING: re.compile(r"\b(?:meetings?|minutes|forum|stand-?up|weekly|retrospective)\b", re.IGNORECASE),
}
_QUOTED: Final = re.compile(r"[\"“„«「]([^\"”“»」\n]{3,200})[\"”“»」]")
_NAME: Final = re.compile(rf"(?<=[a-z,] )(?:[A-Z][\w+#]*(?:[.-][\w+#]+)*|\w+[_.]\w+[\w.]*)(?![\w{MASK}])")
"""In the middle of a sentence, or made as only names are."""
_WORD: Final = re.compile(r"\b[^\W\d_]")
_TITLED: Final = 0.4
"""From this share of capital letters on, a text is a heading, where they make no names."""
_EITHER: Final = re.compile(
    r"\b(?:should|better|prefer|choose|chose|use|rather|run|pick|picked)\b[^?!]{0,80}?"
    r"(?P<one>[\w.+#-]{2,}) or (?P<other>[\w.+#-]{2,})",
    re.IGNORECASE,
)
_NO_NAMES: Final = frozenset("I I'm TC39 ADR RFC PEP JEP KEP PR MR OK FAQ Lore".split())


def needs_of(text: str) -> Needs:
    """What this question needs; all of it empty where one search is enough."""
    mask = masked(text)
    quoted, asks = _QUOTED.search(text), _SEVERAL.search(mask)
    kinds = frozenset(kind for kind, words in _KINDS.items() if words.search(mask))
    if numbers_in(mask):
        kinds |= {Kind.DESIGN_DOC}
    return Needs(
        hops=tuple(_hops(text, mask)),
        kinds=kinds if len(kinds) > 1 else frozenset(),
        is_history=bool(_HISTORY.search(mask)),
        is_several=asks is not None,
        several=_kind_of(asks["things"]) if asks else None,
        subject=_without(text, asks),
        quoted=quoted[1].strip() if quoted else "",
        names=tuple(dict.fromkeys(_names(text, mask)))[:_MOST_NAMES],
    )


def _hops(text: str, mask: str) -> Iterator[Hop]:
    """The hops of the text, each form once, inner ones first. Only people's may hold another one: `the author of the RFC that
    replaced X`."""
    taken: list[tuple[int, int]] = []
    for way, form in _HOPS:
        match = form.search(mask)
        if match is None:
            continue
        start, end = match.span("phrase" if way in PEOPLE else 0)
        crossing = [span for span in taken if start < span[1] and span[0] < end]
        if crossing and not (way in PEOPLE and all(start <= begin and until <= end for begin, until in crossing)):
            continue
        taken.append((start, end))
        subject = "" if crossing else text[slice(*match.span("subject"))].strip(" .'\"“”")
        yield Hop(way, subject, start, end, (match["lead"] or "the").casefold() in {"the", "a", "an"})


def _names(text: str, mask: str) -> Iterator[str]:
    for match in _EITHER.finditer(mask):
        yield from (match["one"], match["other"])
    initials = _WORD.findall(mask)
    if sum(letter.isupper() for letter in initials) >= _TITLED * len(initials):
        return
    for match in _NAME.finditer(mask):
        if match[0] not in _NO_NAMES and names_its_subject(match[0]):
            yield text[slice(*match.span())]


def _kind_of(things: str) -> Kind | None:
    return next((kind for kind, words in _SEVERAL_KINDS.items() if things.casefold() in words), None)


def _without(text: str, asks: re.Match[str] | None) -> str:
    """The text without the words that ask for several, and without a verb that says no more than that they speak of it."""
    if asks is None:
        return text
    rest = f"{text[: asks.start()]} {text[asks.end() :]}"
    return " ".join(_SPEAKS.sub(" ", rest).split()).strip(" ?.,") or text
