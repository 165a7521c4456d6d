"""What communities' words for statuses mean."""

import pytest

from assistant.domain.statuses import DecisionStatus, StatusTable


@pytest.mark.parametrize(
    ("stated", "meaning"),
    [
        ("Accepted", DecisionStatus.ACCEPTED),
        ("Final", DecisionStatus.ACCEPTED),
        ("Active", DecisionStatus.ACCEPTED),
        ("Implemented (Swift 6.1)", DecisionStatus.ACCEPTED),
        ("Accepted with revisions", DecisionStatus.ACCEPTED),
        ("Provisionally accepted", DecisionStatus.ACCEPTED),
        ("Proposed Standard", DecisionStatus.ACCEPTED),
        ("Stage 4", DecisionStatus.ACCEPTED),
        ("Partly superseded", DecisionStatus.ACCEPTED),
        ("Partially superseded by ADR-0033", DecisionStatus.ACCEPTED),
        ("Conclusion", DecisionStatus.ACCEPTED),
        ("Proposed", DecisionStatus.PROPOSED),
        ("Provisional", DecisionStatus.PROPOSED),
        ("Last Call", DecisionStatus.PROPOSED),
        ("Active review (May 5…12)", DecisionStatus.PROPOSED),
        ("Under review", DecisionStatus.PROPOSED),
        ("Likely accept", DecisionStatus.PROPOSED),
        ("Stage 2.7", DecisionStatus.PROPOSED),
        ("not yet accepted", DecisionStatus.PROPOSED),
        ("Rejected.", DecisionStatus.REJECTED),
        ("April Fool!", DecisionStatus.REJECTED),
        ("Not approved", DecisionStatus.REJECTED),
        ("Withdrawn", DecisionStatus.WITHDRAWN),
        ("discontinued", DecisionStatus.WITHDRAWN),
        ("Returned for revision", DecisionStatus.DEFERRED),
        ("Stagnant", DecisionStatus.DEFERRED),
        ("On hold", DecisionStatus.DEFERRED),
        ("Superseded by ADR-0019", DecisionStatus.SUPERSEDED),
        ("superseded by accepted ADR-0019", DecisionStatus.SUPERSEDED),
        ("Obsolete", DecisionStatus.SUPERSEDED),
        ("Historic", DecisionStatus.DEPRECATED),
        ("No longer valid", DecisionStatus.DEPRECATED),
        ("已接受", DecisionStatus.ACCEPTED),
        ("已被ADR-0012取代", DecisionStatus.SUPERSEDED),
        ("部分取代", DecisionStatus.ACCEPTED),
        ("草案", DecisionStatus.PROPOSED),
        ("Akzeptiert", DecisionStatus.ACCEPTED),
        ("rechazado", DecisionStatus.REJECTED),
        ("却下", DecisionStatus.REJECTED),
        ("", DecisionStatus.UNSTATED),
        ("somewhere else", DecisionStatus.UNSTATED),
    ],
)
def test_a_communitys_word_has_its_meaning(stated: str, meaning: DecisionStatus) -> None:
    assert StatusTable().meaning(stated) is meaning


def test_a_user_can_add_words_and_change_lores_own() -> None:
    table = StatusTable().with_words({"Waiting for implementation": "accepted", "Provisional": "accepted"})
    assert table.meaning("waiting for implementation") is DecisionStatus.ACCEPTED
    assert table.meaning("Provisional (since May)") is DecisionStatus.ACCEPTED
    assert StatusTable().meaning("Provisional") is DecisionStatus.PROPOSED


def test_a_meaning_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(ValueError, match="wonderful"):
        StatusTable().with_words({"Great": "wonderful"})
