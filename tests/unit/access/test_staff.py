"""Colleagues are found by team and by every name that documents give them."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.access.directory import Person
from assistant.access.staff import Staff

STAFF = Staff(
    [
        Person("ana", "Ana Ruiz", "ana@x.example", ("github:ana-r",), joined=date(2026, 3, 1)),
        Person("bo", "Bo Lindqvist", groups=("data-platform",), joined=date(2020, 1, 1)),
        Person("noor", "Noor Haddad", left=True),
    ],
    {"platform": ["ana", "noor"], "engineering": ["group:platform", "bo"], "empty": []},
)


def test_teams_hold_who_is_there_nested_ones_included() -> None:
    assert [person.user for person in STAFF.members("platform")] == ["ana"]
    assert [person.user for person in STAFF.members("Engineering")] == ["ana", "bo"]
    assert [person.user for person in STAFF.members("data platform")] == ["bo"]
    assert STAFF.members("empty") == STAFF.members("nobody") == ()
    assert STAFF.teams == ["data-platform", "engineering", "platform"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Ana Ruiz"], True),
        (["ANA@x.example"], True),
        (["github:ana-r"], True),
        (["user:ana"], True),
        (["group:platform"], True),
        (["Platform"], True),
        (["engineering"], True),
        (["Bo Lindqvist", "data-platform"], False),
        (["Ana"], True),
        (["Ruiz"], False),
        ([], False),
    ],
    ids=str,
)
def test_who_is_meant_by_a_name(names: list[str], expected: bool) -> None:
    assert STAFF.is_one_of("ana", names) is expected


def test_nobody_is_meant_who_is_not_in_the_settings() -> None:
    assert not STAFF.is_one_of("", [""])
    assert not STAFF.is_one_of("mallory", ["mallory"])
    assert STAFF.person("mallory") is None


def test_who_joined_since() -> None:
    assert STAFF.joined_since(date(2026, 3, 1)) == {"ana"}
    assert STAFF.joined_since(date(2026, 3, 2)) == frozenset()
