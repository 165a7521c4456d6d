"""What is said of a decision, for each thing that can be asked of it. Pure, but for reading chunks.

A teller gives the answer's text, or "" where the decision does not tell: then there is no answer from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.answering.deciding.citing import Citations
from assistant.answering.deciding.fates import Fate, fate_of
from assistant.answering.deciding.meant import Meant
from assistant.answering.deciding.reasons import reasons_against
from assistant.answering.deciding.words import Phrases, name_of, number_of, quoted, safe, shortened, tidy
from assistant.domain.answers import Citation
from assistant.domain.decisions import Alternative, Origin
from assistant.domain.documents import Document
from assistant.domain.queries import Scope
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Entry, Lineage, began_on
from assistant.knowledge.decisions.question_forms import Aspect
from assistant.knowledge.decisions.questions import DecisionQuestion
from assistant.knowledge.decisions.timeline import Event, events_of
from assistant.knowledge.naming import label_of
from assistant.retrieval.understanding.periods import Period

Reasons = Callable[[Document, Citations], Sequence[Citation]]
"""The sentences of a document that answer the question, best first."""

_MOST_REASONS: Final = 2
_MOST_CHANGES: Final = 10
_MOST_ALTERNATIVES: Final = 8
_LONGEST_STATED: Final = 60
_NOT_TAKEN: Final = frozenset({*REFUSED, DecisionStatus.DEFERRED, DecisionStatus.PROPOSED})
_HEADER: Final = re.compile(r"\W*(?:superse|replace[sd]|status|date|obsolete|取代|状态|日期)\w*\b[^.]{0,80}", re.IGNORECASE)
"""A line of a header, which shares words with a question about it and gives no reason."""
_HEADERS: Final = re.compile(r"\W*[\w -]{2,30}:[^\n]*\n\W*[\w-]{2,30}:")


@dataclass
class Telling:
    """All that an answer is told from. `is_unsaid` is set when the answer is that the documents don't say."""

    asked: DecisionQuestion
    lineage: Lineage
    scope: Scope
    citations: Citations
    words: Phrases
    today: date
    reasons: Reasons
    is_unsaid: bool = False

    def entries(self, ids: Sequence[str]) -> list[Entry]:
        """Those that are here, of a lineage that may have changed."""
        return [entry for id_ in ids if (entry := self.lineage.entry(id_))]

    def sentence(self, text: str, *markers: str) -> str:
        """A sentence with its markers, each once, before its full stop's space."""
        marks = "".join(dict.fromkeys(marker for marker in markers if marker))
        return f"{text} {marks}{self.words.full_stop}" if marks else ""


def told(telling: Telling, meant: Meant | None) -> str:
    """The answer to the question; "" where the decision does not tell."""
    if telling.asked.aspect is Aspect.CHANGED:
        return _changes(telling)
    if meant is None:
        return ""
    if meant.alternative is not None:
        return tidy(_alternative(telling, meant.entry, meant.alternative))
    fate = fate_of(telling.asked.fate)
    if fate and not fate.is_borne_out(meant.entry, telling.lineage):
        if fate.is_end or telling.asked.aspect is not Aspect.OUTCOME:
            return tidy(_otherwise(telling, meant, fate))
    elif fate and telling.asked.aspect is Aspect.OUTCOME and telling.asked.period:
        return tidy(_became(telling, meant.entry, fate, telling.asked.period))
    return tidy(_TELLERS[telling.asked.aspect](telling, meant.entry))


# ---- parts ----


def _status(telling: Telling, entry: Entry) -> str:
    """How the decision stands, in a sentence."""
    words, decision = telling.words, entry.decision
    if decision.origin is Origin.MINUTES and entry.document is not None:
        document = f"“{safe(entry.document.title)}”{words.day(entry.day, words.is_status_since)}"
        return telling.sentence(words.in_minutes.format(name=name_of(entry), document=document), telling.citations.cite(entry))
    stated = safe(decision.stated)
    text = words.is_status.format(name=name_of(entry), status=words.statuses[entry.status])
    if entry.ruling and "status" in entry.ruling.corrections:
        text += words.corrected.format(by=safe(entry.ruling.corrections["status"].by))
    elif stated and stated.casefold() != entry.status.value and len(stated) <= _LONGEST_STATED:
        text += words.stated_as.format(stated=stated)
    if entry.status in {DecisionStatus.ACCEPTED, *REFUSED, DecisionStatus.DEFERRED}:
        text += words.day(entry.decision.decided_on, words.is_status_since)
    return telling.sentence(text, _cite_status(telling, entry))


def _cite_status(telling: Telling, entry: Entry) -> str:
    """The line that states it; people write `Superseded by [ADR-0019](…)` where the status is `Superseded by ADR-0019`."""
    return telling.citations.cite(entry, entry.decision.stated, *entry.decision.stated.split()[:1], "status:")


def _statement(telling: Telling, entry: Entry) -> str:
    """What was decided, in the document's words."""
    statement = entry.decision.statement.strip()
    if not statement:
        return ""
    document = entry.document
    marker = (telling.citations.cite_words(document, statement) if document else "") or telling.citations.cite(entry)
    is_proposal = entry.status in _NOT_TAKEN and entry.decision.origin is Origin.RECORD
    lead = f"{telling.words.proposed_this}:" if is_proposal and marker != _cite_status(telling, entry) else ""
    return f"\n\n{lead}\n\n{quoted(statement)} {marker}\n\n" if marker else ""


def _replaced(telling: Telling, older: Entry, newer: Entry) -> str:
    """That one replaced the other, with both documents' lines."""
    words = telling.words
    text = words.replaced.format(newer=name_of(newer), older=name_of(older)) + words.day(
        newer.decision.decided_on, words.replaced_on
    )
    return telling.sentence(text, _says_so(telling, older, newer), _says_so(telling, newer, older))


def _says_so(telling: Telling, entry: Entry, other: Entry) -> str:
    """A marker for the line of one document that names the other, else for its status."""
    targets = [link.target for link in entry.decision.links if link.relation in {"supersedes", "superseded-by"}]
    label = label_of(other.document) if other.document else None
    targets.sort(key=lambda target: label is None or str(label.number) not in re.findall(r"[1-9]\d*", target))
    called = (number_of(other.document), other.document.path.rpartition("/")[2]) if other.document else ()
    stated = entry.decision.stated
    return telling.citations.cite(entry, *targets, *called, other.decision.title, stated, *stated.split()[:1])


def _succession(telling: Telling, entry: Entry) -> str:
    """What replaced it, what replaced that, and what would like to."""
    parts, seen = [], {entry.id}
    waiting = [entry]
    while waiting:
        older = waiting.pop(0)
        for newer in telling.entries(older.replaced_by):
            parts.append(_replaced(telling, older, newer))
            if newer.id not in seen:
                seen.add(newer.id)
                waiting.append(newer)
    return "".join(parts)


def _predecessors(telling: Telling, entry: Entry) -> str:
    words = telling.words
    parts = []
    for older in telling.entries(entry.replaces):
        text = words.replaced_it.format(older=name_of(older))
        parts.append(telling.sentence(text, _says_so(telling, entry, older), _says_so(telling, older, entry)))
    return "".join(parts)


def _newest(telling: Telling, entry: Entry) -> str:
    """What the decision says that took its place, if one did."""
    current = telling.lineage.current(entry.id)
    return _statement(telling, current) if current and current.id != entry.id else ""


def _because(telling: Telling, document: Document | None) -> str:
    found = telling.reasons(document, telling.citations) if document else ()
    return _quotes(telling, [one for one in found if not (_HEADER.fullmatch(one.quote) or _HEADERS.match(one.quote))])


def _quotes(telling: Telling, found: Sequence[Citation]) -> str:
    return "".join(f"\n\n{quoted(one.quote)} {telling.citations.adopt(one)}\n\n" for one in found[:_MOST_REASONS])


def _alternative(telling: Telling, entry: Entry, alternative: Alternative) -> str:
    words, name = telling.words, name_of(entry)
    marker = telling.citations.cite_words(entry.document, alternative.reason) if entry.document else ""
    if not marker:
        return ""
    text = words.not_taken.format(alternative=f"“{safe(alternative.name)}”", name=name)
    lead = telling.sentence(text, marker)
    return f"{lead}\n\n{quoted(alternative.reason)} {marker}\n\n{_status(telling, entry)}{_succession(telling, entry)}".strip()


# ---- what the question says became of it ----


def _otherwise(telling: Telling, meant: Meant, fate: Fate) -> str:
    """Of a decision that did not become what the question says, how it stands; only of one that was named, as of another
    something else may have."""
    entry = meant.entry
    if not meant.is_named:
        return ""
    still = telling.words.still.format(name=name_of(entry)) if fate.is_end and entry.in_force else ""
    lead = telling.sentence(still, _cite_status(telling, entry)) if still else ""
    return lead + _status(telling, entry) + _succession(telling, entry)


def _became(telling: Telling, entry: Entry, fate: Fate, period: Period) -> str:
    """Whether it became that at the time that the question names."""
    words, day = telling.words, fate.day_of(entry, telling.lineage)
    status = fate.status_of(entry, telling.lineage)
    fields = {
        "name": name_of(entry),
        "status": words.proposed if fate.is_proposal else words.statuses[status],
        "period": _period(telling, period),
        "day": day.isoformat() if day else "",
    }
    telling.is_unsaid = day is None
    is_then = day is not None and period.first <= day <= period.last
    wording = words.became_undated if day is None else words.became_then if is_then else words.became_else
    now = _succession(telling, entry) or ("" if day and status is entry.status else _status(telling, entry))
    return telling.sentence(wording.format(**fields), _cite_status(telling, entry)) + now


# ---- tellers ----


def _outcome(telling: Telling, entry: Entry) -> str:
    lead = _status(telling, entry) + _succession(telling, entry)
    if not lead:
        return ""
    outcome = _statement(telling, entry) if entry.status not in PAST else _newest(telling, entry)
    return lead + outcome + _predecessors(telling, entry)


def _why(telling: Telling, entry: Entry) -> str:
    because = _because(telling, entry.document)
    return because + _status(telling, entry) + _predecessors(telling, entry) + _succession(telling, entry) if because else ""


def _why_not(telling: Telling, entry: Entry) -> str:
    """Of one that was refused its own document has the reason, of one that was replaced the newer one."""
    newer = telling.entries(entry.replaced_by)
    if newer:
        because = _because(telling, newer[0].document)
        return because + _succession(telling, entry) if because else ""
    if telling.lineage.own_status(entry.id) in _NOT_TAKEN:
        against = reasons_against(entry, telling.lineage, telling.citations)
        admitted = [one for one in against if telling.scope.admit(one.document)]
        return _quotes(telling, admitted) + _status(telling, entry) if admitted else ""
    return _why(telling, entry)


def _current(telling: Telling, entry: Entry) -> str:
    current = telling.lineage.current(entry.id)
    if current is None or current.status is DecisionStatus.UNSTATED:
        return ""
    if current.decision.origin is Origin.MINUTES:
        return _outcome(telling, current)
    words = telling.words
    text = words.current.format(name=name_of(current)) + words.day(current.day, words.is_status_since)
    lead = telling.sentence(text, _cite_status(telling, current))
    return lead + _statement(telling, current) + _predecessors(telling, current) if lead else ""


def _before(telling: Telling, entry: Entry) -> str:
    words, parts = telling.words, []
    for older in telling.entries(entry.replaces):
        text = words.before.format(newer=name_of(entry), older=name_of(older))
        if span := _span(telling, older):
            text += words.from_until.format(span=span)
        lead = telling.sentence(text, _says_so(telling, older, entry), _says_so(telling, entry, older))
        parts.append(lead + _statement(telling, older))
    return "".join(parts)


def _successor(telling: Telling, entry: Entry) -> str:
    if found := _succession(telling, entry):
        return found + _newest(telling, entry)
    telling.is_unsaid = True
    words = telling.words
    wording = words.names_none if entry.status in PAST else words.no_successor
    text = wording.format(name=name_of(entry), status=words.statuses[entry.status])
    parts = [telling.sentence(text, _cite_status(telling, entry))]
    for newer in telling.lineage.successors(entry.id):
        would = words.wants_to_replace.format(newer=name_of(newer), status=words.statuses[newer.status])
        parts.append(telling.sentence(would, _says_so(telling, newer, entry)))
    return "".join(parts)


def _in_force(telling: Telling, entry: Entry) -> str:
    words = telling.words
    period = telling.asked.period or Period(telling.today, telling.today)
    held = _held_in(telling, entry, period)
    if not held:
        return ""  # what will hold, nobody knows
    label = _period(telling, period)
    was = words.is_ if label == words.today else words.was
    fields = {"name": name_of(entry), "period": label, "span": _span(telling, entry), "was": was}
    marker = _cite_status(telling, entry)
    if None in held:
        telling.is_unsaid = True
        unsaid = telling.sentence(words.unsaid.format(**fields), marker)
        return unsaid + _status(telling, entry) + _succession(telling, entry)
    if len(held) > 1:
        return telling.sentence(words.part_in_force.format(**fields), marker) + _succession(telling, entry)
    newer = telling.entries(entry.replaced_by)
    if True not in held and label == words.today and len(newer) == 1 and not telling.asked.numbers:
        text = words.replaced_now.format(newer=name_of(newer[0]), older=name_of(entry), **fields)
        lead = telling.sentence(text, _says_so(telling, entry, newer[0]), _says_so(telling, newer[0], entry))
        return lead + _succession(telling, newer[0]) + _newest(telling, entry)
    if True not in held:
        text = words.not_in_force.format(**fields) + _why_not_in_force(telling, entry, period)
        return telling.sentence(text, marker) + _succession(telling, entry) + _newest(telling, entry)
    began = began_on(entry)
    text = words.in_force.format(**fields)
    text += words.comma + words.holds_since.format(day=began.isoformat()) if began else ""
    after = _succession(telling, entry) or _statement(telling, entry)
    return telling.sentence(text, marker) + after


def _held_in(telling: Telling, entry: Entry, period: Period) -> set[bool | None]:
    """Whether it held, on all days of the period up to today: asked of its ends, and of the days between on which that may have
    changed, with the day before each."""
    lineage, last = telling.lineage, min(period.last, telling.today)
    turns = [lineage.ended_on(entry.id)]
    for one in (entry, *telling.entries(entry.replaced_by)):
        turns += [one.decision.proposed_on, one.decision.decided_on]
        turns += [one.document.updated_at.date()] if one.document and one.document.updated_at else []
    days = {day for turn in turns if turn for day in (turn - timedelta(days=1), turn)} | {period.first, last}
    return {lineage.in_force_at(entry.id, day) for day in days if period.first <= day <= last}


def _why_not_in_force(telling: Telling, entry: Entry, period: Period) -> str:
    words, began = telling.words, began_on(entry)
    if telling.lineage.own_status(entry.id) in REFUSED:
        return words.comma + words.never.format(status=words.statuses[telling.lineage.own_status(entry.id)])
    if began and period.first < began:
        return words.comma + words.not_yet.format(day=began.isoformat())
    if entry.replaced_by:
        return ""  # which is told next
    return words.comma + words.never.format(status=words.statuses[entry.status])


def _period(telling: Telling, period: Period) -> str:
    if telling.asked.period is None or period.first == period.last == telling.today:
        return telling.words.today
    wording = telling.words.on_day if period.first == period.last else telling.words.in_period
    return wording.format(label=period.label)


def _span(telling: Telling, entry: Entry) -> str:
    began, ended = entry.day, telling.lineage.ended_on(entry.id)
    return f"{began.isoformat() if began else '…'} – {ended.isoformat() if ended else '…'}" if began or ended else ""


def _deciders(telling: Telling, entry: Entry) -> str:
    people = [safe(name) for name in entry.decision.deciders]
    if not people:
        return ""
    words = telling.words
    listed = words.and_.join(filter(None, (words.comma.join(people[:-1]), people[-1])))
    marker = telling.citations.cite(entry, entry.decision.deciders[0])
    text = words.decided_by.format(name=name_of(entry), people=listed) + words.day(entry.day, words.is_status_since)
    return telling.sentence(text, marker) + _status(telling, entry) + _succession(telling, entry)


def _when(telling: Telling, entry: Entry) -> str:
    words, fate, lineage = telling.words, fate_of(telling.asked.fate), telling.lineage
    if fate is None:
        return ""
    if fate.is_proposal:
        text = words.day(entry.decision.proposed_on, words.when_proposed.replace("{name}", name_of(entry)))
    elif (status := fate.status_of(entry, lineage)) is DecisionStatus.SUPERSEDED:
        telling.is_unsaid = lineage.ended_on(entry.id) is None
        unsaid = telling.sentence(words.unsaid_when, _cite_status(telling, entry)) if telling.is_unsaid else ""
        return _succession(telling, entry) + unsaid
    elif status in PAST or entry.day is None:
        return ""  # it is dated, if at all, by the day on which it was accepted
    else:
        wording = words.when_decided if entry.decision.decided_on else words.when_dated
        text = wording.format(name=name_of(entry), status=words.statuses[status], day=entry.day.isoformat())
        telling.is_unsaid = entry.decision.decided_on is None
    return telling.sentence(text, _cite_status(telling, entry)) + _succession(telling, entry) if text else ""


def _alternatives(telling: Telling, entry: Entry) -> str:
    words, lines = telling.words, []
    for one in entry.decision.alternatives[:_MOST_ALTERNATIVES]:
        document = entry.document
        marker = telling.citations.cite_words(document, one.reason or one.name) if document else ""
        if marker:
            lines.append(f"- “{safe(one.name)}”: {safe(one.reason) or words.no_reason} {marker}")
    if not lines:
        return ""
    lead = words.alternatives.format(name=name_of(entry))
    return "\n".join([lead, "", *lines]) + f"\n\n{_status(telling, entry)}{_succession(telling, entry)}"


def _changes(telling: Telling) -> str:
    period, words = telling.asked.period, telling.words
    if period is None:
        return ""
    wanted = telling.asked.subject.casefold().split()
    events = [event for event in events_of(telling.lineage.entries, telling.lineage) if event.day >= period.first]
    events = [event for event in events if _is_about(event, wanted) and _admits(telling.scope, event.entry)]
    lines = [line for event in events[:_MOST_CHANGES] if (line := _change(telling, event))]
    if not lines:
        return ""
    more = [f"- {words.more.format(count=len(events) - _MOST_CHANGES)}"] if len(events) > _MOST_CHANGES else []
    return "\n".join([words.changed.format(day=period.first.isoformat()), "", *lines, *more])


def _admits(scope: Scope, entry: Entry) -> bool:
    return entry.document is not None and scope.admit(entry.document)


def _is_about(event: Event, words: Sequence[str]) -> bool:
    text = f"{event.entry.decision.title} {event.entry.decision.statement}".casefold()
    return all(word.removesuffix("s") in text for word in words)


def _change(telling: Telling, event: Event) -> str:
    marker = telling.citations.cite(event.entry, event.entry.decision.stated)
    others = telling.words.and_.join(name_of(other) for other in event.others)
    decision = event.entry.decision
    said = shortened(safe(decision.statement)) if decision.origin is Origin.MINUTES else str(event.happening)
    said += f" ({telling.words.caveats[event.caveat]})" if event.caveat else ""
    return f"- {event.day.isoformat()}: {name_of(event.entry)}: {said}{f' ({others})' if others else ''} {marker}"


_TELLERS: Final[dict[Aspect, Callable[[Telling, Entry], str]]] = {
    Aspect.OUTCOME: _outcome,
    Aspect.WHY: _why,
    Aspect.WHY_NOT: _why_not,
    Aspect.CURRENT: _current,
    Aspect.BEFORE: _before,
    Aspect.SUCCESSOR: _successor,
    Aspect.IN_FORCE: _in_force,
    Aspect.DECIDERS: _deciders,
    Aspect.WHEN: _when,
    Aspect.ALTERNATIVES: _alternatives,
}
