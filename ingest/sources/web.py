"""The web: one page, the pages of a sitemap, or the items of an RSS or Atom feed."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from assistant.domain.sources import Failure
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Fetched, Missing
from ingest.opening import Opening
from ingest.ports import Gone, Item, Listed, Page, Reached, Skipped
from ingest.sources.web_addresses import Forbidden, canonical
from ingest.sources.web_feeds import Entry, Part, feed_of, kind_of, path_of, read_part
from ingest.sources.web_visits import Unwanted, Visitor, text_of

Json: TypeAlias = Any

_FOLLOWS: Final = ("", "page", "feed", "sitemap")
_MOST_PARTS: Final = 1000
"""Of a paged feed, or sitemaps of a sitemap."""
_MOST_MARKS: Final = 1000
"""A cursor names every entry; beyond this many there is none, and the source is listed anew."""


def settle(location: str) -> str:
    """The address in one spelling. Raises UsageError."""
    return canonical(location)


def open_source(opening: Opening) -> WebSource:
    """The page, feed or sitemap. Raises UsageError for an option that can't be used."""
    follow = opening.entry.options.get("follow", "")
    if follow not in _FOLLOWS:
        raise UsageError(
            f"follow={follow} is nothing that a web source follows: say follow=feed or follow=sitemap, or leave it out"
        )
    return WebSource(opening, Visitor(opening.entry.location, opening), follow)


@dataclass(slots=True)
class _Site:
    """What the location lists: `kind` is page, feed or sitemap; entries by path, and the content of some by mark."""

    kind: str
    entries: dict[str, Entry] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)


class WebSource:
    """Pages by their addresses; what the location returns tells which.

    A document's path is its address without the scheme. A feed shows its newest items only, so that those which it showed
    once are remembered in `opening.pages`, and visited with conditional requests: an item is gone when its page is (404 or
    410). A sitemap lists all that there is. Nobody is said to be a reader: that a page can be had without a password where
    Lore runs does not make it public.
    """

    def __init__(self, opening: Opening, visitor: Visitor, follow: str) -> None:
        self._location = opening.entry.location
        self._pages = opening.pages
        self._visitor = visitor
        self._follow = follow
        self._known: dict[str, Entry] = {}
        self._contents: dict[str, str] = {}
        self._fetched_anew = False
        self._lock = threading.Lock()

    def listing(self) -> Iterator[Item]:
        """The page, every page of the sitemap, or every item that the feed shows or once showed. A feed's or sitemap's
        cursor holds a mark for each entry."""
        site = self._look()
        if site is None:
            yield Reached("")
            return
        remembered = self._recalled() if site.kind == "feed" else {}
        gone = set()
        for path, entry in {**remembered, **site.entries}.items():
            item = self._dropped_off(path, entry) if path not in site.entries else self._item(path, entry)
            if item is None:
                gone.add(path)
            else:
                yield item
        if gone and site.kind == "feed":
            self._keep({path: entry for path, entry in self._recalled().items() if path not in gone})
        yield Reached(_cursor(site))

    def changes(self, cursor: str) -> Iterator[Item]:
        """The entries whose marks are not in the cursor; a page whose feed says nothing new is looked at by the listing."""
        site = self._look()
        if site is None or site.kind == "page":
            yield from self.listing()
            return
        marks = set(cursor.split(","))
        for path, entry in site.entries.items():
            if entry.mark not in marks:
                yield self._item(path, entry) or Gone(path)
        yield Reached(_cursor(site))

    def read(self, listed: Listed) -> bytes | None:
        """The page with what the feed says of it as the JSON of `ingest/formats/web_page.py`; another file as it is."""
        entry = self._entry(listed)
        if self._is_in_feed(entry):
            content = self._content(entry)
            if content:
                return _enveloped(entry, content)
        if not entry.address:
            raise UnreadableDocument("is no longer in the feed, and has no page of its own")
        try:
            fetched = self._visitor.brought(entry.address) or self._visitor.fetch(entry.address)
        except Missing:
            return None
        except Unwanted as error:
            raise UnreadableDocument(str(error)) from error
        except SourceError as error:
            if self._visitor.is_own(entry.address):
                self._at_home()
            raise UnreadableDocument(str(error)) from error
        if listed.form == "json":
            return _enveloped(entry, text_of(fetched))
        return fetched.body if listed.form == "pdf" else text_of(fetched).encode("utf-8", "replace")

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """None: a web page does not say who may read it."""
        return {}

    def _look(self) -> _Site | None:
        """What the location lists now; None where it is a page that is gone."""
        start = self._start()
        known = self._pages.recall(start)
        was = known.entries.get("kind", "page") if known else ""
        try:
            part = self._part(start)
        except Missing as error:
            if was == "page":
                return None
            raise SourceError(f"{start} is not there (404): nothing was removed; check the address") from error
        except (Unwanted, UnreadableDocument) as error:
            raise SourceError(f"{start} {error}: nothing was removed") from error
        if part is None and was not in {"", "page"}:
            raise SourceError(f"{start} was a {was} and now is a page: nothing was removed; check the address, or add it anew")
        alone = Entry(start)
        site = _Site("page", {path_of(alone, start): alone}) if part is None else self._gathered(start, part)
        self._known |= site.entries
        self._contents |= site.contents
        self._fetched_anew = False
        if site.kind == "feed":
            self._keep({**self._recalled(), **site.entries})
        return site

    def _start(self) -> str:
        """Where to begin: the location, or what `follow` finds from there."""
        if self._follow == "sitemap" and not urlsplit(self._location).path.endswith((".xml", ".gz")):
            return self._visitor.sitemap()
        if self._follow != "feed":
            return self._location
        fetched = self._at_home()
        if kind_of(fetched.body, fetched.headers.get("content-type", "")) == "feed":
            return self._location
        found = feed_of(text_of(fetched), fetched.url)
        if not found:
            raise SourceError(f'{self._location} names no feed (<link rel="alternate">): add the feed by its own address')
        return found

    def _part(self, address: str, *, anew: bool = False) -> Part | None:
        """The feed's page or the sitemap at an address; None where it is a page. Without `anew`, one that did not change
        comes from memory, without contents."""
        known = None if anew else self._pages.recall(address)
        fetched = self._visitor.fetch(address, known)
        if known and fetched.unchanged:
            if "kind" not in known.entries:
                return None
            return Part(tuple(map(Entry.recalled, known.entries["entries"])), {}, tuple(known.entries["others"]))
        kind = "page" if self._follow == "page" else kind_of(fetched.body, fetched.headers.get("content-type", ""))
        if kind == "page":
            return None
        part = read_part(fetched.body, fetched.url, kind)
        modified = fetched.headers.get("last-modified", "")
        kept = {"kind": kind, "modified": modified, "entries": [one.kept for one in part.entries], "others": list(part.others)}
        self._pages.keep(address, Page(fetched.etag, kept, ""))
        return part

    def _gathered(self, start: str, first: Part, *, anew: bool = False) -> _Site:
        """The first part with all those that it leads to on the same host."""
        known = self._pages.recall(start)
        site = _Site(known.entries["kind"] if known else "feed")
        waiting, seen = deque([(start, first)]), {start}
        while waiting:
            address, part = waiting.popleft()
            for entry in part.entries:
                site.entries.setdefault(path_of(entry, start), entry)
            site.contents.update(part.contents)
            for other in part.others:
                if other in seen or not self._visitor.is_own(other):
                    continue
                seen.add(other)
                if len(seen) > _MOST_PARTS:
                    raise SourceError(f"{start} has more than {_MOST_PARTS} parts: add those that matter one by one")
                waiting.append((other, self._another(other, address, anew=anew)))
        return site

    def _another(self, address: str, named_by: str, *, anew: bool) -> Part:
        try:
            part = self._part(address, anew=anew)
        except (Unwanted, UnreadableDocument) as error:
            raise SourceError(f"{address}, which {named_by} names, {error}: nothing was removed") from error
        if part is None:
            raise SourceError(f"{address}, which {named_by} names, is neither a feed nor a sitemap: nothing was removed")
        return part

    def _item(self, path: str, entry: Entry) -> Item | None:
        """What the source says of an entry; None where its page is gone."""
        if self._is_in_feed(entry):
            return Listed(path, entry.mark, "json", entry.address or self._location)
        try:
            visit = self._visitor.visit(entry.address, entry.lastmod)
        except Missing:
            return None
        except (Unwanted, Forbidden) as error:
            return Skipped(path, str(error))
        except UnreadableDocument as error:
            return Failure(path, str(error))
        except SourceError as error:
            if self._visitor.is_own(entry.address):
                self._at_home()
            return Failure(path, str(error))
        version = hashlib.sha256(f"{visit.digest} {json.dumps(entry.said, sort_keys=True)}".encode()).hexdigest()[:24]
        return Listed(path, version, visit.form, entry.address)

    def _dropped_off(self, path: str, entry: Entry) -> Item | None:
        """As `_item`, for what the feed no longer shows. What once came with the feed stays as it was read."""
        item = self._item(path, entry)
        if not self._is_in_feed(entry) or not entry.address:
            return item
        try:
            self._visitor.visit(entry.address)
        except Missing:
            return None
        except (Unwanted, UnreadableDocument, SourceError):
            return item  # whether it is gone can't be told
        return item

    def _at_home(self) -> Fetched:
        """What is at the location. Raises SourceError without it: then the whole host fails, and not one page of it alone."""
        try:
            return self._visitor.fetch(self._location)
        except (Unwanted, UnreadableDocument) as error:
            raise SourceError(f"{self._location} {error}: nothing was removed") from error

    def _is_in_feed(self, entry: Entry) -> bool:
        """Whether the document is what the feed holds, and not the page: on another host the feed is the better witness."""
        return entry.inline and (not entry.address or not self._visitor.is_same_host(entry.address))

    def _entry(self, listed: Listed) -> Entry:
        """The entry that a document came from; where no feed knows it, its address alone."""
        known = self._known.get(listed.path) or self._recalled().get(listed.path)
        if known is None:
            self._look()
            known = self._known.get(listed.path)
        return known or Entry(listed.url)

    def _content(self, entry: Entry) -> str:
        """What the feed holds of an entry, or "" where it no longer does; a feed that came from memory is fetched."""
        with self._lock:
            if entry.mark not in self._contents and not self._fetched_anew:
                self._fetched_anew = True
                start = self._start()
                part = self._part(start, anew=True)
                if part is not None:
                    self._contents |= self._gathered(start, part, anew=True).contents
            return self._contents.get(entry.mark, "")

    def _recalled(self) -> dict[str, Entry]:
        """Every entry that the feed once showed and whose page is there, by path."""
        page = self._pages.recall(f"{self._location}#entries")
        return {path: Entry.recalled(kept) for path, kept in page.entries.items()} if page else {}

    def _keep(self, entries: Mapping[str, Entry]) -> None:
        kept = {path: entry.kept for path, entry in entries.items()}
        self._pages.keep(f"{self._location}#entries", Page("", kept, ""))


def _cursor(site: _Site) -> str:
    return ",".join(entry.mark for entry in site.entries.values()) if len(site.entries) <= _MOST_MARKS else ""


def _enveloped(entry: Entry, html: str) -> bytes:
    made: Json = {"web_page": {"address": entry.address, **entry.said}, "html": html}
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
