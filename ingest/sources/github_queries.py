"""What only GitHub's GraphQL API says: which threads of a review are resolved, and which issues it closes.

https://docs.github.com/en/graphql/reference/objects#pullrequest. It needs credentials, and some of those may not use it;
then reviews are indexed without what it knows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from assistant.errors import SourceError, UnreadableDocument
from ingest.connection import Connection, Missing, Refused

Json: TypeAlias = Any

_AT_ONCE: Final = 50
"""Pull requests in one query: more, and GitHub gives up on a query in the middle of a large repository."""
_REFUSALS: Final = frozenset({"FORBIDDEN", "NOT_FOUND", "INSUFFICIENT_SCOPES", "undefinedField"})
_COMMENT_ID: Final = re.compile(r"#discussion_r(\d+)$")

_STATE: Final = """
  totalCommentsCount
  reviewThreads(first: 100) { totalCount nodes { id isResolved isOutdated } }
  reviews(first: 100) { totalCount nodes { id state updatedAt } }
  closingIssuesReferences(first: 50) { nodes { url title } }
"""
_REFERENCE: Final = "number title url repository { nameWithOwner }"
_PULL: Final = f"""
query($owner: String!, $name: String!, $number: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    pullRequest(number: $number) {{
      closingIssuesReferences(first: 100) {{ nodes {{ {_REFERENCE} }} }}
      reviewThreads(first: 50, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{ id isResolved isOutdated path line startLine comments(first: 100) {{ nodes {{ url }} }} }}
      }}
    }}
  }}
}}
"""
_ISSUE: Final = f"""
query($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    issue(number: $number) {{
      closedByPullRequestsReferences(first: 100, includeClosedPrs: true) {{ nodes {{ {_REFERENCE} state }} }}
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class PullExtras:
    """What a pull request's document has from here, in the document's shape."""

    threads: tuple[Json, ...] = ()
    linked_issues: tuple[Json, ...] = ()


class Queries:
    """GraphQL over one repository at a time, named as `owner/name`. May be used by several threads at once.

    Once it was refused it is not asked again, and everything is empty.
    """

    def __init__(self, connection: Connection, address: str, *, allowed: bool) -> None:
        self._connection = connection
        self._address = address
        self._allowed = allowed

    def states(self, repository: str, numbers: Sequence[int]) -> dict[int, str]:
        """For each of these pull requests a text that changes when a thread is resolved, a review is edited or dismissed,
        a comment is deleted or an issue is linked: `updated_at` of the REST API moves with none of these for certain.
        """
        found: dict[int, str] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            aliases = "\n".join(f"p{n}: pullRequest(number: {n}) {{ {_STATE} }}" for n in numbers[start : start + _AT_ONCE])
            query = f"query($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{ {aliases} }} }}"
            for alias, state in (self._ask(query, repository) or {}).items():
                if state:
                    text = json.dumps(state, sort_keys=True)
                    found[int(alias[1:])] = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
        return found

    def of_pull(self, repository: str, number: int) -> PullExtras:
        """Its threads to the last page, and the issues that it closes. Raises UnreadableDocument."""
        threads: list[Json] = []
        linked: tuple[Json, ...] = ()
        after: str | None = None
        while True:
            asked = self._ask(_PULL, repository, number=number, after=after)
            pull = (asked or {}).get("pullRequest") or {}
            linked = linked or tuple(_references(pull.get("closingIssuesReferences"), repository))
            page = pull.get("reviewThreads") or {}
            threads += [_thread(one) for one in _nodes(page)]
            info = page.get("pageInfo") or {}
            following = info.get("endCursor") if info.get("hasNextPage") else None
            if not following or following == after:
                return PullExtras(tuple(threads), linked)
            after = following

    def of_issue(self, repository: str, number: int) -> tuple[Json, ...]:
        """The pull requests that close it, or would. Raises UnreadableDocument."""
        issue = (self._ask(_ISSUE, repository, number=number) or {}).get("issue") or {}
        return tuple(_references(issue.get("closedByPullRequestsReferences"), repository))

    def _ask(self, query: str, repository: str, **variables: Json) -> dict[str, Json] | None:
        """The repository as the query describes it; None where the API is not for us."""
        if not self._allowed:
            return None
        owner, _, name = repository.partition("/")
        try:
            answer = self._connection.post(
                self._address, {"query": query, "variables": {"owner": owner, "name": name, **variables}}
            )
        except (Refused, Missing) as error:
            if isinstance(error, Refused) and error.status == 401:
                raise
            self._allowed = False
            return None
        return self._checked(answer if isinstance(answer, dict) else {})

    def _checked(self, answer: Mapping[str, Json]) -> dict[str, Json] | None:
        """Errors come with status 200 (https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits)."""
        errors = [error for error in answer.get("errors") or () if isinstance(error, dict)]
        if any(error.get("type") == "RATE_LIMITED" for error in errors):
            raise SourceError("GitHub's hourly limit for GraphQL is used up: what was indexed is kept, run it again in an hour")
        repository = (answer.get("data") or {}).get("repository")
        if isinstance(repository, dict):
            return repository
        if any(_why(error) in _REFUSALS for error in errors):
            self._allowed = False
            return None
        said = next((str(error.get("message"))[:200] for error in errors), "no data")
        raise UnreadableDocument(f"GitHub's GraphQL API fails ({said}): run it again later")


def _why(error: Mapping[str, Json]) -> str:
    extensions = error.get("extensions")
    return str(error.get("type") or (extensions.get("code") if isinstance(extensions, dict) else ""))


def _nodes(connection: Json) -> list[Json]:
    """GraphQL puts null where the asker may not look."""
    nodes = connection.get("nodes") if isinstance(connection, dict) else None
    return [node for node in nodes or () if isinstance(node, dict)]


def _thread(node: Json) -> Json:
    # The ids no longer fit GraphQL's Int, and `fullDatabaseId` is unknown to older servers: the address has them all.
    ids = (_COMMENT_ID.search(str(comment.get("url"))) for comment in _nodes(node.get("comments")))
    return {
        "id": node.get("id"),
        "is_resolved": node.get("isResolved"),
        "is_outdated": node.get("isOutdated"),
        "path": node.get("path"),
        "line": node.get("line"),
        "start_line": node.get("startLine"),
        "comments": [int(found[1]) for found in ids if found],
    }


def _references(connection: Json, repository: str) -> Iterable[Json]:
    """A title from another repository is left out: that one may have fewer readers."""
    for node in _nodes(connection):
        own = str((node.get("repository") or {}).get("nameWithOwner")).casefold() == repository.casefold()
        kept = {"number": node.get("number"), "url": node.get("url"), "title": node.get("title") if own else ""}
        yield {**kept, "state": node["state"]} if "state" in node else kept
