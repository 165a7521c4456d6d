"""What goes wrong outside: each is one line that says the next step, and nothing that was stored is lost."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.index.generation import FORMAT
from assistant.bootstrap import open_lore
from ingest.bootstrap import ingest_lock

SAMPLE = Path(__file__).parents[2] / "deploy" / "demo" / "corpus"

Completed = subprocess.CompletedProcess[str]
Run = Callable[..., Completed]


def the_line(done: Completed) -> str:
    """What a failed command says: exactly one line, and no traceback."""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("lore: ")
    return lines[0]


def held(home: Path, source: str = "docs") -> set[str]:
    with open_lore(home) as lore:
        return set(lore.catalogue.ledger.held(source).documents)


def sound(home: Path) -> bool:
    with open_lore(home) as lore:
        return lore.doctor().sound


def coverage(done: Completed) -> dict[str, Any]:
    (run,) = json.loads(done.stdout)["runs"]
    return dict(run)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["add", "folder", "/nowhere", "--name", "a"], "check the path", id="a folder that is not there"),
        pytest.param(["add", "folder", ".", "--name", "a", "--readers", "ana"], "user:NAME", id="readers without a prefix"),
        pytest.param(["add", "folder", ".", "--name", "a", "--kind", "memo"], "design-doc", id="an unknown kind"),
        pytest.param(["add", "folder", ".", "--name", "a/b"], "another --name", id="a slash in a source's name"),
        pytest.param(["add", "folder", "."], "see `lore add folder --help`", id="an option left out"),
        pytest.param(["ingest", "nope"], "no source 'nope'", id="an unknown source to ingest"),
        pytest.param(["remove", "nope"], "no source 'nope'", id="an unknown source to remove"),
        pytest.param(["ingest"], "lore add folder", id="an ingest before any source"),
        pytest.param(["search", "bus", "--as", "bob"], "[people.bob]", id="an unknown person"),
        pytest.param(["search", "bus", "--after", "yesterday"], "%Y-%m-%d", id="a bad date"),
        pytest.param(["search", "bus", "--kind", "memo"], "design-doc", id="an unknown kind to filter by"),
        pytest.param(["search", "bus", "-k", "0"], "choose 1 to 100", id="k too small"),
        pytest.param(["search", "bus", "-k", "101"], "choose 1 to 100", id="k too large"),
        pytest.param(["search", "bus", "-k", "ten"], "see `lore search --help`", id="k in words"),
        pytest.param(["search", "  "], "the query is empty", id="an empty query"),
        pytest.param(["ask", ""], "empty", id="an empty question"),
        pytest.param([], "Missing command: see `lore --help`", id="no command"),
        pytest.param(["sing"], "see `lore --help`", id="an unknown command"),
    ],
)
def test_a_wrong_request_is_one_line_and_exit_status_2(run_lore: Run, arguments: list[str], says: str) -> None:
    done = run_lore(*arguments)

    assert says in the_line(done)
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        pytest.param("[embedder", "is not valid TOML", id="broken TOML"),
        pytest.param("[embeder]\nmodel = 'x'", "embeder", id="an unknown section"),
        pytest.param("[ingest]\nchunk_tokens = 1", "ingest.chunk_tokens", id="a value out of range"),
        pytest.param("organisation = '\xe9'".encode("latin-1"), "is not valid TOML", id="not UTF-8"),
    ],
)
def test_settings_that_cannot_be_used_are_named(home: Path, run_lore: Run, settings: str | bytes, says: str) -> None:
    (home / "lore.toml").write_bytes(settings if isinstance(settings, bytes) else settings.encode())

    done = run_lore("sources")

    assert says in the_line(done)
    assert done.returncode == 2


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that even root can't read")
def test_settings_that_cannot_be_read_are_named(home: Path, run_lore: Run) -> None:
    (home / "lore.toml").unlink()
    (home / "lore.toml").symlink_to("/proc/self/mem")

    done = run_lore("sources")

    assert "lore.toml can't be read" in the_line(done)
    assert done.returncode == 2


def test_a_report_that_cannot_be_written_is_said_with_its_option(
    ready: Path, docs: Path, tmp_path: Path, run_lore: Run
) -> None:
    question = {"id": "q1", "question": "Which bus did we choose?", "answerable": True, "relevant": ["bus.md"], "answers": []}
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "corpus").symlink_to(docs)
    (tmp_path / "set" / "questions.jsonl").write_text(json.dumps(question), encoding="utf-8")

    written = run_lore("eval", tmp_path / "set", "--json", tmp_path / "report.json")
    refused = run_lore("eval", tmp_path / "set", "--html", tmp_path)

    assert written.returncode == 0
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert "choose another --html" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.returncode == 2


def test_a_variable_that_cannot_be_read_is_named(run_lore: Run) -> None:
    done = run_lore("sources", env={**os.environ, "LORE_PEOPLE": "ana"})

    assert "people" in the_line(done)
    assert done.returncode == 2


def test_a_folder_whose_path_is_not_utf_8_is_refused(tmp_path: Path, run_lore: Run) -> None:
    folder = tmp_path / os.fsdecode(b"bad-\xff")
    folder.mkdir()

    done = run_lore("add", "folder", folder, "--name", "docs")

    assert "rename it" in the_line(done)
    assert done.returncode == 2


def test_a_source_name_is_taken_once(ready: Path, docs: Path, run_lore: Run) -> None:
    done = run_lore("add", "folder", docs, "--name", "docs")

    assert "choose another --name" in the_line(done)
    assert done.returncode == 2
    assert held(ready) == {"bus.md", "cache.md"}


def empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


@pytest.mark.parametrize("vanish", [shutil.rmtree, empty])
def test_documents_of_a_vanished_folder_stay(ready: Path, docs: Path, run_lore: Run, vanish: Callable[[Path], Any]) -> None:
    vanish(docs)

    done = run_lore("--json", "ingest")

    assert done.returncode == 1
    run = coverage(done)
    assert "`lore remove" in run["stopped"]
    assert (run["removed"], run["complete"]) == ([], False)
    assert held(ready) == {"bus.md", "cache.md"}
    assert sound(ready)


def test_a_vanished_folder_does_not_keep_the_other_sources_back(ready: Path, docs: Path, run_lore: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "late.md").write_text("# Late\n\nA teal arrives.\n", encoding="utf-8")
    assert run_lore("add", "folder", other, "--name", "other").returncode == 0
    shutil.rmtree(docs)

    assert run_lore("ingest").returncode == 1

    assert held(ready, "other") == {"late.md"}
    assert held(ready) == {"bus.md", "cache.md"}


def test_bad_files_are_named_and_their_neighbours_are_indexed(home: Path, docs: Path, run_lore: Run) -> None:
    (docs / "binary.md").write_bytes(bytes(range(256)) * 40)
    (docs / "empty.md").write_bytes(b"")
    (docs / "one-line.md").write_bytes(b"word " * 2_000_000)
    with (docs / "huge.md").open("wb") as file:
        file.truncate(100_000_000)
    (docs / "latin.md").write_bytes("# Café\n\nDéjà vu à la carte.\n".encode("latin-1"))
    (docs / "torn.md").write_bytes("# Torn\n\nDéjà vu, été, crème brûlée, ".encode() + b"\xff and on.\n")
    (docs / "Bus.md").write_text("# Another bus\n\nIn another case.\n", encoding="utf-8")
    (docs / os.fsdecode(b"bad-\xff-name\xef\xbc\x88.md")).write_text("# Name\n\nText.\n", encoding="utf-8")
    (docs / "loop").symlink_to(docs, target_is_directory=True)
    (docs / "self.md").symlink_to(docs / "self.md")
    os.mkfifo(docs / "pipe.md")
    assert run_lore("add", "folder", docs, "--name", "docs").returncode == 0

    done = run_lore("--json", "ingest")

    assert done.returncode == 1
    found = coverage(done)
    reasons = {failure["path"]: failure["reason"] for failure in found["failed"]}
    expected = {
        "binary.md": "binary",
        "one-line.md": "a line of 10000000 characters",
        "huge.md": "max_file_mb",
        "bad-\\xff-name（.md": "rename it",
    }
    assert reasons.keys() == expected.keys()
    for path, reason in expected.items():
        assert reason in reasons[path]
    assert {skipped["path"] for skipped in found["skipped"]} == {"loop", "self.md", "pipe.md", "empty.md"}
    assert held(home) == {"bus.md", "Bus.md", "cache.md", "latin.md", "torn.md"}
    assert found["missing"] == []


def test_a_document_that_became_unreadable_is_still_served(ready: Path, docs: Path, run_lore: Run) -> None:
    (docs / "bus.md").write_bytes(b"\0\1\2\3" * 100)

    done = run_lore("--json", "ingest")

    assert done.returncode == 1
    (failure,) = coverage(done)["failed"]
    assert "the version before is still served" in failure["reason"]
    assert held(ready) == {"bus.md", "cache.md"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_and_a_folder_without_rights_lose_nothing(ready: Path, docs: Path, run_lore: Run) -> None:
    (docs / "closed").mkdir()
    shutil.copy(docs / "bus.md", docs / "closed" / "kept.md")
    assert run_lore("ingest").returncode == 0
    (docs / "cache.md").chmod(0)
    (docs / "closed").chmod(0)

    done = run_lore("--json", "ingest")

    (docs / "closed").chmod(0o700)
    assert done.returncode == 1
    assert {failure["path"] for failure in coverage(done)["failed"]} == {"cache.md", "closed"}
    assert held(ready) == {"bus.md", "cache.md", "closed/kept.md"}


def test_a_second_ingest_is_refused_while_one_runs(ready: Path, run_lore: Run) -> None:
    with ingest_lock(ready):
        refused = {verb: run_lore(*verb.split()) for verb in ("ingest", "rebuild", "remove docs")}

    for done in refused.values():
        assert "another ingest or rebuild is running" in the_line(done)
        assert done.returncode == 1
    assert held(ready) == {"bus.md", "cache.md"}


@pytest.mark.parametrize("command", ["search bus", "ingest", "rebuild"])
def test_an_index_of_another_model_is_refused(ready: Path, run_lore: Run, command: str) -> None:
    (ready / "lore.toml").write_text('[embedder]\nmodel = "some/other"\n', encoding="utf-8")

    done = run_lore(*command.split())

    assert "`lore ingest --full`" in the_line(done)
    assert done.returncode == 1
    (ready / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n', encoding="utf-8")
    assert sound(ready)


def test_an_index_of_another_format_is_made_anew_by_a_rebuild(ready: Path, run_lore: Run) -> None:
    pointer = json.loads((ready / "index" / "CURRENT").read_text(encoding="utf-8"))
    manifest = ready / "index" / "generations" / pointer["generation"] / "manifest.json"
    written = manifest.read_text(encoding="utf-8")
    manifest.write_text(written.replace(f'"format": {FORMAT}', '"format": 99'), encoding="utf-8")
    pointer["manifest_sha256"] = hashlib.sha256(manifest.read_bytes()).hexdigest()
    (ready / "index" / "CURRENT").write_text(json.dumps(pointer), encoding="utf-8")

    done = run_lore("search", "bus")

    assert "format 99" in the_line(done)
    assert "`lore rebuild`" in the_line(done)
    assert done.returncode == 1
    assert run_lore("rebuild").returncode == 0
    assert sound(ready)


def test_a_catalogue_of_a_newer_version_is_refused(ready: Path, run_lore: Run) -> None:
    with sqlite3.connect(ready / "catalogue.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    done = run_lore("sources")

    assert "another version of Lore" in the_line(done)
    assert done.returncode == 1


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"not a database at all, " * 500, id="another file in its place"),
        pytest.param(lambda data: data[:4096] + b"\xa5" * (len(data) - 4096), id="all pages but the first overwritten"),
    ],
)
def test_a_damaged_catalogue_is_said_in_one_line(ready: Path, run_lore: Run, damage: Callable[[bytes], bytes]) -> None:
    for name in ("catalogue.sqlite-wal", "catalogue.sqlite-shm"):
        (ready / name).unlink(missing_ok=True)
    file = ready / "catalogue.sqlite"
    file.write_bytes(damage(file.read_bytes()))

    for command in ("sources", "ingest"):
        done = run_lore(command)
        assert "the catalogue" in the_line(done)
        assert done.returncode == 1


@pytest.mark.parametrize("name", ["vectors.faiss", "keys.npy", "columns.json", "manifest.json", "words/*.term", "CURRENT"])
def test_a_flipped_bit_in_the_index_is_noticed_and_a_rebuild_heals_it(ready: Path, run_lore: Run, name: str) -> None:
    index = ready / "index"
    pattern = name if name == "CURRENT" else f"generations/*/{name}"
    (file,) = index.glob(pattern)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(data)

    done = run_lore("search", "bus")

    assert "`lore rebuild`" in the_line(done)
    assert done.returncode == 1
    assert run_lore("doctor").returncode == 1
    assert run_lore("rebuild").returncode == 0
    assert sound(ready)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A file system of so many KiB; mounted again with another size, it keeps what it holds."""
    place = tmp_path / "disk"
    place.mkdir()

    def mounted(kib: int) -> Path:
        again = "remount," if os.path.ismount(place) else ""
        command = ["mount", "-t", "tmpfs", "-o", f"{again}size={kib}k", "tmpfs", str(place)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("mounting a small file system takes root's rights")
        return place

    yield mounted
    if os.path.ismount(place):
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("room", [80, 600, 1300], ids=["in the first commit", "between commits", "while publishing"])
def test_a_full_disk_loses_nothing_and_the_next_run_completes(
    small_disk: Callable[[int], Path], ready: Path, run_lore: Run, room: int
) -> None:
    disk = small_disk(30_000)
    shutil.move(ready, disk / "home")
    ready.symlink_to(disk / "home")
    assert run_lore("add", "folder", SAMPLE, "--name", "sample").returncode == 0
    used = sum(file.stat().st_blocks for file in disk.rglob("*")) // 2
    small_disk(used + room)

    done = run_lore("ingest")

    assert "the disk is full" in the_line(done)
    assert done.returncode == 1
    found = run_lore("search", "plover bus")
    assert (found.returncode, "bus.md" in found.stdout) == (0, True), found.stderr
    small_disk(30_000)
    assert run_lore("ingest").returncode == 0
    assert held(ready, "sample") == {file.relative_to(SAMPLE).as_posix() for file in SAMPLE.rglob("*") if file.is_file()}
    assert sound(ready)


def test_a_limit_on_the_size_of_files_loses_nothing(ready: Path, run_lore: Run) -> None:
    assert run_lore("add", "folder", SAMPLE, "--name", "sample").returncode == 0

    done = run_lore("ingest", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)))

    assert the_line(done)
    assert done.returncode == 1
    assert held(ready) == {"bus.md", "cache.md"}
    assert run_lore("ingest").returncode == 0
    assert sound(ready)


def test_an_events_file_that_cannot_be_written_is_said_before_anything_is_done(ready: Path, run_lore: Run) -> None:
    done = run_lore("ingest", "--events", "/nowhere/events.jsonl")

    assert "--events" in the_line(done)
    assert done.returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["decisions", "--until", "9999-12-31"], id="the last day"),
        pytest.param(["decisions", "--as-of", "0001-01-01"], id="the first day"),
    ],
)
def test_absurd_days_find_nothing(run_lore: Run, arguments: list[str]) -> None:
    done = run_lore(*arguments)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["decisions", "-n", "9" * 23], id="a limit without end"),
        pytest.param(["decisions", "--source", "\udcff"], id="bytes that are no text"),
    ],
)
def test_arguments_that_no_decision_can_meet_are_refused_in_one_line(run_lore: Run, arguments: list[str]) -> None:
    done = run_lore(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith("lore: ")
    assert done.stderr.count("\n") == 1
