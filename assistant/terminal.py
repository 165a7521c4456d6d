"""How results look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from assistant.domain.answers import Answer
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import SearchResult
from assistant.domain.sources import Coverage, Failure, SourceEntry, SourceState
from assistant.errors import StorageError
from assistant.retrieval.agreement import Agreement

_NAMED = 20
"""So many failures are named in the terminal; `--json` has all of them."""
_SNIPPET = 320
_ALWAYS_SHOWN = ("listed", "indexed", "unchanged", "removed", "failed")


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
            import json  # noqa: PLC0415 - only where events are wanted

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


def show_coverage(console: Console, coverages: Sequence[Coverage]) -> None:
    """What each run found, and by name everything that could not be read."""
    table = Table(
        title="Coverage", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1), collapse_padding=True, pad_edge=False
    )
    columns = {
        "listed": [one.listed for one in coverages],
        "indexed": [len(one.indexed) for one in coverages],
        "unchanged": [one.unchanged for one in coverages],
        "renamed": [len(one.renamed) for one in coverages],
        "removed": [len(one.removed) for one in coverages],
        "failed": [len(one.failed) for one in coverages],
        "missing": [len(one.missing) for one in coverages],
        "skipped": [len(one.skipped) for one in coverages],
    }
    shown = [name for name, counts in columns.items() if name in _ALWAYS_SHOWN or any(counts)]
    table.add_column("source", no_wrap=True)
    for name in shown:
        table.add_column(name, justify="right", no_wrap=True)
    for row, one in enumerate(coverages):
        table.add_row(one.source, *(str(columns[name][row]) for name in shown))
    console.print(table)
    for one in coverages:
        _show_failures(console, "failed", "red", one.failed)
        _show_failures(console, "missing", "red", [Failure(path, "listed, and not in the index") for path in one.missing])
        _show_failures(console, "note", "yellow", one.warnings)
        _show_failures(console, "skipped", "dim", one.skipped)


def _show_failures(console: Console, label: str, style: str, failures: Sequence[Failure]) -> None:
    for failure in failures[:_NAMED]:
        console.print(Text(f"{label}  ", style=style) + Text(f"{failure.path}: {failure.reason}"), soft_wrap=True)
    if len(failures) > _NAMED:
        console.print(Text(f"{label}  … and {len(failures) - _NAMED} more; --json names them all", style=style))


def show_sources(console: Console, states: Sequence[SourceState]) -> None:
    """The registered sources."""
    if not states:
        console.print("No source yet. `lore add folder PATH --name NAME` adds one.")
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for column in ("name", "type", "documents", "chunks", "read by", "last run", "where"):
        table.add_column(column, justify="right" if column in {"documents", "chunks"} else "left")
    for state in states:
        entry = state.entry
        readers = ", ".join(sorted(entry.readers.names)) or "administrators only"
        when = state.last_run.astimezone().strftime("%Y-%m-%d %H:%M") if state.last_run else "never"
        if state.last_run and not state.complete:
            when += " (incomplete)"
        table.add_row(entry.name, entry.type, str(state.documents), str(state.chunks), readers, when, entry.location)
    console.print(table)


def show_hits(console: Console, result: SearchResult) -> None:
    """Hits with the beginning of their text."""
    if not result.hits:
        console.print("Nothing found in what may be read. Fewer filters or other words may help.")
    for number, hit in enumerate(result.hits, start=1):
        console.print(Text(f"{number:>2}  ", style="bold") + _title(hit.document) + Text(f"  {hit.score:.3f}", style="dim"))
        console.print(Text("    " + _place(hit.document, hit.chunk), style="cyan"), soft_wrap=True)
        snippet = " ".join(hit.chunk.text.split())
        console.print(Text("    " + snippet[:_SNIPPET] + ("…" if len(snippet) > _SNIPPET else "")), "")
    console.print(Text(f"{len(result.hits)} chunks in {result.took_ms:.0f} ms", style="dim"))


def show_answer(console: Console, answer: Answer) -> None:
    """The answer, its sources, and how it was made."""
    if answer.notice:
        console.print(Text(answer.notice, style="yellow"))
    console.print(Markdown(answer.text))
    console.print()
    for citation in answer.citations:
        console.print(Text(f"[{citation.marker}] ", style="bold") + _title(citation.document))
        console.print(Text("    " + _place(citation.document, citation.chunk), style="cyan"), soft_wrap=True)
    worded = "quoted by the built-in reader" if answer.generator == "extractive" else f"worded by {answer.generator}"
    line = f"{worded} · confidence {answer.confidence:.2f} · {answer.took_ms:.0f} ms"
    console.print(Text(line, style="dim"))


def show_agreement(console: Console, agreement: Agreement) -> None:
    """What `lore doctor` found."""
    if agreement.sound:
        console.print(
            f"Sound: {agreement.chunks} chunks, the same in the catalogue, FAISS and tantivy; every file as it was written."
        )
        return
    for file in agreement.damaged_files:
        console.print(Text(f"damaged  {file}", style="red"))
    differences = {
        "in the catalogue and not among the vectors": agreement.missing_vectors,
        "in the catalogue and not among the words": agreement.missing_words,
        "among the vectors and not in the catalogue": agreement.extra_vectors,
        "among the words and not in the catalogue": agreement.extra_words,
    }
    for what, keys in differences.items():
        if keys:
            console.print(Text(f"{len(keys)} chunks {what}, the first: {sorted(keys)[:5]}", style="red"))
    console.print("`lore rebuild` makes the index anew from the catalogue; nothing is embedded again.")


def _title(document: Document) -> Text:
    when = document.updated_at or document.created_at
    details = [str(document.kind), *document.authors[:2], when.date().isoformat() if when else "", document.status]
    return Text(document.title, style="bold") + Text("  " + " · ".join(detail for detail in details if detail), style="dim")


def _place(document: Document, chunk: Chunk) -> str:
    parts = [f"{document.source}/{document.path}", chunk.heading, chunk.anchor.label]
    return " › ".join(part for part in parts if part)
