"""The short form of `python -m tests.benchmarks.bad_answers`: two answers of each kind of badness, over a real index."""

from __future__ import annotations

import pytest

from tests.benchmarks.bad_answers import Count, Plan, measured
from tests.stand_ins.bad_model import Badness


@pytest.fixture(scope="module")
def counts() -> dict[Badness, Count]:
    return measured(Plan(2 * len(Badness), seed=3, every=6))


@pytest.fixture(scope="module")
def whole(counts: dict[Badness, Count]) -> Count:
    total = Count()
    for count in counts.values():
        total.add(count)
    return total


def test_every_citation_that_is_shown_resolves_to_what_was_retrieved_for_this_person(whole: Count) -> None:
    assert whole.answers == 2 * len(Badness)
    assert whole.resolved == whole.shown > 30


def test_nothing_else_gets_through(whole: Count) -> None:
    assert whole.wrong == 0


def test_swapped_and_forged_citations_are_mended(counts: dict[Badness, Count]) -> None:
    swapped = counts[Badness.EXCHANGED]
    assert swapped.moved >= swapped.true_said - 1
    assert swapped.true_cited_right >= swapped.true_said - 1
    assert counts[Badness.FORGED].forged > 0


def test_false_sentences_are_marked_and_true_ones_are_not(counts: dict[Badness, Count]) -> None:
    for kind in (Badness.MADE_UP, Badness.FORGED, Badness.OTHER_FIGURES, Badness.CLOSED):
        assert counts[kind].false_cited == 0
    assert sum(count.false_marked for count in counts.values()) >= 0.8 * sum(count.false_said for count in counts.values())
    for kind in (Badness.OWN_SENTENCES, Badness.NO_MARKERS, Badness.EXCHANGED):
        assert counts[kind].true_said
        assert counts[kind].true_marked == 0


def test_what_is_no_answer_is_replaced_by_the_sources_own_words(counts: dict[Badness, Count]) -> None:
    assert counts[Badness.CUT].extractive + counts[Badness.CUT].abstained > 0
