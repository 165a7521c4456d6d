"""A stand-in for Confluence Data Center with one space: pages are counted off with start and limit, people have names.

See https://developer.atlassian.com/server/confluence/rest/.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.stand_ins.confluence_server import PAGE_SIZE, ConfluenceServer, quoted
from tests.stand_ins.stumbling_server import Asked, Reply


class DataCenterServer(ConfluenceServer):
    """Confluence Data Center: callers bear a personal access token."""

    def knows(self, asked: Asked) -> bool:
        return asked.headers.get("authorization", "") == f"Bearer {self.token}"

    def to_stranger(self, path: str) -> Reply:
        return Reply.of({"statusCode": 404, "message": "No space with key : ENG"}, 404)

    def rest(self, asked: Asked, path: str) -> Reply:
        if path == "/rest/api/content":
            return self.contents_page(asked)
        if path == f"/rest/api/space/{self.space}":
            return Reply.of({"id": 77, "key": self.space, "name": "Engineering", "type": "global"})
        if path == f"/rest/api/space/{self.space}/permissions":
            return Reply.of(self.permissions()) if self.may_see_permissions else Reply.of({"message": "no"}, 403)
        if match := re.fullmatch(r"/rest/api/content/(\d+)", path):
            one = self.contents.get(match[1])
            there = one is not None and one.status == "current"
            return (
                Reply.of(self.version_one(one, asked.query["expand"])) if there and one else Reply.of({"statusCode": 404}, 404)
            )
        if path == "/rest/api/user":
            known = asked.query["key"] in self.people
            return Reply.of(self.user(asked.query["key"])) if known else Reply.of({"statusCode": 404}, 404)
        if match := re.fullmatch(r"/rest/api/group/([\w-]+)/member", path):
            if not self.may_see_groups:
                return Reply.of({"message": "not permitted"}, 403)
            return self.page(asked, [self.user(one) for one in self.groups[match[1]]])
        return Reply.of({"statusCode": 404, "message": "null for uri"}, 404)

    def contents_page(self, asked: Asked) -> Reply:
        if asked.query["spaceKey"] != self.space:
            return Reply.of({"statusCode": 404, "message": f"No space found with key : {asked.query['spaceKey']}"}, 404)
        kind, status = asked.query["type"], asked.query["status"]
        found = [one for one in self.contents.values() if one.type == kind and one.status == status]
        reply = self.page(asked, [self.version_one(one, asked.query["expand"]) for one in found])
        if self.while_listing and status == "current" and kind == "page":
            happening, self.while_listing = self.while_listing, None
            happening()
        return reply

    def user(self, account: str) -> dict[str, Any]:
        name = self.people.get(account, {"displayName": "Lore"})["displayName"]
        return {"type": "known", "username": account.removeprefix("u-"), "userKey": account, "displayName": name}

    def group(self, group: str) -> dict[str, Any]:
        return {"type": "group", "name": group}

    def permissions(self) -> list[dict[str, Any]]:
        read = {"operation": {"targetType": "space", "operationKey": "read"}, "spaceKey": self.space, "spaceId": 77}
        groups = [{**read, "subject": {"type": "group", "name": one}} for one in self.space_groups]
        users = [{**read, "subject": {"type": "user", "userKey": one}} for one in self.space_users]
        administers = {"operation": {"targetType": "space", "operationKey": "administer"}}
        return [*groups, *users, {**administers, "subject": {"type": "user", "userKey": "u-dee"}}]

    def said(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="milliseconds")

    def page(self, asked: Asked, found: list[dict[str, Any]]) -> Reply:
        start = int(asked.query.get("start", "0"))
        links = {"base": self.address, "context": "", "self": self.address + asked.path}
        if start + PAGE_SIZE < len(found):
            kept = [f"{name}={quoted(value)}" for name, value in asked.query.items() if name != "start"]
            links["next"] = f"{asked.path}?{'&'.join([*kept, f'start={start + PAGE_SIZE}'])}"
        return Reply.of({"results": found[start : start + PAGE_SIZE], "start": start, "limit": PAGE_SIZE, "_links": links})
