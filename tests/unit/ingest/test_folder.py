"""What a folder lists, passes by, and names as unreadable."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from assistant.domain.sources import Failure
from assistant.errors import SourceError, UnreadableDocument
from ingest.ports import Listed, Reached, Skipped
from ingest.sources.folder import FolderSource

EXTENSIONS = {".md", ".txt"}


def entries(root: Path, max_bytes: int = 1000) -> dict[str, Listed | Failure | Skipped]:
    items = FolderSource(root, EXTENSIONS, max_bytes).listing()
    return {item.path: item for item in items if isinstance(item, Listed | Failure | Skipped)}


@pytest.mark.parametrize(
    "name", ["a.md", "A.MD", "deep/er/b.txt", "with space.md", "名前（１）.md", "emoji 🦩.md", "semi;'\"colon.md"]
)
def test_a_file_of_a_known_extension_is_offered(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"text")

    source = FolderSource(tmp_path, EXTENSIONS, 1000)
    listed, reached = source.listing()

    assert (listed.path, reached) == (name, Reached(""))
    assert source.read(listed) == b"text"


@pytest.mark.parametrize("name", [".hidden.md", ".git/a.md", "node_modules/a.md", "venv/a.md", "deep/__pycache__/a.txt"])
def test_hidden_and_foreign_folders_are_passed_by_without_a_word(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"text")

    assert entries(tmp_path) == {}


def test_what_is_no_document_is_skipped_and_not_listed(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"")
    (tmp_path / "LICENSE").write_bytes(b"")
    (tmp_path / "real.md").write_bytes(b"text")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    (tmp_path / "circle").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.md")

    found = entries(tmp_path)

    skipped = {path for path, entry in found.items() if isinstance(entry, Skipped)}
    assert skipped == {"logo.png", "LICENSE", "link.md", "circle", "pipe.md"}
    assert [path for path, entry in found.items() if isinstance(entry, Listed)] == ["real.md"]


@pytest.mark.parametrize("raw", [b"bad-\xff.md", b"bad-\xff-\xef\xbc\x88.md", b"bad-\xff-\xf0\x9f\xa6\xa9.md"])
def test_a_name_that_is_not_utf_8_is_a_failure_with_a_printable_path(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / os.fsdecode(raw)).write_bytes(b"text")

    ((path, entry),) = entries(tmp_path).items()

    assert isinstance(entry, Failure)
    assert "rename it" in entry.reason
    path.encode("utf-8")


def test_a_file_above_the_limit_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "large.md").write_bytes(b"x" * 1001)
    (tmp_path / "fits.md").write_bytes(b"x" * 1000)

    found = entries(tmp_path)

    assert isinstance(found["large.md"], Failure)
    assert isinstance(found["fits.md"], Listed)


def test_names_that_differ_in_case_are_two_files(tmp_path: Path) -> None:
    (tmp_path / "Readme.md").write_bytes(b"one")
    (tmp_path / "README.md").write_bytes(b"two")

    assert entries(tmp_path).keys() == {"README.md", "Readme.md"}


def test_a_file_that_vanishes_before_it_is_read_is_gone_and_one_that_became_a_folder_unreadable(tmp_path: Path) -> None:
    for name in ("brief.md", "folder.md"):
        (tmp_path / name).write_bytes(b"text")
    source = FolderSource(tmp_path, EXTENSIONS, 1000)
    brief, folder, _ = source.listing()
    for name in ("brief.md", "folder.md"):
        (tmp_path / name).unlink()
    (tmp_path / "folder.md").mkdir()

    assert source.read(brief) is None
    with pytest.raises(UnreadableDocument, match="can't be read"):
        source.read(folder)


def test_a_settled_file_has_a_version_and_one_of_the_last_moment_has_none(tmp_path: Path) -> None:
    for name in ("new.md", "old.md"):
        (tmp_path / name).write_bytes(b"text")
    source = FolderSource(tmp_path, EXTENSIONS, 1000, settled_after_s=0.2)
    time.sleep(0.25)
    (tmp_path / "new.md").write_bytes(b"text again")

    versions = {item.path: item.version for item in source.listing() if isinstance(item, Listed)}

    assert versions["old.md"]
    assert not versions["new.md"]


@pytest.mark.parametrize("kind", ["missing", "a file"])
def test_a_folder_that_is_not_there_is_an_error_of_the_source(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "place"
    if kind == "a file":
        root.write_bytes(b"")

    with pytest.raises(SourceError, match="is not there"):
        list(FolderSource(root, EXTENSIONS, 1000).listing())
