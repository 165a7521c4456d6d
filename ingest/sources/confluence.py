"""A Confluence space, in the cloud or self-hosted: its pages and blog posts with their comments, and who may read them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import unquote, urlsplit

import httpx2

from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Connection, Missing
from ingest.formats.dates import parse_date
from ingest.opening import Opening
from ingest.ports import Gone, Item, Listed, Reached
from ingest.sources.confluence_cloud import Cloud
from ingest.sources.confluence_data_center import DataCenter
from ingest.sources.confluence_readers import SpaceReaders
from ingest.sources.confluence_wiki import Entry, Wiki, account_of

Json: TypeAlias = Any

_LAG: Final = timedelta(minutes=15)
"""How late the search index may bring a comment, and how far clocks may differ."""
_ZONES: Final = timedelta(hours=14)
"""CQL reads a moment in the time zone of the account that asks, which the API does not say: the furthest is UTC+14 to -12."""
_EXAMPLE: Final = "write https://SITE.atlassian.net/wiki/spaces/KEY or https://wiki.example.org/display/KEY"
_SPACE: Final = re.compile(r"(?P<context>/.*?)??/(?:spaces|display)/(?P<space>~?[\w.~:-]+)(?:/.*)?")
_ACCOUNT: Final = re.compile(r'ri:(?:account-id|userkey)="([^"]{1,128})"')


def settle(location: str) -> str:
    """`https://HOST[/CONTEXT]/spaces/KEY` of the address of a space or of any page in it. Raises UsageError."""
    parts = urlsplit(location.strip())
    match = _SPACE.fullmatch(unquote(parts.path.rstrip("/")))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or match is None:
        raise UsageError(f"'{location}' is no Confluence space: {_EXAMPLE}")
    context = match["context"] or ("/wiki" if _in_cloud(parts.hostname) else "")
    return f"{parts.scheme}://{parts.netloc}{context}/spaces/{match['space']}"


def open_source(opening: Opening) -> ConfluenceSource:
    """The space, through Cloud's API where its host is Atlassian's, else through Data Center's."""
    site, _, space = opening.entry.location.rpartition("/spaces/")
    cloud = _deployment(opening, site)
    access = opening.access
    if not access.token or (cloud and not access.user and "api" not in opening.entry.options):
        raise SourceError(
            f"the source {opening.entry.name} needs a token{' and its user (the address of the account)' if cloud else ''}: "
            "set them in lore.toml ([sources.NAME] token = …, user = …) or in LORE_SOURCES__NAME__TOKEN and …__USER"
        )
    auth = httpx2.BasicAuth(access.user, access.token) if access.user else None
    headers = {} if auth else {"authorization": f"Bearer {access.token}"}
    address = opening.entry.options.get("api", site)
    connection = opening.owned(Connection("Confluence", address, auth=auth, headers=headers, waiting=opening.waiting))
    public = opening.owned(Connection("Confluence", address, waiting=opening.waiting))
    wiki = (Cloud if cloud else DataCenter)(connection, public, site, space)
    return ConfluenceSource(wiki, opening.max_bytes)


def _deployment(opening: Opening, site: str) -> bool:
    said = opening.entry.options.get("deployment", "")
    if said not in {"", "cloud", "data-center"}:
        raise UsageError(f"deployment is cloud or data-center, not '{said}'")
    return said == "cloud" or (not said and _in_cloud(urlsplit(site).hostname or ""))


def _in_cloud(host: str) -> bool:
    return host.endswith(".atlassian.net")


@dataclass(frozen=True, slots=True)
class _Cursor:
    """What `changes` goes on from. `seen` are the versions named that are so young that they will come up again."""

    since: datetime
    readers: str
    gone: str
    seen: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        said = {"since": self.since.isoformat(), "readers": self.readers, "gone": self.gone, "seen": dict(self.seen)}
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> _Cursor:
        said = json.loads(text)
        return cls(datetime.fromisoformat(said["since"]), said["readers"], said["gone"], said["seen"])


class ConfluenceSource:
    """The current pages and blog posts of one space; what is in the trash or archived is gone.

    A path is `page/ID` or `blogpost/ID`. A version is the page's own number with a digest of its comments and their
    versions, so that a reply, an edited comment and a deleted one show. Pages come from the database of the service, their
    comments from its search index: a comment may be seen some minutes late, and never costs a page.
    """

    def __init__(self, wiki: Wiki, max_bytes: int) -> None:
        self._wiki = wiki
        self._max_bytes = max_bytes
        self._readers: SpaceReaders | None = None

    def listing(self) -> Iterator[Item]:
        """Every entry, by path."""
        since = datetime.now(UTC)
        self._wiki.check_caller()
        gone = _digest(self._wiki.gone())
        entries = self._survey()
        comments: dict[str, list[Json]] = defaultdict(list)
        for comment in self._wiki.comments():
            comments[_page_of(comment)].append(comment)
        seen = {}
        for entry in entries:
            listed = self._listed(entry, comments[entry.id])
            if _newest(entry, comments[entry.id]) >= since - _LAG:
                seen[entry.path] = listed.version
            yield listed
        yield Reached(_Cursor(since, self._read_by.mark, gone, seen).text)

    def changes(self, cursor: str) -> Iterator[Item]:
        """Entries of a new version, and those with comments that are newer than the cursor. When readers changed, everything,
        since a restriction counts for all that is below it."""
        before, since = _Cursor.parse(cursor), datetime.now(UTC)
        self._wiki.check_caller()
        gone = self._wiki.gone()
        entries = self._survey()
        if self._read_by.mark != before.readers:
            yield from self._anew(before, gone)
            return
        edge = before.since - _LAG
        talked = self._talked_about_since(edge)
        seen = {}
        for entry in entries:
            if _moment(entry.when) < edge and entry.id not in talked:
                continue
            comments = list(self._wiki.comments(f"container = {entry.id}"))
            listed = self._listed(entry, comments)
            if before.seen.get(entry.path) != listed.version:
                yield listed
            if _newest(entry, comments) >= since - _LAG:
                seen[entry.path] = listed.version
        if _digest(gone) != before.gone:
            yield from map(Gone, gone)
        yield Reached(_Cursor(since, before.readers, _digest(gone), seen).text)

    def read(self, listed: Listed) -> bytes | None:
        """The page, its comments and the people in them, as JSON."""
        kind, _, entry_id = listed.path.partition("/")
        try:
            page = self._wiki.page(entry_id, kind)
        except Missing:
            return None
        if page.get("status") != "current":
            return None
        comments = sorted(self._wiki.comments(f"container = {entry_id}", bodies=True), key=lambda one: str(one["id"]))
        kept = {
            "page": _pruned(page),
            "comments": _pruned(comments),
            "people": self._names_in(page, comments),
            "site": self._wiki.site,
        }
        data = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if len(data) > self._max_bytes:
            raise UnreadableDocument(
                f"has {len(data) / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}"
            )
        return data

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The space's readers, and for each restricted page those whom it lets in."""
        if self._readers is None:
            self._wiki.check_caller()
            self._survey()
        return self._read_by.audiences()

    @property
    def _read_by(self) -> SpaceReaders:
        if self._readers is None:
            raise SourceError("the space was not listed yet")
        return self._readers

    def _survey(self) -> list[Entry]:
        self._wiki.restricted.clear()
        entries = sorted(self._wiki.entries(), key=lambda entry: entry.path)
        self._readers = SpaceReaders(self._wiki, entries)
        return entries

    def _anew(self, before: _Cursor, gone: tuple[str, ...]) -> Iterator[Item]:
        if _digest(gone) != before.gone:
            yield from map(Gone, gone)
        yield from self.listing()

    def _listed(self, entry: Entry, comments: Iterable[Json]) -> Listed:
        said = sorted(f"{comment['id']}:{comment['version']['number']}" for comment in comments)
        version = f"{entry.version}-{_digest(said)}" if said else str(entry.version)
        return Listed(entry.path, version, "json", entry.url, self._read_by.of(entry))

    def _talked_about_since(self, edge: datetime) -> frozenset[str]:
        """The ids of what was commented on since then. CQL knows minutes only, of a time zone that we don't: so it is asked
        for more, and the moments that come with the comments, which name their zone, decide."""
        asked = (edge - _ZONES).strftime("%Y-%m-%d %H:%M")
        comments = self._wiki.comments(f'lastModified >= "{asked}"')
        return frozenset(_page_of(comment) for comment in comments if _moment(comment["version"].get("when", "")) >= edge)

    def _names_in(self, page: Json, comments: Iterable[Json]) -> Mapping[str, str]:
        """What the people are called whom the texts and the page's fields name by an id only."""
        texts = [page, *comments]
        bodies = (str(((one.get("body") or {}).get("storage") or {}).get("value") or "") for one in texts)
        accounts = {account for body in bodies for account in _ACCOUNT.findall(body)}
        accounts |= {str(page.get("authorId") or ""), str((page.get("version") or {}).get("authorId") or "")}
        people = self._wiki.people(accounts)
        return {account: str(user.get("displayName") or user.get("publicName") or "") for account, user in people.items()}


_SHED: Final = frozenset({"_expandable", "_links", "profilePicture", "likes", "operations", "position", "meta", "container"})


def _pruned(found: Json) -> Json:
    """What the API returned without what changes by itself, and without addresses; the page's own one stays."""
    if isinstance(found, list):
        return [_pruned(one) for one in found]
    if not isinstance(found, dict):
        return found
    kept = {key: _pruned(value) for key, value in found.items() if key not in _SHED}
    if "body" in found and "_links" in found:
        kept["_links"] = {"webui": (found["_links"] or {}).get("webui", "")}
    if account_of(kept):
        kept.pop("email", None)
    return kept


def _page_of(comment: Json) -> str:
    return str((comment.get("container") or {}).get("id") or "")


def _newest(entry: Entry, comments: Iterable[Json]) -> datetime:
    return max([_moment(entry.when), *(_moment(comment["version"].get("when", "")) for comment in comments)])


def _moment(text: str) -> datetime:
    """A moment as the service writes it, with its zone; one that can't be read counts as new."""
    return parse_date(text) or datetime.max.replace(tzinfo=UTC)


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
