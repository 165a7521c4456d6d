"""For whom a thread's resolution can be written."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Document, Kind
from assistant.domain.readers import ADMINISTRATORS_ONLY, Principal, Readers
from assistant.slack.acting.whose_eyes import ALL, ALONE, CHANNEL, HERE, THREAD, Eyes

ANA = Principal("ana", frozenset({"storage", "slack:C0DEN"}))
BO = Principal("bo", frozenset({"slack:C0DEN"}))
ROOT = Principal("root", administrator=True)


def read_in(readers: str) -> Document:
    return Document("t", "chat", "C0DEN/1.2.json", "Thread", Kind.THREAD, "h", Readers.parse(readers))


def values(eyes: Eyes) -> list[str]:
    return [one.value for one in eyes.choices()]


def test_a_thread_that_was_read_in_is_first_for_its_own_readers() -> None:
    eyes = Eyes(ANA, "C0DEN", (ANA, BO), read_in("group:slack:C0DEN"), ("storage",))
    assert values(eyes) == [THREAD, ALONE]
    assert eyes.readers(THREAD) == Readers.parse("group:slack:C0DEN")


def test_one_that_everyone_may_read_can_be_for_anybody() -> None:
    eyes = Eyes(ANA, "C0DEN", (ANA, BO), read_in("everyone"), ("storage",), is_public=True)
    assert values(eyes) == [THREAD, CHANNEL, HERE, ALONE, "group:storage", ALL]


@pytest.mark.parametrize("is_public", [True, False], ids=["public", "private"])
@pytest.mark.parametrize(
    "company",
    [(), (Principal(""), ANA), tuple(Principal(f"u{n}", frozenset({"storage"})) for n in range(201)), (ROOT,)],
    ids=["strangers", "anybody may look in", "too many to name", "an administrator alone"],
)
def test_nobody_but_the_writer_is_proposed_where_the_channels_people_can_not_be_named(
    company: tuple[Principal, ...], is_public: bool
) -> None:
    proposed = values(Eyes(ANA, "C0LAYOFFS", company, None, ("storage",), is_public))[0]
    assert proposed == (HERE if company == (ROOT,) else ALONE)


@pytest.mark.parametrize(
    ("company", "is_public", "wider"),
    [
        ((ANA, BO), True, ["group:storage", ALL]),
        ((ANA, BO), False, []),
        ((ANA, ROOT), False, ["group:storage"]),
        ((), True, []),
        ((), False, []),
        ((ROOT,), False, []),
    ],
    ids=["public", "private", "private, all of the group", "shared with strangers", "direct or unknown", "administrators"],
)
def test_others_than_the_channels_people_can_be_chosen_in_public_alone_or_with_all_in_the_group(
    company: tuple[Principal, ...], is_public: bool, wider: list[str]
) -> None:
    eyes = Eyes(ANA, "C0LAYOFFS", company, None, ("storage",), is_public)
    offered = [one for one in values(eyes) if one == ALL or one.startswith("group:")]
    assert offered == wider
    assert [one for one in ("group:storage", ALL) if eyes.readers(one)] == wider


def test_the_channels_own_group_comes_before_a_list_of_people() -> None:
    eyes = Eyes(ANA, "C0DEN", (ANA, BO, ROOT))
    assert values(eyes)[:2] == [CHANNEL, HERE]
    assert eyes.readers(CHANNEL) == Readers.parse("group:slack:C0DEN")


def test_a_group_that_somebody_in_the_channel_lacks_is_not_the_channels() -> None:
    assert CHANNEL not in values(Eyes(ANA, "C0DEN", (ANA, Principal("eve"))))


def test_people_are_named_one_by_one() -> None:
    assert Eyes(ANA, "C0", (ANA, BO)).readers(HERE) == Readers.parse("user:ana,user:bo")


@pytest.mark.parametrize(
    "company",
    [(), (ANA, Principal("")), (ANA, Principal("a,b")), tuple(Principal(f"u{n}") for n in range(201))],
    ids=["not all are known", "anybody may look in", "a name that can't be written", "too many"],
)
def test_people_who_can_not_be_named_are_no_choice(company: tuple[Principal, ...]) -> None:
    assert HERE not in values(Eyes(ANA, "C0", company))


def test_only_the_writers_own_groups_of_lore_toml_are_offered() -> None:
    eyes = Eyes(ANA, "C0", (ANA, BO), None, ("board", "storage", "slack:C0DEN"), is_public=True)
    assert [one for one in values(eyes) if one.startswith("group:")] == ["group:storage", "group:slack:C0DEN"]


def test_there_is_always_a_choice() -> None:
    eyes = Eyes(Principal("eve"), "C0", (), read_in("group:board"))
    assert eyes.readers(ALONE) == ADMINISTRATORS_ONLY
    assert values(eyes) == [THREAD, ALONE]


@pytest.mark.parametrize("value", ["", "group:board", "user:bo", "everyone,user:x", THREAD])
def test_what_was_not_offered_can_not_be_chosen(value: str) -> None:
    assert Eyes(ANA, "C0", (ANA,), None, ("storage", "board"), is_public=True).readers(value) is None


def test_what_is_offered_can_be_sent() -> None:
    eyes = Eyes(Principal("ana", frozenset({"g" * 200, "g"})), "C0", (ANA,), None, ("g" * 200, "g"), is_public=True)
    assert "group:g" in values(eyes)
    assert all(0 < len(one.value) <= 75 and one.label for one in eyes.choices())
