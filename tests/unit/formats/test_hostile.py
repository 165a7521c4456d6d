"""Hostile and broken files: each is read or refused with its reason, within its limits, and nothing outside is touched.

They are parsed as the product does it, in a process with limits on memory and time: here one a format, which is started
again after a file that it does not survive.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from ingest.formats.registry import SUPPORTED, parse
from tests.stand_ins.hostile_files import SECRET, STOPPED, hostile_files

ROOT = Path(__file__).parents[3]
EXTENSIONS = ("txt", "md", "rst", "adoc", "html", "xhtml", "vtt", "srt", "json", "ipynb", "yaml", "pdf", "docx", "pptx")
SECONDS, MEMORY = 30, 1_000_000_000
WATCHED = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "open")

CHILD = """
import json, resource, signal, sys
root, seconds, memory, watched = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), set(sys.argv[4].split(","))
sys.path.insert(0, root)
from assistant.errors import UnreadableDocument
from ingest.enrichment.clean import enrich
from ingest.formats.registry import parse

done = []
def watch(event, arguments):
    if event in watched and done is not None:
        name = str(arguments[0])
        is_library = isinstance(arguments[0], int) or any(mark in name for mark in (".py", "site-packages", "/lib/python"))
        if event != "open" or not is_library:
            done.append(f"{event} {name}")
sys.addaudithook(watch)
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
for line in sys.stdin:
    path = line.rstrip("\\n")
    with open(path, "rb") as file:
        data = file.read()
    done.clear()
    signal.alarm(seconds)  # without a handler it ends the process, whatever C code it is in
    reason = text = None
    try:
        parsed = enrich(parse(data, path.rsplit("/", 1)[-1]))
        text = "\\n".join([parsed.title, *(block.text for block in parsed.blocks)]).encode("utf-8", "replace").decode()
    except UnreadableDocument as error:
        reason = str(error)
    except Exception as error:
        reason = f"CRASH {error!r}"
    signal.alarm(0)
    print(json.dumps({"reason": reason, "text": (text or "")[-20000:] + (text or "")[:20000], "done": done}), flush=True)
"""


class _Harbour(BaseHTTPRequestHandler):
    """Answers whatever is fetched, and remembers that it was."""

    fetched: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        self.fetched[self.path] += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: the test's output stays readable."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Harbour)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, address: str) -> dict[Path, str | None]:
    return hostile_files(tmp_path_factory.mktemp("hostile"), address)


def outcomes(paths: Sequence[Path]) -> dict[Path, dict[str, object]]:
    """What became of each file; a process that dies has died of the file after the last that it answered for."""
    found: dict[Path, dict[str, object]] = {}
    while len(found) < len(paths):
        left = paths[len(found) :]
        command = [sys.executable, "-c", CHILD, str(ROOT), str(SECONDS), str(MEMORY), ",".join(WATCHED)]
        ended = subprocess.run(
            command, input="".join(f"{path}\n" for path in left).encode(), capture_output=True, check=False, env={}, cwd="/"
        )
        lines = ended.stdout.splitlines()
        found |= {path: json.loads(line) for path, line in zip(left, lines, strict=False)}
        if len(lines) < len(left):
            assert ended.returncode < 0, ended.stderr.decode()[-2000:]  # a signal: the limits, or a crash in C
            found[left[len(lines)]] = {"reason": STOPPED, "text": "", "done": [], "signal": -ended.returncode}
    return found


def test_every_extension_that_is_read_has_hostile_files(files: dict[Path, str | None]) -> None:
    twins = {".markdown", ".mdx", ".rest", ".asciidoc", ".htm", ".text", ".yml", ".pptm"}  # read by the same parsers
    assert set(SUPPORTED) - twins - {f".{extension}" for extension in EXTENSIONS} <= {".srt", ".vtt"}
    assert {path.parent.name for path in files} == set(EXTENSIONS)
    assert len(files) >= 150


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_hostile_files_are_read_or_refused_with_their_reason(
    files: dict[Path, str | None], extension: str, address: str
) -> None:
    chosen = {path: reason for path, reason in files.items() if path.parent.name == extension}
    found = outcomes(list(chosen))
    assert {path.name: found[path]["reason"] for path in chosen} == {path.name: reason for path, reason in chosen.items()}
    assert [(path.name, found[path]["done"]) for path in chosen if found[path]["done"]] == []
    assert [path.name for path in chosen if SECRET in str(found[path]["text"])] == []
    assert _Harbour.fetched == Counter(), f"something at {address} was fetched"


def test_nothing_is_written_outside(files: dict[Path, str | None]) -> None:
    outcomes([path for path in files if "lead out" in path.name or "runs code" in path.name])
    assert not [
        path for path in (Path("/etc/lore-escaped"), Path("/tmp/lore-escaped"), Path("/tmp/lore-escaped.xml")) if path.exists()
    ]


def test_a_hidden_fetch_or_read_would_be_noticed(tmp_path: Path) -> None:
    """The watch itself works: what opens a file or a socket while it is parsed is reported."""
    spying = CHILD.replace(
        "parsed = enrich(", "open('/etc/hostname').close(); __import__('socket').getaddrinfo('127.0.0.1', 80); parsed = enrich("
    )
    path = tmp_path / "a.txt"
    path.write_text("Just words.\n", encoding="utf-8")
    command = [sys.executable, "-c", spying, str(ROOT), str(SECONDS), str(MEMORY), ",".join(WATCHED)]
    ended = subprocess.run(command, input=f"{path}\n".encode(), capture_output=True, check=True, env={}, cwd="/")
    assert json.loads(ended.stdout)["done"] == ["open /etc/hostname", "socket.getaddrinfo 127.0.0.1"]


def test_a_section_after_a_grid_table_keeps_its_place() -> None:
    text = (
        "First\n=====\n\n+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n\n|name| and more\n===============\n\nwords\n"
    )
    parsed = parse(text.encode(), "a.rst")
    assert [(block.kind.value, block.text.split("\n")[0], block.line) for block in parsed.blocks] == [
        ("table", "+---+---+", 4),
        ("heading", "|name| and more", 10),
        ("paragraph", "words", 13),
    ]


def test_a_page_with_a_picture_in_it_has_few_attributes() -> None:
    picture = '<img alt="a b c d" src="data:image/png;base64,' + "iVBO" * 100_000 + '">'
    assert parse(f"<h1>Berths</h1><p>The feed.</p>{picture}<p>End.</p>".encode(), "a.html").blocks[-1].text == "End."


def test_a_list_of_ordinary_depth_is_read() -> None:
    text = "".join(f"{'  ' * depth}- x\n\n" for depth in range(20))
    assert parse(text.encode(), "a.rst").blocks
