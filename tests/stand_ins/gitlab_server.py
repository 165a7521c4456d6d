"""A GitLab server with one project: the part of its REST API v4 that reads merge requests, issues and members.

    with GitLabServer("tidewater/billing") as server:
        server.open_merge_request(title="Cap cursor age")
        server.comment("merge_requests", 1, "ana", "Why 24?")

It behaves as the real one does where that matters to a reader: numbered pages with Link and x-per-page headers, a comment that
moves `updated_at` only if the last move is a minute old, a deleted comment that moves nothing, confidential issues that
strangers are not shown. Its clock stands still until `pass_time` is called, and is in the Date header.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import quote, urlencode

from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

NOT_FOUND = Reply.of({"message": "404 Not found"}, 404)
TOUCHED_AFTER = timedelta(minutes=1)


class GitLabServer(StumblingServer):
    """`page_size` is the most that it puts on a page. `project` and `members` are as the API gives them. `below` is the path
    that the server lives at, `missing_parts` are endpoints that an older one does not have."""

    def __init__(self, project: str, visibility: str = "private", page_size: int = 3, below: str = "") -> None:
        super().__init__()
        self.below = below
        self.now = datetime(2024, 5, 1, 9, tzinfo=UTC)
        self.page_size = page_size
        self.members_forbidden = False
        self.missing_parts: set[str] = set()
        self.project: dict[str, Any] = {
            "id": 7,
            "path_with_namespace": project,
            "visibility": visibility,
            "issues_access_level": "enabled",
            "merge_requests_access_level": "enabled",
            "star_count": 3,
        }
        self.members: list[dict[str, Any]] = []
        self.merge_requests: dict[int, dict[str, Any]] = {}
        self.issues: dict[int, dict[str, Any]] = {}
        self._numbers = {"merge_requests": 0, "issues": 0}
        self._notes = 100

    def pass_time(self, **amount: float) -> str:
        """Move the clock; the moment that it shows then, as the API writes it."""
        self.now += timedelta(**amount)
        return self.moment

    @property
    def moment(self) -> str:
        """Now, as the API writes it."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.now.microsecond // 1000:03}Z"

    def join(self, username: str, access_level: int, **more: Any) -> None:
        """Somebody becomes a member."""
        self.members.append({**self.person(username), "access_level": access_level, "expires_at": None, **more})

    def person(self, username: str) -> dict[str, Any]:
        """A user as they stand in other objects, with a picture that changes by itself."""
        picture = f"{self.address}/uploads/{username}.png?v={len(self.log)}"
        return {"id": len(username), "username": username, "name": username.title(), "state": "active", "avatar_url": picture}

    def open_merge_request(self, **fields: Any) -> int:
        """A new merge request by ana; its number."""
        number = self._next("merge_requests")
        own = {
            "source_branch": f"topic-{number}",
            "target_branch": "main",
            "draft": False,
            "merged_at": None,
            "reviewers": [],
            "diff_refs": {"base_sha": "b" * 40, "head_sha": "a" * 40, "start_sha": "b" * 40},
            "approved_by": [],
            "closes": [],
            "diffs": [],
        }
        self.merge_requests[number] = {**self._issuable("merge_requests", number), **own, **fields}
        return number

    def open_issue(self, **fields: Any) -> int:
        """A new issue by ana; its number."""
        number = self._next("issues")
        self.issues[number] = {**self._issuable("issues", number), "confidential": False, "issue_type": "issue", **fields}
        return number

    def edit(self, kind: str, number: int, **fields: Any) -> None:
        """Change some fields of a merge request or issue now."""
        self._of(kind)[number].update({**fields, "updated_at": self.moment})

    def comment(self, kind: str, number: int, who: str, body: str, **more: Any) -> dict[str, Any]:
        """A note; `discussion` names the discussion that it replies to."""
        found, reply_to = self._of(kind)[number], more.pop("discussion", None)
        self._notes += 1
        note = {
            "id": self._notes,
            "type": "DiffNote" if "position" in more else None,
            "body": body,
            "author": self.person(who),
            "created_at": self.moment,
            "updated_at": self.moment,
            "system": False,
            "internal": False,
            "resolvable": "position" in more,
            "noteable_iid": number,
            **more,
        }
        if reply_to is None:
            found["discussions"].append({"id": f"{self._notes:040x}", "individual_note": True, "notes": [note]})
        else:
            found["discussions"][reply_to]["notes"].append(note)
        self._touch(found)
        return note

    def delete_comment(self, kind: str, number: int, note: int) -> None:
        """Notes take nothing with them: what they stood under does not look changed."""
        for discussion in self._of(kind)[number]["discussions"]:
            discussion["notes"] = [one for one in discussion["notes"] if one["id"] != note]

    def authorised(self, asked: Asked) -> bool:
        """Strangers see what is public."""
        given = asked.headers.get("authorization", "")
        return given == f"Bearer {self.token}" if given else self.project["visibility"] == "public"

    def answer(self, asked: Asked) -> Reply:
        """The reply of the API; a project's path is one quoted part of the address."""
        prefix = f"{self.below}/api/v4/projects/{quote(self.project['path_with_namespace'], safe='')}"
        if not asked.raw_path.startswith(prefix):
            return NOT_FOUND
        stranger = "authorization" not in asked.headers
        match asked.raw_path.removeprefix(prefix).strip("/").split("/"):
            case [""]:
                hidden = {"issues_access_level", "merge_requests_access_level"} if stranger else set()
                return Reply.of({key: value for key, value in self.project.items() if key not in hidden})
            case ["members", "all"]:
                return (
                    Reply.of({"message": "403 Forbidden"}, 403) if self.members_forbidden else self._page(self.members, asked)
                )
            case ["merge_requests" | "issues" as kind]:
                return self._list(kind, asked, stranger=stranger)
            case ["merge_requests" | "issues" as kind, number, *part] if number.isdecimal():
                found = self._of(kind).get(int(number))
                if found is None or (stranger and found.get("confidential")):
                    return NOT_FOUND
                return self._part(found, part[0], asked) if part else Reply.of(self._public(found))
            case _:
                return NOT_FOUND

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(super()._handler()):  # type: ignore[misc]
            disable_nagle_algorithm = True

            def date_time_string(self, timestamp: float | None = None) -> str:
                return format_datetime(stand_in.now, usegmt=True)

        return Handler

    def _issuable(self, kind: str, number: int) -> dict[str, Any]:
        return {
            "iid": number,
            "title": f"{kind} {number}".replace("_", " "),
            "description": "",
            "state": "opened",
            "created_at": self.moment,
            "updated_at": self.moment,
            "closed_at": None,
            "author": self.person("ana"),
            "assignees": [],
            "labels": [],
            "upvotes": 0,
            "web_url": f"{self.address}{self.below}/{self.project['path_with_namespace']}/-/{kind}/{number}",
            "discussions": [],
        }

    def _next(self, kind: str) -> int:
        """Numbers are given once, also after a deletion."""
        self._numbers[kind] += 1
        return self._numbers[kind]

    def _touch(self, found: dict[str, Any]) -> None:
        if self.now - datetime.fromisoformat(found["updated_at"]) > TOUCHED_AFTER:
            found["updated_at"] = self.moment

    def _of(self, kind: str) -> dict[int, dict[str, Any]]:
        return self.merge_requests if kind == "merge_requests" else self.issues

    def _public(self, found: dict[str, Any]) -> dict[str, Any]:
        notes = [note for discussion in found["discussions"] for note in discussion["notes"] if not note["system"]]
        inside = {"discussions", "approved_by", "closes", "diffs"}
        return {
            **{key: value for key, value in found.items() if key not in inside},
            "user_notes_count": len(notes),
            "upvotes": len(self.log),
        }

    def _part(self, found: dict[str, Any], part: str, asked: Asked) -> Reply:
        if part in self.missing_parts:
            return NOT_FOUND
        match part:
            case "discussions":
                return self._page([one for one in found["discussions"] if one["notes"]], asked)
            case "approvals":
                return Reply.of({"approved": True, "approved_by": [{"user": self.person(who)} for who in found["approved_by"]]})
            case "closes_issues":
                return self._page([self._public(self.issues[number]) for number in found["closes"]], asked)
            case "diffs":
                return self._page(found["diffs"], asked)
            case _:
                return NOT_FOUND

    def _list(self, kind: str, asked: Asked, *, stranger: bool) -> Reply:
        entries = [
            self._public(entry)
            for _, entry in sorted(self._of(kind).items())
            if (asked.query.get("state") == "all" or entry["state"] == "opened")
            and entry["updated_at"] >= asked.query.get("updated_after", "")
            and entry["created_at"] >= asked.query.get("created_after", "")
            and not (stranger and entry.get("confidential"))
        ]
        entries.sort(key=lambda entry: entry["created_at"], reverse=asked.query.get("sort", "desc") == "desc")
        # Counted anew with every request, which a list of the real server is too; only the ETags below must not see it.
        return self._page([{**entry, "upvotes": 0, "author": _steady(entry["author"])} for entry in entries], asked)

    def _page(self, entries: list[Any], asked: Asked) -> Reply:
        size = min(int(asked.query.get("per_page", 20)), self.page_size)
        number = int(asked.query.get("page", 1))
        shown = entries[(number - 1) * size : number * size]
        headers = {"x-page": str(number), "x-per-page": str(size), "x-next-page": ""}
        if number * size < len(entries):
            query = urlencode({**asked.query, "page": number + 1})
            headers |= {"x-next-page": str(number + 1), "link": f'<{self.address}{asked.raw_path}?{query}>; rel="next"'}
        return Reply.of(shown, headers=headers)


def _steady(person: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in person.items() if key != "avatar_url"}
