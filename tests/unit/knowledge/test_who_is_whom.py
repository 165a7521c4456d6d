"""Which names, addresses and accounts are one person's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assistant.access.directory import Person
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.people import Contribution, Role, Sameness
from assistant.domain.readers import Readers
from assistant.knowledge.people.identities import MAX_NAMESAKES, Identities, Identity, id_of, identities_in
from assistant.knowledge.people.names import address_alias, folded, is_full, is_initials, name_alias, service_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def by(name: str, email: str = "", account: str = "", label: str = "") -> Contribution:
    return Contribution(Role.AUTHOR, name, email, account, label=label)


def documents(*contributions: Contribution | tuple[Contribution, ...], source: str = "docs") -> list[Known]:
    """A document for each."""
    return [
        Known(
            Document(f"{source}{number}", source, f"{number}.md", f"No {number}", Kind.PAGE, "0", Readers.parse("everyone")),
            Extracted(contributions=one if isinstance(one, tuple) else (one,)),
        )
        for number, one in enumerate(contributions)
    ]


def aliases(found: Identities) -> list[set[str]]:
    return sorted(({alias.key for alias in one.aliases} for one in found.everybody), key=sorted)


def only(found: Identities) -> Identity:
    (one,) = found.everybody
    return one


def reasons(found: Identities) -> dict[str, str]:
    return {alias.key: alias.reason for one in found.everybody for alias in one.aliases}


def said(one: str, other: str, *, same: bool, day: int = 0) -> Sameness:
    return Sameness(min(one, other), max(one, other), same, "ana", NOON + timedelta(days=day))


# ---- one spelling ----


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Löwis, Martin von", "martin von lowis"),
        ("Łukasz Langa", "lukasz langa"),
        ("A.M. Kuchling", "a m kuchling"),
        ("A. M. Kuchling", "a m kuchling"),
        ("INADA Naoki", "inada naoki"),
        ("Tomás Vidal", "tomas vidal"),
        ("刘梅", "刘梅"),
        ("Ada, Bo, Cy", "ada bo cy"),
        ("…", ""),
    ],
)
def test_names_are_compared_without_accents_case_and_order(name: str, spelling: str) -> None:
    assert folded(name) == spelling


@pytest.mark.parametrize(
    ("email", "alias"),
    [
        ("Ana@Port.example", "ana@port.example"),
        ("123+Ana-R@users.noreply.github.com", "github:ana-r"),
        ("ana-r@users.noreply.github.com", "github:ana-r"),
        ("42-ana.r@users.noreply.gitlab.com", "gitlab:ana.r"),
    ],
)
def test_addresses_that_a_forge_makes_up_are_accounts(email: str, alias: str) -> None:
    assert address_alias(email) == alias


def test_a_first_name_means_somebody_else_in_another_source() -> None:
    assert (name_alias("Ana", "docs"), name_alias("Ana Ruiz", "docs"), name_alias("刘梅", "docs")) == (
        "ana (docs)",
        "ana ruiz",
        "刘梅",
    )


def test_what_sort_of_alias_something_is() -> None:
    assert [service_of(alias) for alias in ("github:ana", "a@x.example", "ana ruiz", "user:ana")] == ["github", "", "", ""]
    assert [is_initials(name) for name in ("SYG", "SYG2", "Syg", "S", "SYGNE")] == [True, True, False, False, False]
    assert [is_full(name) for name in ("ana ruiz", "ana", "刘梅", "刘")] == [True, False, True, False]


# ---- what joins ----


def test_one_address_is_one_person_whatever_their_name() -> None:
    one = only(identities_in(documents(by("Ana Ruiz", "a@x.example"), by("A. Ruiz", "A@x.example"))))

    assert (one.key, one.aliases[0].names, len(one.parts)) == ("a@x.example", ("Ana Ruiz", "A. Ruiz"), 2)


def test_the_made_up_address_of_a_commit_is_the_reviewers_login() -> None:
    found = identities_in(documents(by("Ana Ruiz", "7+ana-r@users.noreply.github.com"), by("ana-r", account="github:ana-r")))

    assert aliases(found) == [{"github:ana-r"}]
    assert only(found).name == "Ana Ruiz"


def test_lore_toml_joins_an_address_and_accounts_and_says_so() -> None:
    ana = Person("ana", "Ana Ruiz", "ana@x.example", ("github:Ana-R", "slack:U1"))
    found = identities_in(
        documents(by("A. R.", "ana@x.example"), by("ana-r", account="github:ana-r"), by("ruiz", account="slack:u1")), [ana]
    )

    one = only(found)
    assert (one.name, one.user, one.key) == ("Ana Ruiz", "ana", "ana@x.example")
    assert reasons(found) == {"ana@x.example": "", "github:ana-r": "lore.toml says so", "slack:u1": "lore.toml says so"}


def test_an_address_and_an_account_that_a_document_names_together_are_one_persons() -> None:
    found = identities_in(documents(by("Ana", "a@x.example", "github:ana"), by("ana", account="github:ana")))

    assert aliases(found) == [{"a@x.example", "github:ana"}]
    assert reasons(found)["github:ana"] == "named together in a document"


@pytest.mark.parametrize("other", ["Ruiz, Ana", "ANA RUIZ", "Aña  Ruíz", "ana ruiz"])
def test_one_whole_name_is_one_person_where_nothing_speaks_against_it(other: str) -> None:
    found = identities_in(documents(by("Ana Ruiz", "a@x.example"), by(other)))

    assert aliases(found) == [{"a@x.example", "ana ruiz"}]
    assert reasons(found)["ana ruiz"] == "the same name"


def test_a_login_that_is_a_key_of_lore_toml_is_that_person() -> None:
    found = identities_in(documents(by("jo", account="github:jo")), [Person("jo", "Jo Bennett")])

    assert (only(found).name, only(found).user) == ("Jo Bennett", "jo")


def test_a_login_is_nobody_elses_who_states_another_account_of_that_service() -> None:
    found = identities_in(documents(by("jo", account="github:jo")), [Person("jo", "Jo Bennett", accounts=("github:jben",))])

    assert only(found).user == ""


def test_a_first_name_is_the_only_one_of_its_source_or_lore_toml() -> None:
    found = identities_in([*documents(by("Noor"), by("Noor Haddad")), *documents(by("Noor"), source="wiki")])

    assert aliases(found) == [{"noor (docs)", "noor haddad"}, {"noor (wiki)"}]
    assert reasons(found)["noor (docs)"] == "the only Noor in docs or lore.toml"


def test_a_first_name_that_two_people_have_joins_neither() -> None:
    found = identities_in(documents(by("Noor"), by("Noor Haddad")), [Person("noor", "Noor Berg")])

    assert {"noor (docs)"} in aliases(found)


def test_a_nickname_is_the_login_that_it_is_the_same_as() -> None:
    found = identities_in(documents(by("nikomat", account="github:nikomat"), by("Nikomat")))

    assert aliases(found) == [{"github:nikomat", "nikomat (docs)"}]


def test_initials_are_who_speaks_under_them_in_other_minutes() -> None:
    found = identities_in(documents(by("Kevin Gibbons", label="KG"), by("KG"), by("Kay Green")))

    assert {"kevin gibbons", "kg (docs)"} in aliases(found)
    assert reasons(found)["kg (docs)"] == "KG stands for them in other documents"


def test_initials_that_two_people_speak_under_join_neither() -> None:
    found = identities_in(documents(by("Kevin Gibbons", label="KG"), by("KG"), by("Kay Green", label="KG")))

    assert {"kg (docs)"} in aliases(found)


def test_a_name_in_letters_is_the_person_of_lore_toml_whose_name_is_in_another_script() -> None:
    found = identities_in(documents(by("Chen Wei"), by("陈伟")), [Person("chen", "陈伟")])

    assert aliases(found) == [{"chen wei", "陈伟"}]


# ---- what does not ----


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (by("Alex Kim", "alex@x.example"), by("Alex Kim", "alex@y.example")),
        (by("Alex Kim", "alex@x.example"), by("Alex Kim", "alex.kim2@x.example")),
        (by("Alex Kim", account="github:akim"), by("Alex Kim", account="github:alexk")),
        (by("Alex Kim", account="slack:u1"), by("Alex Kim", account="slack:u2")),
    ],
    ids=["addresses of two domains", "addresses of one domain", "two logins", "two accounts of a chat"],
)
def test_two_people_of_one_name_stay_two_and_know_of_each_other(one: Contribution, other: Contribution) -> None:
    found = identities_in(documents(one, other, by("Alex Kim")))

    assert len(found.everybody) == 3
    assert all(len(each.namesakes) == 2 for each in found.everybody)


def test_of_thousands_of_one_name_twenty_are_named_beside_each() -> None:
    found = identities_in(documents(*(by("Build Bot", f"bot{number}@x.example") for number in range(2000))))

    assert len(found.everybody) == 2000
    assert {len(each.namesakes) for each in found.everybody} == {MAX_NAMESAKES}
    assert not any(each.id in each.namesakes for each in found.everybody)
    assert len({known for each in found.everybody for known in each.namesakes}) <= MAX_NAMESAKES + 1


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("make", "people"),
    [
        pytest.param(lambda number: by("Alex Kim", account=f"service{number}:alex"), 1, id="accounts that may be one person's"),
        pytest.param(lambda number: by(f"al{number}"), 6000, id="nicknames"),
        pytest.param(lambda number: by("Ana", f"a{number}@x.example", "github:ana"), 1, id="one account, many addresses"),
    ],
)
def test_thousands_of_aliases_take_no_time(make: Callable[[int], Contribution], people: int) -> None:
    """A limit many times as long as it takes, and a fraction of what comparing each with each does."""
    assert len(identities_in(documents(*map(make, range(6000)))).everybody) == people


def test_one_whom_somebody_told_apart_keeps_all_of_the_name_apart() -> None:
    known = documents(by("Alex Kim", "alex@x.example"), by("Alex Kim", account="github:akim"), by("Alex Kim"))
    apart = [said("alex@x.example", "github:akim", same=False)]

    assert len(identities_in(known).everybody) == 1
    assert len(identities_in(known, said=apart).everybody) == 3


def test_a_bare_name_goes_to_the_only_one_of_lore_toml() -> None:
    people = [Person("alex", "Alex Kim", "alex@x.example")]
    found = identities_in(documents(by("Alex Kim", "alex@x.example"), by("Alex Kim", "alex@y.example"), by("Alex Kim")), people)

    assert aliases(found) == [{"alex kim", "alex@x.example"}, {"alex@y.example"}]
    assert reasons(found)["alex kim"] == "the only one of this name in lore.toml"


def test_two_people_of_lore_toml_with_one_name_stay_two() -> None:
    people = [Person("alex", "Alex Kim", "alex@x.example"), Person("akim", "Alex Kim", "akim@x.example")]
    found = identities_in(documents(by("Alex", "alex@x.example"), by("Alex", "akim@x.example"), by("Alex Kim")), people)

    assert aliases(found) == [{"akim@x.example"}, {"alex kim"}, {"alex@x.example"}]


def test_an_address_that_lore_toml_states_counts_though_no_document_names_it() -> None:
    found = identities_in(documents(by("Alex Kim", "alex@y.example")), [Person("alex", "Alex Kim", "alex@x.example")])

    assert only(found).user == ""


# ---- what people say ----


def test_what_a_curator_joins_is_one_and_says_who_said_it_and_when() -> None:
    known = documents(by("Alex Kim", "alex@x.example"), by("Alex Kim", "alex@y.example"))
    found = identities_in(known, said=[said("alex@x.example", "alex@y.example", same=True)])

    assert aliases(found) == [{"alex@x.example", "alex@y.example"}]
    assert reasons(found)["alex@y.example"] == "ana said so on 1 March 2026"


def test_what_a_curator_parts_stays_parted_whatever_else_would_join_it() -> None:
    known = documents(by("Noor"), by("Noor Haddad", "n@x.example"))
    found = identities_in(known, said=[said("noor (docs)", "n@x.example", same=False)])

    assert aliases(found) == [{"n@x.example"}, {"noor (docs)"}]


@pytest.mark.parametrize(("joined", "parted", "people"), [(1, 0, 1), (0, 1, 2)], ids=["joined later", "parted later"])
def test_the_newest_word_counts(joined: int, parted: int, people: int) -> None:
    known = documents(
        by("Alex Kim", "alex@x.example"), by("Alex Kim", "alex@y.example"), by("Alexander", account="github:alex")
    )
    sayings = [
        said("github:alex", "alex@x.example", same=True),
        said("github:alex", "alex@y.example", same=False, day=parted),
        said("alex@x.example", "alex@y.example", same=True, day=joined),
    ]
    found = identities_in(known, said=sorted(sayings, key=lambda one: one.at))

    assert len(found.everybody) == people


def test_a_saying_about_an_alias_that_cannot_be_seen_leaves_no_trace() -> None:
    visible = documents(by("Alex Kim", "alex@x.example"))

    with_it = identities_in(visible, said=[said("alex@x.example", "secret@y.example", same=True)])

    assert aliases(with_it) == aliases(identities_in(visible))
    assert reasons(with_it) == {"alex@x.example": ""}


def test_who_is_in_lore_toml_only_is_nobody_here() -> None:
    assert identities_in([], [Person("ana", "Ana Ruiz", "ana@x.example")]).everybody == ()


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_documents_does_not_matter(order: int) -> None:
    known = documents(
        by("Ana Ruiz"),
        by("ana", account="github:ana"),
        by("Ana"),
        by("Ruiz, Ana", "a@x.example"),
        by("Ana Ruiz", "a@y.example"),
    )

    assert aliases(identities_in(known[::order])) == aliases(identities_in(known))


# ---- finding somebody ----


def test_somebody_is_found_by_every_alias_and_its_id() -> None:
    found = identities_in(
        documents(by("Ana Ruiz", "a@x.example", "github:ana"), by("Bo Berg")), [Person("ana", "", "a@x.example")]
    )
    ana = found.called("a@x.example")[0]

    for text in ("A@x.example", "github:ana", "GitHub:Ana", "Ana Ruiz", "ruiz", "user:ana", "ana"):
        assert found.called(text) == [ana], text
    assert found.get(id_of("github:ana")) is ana
    assert found.called("nobody") == []
    assert found.get("nothing") is None


def test_a_whole_name_is_preferred_to_a_part_of_one() -> None:
    found = identities_in(documents(by("Ana Ruiz"), by("Ana Ruiz Lopez")))

    assert [one.name for one in found.called("ana ruiz")] == ["Ana Ruiz"]
    assert len(found.called("ana")) == 2


def test_who_left_or_opted_out_is_not_asked() -> None:
    people = [Person("ana", "Ana Ruiz", left=True), Person("bo", "Bo Berg", suggest=False), Person("cy", "Cy Dahl")]
    found = identities_in(documents(by("Ana Ruiz"), by("Bo Berg"), by("Cy Dahl"), by("Di Ek")), people)

    assert {one.name: one.asked for one in found.everybody} == {
        "Ana Ruiz": False,
        "Bo Berg": False,
        "Cy Dahl": True,
        "Di Ek": True,
    }


# ---- where they can be written to ----


def test_a_person_can_be_written_to_where_lore_toml_says_then_where_documents_do() -> None:
    people = [Person("bo", "Bo Lindqvist", "bo@tidewater.example")]
    named = only(identities_in(documents(by("Bo Lindqvist")), people))
    assert named.addresses == ("bo@tidewater.example",)
    met = only(identities_in(documents(by("Ann Lee", "ann@old.example"))))
    assert met.addresses == ("ann@old.example",)


def test_somebody_without_an_address_can_not_be_written_to() -> None:
    assert only(identities_in(documents(by("Ann Lee", account="github:ann")))).addresses == ()
