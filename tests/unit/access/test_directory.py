"""People, groups, and what they come to."""

from __future__ import annotations

import pytest

from assistant.access.directory import LOCAL_ADMINISTRATOR, Directory, Person
from assistant.domain.readers import Principal, Readers, foreign
from assistant.errors import UsageError

GROUPS: dict[str, dict[str, list[str]]] = {
    "chains": {"a": ["ana"], "b": ["group:a"], "c": ["group:b"], "d": ["group:c", "bo"]},
    "a cycle": {"a": ["group:b"], "b": ["group:c"], "c": ["group:a", "ana"]},
    "a group in itself": {"a": ["group:a", "user:ana"]},
    "two ways": {"a": ["ana"], "b": ["group:a"], "c": ["group:a"], "d": ["group:b", "group:c"]},
    "an unknown member": {"a": ["group:ghost", "ana"]},
    "an empty group": {"a": []},
    "a group that is named like a user": {"ana": ["bo"], "b": ["user:ana"]},
}


@pytest.mark.parametrize(
    ("groups", "user", "expected"),
    [
        ("chains", "ana", {"a", "b", "c", "d"}),
        ("chains", "bo", {"d"}),
        ("chains", "eve", {"own"}),
        ("a cycle", "ana", {"a", "b", "c"}),
        ("a cycle", "bo", set()),
        ("a group in itself", "ana", {"a"}),
        ("two ways", "ana", {"a", "b", "c", "d"}),
        ("an unknown member", "ana", {"a"}),
        ("an empty group", "ana", set()),
        ("a group that is named like a user", "ana", {"b"}),
        ("a group that is named like a user", "bo", {"ana"}),
    ],
)
def test_a_person_is_in_these_groups(groups: str, user: str, expected: set[str]) -> None:
    people = [Person("ana"), Person("bo"), Person("eve", groups=("own",))]
    assert Directory(people, GROUPS[groups]).principal(user).groups == expected


def test_a_group_that_a_person_names_themselves_carries_on_upwards() -> None:
    people = [Person("ana", groups=("storage",))]
    assert Directory(people, {"all": ["group:storage"]}).principal("ana").groups == {"storage", "all"}


def test_nobody_by_that_name_is_told_with_the_next_step() -> None:
    with pytest.raises(UsageError, match=r"no person 'eve'.*ana.*\[people.eve\]"):
        Directory([Person("ana")], {}).principal("eve")


@pytest.mark.parametrize("member", ["team:x", "group:", "user:", ":x"])
def test_a_member_that_is_neither_user_nor_group_is_refused(member: str) -> None:
    with pytest.raises(UsageError, match="user:NAME or group:NAME"):
        Directory([], {"a": [member]})


def test_administration_comes_from_the_person_alone() -> None:
    directory = Directory([Person("ana", administrator=True), Person("bo", groups=("administrators",))], {})
    assert directory.principal("ana").administrator
    assert not directory.principal("bo").administrator


ANA = Principal("ana", frozenset({"storage"}))


@pytest.mark.parametrize(
    ("readers", "principal", "may"),
    [
        ("everyone", Principal(""), True),
        ("everyone", ANA, True),
        ("", ANA, False),
        ("", LOCAL_ADMINISTRATOR, True),
        ("user:ana", ANA, True),
        ("user:ana", Principal("Ana"), False),
        ("user:storage", ANA, False),
        ("group:ana", ANA, False),
        ("group:storage", ANA, True),
        ("group:Storage", ANA, False),
        ("group:apps,group:storage", ANA, True),
        ("group:apps,user:bo", ANA, False),
        ("group:storage", Principal(""), False),
    ],
)
def test_readers_permit(readers: str, principal: Principal, may: bool) -> None:
    assert Readers.parse(readers).permit(principal) is may


ANA_AT_WORK = Principal("ana", frozenset({"storage"}), identities=frozenset({"ana@x.example", "github:ana-r"}))


@pytest.mark.parametrize(
    ("readers", "principal", "may"),
    [
        ("user:ana@x.example", ANA_AT_WORK, True),
        ("user:github:ana-r", ANA_AT_WORK, True),
        ("group:apps,user:github:ana-r", ANA_AT_WORK, True),
        ("user:github:ana", ANA_AT_WORK, False),
        ("user:ana-r", ANA_AT_WORK, False),
        ("user:gitlab:ana-r", ANA_AT_WORK, False),
        ("user:ana@y.example", ANA_AT_WORK, False),
        ("group:github:ana-r", ANA_AT_WORK, False),
        ("group:ana@x.example", ANA_AT_WORK, False),
        ("", ANA_AT_WORK, False),
        ("user:github:ana-r", Principal("ana-r"), False),
        ("user:github:ana-r", Principal("github"), False),
        ("user:ana@x.example", Principal("ana"), False),
        ("user:github:ana-r", Principal("bo", frozenset({"github:ana-r"})), False),
        ("user:ana", Principal("bo", identities=frozenset({"github:ana"})), False),
        ("everyone", Principal("", identities=frozenset()), True),
    ],
)
def test_readers_permit_by_the_identities_that_are_claimed(readers: str, principal: Principal, may: bool) -> None:
    assert Readers.parse(readers).permit(principal) is may


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Ana@X.Example", "ana@x.example"),
        ("user:Ana@X.Example", "user:ana@x.example"),
        ("user:GitHub:Ana-R", "user:github:ana-r"),
        ("group:GitHub:Tidewater/Ops", "group:github:tidewater/ops"),
        ("user:Ana", "user:Ana"),
        ("group:Ops", "group:Ops"),
        ("Ana", "Ana"),
    ],
)
def test_names_of_sources_have_one_spelling_and_lores_own_are_left(name: str, spelt: str) -> None:
    assert (foreign(name), foreign(foreign(name))) == (spelt, spelt)


@pytest.mark.parametrize("text", ["everybody", "storage", "group:", "user: ", "Everyone", "*", "group:a everyone, b"])
def test_a_misspelt_audience_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="group:NAME or user:NAME"):
        Readers.parse(text)


@pytest.mark.parametrize("text", ["everyone", "group:a,user:b", "user:b, group:a", "", " , ", "group:a,group:a"])
def test_an_audience_is_the_same_after_it_was_stored(text: str) -> None:
    readers = Readers.parse(text)
    assert Readers.parse(readers.canonical) == readers
