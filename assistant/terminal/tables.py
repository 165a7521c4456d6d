"""Sources, coverage and the doctor's findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.domain.sources import Coverage, Failure, SourceState
from assistant.retrieval.agreement import Agreement

_NAMED = 20
"""So many failures are named in the terminal; `--json` has all of them."""
_ALWAYS_SHOWN = ("listed", "indexed", "unchanged", "removed", "failed")


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
        if one.stopped:
            console.print(Text("stopped  ", style="red") + Text(f"{one.source}: {one.stopped}"), soft_wrap=True)
        _show_failures(console, "failed", "red", one.failed)
        _show_failures(console, "missing", "red", [Failure(path, "listed, and not in the index") for path in one.missing])
        _show_failures(console, "note", "yellow", one.warnings)
        _show_failures(console, "skipped", "dim", one.skipped)


def _show_failures(console: Console, label: str, style: str, failures: Sequence[Failure]) -> None:
    for failure in failures[:_NAMED]:
        console.print(Text(f"{label}  ", style=style) + Text(f"{failure.path}: {failure.reason}"), soft_wrap=True)
    if len(failures) > _NAMED:
        console.print(Text(f"{label}  … and {len(failures) - _NAMED} more; --json names them all", style=style))


def show_change(console: Console, coverage: Coverage) -> None:
    """One line for a look that found something."""
    counts = {
        "indexed": len(coverage.indexed),
        "renamed": len(coverage.renamed),
        "removed": len(coverage.removed),
        "failed": len(coverage.failed),
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    if said or coverage.stopped:
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        console.print(f"{now}  {coverage.source}: {said or 'nothing'}", highlight=False)
        _show_failures(console, "failed", "red", coverage.failed)
    if coverage.stopped:
        console.print(Text("stopped  ", style="red") + Text(coverage.stopped), soft_wrap=True)


def show_sources(console: Console, states: Sequence[SourceState]) -> None:
    """The registered sources."""
    if not states:
        console.print("No source yet. `lore add folder PATH --name NAME` adds one.")
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for column in ("name", "type", "documents", "chunks", "read by", "last look", "where"):
        table.add_column(column, justify="right" if column in {"documents", "chunks"} else "left")
    for state in states:
        entry = state.entry
        readers = ", ".join(sorted(entry.readers.names)) or "administrators only"
        when = state.last_run.astimezone().strftime("%Y-%m-%d %H:%M") if state.last_run else "never"
        if state.last_run and not state.complete:
            when += " (incomplete)"
        if state.entry.type != "folder" and not entry.readers.names:
            readers = "as the source says"
        table.add_row(entry.name, entry.type, str(state.documents), str(state.chunks), readers, when, entry.location)
    console.print(table)
    for state in states:
        if state.stopped:
            console.print(Text("stopped  ", style="red") + Text(f"{state.entry.name}: {state.stopped}"), soft_wrap=True)
        _show_failures(
            console, "failed", "red", [Failure(f"{state.entry.name}/{one.path}", one.reason) for one in state.failed]
        )


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
