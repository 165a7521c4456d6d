"""People as sources know them: identities, groups of sources, and groups of lore.toml that contain either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.access.directory import Directory, Person
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.readers import Readers, foreign
from assistant.domain.sources import SourceEntry
from assistant.ports import Checkpoint, Commit

ANA = Person("ana", email="Ana@X.Example", accounts=("github:Ana-R", "slack:U024BE7LH"))
BO = Person("bo", accounts=("github:bo-lind",))
PLAIN = Person("plain")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    for name in ("billing", "chat"):
        catalogue.sources.add(SourceEntry(name, "github", "x", added_at=datetime.now(UTC)))
    yield catalogue
    catalogue.close()


def say(catalogue: Catalogue, groups: dict[str, set[str]], source: str = "billing") -> None:
    """What a source says of its groups, in place of what it said."""
    audiences = {group: frozenset(members) for group, members in groups.items()}
    catalogue.ledger.commit(Commit(checkpoint=Checkpoint(source, audiences=audiences)))


def directory(catalogue: Catalogue, groups: dict[str, list[str]] | None = None, *people: Person) -> Directory:
    return Directory(people or (ANA, BO, PLAIN), groups or {}, catalogue.audiences)


def test_identities_are_the_address_and_the_accounts_in_one_spelling() -> None:
    principal = Directory([ANA], {}).principal("ana")

    assert principal.identities == {"ana@x.example", "*@x.example", "github:ana-r", "slack:u024be7lh"}


@pytest.mark.parametrize(
    ("email", "may"),
    [
        ("bo@x.example", True),
        ("Bo@X.EXAMPLE", True),
        ("bo@mail.x.example", False),
        ("bo@notx.example", False),
        ("bo@x.example.evil.example", False),
        ("x.example", False),
        ("", False),
    ],
)
def test_what_is_for_a_domain_is_for_the_addresses_in_it(catalogue: Catalogue, email: str, may: bool) -> None:
    say(catalogue, {"drive:g": {"user:*@X.example"}})

    principal = directory(catalogue, {}, Person("bo", email=email)).principal("bo")

    assert Readers.parse("user:*@x.example").permit(principal) is may
    assert ("drive:g" in principal.groups) is may


@pytest.mark.parametrize(
    "person", [PLAIN, Person("e", email=""), Person("e", accounts=("",))], ids=["none", "no address", "account"]
)
def test_a_person_without_an_address_has_no_empty_identity(person: Person) -> None:
    principal = Directory([person], {}).principal(person.user)

    assert principal.identities == frozenset()
    assert not Readers(frozenset({"user:"})).permit(principal)


@pytest.mark.parametrize(
    "member", ["user:ana@x.example", "user:ANA@x.example", "user:github:ana-r", "user:GitHub:Ana-R", "user:slack:U024BE7LH"]
)
def test_any_identity_leads_into_a_sources_group(catalogue: Catalogue, member: str) -> None:
    say(catalogue, {"github:tidewater/billing": {member}})

    assert directory(catalogue).principal("ana").groups == {"github:tidewater/billing"}
    assert directory(catalogue).principal("bo").groups == set()
    assert directory(catalogue).principal("plain").groups == set()


def test_the_groups_of_all_sources_count(catalogue: Catalogue) -> None:
    say(catalogue, {"github:tidewater/billing": {"user:github:ana-r"}})
    say(catalogue, {"slack:t/c1": {"user:slack:u024be7lh"}, "slack:t/c2": {"user:slack:u9"}}, "chat")

    assert directory(catalogue).principal("ana").groups == {"github:tidewater/billing", "slack:t/c1"}


def test_a_group_of_lore_toml_contains_a_sources_group_and_the_other_way_round(catalogue: Catalogue) -> None:
    say(catalogue, {"github:a": {"user:github:ana-r"}, "github:b": {"group:ops"}, "github:c": {"group:github:b"}})

    found = directory(catalogue, {"ops": ["group:github:a"], "all": ["group:github:c", "plain"]})

    assert found.principal("ana").groups == {"github:a", "ops", "github:b", "github:c", "all"}
    assert found.principal("plain").groups == {"all"}
    assert found.principal("bo").groups == set()


def test_a_group_that_a_person_names_themselves_leads_into_a_sources_group(catalogue: Catalogue) -> None:
    say(catalogue, {"github:a": {"group:storage"}})

    assert directory(catalogue, {}, Person("eve", groups=("storage",))).principal("eve").groups == {"storage", "github:a"}


@pytest.mark.parametrize("member", ["user:github:ana-r", "user:GitHub:ANA-R", "user:Ana@x.example"])
def test_a_member_of_lore_toml_may_be_named_by_an_account(catalogue: Catalogue, member: str) -> None:
    assert directory(catalogue, {"ops": [member]}).principal("ana").groups == {"ops"}
    assert directory(catalogue, {"ops": [member]}).principal("bo").groups == set()


def test_a_sources_group_in_any_spelling_admits_to_the_documents_that_it_names(catalogue: Catalogue) -> None:
    """A document's readers are stored as `foreign` spells them; the group's name must be spelt alike."""
    say(catalogue, {"github:Tidewater/Billing": {"user:github:ana-r"}})
    readers = Readers(frozenset({foreign("group:github:Tidewater/Billing")}))

    assert readers.permit(directory(catalogue).principal("ana"))
    assert not readers.permit(directory(catalogue).principal("bo"))


@pytest.mark.parametrize("account", ["slack:U024BE7LH", "github:Ana-R"])
def test_a_claimed_account_in_any_spelling_admits_to_the_documents_that_it_names(account: str) -> None:
    readers = Readers(frozenset({foreign(f"user:{account}")}))

    assert readers.permit(Directory([Person("ana", accounts=(account,))], {}).principal("ana"))
    assert readers.permit(Directory([Person("ana", accounts=(account.casefold(),))], {}).principal("ana"))


def test_cycles_through_both_end_with_everybody_in_all_of_them(catalogue: Catalogue) -> None:
    say(catalogue, {"github:a": {"group:ops", "user:github:bo-lind"}, "github:b": {"group:github:a", "group:github:b"}})
    found = directory(catalogue, {"ops": ["group:github:b", "ana"]})

    assert found.principal("ana").groups == found.principal("bo").groups == {"ops", "github:a", "github:b"}
    assert found.principal("plain").groups == set()


def test_who_left_a_group_is_out_at_the_next_principal(catalogue: Catalogue) -> None:
    found = directory(catalogue, {"ops": ["group:github:a"]})
    say(catalogue, {"github:a": {"user:github:ana-r", "user:github:bo-lind"}})
    assert found.principal("ana").groups == {"github:a", "ops"}

    say(catalogue, {"github:a": {"user:github:bo-lind"}})

    assert found.principal("ana").groups == set()
    assert found.principal("bo").groups == {"github:a", "ops"}


def test_who_joined_a_group_is_in_at_the_next_principal(catalogue: Catalogue) -> None:
    found = directory(catalogue)
    assert found.principal("ana").groups == set()

    say(catalogue, {"github:a": {"user:github:ana-r"}})

    assert found.principal("ana").groups == {"github:a"}


def test_a_removed_source_takes_its_groups_with_it(catalogue: Catalogue) -> None:
    say(catalogue, {"github:a": {"user:github:ana-r"}})
    found = directory(catalogue)

    catalogue.sources.remove("billing")

    assert found.principal("ana").groups == set()


@pytest.mark.parametrize(
    "impostor",
    [
        pytest.param(Person("ana-r"), id="the account's name without its service"),
        pytest.param(Person("github"), id="the service's name"),
        pytest.param(Person("ana"), id="the part before the @"),
        pytest.param(Person("e", name="github:ana-r"), id="a display name"),
        pytest.param(Person("e", name="ana@x.example"), id="a display name that is an address"),
        pytest.param(Person("e", groups=("github:ana-r",)), id="a group named like the account"),
        pytest.param(Person("e", email="github:ana-r@x.example"), id="an address that begins like the account"),
        pytest.param(Person("e", email="x.ana@x.example"), id="an address that ends like it"),
        pytest.param(Person("e", accounts=("ana-r", "gitlab:ana-r", "user:github:ana-r")), id="other accounts"),
    ],
)
def test_nobody_gets_in_by_a_name_that_merely_looks_like_an_account(catalogue: Catalogue, impostor: Person) -> None:
    say(catalogue, {"github:secret": {"user:github:ana-r", "user:ana@x.example"}})

    principal = directory(catalogue, {}, impostor).principal(impostor.user)

    assert "github:secret" not in principal.groups
    for readers in ("user:github:ana-r", "user:ana@x.example", "group:github:secret"):
        assert not Readers.parse(readers).permit(principal)
