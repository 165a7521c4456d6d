"""A stand-in for Confluence Cloud with one space: cursors, opaque ids, and 410 for what was removed of version 1.

See https://developer.atlassian.com/cloud/confluence/rest/v2/.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from tests.stand_ins.confluence_server import PAGE_SIZE, USER, ConfluenceServer, Content, quoted
from tests.stand_ins.stumbling_server import Asked, Reply


class CloudServer(ConfluenceServer):
    """Confluence Cloud: its addresses are below `/wiki`, callers prove themselves with an account and an API token."""

    context = "/wiki"

    def knows(self, asked: Asked) -> bool:
        kind, _, secret = asked.headers.get("authorization", "").partition(" ")
        return kind == "Basic" and base64.b64decode(secret).decode() == f"{USER}:{self.token}"

    def to_stranger(self, path: str) -> Reply:
        if path == "/api/v2/spaces":
            return Reply.of({"results": [], "_links": {}})
        return Reply.of({"statusCode": 404, "message": "not found or no permission"}, 404)

    def rest(self, asked: Asked, path: str) -> Reply:
        if path == "/api/v2/spaces":
            found = [{"id": "77", "key": self.space, "name": "Engineering"}] if asked.query["keys"] == self.space else []
            return Reply.of({"results": found, "_links": {"base": f"{self.address}/wiki"}})
        if match := re.fullmatch(r"/api/v2/spaces/77/(page|blogpost)s", path):
            found = [one for one in self.contents.values() if one.type == match[1] and one.status == asked.query["status"]]
            return self.page_of_two(asked, [self.version_two(one, with_body=False) for one in found])
        if path == "/api/v2/spaces/77/permissions":
            return self.page_of_two(asked, self.permissions()) if self.may_see_permissions else Reply.of({}, 403)
        if match := re.fullmatch(r"/api/v2/(page|blogpost|folder)s/(\d+)", path):
            one = self.contents.get(match[2])
            there = one is not None and one.type == match[1] and one.status == "current"
            return (
                Reply.of(self.version_two(one, with_body=True))
                if there and one
                else Reply.of({"errors": [{"status": 404}]}, 404)
            )
        if path == "/api/v2/users-bulk" and asked.method == "POST":
            return Reply.of({"results": [self.user(one) for one in asked.json["accountIds"] if one in self.people]})
        if match := re.fullmatch(r"/rest/api/group/([\w-]+)/membersByGroupId", path):
            if not self.may_see_groups:
                return Reply.of({"message": "not permitted"}, 403)
            return self.page(asked, [self.user(one) for one in self.groups[match[1]]])
        return Reply.of({"message": "This deprecated endpoint has been removed."}, 410)

    def user(self, account: str) -> dict[str, Any]:
        person = self.people.get(account, {"displayName": "Lore", "email": USER})
        return {"type": "known", "accountId": account, "accountType": "atlassian", **person}

    def group(self, group: str) -> dict[str, Any]:
        return {"type": "group", "name": group.replace("g-", "tidewater-"), "id": group}

    def permissions(self) -> list[dict[str, Any]]:
        principals = [("group", one) for one in self.space_groups] + [("user", one) for one in self.space_users]
        found = [
            {"id": str(n), "principal": {"type": kind, "id": one}, "operation": {"key": "read", "targetType": "space"}}
            for n, (kind, one) in enumerate(principals)
        ]
        stranger = {"principal": {"type": "user", "id": "u-dee"}, "operation": {"key": "delete", "targetType": "comment"}}
        return [*found, stranger]

    def version_two(self, content: Content, *, with_body: bool) -> dict[str, Any]:
        parent = self.contents.get(content.parent)
        found: dict[str, Any] = {
            "id": content.id,
            "status": content.status,
            "title": content.title,
            "spaceId": "77",
            "authorId": content.author,
            "createdAt": self.said(content.when),
            "version": {"number": content.version, "createdAt": self.said(content.when), "authorId": content.editor},
            "_links": {"webui": self.link(content), "tinyui": "/x/abc"},
        }
        if content.type != "blogpost":
            found |= {"parentId": parent.id if parent else None, "parentType": parent.type if parent else None}
        if with_body:
            found["body"] = {"storage": {"representation": "storage", "value": content.body}}
            found["labels"] = {"results": [{"id": "5", "name": one, "prefix": "global"} for one in content.labels]}
        return found

    def page(self, asked: Asked, found: list[dict[str, Any]]) -> Reply:
        return self._cursor_page(asked, found, asked.path.removeprefix("/wiki"), {"context": "/wiki"})

    def page_of_two(self, asked: Asked, found: list[dict[str, Any]]) -> Reply:
        return self._cursor_page(asked, found, asked.path, {})

    def _cursor_page(self, asked: Asked, found: list[dict[str, Any]], path: str, links: dict[str, str]) -> Reply:
        start = int(asked.query.get("cursor", "c0")[1:])
        links = {**links, "base": f"{self.address}/wiki"}
        if start + PAGE_SIZE < len(found):
            kept = [f"{name}={quoted(value)}" for name, value in asked.query.items() if name != "cursor"]
            links["next"] = f"{path}?{'&'.join([*kept, f'cursor=c{start + PAGE_SIZE}'])}"
        return Reply.of({"results": found[start : start + PAGE_SIZE], "_links": links})
