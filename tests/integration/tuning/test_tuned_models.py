"""The folder of tuned models: whole ones or none."""

from __future__ import annotations

import errno
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.adapters.settings_file import put_in_force
from assistant.adapters.tuned_models import ModelFolder
from assistant.errors import Busy, SettingsError, StorageError, StorageFull
from assistant.settings import load_settings


def writing(weights: str, card: str = "made today") -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "inner").mkdir()
        (folder / "inner" / "weights").write_text(weights, encoding="utf-8")
        (folder / "README.md").write_text(card, encoding="utf-8")

    return write


def models(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "models").iterdir() if path.is_dir())


def test_a_model_stands_under_its_name_and_a_digest_of_its_weights(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path)
    with folder.held():
        kept = folder.keep("ours", writing("1 2 3"))
    assert kept == f"models/{models(tmp_path)[0]}"
    assert models(tmp_path)[0].startswith("ours-")
    assert (tmp_path / kept / "inner" / "weights").read_text() == "1 2 3"


def test_other_weights_of_one_name_are_another_model_and_another_card_is_not(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path)
    with folder.held():
        first, other = folder.keep("ours", writing("1")), folder.keep("ours", writing("2"))
        again = folder.keep("ours", writing("1", "made tomorrow"))
    assert first == again != other
    assert len(models(tmp_path)) == 2
    assert (tmp_path / first / "README.md").read_text() == "made tomorrow"


@pytest.mark.parametrize(
    ("number", "expected", "says"),
    [(errno.ENOSPC, StorageFull, "free some space"), (errno.EIO, StorageError, "can't be written")],
    ids=["the disk is full", "the disk fails"],
)
def test_what_can_not_be_written_whole_is_no_model(tmp_path: Path, number: int, expected: type[Exception], says: str) -> None:
    def fail(folder: Path) -> None:
        writing("1")(folder)
        raise OSError(number, os.strerror(number))

    folder = ModelFolder(tmp_path)
    with pytest.raises(expected, match=says), folder.held():
        folder.keep("ours", fail)
    assert models(tmp_path) == []


def die_while_writing(home: Path) -> None:
    folder = ModelFolder(home)

    def write(unfinished: Path) -> None:
        writing("half")(unfinished)
        os._exit(9)

    with folder.held():
        folder.keep("ours", write)


def test_a_process_that_dies_in_the_middle_leaves_no_model_and_no_lock(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=die_while_writing, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert all(name.startswith(".") for name in models(tmp_path))
    folder = ModelFolder(tmp_path)
    with folder.held():
        assert models(tmp_path) == []
        folder.keep("ours", writing("whole"))
    assert len(models(tmp_path)) == 1


def test_two_do_not_tune_at_once(tmp_path: Path) -> None:
    with ModelFolder(tmp_path).held(), pytest.raises(Busy, match="another `lore tune`"), ModelFolder(tmp_path).held():
        pass


def test_what_is_put_in_force_is_what_the_settings_read(tmp_path: Path) -> None:
    (tmp_path / "lore.toml").write_text(
        'organisation = "Tidewater" # ours\n\n[embedder]\nprecision = "fp32"\n', encoding="utf-8"
    )
    (tmp_path / "lore.toml").chmod(0o600)
    put_in_force(tmp_path, "models/ours-1")
    settings = load_settings(tmp_path)
    assert (settings.embedder.model, settings.embedder.precision, settings.organisation) == (
        "models/ours-1",
        "fp32",
        "Tidewater",
    )
    assert "# ours" in (tmp_path / "lore.toml").read_text()
    assert (tmp_path / "lore.toml").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lore.toml"]


def test_where_there_are_no_settings_they_are_made(tmp_path: Path) -> None:
    put_in_force(tmp_path, "models/ours-1")
    assert load_settings(tmp_path).embedder.model == "models/ours-1"


@pytest.mark.parametrize(
    "toml",
    ['embedder = { model = "old" }\n', 'embedder.model = "old"\n', '[embedder]\nmodel = """\nold"""\n', "[embedder\n"],
    ids=["inline", "dotted", "several lines", "broken"],
)
def test_what_can_not_be_edited_safely_is_left_with_the_lines_to_write(tmp_path: Path, toml: str) -> None:
    (tmp_path / "lore.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError, match="models/ours-1"):
        put_in_force(tmp_path, "models/ours-1")
    assert (tmp_path / "lore.toml").read_text(encoding="utf-8") == toml


def test_a_linked_lore_toml_stays_a_link_with_its_mode_and_its_lines(tmp_path: Path) -> None:
    home, kept = tmp_path / "home", tmp_path / "kept.toml"
    home.mkdir()
    kept.write_bytes(b'organisation = "Tidewater"\r\n')
    kept.chmod(0o600)
    (home / "lore.toml").symlink_to(kept)

    put_in_force(home, "models/ours-1")

    assert (home / "lore.toml").is_symlink()
    assert kept.read_bytes() == b'organisation = "Tidewater"\r\n\r\n[embedder]\r\nmodel = "models/ours-1"\r\n'
    assert kept.stat().st_mode & 0o777 == 0o600
    assert sorted(tmp_path.iterdir()) == [home, kept], "nothing is left beside it"


def test_what_was_left_beside_lore_toml_by_another_run_is_never_written_into(tmp_path: Path) -> None:
    stale = tmp_path / "lore.toml.new"
    other = tmp_path / "other"
    other.write_text("mine", encoding="utf-8")
    stale.symlink_to(other)

    put_in_force(tmp_path, "models/ours-1")

    assert other.read_text(encoding="utf-8") == "mine"
    assert not stale.exists()
