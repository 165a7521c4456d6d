"""Parsing in processes of their own: what a hostile file costs, and what it does not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from assistant.errors import NotADocument, UnreadableDocument
from ingest.enrichment.clean import enrich
from ingest.enrichment.extraction import extract
from ingest.formats.registry import parse
from ingest.parsing import ParserLimits, Parsers

NOTE = b"---\nauthors: [Ana]\nstatus: accepted\ndate: 2026-03-01\n---\n# The bus\n\nWe chose it. Key AKIAIOSFODNN7EXAMPLE.\n"
TALK = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Hello there.\n"


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "parser_process" in " ".join(one.cmdline())]


@pytest.mark.parametrize(
    ("data", "path"),
    [(NOTE, "adr/bus.md"), (TALK, "calls/2026-03-01 sync.vtt"), (b"Ana: \xc3\xa9\nBo: yes\nAna: no\n", "a.txt")],
)
def test_a_child_gives_back_what_the_parser_made(data: bytes, path: str) -> None:
    with Parsers() as parsers:
        assert parsers.parse(data, path) == extract(enrich(parse(data, path)), path)


@pytest.mark.parametrize(
    ("data", "path", "error", "reason"),
    [
        (b"\0\1", "a.md", UnreadableDocument, "binary"),
        (b"{}", "package.json", NotADocument, "not an export"),
        (b"x", "a.unknown", UnreadableDocument, "can't read"),
    ],
)
def test_a_refusal_comes_back_with_its_reason(data: bytes, path: str, error: type[Exception], reason: str) -> None:
    with Parsers() as parsers, pytest.raises(error, match=reason):
        parsers.parse(data, path)


def test_a_file_that_takes_too_long_is_named_and_the_next_one_is_read() -> None:
    with Parsers(limits=ParserLimits(seconds=1.5)) as parsers:
        parsers.parse(NOTE, "a.md")
        (child,) = children()
        os.kill(child.pid, signal.SIGSTOP)

        with pytest.raises(UnreadableDocument, match=r"longer than 1\.5 s"):
            parsers.parse(NOTE, "a.md")

        assert parsers.parse(NOTE, "a.md").title == "The bus"


def test_a_file_that_takes_too_much_memory_is_named_and_the_next_one_is_read() -> None:
    words = b"# A heading\n\nSome words that go on and on.\n\n" * 400_000

    with Parsers(limits=ParserLimits(memory_bytes=400_000_000)) as parsers:
        with pytest.raises(UnreadableDocument, match=r"memory|MB"):
            parsers.parse(words, "a.md")

        assert parsers.parse(NOTE, "a.md").title == "The bus"


def test_a_parser_that_crashes_costs_its_file_alone() -> None:
    with Parsers() as parsers:
        parsers.parse(NOTE, "a.md")
        (child,) = children()
        os.kill(child.pid, signal.SIGSTOP)
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(parsers.parse, NOTE, "a.md")
            time.sleep(0.1)  # until it is asked: one that is dead before is not asked at all
            os.kill(child.pid, signal.SIGSEGV)
            os.kill(child.pid, signal.SIGCONT)

            with pytest.raises(UnreadableDocument, match="SIGSEGV"):
                reading.result()

        assert parsers.parse(NOTE, "a.md").title == "The bus"


def test_a_child_has_neither_the_environment_nor_room_to_write() -> None:
    with Parsers() as parsers:
        parsers.parse(NOTE, "a.md")
        (child,) = children()

        assert set(child.environ()) <= {"LC_CTYPE"}
        limits = Path(f"/proc/{child.pid}/limits").read_text(encoding="utf-8") if sys.platform == "linux" else "Max file size 0"
        assert limits.split("Max file size")[1].split()[0] == "0"


def test_several_threads_share_the_children() -> None:
    with Parsers(3) as parsers, ThreadPoolExecutor(6) as pool:
        titles = list(pool.map(lambda number: parsers.parse(f"# Note {number}\n\nText.".encode(), "a.md").title, range(60)))

        assert titles == [f"Note {number}" for number in range(60)]
        assert len(children()) <= 3

    assert children() == []


def test_nothing_is_started_before_there_is_something_to_parse() -> None:
    with Parsers(4):
        assert children() == []


def name_of(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"{}", "nonsense"),
        (b"not JSON", "nonsense"),
        (b'{"refused":', "nonsense"),
        (b'{"refused": 7, "skipped": "?"}', "nonsense"),
        (None, "more than 100 MB"),
    ],
    ids=["another object", "no JSON", "half a refusal", "a refusal of other types", "4 GB announced"],
)
def test_a_child_that_a_file_took_over_can_say_nothing_that_stops_the_run(
    tmp_path: Path, reply: bytes | None, reason: str
) -> None:
    taken_over = tmp_path / "python"
    frame = b"\xff\xff\xff\xff" if reply is None else len(reply).to_bytes(4, "big") + reply
    (tmp_path / "frame").write_bytes(frame)
    taken_over.write_text(f"#!/bin/sh\ncat {tmp_path}/frame\nsleep 60 &\nexec sleep 60\n")
    taken_over.chmod(0o755)
    before, sys.executable = sys.executable, str(taken_over)
    try:
        with Parsers(limits=ParserLimits(seconds=5)) as parsers:
            with pytest.raises(UnreadableDocument, match=reason):
                parsers.parse(b"x" * 10, "a.md")
            started = [one for one in psutil.Process().children(recursive=True) if name_of(one) == "sleep"]
    finally:
        sys.executable = before
    _, left = psutil.wait_procs(started, timeout=5)
    assert not left


def test_a_parser_whose_asker_says_no_more_ends_by_itself() -> None:
    started = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ingest.parser_process import main; main()"
    command = [sys.executable, "-c", started, str(Path(__file__).resolve().parents[3]), "2000000000", "0.1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write((28).to_bytes(4, "big") + b'{"path": "a.md", "form": ""}')
        process.stdin.flush()  # and the file never comes
        assert process.wait(60) == -signal.SIGALRM
