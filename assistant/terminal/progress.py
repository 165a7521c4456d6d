"""Bars for long work."""

from __future__ import annotations

import json
from typing import IO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from assistant.domain.sources import SourceEntry
from assistant.errors import StorageError


class IngestProgress:
    """A bar for one source, and, where a file is given, a line of JSON for each document once it is durable."""

    def __init__(self, bars: Progress, entry: SourceEntry, events: IO[str] | None) -> None:
        self._bars = bars
        self._task = bars.add_task(f"reading {entry.name}", total=None)
        self._events = events
        self._source = entry.name

    def listed(self, total: int) -> None:
        """See ingest.ports.Progress."""
        self._bars.update(self._task, total=total)

    def advanced(self, path: str) -> None:  # noqa: ARG002 - the bar shows how many, not which
        """See ingest.ports.Progress."""
        self._bars.advance(self._task)

    def acknowledged(self, event: str, path: str, document_id: str) -> None:
        """See ingest.ports.Progress."""
        if self._events is not None:
            line = {"event": event, "source": self._source, "path": path, "document": document_id}
            try:
                self._events.write(json.dumps(line, ensure_ascii=False) + "\n")
                self._events.flush()
            except OSError as error:
                raise StorageError(f"the events file can't be written ({error.strerror}): free some space") from error


def progress_bars(console: Console) -> Progress:
    """Bars for long work, on standard error; nothing is drawn where that is not a terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
