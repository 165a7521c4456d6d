"""Small rooms: the limits on length that no other tool checks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for top in ("assistant", "ingest", "tests") for path in (ROOT / top).rglob("*.py"))
MOST_LINES, MOST_FUNCTION_LINES = 500, 60
USUAL_LINES, USUAL_FUNCTION_LINES, SHARE = 300, 30, 0.9
NAMES_TO_AVOID = {"utils", "common", "helpers", "core", "manager", "service", "base", "misc"}
TOP = {"assistant", "ingest", "tests", "deploy", "prompts"}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_500_lines() -> None:
    assert [f"{path.relative_to(ROOT)}: {_lines(path)}" for path in FILES if _lines(path) > MOST_LINES] == []


def test_no_function_is_longer_than_60_lines() -> None:
    assert [name for path in FILES for name, length in _functions(path) if length > MOST_FUNCTION_LINES] == []


def test_nine_in_ten_files_and_functions_are_short() -> None:
    files = [_lines(path) <= USUAL_LINES for path in FILES]
    functions = [length <= USUAL_FUNCTION_LINES for path in FILES for _, length in _functions(path)]
    assert sum(files) >= SHARE * len(files)
    assert sum(functions) >= SHARE * len(functions)


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in FILES if path.stem in NAMES_TO_AVOID or path.parent.name in NAMES_TO_AVOID] == []


def test_the_environment_is_read_in_the_settings_only() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if not path.is_relative_to(ROOT / "tests") and any(name in path.read_text("utf-8") for name in ("os.environ", "getenv"))
    }
    assert readers == {"assistant/settings.py"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout: nothing tells tracked files from others")
def test_the_top_holds_nothing_but_what_the_architecture_names() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - {"build", "dist", "shared"} - {path for path in folders if path.endswith(".egg-info")} == TOP
