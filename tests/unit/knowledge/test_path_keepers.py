"""A file that calls itself a team's path gains nothing by it: neither the team's place nor its newcomers' questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.access.directory import Person
from assistant.access.staff import Staff
from assistant.domain.asked import Asked, Outcome
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.citedness import Citedness
from assistant.knowledge.onboarding.guide import Upkeep
from assistant.knowledge.onboarding.path_keepers import in_order, is_a_teams_own, may_hear_newcomers
from tests.stand_ins.newcomers_library import ANA, BO, GROUPS, PEOPLE, Shelf, document, library

MALLORY = Principal("mallory", frozenset({"sales"}))
NEW = date(2026, 10, 1)
COMPANY = (
    *PEOPLE,
    Person("mallory", "Mallory", joined=NEW),
    *(Person(user, user.capitalize(), joined=NEW) for user in ("cy", "dee", "eve")),
)
TEAMS = {**GROUPS, "sales": ("mallory",)}
STAFF = Staff(COMPANY, TEAMS)
WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def path(name: str = "team/start.md", **fields: tuple[str, ...]) -> Document:
    return document(name, f"Path {name}", Kind.PAGE, fields={"lore": ("path",), **fields}, authors=("Noor Haddad",))


def company() -> Shelf:
    shelf = library()
    shelf.people, shelf.groups = COMPANY, TEAMS
    return shelf


def ask(shelf: Shelf, question: str, *askers: str, nearest: tuple[str, ...] = ("cluster",)) -> None:
    for asker in askers:
        shelf.questions.keep(Asked(f"{asker}-{question}", question, WHEN, Outcome.ABSTAINED, asker, nearest=nearest))


def upkeep(shelf: Shelf, principal: Principal, topic: str) -> Upkeep | None:
    return shelf.knowledge().onboarding.guide(principal, topic).upkeep


def questions(shelf: Shelf, principal: Principal, topic: str) -> list[str]:
    found = upkeep(shelf, principal, topic)
    return [one.text for one in found.questions] if found else []


@pytest.mark.parametrize(
    ("topic", "fields", "own"),
    [
        pytest.param("platform", {"team": ("platform",), "owner": ("Bo Lindqvist",)}, True, id="a member"),
        pytest.param("Platform", {"team": ("platform",), "owner": ("platform",)}, True, id="the team itself"),
        pytest.param("platform", {"team": ("platform",), "owner": ("group:platform",)}, True, id="the team as a group"),
        pytest.param("kafka", {"team": ("platform",), "topic": ("kafka",), "owner": ("bo",)}, True, id="a topic of the team"),
        pytest.param("kafka", {"topic": ("kafka",), "owner": ("bo",)}, False, id="a topic of no team"),
        pytest.param("platform", {"team": ("platform",), "owner": ("Mallory",)}, False, id="of another team"),
        pytest.param("platform", {"team": ("platform",), "owner": ("bo", "mallory")}, False, id="a member and another"),
        pytest.param("platform", {"team": ("platform", "sales"), "owner": ("mallory",)}, False, id="a second team beside it"),
        pytest.param("platform", {"team": ("platform",), "owner": ("board",)}, False, id="a team that shares a member"),
        pytest.param("platform", {"team": ("platform",), "owner": ("Noor Haddad",)}, False, id="who left"),
        pytest.param("platform", {"team": ("platform",), "owner": ("Nobody",)}, False, id="nobody known"),
        pytest.param("platform", {"team": ("platform",)}, False, id="its author, who left"),
    ],
)
def test_a_path_is_a_teams_own_if_lore_toml_says_so_of_its_owners(
    topic: str, fields: dict[str, tuple[str, ...]], *, own: bool
) -> None:
    assert is_a_teams_own(path(**fields), topic, STAFF) is own


@pytest.mark.parametrize(
    ("user", "owner", "hears"),
    [
        ("bo", "bo", True),
        ("bo", "platform", True),
        ("ana", "bo", False),
        ("mallory", "mallory", False),
        ("mallory", "bo", False),
        ("mallory", "platform", False),
        ("", "bo", False),
    ],
)
def test_who_hears_newcomers(user: str, owner: str, *, hears: bool) -> None:
    assert may_hear_newcomers(user, path(team=("platform",), owner=(owner,)), "platform", STAFF) is hears


def ranked(*documents: Document) -> list[str]:
    view = View({one.id: Known(one, Extracted()) for one in documents}, 1)
    paths = [one for one in documents if one.fields]
    return [one.id for one in in_order(paths, "platform", STAFF, Citedness(view))]


def test_of_two_the_one_of_the_teams_members_is_taken_then_the_one_that_more_lead_to_and_never_by_date() -> None:
    own = replace(path("z/own.md", team=("platform",), owner=("bo",)), updated_at=datetime(2020, 1, 1, tzinfo=UTC))
    cited = path("y/cited.md", team=("platform",), owner=("mallory",))
    loud = replace(path("a/loud.md", team=("platform",), owner=("mallory",)), updated_at=datetime(2099, 1, 1, tzinfo=UTC))
    leading = [document(f"x/{name}.md", name, refers=["y/cited.md"]) for name in ("one", "two")]
    once = document("x/three.md", "Three", refers=["a/loud.md"])

    for updated in (None, datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)):
        dated = replace(loud, updated_at=updated, created_at=updated)
        assert ranked(dated, cited, own, *leading, once) == ["own", "cited", "loud"]
        assert ranked(dated, replace(cited, updated_at=updated)) == ["loud", "cited"], "by place where nothing else tells"


def test_a_path_does_not_speak_for_another_one() -> None:
    cited = path("y/cited.md", team=("platform",), owner=("mallory",))
    other = path("a/other.md", team=("platform",), owner=("mallory",))
    lists = replace(path("b/lists.md"), links=document("l.md", "L", refers=["y/cited.md"]).links)

    assert ranked(cited, other, lists)[0] == "other"


def test_a_document_dated_to_the_future_takes_over_no_teams_path() -> None:
    shelf = company()
    shelf.put(path("team/zz.md", team=("platform",), owner=("Bo Lindqvist",)), "- [Week](/handbook/week.md)")
    forged = path("aa/forged.md", team=("platform",), owner=("mallory",))
    shelf.put(replace(forged, updated_at=datetime(2099, 1, 1, tzinfo=UTC)), "- [Cooking](/other/cooking.md)")

    found = shelf.knowledge().onboarding.guide(BO, "platform")

    assert found.pinned_in is not None
    assert found.pinned_in.id == "zz"
    assert found.upkeep is not None
    assert found.upkeep.problems == ("“Path aa/forged.md” (docs/aa/forged.md) says that it is for this too, and was not taken",)


def test_a_claimed_path_that_may_not_be_read_is_not_named() -> None:
    shelf = company()
    shelf.put(path("team/zz.md", team=("platform",), owner=("Bo Lindqvist",)), "- [Week](/handbook/week.md)")
    hidden = path("aa/hidden.md", team=("platform",), owner=("mallory",))
    shelf.put(replace(hidden, readers=Readers.parse("group:board")), "- [Cooking](/other/cooking.md)")

    mine, boards = upkeep(shelf, BO, "platform"), upkeep(shelf, ANA, "platform")

    assert mine is not None
    assert mine.problems == ()
    assert boards is not None
    assert len(boards.problems) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"topic": ("how",), "owner": ("mallory",)},
        {"topic": ("how", "platform"), "owner": ("mallory",)},
        {"topic": ("how",), "team": ("platform",), "owner": ("mallory",)},
        {"topic": ("how",), "team": ("platform",), "owner": ("mallory", "platform")},
        {"topic": ("how",), "team": ("sales",), "owner": ("bo", "mallory")},
    ],
    ids=["no team", "the team as a topic", "another's team", "with the team", "with another"],
)
def test_who_calls_themselves_an_owner_sees_no_newcomers_question(fields: dict[str, tuple[str, ...]]) -> None:
    shelf = company()
    shelf.put(path("x/mine.md", **fields), "- [Cluster](/design/cluster.md)")
    ask(shelf, "how do we leave the customer?", "bo", "cy", "dee", "eve")

    assert questions(shelf, MALLORY, "how") == []
    assert questions(shelf, ANA, "how") == ["how do we leave the customer?"], "a curator sees it"


@pytest.mark.parametrize(
    ("askers", "nearest", "sees"),
    [
        pytest.param(("cy", "dee", "eve"), ("cluster",), True, id="three about a listed document"),
        pytest.param(("cy", "dee"), ("cluster",), False, id="two"),
        pytest.param(("cy", "dee", "bo"), ("cluster",), False, id="two and the owner"),
        pytest.param(("cy", "dee", "ana"), ("cluster",), False, id="two and an old hand"),
        pytest.param(("cy", "cy", "dee"), ("cluster",), False, id="one of them twice"),
        pytest.param(("cy", "dee", "eve"), (), False, id="about no document"),
        pytest.param(("cy", "dee", "eve"), ("cooking",), False, id="about another document"),
        pytest.param(("cy", "dee", "eve"), ("week", "cluster"), False, id="nearer to one that Lore added"),
        pytest.param(("cy", "dee", "eve"), ("plan",), False, id="about a hidden document"),
    ],
)
def test_a_teams_owner_sees_what_three_other_newcomers_asked_about_what_the_path_lists(
    askers: tuple[str, ...], nearest: tuple[str, ...], *, sees: bool
) -> None:
    shelf = company()
    fields = {"topic": ("kafka",), "team": ("platform",), "owner": ("Bo Lindqvist",)}
    shelf.put(path(**fields), "- [Cluster](/design/cluster.md)\n- [Plan](/board/plan.md)")
    ask(shelf, "how do I see kafka lag?", *askers, nearest=nearest)

    assert questions(shelf, BO, "kafka") == (["how do I see kafka lag?"] if sees else [])
    assert questions(shelf, MALLORY, "kafka") == []
    assert questions(shelf, ANA, "kafka") == ["how do I see kafka lag?"]
