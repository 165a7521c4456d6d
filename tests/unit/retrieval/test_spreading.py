"""What links add to the scores of candidates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.link_graph import SHARED, LinkGraph, Tie
from assistant.retrieval.spreading import WEIGHTS, LinkWeights, spread, strongest

SCORES = {"a": 1.0, "b": 0.8, "c": 0.5, "d": 0.2}


def tied(relation: str, strength: float = 1.0) -> LinkGraph:
    return LinkGraph((Tie("a", "d", relation, strength),))


def test_without_links_every_score_stays() -> None:
    assert spread(SCORES, LinkGraph()) == SCORES


def test_no_candidates_have_no_scores() -> None:
    assert spread({}, tied("closes")) == {}


@pytest.mark.parametrize(
    ("relation", "strength", "share"),
    [
        pytest.param("closes", 1.0, WEIGHTS.closes, id="an issue and its change"),
        pytest.param(SHARED, 0.5, WEIGHTS.shared / 2, id="half of the same subjects"),
        pytest.param("refers-to", 1.0, WEIGHTS.mention, id="a mention"),
        pytest.param("implements", 1.0, WEIGHTS.mention, id="any other link"),
    ],
)
def test_the_best_candidate_gives_a_share_of_the_range_to_what_it_is_tied_to(
    relation: str, strength: float, share: float
) -> None:
    after = spread(SCORES, tied(relation, strength))
    assert after["d"] == pytest.approx(0.2 + 0.8 * WEIGHTS.share * share)
    assert after["a"] == 1.0


def test_a_tie_is_followed_from_either_end() -> None:
    assert spread(SCORES, LinkGraph((Tie("d", "a", "closes"),))) == spread(SCORES, tied("closes"))


def test_who_fires_gives_as_much_as_it_stands_out_from_those_who_do_not() -> None:
    weights = LinkWeights(firing=2)
    half_way = {"a": 1.0, "b": 0.75, "c": 0.5, "d": 0.2}
    after = spread(half_way, LinkGraph((Tie("b", "d", "closes"), Tie("c", "d", "closes"))), weights)
    assert after["d"] == pytest.approx(0.2 + 0.8 * weights.share * 0.5 + 0.0)


def test_of_several_ties_between_two_documents_the_strongest_counts() -> None:
    ties = (Tie("a", "d", "refers-to"), Tie("d", "a", "closes"), Tie("a", "d", SHARED, 0.1))
    assert spread(SCORES, LinkGraph(ties)) == spread(SCORES, tied("closes"))


def test_what_is_no_candidate_is_not_brought_in() -> None:
    graph = LinkGraph((Tie("a", "elsewhere", "closes"),), {"a": frozenset({"heir"})}, {"famous": 99})
    assert spread(SCORES, graph, replace(WEIGHTS, citedness=0.5)) == SCORES


def test_a_superseded_document_gives_to_what_holds_in_its_place() -> None:
    after = spread(SCORES, LinkGraph(replaced_by={"a": frozenset({"c"})}))
    assert after["c"] == pytest.approx(0.5 + 0.8 * WEIGHTS.succession)
    assert after["a"] == 1.0, "it may be what the question is about"


def test_a_question_about_history_prefers_no_successor() -> None:
    assert spread(SCORES, LinkGraph(replaced_by={"a": frozenset({"c"})}), WEIGHTS.of_history) == SCORES


def test_citations_count_up_to_a_bound_where_they_count_at_all() -> None:
    weights = replace(WEIGHTS, citedness=0.1)
    after = spread(SCORES, LinkGraph(cited_by={"b": 1, "c": 20, "d": 1000}), weights)
    gains = {one: after[one] - SCORES[one] for one in SCORES}
    assert gains["a"] == 0
    assert 0 < gains["b"] < gains["c"] == pytest.approx(gains["d"]) == pytest.approx(0.08)


def test_candidates_that_are_all_as_good_give_nothing() -> None:
    assert spread({"a": 0.5, "d": 0.5}, tied("closes")) == {"a": 0.5, "d": 0.5}


def test_the_strongest_come_first_and_equals_in_the_order_of_their_ids() -> None:
    assert strongest({"b": 1.0, "a": 1.0, "c": 2.0}, 2) == ["c", "a"]


IDS = st.sampled_from("abcdefgh")
TIES = st.builds(Tie, IDS, IDS, st.sampled_from(["closes", "refers-to", SHARED]), st.floats(0.01, 1))


@given(
    scores=st.dictionaries(IDS, st.floats(-5, 5), min_size=1),
    ties=st.lists(TIES, max_size=12),
    moved=st.floats(-3, 3),
    scaled=st.floats(0.1, 10),
)
def test_links_only_ever_add_and_the_scale_of_scores_does_not_matter(
    scores: dict[str, float], ties: list[Tie], moved: float, scaled: float
) -> None:
    graph = LinkGraph(tuple(ties))
    after = spread(scores, graph)
    assert set(after) == set(scores)
    assert all(after[one] >= scores[one] for one in scores)
    other = spread({one: scaled * value + moved for one, value in scores.items()}, graph)
    assert other == pytest.approx({one: scaled * value + moved for one, value in after.items()}, rel=1e-3, abs=1e-3)
