"""Conversations on the command line: chatting, going on, listing, exporting, ending and deleting."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]

QUESTION = "Which bus did we choose for its ordering?"
QUOTE = "We chose the plover bus for its ordering."


def test_a_chat_goes_on_and_is_listed_shown_exported_and_deleted(ready: Path, run_lore: Run) -> None:
    lines = [QUESTION, "/shorter", "/show", "in German", "/bogus", "/help", "/new", "/shorter", f"{QUESTION} heliotropeword"]
    told = run_lore("chat", input="\n".join([*lines, "/quit", "never read"])).stdout
    assert told.count(QUOTE) >= 3
    assert "I can say it in German only with a language model" in told
    assert "There is no /bogus" in told
    assert "begin a new conversation" in told
    assert "Nothing was said yet" in told
    assert "never read" not in told

    newest, first = json.loads(run_lore("--json", "conversations").stdout)["conversations"]
    assert (newest["turns"], first["turns"], first["title"]) == (1, 4, QUESTION)
    beginning = first["id"][:8]
    assert "plover bus" in run_lore("conversations", "show", beginning).stdout
    markdown = run_lore("conversations", "export", beginning).stdout
    assert markdown.startswith(f"# {QUESTION}\n")
    assert f"“{QUOTE}”" in markdown

    assert b"heliotropeword" in (ready / "catalogue.sqlite").read_bytes()
    assert "Deleted 2" in run_lore("conversations", "delete", "--all", "--yes").stdout
    left = b"".join(path.read_bytes() for path in ready.glob("catalogue.sqlite*"))
    assert b"heliotropeword" not in left


def test_a_question_goes_on_from_the_last_conversation_until_it_is_ended(ready: Path, run_lore: Run) -> None:
    nothing = run_lore("ask", "--continue", "why?")
    assert (nothing.returncode, nothing.stderr.count("\n")) == (2, 1)
    assert "leave --continue out" in nothing.stderr
    first = json.loads(run_lore("--json", "ask", QUESTION).stdout)
    on = json.loads(run_lore("--json", "ask", "--continue", "where does it say that?").stdout)
    assert ready.is_dir()
    assert on["conversation_id"] == first["conversation_id"]
    assert [one["document"]["path"] for one in on["citations"]] == ["bus.md"]
    assert run_lore("conversations", "end", first["conversation_id"]).returncode == 0
    assert run_lore("ask", "--continue", "why?").returncode == 2


def test_a_chat_remembers_what_was_said_where_nothing_is_kept(ready: Path, run_lore: Run) -> None:
    settings = ready / "lore.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[conversations]\nrecord = false\n", encoding="utf-8")
    assert f"- {QUOTE} [1]" in run_lore("chat", input=f"{QUESTION}\nas a list\n").stdout
    assert "not kept" in run_lore("conversations").stdout
