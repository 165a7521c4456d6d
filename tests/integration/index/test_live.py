"""The tail beside a generation, and readers beside a publisher."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.adapters.index.generation import generation_in_force
from assistant.adapters.index.live import LiveIndex, LiveView
from assistant.domain.hits import Scored
from assistant.domain.queries import Query
from assistant.domain.readers import Readers
from tests.integration.index.shelf import ADMINISTRATOR, EVERYBODY, Shelf, Written, scope, written

SECURITY = Readers(frozenset({"group:security"}))
QUESTIONS = ("kafka retention", "which vessel", "berth token of the vessel", "位置数据", "retention", "nothing-of-this")


def library(version: int = 0) -> list[Written]:
    words = ("kafka", "retention", "berth", "token", "vessel", "位置数据")
    return [
        written(f"d{n}", *(f"{words[(n + place) % 6]} {words[n % 5]} v{version} n{n} p{place}" for place in range(3)))
        for n in range(12)
    ]


def answers(shelf: Shelf) -> list[tuple[str, str, float]]:
    """What each question finds, by half, with scores, in an order that ties don't change."""
    view = shelf.index.view()
    found = []
    for question in QUESTIONS:
        nearest = view.nearest(shelf.embedder.embed_question(question), 100, ADMINISTRATOR)
        for half, scored in (("vectors", nearest), ("words", view.matching(question, 100, ADMINISTRATOR))):
            found += [(f"{question}/{half}", one.document_id + str(one.key), one.score) for one in scored]
    return sorted(found)


def added(shelf: Shelf) -> None:
    shelf.put(*library()[6:])


def replaced(shelf: Shelf) -> None:
    shelf.put(*library(1)[:4])


def removed(shelf: Shelf) -> None:
    shelf.remove("d0", "d3")


def restricted(shelf: Shelf) -> None:
    shelf.move(library()[1].changed(readers=SECURITY).document)


@pytest.mark.parametrize(
    ("change", "tolerance"),
    [(added, 1e-5), (replaced, 1.0), (removed, 1.0), (restricted, 1.0)],
    ids=["added", "replaced", "removed", "restricted"],
)
def test_the_tail_finds_what_the_next_publication_finds(
    shelf: Shelf, change: Callable[[Shelf], None], tolerance: float
) -> None:
    """BM25 counts the versions that were replaced until the next publication, so that its scores differ a little then."""
    shelf.put(*library()[:6])
    shelf.publish()
    shelf.index.view()
    change(shelf)
    before = answers(shelf)
    shelf.publish()
    after = answers(shelf)
    assert [one[:2] for one in before] == [one[:2] for one in after]
    assert [score for *_, score in before] == pytest.approx([score for *_, score in after], abs=tolerance)


@pytest.mark.parametrize("steps", [1, 5])
def test_a_tail_that_came_in_steps_equals_one_that_came_at_once(shelf: Shelf, steps: int) -> None:
    shelf.put(*library()[:3])
    shelf.publish()
    for start in range(3, 12, 9 // steps):
        shelf.put(*library()[start : start + 9 // steps])
        shelf.index.view()
    mine = answers(shelf)
    shelf.index = shelf.another_index()
    assert answers(shelf) == mine
    shelf.index.close()


@pytest.mark.parametrize("published", [True, False], ids=["published", "tail"])
def test_a_removed_document_hides_at_once(shelf: Shelf, *, published: bool) -> None:
    shelf.put(*library())
    if published:
        shelf.publish()
    assert "d4" in {document for _, document, _ in answers_of(shelf)}
    shelf.remove("d4")
    assert "d4" not in {document for _, document, _ in answers_of(shelf)}
    assert shelf.index.view().vector_keys() == shelf.index.view().word_keys() == shelf.journal.chunk_keys()


def answers_of(shelf: Shelf) -> list[tuple[int, str, float]]:
    view = shelf.index.view()
    nearest = view.nearest(shelf.embedder.embed_question("kafka"), 100, scope())
    return [(one.key, one.document_id, one.score) for one in [*nearest, *view.matching("kafka retention", 100, scope())]]


@pytest.mark.parametrize("published", [True, False], ids=["published", "tail"])
def test_a_document_whose_readers_change_hides_and_comes_back_at_once(shelf: Shelf, *, published: bool) -> None:
    shelf.put(*library())
    if published:
        shelf.publish()
    restricted = library()[4]
    for readers in (SECURITY, Readers(), EVERYBODY, SECURITY):
        shelf.move(restricted.changed(readers=readers).document)
        assert ("d4" in {document for _, document, _ in answers_of(shelf)}) == (readers == EVERYBODY)


def test_a_view_that_is_held_goes_on_answering_as_it_did(shelf: Shelf) -> None:
    shelf.put(*library()[:6])
    shelf.publish()
    held = [shelf.index.view()]
    shelf.put(*library()[6:])
    held.append(shelf.index.view())
    said = [both_halves(shelf, view) for view in held]
    for version in range(1, 4):
        shelf.put(*library(version))
        shelf.index.view()
        shelf.publish()
        shelf.index.view()
    assert [both_halves(shelf, view) for view in held] == said


def both_halves(shelf: Shelf, view: LiveView) -> list[Scored]:
    nearest = view.nearest(shelf.embedder.embed_question("kafka"), 50, scope())
    return [*nearest, *view.matching("kafka", 50, scope())]


def test_readers_in_threads_beside_a_publisher_find_a_whole_state_each_time(shelf: Shelf) -> None:
    """Each version replaces all documents in one commit: a mixture of two would be seen."""
    shelf.put(*library(0))
    shelf.publish()
    stop = threading.Event()
    other = shelf.another_index()

    def read(index: LiveIndex) -> int:
        count = 0
        while not stop.is_set():
            view = index.view()
            nearest = view.nearest(shelf.embedder.embed_question("kafka"), 100, scope())
            matching = view.matching("v0 v1 v2 v3 v4 v5 v6 v7 v8", 100, scope())
            assert {one.key for one in nearest} == {one.key for one in matching}
            assert len(nearest) == 36
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, index) for index in (shelf.index, shelf.index, other, other)]
        try:
            for version in range(1, 9):
                shelf.put(*library(version))
                if version % 4:
                    shelf.publish()
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)
    other.close()


def search_elsewhere(home: Path, found: multiprocessing.Queue[list[str]]) -> None:
    with Shelf(home) as shelf:
        found.put(sorted(hit.document.id for hit in shelf.retriever.search(Query("kafka", scope(), 50)).hits))


def test_other_processes_find_the_same_and_take_their_private_copies_with_them(shelf: Shelf) -> None:
    shelf.put(*library()[:6])
    shelf.publish()
    shelf.put(*library()[6:])
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[list[str]] = context.Queue()
    processes = [context.Process(target=search_elsewhere, args=(shelf.home, queue)) for _ in range(2)]
    for process in processes:
        process.start()
    found = [queue.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(60)
    mine = sorted(hit.document.id for hit in shelf.retriever.search(Query("kafka", scope(), 50)).hits)
    assert found == [mine, mine]
    assert len(private_copies(shelf)) == 1
    shelf.index.close()
    assert private_copies(shelf) == []


def private_copies(shelf: Shelf) -> list[Path]:
    return [folder for folder in (shelf.index_folder / "live").iterdir() if folder.is_dir()]


def test_private_copies_of_dead_processes_are_swept_and_those_of_living_ones_kept(shelf: Shelf) -> None:
    shelf.put(*library()[:2])
    shelf.publish()
    shelf.put(*library()[2:])
    living = shelf.another_index()
    living.view()
    [kept] = private_copies(shelf)
    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()
    process.join()
    dead = shelf.index_folder / "live" / f"{socket.gethostname()}-{process.pid}-1f3a"
    dead.mkdir()
    (dead / "segment").write_text("x")
    shelf.index.view()
    assert not dead.exists()
    assert kept in private_copies(shelf)
    assert living.view().matching("kafka", 5, scope())
    living.close()


def test_a_private_copy_changes_nothing_in_the_generation(shelf: Shelf) -> None:
    shelf.put(*library())
    shelf.publish()
    words = shelf.index_folder / "generations" / (generation_in_force(shelf.index_folder) or "") / "words"
    before = {file.name: file.read_bytes() for file in words.iterdir()}
    for version in range(1, 4):
        shelf.put(*library(version)[:6])
        shelf.remove("d9")
        shelf.index.view()
    assert {file.name: file.read_bytes() for file in words.iterdir() if not file.name.endswith(".lock")} == {
        name: data for name, data in before.items() if not name.endswith(".lock")
    }


def test_a_view_is_the_same_object_while_nothing_changes(shelf: Shelf) -> None:
    shelf.put(*library()[:2])
    assert shelf.index.view() is shelf.index.view()
