"""`lore add` for each type of source: what it stores, what it says, and what it refuses."""

from __future__ import annotations

import json
import shlex
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.bootstrap import open_lore
from ingest.sources.registry import TYPES

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SETTLED = {
    "confluence": "https://tidewater.atlassian.net/wiki/spaces/ENG",
    "drive": "1AbCdEfGhIjKlMnOp",
    "slack": "https://tidewater.slack.com",
    "notion": "Tidewater",
    "git": "https://github.com/tidewater/handbook.git",
    "github": "tidewater/billing",
    "gerrit": "https://review.tidewater.example",
    "gitlab": "https://gitlab.com/tidewater/billing",
    "web": "https://blog.example.org/feed.xml",
}
"""By type, what becomes of its example's location; folders and files become absolute paths."""
WRONG = {
    "confluence": "https://tidewater.atlassian.net/wiki",
    "drive": "https://drive.google.com/drive/my-drive",
    "slack": "https://example.org/",
    "slack-export": "./nowhere.zip",
    "notion": "https://example.org/",
    "git": "./nowhere",
    "folder": "./nowhere",
    "github": "tidewater",
    "gerrit": "review",
    "gitlab": "tidewater",
    "web": "ftp://example.org/",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A working folder with what the examples name."""
    place = tmp_path / "place"
    (place / "docs").mkdir(parents=True)
    with zipfile.ZipFile(place / "tidewater-export.zip", "w") as archive:
        archive.writestr("channels.json", "[]")
    return place


def at(place: Path, argument: str) -> str:
    return str(place / argument) if argument.startswith("./") else argument


def test_the_tables_of_this_test_know_every_type() -> None:
    assert set(WRONG) == set(TYPES) == {*SETTLED, "folder", "slack-export"}


@pytest.mark.parametrize("type_name", TYPES)
def test_the_example_of_its_help_adds_it_and_says_what_it_needs(home: Path, place: Path, run_lore: Run, type_name: str) -> None:
    about = TYPES[type_name]
    lore, *arguments = shlex.split(about.example)
    name = arguments[arguments.index("--name") + 1]

    done = run_lore(*(at(place, argument) for argument in arguments))

    said = " ".join(done.stdout.split())
    assert (lore, done.returncode, done.stderr) == ("lore", 0, "")
    assert f"Added '{name}'. `lore ingest {name}` reads it." in said
    assert not about.needs or f"It needs {about.needs}: under [sources.{name}]" in said
    assert (f"LORE_SOURCES__{name.replace('-', '_').upper()}__TOKEN" in said) is bool(about.needs)
    with open_lore(home) as opened:
        entry = opened.catalogue.sources.get(name)
    assert (entry.type, entry.location) == (type_name, SETTLED.get(type_name) or str(place / arguments[2][2:]))
    given = [arguments[place + 1] for place, argument in enumerate(arguments) if argument == "--set"]
    assert dict(entry.options) == dict(one.split("=", 1) for one in given)


@pytest.mark.parametrize("type_name", TYPES)
def test_its_help_names_its_example_and_its_keys(run_lore: Run, type_name: str) -> None:
    done = run_lore("add", type_name, "--help", env={"COLUMNS": "400", "PATH": "/usr/bin"})

    said = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert f"Example: {TYPES[type_name].example}" in said
    for key in TYPES[type_name].options:
        assert f"{key}:" in said


@pytest.mark.parametrize("type_name", TYPES)
def test_a_location_that_it_cannot_be_is_one_line(home: Path, place: Path, run_lore: Run, type_name: str) -> None:
    done = run_lore("add", type_name, at(place, WRONG[type_name]), "--name", "x")

    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("lore: ")
    assert json.loads(run_lore("--json", "sources").stdout) == {"sources": []}


@pytest.mark.parametrize("setting", ["colour=red", "api", "=x", "API=x"])
@pytest.mark.parametrize("type_name", ["github", "folder"])
def test_a_key_that_the_type_does_not_know_is_one_line_with_those_that_it_knows(
    home: Path, place: Path, run_lore: Run, type_name: str, setting: str
) -> None:
    location = {"github": "tidewater/billing", "folder": str(place / "docs")}[type_name]

    done = run_lore("add", type_name, location, "--name", "x", "--set", setting)

    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert line.endswith(f"one of these keys: {', '.join(TYPES[type_name].options) or 'none'}")


@pytest.mark.parametrize("name", ["a/b", "/", ".", "..", ".hidden", "", " "])
def test_a_name_that_could_lead_out_of_the_data_folder_is_refused(home: Path, run_lore: Run, name: str) -> None:
    done = run_lore("add", "notion", "Tidewater", "--name", name)

    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert "choose another --name" in line


def test_a_name_is_taken_once(home: Path, place: Path, run_lore: Run) -> None:
    assert run_lore("add", "folder", place / "docs", "--name", "docs").returncode == 0

    done = run_lore("add", "notion", "Tidewater", "--name", "docs")

    (line,) = done.stderr.strip().splitlines()
    assert done.returncode == 2
    assert "there is a source 'docs' already" in line


@pytest.mark.parametrize("name", ["team_docs", "Team-Docs", "team docs"])
def test_two_names_that_lore_toml_could_not_tell_apart_are_refused(home: Path, run_lore: Run, name: str) -> None:
    assert run_lore("add", "notion", "Tidewater", "--name", "team-docs").returncode == 0

    done = run_lore("add", "web", "https://x.example/", "--name", name)

    (line,) = done.stderr.strip().splitlines()
    assert done.returncode == 2
    assert "the same as the source 'team-docs'" in line
