"""Which decision a question means. Pure.

A wrong decision is worse than none: a decision that is described, not named, has to have every word of the description.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.support import Reader
from assistant.domain.decisions import Alternative, Origin
from assistant.domain.hits import Hit
from assistant.domain.queries import Scope
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Entry, Lineage
from assistant.knowledge.decisions.question_forms import Aspect
from assistant.knowledge.decisions.questions import DecisionQuestion
from assistant.knowledge.decisions.succession import plain
from assistant.knowledge.naming import label_of

EXACT: Final = 1.0
_WHOLE: Final = 0.999
_IN_TITLE, _IN_NAME, _IN_STATEMENT = 1.0, 0.9, 0.6
"""What a word of the description counts that the title has, an alternative's name, or only the statement."""
_ENOUGH: Final = 0.8
"""Fit from which a described decision may be the one."""
_FAR: Final = 0.5
"""A document whose best hit has less than this share of the best score is found by its title alone."""
_NEARNESS: Final = 0.2
"""What a search's best hit adds: of two decisions of equal words, the one that it ranks higher is rather meant."""
_LEADS: Final = 0.05
"""What it adds that a title begins with the thing: `Kafka as the bus` is rather about Kafka than `Meter from Kafka`."""
_CLOSE: Final = 0.06
_RANK: Final = {Origin.RECORD: 0, Origin.PERSON: 0, Origin.MINUTES: 1, Origin.REVIEW: 2}
_FIRST_LETTERS: Final = 4
_ENDS: Final = re.compile(
    r"\W*(?:[A-Z]{2,5}[\s#-]?\d+\W+)?(?:remov|drop|retir|deprecat|stop|abandon|disabl|"
    r"without\b|no |end of|taking .* out|delet)",
    re.IGNORECASE,
)
"""A title that speaks of an end: that it is in force says the contrary of the thing that it names."""
ENDING: Final = re.compile(
    r"replac|supersed|obsolet|deprecat|retir|remov|drop|abandon|phase|scrap|move (away|off|from)|give up|get rid|stop|"
    r"取代|替代|替换|弃用|废|停用|移除|放弃",
    re.IGNORECASE,
)
"""Verbs that say how a decision ended."""
_OLDER: Final = frozenset({Aspect.SUCCESSOR, Aspect.IN_FORCE, Aspect.WHY_NOT})
"""What is asked of a thing as it was; of one that was replaced, the older decision is meant."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The decision that a question is about, and how well it fits: 1 for one that was named, less for one described.
    `alternative` is set where what the question names was considered there, and not taken."""

    entry: Entry
    fit: float
    alternative: Alternative | None = None


def meant_by(question: DecisionQuestion, lineage: Lineage, hits: Sequence[Hit], scope: Scope, reader: Reader) -> Meant | None:
    """The one decision that fits; None where none does, or several that have nothing to do with each other."""
    entries = [entry for entry in lineage.entries if entry.document is not None and scope.admit(entry.document)]
    named = _named(question, entries)
    if named:
        return _choose([Meant(entry, EXACT) for entry in named], question, lineage)
    if question.numbers and len(reader.content(question.subject)) <= 2 * len(question.numbers):
        return None  # a number that nothing readable has
    return _choose(_described(question, entries, hits, reader), question, lineage)


def _named(question: DecisionQuestion, entries: Iterable[Entry]) -> list[Entry]:
    for title in question.titles:
        wanted = plain(title)
        if found := [entry for entry in entries if wanted and wanted in _titles(entry)]:
            return found
    if len(question.numbers) != 1 or question.titles:
        return []
    found = [entry for entry in entries if entry.document and label_of(entry.document) == question.numbers[0]]
    return [entry for entry in found if entry.decision.origin is Origin.RECORD] or found


def _titles(entry: Entry) -> set[str]:
    titles = [entry.decision.title, entry.document.title if entry.document and _is_alone(entry) else ""]
    return {plain(part) for title in titles for part in (title, bare_title(title)) if part}


def _is_alone(entry: Entry) -> bool:
    """Whether it is its document's one decision, so that the document's name is its own."""
    return entry.decision.origin in {Origin.RECORD, Origin.REVIEW}


def bare_title(title: str) -> str:
    """A title without its number: `ADR-0019: Kafka` is Kafka."""
    return re.sub(r"^\s*(?:[A-Za-z]{2,10}[\s#_-]{0,3})?\d{1,6}\s*[:.)–—-]+\s*", "", title).strip() or title.strip()


# ---- described ----


def _described(question: DecisionQuestion, entries: Sequence[Entry], hits: Sequence[Hit], reader: Reader) -> list[Meant]:
    wanted, beside = reader.content(question.subject), reader.content(question.beside)
    if not wanted:
        return []
    shares = _shares(hits)
    starts = {word[:_FIRST_LETTERS] for word in wanted}
    found = []
    for entry in entries:
        near = shares.get(entry.decision.document_id, 0.0)
        title = f"{entry.decision.title} {entry.document.title if entry.document and _is_alone(entry) else ''}"
        if not near and not any(start in title.casefold() for start in starts):
            continue
        fitting = _fit(wanted, title, entry, reader)
        # A review is called by what was changed, and shares words with much that is not about it.
        is_searched = near >= _FAR and entry.decision.origin is not Origin.REVIEW
        if fitting.fit >= _ENOUGH and (is_searched or _is_all_of(wanted, title, reader)):
            extra = 0.05 * len(beside & reader.content(f"{title} {entry.decision.statement}")) / len(beside) if beside else 0.0
            leads = _LEADS if wanted & reader.content(bare_title(entry.decision.title).partition(" ")[0]) else 0.0
            found.append((fitting.fit + _NEARNESS * near + leads + extra, fitting))
    found = [one for one in found if _can_tell(one[1].entry, question.aspect)] or found
    best = max((score for score, _ in found), default=0.0)
    return [fitting for score, fitting in found if score >= best - _CLOSE]


def _fit(wanted: frozenset[str], title: str, entry: Entry, reader: Reader) -> Meant:
    """How much of the description the decision has; of its alternatives, the one that has all of it counts."""
    in_title, in_statement = reader.content(title), reader.content(entry.decision.statement)
    own = sum(_IN_TITLE if word in in_title else _IN_STATEMENT if word in in_statement else 0.0 for word in wanted) / len(
        wanted
    )
    if own < _IN_NAME:
        for alternative in entry.decision.alternatives:
            name = reader.content(alternative.name)
            if wanted <= name and len(name) <= 4 * len(wanted) and alternative.reason:
                return Meant(entry, _IN_NAME, alternative)
    return Meant(entry, own)


def _is_all_of(wanted: frozenset[str], title: str, reader: Reader) -> bool:
    """Whether the description has about all that the title says, so that no search need confirm it."""
    words = reader.content(bare_title(title))
    return wanted <= reader.content(title) and len(wanted) >= 2 and len(wanted & words) >= 0.6 * len(words)


def _shares(hits: Sequence[Hit]) -> Mapping[str, float]:
    """By document, its best hit's score as a share of the best of all."""
    best = max((hit.score for hit in hits), default=0.0)
    found: dict[str, float] = {}
    for hit in hits if best > 0 else ():
        found[hit.document.id] = max(found.get(hit.document.id, 0.0), hit.score / best)
    return found


# ---- one of several ----


def _choose(found: Sequence[Meant], question: DecisionQuestion, lineage: Lineage) -> Meant | None:
    """Of a family the one that the question can be asked of; of records, minutes and reviews of one thing the record."""
    found = [one for one in found if not _is_contrary(one.entry, question)]
    if question.aspect not in {Aspect.WHY_NOT, Aspect.OUTCOME}:
        found = [one for one in found if one.alternative is None]
    if not found:
        return None
    found = _in_period(found, question)
    rank = min(_RANK[one.entry.decision.origin] for one in found)
    best = [one for one in found if _RANK[one.entry.decision.origin] == rank]
    if all(one.fit < _WHOLE for one in best) and len({one.entry.id for one in best}) > 1:
        top = max(one.fit for one in best)
        best = [one for one in best if one.fit >= top - 0.01]
    family = {entry.id for entry in lineage.chain(best[0].entry.id)}
    if any(one.entry.id not in family for one in best) and not _same_title(best):
        return None
    order = [entry.id for entry in lineage.chain(best[0].entry.id)]
    best = sorted(best, key=lambda one: (order.index(one.entry.id) if one.entry.id in order else -1, _age(one.entry)))
    fitting = [one for one in best if _can_tell(one.entry, question.aspect)] or best
    is_older = question.aspect in _OLDER or (question.aspect is Aspect.WHEN and ENDING.search(question.wording))
    return fitting[0] if is_older else fitting[-1]


def _is_contrary(entry: Entry, question: DecisionQuestion) -> bool:
    """`Do we still have the mesh?` is not asked of the decision to remove it."""
    return (
        question.aspect is Aspect.IN_FORCE
        and not (question.titles or question.numbers)
        and bool(_ENDS.match(entry.decision.title))
    )


def _in_period(found: Sequence[Meant], question: DecisionQuestion) -> Sequence[Meant]:
    """Where the question names a time and is not about what held then, the decisions of that time."""
    period = question.period
    if period is None or question.aspect in {Aspect.IN_FORCE, Aspect.CHANGED}:
        return found
    return [one for one in found if one.entry.day and period.first <= one.entry.day <= period.last] or found


def _same_title(found: Sequence[Meant]) -> bool:
    """Whether they are of one name: a topic that meetings came back to."""
    return len({plain(bare_title(one.entry.decision.title)) for one in found}) == 1


def _can_tell(entry: Entry, aspect: Aspect) -> bool:
    """Whether there is something to say of it: who asks what replaced it, means one that was replaced."""
    match aspect:
        case Aspect.SUCCESSOR:
            return bool(entry.replaced_by)
        case Aspect.BEFORE:
            return bool(entry.replaces)
        case Aspect.WHY_NOT:
            return entry.status in {*PAST, *REFUSED, DecisionStatus.DEFERRED}
        case Aspect.DECIDERS:
            return bool(entry.decision.deciders)
        case Aspect.ALTERNATIVES:
            return bool(entry.decision.alternatives)
        case _:
            return True


def _age(entry: Entry) -> str:
    return entry.day.isoformat() if entry.day else ""
