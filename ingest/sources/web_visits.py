"""Fetching pages politely: robots.txt, conditional requests, and one connection a host."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx2
from bs4 import UnicodeDammit

from assistant.errors import UnreadableDocument
from ingest.connection import Connection, Fetched, Missing, Refused
from ingest.opening import Opening, Waiting
from ingest.ports import Page
from ingest.sources.web_addresses import Guard, names_a_private_host, origin

AGENT: Final = "teamlore"
_MOST_BROUGHT: Final = 16_000_000
"""So many bytes of new pages wait between being listed and being read."""

_ACCEPT: Final = "text/html, application/xhtml+xml, application/pdf, text/markdown, text/plain, */*;q=0.1"
_FORMS: Final = {
    "text/html": ("json", ".html"),
    "application/xhtml+xml": ("json", ".html"),
    "application/pdf": ("pdf", ".pdf"),
    "text/markdown": ("markdown", ".md"),
    "text/x-markdown": ("markdown", ".md"),
    "text/plain": ("text", ".txt"),
}
"""By content type: the form of a document, and the extension that must be among those which Lore reads."""
_READ_AS: Final = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "windows-1252")
"""As browsers do (https://encoding.spec.whatwg.org/#names-and-labels)."""
_MARKDOWN: Final = frozenset({".md", ".markdown"})


class Unwanted(Exception):
    """There is something, and it is no document for this source; the message says why."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What was at an address: `digest` is equal for equal bytes, `form` names the format of the document that it makes."""

    digest: str
    form: str


class _Site(Connection):
    """One host, asked through the guard."""

    def __init__(self, address: str, guard: Guard, max_body: int, *, headers: Mapping[str, str], waiting: Waiting) -> None:
        self._guard = guard
        self.max_body = max_body
        super().__init__(urlsplit(address).netloc, address, headers=headers, waiting=waiting)

    def transport(self) -> httpx2.BaseTransport:
        """The guard."""
        return self._guard


class Visitor:
    """Visits addresses for a source whose own is `home`. Credentials go to its own origin only.

    Raises what Connection does (Missing for 404 and 410), and Unwanted. May be used by several threads at once.
    """

    def __init__(self, home: str, opening: Opening) -> None:
        self._home = origin(home)
        self._opening = opening
        private = names_a_private_host(home) or opening.entry.options.get("private") == "yes"
        self._guard = Guard(home, private=private)
        self._sites: dict[str, _Site] = {}
        self._robots: dict[str, RobotFileParser] = {}
        self._brought: dict[str, Fetched] = {}
        self._room = _MOST_BROUGHT
        self._lock = threading.Lock()

    def is_own(self, address: str) -> bool:
        """Whether it is of the source's own origin."""
        return origin(address) == self._home

    def is_same_host(self, address: str) -> bool:
        """Whether it is on the source's own host; http and https are one."""
        return urlsplit(address).hostname == urlsplit(self._home).hostname

    def fetch(self, address: str, known: Page | None = None) -> Fetched:
        """What is at an address; `unchanged` where the server says that what is `known` still holds."""
        if not self._rules(address).can_fetch(AGENT, address):
            raise Unwanted("robots.txt asks programs to keep out")
        modified = known.entries.get("modified", "") if known else ""
        sent = {"if-modified-since": modified} if modified else {}
        fetched = self._site(address).fetch(address, etag=known.etag if known else "", headers=sent)
        elsewhere = origin(fetched.url) != origin(address)
        if elsewhere and not self._rules(fetched.url).can_fetch(AGENT, fetched.url):
            raise Unwanted(f"robots.txt of {urlsplit(fetched.url).hostname} asks programs to keep out")
        return fetched

    def visit(self, address: str, lastmod: str = "") -> Visit:
        """What a page is now. It is remembered with its validators, and not sent again while they hold; nor asked for while
        its sitemap states the same `lastmod`."""
        known = self._opening.pages.recall(address)
        if known and "digest" not in known.entries:
            known = None
        if known and lastmod and known.entries.get("lastmod") == lastmod:
            return Visit(known.entries["digest"], known.entries["form"])
        return self.noted(address, known, self.fetch(address, known), lastmod)

    def noted(self, address: str, known: Page | None, fetched: Fetched, lastmod: str = "") -> Visit:
        """What a response says about a page, remembered."""
        if known and fetched.unchanged:
            entries = {**known.entries, "lastmod": lastmod}
        else:
            digest = hashlib.sha256(fetched.body).hexdigest()[:20]
            modified = fetched.headers.get("last-modified", "")
            form = form_of(fetched, self._opening.extensions)
            entries = {"digest": digest, "form": form, "modified": modified, "lastmod": lastmod}
            self._bring(address, fetched)
        if known is None or entries != known.entries:
            # An ETag belongs to the body that came with it: a proxy's page without one must not take over the page's own.
            etag = known.etag if known and fetched.unchanged else fetched.etag
            self._opening.pages.keep(address, Page(etag, entries, ""))
        return Visit(entries["digest"], entries["form"])

    def sitemap(self) -> str:
        """The source's own host's sitemap: the first that its robots.txt names there, else where one usually is."""
        named = self._rules(self._home).site_maps() or []
        return next((one for one in named if one.startswith(f"{self._home}/")), f"{self._home}/sitemap.xml")

    def brought(self, address: str) -> Fetched | None:
        """What a visit has just brought, given out once: a new page is not asked for twice, and what is read is what was
        listed. None where there was no room for it."""
        with self._lock:
            fetched = self._brought.pop(address, None)
            self._room += len(fetched.body) if fetched else 0
        return fetched

    def _bring(self, address: str, fetched: Fetched) -> None:
        self.brought(address)
        with self._lock:
            if len(fetched.body) <= self._room:
                self._brought[address] = fetched
                self._room -= len(fetched.body)

    def _site(self, address: str) -> _Site:
        place = origin(address)
        if place not in self._sites:
            headers, waiting = {"accept": _ACCEPT}, self._opening.waiting
            if place == self._home:
                headers |= self._credentials()
            else:  # what one item links to may fail alone, and is not worth a quarter of an hour
                waiting = replace(waiting, attempts=min(waiting.attempts, 3), retry_after_s=min(waiting.retry_after_s, 10.0))
            site = _Site(place, self._guard, self._opening.max_bytes, headers=headers, waiting=waiting)
            self._sites[place] = self._opening.owned(site)
        return self._sites[place]

    def _credentials(self) -> dict[str, str]:
        access = self._opening.access
        if not access.token:
            return {}
        if access.user:
            pair = base64.b64encode(f"{access.user}:{access.token}".encode()).decode("ascii")
            return {"authorization": f"Basic {pair}"}
        return {"authorization": f"Bearer {access.token}"}

    def _rules(self, address: str) -> RobotFileParser:
        """The host's robots.txt (https://www.rfc-editor.org/rfc/rfc9309); without one, everything is allowed."""
        place = origin(address)
        if place not in self._robots:
            try:
                lines = self._site(address).fetch(f"{place}/robots.txt").body.decode("utf-8", "replace").splitlines()
            except (Missing, Refused):
                lines = []
            rules = RobotFileParser()
            rules.parse(lines)
            self._robots[place] = rules
        return self._robots[place]


def form_of(fetched: Fetched, extensions: Collection[str]) -> str:
    """The form of the document that a response makes. Raises Unwanted for a type that is no document here."""
    said = fetched.headers.get("content-type", "").partition(";")[0].strip().casefold()
    form, extension = _FORMS.get(said, ("", ""))
    if form == "text" and PurePosixPath(urlsplit(fetched.url).path).suffix.casefold() in _MARKDOWN:
        form, extension = "markdown", ".md"
    if extension not in extensions:
        raise Unwanted(f"{said or 'something unnamed'}: no format for it")
    return form


def text_of(fetched: Fetched) -> str:
    """A response as text: by the charset of its header, else its byte order mark, its own `meta`, or its looks."""
    said = fetched.headers.get("content-type", "").casefold()
    charset = httpx2.Response(200, headers={"content-type": said}).charset_encoding or ""
    stated = [_READ_AS.get(charset, charset)] if charset else []
    # UTF-8 comes before what a page says of itself: bytes that happen to be valid in it are nothing else.
    dammit = UnicodeDammit(fetched.body, known_definite_encodings=stated, user_encodings=["utf-8"], is_html="html" in said)
    text = dammit.unicode_markup
    if text is None:
        raise UnreadableDocument("is not text in any encoding that Lore knows")
    return text
