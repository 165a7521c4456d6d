"""`lore gaps`, `lore health`, `lore digest`, and what `lore ask` leaves behind, as real commands."""

from __future__ import annotations

import json
import socket
import sqlite3
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.conftest import RunLore

CONFIG = """
[embedder]
model = "hashing"
[knowledge]
curators = ["user:bo"]
[groups]
apps = ["ana", "bo"]
[people]
ana = {}
bo = {}
[mail]
host = "127.0.0.1"
port = PORT
sender = "lore@tidewater.example"
starttls = false
"""
SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345"


class Inbox:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 kept"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def unfilled(home: Path) -> int:
    """A data folder with settings and nothing else; the mail server's port."""
    port = free_port()
    (home / "lore.toml").write_text(CONFIG.replace("PORT", str(port)), encoding="utf-8")
    return port


@pytest.fixture
def port(unfilled: int, tmp_path: Path, run_lore: RunLore) -> int:
    """The same with two sources, one of them hidden from everybody."""
    for name, text in (
        ("open", "# Message bus\n\nWe run Kafka with six brokers.\n"),
        ("hidden", "# Takeover\n\nNobody knows.\n"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.md").write_text(f"---\ndate: 2024-03-05\n---\n{text}", encoding="utf-8")
        readers = ["--readers", "everyone"] if name == "open" else []
        assert run_lore("add", "folder", folder, "--name", name, *readers).returncode == 0
    assert run_lore("ingest").returncode == 0
    return unfilled


def test_a_question_leaves_a_gap_that_its_asker_and_curators_see(home: Path, port: int, run_lore: RunLore) -> None:
    asked = run_lore("--json", "ask", f"zebra crossing rota {SECRET}", "--as", "ana")
    assert json.loads(asked.stdout)["abstained"]
    for user, seen in (("ana", 1), ("bo", 1), (None, 1)):
        as_user = ["--as", user] if user else []
        gaps = json.loads(run_lore("--json", "gaps", *as_user).stdout)["gaps"]
        assert len(gaps) == seen
        assert "zebra crossing rota [redacted: " in gaps[0]["question"]
    assert "asked once" in run_lore("gaps").stdout
    assert SECRET.encode() not in (home / "catalogue.sqlite").read_bytes()
    health = json.loads(run_lore("--json", "health", "--as", "ana").stdout)
    assert (health["usage"]["total"]["abstained"], health["whole"]) == (1, False)
    assert "Gaps: 1" in run_lore("health").stdout


def test_a_full_disk_costs_the_record_and_not_the_answer(home: Path, port: int, run_lore: RunLore) -> None:
    with sqlite3.connect(home / "catalogue.sqlite") as catalogue:
        catalogue.execute(
            "CREATE TRIGGER full BEFORE INSERT ON asked BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    asked = run_lore("--json", "ask", "message bus Kafka brokers")
    assert asked.returncode == 0
    assert json.loads(asked.stdout[asked.stdout.index("{\n") :])["id"]
    assert json.loads(run_lore("--json", "gaps").stdout)["gaps"] == []


def test_recording_can_be_turned_off(home: Path, port: int, run_lore: RunLore) -> None:
    settings = home / "lore.toml"
    settings.write_text(settings.read_text().replace("[knowledge]", "[knowledge]\nrecord_questions = false"))
    run_lore("ask", "zebra crossing rota")
    assert json.loads(run_lore("--json", "gaps").stdout)["gaps"] == []


def test_a_digest_is_written_in_each_form_and_holds_what_the_reader_may_read(port: int, run_lore: RunLore) -> None:
    since = ("--since", "2020-01-01")
    markdown = run_lore("digest", *since, "--team", "apps").stdout
    assert "Message bus" in markdown
    assert "Takeover" not in markdown
    assert "Takeover" in run_lore("digest", *since).stdout, "the administrator's own digest"
    assert json.loads(run_lore("digest", *since, "--as", "ana", "--format", "slack").stdout)["blocks"][0]["type"] == "header"
    assert run_lore("digest", *since, "--format", "email", "--as", "ana").stdout.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "arguments",
    [
        ["digest", "--since", "0001-01-01"],
        ["digest", "--since", "0001-01-01", "--team", "apps"],
        ["digest", "--since", "0001-01-02", "--as", "ana", "--format", "slack"],
        ["onboard", "kafka", "--since", "0001-01-01"],
        ["onboard", "kafka", "--since", "9999-12-31"],
        ["gaps", "--weeks", "520"],
        ["--json", "health", "--weeks", "520"],
    ],
    ids=" ".join,
)
def test_the_first_and_the_last_of_days_work(unfilled: int, run_lore: RunLore, arguments: list[str]) -> None:
    done = run_lore(*arguments)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_digest_is_mailed(port: int, run_lore: RunLore) -> None:
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        sent = run_lore(
            "digest", "--since", "2020-01-01", "--team", "apps", "--send", "ana@x.example", "--send", "bo@x.example"
        )
    finally:
        controller.stop()
    assert sent.returncode == 0, sent.stderr
    assert [message["To"] for message in inbox.messages] == ["ana@x.example", "bo@x.example"]
    assert all("Message bus" in str(part) for message in inbox.messages for part in message.iter_parts())


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["digest", "--team", "ghost"], 2, "no group 'ghost'"),
        (["digest", "--team", "apps", "--as", "ana"], 2, "choose one"),
        (["digest", "--send", "ana@x.example"], 2, "add --team or --as"),
        (["digest", "--team", "apps", "--send", "nobody"], 2, "no mail address"),
        (["digest", "--team", "apps", "--send", "ana@x.example"], 1, "check [mail]"),
        (["digest", "--since", "2999-01-01"], 2, "in the future"),
        (["gaps", "--as", "ghost"], 2, "no person 'ghost'"),
        (["health", "--weeks", "0"], 2, "--weeks"),
        (["health", "--weeks", "9" * 30], 2, "--weeks"),
        (["gaps", "--weeks", "521"], 2, "--weeks"),
        (["digest", "--since", "0000-01-01"], 2, "--since"),
        (["digest", "--since", "9999-12-31", "--team", "apps"], 2, "in the future"),
        (["onboard", "kafka", "--since", "10000-01-01"], 2, "--since"),
    ],
    ids=[
        "no team",
        "two readers",
        "no reader",
        "no address",
        "no mail server",
        "the future",
        "nobody",
        "no weeks",
        "endless weeks",
        "weeks",
        "no year",
        "the last day",
        "a long year",
    ],
)
def test_what_cannot_be_done_is_one_line_with_the_next_step(
    unfilled: int, run_lore: RunLore, arguments: list[str], status: int, said: str
) -> None:
    done = run_lore(*arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
