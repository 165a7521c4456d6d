"""What tuned models are called, and the line that puts one in force."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from assistant.tuning.naming import default_name, fit_name, settings_lines, with_embedder

MODEL = "models/tidewater-1a2b3c4d"


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("all-MiniLM-L6-v2", "all-MiniLM-L6-v2-20261123"),
        ("intfloat/multilingual-e5-small", "multilingual-e5-small-20261123"),
        ("/srv/models/ours/", "ours-20261123"),
        ("models/all-MiniLM-L6-v2-20260101-0a1b2c3d", "all-MiniLM-L6-v2-20261123"),
        ("..", "embedder-20261123"),
    ],
)
def test_a_model_is_called_by_its_base_and_the_day(base: str, name: str) -> None:
    assert default_name(base, datetime(2026, 11, 23, tzinfo=UTC)) == name


@pytest.mark.parametrize(("name", "fit"), [("ours", "ours"), ("../../etc", "etc"), ("a b/c", "a-b-c"), ("..", ""), ("", "")])
def test_a_name_is_no_way_out_of_the_folder(name: str, fit: str) -> None:
    assert fit_name(name) == fit


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("", 0),
        ('organisation = "Tidewater"\n', 0),
        ('[embedder]\nprecision = "fp32"\n', 0),
        ('[embedder] # which\n# the model\nmodel = "old" # was good\nprecision = "fp32"\n\n[people.ana]\nname = "Ana"\n', 0),
        ('[generator]\nmodel = "openai:gpt-5-mini"\n\n[embedder]\nmodel="old"\n', 0),
        ('[embedder]\nprecision = "fp32"\n\n[generator]\nmodel = "ollama:qwen3"\n', 0),
    ],
    ids=["nothing", "no table", "no model", "a model with comments", "after a generator", "before a generator"],
)
def test_the_embedder_is_named_and_all_else_stays(before: str, line: int) -> None:
    after = with_embedder(before, MODEL)
    wanted = tomllib.loads(before)
    wanted.setdefault("embedder", {})["model"] = MODEL
    assert tomllib.loads(after) == wanted
    kept = [text for text in before.splitlines() if not text.startswith(("model", "model="))]
    assert [text for text in after.splitlines() if text in kept] == kept


def test_the_lines_to_write_are_what_is_written() -> None:
    assert with_embedder("", MODEL) == settings_lines(MODEL) + "\n"
    assert tomllib.loads(settings_lines(MODEL)) == {"embedder": {"model": MODEL}}


def test_a_name_is_no_longer_than_a_file_may_be_called() -> None:
    assert fit_name("n" * 300) == "n" * 60
    assert len(fit_name("会" * 300).encode()) < 200
    assert fit_name("n" * 59 + "-" + "m" * 10) == "n" * 59


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[embedder]\nmodel = "old"  # why\n', f'[embedder]\nmodel = "{MODEL}"  # why\n'),
        ("[embedder]\nmodel = 'a # b'\n", f'[embedder]\nmodel = "{MODEL}"\n'),
        ('[embedder]\r\nmodel = "old"\r\nprecision = "fp32"\r\n', f'[embedder]\r\nmodel = "{MODEL}"\r\nprecision = "fp32"\r\n'),
        ('site = "x"\r\n', f'site = "x"\r\n\r\n[embedder]\r\nmodel = "{MODEL}"\r\n'),
    ],
    ids=["a comment behind it", "a sign of a comment within it", "lines of Windows", "lines of Windows without a table"],
)
def test_comments_and_the_ends_of_lines_stay(before: str, after: str) -> None:
    assert with_embedder(before, MODEL) == after
