"""What communities' words for statuses mean."""

import pytest

from assistant.domain.statuses import DecisionStatus, Standing, StatusTable


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
        ("In force", DecisionStatus.ACCEPTED),
        ("in effect since May", DecisionStatus.ACCEPTED),
        ("Valid until superseded", DecisionStatus.ACCEPTED),
        ("RFC", DecisionStatus.PROPOSED),
        ("obsoletes RFC 3", DecisionStatus.UNSTATED),
        ("not final yet", DecisionStatus.PROPOSED),
        ("not yet final", DecisionStatus.PROPOSED),
        ("hasn't been accepted yet", DecisionStatus.PROPOSED),
        ("noch nicht akzeptiert", DecisionStatus.PROPOSED),
        ("to be decided", DecisionStatus.PROPOSED),
        ("will be accepted soon", DecisionStatus.PROPOSED),
        ("never accepted", DecisionStatus.REJECTED),
        ("no longer in force", DecisionStatus.DEPRECATED),
        ("no longer proposed", DecisionStatus.UNSTATED),
        ("not in force", DecisionStatus.UNSTATED),
        ("not superseded", DecisionStatus.UNSTATED),
        ("not superseded, still accepted", DecisionStatus.ACCEPTED),
        ("never withdrawn", DecisionStatus.UNSTATED),
        ("to be superseded", DecisionStatus.UNSTATED),
        ("will be deprecated", DecisionStatus.UNSTATED),
        ("Accepted, to be superseded by ADR-0019", DecisionStatus.ACCEPTED),
        ("not superseded but accepted", DecisionStatus.ACCEPTED),
        ("未通过", DecisionStatus.UNSTATED),
        ("将被ADR-0012取代", DecisionStatus.UNSTATED),
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


def test_a_users_word_may_hold_what_would_deny_another() -> None:
    table = StatusTable().with_words({"Not started": "deferred", "To be shipped": "accepted"})
    assert table.meaning("not started (June)") is DecisionStatus.DEFERRED
    assert table.meaning("To be shipped") is DecisionStatus.ACCEPTED


def test_whether_a_document_holds_is_told_by_a_users_words_too() -> None:
    table = StatusTable().with_words({"Binned": "withdrawn", "In the bin": "withdrawn", "Retired": "accepted"})

    found = [table.standing(status) for status in ("binned", "In the bin", "Retired", "closed", "deprecated")]

    assert found == [Standing.REFUSED, Standing.REFUSED, Standing.HOLDS, Standing.HOLDS, Standing.PAST]
    assert StatusTable().standing("binned") is Standing.HOLDS


def test_a_meaning_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(ValueError, match="wonderful"):
        StatusTable().with_words({"Great": "wonderful"})
