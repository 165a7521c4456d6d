"""Which decision a question means. Pure.

A wrong decision is worse than none: a decision that is described, not named, has to have every word of the description, to
be about that thing, and to be able to tell what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.deciding.fates import fate_of
from assistant.answering.deciding.titles import LANGUAGE, Titled, Titles, bare_title
from assistant.domain.decisions import Alternative, Origin
from assistant.domain.hits import Hit
from assistant.domain.queries import Scope
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Entry, Lineage
from assistant.knowledge.decisions.question_forms import Aspect
from assistant.knowledge.decisions.questions import DecisionQuestion
from assistant.knowledge.decisions.succession import plain

EXACT: Final = 1.0
_WHOLE: Final = 0.999
_IN_TITLE, _IN_NAME, _IN_STATEMENT = 1.0, 0.9, 0.6
"""What a word of the description counts that the title has, an alternative's name, or only the statement."""
_ENOUGH: Final = 0.8
"""Fit from which a described decision may be the one."""
_SIMILAR: Final = 0.35
"""Cosine of its best hit from which a document speaks of what is asked."""
_FAR: Final = 0.5
"""A document that is not similar has to have more than this share of the best score, and the thing for its whole title."""
_MUCH: Final = 0.5
"""Share of the words for the thing that a title is about from which a description, or a name, is that thing."""
_MOST: Final = 0.6
"""Share of a title's words from which a description is that title, or the topic that was decided on."""
_ABOUT: Final = 0.1
"""What that share adds: `Kafka as the bus` is rather about Kafka than `Kafka retention`."""
_NEARNESS: Final = 0.2
"""What a search's best hit adds: of two decisions of equal words, the one that it ranks higher is rather meant."""
_LEADS: Final = 0.05
"""What it adds that a title begins with the thing: `Kafka as the bus` is rather about Kafka than `Meter from Kafka`."""
_CLOSE: Final = 0.06
_RANK: Final = {Origin.RECORD: 0, Origin.PERSON: 0, Origin.MINUTES: 1, Origin.REVIEW: 2}
_ENDS: Final = re.compile(
    r"\W*(?:[A-Z]{2,5}[\s#-]?\d+\W+)?(?:remov|drop|retir|deprecat|stop|abandon|disabl|"
    r"without\b|no |end of|taking .* out|delet)",
    re.IGNORECASE,
)
"""A title that speaks of an end: that it is in force says the contrary of the thing that it names."""
_DECIDING: Final = re.compile(
    r"decid|decision|polic|agree|conclu|verdict|propos|accept|adopt|approv|alternativ|options|consider|"
    r"cho[os]|reject|refus|declin|guideline|convention|决|选|采用|拒绝|否决|政策|方案",
    re.IGNORECASE,
)
"""Words that speak of deciding, so that a topic is asked about; without them a thing is, and much may befall a thing."""
_OF_SUCCESSION: Final = frozenset({Aspect.SUCCESSOR, Aspect.BEFORE})
_OLDER: Final = frozenset({Aspect.SUCCESSOR, Aspect.IN_FORCE, Aspect.WHY_NOT})
"""What is asked of a thing as it was; of one that was replaced, the older decision is meant."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The decision that a question is about, and how well it fits: 1 for one that was named, less for one described.
    `alternative` is set where what the question names was considered there, and not taken. `is_named` is set for one that
    was named by its title or number."""

    entry: Entry
    fit: float
    alternative: Alternative | None = None
    is_named: bool = False


def meant_by(question: DecisionQuestion, lineage: Lineage, titles: Titles, hits: Sequence[Hit], scope: Scope) -> Meant | None:
    """The one decision that fits; None where none does, or several that have nothing to do with each other. `titles` are the
    lineage's."""
    if question.titles or question.numbers:
        named = [Meant(entry, EXACT, is_named=True) for entry in _named(question, titles) if _admits(scope, entry)]
        if named or question.titles or len(question.numbers) > 1:
            return _choose(named, question, lineage)
    reader = Reader()
    if question.numbers and len(reader.content(question.subject, LANGUAGE)) <= 2:
        return None  # a number that nothing readable has
    return _choose(_described(_Described(question, hits, reader), titles, lineage, scope), question, lineage)


def _named(question: DecisionQuestion, titles: Titles) -> Sequence[Entry]:
    """Those of the widest title, else of the one title or number that there is; of two, none is the one that is meant."""
    if question.titles:
        widest, *others = question.titles
        found = [entries for title in others if (entries := titles.called(title))]
        return titles.called(widest) or (found[0] if len(found) == 1 and len(others) == 1 else ())
    if len(question.numbers) != 1:
        return ()
    entries = titles.numbered(question.numbers[0])
    return [entry for entry in entries if entry.decision.origin is Origin.RECORD] or entries


def _admits(scope: Scope, entry: Entry) -> bool:
    return entry.document is not None and scope.admit(entry.document)


# ---- described ----


class _Described:
    """A description, and how near a search found the documents to it."""

    def __init__(self, question: DecisionQuestion, hits: Sequence[Hit], reader: Reader) -> None:
        self.reader = reader
        self.question = question
        self.wanted = reader.content(question.subject, LANGUAGE)
        self.beside = reader.content(question.beside, LANGUAGE)
        self.names = reader.content(" ".join(re.findall(r"\S*[A-Z]\S*", question.subject)), LANGUAGE)
        asking = question.wording.replace(question.subject, "")
        self.is_of_deciding = question.aspect is Aspect.CURRENT or bool(_DECIDING.search(asking))
        self.shares = _shares(hits)
        self.found = {id_ for id_, share in self.shares.items() if share > _FAR}
        self.similar = {hit.document.id for hit in hits if hit.similarity >= _SIMILAR}

    def score(self, titled: Titled, fitting: Meant) -> float:
        """For choosing among those that fit."""
        words = titled.words | self.reader.content(titled.entry.decision.statement, LANGUAGE) if self.beside else frozenset()
        extra = 0.05 * len(self.beside & words) / len(self.beside) if self.beside else 0.0
        leads = _LEADS if self.wanted & titled.first else 0.0
        near = self.shares.get(titled.entry.decision.document_id, 0.0)
        return fitting.fit + _NEARNESS * near + _ABOUT * _share(self.wanted, titled.head) + leads + extra

    def is_near(self, document_id: str, stems: frozenset[str]) -> bool:
        """Whether a search found the document for what is asked; `stems` are those of the thing that it decides on."""
        if document_id in self.similar:
            return True
        is_asked_of_decisions = self.is_of_deciding or self.question.aspect in _OF_SUCCESSION
        return is_asked_of_decisions and document_id in self.found and stems <= self.wanted

    def is_thing(self, stems: frozenset[str]) -> bool:
        """Whether the description is the thing with these words: a lone word, unless a name, has to be nearly all of them."""
        share = _share(self.wanted, stems)
        return share >= _MUCH if len(self.wanted) > 1 or self.wanted <= self.names else share > _MUCH

    def is_topic(self, titled: Titled) -> bool:
        """Whether it is the topic on which was decided: the message bus of `Kafka as the message bus`."""
        return self.is_of_deciding and len(self.wanted) > 1 and _share(self.wanted, titled.bare) >= _MOST


def _described(asked: _Described, titles: Titles, lineage: Lineage, scope: Scope) -> list[Meant]:
    if not asked.wanted:
        return []
    found, near = [], asked.similar | asked.found
    for titled in titles.with_any(asked.wanted, near):
        is_all = _is_all_of(asked.wanted, titled)
        if not (is_all or titled.entry.decision.document_id in near) or not _admits(scope, titled.entry):
            continue
        fitting = _fit(asked, titled)
        if fitting.fit >= _ENOUGH and (is_all or _is_found(asked, titled, fitting)):
            found.append((asked.score(titled, fitting), fitting))
    found = [one for one in found if one[1].alternative or _can_tell(one[1].entry, asked.question, lineage)]
    best = max((score for score, _ in found), default=0.0)
    return [fitting for score, fitting in found if score >= best - _CLOSE]


def _is_found(asked: _Described, titled: Titled, fitting: Meant) -> bool:
    """Whether the search bears out that the decision is about the thing. A review is called by what was changed, and shares
    words with much that is not about it."""
    decision, alternative = titled.entry.decision, fitting.alternative
    stems = asked.reader.content(alternative.name, LANGUAGE) if alternative else titled.head
    if decision.origin is Origin.REVIEW or not asked.is_near(decision.document_id, stems):
        return False
    return alternative is not None or asked.is_thing(titled.head) or asked.is_topic(titled)


def _fit(asked: _Described, titled: Titled) -> Meant:
    """How much of the description the decision has; of its alternatives, the one that has all of it counts."""
    entry, wanted, reader = titled.entry, asked.wanted, asked.reader
    rest = wanted - titled.words
    stated = rest & reader.content(entry.decision.statement, LANGUAGE) if rest else rest
    own = (_IN_TITLE * len(wanted - rest) + _IN_STATEMENT * len(stated)) / len(wanted)
    if own < _IN_NAME:
        for alternative in entry.decision.alternatives:
            name = reader.content(alternative.name, LANGUAGE)
            if wanted <= name and alternative.reason and asked.is_thing(name):
                return Meant(entry, _IN_NAME, alternative)
    return Meant(entry, own)


def _is_all_of(wanted: frozenset[str], titled: Titled) -> bool:
    """Whether the description has about all that the title says, so that no search need confirm it."""
    return wanted <= titled.words and len(wanted) >= 2 and _share(wanted, titled.bare) >= _MOST and bool(wanted & titled.head)


def _share(wanted: frozenset[str], stems: frozenset[str]) -> float:
    return len(wanted & stems) / len(stems) if stems else 0.0


def _shares(hits: Sequence[Hit]) -> Mapping[str, float]:
    """By document, its best hit's score as a share of the best of all: for telling which of two is nearer."""
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
    found = _in_period(found, question)
    if not found:
        return None
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
    fitting = [one for one in best if one.alternative or _can_tell(one.entry, question, lineage)]
    fitting = fitting or [one for one in best if one.is_named]
    if not fitting:
        return None
    fate = fate_of(question.fate)
    is_older = question.aspect in _OLDER or (question.aspect is Aspect.WHEN and fate is not None and fate.is_end)
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
    then = [one for one in found if one.entry.day and period.first <= one.entry.day <= period.last]
    return then or [one for one in found if one.is_named or question.fate]


def _same_title(found: Sequence[Meant]) -> bool:
    """Whether they are of one name: a topic that meetings came back to."""
    return len({plain(bare_title(one.entry.decision.title)) for one in found}) == 1


def _can_tell(entry: Entry, question: DecisionQuestion, lineage: Lineage) -> bool:
    """Whether there is something to say of it: who asks what replaced it, means one that was replaced. Whether it was accepted
    can be asked of all; when or why it was, only of one that was."""
    fate = fate_of(question.fate)
    if fate and not (question.aspect is Aspect.OUTCOME and not fate.is_end) and not fate.is_borne_out(entry, lineage):
        return False
    match question.aspect:
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
