"""A Gerrit server: the part of its REST API that searches and reads changes.

    with GerritServer() as server:
        server.push("tidewater/billing", "Cap cursor age")
        server.comment(1, "Bo Lindqvist", "Why 24?", file="api/cursor.go", line=7)

It behaves as the real one does where that matters to a reader: JSON begins with )]}', a search lists what was touched last
first, says `_more_changes` on the last of a page that is not the last, and knows only the operators that it is asked; a
stranger asks without /a/ and sees what is open to all; comments show the lines that they stand on if asked to. Its clock stands
still until `pass_time` is called, and is in the Date header.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

GUARD = b")]}'\n"
NOT_FOUND = Reply(404, b"Not found: 1", {"content-type": "text/plain"})
USER = "lore-reader"
_TERM = re.compile(r'(\w+):(?:"([^"]*)"|(\S+))')


class GerritServer(StumblingServer):
    """`open_to_all` names the projects that strangers see; `page_size` is the most that it puts on a page.

    `wants_account` refuses strangers altogether. `versions` says whether changes tell the commit of their comments.
    """

    etags = False

    def __init__(self, page_size: int = 3) -> None:
        super().__init__()
        self.now = datetime(2024, 5, 1, 9, tzinfo=UTC)
        self.page_size = page_size
        self.open_to_all: set[str] = set()
        self.wants_account = False
        self.versions = True
        self.changes: dict[int, dict[str, Any]] = {}
        self._pushed = 0
        self._remarks = 0

    @property
    def moment(self) -> str:
        """Now, as the API writes it."""
        return self.now.strftime("%Y-%m-%d %H:%M:%S.") + f"{self.now.microsecond:06}000"

    def pass_time(self, **amount: float) -> None:
        """Move the clock."""
        self.now += timedelta(**amount)

    def push(self, project: str, subject: str, message: str = "", **fields: Any) -> int:
        """A new change by Ana Ruiz; its number."""
        self._pushed += 1
        number = self._pushed
        change_id = f"I{number:040x}"
        self.changes[number] = {
            "id": f"{project.replace('/', '%2F')}~main~{change_id}",
            "project": project,
            "branch": "main",
            "change_id": change_id,
            "subject": subject,
            "status": "NEW",
            "created": self.moment,
            "updated": self.moment,
            "submit_type": "MERGE_IF_NECESSARY",
            "_number": number,
            "owner": account("Ana Ruiz"),
            "insertions": 3,
            "deletions": 1,
            "current_revision": f"{number:040x}",
            "commit_message": message or f"{subject}\n\nChange-Id: {change_id}\n",
            "labels": {"Code-Review": {"all": []}, "Verified": {"all": []}},
            "reviewers": {"REVIEWER": []},
            "messages": [],
            "comments": {},
            "related": [],
            **fields,
        }
        return number

    def edit(self, number: int, **fields: Any) -> None:
        """Change some fields of a change now."""
        self.changes[number].update({**fields, "updated": self.moment})

    def comment(self, number: int, who: str, text: str, **fields: Any) -> str:
        """A comment on a file (`file`, `line`) or on the whole; its id. `in_reply_to` makes it a reply."""
        self._remarks += 1
        name = f"{self._remarks:08x}_{number:08x}"
        file = fields.pop("file", "/PATCHSET_LEVEL")
        comment = {
            "id": name,
            "patch_set": 1,
            "author": account(who),
            "message": text,
            "updated": self.moment,
            "unresolved": False,
            "commit_id": "c" * 40,
            **fields,
        }
        self.changes[number]["comments"].setdefault(file, []).append(comment)
        self.changes[number]["updated"] = self.moment
        return name

    def say(self, number: int, who: str, text: str, **fields: Any) -> None:
        """A message on a change."""
        self._remarks += 1
        said = {"id": f"{self._remarks:040x}", "author": account(who), "date": self.moment, "message": text, **fields}
        self.changes[number]["messages"].append(said)
        self.changes[number]["updated"] = self.moment

    def vote(self, number: int, who: str, label: str, value: int) -> None:
        """A vote, with the message that Gerrit writes for it."""
        change = self.changes[number]
        change["labels"][label]["all"].append({**account(who), "value": value, "date": self.moment})
        change["reviewers"]["REVIEWER"].append(account(who))
        self.say(number, who, f"Patch Set 1: {label}{value:+d}")

    def authorised(self, asked: Asked) -> bool:
        """An account under /a/, with basic authentication; strangers elsewhere, if they may."""
        if not asked.path.startswith("/a/"):
            return not self.wants_account
        expected = base64.b64encode(f"{USER}:{self.token}".encode()).decode()
        return asked.headers.get("authorization") == f"Basic {expected}"

    def answer(self, asked: Asked) -> Reply:
        """The reply of the API."""
        stranger = not asked.path.startswith("/a/")
        path = asked.raw_path.removeprefix("/a")
        if path == "/changes/":
            return _guarded(self._found(asked, stranger=stranger))
        match = re.fullmatch(r"/changes/([^/]+)~(\d+)(/.*)", path)
        change = self.changes.get(int(match[2])) if match else None
        if (
            match is None
            or change is None
            or change["project"] != unquote(match[1])
            or not self._seen(change, stranger=stranger)
        ):
            return NOT_FOUND
        match match[3]:
            case "/detail":
                return _guarded(self._detail(change))
            case "/comments":
                return _guarded(_comments(change, with_lines=asked.query.get("enable-context") == "true"))
            case "/revisions/current/related":
                return _guarded({"changes": change["related"]})
            case _:
                return NOT_FOUND

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(super()._handler()):  # type: ignore[misc]
            disable_nagle_algorithm = True

            def date_time_string(self, timestamp: float | None = None) -> str:
                return format_datetime(stand_in.now, usegmt=True)

        return Handler

    def _seen(self, change: dict[str, Any], *, stranger: bool) -> bool:
        return not stranger or (change["project"] in self.open_to_all and not change.get("is_private"))

    def _found(self, asked: Asked, *, stranger: bool) -> list[dict[str, Any]]:
        found = [change for change in self.changes.values() if self._seen(change, stranger=stranger)]
        for operator, quoted, bare in _TERM.findall(asked.query["q"]):
            value = quoted or bare
            if operator == "project":
                found = [change for change in found if change["project"] == value]
            elif operator in {"after", "before"}:
                bound = datetime.fromisoformat(value.replace(" +0000", "+00:00"))
                found = [one for one in found if (_moment(one) >= bound if operator == "after" else _moment(one) <= bound)]
            elif operator != "is":
                raise AssertionError(f"{operator} is not an operator")
        found.sort(key=lambda change: (change["updated"], change["_number"]), reverse=True)
        start, size = int(asked.query.get("S", 0)), min(int(asked.query.get("n", 500)), self.page_size)
        shown = [self._brief(change) for change in found[start : start + size]]
        if start + size < len(found):
            shown[-1]["_more_changes"] = True
        return shown

    def _brief(self, change: dict[str, Any]) -> dict[str, Any]:
        inside = {"commit_message", "labels", "reviewers", "messages", "comments", "related", "current_revision"}
        brief = {key: value for key, value in change.items() if key not in inside}
        if self.versions:
            said = json.dumps(change, sort_keys=True).encode()
            brief["meta_rev_id"] = hashlib.sha1(said, usedforsecurity=False).hexdigest()
        return brief

    def _detail(self, change: dict[str, Any]) -> dict[str, Any]:
        more = {key: change[key] for key in ("labels", "reviewers", "messages", "current_revision")}
        commit = {"message": change["commit_message"], "subject": change["subject"]}
        revisions = {change["current_revision"]: {"_number": 1, "kind": "REWORK", "commit": commit}}
        return {**self._brief(change), **more, "revisions": revisions, "requirements": [], "total_comment_count": len(self.log)}


def account(name: str, **more: Any) -> dict[str, Any]:
    """An account as DETAILED_ACCOUNTS shows it."""
    user = name.split(maxsplit=1)[0].casefold()
    return {"_account_id": 1000 + len(name), "name": name, "username": user, "email": f"{user}@tidewater.example", **more}


def _comments(change: dict[str, Any], *, with_lines: bool) -> dict[str, Any]:
    return {
        file: [{key: value for key, value in comment.items() if with_lines or key != "context_lines"} for comment in comments]
        for file, comments in change["comments"].items()
    }


def _moment(change: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(change["updated"]).replace(tzinfo=UTC)


def _guarded(value: Any) -> Reply:
    return Reply(200, GUARD + json.dumps(value).encode(), {"content-type": "application/json; charset=UTF-8"})
