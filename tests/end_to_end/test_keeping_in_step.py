"""Sources kept in step by the real command line, against services on the loopback address."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from assistant.bootstrap import open_lore
from assistant.domain.sources import SourceState
from tests.benchmarks import source_kills
from tests.stand_ins.github_world import GitHubWorld

Run: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]
Json: TypeAlias = Any
REPOSITORY = Path(__file__).parents[2]
SECRET = "the secret of the webhook"
LONGEST_WAIT = 60.0


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHubWorld]:
    """A repository with nine issues and pull requests."""
    with GitHubWorld(tmp_path / "github") as world:
        yield world


def given(world: GitHubWorld, **more: str) -> dict[str, str]:
    return {**os.environ, "LORE_SOURCES__WORLD__TOKEN": world.access.token, **more}


def add(run_lore: Run, world: GitHubWorld, *more: str) -> None:
    arguments = ("add", "github", "tidewater/billing", "--name", "world", "--set", f"api={world.server.address}", *more)
    assert run_lore(*arguments).returncode == 0


def found(run_lore: Run, text: str, *more: str) -> set[str]:
    """The paths of what a search finds that has the word."""
    hits = json.loads(run_lore("--json", "search", text, "-k", "100", *more).stdout)["hits"]
    return {hit["document"]["path"] for hit in hits if text in hit["chunk"]["text"]}


def one_run(done: subprocess.CompletedProcess[str]) -> Json:
    (run,) = json.loads(done.stdout)["runs"]
    return run


def states(home: Path) -> list[SourceState]:
    with open_lore(home) as lore:
        return lore.catalogue.sources.states()


# ---- lore ingest ----


def test_a_late_reply_is_found_and_what_was_deleted_is_not(github: GitHubWorld, home: Path, run_lore: Run) -> None:
    add(run_lore, github)
    env = given(github)
    first = run_lore("--json", "ingest", env=env)
    github.reply("issues/3.json")
    github.remove("pulls/4.json")
    before = len(github.server.log)
    second = run_lore("--json", "ingest", env=env)

    assert (first.returncode, second.returncode) == (0, 0)
    run = one_run(second)
    assert (run["listed"], run["indexed"], run["removed"], run["complete"]) == (8, ["issues/3.json"], ["pulls/4.json"], True)
    assert found(run_lore, "afterthought") == {"issues/3.json"}
    assert "pulls/4.json" not in found(run_lore, "dialer")
    asked = [path for _, path, _ in github.server.log[before:]]
    assert not [path for path in asked if re.search(r"/(issues|pulls)/[1245678]\b", path)]


def test_json_has_the_seconds_by_stage(github: GitHubWorld, home: Path, run_lore: Run) -> None:
    add(run_lore, github)

    seconds = one_run(run_lore("--json", "ingest", env=given(github)))["seconds"]

    assert set(seconds) == {"list", "read", "parse", "chunk", "embed", "commit"}
    assert all(isinstance(spent, float) and spent >= 0 for spent in seconds.values())
    assert seconds["list"] > 0
    assert seconds["read"] > 0


def test_a_token_that_expired_is_one_line_and_removes_nothing(github: GitHubWorld, home: Path, run_lore: Run) -> None:
    add(run_lore, github)
    run_lore("ingest", env=given(github))
    before = found(run_lore, "dialer")
    compared_at = states(home)[0].compared_at

    done = run_lore("ingest", "world", env=given(github, LORE_SOURCES__WORLD__TOKEN="expired-secret"))

    assert done.returncode == 1
    said = [line for line in done.stdout.splitlines() if "token" in line]
    assert len(said) == 1
    assert "expired-secret" not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert len(before) == 9
    assert found(run_lore, "dialer") == before
    (source,) = json.loads(run_lore("--json", "sources").stdout)["sources"]
    assert (source["complete"], source["documents"], source["listed"]) == (False, 9, 9)
    assert states(home)[0].compared_at == compared_at
    assert source["stopped"] in said[0]


def test_one_source_that_cannot_be_reached_does_not_keep_the_others_back(
    github: GitHubWorld, home: Path, docs: Path, run_lore: Run
) -> None:
    add(run_lore, github)
    run_lore("add", "folder", docs, "--name", "docs")

    done = run_lore("ingest", env=given(github, LORE_SOURCES__WORLD__TOKEN="expired-secret"))

    assert done.returncode == 1
    assert found(run_lore, "plover") == {"bus.md"}


def test_collaborators_read_what_the_repository_holds_until_they_leave(github: GitHubWorld, home: Path, run_lore: Run) -> None:
    people = '[people.bo]\naccounts = ["github:Bo-Lind"]\n[people.ana]\naccounts = ["github:ana-r"]\n[people.eve]\n'
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write(people)
    add(run_lore, github)
    run_lore("ingest", env=given(github))
    assert [len(found(run_lore, "dialer", "--as", user)) for user in ("bo", "ana", "eve")] == [9, 9, 0]

    github.restrict("issues/3.json")
    run_lore("ingest", env=given(github))

    assert [len(found(run_lore, "dialer", "--as", user)) for user in ("bo", "ana", "eve")] == [0, 9, 0]


# ---- processes that go on ----


def wait_until(done: Callable[[], bool]) -> None:
    give_up = time.monotonic() + LONGEST_WAIT
    while not done():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.1)


@contextmanager
def going_on(home: Path, env: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command as a process, until the block ends."""
    command = [sys.executable, "-u", "-m", "assistant", "--home", str(home), *arguments]
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_with(process: subprocess.Popen[str], text: str) -> str:
    """The next line that holds the text; what stands before is read over."""
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            return line
    raise AssertionError(f"the process ended without saying {text!r}")


def texts(home: Path, source: str) -> str:
    with open_lore(home) as lore:
        held = lore.catalogue.ledger.held(source).documents.values()
        return "\n".join(chunk.text for one in held for chunk in lore.catalogue.documents.chunks(one.document_id))


def test_a_watch_follows_a_folder_and_a_service_and_ends_when_it_is_told(
    github: GitHubWorld, home: Path, docs: Path, run_lore: Run
) -> None:
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write('[schedule]\nevery = "1s"\n')
    add(run_lore, github)
    run_lore("add", "folder", docs, "--name", "docs")

    with going_on(home, given(github), "ingest", "--watch") as process:
        line_with(process, "Watching")
        (docs / "bus.md").write_text("# The bus\n\nIt was replaced by the sandpiper.\n", encoding="utf-8")
        github.edit("pulls/5.json")
        wait_until(lambda: "sandpiper" in texts(home, "docs") and "heliotrope" in texts(home, "world"))
        assert found(run_lore, "sandpiper") == {"bus.md"}
        assert found(run_lore, "heliotrope") == {"pulls/5.json"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0


def test_a_watch_outlives_a_service_that_is_down_and_a_folder_that_is_gone(
    github: GitHubWorld, home: Path, docs: Path, run_lore: Run
) -> None:
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write('[schedule]\nevery = "1s"\n')
    add(run_lore, github)
    run_lore("add", "folder", docs, "--name", "docs")

    with going_on(home, given(github), "ingest", "--watch") as process:
        line_with(process, "Watching")
        github.server.token = "another token"
        moved = docs.rename(docs.with_name("elsewhere"))
        line_with(process, "stopped")
        github.server.token = github.access.token
        moved.rename(docs)
        github.edit("pulls/5.json")
        wait_until(lambda: "heliotrope" in texts(home, "world"))
        assert "plover" in texts(home, "docs")
        wait_until(lambda: all(state.complete and not state.stopped for state in states(home)))
        assert process.poll() is None


@contextmanager
def served(home: Path, env: dict[str, str], *arguments: str) -> Iterator[str]:
    """`lore serve`; its address, once it is ready."""
    with going_on(home, env, "serve", "--port", "0", *arguments) as process:
        address = re.search(r"http://[\w.:]+", line_with(process, "http://"))
        assert address is not None
        wait_until(lambda: requested(f"{address[0]}/readyz")[0] == 200)
        yield address[0]


def requested(address: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """The status and the body of a reply; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers or {}), timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except urllib.error.URLError:
        return 0, ""


def searched(address: str, text: str) -> set[str]:
    body = json.dumps({"query": text, "k": 20}).encode()
    _, said = requested(f"{address}/v1/search", body, {"content-type": "application/json"})
    return {hit["document"]["path"] for hit in json.loads(said)["hits"] if text in hit["chunk"]["text"]}


def event(secret: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    """What GitHub sends when a pull request was merged."""
    body = json.dumps({"action": "closed", "pull_request": {"number": 5, "merged": True}}).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    signed = {"x-hub-signature-256": f"sha256={signature}"} if secret else {}
    return body, {"content-type": "application/json", "x-github-event": "pull_request", **signed, **headers}


def test_a_signed_event_makes_a_merged_review_findable_and_an_unsigned_one_does_nothing(
    github: GitHubWorld, home: Path, run_lore: Run
) -> None:
    add(run_lore, github)
    run_lore("ingest", env=given(github))
    with served(home, given(github, LORE_SOURCES__WORLD__WEBHOOK_SECRET=SECRET)) as address:
        github.edit("pulls/5.json")
        before = len(github.server.log)
        for refused in (event(""), event("another secret"), event(SECRET + " ")):
            assert requested(f"{address}/webhooks/world", *refused)[0] == 401
        assert requested(f"{address}/webhooks/nowhere", *event(SECRET))[0] == 401
        assert requested(f"{address}/webhooks/world")[0] == 405
        time.sleep(0.2)
        assert len(github.server.log) == before
        assert searched(address, "heliotrope") == set()

        assert requested(f"{address}/webhooks/world", *event(SECRET))[0] == 202
        wait_until(lambda: searched(address, "heliotrope") == {"pulls/5.json"})


def test_other_hosts_reach_the_webhooks_and_nothing_else(github: GitHubWorld, home: Path, run_lore: Run) -> None:
    add(run_lore, github)
    elsewhere = {"host": "lore.tidewater.example"}
    with served(home, given(github, LORE_SOURCES__WORLD__WEBHOOK_SECRET=SECRET)) as address:
        assert requested(f"{address}/webhooks/world", *event(SECRET, **elsewhere))[0] == 202
        for path in ("/", "/v1/sources", "/readyz", "/sources", "/webhooks", "/static/../v1/sources"):
            assert requested(f"{address}{path}", None, elsewhere)[0] == 421, path
        for path in ("/webhooks/", "/webhooks/../v1/sources", "/webhooks/%2e%2e/v1/sources", "/webhooks//v1/sources"):
            assert requested(f"{address}{path}", None, elsewhere)[0] in {404, 405, 421}, path
        search = json.dumps({"query": "dialer"}).encode()
        assert requested(f"{address}/v1/search", search, elsewhere)[0] == 421


def test_without_a_webhook_secret_there_are_no_webhooks(github: GitHubWorld, home: Path, run_lore: Run) -> None:
    add(run_lore, github)
    with served(home, given(github)) as address:
        assert requested(f"{address}/webhooks/world", *event(SECRET))[0] == 404


# ---- GET /v1/sources and the page ----


def test_sources_tell_administrators_everything_and_guests_what_they_may_read(home: Path, docs: Path, run_lore: Run) -> None:
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write("[people.guest]\n")
    (docs / "broken.docx").write_bytes(b"this is no document")
    secret = docs.with_name("secret")
    secret.mkdir()
    (secret / "plan.md").write_text("# The plan\n\nIt is secret.\n", encoding="utf-8")
    run_lore("add", "folder", docs, "--name", "docs", "--readers", "everyone")
    run_lore("add", "folder", secret, "--name", "secret")
    assert run_lore("ingest").returncode == 1

    with served(home, dict(os.environ)) as address:
        listed = json.loads(requested(f"{address}/v1/sources")[1])["sources"]
        status, page = requested(f"{address}/sources")
    one, other = listed
    assert (one["name"], one["documents"], one["listed"], one["complete"]) == ("docs", 2, 3, False)
    assert [failure["path"] for failure in one["failed"]] == ["broken.docx"]
    assert one["compared_at"] == one["last_run"] is not None
    assert (other["name"], other["documents"], other["listed"], other["failed"]) == ("secret", 1, 1, [])
    assert status == 200
    assert "broken.docx" in page
    assert "secret" in page

    with served(home, dict(os.environ), "--as", "guest") as address:
        (only,) = json.loads(requested(f"{address}/v1/sources")[1])["sources"]
        status, page = requested(f"{address}/sources")
    assert (only["name"], only["documents"]) == ("docs", 2)
    assert [only[name] for name in ("listed", "failed", "stopped", "location")] == [None] * 4
    assert only["compared_at"] == one["compared_at"]
    assert status == 200
    assert "broken.docx" not in page
    assert "secret" not in page


def test_a_guest_is_told_the_counts_of_what_they_may_read_only(github: GitHubWorld, home: Path, run_lore: Run) -> None:
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write('[people.guest]\n[people.bo]\naccounts = ["github:bo-lind"]\n')
    add(run_lore, github)
    run_lore("ingest", env=given(github))

    counts = {}
    for user in ("guest", "bo"):
        with served(home, dict(os.environ), "--as", user) as address:
            sources = json.loads(requested(f"{address}/v1/sources")[1])["sources"]
            counts[user] = [(source["name"], source["documents"]) for source in sources]
    assert counts == {"guest": [], "bo": [("world", 9)]}


# ---- killed ----


@pytest.mark.slow
@pytest.mark.parametrize("world", ["folder", "github", "slack"])
def test_an_ingest_that_is_killed_loses_nothing_and_keeps_nothing_that_is_gone(world: str) -> None:
    (report,) = source_kills.run([world], kills=2, seed=7)

    assert report.kills == 2
    assert (report.lost, report.phantoms, report.twice, report.stale) == ([], [], [], [])
