"""A short form of `python -m tests.benchmarks.filters`, and that what could be wrong is seen by it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from assistant import open_lore
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Chunk, Document, Kind, contextual_text
from tests.benchmarks import filters
from tests.benchmarks.filters import EVERYTHING, Bench, Finding, Known, copy_bench, found_share
from tests.benchmarks.shared_shelf import PLACES, SHARES, Shelved, Sight, copied, shelve, sights, varied
from tests.benchmarks.vector_cache import VectorCache

TITLES = ("The plover bus", "The heron cache", "The gull poller")
REASON = "weighs latency, ordering, quota, eviction, replay, retention, schema, tenant, shard, broker and storage"
QUESTIONS = ("why the plover bus", "how does the heron cache evict", "gull poller")


def documents(count: int) -> list[Document]:
    return [Document(f"d{n}", "s", f"team-{n // 10:02}/{n:03}.md", f"d{n}", Kind.PAGE, "") for n in range(count)]


def shelved(chunks: int) -> list[Shelved]:
    embedder = HashingEmbedder()
    originals = [
        (title, [Chunk(0, title, place, f"{title}: reason {place} {REASON}") for place in range(3)]) for title in TITLES
    ]
    real = {title: embedder.embed([contextual_text(title, one) for one in own]) for title, own in originals}
    return list(varied(originals, real, chunks))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Sixty documents, of which people see shares."""
    stock = shelved(180)
    seen = sights([one.document for one in stock])
    return Bench(shelve(tmp_path / "shelf", stock, seen), QUESTIONS, HashingEmbedder().embed(QUESTIONS), seen)


def test_each_share_is_seen_anywhere_and_together() -> None:
    seen = sights(documents(1000))
    assert [(one.place, one.share) for one in seen] == [(place, share) for place in PLACES for share in SHARES]
    assert [len(one.visible) for one in seen] == [1, 10, 100, 500, 1000] * 2


def test_what_is_seen_together_are_neighbours_and_what_is_seen_anywhere_is_not() -> None:
    folders = {
        one.place: {int(name.removeprefix("d")) // 10 for name in one.visible}
        for one in sights(documents(1000))
        if one.share == 0.01
    }
    assert len(folders["together"]) <= 2
    assert len(folders["anywhere"]) > 5


def test_a_larger_share_holds_the_smaller_ones() -> None:
    for place in PLACES:
        nested = [one.visible for one in sights(documents(500)) if one.place == place]
        assert all(small <= large for small, large in pairwise(nested))


def test_variations_reach_the_size_and_lie_in_the_folder_of_their_original() -> None:
    made = shelved(50)
    assert sum(len(one.chunks) for one in made) >= 50
    assert {one.document.path.partition("/")[0] for one in made} == {"team-000", "team-001", "team-002"}
    assert len({one.document.id for one in made}) == len(made)
    np.testing.assert_allclose(np.linalg.norm(np.vstack([one.vectors for one in made]), axis=1), 1.0, rtol=1e-5)


def test_a_person_is_let_in_to_the_documents_of_their_share_and_no_others(bench: Bench) -> None:
    for sight in bench.seen:
        rows = {row.document_id for row in bench.view.columns.rows}
        selected = bench.view.columns.mask(bench.view.columns.select(sight.scope))
        let_in = {row.document_id for row, seen in zip(bench.view.columns.rows, selected, strict=True) if seen}
        assert let_in == sight.visible & rows
    bench.lore.close()


def test_a_filtered_search_finds_what_comparing_everything_finds(bench: Bench) -> None:
    found = [bench.find(sight) for sight in bench.seen]
    bench.lore.close()

    assert [(one.vectors, one.words) for one in found] == [(1.0, 1.0)] * len(found)
    assert all(one.search > 0.9 for one in found)
    assert all(len(one.filtered) == len(one.unfiltered) == len(QUESTIONS) for one in found)
    assert all(one.ratio > 0 for one in found)


def test_a_document_that_should_not_be_seen_is_noticed(bench: Bench) -> None:
    wide = next(sight for sight in bench.seen if sight.share == 1.0)
    narrow = Sight(wide.place, wide.share, frozenset({"0-0"}))  # the group sees all, the benchmark thinks it sees one
    with pytest.raises(AssertionError):
        bench.find(narrow)
    bench.lore.close()


@pytest.mark.parametrize(
    ("found", "exact", "share"),
    [
        pytest.param([1, 2], [(1, 0.9), (2, 0.8)], 1.0, id="all-of-few"),
        pytest.param([1], [(1, 0.9), (2, 0.8)], 0.5, id="half"),
        pytest.param([], [], 1.0, id="nothing-to-find"),
        pytest.param(list(range(20, 30)), [(n, 1.0 - n / 100) for n in range(30)], 0.0, id="none-of-the-first-ten"),
        pytest.param(list(range(5, 15)), [(n, 0.5) for n in range(20)], 1.0, id="all-tie"),
        pytest.param(list(range(10)), [(n, -n / 10) for n in range(20)], 1.0, id="cosines-below-zero"),
        pytest.param([*range(9), 11], [(n, -n / 10) for n in range(20)], 0.9, id="one-below-zero-is-missed"),
    ],
)
def test_what_ties_with_the_tenth_is_as_good_as_it(found: list[int], exact: list[tuple[int, float]], share: float) -> None:
    assert found_share(found, exact) == pytest.approx(share)


@pytest.mark.parametrize(
    ("share", "recall", "filtered", "missed"),
    [
        pytest.param(0.01, 1.0, 1.2, False, id="both-kept"),
        pytest.param(0.01, 0.9, 1.0, True, id="too-little-is-found"),
        pytest.param(0.5, 0.9, 1.0, False, id="the-bar-of-recall-is-at-one-percent"),
        pytest.param(0.5, 1.0, 1.4, True, id="too-slow"),
    ],
)
def test_a_bar_is_missed_by_recall_or_by_time(share: float, recall: float, filtered: float, *, missed: bool) -> None:
    finding = Finding(Sight("anywhere", share, frozenset()), recall, 1.0, 1.0, (1.0, 1.0, 1.0), (filtered, filtered, 9.0))
    assert finding.ratio == filtered  # the median of the pairs, which one slow search does not move
    assert finding.missed is missed


def test_a_copy_of_a_data_folder_leaves_it_as_it_was(bench: Bench, tmp_path: Path) -> None:
    home, before = bench.lore.home, bench.lore.journal.sequence()
    bench.lore.close()
    cache = VectorCache(tmp_path / "cache", HashingEmbedder, "hashing")
    other = copy_bench(tmp_path / "copy", home, 5, cache)

    assert len(other.shelf.keys) == sum(len(one.chunks) for one in copied(home)) == len(bench.shelf.keys)
    assert other.find(other.seen[1]).words == 1.0
    assert {row.source for row in other.view.columns.rows} == {"shelf"}
    other.lore.close()
    with open_lore(home) as lore:
        assert lore.journal.sequence() == before
    cache.close()


def test_a_known_question_needs_no_model() -> None:
    known = Known(QUESTIONS, HashingEmbedder().embed(QUESTIONS))
    np.testing.assert_allclose(known.embed_question(QUESTIONS[1]), HashingEmbedder().embed_question(QUESTIONS[1]))
    with pytest.raises(KeyError):
        known.embed_question("another")


def test_the_exact_view_leaves_out_what_is_not_visible(bench: Bench) -> None:
    sight = next(one for one in bench.seen if one.share == 0.1)
    exact = filters.Exact(bench.view, bench.shelf, sight)
    near = exact.nearest(bench.embedder.embed_question(QUESTIONS[0]), 1000, EVERYTHING)
    match = exact.matching(QUESTIONS[0], 1000, EVERYTHING)
    assert near
    assert {one.document_id for one in (*near, *match)} <= sight.visible
    assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)
    bench.lore.close()
