"""A stand-in for Notion's API with one workspace, as far as Lore asks it (https://developers.notion.com/reference).

As there, times are cut to the minute, lists come in pages with `next_cursor`, files' addresses are signed anew for each
request, a comment is no edit of its page, and search knows new rows only after a while.
"""

from __future__ import annotations

import itertools
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

PAGE_SIZE = 3
VERSIONS = {"2025-09-03", "2026-03-11"}


def text(words: str) -> list[dict[str, Any]]:
    """Rich text of one part."""
    return [{"type": "text", "text": {"content": words, "link": None}, "annotations": {"bold": False}, "plain_text": words}]


@dataclass
class Thing:
    """A page, a block, a database or a data source."""

    id: str
    object: str
    title: str
    parent: dict[str, Any]
    edited: datetime
    type: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    """A block's own, or a page's properties besides its title."""
    in_trash: bool = False


class NotionServer(StumblingServer):
    """`things` by their ids, `comments` as the API gives them."""

    etags = False

    def __init__(self) -> None:
        super().__init__()
        self.things: dict[str, Thing] = {}
        self.comments: list[dict[str, Any]] = []
        self.users = {
            "00000000-aaaa-4000-8000-000000000001": "Ana Ruiz",
            "00000000-aaaa-4000-8000-000000000002": "Bo Lindqvist",
        }
        self.ana, self.bo = self.users
        self.may_read_comments = True
        self.may_see_users = True
        self.not_in_search: set[str] = set()
        self.not_shared: set[str] = set()
        self._numbers = itertools.count(1)

    def put(self, object_: str, title: str, parent: dict[str, Any], **more: Any) -> Thing:
        """A new thing; its id rises with each."""
        number = next(self._numbers)
        edited = more.pop("edited", datetime(2024, 3, 1, 9, number % 60, tzinfo=UTC))
        thing = Thing(str(uuid.UUID(int=(number << 96) + 0x4000_8000_0000_0000_0000)), object_, title, parent, edited, **more)
        self.things[thing.id] = thing
        return thing

    def page(self, title: str, parent: Thing | None = None, **more: Any) -> Thing:
        return self.put("page", title, self.below(parent), **more)

    def block(self, parent: Thing, kind: str, words: str = "", **content: Any) -> Thing:
        content = {"rich_text": text(words), **content} if words else content
        return self.put("block", "", self.below(parent), type=kind, content=content)

    def below(self, parent: Thing | None) -> dict[str, Any]:
        if parent is None:
            return {"type": "workspace", "workspace": True}
        if parent.object == "data_source":
            return {"type": "data_source_id", "data_source_id": parent.id, "database_id": parent.parent["database_id"]}
        return {"type": f"{parent.object}_id", f"{parent.object}_id": parent.id}

    def comment(self, page: Thing, words: str, when: datetime, discussion: str = "", **more: Any) -> None:
        number = next(self._numbers)
        moment = self.said(when)
        made = {"object": "comment", "id": str(uuid.UUID(int=number)), "parent": self.below(page), "discussion_id": discussion}
        made |= {"created_time": moment, "last_edited_time": moment, "rich_text": text(words)}
        self.comments.append({**made, "created_by": {"object": "user", "id": self.bo}, **more})

    def said(self, moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00.000Z")

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("notion-version") not in VERSIONS:
            return self.problem(400, "missing_version", "Notion-Version header failed validation")
        if asked.path == "/v1/search":
            return self.search(asked)
        if asked.path == "/v1/comments":
            if not self.may_read_comments:
                return self.problem(403, "restricted_resource", "Insufficient permissions for this endpoint.")
            found = [one for one in self.comments if asked.query["block_id"] in one["parent"].values()]
            return self.part(found, asked.query.get("start_cursor"))
        if match := re.fullmatch(r"/v1/users/([\w-]+)", asked.path):
            if not self.may_see_users:
                return self.problem(403, "restricted_resource", "Insufficient permissions for this endpoint.")
            return Reply.of({"object": "user", "id": match[1], "type": "person", "name": self.users[match[1]]})
        if match := re.fullmatch(r"/v1/(pages|databases|data_sources|blocks)/([\w-]+)(/children|/query)?", asked.path):
            return self.one(asked, match[1], match[2], match[3] or "")
        return self.problem(400, "invalid_request_url", "Invalid request URL.")

    def one(self, asked: Asked, kind: str, place: str, part: str) -> Reply:
        thing = self.things.get(place)
        fits = thing is not None and (kind == f"{thing.object}s" or (kind == "blocks" and thing.object == "page"))
        if thing is None or not fits or place in self.not_shared:
            return self.problem(404, "object_not_found", f"Could not find {kind} with ID: {place}.")
        if part == "/children":
            return self.part([self.as_block(one) for one in self.children(thing)], asked.query.get("start_cursor"))
        if part == "/query":
            rows = [one for one in self.things.values() if one.parent.get("data_source_id") == place and not one.in_trash]
            return self.part([self.shown(one) for one in rows], asked.json.get("start_cursor"))
        return Reply.of(self.shown(thing))

    def search(self, asked: Asked) -> Reply:
        body = asked.json
        kind = body["filter"]["value"]
        hidden = self.not_in_search | self.not_shared
        found = [one for one in self.things.values() if one.object == kind and not one.in_trash and one.id not in hidden]
        found.sort(key=lambda one: one.edited, reverse=body["sort"]["direction"] == "descending")
        return self.part([self.shown(one) for one in found], body.get("start_cursor"))

    def children(self, thing: Thing) -> list[Thing]:
        below = self.below(thing)
        return [one for one in self.things.values() if one.parent == below and one.object in {"block", "page", "database"}]

    def as_block(self, thing: Thing) -> dict[str, Any]:
        """A page or a database among blocks is a block that names it."""
        if thing.object == "block":
            return self.shown(thing)
        kind = f"child_{thing.object}"
        named = {"object": "block", "id": thing.id, "parent": thing.parent, "type": kind, kind: {"title": thing.title}}
        return {**named, "has_children": True, "in_trash": thing.in_trash}

    def shown(self, thing: Thing) -> dict[str, Any]:
        """A thing as the API gives it."""
        by = {"object": "user", "id": self.ana}
        found: dict[str, Any] = {"object": thing.object, "id": thing.id, "parent": thing.parent, "in_trash": thing.in_trash}
        found |= {"created_time": "2024-03-01T09:00:00.000Z", "last_edited_time": self.said(thing.edited)}
        found |= {"created_by": by, "last_edited_by": {"object": "user", "id": self.bo}}
        if thing.object == "page":
            found["properties"] = {"Name": {"id": "title", "type": "title", "title": text(thing.title)}, **thing.content}
            found["url"] = f"https://www.notion.so/{thing.title.replace(' ', '-')}-{thing.id.replace('-', '')}"
            signed = f"https://files.example/a.png?signature={next(self._numbers)}"
            found["cover"] = {"type": "file", "file": {"url": signed, "expiry_time": "2026-01-01T00:00:00.000Z"}}
            found["request_id"] = str(uuid.uuid4())
        elif thing.object == "block":
            found |= {"type": thing.type, thing.type: thing.content, "has_children": bool(self.children(thing))}
        else:
            found["title"] = text(thing.title)
        return found

    def part(self, found: list[dict[str, Any]], cursor: str | None) -> Reply:
        start = int(cursor or "0")
        rest = start + PAGE_SIZE < len(found)
        return Reply.of(
            {
                "object": "list",
                "results": found[start : start + PAGE_SIZE],
                "has_more": rest,
                "next_cursor": str(start + PAGE_SIZE) if rest else None,
            }
        )

    def problem(self, status: int, code: str, message: str) -> Reply:
        return Reply.of({"object": "error", "status": status, "code": code, "message": message}, status)
