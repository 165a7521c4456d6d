"""What a question about a decision asks, and about which. Pure.

A question that fits no form of such questions (`decision_forms`) is about something else, and that is the usual case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from assistant.knowledge.decisions.question_forms import FORMS, Aspect
from assistant.knowledge.naming import Label, numbers_in
from assistant.retrieval.understanding.periods import Period, period_in

_LONGEST: Final = 400
"""Characters; what is longer tells a story, and is no plain question about one decision."""
_TITLE_PLACE: Final = "⟦⟧"
_QUOTED: Final = re.compile(
    r"[\"“„«「『《](?P<title>.{2,}?)[\"”“»」』》](?!\w)|(?<!\w)[‘'](?P<single>[^'‘’]+ [^'‘’]+)[’'](?!\w)"
)
_WIDEST: Final = re.compile(r"[\"“„«「『《](?P<title>.{2,})[\"”“»」』》](?!\w)")
_BESIDE_IDEOGRAPHS: Final = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_POLITE: Final = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|and|but|also|please|well|by the way)\b[ ,!:]*|"
    r"(?:can|could|would|will) (?:you|anyone|somebody|someone) (?:please )?(?:tell|explain to|remind)"
    r"(?: (?:me|us))?[ ,:]*|"
    r"(?:do|does) (?:you|anyone|anybody|somebody) (?:know|remember)[ ,:]*|(?:tell|remind) (?:me|us)[ ,:]*|"
    r"(?:I|we) (?:wonder|am wondering|want to know|would like to know|forgot)[ ,:]*|请问|请告诉我|我想知道|你知道)+",
    re.IGNORECASE,
)
_KINDS: Final = (
    r"(?:proposal|PEP|RFC|ADR|JEP|KEP|RFD|TEP|design|decision|document|doc|record|spec(?:ification)?|note|page|minutes)"
)
_SORTS: Final = (
    r"(?:the|an?|our|architecture|design|architectural|enhancement|technical|old|older|new|newer|original|first|second)"
)
"""What may stand before a quoted title and says no more than what it is; a community's name may stand there too."""
_LEADING: Final = re.compile(
    r"^(?:(?:on|about|for|to|of|with|in|regarding|concerning|as|over|against|the|a|an|our|their|this|that|its|using|use|used|"
    r"having|adopting|making|doing)(?= |$)|"
    rf"(?:(?:(?-i:[A-Z])[\w-]*|{_KINDS}|{_SORTS}) )*{_KINDS}(?: (?:called|named|titled))?(?= ⟦)|"
    r"(?:decision|proposal|idea|question|topic|plan|suggestion|request|matter|issue|option)s?"
    r"(?: (?:on|about|of|for|to|that|against|regarding|called|named|titled))?(?= \S)|"
    r"关于|对于|对|我们的?|在|采用|使用|选择|用)\s*",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(r" (?:over|instead of|rather than|and not|in favou?r of) |而不是", re.IGNORECASE)
_DATED: Final = (
    re.compile(
        r"(?:in |on |during |of )?(?P<when>.{3,30}?),? (?:about|on|regarding|concerning|for) (?P<rest>.+)", re.IGNORECASE
    ),
    re.compile(r"(?P<rest>.+?),? (?:back )?(?:in|on|during) (?P<when>.{3,30})", re.IGNORECASE),
)
_TRAILING: Final = re.compile(
    r"[\s,]*(?:\b(?:in the end|finally|eventually|at all|back then|again|any ?more|yet|so far|in the first place|at the time|"
    r"then|originally|previously|in the past|already|now|today|currently|these days|at the moment|here|still|"
    r"(?:at|in) (?:our|the) (?:company|organisation|organization|team)|for|to|with|about|on|as)|"
    r"(?<= )(?:decision|proposal|idea|suggestion|plan)|的|了|呢|吗|啊|这个|最后|最终|当初|当时)$",
    re.IGNORECASE,
)
_SECOND: Final = re.compile(
    r"[;?？！]|[.:] [A-Z]|"
    r"(?:,|\b(?:and|but|or|then|also|so)\b)[, ]*(?:(?:to|by|for|with) )?"
    r"(?:who|whom|whose|why|what|when|where|which|how|if|whether|did|do|does|was|were|is|are|has|have|had|can|could|should|would|will)\b|[，,。]\W*(?:为什么|为何|谁|什么|何时|怎么)",
    re.IGNORECASE,
)
"""Another question in what should be a subject: half an answer would pass for a whole one."""
_NEGATION: Final = re.compile(r"\b(?:not|never|against|stop(?:ping)? using)\b|n['’]t\b|不再|不用", re.IGNORECASE)
"""What turns a subject round: not using the bus is another decision than using it."""
_TIMING: Final = re.compile(
    r"\b(?:before|after|until|till?|by|since|prior to|throughout|between|from|in|on|at|during|around|within|to)"
    r"(?: (?:the|a|an))?(?: [a-z]+ of)?(?: the)? ?$",
    re.IGNORECASE,
)
"""What makes of a time that follows a condition: before 2023."""


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """`subject` is what is asked about, without the words of the asking; "" only where everything is meant. `beside` are
    further words that may tell which decision is meant, and need not stand in it: Kafka in `from RabbitMQ to Kafka`.

    `titles` are names in quotation marks, the widest first; `numbers` are names such as ADR-0019. `period` is the time that
    the question names; None for none. `wording` is the question without what it quotes. `fate` is the verb with which it
    says what became of the decision (`removed`), "" where it says nothing of the kind.
    """

    aspect: Aspect
    subject: str
    titles: tuple[str, ...] = ()
    numbers: tuple[Label, ...] = ()
    period: Period | None = None
    beside: str = ""
    wording: str = ""
    fate: str = ""


def question_about_decision(text: str, today: date) -> DecisionQuestion | None:
    """What the text asks about a decision; None where it asks something else."""
    plain = _BESIDE_IDEOGRAPHS.sub("", " ".join(text.split()))
    if not plain or len(plain) > _LONGEST:
        return None
    masked, titles = _without_titles(plain)
    masked = _POLITE.sub("", masked).strip(" ?？!.。")
    for aspect, form in FORMS:
        match = form.fullmatch(masked)
        if match is None:
            continue
        found = {name: _plain(words) for name, words in match.groupdict().items()}
        period = _whole_period(found.get("when", ""), today)
        if found.get("when") and period is None:
            continue
        asked = _asked(aspect, found, period, today)
        if asked is not None:
            return _with_names(replace(asked, wording=masked, fate=found.get("fate", "").casefold()), titles)
    return None


def _asked(aspect: Aspect, found: Mapping[str, str], period: Period | None, today: date) -> DecisionQuestion | None:
    """The question by what its form found; None where words are left over that the answer would pass over."""
    whole, dated = _undated(found.get("subject", ""), today)
    other = found.get("other", "")
    if any(_SECOND.search(part) or _has_time(part, today) for part in (whole, other)):
        return None
    whole, *against = _INSTEAD.split(whole, maxsplit=1)
    subject, beside = _bare(whole), _bare(" ".join([*against, other]))
    if aspect is Aspect.IN_FORCE and beside:  # whether a thing still is another is about both
        subject, beside = f"{subject} {beside}", ""
    if not subject and aspect is not Aspect.CHANGED:
        return None
    return DecisionQuestion(aspect, subject, period=period or dated, beside=beside)


def _with_names(asked: DecisionQuestion, titles: tuple[str, ...]) -> DecisionQuestion | None:
    """With the titles and numbers that its subject names; None where a title is only part of what is asked about."""
    if _TITLE_PLACE in f"{asked.subject}{asked.beside}":
        if asked.subject != _TITLE_PLACE:
            return None
        return replace(asked, subject=titles[0].strip(), titles=titles)
    if titles or _NEGATION.search(asked.subject):
        return None
    return replace(asked, numbers=tuple(numbers_in(asked.subject)))


def _whole_period(words: str, today: date) -> Period | None:
    """The time that the words name, all of them: the summer of 2024 is not 2024."""
    period = period_in(words, today)
    return period if period and period.start <= len("the ") and period.end == len(words.rstrip()) else None


def _has_time(part: str, today: date) -> bool:
    """Whether a time is left in it that no form took: `the bus before 2023`."""
    period = period_in(part, today)
    return period is not None and bool(_TIMING.search(part[: period.start]) or _TIMING.match(period.words))


def _without_titles(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with a mark in the place of what is quoted, so that a title's words don't read as the question's; and what was
    quoted. Of quotes within quotes the widest is the title."""
    narrow = list(_QUOTED.finditer(text))
    if not narrow:
        return text, ()
    wide = _WIDEST.search(text)
    outer = wide or narrow[0]
    titles = [*([wide["title"]] if wide else []), *(match["title"] or match["single"] for match in narrow)]
    return f"{text[: outer.start()]}{_TITLE_PLACE}{text[outer.end() :]}", tuple(dict.fromkeys(titles))


def _undated(subject: str, today: date) -> tuple[str, Period | None]:
    """`in July 2024 about X`, `X in July 2024`: X, and the time."""
    for form in _DATED:
        match = form.fullmatch(subject.strip())
        period = _whole_period(match["when"], today) if match else None
        if match and period:
            return match["rest"], period
    return subject, None


def _plain(words: str | None) -> str:
    return (words or "").replace("(", "").replace(")", "")


def _bare(part: str) -> str:
    """Without the little words at its ends: `the Python proposal on X` is about X."""
    part = part.strip(" ,:;")
    while True:
        shorter = _TRAILING.sub("", _LEADING.sub("", part)).strip(" ,:;")
        if shorter == part:
            return part
        part = shorter
