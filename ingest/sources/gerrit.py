"""The changes of a Gerrit server, or of one of its projects.

Follows https://gerrit-review.googlesource.com/Documentation/rest-api.html, …/rest-api-changes.html and …/user-search.html.
Needs Gerrit 3.3 or later, which shows the lines that a comment stands on. The documents are read by
`ingest/formats/gerrit.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote

import httpx2

from assistant.domain.readers import EVERYONE, Readers
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Connection, Fetched, Missing, Refused
from ingest.opening import Opening
from ingest.ports import Item, Listed, Reached

Json: TypeAlias = Any

_PER_PAGE: Final = 100
_INDEXED_AFTER: Final = timedelta(minutes=1)
"""A change is found by a search a moment after it was made, so cursors go back this far."""

_ACCOUNT: Final = ("name", "username", "email", "tags")
_CHANGE: Final = (
    "project", "branch", "topic", "hashtags", "change_id", "subject", "status", "created", "updated", "submitted",
    "submit_type", "work_in_progress", "is_private", "revert_of", "_number", "owner",
)  # fmt: skip
_COMMENT: Final = (
    "id",
    "patch_set",
    "side",
    "line",
    "range",
    "in_reply_to",
    "message",
    "updated",
    "unresolved",
    "context_lines",
)
_MESSAGE: Final = ("id", "date", "message", "tag")


def settle(location: str) -> str:
    """The server's address, or that of the list of a project's changes: `https://HOST/q/project:NAME`. Any page of a
    project's changes will do, also with the `#` of old servers. Raises UsageError."""
    text = unquote(location.strip().replace("/#/", "/")).rstrip("/")
    server, project = _parted(text)
    if not re.fullmatch(r"https?://[^/?#@\s]+(/[\w.~-]+)*", server) or '"' in project or (server != text and not project):
        raise UsageError(
            f"'{location}' is no Gerrit: write the server's address and its project "
            "(lore add gerrit https://review.example.org --set project=tidewater/billing)"
        )
    if not project:
        return server
    return f'{server}/q/project:"{project}"' if re.search(r"[\s+]", project) else f"{server}/q/project:{project}"


def open_source(opening: Opening) -> GerritSource:
    """The changes of the project that was added, or of all of the server's. Raises UsageError and SourceError."""
    server, located = _parted(opening.entry.location)
    project = opening.entry.options.get("project", "") or located
    if '"' in project:
        raise UsageError("a project's name can't hold a quotation mark: check --set project=…")
    access = opening.access
    if bool(access.user) != bool(access.token):
        raise SourceError(
            "Gerrit wants a user with an HTTP password (Settings, HTTP Credentials): set both user and token of this source in "
            "lore.toml, or neither of them to read what everyone may"
        )
    open_to_all = opening.owned(Connection("Gerrit", server, waiting=opening.waiting))
    if not access.token:
        return GerritSource(server, project, open_to_all, None, opening.max_bytes)
    auth = httpx2.BasicAuth(access.user, access.token)
    signed_in = opening.owned(Connection("Gerrit", f"{server}/a", auth=auth, waiting=opening.waiting))
    return GerritSource(server, project, signed_in, open_to_all, opening.max_bytes)


@dataclass(frozen=True, slots=True)
class _Search:
    """A query for changes on one connection."""

    connection: Connection
    terms: tuple[str, ...]

    def page(self, *terms: str, start: int = 0, size: int = _PER_PAGE) -> tuple[Fetched, list[Json]]:
        """The changes that were touched last, and the response that brought them."""
        query = " ".join([*self.terms, *terms]) or "is:open OR is:closed"
        try:
            return self.connection.answer("changes/", {"q": query, "n": size, **({"S": start} if start else {})})
        except Missing as error:
            raise SourceError(
                "there is no Gerrit at this address: check it, and what stands before /q/ or /c/ in it"
            ) from error

    def changes(self, since: str = "") -> Iterator[Json]:
        """Every change once, as of the beginning or later; with `since` those touched from that moment on.

        Gerrit lists by the last touch, so a change that is touched meanwhile leaves its place for the top, and one that is
        deleted shifts all below it. So each page begins with the moment at which the one before ended, and at the end what
        was touched since the beginning is asked for again.
        """
        recent = (f'after:"{since}"',) if since else ()
        seen: set[int] = set()
        first, last, start = "", "", 0
        while True:
            _, page = self.page(*recent, *((f'before:"{_in_query(last, 1)}"',) if last else ()), start=start)
            yield from _unseen(page, seen)
            if not page or not page[-1].get("_more_changes"):
                break
            first = first or page[0]["updated"]
            # All of one moment, such as an import: only counting leads out of it.
            stuck = page[-1]["updated"] in {last, page[0]["updated"]}
            last, start = (last, start + len(page)) if stuck else (page[-1]["updated"], 0)
        if first and _in_query(first) != since:
            yield from _unseen(self.changes(_in_query(first)), seen)


class GerritSource:
    """Changes, each at `PROJECT/NUMBER`.

    A version is the commit that holds a change's comments and votes. Gerrit does not say who reads a project, only what the
    one who asks may see: what is shown to strangers is everyone's, a private change is nobody's, and for the rest the
    administrator has to know. A deletion shows in the listing only. A cursor names the moment, by the server's clock, and
    whether strangers see anything: once that changed, the readers of all changes may have, and all are listed.
    """

    def __init__(
        self, server: str, project: str, connection: Connection, open_to_all: Connection | None, max_bytes: int
    ) -> None:
        """`open_to_all` asks as a stranger; None where `connection` does already."""
        terms = (f'project:"{project}"',) if project else ()
        self._server = server
        self._connection = connection
        self._search = _Search(connection, terms)
        self._strangers = _Search(open_to_all, terms) if open_to_all else None
        self._max_bytes = max_bytes

    def listing(self) -> Iterator[Item]:
        """Every change that the account may see, the last touched first."""
        now, openness = self._look_around()
        yield from self._listed("")
        yield Reached(_cursor(now, openness))

    def changes(self, cursor: str) -> Iterator[Item]:
        """What was written, voted or pushed since."""
        since, _, before = cursor.rpartition(" ")
        now, openness = self._look_around()
        yield from self._listed(since if openness == before else "")
        yield Reached(_cursor(now, openness))

    def read(self, listed: Listed) -> bytes | None:
        """A change with its commit message, messages, votes and comments, and the changes that it stands on."""
        project, _, number = listed.path.rpartition("/")
        address = f"changes/{quote(project, safe='')}~{number}"
        try:
            change = self._connection.json(f"{address}/detail?o=CURRENT_REVISION&o=CURRENT_COMMIT")
            comments = self._connection.json(f"{address}/comments?enable-context=true&context-padding=3")
        except Missing:
            return None
        gathered = {
            "change": _change(change),
            "comments": {file: [_comment(comment) for comment in found] for file, found in comments.items()},
            "stands_on": self._stands_on(address, int(number)),
            "url": self._page_of(project, int(number)),
        }
        data = json.dumps(gathered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if len(data) > self._max_bytes:
            raise UnreadableDocument(
                f"has {len(data) / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}"
            )
        return data

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """None: Gerrit does not say who may read it."""
        return {}

    def _look_around(self) -> tuple[datetime, str]:
        """The server's time before anything was listed, and what strangers see of it."""
        fetched, _ = self._search.page(size=1)
        if self._strangers is None:
            return fetched.server_time, "open"
        try:
            _, shown = self._strangers.page(size=1)
        except Refused:
            shown = []
        return fetched.server_time, "open" if shown else "closed"

    def _listed(self, since: str) -> Iterator[Item]:
        shown = self._shown_to_strangers(since)
        for change in self._search.changes(since):
            project, number = change["project"], change["_number"]
            yield Listed(
                f"{project}/{number}",
                change.get("meta_rev_id") or change["updated"],
                "json",
                self._page_of(project, number),
                self._readers(change, shown),
            )

    def _readers(self, change: Json, shown: Set[int]) -> Readers | None:
        if change.get("is_private"):
            return Readers()
        is_shown = self._strangers is None or change["_number"] in shown
        return Readers(frozenset({EVERYONE})) if is_shown else None

    def _shown_to_strangers(self, since: str) -> Set[int]:
        """The numbers of what somebody without an account gets; none from a server that wants to know everybody."""
        try:
            return {change["_number"] for change in self._strangers.changes(since)} if self._strangers else set()
        except Refused:
            return set()

    def _stands_on(self, address: str, number: int) -> list[str]:
        """The paths of the changes that this one was built upon. Those built upon it come and go without its changing."""
        try:
            related = self._connection.json(f"{address}/revisions/current/related").get("changes", [])
        except Missing:
            return []
        numbers = [one.get("_change_number") for one in related]
        below = related[numbers.index(number) + 1 :] if number in numbers else []
        return [f"{one['project']}/{one['_change_number']}" for one in below if "_change_number" in one and "project" in one]

    def _page_of(self, project: str, number: int) -> str:
        return f"{self._server}/c/{quote(project)}/+/{number}"


def _unseen(page: Iterable[Json], seen: set[int]) -> Iterator[Json]:
    for change in page:
        if change["_number"] not in seen:
            seen.add(change["_number"])
            yield change


def _in_query(moment: str, more_ms: int = 0) -> str:
    """A moment of a change as a query takes it: to milliseconds, so the end of a range is one more, not to cut off."""
    shifted = datetime.fromisoformat(moment) + timedelta(milliseconds=more_ms)
    return f"{shifted.strftime('%Y-%m-%d %H:%M:%S')}.{shifted.microsecond // 1000:03} +0000"


def _change(change: Json) -> Json:
    """What the change says, without what differs by who asks, and what others do to it."""
    revision = change.get("revisions", {}).get(change.get("current_revision", ""), {})
    votes = {
        label: [
            {"value": vote["value"], **_kept(vote, _ACCOUNT)}
            for vote in sorted(said.get("all", []), key=lambda vote: (vote.get("date", ""), vote.get("_account_id", 0)))
            if vote.get("value")
        ]
        for label, said in change.get("labels", {}).items()
    }
    return {
        **_kept(change, _CHANGE),
        "owner": _kept(change.get("owner", {}), _ACCOUNT),
        "commit_message": revision.get("commit", {}).get("message", ""),
        "votes": {label: given for label, given in votes.items() if given},
        "reviewers": [_kept(one, _ACCOUNT) for one in change.get("reviewers", {}).get("REVIEWER", [])],
        "messages": [
            {**_kept(message, _MESSAGE), "author": _kept(message.get("author", {}), _ACCOUNT)}
            for message in change.get("messages", [])
        ],
    }


def _comment(comment: Json) -> Json:
    return {**_kept(comment, _COMMENT), "author": _kept(comment.get("author", {}), _ACCOUNT)}


def _kept(entry: Json, keys: Sequence[str]) -> Json:
    return {key: entry[key] for key in keys if key in entry}


def _parted(address: str) -> tuple[str, str]:
    """The server, and the project whose changes this address shows; "" for none."""
    server, found, rest = address.partition("/q/")
    if found:
        match = re.search(r'project:(?:"([^"]+)"|([^\s+"]+))', rest)
        return server, (match[1] or match[2]) if match else ""
    server, found, rest = address.partition("/c/")
    if found:
        return server, rest.split("/+/")[0] if "/+/" in rest else ""
    server, _, rest = address.partition("/admin/repos/")
    return server, rest.split(",")[0]


def _cursor(now: datetime, openness: str) -> str:
    return f"{(now - _INDEXED_AFTER).strftime('%Y-%m-%d %H:%M:%S +0000')} {openness}"
