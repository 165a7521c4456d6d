"""response_urls: where an app answers a command or a click, at most five times within half an hour."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from tests.stand_ins.slack_platform.calls import Call
from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.people import LORE_BOT, LORE_USER
from tests.stand_ins.slack_platform.posting import content_of
from tests.stand_ins.slack_platform.refusals import No
from tests.stand_ins.slack_platform.workspace import Workspace

MOST_USES, SECONDS = 5, 1800
KNOWN = {
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts", "unfurl_links",
    "unfurl_media", "metadata", "mrkdwn",
}  # fmt: skip


@dataclass(slots=True)
class ResponseUrl:
    """Where the answer goes: to `user` in `channel`, or in the place of `message`, which stood there."""

    workspace: Workspace
    channel: str
    user: str
    made: float
    message: str = ""
    thread_ts: str = ""
    uses: int = 0


class ResponseUrls:
    """Those handed out, by the last part of their address."""

    def __init__(self) -> None:
        self.given: dict[str, ResponseUrl] = {}

    def new(self, workspace: Workspace, channel: str, user: str, message: Message | None = None) -> str:
        """The last part of a new one's address."""
        id_ = secrets.token_hex(12)
        where = (message.ts, message.thread_ts) if message else ("", "")
        self.given[id_] = ResponseUrl(workspace, channel, user, workspace.clock(), *where)
        return id_

    def use(self, id_: str, call: Call) -> None:
        """Do what the body of a request asks for; No if Slack would refuse it."""
        url = self.given.get(id_)
        if url is None:
            raise No("invalid_token", ["no such response_url"])
        if url.uses >= MOST_USES or url.workspace.clock() - url.made > SECONDS:
            raise No("used_url" if url.uses >= MOST_USES else "expired_url")
        url.uses += 1
        self._check(call)
        original = url.workspace.channels[url.channel].messages.get(url.message)
        if call.get("delete_original", False):
            self._delete(original)
        elif call.get("replace_original", False) and original is not None:
            content = content_of(call)
            original.past.append(original.words)
            original.text, original.blocks, original.edited = content.text, content.blocks, not original.only_to
        else:
            self._say(url, call)

    def _check(self, call: Call) -> None:
        for name in sorted(call.arguments.keys() - KNOWN):
            call.note(f"unknown argument {name}")
        if call.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
            call.note("response_type is ephemeral or in_channel")
        for name in ("unfurl_links", "unfurl_media"):
            if not call.get("delete_original", False) and call.get(name, None) is not False:
                call.note(f"{name} is not false")

    def _delete(self, original: Message | None) -> None:
        if original is None or original.deleted:
            raise No("message_not_found")
        original.deleted = True

    def _say(self, url: ResponseUrl, call: Call) -> None:
        content = content_of(call)
        only_to = "" if call.get("response_type", "ephemeral") == "in_channel" else url.user
        thread = str(call.get("thread_ts")) or url.thread_ts
        at = url.workspace.next_ts()
        said = Message(url.channel, at, LORE_USER, content.text, thread, content.blocks, only_to, LORE_BOT)
        said.metadata = content.metadata
        url.workspace.post(said)
