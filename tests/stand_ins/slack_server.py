"""Slack's Web API as far as a reader of channels uses it: form-encoded POSTs, `ok: false` with status 200, small pages."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

TEAM = "T0TIDEWATER"
BOT = "U0LORE"
SCOPES = ("channels:read", "groups:read", "channels:history", "groups:history", "users:read", "users:read.email")
NEEDED = {
    "users.list": ("users:read",) * 2,
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.history": ("channels:history", "groups:history"),
    "conversations.replies": ("channels:history", "groups:history"),
}
"""The scope that a method needs for a public channel, and for a private one."""


@dataclass
class Channel:
    """A channel; its messages by time stamp, replies among them."""

    id: str
    name: str
    members: list[str]
    private: bool = False
    archived: bool = False
    direct: bool = False
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)


class No(Exception):
    """Slack's refusal, with what it adds to it."""

    def __init__(self, code: str, **more: str) -> None:
        super().__init__(code)
        self.answer = {"ok": False, "error": code, **more}


class Workspace:
    """People, channels, and what is written. Tests change `users` and `channels`, and use `say`, `edit` and `delete`."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, Channel] = {}
        self.add_user(BOT, "Lore", is_bot=True)

    def add_user(self, account: str, name: str, email: str = "", **more: Any) -> None:
        profile = {"real_name": name, "display_name": name.lower(), "image_72": "https://a.example/1.png"}
        if email:
            profile["email"] = email
        self.users[account] = {"id": account, "team_id": TEAM, "name": account.lower(), "profile": profile, **more}

    def add_channel(self, account: str, name: str, members: list[str], **more: bool) -> Channel:
        self.channels[account] = Channel(account, name, [BOT, *members], **more)
        return self.channels[account]

    def say(self, channel: str, ts: str, text: str, user: str = "", thread: str = "", **more: Any) -> str:
        message = {"type": "message", "ts": ts, "text": text, "client_msg_id": f"id-{ts}", **more}
        message |= {"user": user} if user else {}
        message |= {"thread_ts": thread, "parent_user_id": "U0"} if thread else {}
        self.channels[channel].messages[ts] = message
        return ts

    def edit(self, channel: str, ts: str, text: str, at: str) -> None:
        self.channels[channel].messages[ts] |= {"text": text, "edited": {"user": "U0", "ts": at}}

    def delete(self, channel: str, ts: str) -> None:
        """A root with replies leaves a tombstone, anything else nothing."""
        messages = self.channels[channel].messages
        if any(one.get("thread_ts") == ts for one in messages.values()):
            messages[ts] = {
                "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True, "ts": ts,
                "text": "This message was deleted.",
            }  # fmt: skip
        else:
            messages.pop(ts, None)

    def shown(self, channel: Channel, message: dict[str, Any]) -> dict[str, Any]:
        replies = [one for one in channel.messages.values() if one.get("thread_ts") == message["ts"]]
        if not replies:
            return message
        writers = list(dict.fromkeys(one["user"] for one in replies if "user" in one))
        return message | {
            "thread_ts": message["ts"], "reply_count": len(replies), "reply_users_count": len(writers),
            "reply_users": writers[:5], "latest_reply": max(one["ts"] for one in replies), "is_locked": False,
            "subscribed": False,
        }  # fmt: skip


class SlackServer(StumblingServer):
    """The Web API of a workspace."""

    def __init__(self, workspace: Workspace, page: int = 2) -> None:
        super().__init__()
        self.workspace = workspace
        self.page = page
        self.scopes = set(SCOPES)
        self.refusal = ""
        self.is_users_token = False
        self.retry_after = 0
        self.in_disorder = False
        self.url = "https://tidewater.slack.com/"
        self.asked: list[tuple[str, dict[str, str]]] = []

    def calls(self, method: str) -> list[dict[str, str]]:
        return [form for called, form in self.asked if called == method]

    def authorised(self, asked: Asked) -> bool:
        return True  # Slack answers 200 and says `invalid_auth`

    def answer(self, asked: Asked) -> Reply:
        method = asked.path.removeprefix("/api/")
        form = asked.query | dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        self.asked.append((method, form))
        if self.retry_after:
            return Reply.of({"ok": False, "error": "ratelimited"}, 429, {"retry-after": str(self.retry_after)})
        try:
            self._admit(asked.headers.get("authorization"))
            return Reply.of({"ok": True, **self._called(method, form)})
        except No as no:
            return Reply.of(no.answer)

    def _admit(self, authorization: str | None) -> None:
        if authorization != f"Bearer {self.token}":
            raise No("invalid_auth")
        if self.refusal:
            raise No(self.refusal)

    def _called(self, method: str, form: dict[str, str]) -> dict[str, Any]:
        if method == "auth.test":
            return {"url": self.url, "team": "Tidewater", "team_id": TEAM, "user_id": BOT, "bot_id": "B0LORE"}
        if method == "conversations.list":
            return self._list(form)
        channel = self._visible(form.get("channel", "")) if method.startswith("conversations.") else None
        if method not in NEEDED:
            raise No("unknown_method")
        self._need(NEEDED[method][bool(channel and channel.private)])
        if channel is None:
            members = [self._user(user) for user in self.workspace.users.values()]
            return self._paged("members", members, form)
        if method == "conversations.members":
            return self._paged("members", [] if channel.archived else channel.members, form)
        if BOT not in channel.members or self._is_put_out(channel):
            raise No("not_in_channel")
        return self._history(channel, form) if method == "conversations.history" else self._replies(channel, form)

    def _user(self, user: dict[str, Any]) -> dict[str, Any]:
        """Without users:read.email the address is left out, and nothing is said."""
        shown = {key: one for key, one in user["profile"].items() if key != "email" or "users:read.email" in self.scopes}
        return user | {"profile": shown}

    def _list(self, form: dict[str, str]) -> dict[str, Any]:
        types = form.get("types", "public_channel").split(",")
        for kind, scope in (("public_channel", "channels:read"), ("private_channel", "groups:read"), ("im", "im:read")):
            if kind in types:
                self._need(scope)
        found = [
            {
                "id": one.id, "name": one.name, "is_channel": not one.private, "is_private": one.private,
                "is_archived": one.archived, "is_im": False, "is_mpim": one.direct, "num_members": len(one.members),
                "is_member": BOT in one.members and not self._is_put_out(one),
            }
            for one in self.workspace.channels.values()
            if ("private_channel" in types and self._sees(one) if one.private else "public_channel" in types)
        ]  # fmt: skip
        return self._paged("channels", found, form)

    def _visible(self, account: str) -> Channel:
        channel = self.workspace.channels.get(account)
        if channel is None or (channel.private and not self._sees(channel)):
            raise No("channel_not_found")
        return channel

    def _is_put_out(self, channel: Channel) -> bool:
        """Archiving a channel ends the membership of bots."""
        return channel.archived and not self.is_users_token

    def _sees(self, channel: Channel) -> bool:
        return BOT in channel.members and not self._is_put_out(channel)

    def _history(self, channel: Channel, form: dict[str, str]) -> dict[str, Any]:
        oldest, latest = float(form.get("oldest", 0)), float(form.get("latest", 1e11))
        inclusive = form.get("inclusive") == "1"
        found = [
            self.workspace.shown(channel, one)
            for ts, one in sorted(channel.messages.items(), reverse=True)
            if one.get("thread_ts", ts) == ts or one.get("subtype") == "thread_broadcast"
            if oldest < float(ts) < latest or (inclusive and float(ts) in {oldest, latest})
        ]
        if self.in_disorder:
            found = found[::2] + found[1::2]
        if "oldest" in form and "latest" not in form:  # then the first page is the oldest one
            pages = [found[max(0, end - self.page) : end] for end in range(len(found), 0, -self.page)]
            found = [one for page in pages for one in page]
        return self._paged("messages", found, form)

    def _replies(self, channel: Channel, form: dict[str, str]) -> dict[str, Any]:
        """The root comes again on each page."""
        root = channel.messages.get(form["ts"])
        if root is None:
            raise No("thread_not_found")
        replies = [
            self.workspace.shown(channel, one)
            for _, one in sorted(channel.messages.items())
            if one.get("thread_ts") == form["ts"]
        ]
        answer = self._paged("messages", replies, form)
        return answer | {"messages": [self.workspace.shown(channel, root), *answer["messages"]]}

    def _need(self, scope: str) -> None:
        if scope not in self.scopes:
            raise No("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def _paged(self, key: str, found: list[Any], form: dict[str, str]) -> dict[str, Any]:
        if not 1 <= int(form.get("limit", 100)) <= 999:
            raise No("invalid_limit")
        start = 0
        if form.get("cursor"):
            word, _, number = base64.b64decode(form["cursor"]).decode().partition(":")
            if word != key or not number.isdecimal():
                raise No("invalid_cursor")
            start = int(number)
        end = start + min(self.page, int(form.get("limit", 100)))
        following = base64.b64encode(f"{key}:{end}".encode()).decode() if end < len(found) else ""
        answer = {key: found[start:end], "has_more": bool(following)}
        return answer | ({"response_metadata": {"next_cursor": following}} if following or key != "messages" else {})
