"""What the tests of the Confluence source share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.domain.readers import Readers
from ingest.formats.registry import SUPPORTED
from ingest.opening import Access, Opening, Waiting
from ingest.ports import Item, Listed, Reached, Source
from ingest.sources import confluence
from tests.stand_ins.confluence_world import ConfluenceWorld

PATIENCE = Waiting(attempts=3, first_s=0.001, longest_s=0.01, timeout_s=5)


def opened(world: ConfluenceWorld, *, max_bytes: int = 1_000_000, access: Access | None = None) -> Source:
    opening = Opening(world.entry, SUPPORTED, Path(), max_bytes, access=access or world.access, waiting=PATIENCE)
    return confluence.open_source(opening)


def listed(items: Iterator[Item]) -> dict[str, Listed]:
    return {item.path: item for item in items if isinstance(item, Listed)}


def cursor_of(items: Iterator[Item]) -> str:
    *_, last = items
    assert isinstance(last, Reached)
    return last.cursor


def path_of(world: ConfluenceWorld, title: str) -> str:
    found = next(one for one in world.server.contents.values() if one.title == title)
    return f"{found.type}/{found.id}"


def readers_of(world: ConfluenceWorld, title: str) -> Readers | None:
    return listed(opened(world).listing())[path_of(world, title)].readers


def who_reads(world: ConfluenceWorld, title: str) -> set[str]:
    source = opened(world)
    readers = listed(source.listing())[path_of(world, title)].readers or Readers()
    audiences = source.audiences()
    return {member for name in readers.names for member in audiences.get(name.removeprefix("group:"), {name})}


def loaded(world: ConfluenceWorld, title: str) -> dict[str, Any]:
    source = opened(world)
    data = source.read(listed(source.listing())[path_of(world, title)])
    assert data is not None
    found: dict[str, Any] = json.loads(data)
    return found
