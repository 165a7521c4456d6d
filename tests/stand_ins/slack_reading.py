"""How the tests of the Slack source open it and look at what it says."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ingest.formats.registry import SUPPORTED, parse
from ingest.opening import Opening, PagesInMemory, Waiting
from ingest.parsed import Parsed
from ingest.ports import Gone, Item, Listed, Reached, Skipped, Source
from ingest.sources import slack
from tests.stand_ins.slack_world import SlackWorld, day, stamp

PATIENCE = Waiting(attempts=4, first_s=0.001, longest_s=0.01, retry_after_s=5, timeout_s=5)


def opening(world: SlackWorld, pages: PagesInMemory | None = None, **options: str) -> Opening:
    entry = replace(world.entry, options={**world.entry.options, **options})
    kept = pages or PagesInMemory()
    return Opening(entry, SUPPORTED, Path("kept"), 1_000_000, access=world.access, pages=kept, waiting=PATIENCE)


def opened(world: SlackWorld, pages: PagesInMemory | None = None, **options: str) -> Source:
    return slack.open_source(opening(world, pages, **options))


def listing(source: Source) -> dict[str, Listed]:
    return {item.path: item for item in source.listing() if isinstance(item, Listed)}


def cursor(source: Source) -> str:
    *_, last = source.listing()
    assert isinstance(last, Reached)
    return last.cursor


def changed(world: SlackWorld, since: str, **options: str) -> tuple[set[str], set[str]]:
    """The paths that came, and those that went."""
    items = list(opened(world, **options).changes(since))
    assert isinstance(items[-1], Reached)
    came, gone = paths(items, Listed), paths(items, Gone)
    assert not came & gone
    return came, gone


def paths(items: Iterable[Item], kind: type[Listed | Gone | Skipped]) -> set[str]:
    return {item.path for item in items if isinstance(item, kind)}


def document(world: SlackWorld, path: str, **options: str) -> Parsed:
    source = opened(world, **options)
    data = source.read(listing(source)[path])
    assert data is not None
    return parse(data, path, "json")


def words(world: SlackWorld, path: str, **options: str) -> str:
    return "\n".join(block.text for block in document(world, path, **options).blocks)


def thread(channel: str, days_ago: float) -> str:
    return f"{channel}/{stamp(days_ago)}.json"


def now() -> str:
    return f"{time.time():.6f}"


THREAD, DAY = thread("C0GENERAL", 7), f"C0GENERAL/{day(7)}.json"
