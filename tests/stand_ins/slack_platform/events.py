"""The payloads of the Events API, as real ones look."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping
from typing import Any

from tests.stand_ins.slack_platform.delivering import Delivery
from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.people import LORE_APP, LORE_USER, Person
from tests.stand_ins.slack_platform.workspace import Workspace

CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_NUMBERS = itertools.count(1)


def event(
    workspace: Workspace, inner: Mapping[str, Any], *, is_ext_shared: bool = False, event_id: str = "", sender: str = ""
) -> Delivery:
    """Any event in its envelope. In a shared channel its team is the `sender`'s, another organisation's too; whose installation
    it is brought to, the authorizations say."""
    authorization = {
        "enterprise_id": None, "team_id": workspace.team_id, "user_id": LORE_USER, "is_bot": True,
        "is_enterprise_install": False,
    }  # fmt: skip
    return Delivery(
        "events_api",
        {
            "token": "verification-token", "team_id": sender or workspace.team_id, "context_team_id": workspace.team_id,
            "context_enterprise_id": None, "api_app_id": LORE_APP, "event": dict(inner), "type": "event_callback",
            "event_id": event_id or f"Ev{next(_NUMBERS):08d}{secrets.token_hex(3).upper()}",
            "event_time": int(workspace.clock()),
            "authorizations": [authorization], "is_ext_shared_channel": is_ext_shared, "event_context": "4-context",
        },
    )  # fmt: skip


def _about(workspace: Workspace, message: Message, inner: dict[str, Any]) -> Delivery:
    channel = workspace.channels[message.channel]
    where = {
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "event_ts": inner.get("ts", workspace.next_ts()),
    }
    told = {"type": "message", **inner, **where}
    return event(workspace, told, is_ext_shared=channel.is_ext_shared, sender=_team_of(workspace, message))


def _team_of(workspace: Workspace, message: Message) -> str:
    """The workspace of whoever wrote it."""
    writer = workspace.people.get(message.user)
    return writer.team_id if writer else workspace.team_id


def _typed(workspace: Workspace, message: Message) -> dict[str, Any]:
    """A message as its writer's client made it."""
    team = _team_of(workspace, message)
    inner: dict[str, Any] = {"team": team, **message.as_slack()}
    if not message.bot_id:
        inner["client_msg_id"] = f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}"
    else:
        inner["bot_profile"] = {"id": message.bot_id, "app_id": LORE_APP, "name": "Lore", "team_id": workspace.team_id}
    if team != workspace.team_id:
        inner |= {"user_team": team, "source_team": team}
    if message.thread_ts:
        parent = workspace.channels[message.channel].messages.get(message.thread_ts)
        inner["parent_user_id"] = parent.user if parent else ""
    return inner


def posted(workspace: Workspace, message: Message) -> Delivery:
    """message.channels, message.groups, message.im or message.mpim, whichever it is."""
    inner = _typed(workspace, message)
    if message.broadcast:
        root = workspace.channels[message.channel].messages[message.thread_ts]
        inner |= {"subtype": "thread_broadcast", "root": root.as_slack()}
    elif message.files:
        inner |= {"subtype": "file_share", "upload": False, "display_as_bot": False}
    return _about(workspace, message, inner)


def mentioned(workspace: Workspace, message: Message) -> Delivery:
    """app_mention: the same post, a second event."""
    inner = {key: value for key, value in _typed(workspace, message).items() if key not in {"subtype", "parent_user_id"}}
    shared = workspace.channels[message.channel].is_ext_shared
    inner |= {"type": "app_mention", "channel": message.channel, "event_ts": message.ts}
    return event(workspace, inner, is_ext_shared=shared, sender=_team_of(workspace, message))


def edited(workspace: Workspace, message: Message, before: Mapping[str, Any]) -> Delivery:
    """message_changed; `before` is the message object that stood there."""
    now = _typed(workspace, message) | {"edited": {"user": message.user, "ts": workspace.next_ts()}}
    changed = {
        "subtype": "message_changed", "hidden": True, "ts": workspace.next_ts(), "message": now,
        "previous_message": dict(before),
    }  # fmt: skip
    return _about(workspace, message, changed)


def deleted(workspace: Workspace, message: Message) -> Delivery:
    """message_deleted; of a message that replies hang on message_changed, since a tombstone holds the thread together."""
    if workspace.replies(message):
        changed = {
            "subtype": "message_changed", "hidden": True, "ts": workspace.next_ts(), "message": message.as_tombstone(),
            "previous_message": _typed(workspace, message),
        }  # fmt: skip
        return _about(workspace, message, changed)
    gone = {
        "subtype": "message_deleted", "hidden": True, "ts": workspace.next_ts(), "deleted_ts": message.ts,
        "previous_message": _typed(workspace, message),
    }  # fmt: skip
    return _about(workspace, message, gone)


def home_opened(workspace: Workspace, person: Person, tab: str = "home") -> Delivery:
    """app_home_opened, with the tab that was opened: home, or messages."""
    inner: dict[str, Any] = {
        "type": "app_home_opened", "user": person.id, "channel": workspace.direct(person).id, "tab": tab,
        "event_ts": workspace.next_ts(),
    }  # fmt: skip
    return event(workspace, inner)


def session_stopped(workspace: Workspace, person: Person, message: Message, streaming: list[str]) -> Delivery:
    """agent_session_stopped: somebody pressed stop in the thread of this message."""
    inner = {
        "type": "agent_session_stopped", "channel": message.channel, "thread_ts": message.root, "user": person.id,
        "streaming_message_ts": streaming, "event_ts": workspace.next_ts(),
    }  # fmt: skip
    return event(workspace, inner)


def joined(workspace: Workspace, person: Person, channel: str, *, left: bool = False) -> Delivery:
    """member_joined_channel, or member_left_channel."""
    inner = {
        "type": "member_left_channel" if left else "member_joined_channel", "user": person.id, "channel": channel,
        "channel_type": "G" if workspace.channels[channel].kind == "private" else "C", "team": person.team_id,
        "event_ts": workspace.next_ts(),
    }  # fmt: skip
    return event(workspace, inner, is_ext_shared=workspace.channels[channel].is_ext_shared, sender=person.team_id)


def tokens_revoked(workspace: Workspace) -> Delivery:
    """tokens_revoked of Lore's bot token."""
    tokens = {"oauth": [], "bot": [LORE_USER]}
    return event(workspace, {"type": "tokens_revoked", "tokens": tokens, "event_ts": workspace.next_ts()})


def uninstalled(workspace: Workspace) -> Delivery:
    """app_uninstalled."""
    return event(workspace, {"type": "app_uninstalled", "event_ts": workspace.next_ts()})


def by_a_bot(workspace: Workspace, channel: str, text: str, thread: str = "", bot_id: str = "B0CI") -> Delivery:
    """A message of another app, kept and told."""
    message = Message(channel, workspace.next_ts(), "", text, thread, bot_id=bot_id, subtype="bot_message")
    workspace.post(message)
    return _about(workspace, message, {**message.as_slack(), "username": "build"})


def subscription_of(delivery: Delivery) -> str:
    """The name by which a manifest subscribes to an event."""
    inner = delivery.payload["event"]
    return _SUBSCRIPTIONS[inner["channel_type"]] if inner["type"] == "message" else str(inner["type"])
