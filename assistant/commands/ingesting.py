"""The commands that bring the index in step with its sources, and list them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Annotated

import typer

from assistant.commands.session import ERR, GLOBALS, OUT, opened, print_json
from assistant.errors import IndexUnusable, UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore
    from assistant.domain.sources import Coverage
    from ingest.bootstrap import Ingest
    from ingest.schedule import Watch

# ruff: noqa: PLC0415 - as in session.py


def sources() -> None:
    """List the sources, and what is held of each."""
    from assistant.terminal.tables import show_sources

    with opened() as lore:
        states = lore.catalogue.sources.states()
    if GLOBALS.as_json:
        from assistant.web.schemas.answers import SourceOut

        print_json({"sources": [SourceOut.of(state, as_administrator=True).model_dump(mode="json") for state in states]})
    else:
        show_sources(OUT, states)


def remove(name: str) -> None:
    """Forget a source with all of its documents, chunks and vectors."""
    from ingest.bootstrap import forget_kept, ingest_lock

    with opened() as lore, ingest_lock(lore.home):
        count = lore.catalogue.sources.remove(name)
        forget_kept(lore.home, name)
        with suppress(IndexUnusable):  # in the middle of a change of embedder there is nothing yet to publish
            lore.check_embedder()
            lore.publisher.publish()
    if GLOBALS.as_json:
        print_json({"removed": name, "documents": count})
    else:
        OUT.print(f"Removed '{name}' with {count} documents.", highlight=False)


def ingest(
    names: Annotated[list[str] | None, typer.Argument(help="which sources [default: all]")] = None,
    full: Annotated[bool, typer.Option("--full", help="read everything anew, also what did not change")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="go on until Ctrl-C, by the \\[schedule] of lore.toml")] = False,
    workers: Annotated[int | None, typer.Option(help="how many documents are read and parsed at once", min=1, max=64)] = None,
    events: Annotated[Path | None, typer.Option(help="append a line of JSON for each document once it is durable")] = None,
) -> None:
    """Bring the index in step with the sources. Exit status 1 if anything that is listed could not be indexed."""
    with opened() as lore:
        coverages = run_ingest(lore, names or [], events=events, full=full, workers=workers)
        if watch:
            _watch(lore, names or [], workers)
            return
    if not all(coverage.complete for coverage in coverages):
        raise typer.Exit(1)


def run_ingest(
    lore: Lore, names: list[str], *, events: Path | None = None, full: bool = False, workers: int | None = None
) -> list[Coverage]:
    """One comparison of the named sources, with its bars and its table."""
    from assistant.terminal.progress import IngestProgress, progress_bars
    from assistant.terminal.tables import show_coverage

    with _appending(events) if events else nullcontext() as stream, progress_bars(ERR) as bars:
        coverages = wired_ingest(lore, workers).run(names, lambda entry: IngestProgress(bars, entry, stream), full=full)
    if GLOBALS.as_json:
        print_json({"runs": [{**asdict(coverage), "complete": coverage.complete} for coverage in coverages]})
    else:
        show_coverage(OUT, coverages)
    return coverages


def wired_ingest(lore: Lore, workers: int | None = None) -> Ingest:
    """The ingest over the application's catalogue, with the limits and credentials of its settings."""
    from ingest.bootstrap import Ingest, Limits
    from ingest.opening import Access
    from ingest.parsing import ParserLimits

    chosen = lore.settings.ingest
    limits = Limits(
        chunk_tokens=chosen.chunk_tokens,
        max_file_bytes=int(chosen.max_file_mb * 1e6),
        workers=workers or chosen.workers,
        parser=ParserLimits(chosen.parser_seconds, int(chosen.parser_memory_mb * 1e6)),
    )

    def access(name: str) -> Access:
        given = lore.settings.source(name)
        return Access(
            token=given.token.get_secret_value().strip(),
            user=given.user,
            app_id=given.app_id,
            installation_id=given.installation_id,
            key_file=given.key_file,
            webhook_secret=given.webhook_secret.get_secret_value(),
        )

    return Ingest(lore.home, lore.catalogue, lore.embedder, lore.publisher, limits, access)


def wired_watch(lore: Lore, names: list[str], workers: int | None = None) -> Watch:
    """A watch over the named sources, or all of them, at the intervals of the settings."""
    from ingest.schedule import Intervals, Watch, interval

    schedule = lore.settings.schedule

    def intervals(name: str) -> Intervals:
        return Intervals(interval(lore.settings.source(name).every or schedule.every), interval(schedule.compare_every))

    return Watch(wired_ingest(lore, workers), names, intervals)


def _watch(lore: Lore, names: list[str], workers: int | None) -> None:
    from assistant.terminal.tables import show_change

    watch = wired_watch(lore, names, workers)
    stopping = threading.Event()
    with _told_to_stop(stopping.set):
        OUT.print("Watching; Ctrl-C ends it.")
        watch.run(
            stopping,
            lambda coverage: show_change(OUT, coverage),
            lambda reason: ERR.print(reason, highlight=False, markup=False),
        )


class _told_to_stop:  # noqa: N801 - reads as the context that it is
    """While it lasts, SIGINT and SIGTERM call `stop` instead of ending the process."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop

    def __enter__(self) -> None:
        self._before = {number: signal.signal(number, self._handle) for number in (signal.SIGINT, signal.SIGTERM)}

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._stop()


def _appending(file: Path) -> IO[str]:
    try:
        return file.open("a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the file {file} can't be written ({error.strerror}): choose another --events") from error
