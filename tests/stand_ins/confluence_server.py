"""Stand-ins for Confluence Cloud and Confluence Data Center with one space, as far as Lore asks them.

They behave as the documentation says (https://developer.atlassian.com/cloud/confluence/rest/ and
https://developer.atlassian.com/server/confluence/rest/): Cloud has cursors, opaque ids, and answers 410 to what was removed
of version 1; Data Center counts pages off with start and limit. Both answer a stranger, and whoever bears a wrong token,
with what the public may see, and read the moments of CQL in the time zone of the asking account.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

USER = "lore-bot@tidewater.example"
"""Whose token it is."""
PAGE_SIZE = 3


@dataclass
class Content:
    """A page, a blog post, a folder or a comment."""

    id: str
    type: str
    title: str
    body: str
    when: datetime
    author: str = "u-ana"
    editor: str = "u-ana"
    version: int = 1
    parent: str = ""
    status: str = "current"
    labels: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    page: str = ""
    """Of a comment: what it is on."""
    selection: str = ""
    resolved: bool = False


class ConfluenceServer(StumblingServer):
    """What both have in common: the contents, the people, and search by CQL."""

    etags = False
    context = ""

    def __init__(self) -> None:
        super().__init__()
        self.space = "ENG"
        self.contents: dict[str, Content] = {}
        self.people = {
            "u-ana": {"displayName": "Ana Ruiz", "email": "ana@tidewater.example"},
            "u-bo": {"displayName": "Bo Lindqvist", "email": ""},
            "u-cem": {"displayName": "Cem Aydin", "email": "cem@tidewater.example"},
            "u-dee": {"displayName": "Dee", "email": "dee@tidewater.example"},
        }
        self.groups = {"g-eng": ["u-ana", "u-bo", "u-cem"], "g-leads": ["u-ana", "u-dee"]}
        self.space_groups = ["g-eng"]
        self.space_users: list[str] = []
        self.public = False
        self.may_see_permissions = True
        self.may_see_groups = True
        self.unreadable: set[str] = set()
        """Ids whose restrictions the token may not see."""
        self.not_in_index: set[str] = set()
        """Ids that search has not caught up with."""
        self.zone = timezone(timedelta(hours=-8))
        """The time zone of the account that asks."""
        self.while_listing: Any = None
        """Called once after the first page of a list of contents was sent."""
        self._ids = itertools.count(1001)

    def put(self, type_: str, title: str, body: str, **more: Any) -> Content:
        content = Content(
            str(next(self._ids)), type_, title, body, more.pop("when", datetime(2024, 3, 1, 9, tzinfo=UTC)), **more
        )
        self.contents[content.id] = content
        return content

    def current(self, *types: str) -> list[Content]:
        return [one for one in self.contents.values() if one.type in types and one.status == "current"]

    def authorised(self, asked: Asked) -> bool:
        return True

    def answer(self, asked: Asked) -> Reply:
        path = asked.path.removeprefix(self.context)
        if path == "/rest/api/user/current":
            return Reply.of({"type": "known", **self.user("u-bot")} if self.knows(asked) else {"type": "anonymous"})
        if not self.knows(asked) and not self.public:
            return self.to_stranger(path)
        if path == "/rest/api/content/search":
            return self.search(asked)
        if match := re.fullmatch(r"/rest/api/content/(\d+)/restriction/byOperation/read", path):
            found = self.contents.get(match[1])
            if found is None or found.id in self.unreadable:
                return Reply.of({"message": "not permitted"}, 404 if found is None else 403)
            return Reply.of(self.restriction(found))
        return self.rest(asked, path)

    def knows(self, asked: Asked) -> bool:
        raise NotImplementedError

    def to_stranger(self, path: str) -> Reply:
        raise NotImplementedError

    def rest(self, asked: Asked, path: str) -> Reply:
        raise NotImplementedError

    def user(self, account: str) -> dict[str, Any]:
        raise NotImplementedError

    def group(self, group: str) -> dict[str, Any]:
        raise NotImplementedError

    def said(self, moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def restriction(self, content: Content) -> dict[str, Any]:
        users, groups = [self.user(one) for one in content.users], [self.group(one) for one in content.groups]
        return {
            "operation": "read",
            "restrictions": {
                "user": {"results": users, "start": 0, "limit": 200, "size": len(users)},
                "group": {"results": groups, "start": 0, "limit": 200, "size": len(groups)},
            },
        }

    def link(self, content: Content) -> str:
        return f"/spaces/{self.space}/pages/{content.id}/{content.title.replace(' ', '+')}"

    def version_one(self, content: Content, expand: str) -> dict[str, Any]:
        """A content as version 1 returns it; what was not asked to be expanded stays away."""
        found: dict[str, Any] = {
            "id": content.id,
            "type": content.type,
            "status": content.status,
            "title": content.title,
            "_links": {"webui": self.link(content)},
            "_expandable": {"children": f"/rest/api/content/{content.id}/child"},
        }
        parts = expand.split(",")
        if "version" in parts:
            by = {**self.user(content.editor), "profilePicture": {"path": f"/avatar?{next(self._ids)}"}}
            found["version"] = {"number": content.version, "when": self.said(content.when), "by": by}
        if "history" in parts:
            found["history"] = {"createdBy": self.user(content.author), "createdDate": self.said(content.when)}
        if "container" in parts and content.page:
            found["container"] = {"id": content.page, "type": "page"}
        if "body.storage" in parts:
            found["body"] = {"storage": {"value": content.body, "representation": "storage"}}
        if "ancestors" in parts:
            found["ancestors"] = [self.version_one(one, "") for one in reversed(self.above(content))]
        if "metadata.labels" in parts:
            found["metadata"] = {"labels": {"results": [{"name": one, "prefix": "global"} for one in content.labels]}}
        if "restrictions.read.restrictions.user" in parts and content.id not in self.unreadable:
            found["restrictions"] = {"read": self.restriction(content)}
        if "extensions.inlineProperties" in parts and content.selection:
            status = "resolved" if content.resolved else "open"
            found["extensions"] = {
                "location": "inline",
                "inlineProperties": {"originalSelection": content.selection},
                "resolution": {"status": status},
            }
        return found

    def above(self, content: Content) -> list[Content]:
        found = []
        while content.parent:
            content = self.contents[content.parent]
            found.append(content)
        return found

    def search(self, asked: Asked) -> Reply:
        """The few forms of CQL that Lore writes; anything else is refused, as a mistake in CQL is."""
        found = [one for one in self.contents.values() if one.status == "current" and one.id not in self.not_in_index]
        for condition in asked.query["cql"].split(" and "):
            if condition == f'space = "{self.space}"':
                continue
            if match := re.fullmatch(r"type = (\w+)|type in \((.*)\)", condition):
                kinds = [match[1]] if match[1] else match[2].split(", ")
                found = [one for one in found if one.type in kinds]
            elif match := re.fullmatch(r"container = (\d+)", condition):
                found = [one for one in found if one.page == match[1]]
            elif match := re.fullmatch(r'lastModified >= "(\d{4}-\d\d-\d\d \d\d:\d\d)"', condition):
                edge = datetime.strptime(match[1], "%Y-%m-%d %H:%M").replace(tzinfo=self.zone)
                found = [one for one in found if one.when.astimezone(self.zone).replace(second=0, microsecond=0) >= edge]
            else:
                return Reply.of({"message": f"Could not parse cql : {condition}"}, 400)
        return self.page(asked, [self.version_one(one, asked.query.get("expand", "")) for one in found])

    def page(self, asked: Asked, found: list[dict[str, Any]]) -> Reply:
        """One page of a list of version 1."""
        raise NotImplementedError


def quoted(value: str) -> str:
    return re.sub(r"[^\w.,:-]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), value)
