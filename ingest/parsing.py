"""Parses files in processes of their own, so that a hostile or broken one costs that file alone."""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pydantic import ValidationError

from assistant.errors import NotADocument, UnreadableDocument
from ingest.parsed import Parsed
from ingest.parser_process import PARSED, REFUSAL, write_frame

_ROOT: Final = Path(__file__).resolve().parents[1]
_START: Final = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ingest.parser_process import main; main()"
_LONGEST_REPLY: Final = 100_000_000
"""Bytes. What is unpacked from an archive can be much more than the archive, and becomes objects here."""
_RETIRES_AFTER: Final = 2_000
"""Documents; a new process then takes over, whatever the libraries leaked."""


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """What one file may take."""

    seconds: float = 30.0
    memory_bytes: int = 1_000_000_000


class Parsers:
    """Processes that parse, started when there is something to parse. Any number of threads may call it.

    Close it, or use `with`: the processes end with it, and also when this process dies, since their input ends then.
    """

    def __init__(self, count: int = 1, limits: ParserLimits | None = None) -> None:
        self._limits = limits or ParserLimits()
        self._idle: queue.LifoQueue[_Parser | None] = queue.LifoQueue()
        self._started: list[_Parser] = []
        self._lock = threading.Lock()
        for _ in range(max(1, count)):
            self._idle.put(None)

    def parse(self, data: bytes, path: str, form: str = "") -> Parsed:
        """The cleaned document that these bytes hold. Raises UnreadableDocument with the reason."""
        parser = self._idle.get()
        try:
            if parser is None or not parser.usable:
                parser = self._start(instead_of=parser)
            reply = parser.ask(data, path, form)
        finally:
            self._idle.put(parser)
        try:
            if reply.startswith(b'{"refused":'):
                refused = REFUSAL.validate_json(reply)
                raise (NotADocument if refused.skipped else UnreadableDocument)(refused.refused)
            return PARSED.validate_json(reply)
        except ValidationError as error:
            raise UnreadableDocument("its parser answered nonsense") from error

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            for parser in self._started:
                parser.end()
            self._started.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.close()

    def _start(self, instead_of: _Parser | None) -> _Parser:
        parser = _Parser(self._limits)
        with self._lock:
            if instead_of is not None:
                instead_of.end()
                self._started.remove(instead_of)
            self._started.append(parser)
        return parser


class _Parser:
    """One process."""

    def __init__(self, limits: ParserLimits) -> None:
        self._limits = limits
        self._left = _RETIRES_AFTER
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-I", "-X", "utf8", "-c", _START, str(_ROOT), str(limits.memory_bytes), str(limits.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the ingest, which ends its processes in order
        )

    @property
    def usable(self) -> bool:
        """Whether it can take another file."""
        return self._left > 0 and self._process.poll() is None

    def ask(self, data: bytes, path: str, form: str) -> bytes:
        """The reply to one file. Raises UnreadableDocument when the process needs too long or dies of it."""
        self._left -= 1
        deadline = time.monotonic() + self._limits.seconds
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("both are pipes")
        sender = threading.Thread(target=self._send, args=(data, path, form), daemon=True)
        sender.start()  # beside the reading: a process that dies half-way must not leave us writing
        size = int.from_bytes(self._receive(stdout.fileno(), 4, deadline), "big")
        if size > _LONGEST_REPLY:
            self._left = 0
            self.end()
            raise UnreadableDocument(f"holds more than {_LONGEST_REPLY // 1_000_000} MB of text")
        reply = self._receive(stdout.fileno(), size, deadline)
        sender.join(max(0.0, deadline - time.monotonic()))
        if sender.is_alive():  # it answered without reading the file
            self._left = 0
            self.end()
        return reply

    def end(self) -> None:
        """Kill it with whatever it started: it holds nothing."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)  # it leads a session of its own
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _send(self, data: bytes, path: str, form: str) -> None:
        if self._process.stdin is not None:
            with suppress(OSError):  # it died: the reader says so
                write_frame(self._process.stdin, json.dumps({"path": path, "form": form}).encode())
                write_frame(self._process.stdin, data)

    def _receive(self, descriptor: int, count: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while count:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self._left = 0
                self.end()
                raise UnreadableDocument(f"took longer than {self._limits.seconds:g} s to read")
            part = os.read(descriptor, min(count, 1 << 20))
            if not part:
                self._left = 0
                raise UnreadableDocument(self._last_words())
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _last_words(self) -> str:
        status = self._process.wait()
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return f"its parser crashed ({how}): it may need more than {self._limits.memory_bytes / 1e6:.0f} MB of memory"
