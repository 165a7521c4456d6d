"""What a verb says became of a decision, and whether the decision bears it out. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, REFUSED, TOOK_EFFECT, Entry, Lineage


@dataclass(frozen=True, slots=True)
class Fate:
    """What verbs such as `removed` say. `outcomes` are the statuses that bear it out; `is_end` is set where it says that the
    decision did not come to hold, or holds no longer."""

    verbs: re.Pattern[str]
    outcomes: frozenset[DecisionStatus]
    is_end: bool = True

    @property
    def is_proposal(self) -> bool:
        """Whether it says no more than that somebody proposed it, as somebody did all that was decided."""
        return self is _PROPOSED

    def is_borne_out(self, entry: Entry, lineage: Lineage) -> bool:
        """Whether it became that, by its own status or by what replaced it."""
        return self.is_proposal or bool(self.outcomes & {entry.status, lineage.own_status(entry.id)})

    def status_of(self, entry: Entry, lineage: Lineage) -> DecisionStatus:
        """The status that bears it out: of one that was accepted and superseded since, the one that the verb speaks of."""
        if self.is_proposal:
            return DecisionStatus.PROPOSED
        if not self.is_end and lineage.own_status(entry.id) in TOOK_EFFECT:
            return DecisionStatus.ACCEPTED
        return entry.status

    def day_of(self, entry: Entry, lineage: Lineage) -> date | None:
        """When that happened; None where the documents don't say, as of one that is deprecated and was dated when accepted."""
        if self.is_proposal:
            return entry.decision.proposed_on
        status = self.status_of(entry, lineage)
        if status is DecisionStatus.SUPERSEDED:
            return lineage.ended_on(entry.id)
        return None if status in PAST else entry.decision.decided_on


def _fate(verbs: str, outcomes: frozenset[DecisionStatus], *, is_end: bool = True) -> Fate:
    return Fate(re.compile(verbs, re.IGNORECASE), outcomes, is_end)


_STATUS: Final = DecisionStatus
_PROPOSED: Final = _fate(r"propos|提出", frozenset(_STATUS), is_end=False)
_FATES: Final = (
    _PROPOSED,
    _fate(r"pending|open|a draft", frozenset({_STATUS.PROPOSED}), is_end=False),
    _fate(r"in force|in effect|active", frozenset({_STATUS.ACCEPTED}), is_end=False),
    _fate(r"not |decide not|refus|declin|turn|dismiss|rul|veto|den|decide against|vote against|say no|不|没", REFUSED),
    _fate(r"reject|拒绝|否决", frozenset({_STATUS.REJECTED})),
    _fate(r"withdr|撤回", frozenset({_STATUS.WITHDRAWN})),
    _fate(r"defer|postpon|on hold|推迟|搁置", frozenset({_STATUS.DEFERRED})),
    _fate(r"supersed|replac|obsolet|取代|替代|替换|代替|接替", PAST),
    _fate(r"deprecat|retir|remov|phase|rolled back|stop us|throw|take out|get rid|弃用|停用|废|移除|淘汰|换掉", PAST),
    _fate(r"(move|migrate|switch|get|walk|step|shift|turn|go|change)( over)? (away|off|from|back from)", PAST),
    _fate(r"drop|discard|abandon|give|scrap|cancel|shelve|stop|leave|ditch|kill|放弃|取消", PAST | REFUSED),
    _fate(r"", TOOK_EFFECT, is_end=False),
)
"""The first that fits counts. All other verbs of the forms say that it was taken."""


def fate_of(verb: str) -> Fate | None:
    """What the verb says; None for no verb."""
    return next((fate for fate in _FATES if fate.verbs.match(verb)), None) if verb else None
