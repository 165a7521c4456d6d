"""The merge requests and issues of a GitLab project, on gitlab.com or a server of one's own.

Follows the REST API v4 (https://docs.gitlab.com/api/rest/, …/api/merge_requests/, …/api/discussions/, …/api/issues/,
…/api/members/). A token needs the scope `read_api`; without one, what is public is read. The documents are read by
`ingest/formats/gitlab.py`; what is told of their readers is in `gitlab_readers.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote, urlsplit

import httpx2

from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Connection, Fetched, Missing
from ingest.opening import Opening, PagesInMemory
from ingest.ports import Item, Listed, Reached
from ingest.sources.gitlab_readers import GitLabReaders, Standing

Json: TypeAlias = Any

_CLOUD: Final = "gitlab.com"
_PER_PAGE: Final = 100
_SETTLED_AFTER: Final = timedelta(minutes=2)
"""A comment moves the `updated_at` of what it stands under only if the last move is a minute old. So what moved just now
gets no version, and is read again next time; and a cursor goes back this far."""

_PERSON: Final = ("username", "name")
_MERGE_REQUEST: Final = (
    "iid", "title", "description", "state", "draft", "created_at", "updated_at", "merged_at", "closed_at", "author",
    "assignees", "reviewers", "labels", "merge_user", "source_branch", "target_branch", "diff_refs", "web_url",
)  # fmt: skip
_ISSUE: Final = (
    "iid", "title", "description", "state", "issue_type", "confidential", "created_at", "updated_at", "closed_at", "author",
    "assignees", "labels", "web_url",
)  # fmt: skip
_NOTE: Final = (
    "id", "body", "author", "created_at", "system", "resolvable", "resolved", "resolved_by", "position", "suggestions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sort:
    """Merge requests or issues."""

    folder: str
    """The last part of the endpoint, and the first of the documents' paths."""
    feature: str
    """The project's key that says who may see them."""


_MERGE_REQUESTS: Final = _Sort("merge_requests", "merge_requests_access_level")
_ISSUES: Final = _Sort("issues", "issues_access_level")


def settle(location: str) -> str:
    """The project's web address: `GROUP/PROJECT` is one of gitlab.com, and an address may lead to any page of a project,
    also of another server. Raises UsageError."""
    text = location.strip()
    parts = urlsplit(text if "://" in text else f"https://{_CLOUD}/{text}")
    project = parts.path.split("/-/")[0].strip("/").removesuffix(".git")
    if parts.scheme not in {"http", "https"} or not parts.hostname or "/" not in project or parts.username or parts.query:
        raise UsageError(
            f"'{location}' is no GitLab project: write GROUP/PROJECT (lore add gitlab tidewater/billing) or its address "
            "(https://git.example.org/tidewater/billing)"
        )
    return f"{parts.scheme}://{parts.netloc}/{project}"


def open_source(opening: Opening) -> GitLabSource:
    """The project that was added. Raises UsageError."""
    options = opening.entry.options
    issues = options.get("issues", "yes")
    if issues not in {"yes", "no"}:
        raise UsageError(f"issues={issues} means nothing here: write --set issues=no to leave the issues out")
    web = urlsplit(opening.entry.location)
    api = options.get("api", "").rstrip("/") or f"{web.scheme}://{web.netloc}/api/v4"
    # A server may live below a path, which is then before /api/v4 in its API's address and before the project in its pages'.
    below = urlsplit(api).path.removesuffix("/api/v4").strip("/")
    project = unquote(web.path.strip("/")).removeprefix(f"{below}/" if below else "")
    token = opening.access.token
    headers = {"authorization": f"Bearer {token}"} if token else {}
    connection = opening.owned(Connection("GitLab", api, headers=headers, waiting=opening.waiting))
    sorts = (_MERGE_REQUESTS, _ISSUES) if issues == "yes" else (_MERGE_REQUESTS,)
    return GitLabSource(connection, project, sorts, opening)


class GitLabSource:
    """A project's merge requests at `merge_requests/NUMBER` and its issues at `issues/NUMBER`.

    A version is the moment of the last change with the number of comments, since a deleted comment moves no moment.
    A deletion shows in the listing only. A cursor names the moment, by the server's clock, and how open the project was:
    once that changed, the readers of everything have, and all of it is listed.
    """

    def __init__(self, connection: Connection, project: str, sorts: Sequence[_Sort], opening: Opening) -> None:
        self._connection = connection
        self._project = project
        self._root = f"projects/{quote(project, safe='')}"
        self._sorts = tuple(sorts)
        self._pages = opening.pages
        self._max_bytes = opening.max_bytes
        host = urlsplit(opening.entry.location).netloc
        realm = "" if host == _CLOUD else f"{host}/"
        self._readers = GitLabReaders(connection, project, realm, anonymous=not opening.access.token)

    def listing(self) -> Iterator[Item]:
        """Every merge request and issue that the token may see, oldest first."""
        standing, now = self._look_around()
        yield from self._listed(standing, now, "")
        yield Reached(_cursor(now, standing))

    def changes(self, cursor: str) -> Iterator[Item]:
        """What was changed or commented on since; everything if the project was opened or closed to people meanwhile."""
        since, _, openness = cursor.partition(" ")
        standing, now = self._look_around()
        yield from self._listed(standing, now, since if openness == standing.openness else "")
        yield Reached(_cursor(now, standing))

    def read(self, listed: Listed) -> bytes | None:
        """A merge request with its discussions, approvals and the issues that it closes, or an issue with its discussions,
        as one object of what the API says. Internal notes are left out: not all who read the rest may read them."""
        address = f"{self._root}/{listed.path}"
        try:
            found = self._connection.json(address)
            discussions = _without_internal(self._whole(f"{address}/discussions"))
        except Missing:
            return None
        if listed.path.startswith(_ISSUES.folder):
            gathered = {"issue": _kept(found, _ISSUE), "discussions": discussions}
        else:
            gathered = {
                "merge_request": _kept(found, _MERGE_REQUEST),
                "discussions": discussions,
                "approved_by": self._approved_by(address),
                "closes_issues": self._closed_by(address),
                "diffs": self._diffs(address, discussions),
            }
        data = json.dumps(gathered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if len(data) > self._max_bytes:
            raise UnreadableDocument(
                f"has {len(data) / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}"
            )
        return data

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The project's members, inherited ones too, by what they may see; asked anew each time."""
        return self._readers.audiences()

    def _look_around(self) -> tuple[Standing, datetime]:
        """How open the project is, and the server's time before anything was listed."""
        try:
            fetched, project = self._connection.answer(self._root)
        except Missing as error:
            raise SourceError(
                f"GitLab shows no project {self._project}: check its name, and whether the token may read it"
            ) from error
        return self._readers.standing(project), fetched.server_time

    def _listed(self, standing: Standing, now: datetime, since: str) -> Iterator[Item]:
        for sort in self._sorts:
            if not standing.shows(sort.feature):
                continue
            for entry in self._entries(sort, since):
                moved = datetime.fromisoformat(entry["updated_at"])
                version = f"{entry['updated_at']}/{entry['comments']}" if now - moved > _SETTLED_AFTER else ""
                yield Listed(
                    f"{sort.folder}/{entry['iid']}",
                    version,
                    "json",
                    entry["url"],
                    self._readers.of(standing, sort.feature, confidential=entry["confidential"], people=entry["people"]),
                )

    def _entries(self, sort: _Sort, since: str) -> Iterator[Json]:
        """Each once, with what a listing needs of it. Only a full listing's pages are worth remembering."""
        parameters: dict[str, str | int] = {
            "state": "all", "scope": "all", "order_by": "created_at", "sort": "asc", "per_page": _PER_PAGE,
            **({"updated_after": since} if since else {}),
        }  # fmt: skip
        address, memory = f"{self._root}/{sort.folder}", PagesInMemory() if since else self._pages
        seen: set[int] = set()
        try:
            for page in self._connection.pages(address, parameters, _reduced, memory, _from_the_last):
                for entry in page:
                    if entry["iid"] not in seen:
                        seen.add(entry["iid"])
                        yield entry
        except Missing as error:
            raise SourceError(
                f"GitLab does not list the {sort.folder.replace('_', ' ')} of {self._project}: check what the token may read"
            ) from error

    def _whole(self, address: str) -> list[Json]:
        """All pages of a list. They hold text, and so are not remembered."""
        pages = self._connection.pages(address, {"per_page": _PER_PAGE}, list, PagesInMemory())
        return [entry for page in pages for entry in page]

    def _approved_by(self, address: str) -> list[Json]:
        try:
            approvals = self._connection.json(f"{address}/approvals")
        except Missing:  # servers before 13.x have them in the paid editions only
            return []
        return [_kept(approval["user"], _PERSON) for approval in approvals.get("approved_by", [])]

    def _closed_by(self, address: str) -> list[str]:
        """The addresses of the issues that end with the merge. Confidential ones are left out: not even their number is
        everybody's."""
        try:
            issues = self._whole(f"{address}/closes_issues")
        except Missing:
            return []
        return [issue["web_url"] for issue in issues if issue.get("web_url") and not issue.get("confidential")]

    def _diffs(self, address: str, discussions: Sequence[Json]) -> list[Json]:
        """The changes of the files that are talked about."""
        notes = (note for discussion in discussions for note in discussion["notes"])
        discussed = {note["position"].get("new_path") for note in notes if note.get("position")}
        if not discussed:
            return []
        try:
            found = self._whole(f"{address}/diffs")
        except Missing:  # servers before 15.7
            return []
        return [_kept(diff, ("new_path", "old_path", "diff")) for diff in found if diff.get("new_path") in discussed]


def _reduced(page: Json) -> Json:
    return [
        {
            "iid": entry["iid"],
            "created_at": entry["created_at"],
            "updated_at": entry["updated_at"],
            "comments": entry.get("user_notes_count", 0),
            "url": entry.get("web_url", ""),
            "confidential": bool(entry.get("confidential")),
            "people": sorted(
                {person["username"] for person in [entry.get("author"), *(entry.get("assignees") or [])] if person}
            ),
        }
        for entry in page
    ]


def _from_the_last(fetched: Fetched, page: Json) -> str:
    """The page that begins with the last entry of this one, as far as this one is full.

    Not page by number: whoever deletes something meanwhile would shift the rest, and one on the edge would be taken for
    deleted too; servers also end numbered pages at 50,000 items. GitLab's own keyset pages know no merge requests. The Link
    header is no help either: a last page that is full is followed by another later, and its ETag stays the same.
    """
    here = httpx2.URL(fetched.url)
    if len(page) < int(fetched.headers.get("x-per-page") or _PER_PAGE):
        return ""
    if page[0]["created_at"] == page[-1]["created_at"]:  # an import: only numbers lead out of it
        return str(here.copy_set_param("page", int(here.params.get("page", 1)) + 1))
    return str(here.copy_remove_param("page").copy_set_param("created_after", page[-1]["created_at"]))


def _without_internal(discussions: Sequence[Json]) -> list[Json]:
    kept = [
        {
            "id": discussion["id"],
            "individual_note": discussion.get("individual_note", False),
            "notes": [_note(note) for note in discussion["notes"] if not (note.get("internal") or note.get("confidential"))],
        }
        for discussion in discussions
    ]
    return [discussion for discussion in kept if discussion["notes"]]


def _note(note: Json) -> Json:
    """A comment; of its suggestions only whether they were taken, since with each push they fit or don't."""
    kept = _kept(note, _NOTE)
    if kept.get("suggestions"):
        kept["suggestions"] = [_kept(suggestion, ("applied",)) for suggestion in kept["suggestions"]]
    return kept


def _kept(entry: Json, keys: Sequence[str]) -> Json:
    """These keys of an object, and of the people in it only their names: pictures and states change by themselves."""
    return {key: _people_by_name(entry[key]) for key in keys if key in entry}


def _people_by_name(value: Json) -> Json:
    if isinstance(value, list):
        return [_people_by_name(item) for item in value]
    if isinstance(value, dict) and "username" in value:
        return {key: value[key] for key in _PERSON if key in value}
    return value


def _cursor(now: datetime, standing: Standing) -> str:
    return f"{(now - _SETTLED_AFTER).strftime('%Y-%m-%dT%H:%M:%SZ')} {standing.openness}"
