"""A repository, and what people do to it. The objects have what GitHub's have, and some of what Lore is to leave out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Json = Any
WEB = "https://github.example"
THREADS_A_PAGE = 2


@dataclass
class Item:
    """An issue, or a pull request with what only those have."""

    number: int
    title: str
    body: str
    is_pull: bool
    created: str
    updated: str
    state: str = "open"
    merged: str | None = None
    comments: list[Json] = field(default_factory=list)
    review_comments: list[Json] = field(default_factory=list)
    reviews: list[Json] = field(default_factory=list)
    threads: dict[int, Json] = field(default_factory=dict)
    """By the id of a thread's first comment."""
    links: list[Json] = field(default_factory=list)


class Repository:
    """`tidewater/billing`, private at first, with two collaborators. Its clock begins in 2024 and goes on by an hour with
    each deed."""

    def __init__(self, full_name: str = "tidewater/billing") -> None:
        self.full_name = full_name
        self.id = 815
        self.api = ""
        self.private = True
        self.has_issues = True
        self.gone = False
        self.collaborators = ["ana-r", "bo-lind"]
        self.items: dict[int, Item] = {}
        self.deleted: set[int] = set()
        self.transferred: dict[int, str] = {}
        self.old_names: list[str] = []
        self._now = datetime(2024, 3, 1, 9, tzinfo=UTC)
        self._ids = itertools.count(3_000_000_001)
        self._looks = itertools.count()

    @property
    def at(self) -> str:
        """Its path in the API."""
        return f"/repos/{self.full_name}"

    def tick(self, hours: float = 1) -> str:
        """The clock goes on; the new moment."""
        self._now += timedelta(hours=hours)
        return self._now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def open(self, title: str, body: str = "Please read it.", *, pull: bool = False) -> int:
        """Somebody opens an issue or a pull request; its number."""
        number = max([0, *self.items, *self.deleted]) + 1
        now = self.tick()
        self.items[number] = Item(number, title, body, pull, now, now)
        return number

    def edit(self, number: int, body: str) -> None:
        self.items[number].body = body
        self.items[number].updated = self.tick()

    def comment(self, number: int, body: str, login: str = "bo-lind") -> int:
        """Somebody writes below it; the comment's id."""
        item, now = self.items[number], self.tick()
        item.comments.append({**self._spoken(body, login, now), "issue_url": self._url("issues", number)})
        item.updated = now
        return int(item.comments[-1]["id"])

    def review(self, number: int, state: str = "APPROVED", body: str = "", login: str = "ana-r") -> int:
        """A verdict; its id."""
        item, now = self.items[number], self.tick()
        item.reviews.append({**self._spoken(body, login, now), "state": state, "submitted_at": now})
        item.updated = now
        return int(item.reviews[-1]["id"])

    def remark(self, number: int, body: str, *, on: str = "tls/dial.go", line: int = 42, reply_to: int = 0) -> int:
        """A comment on a line, or a reply to one. The pull request's own moment does not move: GitHub does not promise it."""
        item, now = self.items[number], self.tick()
        spoken = self._spoken(body, "ana-r", now)
        place = {
            "path": on,
            "line": line,
            "original_line": line,
            "start_line": None,
            "side": "RIGHT",
            "diff_hunk": "@@ -1 +1 @@",
        }
        reply = {"in_reply_to_id": reply_to} if reply_to else {}
        item.review_comments.append({**spoken, **place, **reply, "pull_request_url": self._url("pulls", number)})
        thread = item.threads.setdefault(reply_to or spoken["id"], _thread(f"PRRT_{spoken['id']}", on, line))
        address = f"{WEB}/{self.full_name}/pull/{number}#discussion_r{spoken['id']}"
        thread["comments"]["nodes"].append({"url": address})
        return int(spoken["id"])

    def edit_remark(self, number: int, remark: int, body: str) -> None:
        one = next(one for one in self.items[number].review_comments if one["id"] == remark)
        one["body"], one["updated_at"] = body, self.tick()

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        """The issue's own moment does not move."""
        one = next(one for one in self.items[number].comments if one["id"] == comment)
        one["body"], one["updated_at"] = body, self.tick()

    def delete_comment(self, number: int, comment: int) -> None:
        """The issue's own moment does not move."""
        item = self.items[number]
        item.comments = [one for one in item.comments if one["id"] != comment]

    def delete_remark(self, number: int, remark: int) -> None:
        """A comment on a line goes, which is not the last of its thread; nothing else moves."""
        item = self.items[number]
        item.review_comments = [one for one in item.review_comments if one["id"] != remark]
        for thread in item.threads.values():
            written = thread["comments"]["nodes"]
            thread["comments"]["nodes"] = [one for one in written if not one["url"].endswith(f"_r{remark}")]

    def resolve(self, number: int, remark: int) -> None:
        """Nothing else moves."""
        self.items[number].threads[remark]["isResolved"] = True

    def closes(self, pull: int, issue: int, repository: str = "", title: str = "") -> None:
        """A pull request says that it closes an issue."""
        where = repository or self.full_name
        title = title or self.items[issue].title
        linked = {"number": issue, "title": title, "url": f"{WEB}/{where}/issues/{issue}"}
        self.items[pull].links.append({**linked, "repository": {"nameWithOwner": where}})

    def delete(self, number: int) -> None:
        del self.items[number]
        self.deleted.add(number)

    def transfer(self, number: int, path: str) -> None:
        """The issue goes to another repository, at that path of the API."""
        del self.items[number]
        self.transferred[number] = path

    def rename(self, full_name: str) -> None:
        self.old_names.append(self.full_name)
        self.full_name = full_name

    def described(self) -> Json:
        """The repository itself."""
        kind = {"private": self.private, "visibility": "private" if self.private else "public", "has_issues": self.has_issues}
        return {"id": self.id, "full_name": self.full_name, "url": f"{self.api}{self.at}", **kind}

    def issue(self, number: int) -> Json:
        """An issue, or a pull request as the issues' list shows it."""
        item = self.items[number]
        pull = {"pull_request": {"merged_at": item.merged}} if item.is_pull else {}
        return {**self._discussed(item, "issues"), **pull, "comments": len(item.comments), "state_reason": None}

    def pull(self, number: int, *, listed: bool = False) -> Json:
        """A pull request; alone it has counters that move by themselves."""
        item = self.items[number]
        branches = {"head": {"ref": "retry", "sha": "f00d"}, "base": {"ref": "main", "sha": f"5eed{next(self._looks)}"}}
        branches = {"head": {"ref": "retry", "sha": "f00d"}, "base": {"ref": "main", "sha": "5eed"}} if listed else branches
        alone = {} if listed else {"comments": len(item.comments), "mergeable_state": f"unknown-{next(self._looks)}"}
        return {**self._discussed(item, "pulls"), **branches, **alone, "merged_at": item.merged, "draft": False}

    def comments_of(self, kind: str, number: int) -> list[Json]:
        """`issues`: the conversation; `pulls`: comments on lines."""
        item = self.items[number]
        return item.comments if kind == "issues" else item.review_comments

    def graphql_state(self, number: int) -> Json:
        if number not in self.items:
            return None
        item = self.items[number]
        threads = [{name: one[name] for name in ("id", "isResolved", "isOutdated")} for one in item.threads.values()]
        reviews = [{"id": one["id"], "state": one["state"], "updatedAt": one["updated_at"]} for one in item.reviews]
        return {
            "totalCommentsCount": len(item.comments) + len(item.review_comments),
            "reviewThreads": {"totalCount": len(threads), "nodes": threads},
            "reviews": {"totalCount": len(reviews), "nodes": reviews},
            "closingIssuesReferences": {"nodes": [{"url": one["url"], "title": one["title"]} for one in item.links]},
        }

    def graphql_pull(self, number: int, after: int) -> Json:
        item = self.items[number]
        threads = list(item.threads.values())[after : after + THREADS_A_PAGE]
        end = after + len(threads)
        info = {"hasNextPage": end < len(item.threads), "endCursor": str(end)}
        threads_page = {"pageInfo": info, "nodes": threads}
        return {"pullRequest": {"closingIssuesReferences": {"nodes": [*item.links, None]}, "reviewThreads": threads_page}}

    def graphql_issue(self, number: int) -> Json:
        pulls = [item for item in self.items.values() if any(link["number"] == number for link in item.links)]
        nodes = [
            {"number": one.number, "title": one.title, "url": f"{WEB}/{self.full_name}/pull/{one.number}", "state": "OPEN"}
            for one in pulls
        ]
        own = {"repository": {"nameWithOwner": self.full_name}}
        return {"issue": {"closedByPullRequestsReferences": {"nodes": [{**node, **own} for node in nodes]}}}

    def _discussed(self, item: Item, kind: str) -> Json:
        web = "pull" if item.is_pull else "issues"
        return {
            "id": 1000 + item.number,
            "number": item.number,
            "url": self._url(kind, item.number),
            "html_url": f"{WEB}/{self.full_name}/{web}/{item.number}",
            "title": item.title,
            "body": item.body,
            "state": item.state,
            "user": _person("ana-r"),
            "labels": [{"id": 7, "name": "networking", "color": "fbca04"}],
            "milestone": None,
            "assignees": [_person("bo-lind")],
            "created_at": item.created,
            "updated_at": item.updated,
            "closed_at": None,
            "author_association": "MEMBER",
        }

    def _spoken(self, body: str, login: str, now: str) -> Json:
        moments = {"created_at": now, "updated_at": now}
        reactions = {"reactions": {"total_count": next(self._looks)}}
        return {"id": next(self._ids), "user": _person(login), "body": body, "html_url": f"{WEB}/c", **moments, **reactions}

    def _url(self, kind: str, number: int) -> str:
        return f"{self.api}{self.at}/{kind}/{number}"


def _person(login: str) -> Json:
    return {"login": login, "id": 1, "type": "User", "avatar_url": f"https://avatars.example/{login}?v=4", "site_admin": False}


def _thread(identity: str, path: str, line: int) -> Json:
    place = {"path": path, "line": line, "startLine": None}
    return {"id": identity, "isResolved": False, "isOutdated": False, **place, "comments": {"nodes": []}}
