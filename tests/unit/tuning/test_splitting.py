"""Which documents are learned from, and which are held back."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.tuning.pairs import Origin, Pair
from assistant.tuning.splitting import CHOOSING_SHARE, HELD_BACK_SHARE, Part, split
from tests.stand_ins.tuning_world import pair

NAMES = [f"document{number}" for number in range(400)]


def pairs_of(names: list[str]) -> list[Pair]:
    return [pair(f"a{name} b{name} c{name}", f"text of {name}", name) for name in names]


def part_of(name: str) -> Part:
    return split([], [name, *NAMES], []).parts[name]


HELD = next(name for name in NAMES if part_of(name) is Part.JUDGING)
LEARNED = next(name for name in NAMES if part_of(name) is Part.LEARNING)


def test_each_document_is_for_one_thing() -> None:
    found = split(pairs_of(NAMES), NAMES, [])
    documents = [{one.document_id for one in part} for part in (found.learning, found.choosing, found.judging)]
    assert sum(len(names) for names in documents) == len(NAMES) == len(set().union(*documents))


def test_the_parts_have_their_shares() -> None:
    found = split(pairs_of(NAMES), NAMES, [])
    assert len(found.judging) / len(NAMES) == pytest.approx(HELD_BACK_SHARE, abs=0.06)
    assert len(found.choosing) / len(NAMES) == pytest.approx(CHOOSING_SHARE, abs=0.06)


def test_the_same_documents_are_held_back_when_others_come_and_go() -> None:
    before = split(pairs_of(NAMES[:200]), NAMES[:200], []).parts
    after = split(pairs_of(NAMES[100:]), NAMES[100:], []).parts
    assert {name: before[name] for name in NAMES[100:200]} == {name: after[name] for name in NAMES[100:200]}


@pytest.mark.parametrize("tied", [[("a", "b"), ("b", "c")], [("c", "a"), ("b", "a")]])
def test_documents_that_are_tied_stay_together(tied: list[tuple[str, str]]) -> None:
    parts = split([], ["a", "b", "c", *NAMES], tied).parts
    assert parts["a"] == parts["b"] == parts["c"]


def test_the_document_that_asks_stays_with_the_one_that_answers() -> None:
    asked = [Pair(f"title of {LEARNED}", "the text", Origin.LINK, HELD, 1, LEARNED)]
    parts = split(asked, NAMES, []).parts
    assert parts[HELD] == parts[LEARNED]


def test_a_group_that_is_much_of_the_corpus_is_learned_from() -> None:
    chain = list(pairwise(NAMES[:101]))
    assert {split([], NAMES, chain).parts[name] for name in NAMES[:101]} == {Part.LEARNING}


def test_ties_to_what_is_not_there_do_no_harm() -> None:
    assert set(split([], ["a"], [("a", "gone")]).parts) == {"a"}


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("How long are raw positions kept?", "another text", False),
        ("how long, are RAW positions kept", "another text", False),
        ("How long are the raw positions kept?", "another text", False),
        ("Who may read raw positions at night?", "another text", True),
        ("Which bus was chosen?", "Eighteen months.", False),
        ("Which bus was chosen?", "Kafka.", True),
    ],
    ids=["the same", "spelled otherwise", "one word more", "shares a few words", "the same text", "another"],
)
def test_nothing_is_learned_that_is_all_but_held_back(question: str, text: str, kept: bool) -> None:
    held = pair("How long are raw positions kept?", "Eighteen months.", HELD)
    found = split([held, pair(question, text, LEARNED)], NAMES, [])
    assert len(found.learning) == kept
    assert found.dropped == (not kept)


def test_a_pair_counts_once() -> None:
    assert len(split([pair("Q one", "text", LEARNED), pair("q ONE", "Text.", LEARNED)], NAMES, []).learning) == 1
