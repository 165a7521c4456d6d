"""A repository on GitHub: its pull requests with their reviews, and its issues.

REST (https://docs.github.com/en/rest) lists and reads; GraphQL adds what only it knows (`github_queries.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from assistant.domain.readers import EVERYONE, Readers
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Connection, Missing, Refused
from ingest.opening import Opening, PagesInMemory
from ingest.ports import Item, Listed, Pages, Reached
from ingest.sources.github_address import Address, address_of, settle
from ingest.sources.github_auth import authentication
from ingest.sources.github_cursor import Cursor, Entry
from ingest.sources.github_documents import comments, compact, issue, pull, review_comments, reviews, threads
from ingest.sources.github_listing import Discussions, TooMuchChanged, UnlessLast, rows
from ingest.sources.github_queries import Queries

__all__ = ["GitHubSource", "open_source", "settle"]

Json: TypeAlias = Any

_PATH: Final = re.compile(r"(pulls|issues)/([1-9]\d{0,9})\.json")
_HEADERS: Final = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
_PAGE: Final = {"per_page": 100}


def open_source(opening: Opening) -> GitHubSource:
    """The repository that was added."""
    options = opening.entry.options
    address = address_of(opening.entry.location, options.get("api", ""))
    wanted = Wanted(_chosen(options, "pulls"), _chosen(options, "issues"), opening.max_bytes)
    if not (wanted.pulls or wanted.issues):
        raise UsageError("with pulls=no and issues=no nothing of the repository is left: set one of them to yes")
    auth = authentication(opening.access, address.rest, address.repository)
    connection = opening.owned(Connection("GitHub", address.rest, auth=auth, headers=_HEADERS, waiting=opening.waiting))
    queries = Queries(connection, address.graphql, allowed=auth is not None)
    return GitHubSource(address, connection, queries, opening.pages, wanted)


def _chosen(options: Mapping[str, str], name: str) -> bool:
    value = options.get(name, "yes").casefold()
    if value not in {"yes", "no"}:
        raise UsageError(f"{name}={value}: write {name}=yes or {name}=no")
    return value == "yes"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a repository is a document."""

    pulls: bool = True
    issues: bool = True
    max_bytes: int = 20_000_000


class GitHubSource:
    """Every pull request is `pulls/NUMBER.json`, every issue `issues/NUMBER.json`; form `json`.

    A version is the latest moment of a discussion or of any comment in it, the number of its comments, and for a pull
    request what GraphQL says of its threads and reviews. What moved within the last minute has no version, since GitHub's
    moments are whole seconds.

    A public repository on github.com is read by everyone; any other by its collaborators, who make the group
    `github:owner/name`, with the host before it for another server. Only those with push access may ask for
    collaborators: without it the readers are unknown.
    Deleted and transferred issues, and threads that were resolved without a word, show in the listing only.
    """

    def __init__(self, address: Address, connection: Connection, queries: Queries, memory: Pages, wanted: Wanted) -> None:
        self._address = address
        self._connection = connection
        self._queries = queries
        self._memory = memory
        self._wanted = wanted
        self._known: Json = None
        self._members: frozenset[str] | None = None

    def listing(self) -> Iterator[Item]:
        """Every pull request and issue, the oldest first."""
        try:
            yield from self._everything()
        except UnreadableDocument as error:
            raise SourceError(f"the listing of {self._address.repository} on GitHub {error}") from error

    def changes(self, cursor: str) -> Iterator[Item]:
        """What was written, edited or answered since; if nothing was, a few requests that are answered by 304. Everything,
        once the repository was made public or private."""
        try:
            yield from self._since(Cursor.parse(cursor))
        except TooMuchChanged:
            yield from self.listing()
        except UnreadableDocument as error:
            raise SourceError(f"the listing of {self._address.repository} on GitHub {error}") from error

    def read(self, listed: Listed) -> bytes | None:
        """One JSON object of REST objects, as ingest/formats/review.py describes it."""
        path = _PATH.fullmatch(listed.path)
        if path is None:
            raise UnreadableDocument("is no path of this source: list the source again")
        number, what = int(path[2]), path[1]
        try:
            document = self._pull(number) if what == "pulls" else self._issue(number)
        except Missing:
            self._look_up()  # a repository that can't be seen any more must not pass for a deletion of all that is in it
            return None
        data = compact(document) if document else None
        if data and len(data) > self._wanted.max_bytes:
            raise UnreadableDocument(f"has {len(data) / 1e6:.0f} MB, more than {self._wanted.max_bytes / 1e6:g} MB")
        return data

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The collaborators, as `user:github:LOGIN`, or `user:github:HOST/LOGIN` on another server; {} for a public
        repository, and where they can't be learnt."""
        if self._known is None:
            self._readers(self._look_up())
        return {} if self._members is None else {self._group: self._members}

    @property
    def _group(self) -> str:
        return f"github:{self._address.realm}{self._address.repository}"

    def _everything(self) -> Iterator[Item]:
        readers = self._readers(self._look_up())
        discussions = self._discussions()
        reached = Cursor(discussions.newest(), _said(readers))
        spoken = discussions.last_words()
        for entries in discussions.walk():
            moved = [entry.spoken_at(spoken.get(entry.number, "")) for entry in entries]
            reached = reached.having_seen(moved)
            yield from self._listed(moved, readers)
        yield Reached(reached.text)

    def _since(self, cursor: Cursor) -> Iterator[Item]:
        readers = self._readers(self._look_up())
        if cursor.readers != _said(readers):
            yield from self._everything()
            return
        discussions = self._discussions()
        reached = Cursor(discussions.newest(), cursor.readers)
        spoken = discussions.last_words(cursor.border)
        pages = list(discussions.walk(cursor.border))
        named = {entry.number for entries in pages for entry in entries}
        pages.append(discussions.single(sorted(spoken.keys() - named)))
        for entries in pages:
            moved = [entry.spoken_at(spoken.get(entry.number, "")) for entry in entries]
            recent = [entry for entry in moved if entry.moment >= cursor.border]
            reached = reached.having_seen(recent)
            yield from self._listed([entry for entry in recent if not cursor.has_seen(entry)], readers)
        yield Reached(reached.text)

    def _listed(self, entries: Sequence[Entry], readers: Readers | None) -> Iterator[Listed]:
        entries = [entry for entry in entries if (self._wanted.pulls if entry.is_pull else self._wanted.issues)]
        states = self._queries.states(self._name, [entry.number for entry in entries if entry.is_pull])
        now = datetime.now(UTC)
        for entry in entries:
            path = f"{'pulls' if entry.is_pull else 'issues'}/{entry.number}.json"
            version = entry.version(states.get(entry.number, "")) if entry.settled(now) else ""
            yield Listed(path, version, "json", entry.url, readers)

    def _pull(self, number: int) -> Mapping[str, Json] | None:
        loaded = self._own(f"pulls/{number}")
        if loaded is None:
            return None
        extras = self._queries.of_pull(self._name, number)
        remarks = review_comments(self._all(f"pulls/{number}/comments"))
        return {
            "pull_request": pull(loaded),
            "reviews": reviews(self._all(f"pulls/{number}/reviews")),
            "review_comments": remarks,
            "issue_comments": comments(self._all(f"issues/{number}/comments")),
            "threads": threads(extras.threads, remarks),
            "linked_issues": extras.linked_issues,
        }

    def _issue(self, number: int) -> Mapping[str, Json] | None:
        loaded = self._own(f"issues/{number}")
        if loaded is None:
            return None
        return {
            "issue": issue(loaded),
            "issue_comments": comments(self._all(f"issues/{number}/comments")),
            "linked_pulls": self._queries.of_issue(self._name, number),
        }

    def _own(self, path: str) -> Json:
        """The object at a path of the repository; None if the request was led to another repository, to which the issue
        was transferred."""
        loaded = self._connection.json(f"{self._place}/{path}")
        if not isinstance(loaded, dict) or not isinstance(loaded.get("url"), str):
            raise SourceError("GitHub answers in an unknown form: check the source's address, and update Lore")
        if not _is_at(loaded, f"{self._place}/{path}"):
            self._look_up()  # it may be the repository that has moved since
        return loaded if _is_at(loaded, f"{self._place}/{path}") else None

    def _all(self, path: str) -> list[Json]:
        """To the last page, remembering none: these are texts."""
        pages = self._connection.pages(f"{self._place}/{path}", _PAGE, rows, PagesInMemory())
        return [one for page in pages for one in page]

    def _look_up(self) -> Json:
        """The repository as it is now; under its old name after it was renamed, too."""
        try:
            known = self._connection.json(f"repos/{self._address.repository}")
        except Missing as error:
            raise SourceError(
                f"there is no repository {self._address.repository} on GitHub, or its credentials may not see it: check the "
                "name, and set a token for this source in lore.toml ([sources.NAME] token = …)"
            ) from error
        if not isinstance(known, dict) or not isinstance(known.get("full_name"), str):
            raise SourceError(f"what answers at {self._address.rest} is not GitHub: check the source's address")
        self._known = known
        return known

    @property
    def _name(self) -> str:
        return str((self._known or self._look_up())["full_name"])

    @property
    def _place(self) -> str:
        return f"repos/{self._name}"

    def _discussions(self) -> Discussions:
        has_issues = self._known.get("has_issues") is not False
        kinds = {"issues": self._wanted.issues and has_issues, "pulls": self._wanted.pulls}
        return Discussions(self._connection, self._memory, self._place, [kind for kind, wanted in kinds.items() if wanted])

    def _readers(self, repository: Json) -> Readers | None:
        self._members = None
        if self._address.on_the_internet and repository.get("private") is False:
            return Readers(frozenset({EVERYONE}))
        try:
            pages = self._connection.pages(f"{self._place}/collaborators", _PAGE, _logins, UnlessLast(self._memory))
            self._members = frozenset(f"user:github:{self._address.realm}{login}" for page in pages for login in page)
        except (Refused, Missing) as error:
            if isinstance(error, Refused) and error.status == 401:
                raise
            return None
        return Readers(frozenset({f"group:{self._group}"}))


def _said(readers: Readers | None) -> str:
    return "unknown" if readers is None else readers.canonical


def _logins(loaded: Json) -> list[str]:
    return [str(one["login"]) for one in rows(loaded) if one.get("login")]


def _is_at(loaded: Mapping[str, Json], path: str) -> bool:
    return str(loaded.get("url")).casefold().endswith(f"/{path.casefold()}")
