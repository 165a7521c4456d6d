"""Publishing: atomic, checked to the bit, and able to mend itself."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.adapters.index.generation import FORMAT, damaged_files, generation_in_force
from assistant.adapters.index.live import LiveIndex
from assistant.adapters.index.publishing import Publisher
from assistant.domain.queries import Filters, Scope
from assistant.errors import IndexUnusable, StorageError
from assistant.ports import IndexedDocument, Journal
from tests.integration.index.shelf import ADMINISTRATOR, Shelf, written

FILES = ("CURRENT", "manifest.json", "vectors.faiss", "keys.npy", "owners.npy", "columns.json", "words/*")


@pytest.fixture
def published(shelf: Shelf) -> Shelf:
    shelf.put(written("bus", "We run Kafka."), written("store", "We run PostgreSQL.", "Compression after 7 days."))
    shelf.publish()
    return shelf


def folder_in_force(shelf: Shelf) -> Path:
    return shelf.index_folder / "generations" / (generation_in_force(shelf.index_folder) or "none")


def files_of(shelf: Shelf, pattern: str) -> list[Path]:
    base = shelf.index_folder if pattern == "CURRENT" else folder_in_force(shelf)
    return [file for file in base.glob(pattern) if not file.name.endswith(".lock")]


def rewrite_manifest(shelf: Shelf, **changes: object) -> None:
    """As another version of Lore would have written it, its hash included."""
    manifest, current = folder_in_force(shelf) / "manifest.json", shelf.index_folder / "CURRENT"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | changes))
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    current.write_text(json.dumps(json.loads(current.read_text()) | {"manifest_sha256": digest}))


@pytest.mark.parametrize("pattern", FILES)
def test_one_flipped_bit_in_any_file_is_noticed(published: Shelf, pattern: str) -> None:
    chosen = random.Random(pattern)
    files = files_of(published, pattern)
    assert files
    for file in files:
        whole = file.read_bytes()
        for _ in range(4):
            bytes_ = bytearray(whole)
            bytes_[chosen.randrange(len(whole))] ^= 1 << chosen.randrange(8)
            file.write_bytes(bytes_)
            with pytest.raises(IndexUnusable, match=r"damaged.*lore rebuild"):
                published.another_index().view()
        file.write_bytes(whole)
    assert published.another_index().view().sequence == published.journal.sequence()


@pytest.mark.parametrize("pattern", FILES[1:])
def test_a_missing_or_emptied_file_is_noticed(published: Shelf, pattern: str) -> None:
    for file in files_of(published, pattern):
        whole = file.read_bytes()
        for spoil in (file.unlink, lambda file=file: file.write_bytes(b"")):
            spoil()
            with pytest.raises(IndexUnusable, match="damaged"):
                published.another_index().view()
            file.write_bytes(whole)


def test_a_file_that_the_manifest_does_not_name_is_noticed(published: Shelf) -> None:
    (folder_in_force(published) / "words" / "more").write_text("x")
    assert damaged_files(published.index_folder) == [f"{folder_in_force(published).name}/words/more"]
    with pytest.raises(IndexUnusable, match="words/more"):
        published.another_index().view()


@pytest.mark.parametrize("spoiled", ["CURRENT", "manifest.json", "vectors.faiss"])
def test_a_publication_mends_a_damaged_index(published: Shelf, spoiled: str) -> None:
    for file in files_of(published, spoiled):
        file.write_bytes(b"\xff" + file.read_bytes())
    published.publish()
    assert len(published.another_index().view().vector_keys()) == 3
    assert damaged_files(published.index_folder) == []


def test_catching_up_writes_nothing_where_nothing_changed(published: Shelf) -> None:
    before = folder_in_force(published)
    published.publisher.catch_up()
    assert folder_in_force(published) == before


@pytest.mark.parametrize("spoiled", ["CURRENT", "manifest.json", "vectors.faiss", "words/*", "nothing"])
def test_catching_up_publishes_what_is_new_and_mends_what_is_damaged(published: Shelf, spoiled: str) -> None:
    before = folder_in_force(published)
    for file in files_of(published, spoiled):
        file.write_bytes(b"\xff" + file.read_bytes())
    if spoiled == "nothing":
        published.put(written("lunch", "Lunch is at noon."))
    published.publisher.catch_up()
    assert folder_in_force(published) != before
    assert damaged_files(published.index_folder) == []
    assert published.another_index().view().sequence == published.journal.sequence()


@pytest.mark.parametrize("pattern", ["CURRENT", "generations"])
def test_a_missing_pointer_or_generation_is_made_up_for_or_noticed(published: Shelf, pattern: str) -> None:
    if pattern == "CURRENT":
        (published.index_folder / "CURRENT").unlink()
        assert len(published.another_index().view().vector_keys()) == 3
    else:
        (published.index_folder / "generations").rename(published.index_folder / "elsewhere")
        with pytest.raises(IndexUnusable):
            published.another_index().view()


def test_another_embedder_is_refused_with_the_way_out(published: Shelf) -> None:
    with pytest.raises(IndexUnusable, match=r"'hashing'.*'other'.*lore ingest --full"):
        LiveIndex(published.index_folder, published.journal, "other").view()


def test_another_format_is_refused_with_the_way_out(published: Shelf) -> None:
    rewrite_manifest(published, format=FORMAT + 1)
    with pytest.raises(IndexUnusable, match=r"another version.*lore rebuild"):
        published.another_index().view()


def test_a_generation_of_a_former_format_is_refused_until_it_is_made_anew(shelf: Shelf) -> None:
    shelf.put(written("bus", "We run Kafka.", path="adr/bus.md"), written("store", "We ran Kafka.", path="rfc/store.md"))
    shelf.publish()
    rewrite_manifest(shelf, format=FORMAT - 1)
    with pytest.raises(IndexUnusable, match="lore rebuild"):
        shelf.index.view()

    shelf.publisher.catch_up()
    assert json.loads((folder_in_force(shelf) / "manifest.json").read_text())["format"] == FORMAT
    assert found_in(shelf, "adr") == {"bus"}


def found_in(shelf: Shelf, folder: str) -> set[str]:
    """What another process finds in a folder, by words; by vectors it is the same."""
    asked, view = Scope(ADMINISTRATOR.principal, Filters(folders=(folder,))), shelf.another_index().view()
    by_words = {one.document_id for one in view.matching("kafka", 10, asked)}
    assert by_words == {one.document_id for one in view.nearest(shelf.embedder.embed_question("kafka"), 10, asked)}
    return by_words


def test_an_index_ahead_of_its_catalogue_is_refused(published: Shelf) -> None:
    rewrite_manifest(published, sequence=published.journal.sequence() + 1)
    with pytest.raises(IndexUnusable, match=r"ahead of the catalogue.*lore rebuild"):
        published.another_index().view()


def test_the_generation_in_force_and_the_one_before_are_kept_and_no_other(shelf: Shelf) -> None:
    names = []
    for number in range(4):
        shelf.put(written(f"d{number}", f"text {number}"))
        shelf.publish()
        names.append(generation_in_force(shelf.index_folder))
    kept = {folder.name for folder in (shelf.index_folder / "generations").iterdir()}
    assert kept == set(names[-2:])


def test_what_a_killed_publication_left_is_removed_by_the_next(published: Shelf) -> None:
    leftover = published.index_folder / "generations" / "000000009-dead"
    (leftover / "words").mkdir(parents=True)
    (published.index_folder / "CURRENT.new").write_text("{")
    published.publish()
    assert not leftover.exists()
    assert not (published.index_folder / "CURRENT.new").exists()


class BreakingJournal:
    """Follows a real journal and fails while the documents are read."""

    def __init__(self, journal: Journal, error: Exception) -> None:
        self.journal, self.error = journal, error

    def sequence(self) -> int:
        return self.journal.sequence()

    def changed(self, after: int) -> list[str]:
        return self.journal.changed(after)

    def chunk_keys(self) -> set[int]:
        return self.journal.chunk_keys()

    def indexed(self, document_ids: object = None) -> list[IndexedDocument]:
        raise self.error


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError(5, "I/O"), RuntimeError("FAISS")], ids=str)
def test_a_failed_publication_leaves_the_generation_before_in_force(published: Shelf, error: Exception) -> None:
    before = generation_in_force(published.index_folder)
    with pytest.raises(StorageError):
        Publisher(published.index_folder, BreakingJournal(published.journal, error), "hashing").publish()
    assert generation_in_force(published.index_folder) == before
    assert [folder.name for folder in (published.index_folder / "generations").iterdir()] == [before]
    assert len(published.index.view().vector_keys()) == 3


def test_what_a_failed_publication_left_is_removed_while_a_thread_still_writes_there(published: Shelf) -> None:
    generations = published.index_folder / "generations"
    before = generation_in_force(published.index_folder)
    over = threading.Event()

    def keep_writing(words: Path) -> None:
        for number in itertools.count():
            with contextlib.suppress(FileNotFoundError):
                (words / f".lock-{number}").touch()
            if over.is_set():
                return

    class WatchedJournal(BreakingJournal):
        def indexed(self, document_ids: object = None) -> list[IndexedDocument]:
            begun = next(folder for folder in generations.iterdir() if folder.name != before)
            writing.append(threading.Thread(target=keep_writing, args=[begun / "words"]))
            writing[0].start()
            return super().indexed(document_ids)

    writing: list[threading.Thread] = []
    try:
        with pytest.raises(StorageError):
            Publisher(published.index_folder, WatchedJournal(published.journal, OSError(5, "I/O")), "hashing").publish()
    finally:
        over.set()
        writing[0].join()
    assert [folder.name for folder in generations.iterdir()] == [before]


def empty(_: Shelf) -> None:
    """Nothing is put on the shelf."""


def without_text(shelf: Shelf) -> None:
    shelf.put(written("empty"))


@pytest.mark.parametrize("fill", [empty, without_text])
@pytest.mark.parametrize("publish", [False, True], ids=["unpublished", "published"])
def test_an_index_without_chunks_answers_with_nothing(shelf: Shelf, fill: Callable[[Shelf], None], *, publish: bool) -> None:
    fill(shelf)
    if publish:
        shelf.publish()
    view = shelf.index.view()
    assert view.nearest(shelf.embedder.embed_question("kafka"), 10, ADMINISTRATOR) == []
    assert view.matching("kafka", 10, ADMINISTRATOR) == []
    assert (view.vector_keys(), view.word_keys()) == (set(), set())


def test_an_empty_generation_takes_what_comes_after(shelf: Shelf) -> None:
    shelf.put(written("empty"))
    shelf.publish()
    shelf.put(written("bus", "We run Kafka."))
    view = shelf.index.view()
    assert shelf.texts(scored.key for scored in view.matching("kafka", 5, ADMINISTRATOR)) == ["We run Kafka."]
    assert len(view.nearest(shelf.embedder.embed_question("kafka"), 5, ADMINISTRATOR)) == 1
