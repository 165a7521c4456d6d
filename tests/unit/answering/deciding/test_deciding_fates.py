"""What verbs say became of a decision."""

from __future__ import annotations

import pytest

from assistant.answering.deciding.fates import fate_of
from assistant.domain.statuses import DecisionStatus


@pytest.mark.parametrize(
    ("verb", "bearing", "other", "is_end"),
    [
        ("adopted", DecisionStatus.SUPERSEDED, DecisionStatus.REJECTED, False),
        ("choose", DecisionStatus.ACCEPTED, DecisionStatus.PROPOSED, False),
        ("rejected", DecisionStatus.REJECTED, DecisionStatus.SUPERSEDED, True),
        ("not chosen", DecisionStatus.WITHDRAWN, DecisionStatus.ACCEPTED, True),
        ("decide against", DecisionStatus.REJECTED, DecisionStatus.ACCEPTED, True),
        ("removed", DecisionStatus.DEPRECATED, DecisionStatus.ACCEPTED, True),
        ("move away from", DecisionStatus.SUPERSEDED, DecisionStatus.ACCEPTED, True),
        ("move to", DecisionStatus.ACCEPTED, DecisionStatus.REJECTED, False),
        ("dropped", DecisionStatus.WITHDRAWN, DecisionStatus.ACCEPTED, True),
        ("deferred", DecisionStatus.DEFERRED, DecisionStatus.ACCEPTED, True),
        ("取代", DecisionStatus.SUPERSEDED, DecisionStatus.ACCEPTED, True),
        ("通过", DecisionStatus.ACCEPTED, DecisionStatus.REJECTED, False),
    ],
)
def test_a_verb_is_borne_out_by_some_outcomes_only(
    verb: str, bearing: DecisionStatus, other: DecisionStatus, is_end: bool
) -> None:
    fate = fate_of(verb)

    assert fate is not None
    assert bearing in fate.outcomes
    assert other not in fate.outcomes
    assert fate.is_end is is_end


def test_whatever_was_decided_was_proposed_and_no_verb_says_nothing() -> None:
    proposed = fate_of("proposed")

    assert proposed is not None
    assert proposed.is_proposal
    assert fate_of("") is None
