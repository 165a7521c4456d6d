"""The job over a real catalogue: which file keeps its id, what is embedded, and what is never removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.catalogue.journal import SqlJournal
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Document, Kind
from assistant.domain.readers import Readers
from assistant.domain.sources import Coverage, Failure, SourceEntry
from assistant.errors import SourceError
from assistant.ports import Vectors
from ingest.enrichment.clean import enrich
from ingest.formats.registry import SUPPORTED, parse
from ingest.job import Job, Tools
from ingest.parsed import Parsed
from ingest.ports import Item, Listed, Reached, Source
from ingest.sources.folder import FolderSource
from tests.stand_ins.quiet import Quiet

ADDED = datetime(2026, 1, 5, tzinfo=UTC)


class RecordingEmbedder(HashingEmbedder):
    """The twin in memory, which remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str], progress: object = None) -> Vectors:
        self.texts.extend(texts)
        return super().embed(texts)


def cleaned(data: bytes, path: str, form: str) -> Parsed:
    return enrich(parse(data, path, form))


class Place:
    """A folder, a catalogue beside it, and runs of the job from one into the other."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "folder"
        self.folder.mkdir()
        self.catalogue: Catalogue = open_catalogue(root / "catalogue.sqlite")
        self.embedder = RecordingEmbedder()
        self.entry = SourceEntry("docs", "folder", str(self.folder), readers=Readers.parse("everyone"), added_at=ADDED)
        self.catalogue.sources.add(self.entry)
        self.heard = Quiet()

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def run(self, source: Source | None = None, *, full: bool = False, chunk_tokens: int = 220) -> Coverage:
        self.embedder.texts.clear()
        self.heard = Quiet()
        tools = Tools(self.catalogue.ledger, self.catalogue.documents, self.embedder, cleaned, chunk_tokens)
        job = Job(self.entry, source or FolderSource(self.folder, SUPPORTED, 1_000_000), tools, self.heard)
        return job.compare(full=full)

    def ids(self) -> dict[str, str]:
        return {path: known.document_id for path, known in self.catalogue.ledger.held("docs").documents.items()}

    def document(self, path: str) -> Document:
        document = self.catalogue.documents.get(self.ids()[path])
        assert document is not None
        return document

    def text(self, path: str) -> str:
        return "\n".join(chunk.text for chunk in self.catalogue.documents.chunks(self.ids()[path]))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    place.write("bus.md", "# The bus\n\nWe chose the plover bus.\n")
    place.write("cache.md", "# The cache\n\nThe heron cache evicts by age.\n")
    place.run()
    yield place
    place.catalogue.close()


def test_an_unchanged_file_costs_a_hash(place: Place) -> None:
    coverage = place.run()

    assert (coverage.unchanged, coverage.indexed, coverage.complete) == (2, (), True)
    assert place.embedder.texts == []
    assert place.heard.acknowledged_documents == []


def test_a_touched_file_is_unchanged(place: Place) -> None:
    (place.folder / "bus.md").touch()

    assert place.run().unchanged == 2


def test_a_changed_file_keeps_its_id_and_only_its_new_text_is_embedded(place: Place) -> None:
    before = place.ids()
    place.write("bus.md", "# The bus\n\nWe chose the plover bus.\n\n## Later\n\nThen we chose the egret bus.\n")

    coverage = place.run()

    assert coverage.indexed == ("bus.md",)
    assert place.ids() == before
    assert place.text("bus.md").endswith("Then we chose the egret bus.")
    assert all("egret" in text for text in place.embedder.texts)


def test_a_renamed_file_keeps_its_id_and_is_not_embedded(place: Place) -> None:
    before = place.ids()
    (place.folder / "old").mkdir()
    (place.folder / "bus.md").rename(place.folder / "old" / "bus.md")

    coverage = place.run()

    assert (coverage.renamed, coverage.removed) == (("old/bus.md",), ())
    assert place.ids() == {"old/bus.md": before["bus.md"], "cache.md": before["cache.md"]}
    assert place.embedder.texts == []
    assert place.heard.acknowledged_documents == [("moved", "old/bus.md", before["bus.md"])]


@pytest.mark.parametrize(
    ("path", "title", "day"),
    [("2025-06-02 berths.txt", "Berths", (2025, 6, 2)), ("2024-11-14 harbour.txt", "Harbour", (2024, 11, 14))],
    ids=["another date and title", "another title"],
)
def test_what_a_file_takes_from_its_name_follows_a_rename(
    place: Place, path: str, title: str, day: tuple[int, int, int]
) -> None:
    place.write("2024-11-14 berths.txt", "Ana: The osprey is late.\nBo: It is.\nAna: So we wait.\n")
    place.run()
    before = place.ids()["2024-11-14 berths.txt"]
    (place.folder / "2024-11-14 berths.txt").rename(place.folder / path)

    coverage = place.run()

    document = place.document(path)
    assert (coverage.renamed, document.id) == ((path,), before)
    assert title.casefold() in document.title.casefold()
    assert document.created_at == datetime(*day, tzinfo=UTC)


def test_a_file_renamed_to_another_format_is_read_in_that_format(place: Place) -> None:
    place.write("note.txt", "# The note\n\nThe osprey keeps watch.\n")
    place.run()
    before = place.ids()["note.txt"]
    (place.folder / "note.txt").rename(place.folder / "note.md")

    place.run()

    document = place.document("note.md")
    assert (document.id, document.title) == (before, "The note")
    assert "# The note" not in place.text("note.md")


def test_a_renamed_and_edited_file_is_a_new_document(place: Place) -> None:
    before = place.ids()
    (place.folder / "bus.md").unlink()
    place.write("egret.md", "# The bus\n\nWe chose the egret bus.\n")

    coverage = place.run()

    assert (coverage.indexed, coverage.removed) == (("egret.md",), ("bus.md",))
    assert place.ids()["egret.md"] != before["bus.md"]


def test_two_files_that_change_names_keep_the_ids_of_their_paths(place: Place) -> None:
    before = place.ids()
    (place.folder / "bus.md").rename(place.folder / "third.md")
    (place.folder / "cache.md").rename(place.folder / "bus.md")
    (place.folder / "third.md").rename(place.folder / "cache.md")

    coverage = place.run()

    assert coverage.complete
    assert place.ids() == before
    assert "plover" in place.text("cache.md")
    assert place.embedder.texts == []


def test_a_chain_of_renames_loses_nothing(place: Place) -> None:
    place.write("a.md", "# A\n\nAnhinga.\n")
    place.run()
    (place.folder / "bus.md").rename(place.folder / "zebra.md")
    (place.folder / "a.md").rename(place.folder / "bus.md")

    coverage = place.run()

    assert coverage.complete
    assert place.ids().keys() == {"bus.md", "cache.md", "zebra.md"}
    assert "Anhinga" in place.text("bus.md")
    assert "plover" in place.text("zebra.md")


def test_a_copy_is_a_document_of_its_own_and_is_embedded_once(place: Place) -> None:
    text = "# Copied\n\nThe shrike copies.\n"
    place.write("one.md", text)
    place.write("two.md", text)

    coverage = place.run()

    assert coverage.indexed == ("one.md", "two.md")
    assert len(set(place.ids().values())) == 4
    assert len(place.embedder.texts) == 1


def test_of_two_copies_one_takes_the_removed_original_over(place: Place) -> None:
    before = place.ids()
    text = (place.folder / "bus.md").read_text(encoding="utf-8")
    (place.folder / "bus.md").unlink()
    place.write("one.md", text)
    place.write("two.md", text)

    coverage = place.run()

    assert (coverage.renamed, coverage.indexed, coverage.removed) == (("one.md",), ("two.md",), ())
    assert place.ids()["one.md"] == before["bus.md"] != place.ids()["two.md"]
    assert place.embedder.texts == []


def test_a_deleted_file_is_gone_and_made_again_is_new(place: Place) -> None:
    before = place.ids()
    text = (place.folder / "bus.md").read_text(encoding="utf-8")
    (place.folder / "bus.md").unlink()

    assert place.run().removed == ("bus.md",)

    assert place.heard.acknowledged_documents == [("removed", "bus.md", before["bus.md"])]
    assert place.catalogue.documents.get(before["bus.md"]) is None
    place.write("bus.md", text)
    assert place.run().indexed == ("bus.md",)
    assert place.ids()["bus.md"] != before["bus.md"]


def test_vectors_that_no_chunk_uses_are_dropped(place: Place) -> None:
    (place.folder / "bus.md").unlink()
    place.run()

    chunks = sum(len(indexed.chunks) for indexed in SqlJournal(place.catalogue.engine).indexed())
    with place.catalogue.engine.connect() as connection:
        vectors = connection.exec_driver_sql("SELECT count(*) FROM vectors").scalar()
    assert vectors == chunks == 1


def test_a_full_run_reads_everything_anew_and_embeds_nothing_twice(place: Place) -> None:
    before = place.ids()

    coverage = place.run(full=True)

    assert coverage.indexed == ("bus.md", "cache.md")
    assert place.ids() == before
    assert place.embedder.texts == []


def test_another_recipe_makes_documents_anew(place: Place) -> None:
    assert place.run(chunk_tokens=64).indexed == ("bus.md", "cache.md")


def test_other_readers_and_kind_reach_documents_that_did_not_change(place: Place) -> None:
    place.entry = SourceEntry("docs", "folder", "", "meeting", Readers.parse("group:ops"), ADDED)

    assert place.run().indexed == ("bus.md", "cache.md")

    documents = [place.document(path) for path in place.ids()]
    assert {document.readers.canonical for document in documents} == {"group:ops"}
    assert {document.kind for document in documents} == {Kind.MEETING}
    assert place.embedder.texts == []


def test_an_unreadable_file_leaves_the_version_before(place: Place) -> None:
    (place.folder / "bus.md").write_bytes(b"\0" * 50)

    coverage = place.run()

    assert [failure.path for failure in coverage.failed] == ["bus.md"]
    assert not coverage.complete
    assert "plover" in place.text("bus.md")


def test_an_emptied_source_removes_nothing(place: Place) -> None:
    (place.folder / "bus.md").unlink()
    (place.folder / "cache.md").unlink()

    with pytest.raises(SourceError, match="lists nothing"):
        place.run()

    assert place.ids().keys() == {"bus.md", "cache.md"}


class ClosedFolder:
    """A source with one document, and a folder that can't be opened this time."""

    def listing(self) -> Iterator[Item]:
        yield Failure("closed", "the folder can't be read (Permission denied)")
        yield Listed("open.md")
        yield Reached("")

    def changes(self, cursor: str) -> Iterator[Item]:
        return self.listing()

    def read(self, listed: Listed) -> bytes | None:
        return b"# Open\n\nText.\n"

    def audiences(self) -> Mapping[str, frozenset[str]]:
        return {}


def test_what_is_below_a_folder_that_cannot_be_read_stays(place: Place) -> None:
    place.write("closed/deep/kept.md", "# Kept\n\nKept.\n")
    place.run()

    coverage = place.run(ClosedFolder())

    assert coverage.removed == ("bus.md", "cache.md")
    assert place.ids().keys() == {"closed/deep/kept.md", "open.md"}
    assert not coverage.complete


def test_vectors_are_stored_as_they_were_made(place: Place) -> None:
    (indexed,) = SqlJournal(place.catalogue.engine).indexed([place.ids()["bus.md"]])

    expected = place.embedder.embed_question("The bus\n" + indexed.chunks[0].text)
    assert np.array_equal(indexed.chunks[0].vector, expected)
