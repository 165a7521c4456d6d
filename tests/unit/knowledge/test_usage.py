"""Use: counts of weeks and of teams, and no number that is a person's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.domain.asked import Asked, Interface, Outcome, Rating
from assistant.domain.sources import Failure, SourceEntry, SourceState
from assistant.knowledge.health.hearing import Heard
from assistant.knowledge.health.usage import Counts, Usage, usage
from tests.stand_ins.upkept import NOW, asked

STATE = SourceState(
    SourceEntry("docs", "folder", "/docs"), 7, 70, NOW, complete=False, listed=9, failed=(Failure("x", "y"),) * 2
)


def use(*questions: Asked, weeks: int = 1, teams: dict[str, int] | None = None, rated: dict[str, bool] | None = None) -> Usage:
    ratings = {id_: Rating(id_, "ana", helpful, "", NOW) for id_, helpful in (rated or {}).items()}
    heard = Heard(questions, ratings, whole=True, since=NOW - timedelta(weeks=weeks))
    return usage(heard, NOW, teams or {}, [STATE], administrator=True)


def test_shares_are_of_what_was_asked_and_of_what_was_rated() -> None:
    questions = [asked("a", cited=("d",)), asked("b", cited=("d",)), asked("c"), asked("d", outcome=Outcome.FAILED)]
    total = use(*questions, rated={questions[0].id: True, questions[2].id: False}).total
    assert total == Counts(answered=2, abstained=1, failed=1, helpful=1, unhelpful=1)
    assert (total.asked, total.answered_share, total.helpful_share) == (4, 0.5, 0.5)


def test_nothing_asked_has_no_share() -> None:
    total = use().total
    assert (total.asked, total.answered_share, total.helpful_share) == (0, None, None)


def test_what_lore_asked_itself_is_no_use() -> None:
    assert use(asked("a", interface=Interface.CHECK)).total.asked == 0


def test_weeks_begin_on_mondays_and_none_is_left_out() -> None:
    weeks = use(asked("a", days=0), asked("b", days=7), asked("c", days=20), weeks=3).weeks
    assert [(week.starts_on, week.counts.asked) for week in weeks] == [
        (date(2026, 10, 26), 0),
        (date(2026, 11, 2), 1),
        (date(2026, 11, 9), 1),
        (date(2026, 11, 16), 1),
    ]


@pytest.mark.parametrize(
    ("members", "askers", "shown"),
    [(3, "abc", True), (9, "ab", False), (2, "abc", False), (0, "abc", False), (9, "aaaa", False)],
    ids=["three of three", "only two asked", "only two members", "no team any more", "one asked often"],
)
def test_a_teams_numbers_need_three_members_and_three_who_asked(members: int, askers: str, shown: bool) -> None:
    questions = [asked("a", who, days=n, teams=("apps",)) for n, who in enumerate(askers)]
    (team,) = use(*questions, teams={"apps": members}).teams
    assert team.team == "apps"
    assert (team.counts is not None) == shown


def test_teams_stand_by_name_and_not_by_their_numbers() -> None:
    questions = [asked("a", who, teams=("zebra",)) for who in "abcd"] + [asked("a", who, teams=("apps",)) for who in "efg"]
    assert [team.team for team in use(*questions, teams={"zebra": 9, "apps": 9}).teams] == ["apps", "zebra"]


def test_whoever_hears_only_themselves_sees_no_team() -> None:
    heard = Heard(tuple(asked("a", teams=("apps",)) for _ in range(9)), {}, whole=False, since=NOW)
    assert usage(heard, NOW, {"apps": 9}, [], administrator=False).teams == ()


@pytest.mark.parametrize(("administrator", "told"), [(True, (9, 2)), (False, (None, None))], ids=["administrator", "others"])
def test_what_failed_is_counted_for_administrators(administrator: bool, told: tuple[int | None, int | None]) -> None:
    (one,) = usage(Heard(since=NOW), NOW, {}, [STATE], administrator=administrator).coverage
    assert (one.documents, one.complete) == (7, False)
    assert (one.listed, one.failed) == told
