"""What several people may read together: what each one of them may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.readers import EVERYONE, Principal, Readers

USERS = ("", "ana", "bo", "chen")
GROUPS = ("g0", "g1", "g2")
IDENTITIES = ("ana@ship.example", "*@ship.example", "github:bo", "ana")
"""An account in a source may be spelt as a user of lore.toml is, or as a group."""
NAMES = (EVERYONE, *(f"user:{one}" for one in (*USERS[1:], *IDENTITIES)), *(f"group:{one}" for one in (*GROUPS, "ana")))

people = st.builds(
    Principal,
    st.sampled_from(USERS),
    st.frozensets(st.sampled_from((*GROUPS, "ana")), max_size=3),
    st.booleans(),
    st.frozensets(st.sampled_from(IDENTITIES), max_size=2),
)
askers = people.map(lambda one: replace(one, administrator=False))
readers = st.frozensets(st.sampled_from(NAMES), max_size=3).map(Readers)


def lets_in(names: frozenset[str], person: Principal) -> bool:
    """The rule for one person, written anew."""
    if person.administrator or "everyone" in names:
        return True
    for name in names:
        sort, _, rest = name.partition(":")
        if sort == "group" and rest in person.groups:
            return True
        if sort == "user" and rest and (rest == person.user or rest in person.identities):
            return True
    return False


@given(asker=people, company=st.lists(people, max_size=5), audience=readers)
def test_a_company_reads_what_each_one_of_them_reads(asker: Principal, company: list[Principal], audience: Readers) -> None:
    together = audience.permit(asker.among(company))
    assert together == all(audience.permit(one) for one in [asker, *company])
    assert together == all(lets_in(audience.names, one) for one in [asker, *company])


@given(asker=people, company=st.lists(people, max_size=4), more=st.lists(people, max_size=3), audience=readers)
def test_nobody_who_joins_widens_what_is_read(
    asker: Principal, company: list[Principal], more: list[Principal], audience: Readers
) -> None:
    if audience.permit(asker.among([*company, *more])):
        assert audience.permit(asker.among(company))
        assert audience.permit(asker)


@given(asker=askers, first=st.lists(people, max_size=3), second=st.lists(people, max_size=3), host=people, audience=readers)
def test_a_company_within_a_company_counts_with_all_of_its_people(
    asker: Principal, first: list[Principal], second: list[Principal], host: Principal, audience: Readers
) -> None:
    nested = asker.among([host.among(first), *second])
    assert audience.permit(nested) == all(audience.permit(one) for one in [asker, host, *first, *second])
    assert audience.permit(asker.among(first).among(second)) == all(audience.permit(one) for one in [asker, *first, *second])


@given(asker=people, company=st.lists(people, max_size=5))
def test_the_order_and_repetitions_mean_nothing(asker: Principal, company: list[Principal]) -> None:
    for names in ((name,) for name in NAMES):
        audience = Readers(frozenset(names))
        assert audience.permit(asker.among(company)) == audience.permit(asker.among([*reversed(company), *company]))


ADMINISTRATOR = Principal("root", administrator=True)
ANA = Principal("ana", frozenset({"g0"}))
SECRET = Readers(frozenset({"group:g1"}))


@pytest.mark.parametrize(
    ("principal", "reads"),
    [
        (ANA.among([]), False),
        (ANA.among([ADMINISTRATOR]), False),
        (ADMINISTRATOR.among([ANA]), False),
        (ADMINISTRATOR.among([]), True),
        (ADMINISTRATOR.among([replace(ADMINISTRATOR, user="chief")]), True),
        (Principal("").among([ADMINISTRATOR]), False),
        (ADMINISTRATOR.among([Principal("")]), False),
        (Principal("bo", frozenset({"g1"})).among([ADMINISTRATOR]), True),
        (Principal("bo", frozenset({"g1"})).among([ANA]), False),
        (Principal("bo", frozenset({"g1"})).among([Principal("chen", frozenset({"g1"})), ADMINISTRATOR]), True),
    ],
    ids=[
        "alone",
        "an administrator beside the asker lends no right",
        "an administrator asks before somebody",
        "an administrator alone",
        "administrators among themselves",
        "a stranger asks before an administrator",
        "an administrator asks before a stranger",
        "a reader asks before an administrator",
        "a reader asks before somebody else",
        "readers and an administrator",
    ],
)
def test_administrators_in_company(principal: Principal, *, reads: bool) -> None:
    assert SECRET.permit(principal) == reads


def test_nobody_in_company_is_an_administrator() -> None:
    assert ADMINISTRATOR.among([ANA]).administrator is False
    with pytest.raises(ValueError, match="can't be an administrator"):
        Principal("root", administrator=True, company=(ANA,))
    with pytest.raises(ValueError, match="can't be an administrator"):
        replace(ANA.among([]), administrator=True)


def test_a_company_says_who_asks_and_nothing_of_the_asker_opens_anything() -> None:
    together = Principal("ana", frozenset({"g1"}), company=(Principal("bo"),))
    assert (together.user, together.groups) == ("ana", frozenset({"g1"}))
    assert not SECRET.permit(together)
    assert not Readers(frozenset({"user:ana"})).permit(together)
    assert Readers(frozenset({"user:bo"})).permit(together)


def test_companies_are_compared_by_their_people() -> None:
    assert ANA.among([Principal("bo")]) == ANA.among([Principal("bo"), ANA])
    assert hash(ANA.among([Principal("bo")])) == hash(ANA.among([Principal("bo"), ANA]))
    assert ANA.among([Principal("bo")]) != ANA.among([Principal("chen")])
    assert "let_in" not in repr(ANA.among([Principal("bo")]))


def test_hundreds_of_people_with_hundreds_of_names_are_counted_each() -> None:
    people = [Principal(f"u{n}", frozenset({"all", f"g{n % 7}"})) for n in range(300)]
    together = people[0].among(people)
    assert Readers(frozenset({"group:all"})).permit(together)
    assert Readers(frozenset(f"group:g{n}" for n in range(7))).permit(together)
    assert not Readers(frozenset(f"group:g{n}" for n in range(6))).permit(together)
    assert not Readers(frozenset(f"user:u{n}" for n in range(299))).permit(together)
    assert Readers(frozenset(f"user:u{n}" for n in range(300))).permit(together)
