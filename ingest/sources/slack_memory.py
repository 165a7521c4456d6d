"""What the Slack source remembers: from one run to the next in its cursor and its pages, and within a run in memory."""

from __future__ import annotations

import base64
import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.ports import Page, Pages


@dataclass(slots=True)
class Seen:
    """What a cursor remembers of a channel: a mark that changes with its name and readers, and the versions, by name, of
    the documents that begin within the window."""

    mark: str
    versions: dict[str, str] = field(default_factory=dict)


def cursor_of(seen: Mapping[str, Seen]) -> str:
    """The channels with what is remembered of them, packed."""
    loaded = {channel: [one.mark, one.versions] for channel, one in seen.items()}
    packed = zlib.compress(json.dumps(loaded, separators=(",", ":")).encode(), 9)
    return base64.b85encode(packed).decode()


def seen_by(cursor: str) -> dict[str, Seen]:
    """What `_cursor` packed."""
    loaded = json.loads(zlib.decompress(base64.b85decode(cursor)))
    return {channel: Seen(mark, versions) for channel, (mark, versions) in loaded.items()}


class Shelf:
    """The versions of each channel's documents as they were listed last, by name.

    Slack puts an app out of a channel that is archived, and lets it read nothing there any more
    (https://github.com/elastic/connectors/issues/1972). What was written is still true: it is listed as it was.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def of(self, channel: str) -> dict[str, str]:
        """What is known of a channel; empty if it was never listed."""
        page = self._pages.recall(f"slack:{channel}")
        return dict(page.entries) if page else {}

    def put(self, channel: str, versions: Mapping[str, str]) -> None:
        """Remember all of a channel."""
        self._pages.keep(f"slack:{channel}", Page("", dict(versions), ""))


class Kept:
    """A bounded memory of documents that a listing put together, each taken out once; the oldest is dropped first."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._documents: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, path: str, version: str, data: bytes) -> None:
        """Remember it, if there is room."""
        if len(data) > self._most // 8:
            return
        with self._lock:
            self._size += len(data) - len(self._documents.pop((path, version), b""))
            self._documents[path, version] = data
            while self._size > self._most:
                self._size -= len(self._documents.popitem(last=False)[1])

    def take(self, path: str, version: str) -> bytes | None:
        """What was remembered of that version, once."""
        with self._lock:
            data = self._documents.pop((path, version), None)
            self._size -= len(data or b"")
            return data
