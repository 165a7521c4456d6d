"""Documents on their way from a source to a parsed form: read and parsed ahead, in order, by a few threads."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from assistant.errors import NotADocument, UnreadableDocument
from assistant.ports import Held, Refused
from ingest.connection import Misunderstood, Unanswered
from ingest.parsed import Parsed
from ingest.ports import Listed, Source
from ingest.stages import Stages

Parse: TypeAlias = Callable[[bytes, str, str], Parsed]
"""Bytes, path and form to a cleaned document; raises UnreadableDocument. Called by several threads at once."""


_OUTAGE: Final = 3
"""One document that its server can't give is that document's failure; so many in a row are an outage of the server."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one listed document. Exactly one of these holds: `gone`, `reason` (it can't be had), `parsed`, or
    none of them: the bytes are those that are held."""

    listed: Listed
    digest: str = ""
    parsed: Parsed | None = None
    gone: bool = False
    reason: str = ""
    skipped: bool = False
    lasting: bool = False
    """Whether trying again would end the same as long as the bytes stay: it was the parser that gave up."""


class Wanted(Protocol):
    """What is known of a document before it is read."""

    def same(self, path: str, digest: str) -> Held | None:
        """What is held that these bytes need not be parsed for, if they are the same."""

    def refused(self, path: str, version: str) -> Refused | None:
        """That these bytes were refused before, if they were."""


class Reading:
    """Reads and parses some documents ahead of whoever takes the outcomes, so that a slow server, the parsers and the
    embedder work at the same time. At most two documents a thread are in memory."""

    def __init__(self, source: Source, parse: Parse, wanted: Wanted, stages: Stages, *, threads: int = 2) -> None:
        self._source = source
        self._parse = parse
        self._wanted = wanted
        self._stages = stages
        self._threads = threads
        self._unanswered = 0
        """In a row. Threads may count one too few or too many, which moves the end of the run by a document."""

    def outcomes(self, listed: Iterable[Listed]) -> Generator[Outcome]:
        """What became of each, in their order. Raises SourceError when the source can't be read any more; what came
        before it stands."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="reading") as pool:
            waiting: deque[Future[Outcome]] = deque()
            try:
                for one in listed:
                    waiting.append(pool.submit(self._outcome, one))
                    if len(waiting) >= 2 * self._threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _outcome(self, listed: Listed) -> Outcome:
        try:
            with self._stages.timed("read"):
                data = self._source.read(listed)
        except (UnreadableDocument, Misunderstood) as error:
            return Outcome(listed, reason=str(error))
        except Unanswered as error:
            self._unanswered += 1
            if self._unanswered >= _OUTAGE:
                raise
            return Outcome(listed, reason=str(error))
        self._unanswered = 0
        if data is None:
            return Outcome(listed, gone=True)
        digest = hashlib.sha256(data).hexdigest()
        if listed.told is None and self._wanted.same(listed.path, digest):
            return Outcome(listed, digest)
        before = self._wanted.refused(listed.path, digest)
        if before:
            return Outcome(listed, digest, reason=before.reason, skipped=before.skipped, lasting=True)
        try:
            with self._stages.timed("parse"):
                return Outcome(listed, digest, self._parse(data, listed.path, listed.form))
        except UnreadableDocument as error:
            return Outcome(listed, digest, reason=str(error), skipped=isinstance(error, NotADocument), lasting=True)
