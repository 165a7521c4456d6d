"""`lore answers` as a person types it: an answer is opened, its document goes, and its words are gone with it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_an_answer_opens_with_all_that_was_kept_until_its_document_is_removed(ready: Path, docs: Path, run_lore: Run) -> None:
    answer = json.loads(run_lore("--json", "ask", "Why did we choose the plover bus?").stdout)
    assert "ordering" in answer["answer"]

    listed = run_lore("answers")
    assert listed.returncode == 0, listed.stderr
    assert f"{answer['id'][:8]}  " in listed.stdout
    assert "Why did we choose the plover bus?" in listed.stdout

    opened = json.loads(run_lore("--json", "answers", "show", answer["id"][:8]).stdout)
    assert (opened["id"], opened["withheld"], opened["record"]["shown"]) == (answer["id"], False, answer["answer"])
    assert opened["found"][0]["document"]["path"] == "bus.md"
    assert opened["record"]["stages"]["total"] > 0

    (docs / "bus.md").unlink()
    assert run_lore("ingest").returncode == 0
    last = run_lore("answers", "show", "last")
    assert "is gone. Its words were deleted with it." in " ".join(last.stdout.split())
    assert "ordering" not in last.stdout
    assert b"for its ordering" not in b"".join(file.read_bytes() for file in ready.glob("catalogue.sqlite*"))


def test_an_answer_that_there_is_not_says_what_to_do_next(ready: Path, run_lore: Run) -> None:
    assert ready.is_dir()
    missing = run_lore("answers", "show", "zzzz")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.startswith("lore: no answer that you may open is called 'zzzz'")
    assert "`lore answers`" in missing.stderr
    assert json.loads(run_lore("--json", "answers", "list").stdout) == {"answers": []}
