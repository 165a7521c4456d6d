"""How often somebody may reach others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.slack.acting.allowance import Allowance

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_person_may_so_many_times_and_no_more() -> None:
    allowance = Allowance(2, HOUR)
    assert [allowance.take("ana", NOW) for _ in range(4)] == [True, True, False, False]


def test_each_person_has_their_own() -> None:
    allowance = Allowance(1, HOUR)
    assert allowance.take("ana", NOW)
    assert allowance.take("bo", NOW)


def test_after_the_time_they_may_again() -> None:
    allowance = Allowance(1, HOUR)
    allowance.take("ana", NOW)
    assert not allowance.take("ana", NOW + HOUR - timedelta(seconds=1))
    assert allowance.take("ana", NOW + HOUR)


def test_what_was_refused_does_not_count() -> None:
    allowance = Allowance(1, HOUR)
    allowance.take("ana", NOW)
    allowance.take("ana", NOW + HOUR / 2)
    assert allowance.take("ana", NOW + HOUR)
