"""What both halves found, ranked: what holds whatever the weights are."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.documents import Kind
from assistant.domain.hits import About, Scored
from assistant.retrieval.fusion import Found, Fused, Looked, Ranking, Standing, fuse
from assistant.retrieval.weights import RANKING

PLAIN = Ranking(standing=Standing(title=0.0, support=0.0))
"""Documents by their best chunk alone."""
RANKINGS = {
    "in force": RANKING,
    "plain": PLAIN,
    "words alone": replace(RANKING, vectors=0.0),
    "vectors alone": replace(RANKING, vectors=1.0),
    "the lead alone": replace(RANKING, lead=1.0),
    "no lead": replace(RANKING, lead=0.0),
    "much support": Ranking(standing=Standing(support=1.0, support_fall=1.0)),
}
whatever_the_weights = pytest.mark.parametrize("ranking", RANKINGS.values(), ids=RANKINGS)


def scored(*keys: int, best: float = 1.0) -> list[Scored]:
    """Chunks of documents of their own, best first."""
    return [Scored(key, f"d{key}", best - place * 0.1) for place, key in enumerate(keys)]


def about_all(found: Found, **agreements: float) -> dict[str, About]:
    """Pages with titles that agree so much."""
    return {one: About(Kind.PAGE, agreements.get(one, 0.0)) for one in found.document_ids}


def fused(found: Found, ranking: Ranking = PLAIN, **agreements: float) -> list[Fused]:
    return fuse(found, about_all(found, **agreements), ranking)


def looking(nearest: Sequence[Scored] = (), matching: Sequence[Scored] = (), readable: float = 1.0) -> Found:
    return Found(Looked(nearest, matching, readable))


def standings(found: Sequence[Fused]) -> dict[str, float]:
    """Each document's place: the score of its best chunk."""
    best: dict[str, float] = {}
    for one in found:
        best.setdefault(one.document_id, one.score)
    return best


def keys(found: Sequence[Fused]) -> list[int]:
    return [one.key for one in found]


SCORES = st.floats(-1, 30, allow_nan=False)


@st.composite
def halves(draw: st.DrawFn) -> list[Scored]:
    """Best first, and in four documents."""
    chosen = draw(st.dictionaries(st.integers(1, 30), SCORES, max_size=20))
    return sorted((Scored(key, f"d{key % 4}", score) for key, score in chosen.items()), key=lambda one: (-one.score, one.key))


LOOKED = st.builds(Looked, halves(), halves(), st.floats(0, 1))
FOUND = st.builds(Found, LOOKED, st.none() | LOOKED, st.none() | LOOKED)
ABOUT = st.fixed_dictionaries(
    {f"d{number}": st.builds(About, st.sampled_from(list(Kind)), st.floats(0, 1)) for number in range(4)}
)


@whatever_the_weights
@given(found=FOUND, about=ABOUT)
def test_every_chunk_that_was_found_comes_once_and_no_other(found: Found, about: dict[str, About], ranking: Ranking) -> None:
    looked = [one for one in (found.whole, found.lead, found.rest) if one]
    expected = {(one.key, one.document_id) for each in looked for one in (*each.nearest, *each.matching)}
    ranked = fuse(found, about, ranking)
    assert len(ranked) == len(expected)
    assert {(one.key, one.document_id) for one in ranked} == expected
    assert {one.document_id for one in ranked} == found.document_ids


@whatever_the_weights
@given(found=FOUND, about=ABOUT)
def test_scores_are_finite_and_explain_the_order_and_ties_go_to_the_older(
    found: Found, about: dict[str, About], ranking: Ranking
) -> None:
    ranked = fuse(found, about, ranking)
    assert all(math.isfinite(one.score) for one in ranked)
    assert all((-one.score, one.key) < (-other.score, other.key) for one, other in pairwise(ranked))


@given(found=FOUND, about=ABOUT)
def test_what_is_found_alike_is_ranked_alike(found: Found, about: dict[str, About]) -> None:
    again = {one: about[one] for one in reversed(about)}
    assert fuse(found, about, RANKING) == fuse(found, again, RANKING)


@given(found=FOUND)
def test_the_similarity_is_the_cosine_with_the_whole_question_if_it_was_measured(found: Found) -> None:
    measured: dict[int, float] = {}
    for part in (found.whole, found.rest, found.lead):
        if part:
            measured = {one.key: one.score for one in part.nearest} | measured
    assert {one.key: one.similarity for one in fused(found, RANKING)} == {
        key: measured.get(key, 0.0) for key in keys(fused(found, RANKING))
    }


@whatever_the_weights
def test_a_chunk_that_both_halves_rank_first_is_first(ranking: Ranking) -> None:
    assert fused(looking(scored(7, 1, 2), scored(7, 3, 4, best=20.0)), ranking)[0].key == 7


@pytest.mark.parametrize(("nearest", "matching"), [([], []), (scored(1, 2), []), ([], scored(1, 2))])
def test_one_half_may_be_empty(nearest: list[Scored], matching: list[Scored]) -> None:
    assert keys(fused(looking(nearest, matching))) == [one.key for one in nearest or matching]


def test_equal_scores_go_to_the_older_chunk() -> None:
    assert keys(fused(looking([Scored(key, f"d{key}", 0.5) for key in (5, 3, 9)]))) == [3, 5, 9]


@given(found=FOUND, about=ABOUT)
def test_the_best_chunk_of_a_document_stands_at_the_documents_score(found: Found, about: dict[str, About]) -> None:
    given_scores: dict[str, float] = {}

    def spread(scores: Mapping[str, float]) -> Mapping[str, float]:
        given_scores.update(scores)
        return scores

    best = standings(fuse(found, about, RANKING, spread))
    assert best == given_scores


@pytest.mark.parametrize("gain", [0.0, 0.5, -0.25])
@given(found=FOUND, about=ABOUT)
def test_what_links_add_to_a_document_its_chunks_get_alike(gain: float, found: Found, about: dict[str, About]) -> None:
    def spread(scores: Mapping[str, float]) -> Mapping[str, float]:
        return {one: score + (gain if one == "d1" else 0.0) for one, score in scores.items()}

    before = {one.key: one.score for one in fuse(found, about, RANKING)}
    for one in fuse(found, about, RANKING, spread):
        assert one.score == pytest.approx(before[one.key] + (gain if one.document_id == "d1" else 0.0))


@given(found=FOUND, about=ABOUT, more=st.floats(0, 1))
def test_a_title_that_agrees_more_never_lowers_its_document(found: Found, about: dict[str, About], more: float) -> None:
    before = standings(fuse(found, about, RANKING))
    agreeing = replace(about["d1"], title_agreement=min(1.0, about["d1"].title_agreement + more))
    after = standings(fuse(found, about | {"d1": agreeing}, RANKING))
    assert after.get("d1", 0.0) >= before.get("d1", 0.0)
    assert {one: score for one, score in after.items() if one != "d1"} == {
        one: score for one, score in before.items() if one != "d1"
    }


@given(nearest=halves(), matching=halves(), other=halves())
def test_an_embedder_that_can_read_nothing_says_nothing(
    nearest: list[Scored], matching: list[Scored], other: list[Scored]
) -> None:
    same_chunks = [replace(one, score=float(-place)) for place, one in enumerate(nearest)]
    ranked = fused(looking(nearest, matching, 0.0), RANKING)
    assert [(one.key, one.score) for one in ranked] == [
        (one.key, one.score) for one in fused(looking(same_chunks, matching, 0.0), RANKING)
    ]
    assert [(one.key, one.score) for one in ranked] == [
        (one.key, one.score) for one in fused(looking(nearest, matching, 1.0), replace(RANKING, vectors=0.0))
    ]


@pytest.mark.parametrize(
    ("readable", "first"),
    [
        pytest.param(1.0, 1, id="all of it"),
        pytest.param(0.9, 1, id="all but a name"),
        pytest.param(0.3, 2, id="little"),
        pytest.param(0.0, 2, id="nothing"),
    ],
)
def test_the_less_an_embedder_can_read_the_less_it_counts(readable: float, first: int) -> None:
    near = [Scored(1, "d1", 0.9), Scored(2, "d2", 0.6), Scored(3, "d3", 0.1)]
    matching = [Scored(2, "d2", 9.0), Scored(1, "d1", 7.0), Scored(4, "d4", 0.0)]
    assert fused(looking(near, matching, readable), Ranking(vectors=0.5, standing=PLAIN.standing))[0].key == first


@pytest.mark.parametrize("readable", [0.85, 0.86, 0.99])
def test_an_embedder_that_can_read_nearly_all_counts_in_full(readable: float) -> None:
    near, matching = scored(1, 2, 3), scored(3, 4, 1)
    assert fused(looking(near, matching, readable)) == fused(looking(near, matching))


MANY = [Scored(1, "one", 0.9), *(Scored(key, "many", 0.89) for key in (2, 3, 4)), Scored(5, "last", 0.1)]


def test_a_document_that_answers_in_several_places_rises() -> None:
    assert fused(looking(MANY), Ranking(standing=Standing(support=0.5)))[0].document_id == "many"
    assert fused(looking(MANY), PLAIN)[0].document_id == "one"


def test_further_chunks_add_less_and_less() -> None:
    standing = Standing(title=0.0, support=0.5, support_fall=0.5)
    score = fused(looking([Scored(key, "d", 1.0) for key in (1, 2, 3)]), Ranking(vectors=1.0, standing=standing))[0].score
    assert score == pytest.approx(1 + 0.5 + 0.25 + 0.125)


def test_a_kind_is_judged_by_weights_of_its_own() -> None:
    found = looking(scored(1, 2))
    own = {Kind.MEETING: Standing(title=1.0, support=0.0)}
    ranking = replace(PLAIN, standing_of=own)
    agreeing = {"d1": About(Kind.PAGE, 0.0), "d2": About(Kind.MEETING, 1.0)}
    assert fuse(found, agreeing, ranking)[0].key == 2
    assert fuse(found, {one: replace(it, kind=Kind.PAGE) for one, it in agreeing.items()}, ranking)[0].key == 1


def leads(share: float) -> Ranking:
    return replace(PLAIN, lead=share, vectors=1.0)


@pytest.mark.parametrize(("share", "first"), [(0.0, 1), (0.3, 1), (0.7, 2), (1.0, 2)])
def test_the_lead_ranks_documents_beside_the_whole_by_its_share(share: float, first: int) -> None:
    found = Found(Looked(scored(1, 2, 3)), lead=Looked(scored(2, 1, 3)))
    assert fused(found, leads(share))[0].key == first


def test_what_only_the_lead_found_is_ranked_too() -> None:
    found = Found(Looked(scored(1, 2, 3)), lead=Looked(scored(9, 1)))
    assert {one.key for one in fused(found, leads(0.5))} == {1, 2, 3, 9}


PLACED = Found(
    Looked([Scored(1, "named", 1.0), Scored(2, "named", 0.4), Scored(3, "other", 0.5), Scored(4, "other", 0.0)]),
    rest=Looked([Scored(3, "other", 1.0), Scored(2, "named", 0.9), Scored(1, "named", 0.0)]),
)


def test_the_rest_finds_the_place_within_a_document_and_moves_no_document() -> None:
    ranked = fused(PLACED, replace(PLAIN, vectors=1.0))
    assert [one.key for one in ranked if one.document_id == "named"] == [2, 1]
    assert standings(ranked) == standings(fused(Found(PLACED.whole), replace(PLAIN, vectors=1.0)))
    assert ranked[0].document_id == "named"


def test_a_chunk_that_the_rest_did_not_find_stands_below_those_that_it_found() -> None:
    ranked = fused(PLACED, replace(PLAIN, vectors=1.0))
    assert [one.key for one in ranked if one.document_id == "other"] == [3, 4]


@pytest.mark.parametrize("moved", [lambda score: score + 5, lambda score: score * 3, lambda score: score / 8 - 1])
@given(matching=halves())
def test_the_scale_of_bm25_does_not_matter(moved: Callable[[float], float], matching: list[Scored]) -> None:
    rounded = [replace(one, score=float(round(one.score))) for one in matching]
    other = [replace(one, score=moved(one.score)) for one in rounded]
    before, after = fused(looking((), rounded), RANKING), fused(looking((), other), RANKING)
    assert [one.score for one in after] == pytest.approx([one.score for one in before], abs=1e-9)


def test_nothing_found_is_nothing_ranked() -> None:
    assert fuse(Found(Looked()), {}, RANKING) == []
    assert fuse(Found(Looked(), Looked(), Looked()), {}, RANKING, lambda scores: scores) == []
