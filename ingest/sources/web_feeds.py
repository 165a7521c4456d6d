"""What a web address can list: the items of a feed, the pages of a sitemap. Bytes in, entries out; nothing is fetched.

Feeds of all kinds go through feedparser; paged and archived ones (https://www.rfc-editor.org/rfc/rfc5005) name the page
after. Sitemaps follow https://www.sitemaps.org/protocol.html.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zlib
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree  # type: ignore[import-untyped]

from assistant.errors import SourceError, UsageError
from ingest.sources.web_addresses import canonical

Json: TypeAlias = Any

_FIRST_ELEMENT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>)*+<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL
)
_KINDS: Final = {"rss": "feed", "feed": "feed", "RDF": "feed", "urlset": "sitemap", "sitemapindex": "sitemap"}
_GZIP: Final = b"\x1f\x8b"
_MOST_UNPACKED: Final = 60_000_000
_NEXT: Final = ("next", "prev-archive")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that a feed or sitemap names. Texts are "" where it says nothing; times as ISO 8601.

    `address` is the page's own, `identity` what the feed calls the item. `mark` changes with anything that the feed says of
    it, its content included; `inline` says that the content is there. `lastmod` is a sitemap's word for when it changed.
    """

    address: str
    identity: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    lastmod: str = ""
    mark: str = ""
    inline: bool = False

    @property
    def said(self) -> dict[str, Json]:
        """What the feed says about it, for the document."""
        stated = {"title": self.title, "authors": list(self.authors), "published": self.published, "updated": self.updated}
        return {name: value for name, value in stated.items() if value}

    @property
    def kept(self) -> dict[str, Json]:
        """As JSON, to remember."""
        return {**asdict(self), "authors": list(self.authors)}

    @classmethod
    def recalled(cls, kept: Mapping[str, Json]) -> Entry:
        """What `kept` gave."""
        return cls(**{**kept, "authors": tuple(kept["authors"])})


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a feed, or a sitemap: its entries, the content of those that have it (HTML, by mark), and the addresses of
    other parts."""

    entries: tuple[Entry, ...]
    contents: Mapping[str, str]
    others: tuple[str, ...]


def path_of(entry: Entry, start: str) -> str:
    """An entry's path in the source: its address without the scheme; for an item without a page its feed's, and a mark."""
    parts = urlsplit(entry.address or start)
    place = f"{parts.netloc}{parts.path}".rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return place if entry.address else f"{place}#{hashlib.sha256(entry.identity.encode()).hexdigest()[:12]}"


def kind_of(body: bytes, content_type: str) -> str:
    """`feed`, `sitemap` or `page`, from the first element, else from what the server says."""
    first = _FIRST_ELEMENT.match(unpacked(body[:20_000], most=20_000))
    kind = _KINDS.get(first[1].decode("ascii", "replace")) if first else None
    is_feed = any(word in content_type for word in ("application/rss+xml", "application/atom+xml"))
    return kind or ("feed" if is_feed else "page")


def read_part(body: bytes, address: str, kind: str) -> Part:
    """The feed or sitemap at this address. Raises SourceError where it can't be understood."""
    return _read_feed(body, address) if kind == "feed" else _read_sitemap(unpacked(body), address)


def unpacked(body: bytes, most: int = _MOST_UNPACKED) -> bytes:
    """The bytes, or what was packed with gzip, as sitemaps may be, up to a limit."""
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, most)
    except zlib.error as error:
        raise SourceError("the sitemap is not gzip that can be unpacked: nothing was removed") from error


def _read_feed(body: bytes, address: str) -> Part:
    # A stream, never the bytes themselves: feedparser would take some texts for the name of a file or an address.
    parsed = feedparser.parse(io.BytesIO(body), response_headers={"content-location": address})
    if not parsed.get("version") and not parsed.entries:
        raise SourceError(f"{address} is no feed that can be read: nothing was removed; check it with its maker")
    entries, contents = [], {}
    for item in parsed.entries:
        entry, content = _entry(item, address)
        if entry.address or (entry.inline and entry.identity):
            entries.append(entry)
            contents[entry.mark] = content
    links = parsed.feed.get("links", ())
    others = [_resolved(address, link.get("href", "")) for link in links if link.get("rel") in _NEXT]
    return Part(tuple(entries), contents, tuple(other for other in others if other))


def _entry(item: Mapping[str, Json], feed: str) -> tuple[Entry, str]:
    address = _resolved(feed, item.get("link", ""))
    html = [one for one in item.get("content", ()) if one.get("value", "").strip()]
    content = html[0]["value"] if html else ("" if address else item.get("summary", ""))
    names = [author.get("name", "") for author in item.get("authors", ()) if isinstance(author, dict)]
    found = Entry(
        address,
        identity=str(item.get("id", "")),
        title=_plain(item.get("title", "")),
        authors=tuple(dict.fromkeys(name.strip() for name in names if name and name.strip())),
        published=_moment(item.get("published_parsed")),
        updated=_moment(item.get("updated_parsed") if "updated_parsed" in item else None),
        inline=bool(content.strip()),
    )
    stated = json.dumps([found.address, found.identity, found.said, content, item.get("summary", "")], sort_keys=True)
    mark = hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:12]
    return Entry.recalled({**found.kept, "mark": mark}), content


def _read_sitemap(body: bytes, address: str) -> Part:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError(f"{address} is no sitemap that can be read: nothing was removed; check it with its maker") from error
    entries, others = [], []
    for element in root.iterchildren("{*}url", "{*}sitemap"):
        place = _resolved(address, (element.findtext("{*}loc") or "").strip())
        if not place:
            continue
        if etree.QName(element).localname == "sitemap":
            others.append(place)
            continue
        changed = (element.findtext("{*}lastmod") or "").strip()[:40]
        mark = hashlib.sha256(f"{place} {changed}".encode()).hexdigest()[:12]
        entries.append(Entry(place, updated=changed, lastmod=changed, mark=mark))
    return Part(tuple(entries), {}, tuple(others))


def feed_of(html: str, address: str) -> str:
    """The feed that a page names in its head (`<link rel="alternate">`), or ""."""
    return next(_alternates(html, address), "")


def _alternates(html: str, address: str) -> Iterator[str]:
    root = etree.fromstring(html.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", no_network=True))
    for link in root.iter("link") if root is not None else ():
        is_feed = (link.get("type") or "").strip().casefold() in {"application/rss+xml", "application/atom+xml"}
        if is_feed and "alternate" in (link.get("rel") or "").casefold().split():
            found = _resolved(address, link.get("href") or "")
            if found:
                yield found


def _resolved(base: str, address: str) -> str:
    try:
        return canonical(urljoin(base, address.strip())) if address.strip() else ""
    except (UsageError, ValueError):
        return ""


def _plain(markup: str) -> str:
    """A title without its tags; feedparser leaves those that Atom allows there."""
    return " ".join(re.sub(r"<[^>]{0,500}>", "", markup).split())


def _moment(parsed: Json) -> str:
    """A time of feedparser's, in UTC, as ISO 8601, or ""."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else ""
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
