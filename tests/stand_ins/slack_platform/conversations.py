"""conversations.*, users.*, reactions.*, team.info and auth.test: what Lore can learn of a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.stand_ins.slack_platform.calls import Call, Method, method
from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.people import LORE_APP, LORE_BOT, LORE_USER
from tests.stand_ins.slack_platform.refusals import No
from tests.stand_ins.slack_platform.workspace import Channel

READ = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}
TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def _info(call: Call) -> dict[str, Any]:
    channel = call.channel()
    call.need(READ[channel.kind])
    shown = channel.as_slack(seen_by=LORE_USER)
    if call.get("include_num_members", False):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def _members(call: Call) -> dict[str, Any]:
    channel = call.channel()
    call.need(READ[channel.kind])
    members, further = call.page(channel.members)
    return {"members": members, "response_metadata": further}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need(HISTORY[channel.kind])
    if LORE_USER not in channel.members:
        raise No("not_in_channel")
    return channel


def _between(call: Call, messages: Iterable[Message]) -> list[Message]:
    oldest, latest = str(call.get("oldest")) or "0", str(call.get("latest")) or "9999999999.999999"
    if call.get("inclusive", False):
        return [one for one in messages if float(oldest) <= float(one.ts) <= float(latest)]
    return [one for one in messages if float(oldest) < float(one.ts) < float(latest)]


def _replies(call: Call) -> dict[str, Any]:
    """A thread: its first message, or its tombstone, then the replies of the asked span, oldest first, a page at a time."""
    channel = _readable(call)
    asked = channel.messages.get(str(call.get("ts")))
    standing = sorted((one for one in channel.messages.values() if not one.only_to), key=lambda one: one.ts)
    if asked is None or asked.only_to:
        raise No("thread_not_found")
    thread = [one for one in standing if one.root == asked.root]
    rest = [one for one in thread if one.ts != asked.root and not one.deleted]
    first = [one for one in thread if one.ts == asked.root and (rest or not one.deleted)]
    if not first:
        raise No("thread_not_found")
    with_metadata = bool(call.get("include_all_metadata", False))
    messages, further = call.page([_shown(one, with_metadata) for one in first + _between(call, rest)])
    more = bool(further["next_cursor"])
    return {"messages": messages, "has_more": more, **({"response_metadata": further} if more else {})}


def _shown(message: Message, with_metadata: bool) -> dict[str, Any]:
    return message.as_tombstone() if message.deleted else message.as_slack(with_metadata=with_metadata)


def _history(call: Call) -> dict[str, Any]:
    """A channel's messages, newest first, without replies that stand in threads only."""
    channel = _readable(call)
    standing = [one for one in channel.messages.values() if not one.only_to and not one.deleted]
    roots = sorted((one for one in standing if one.root == one.ts or one.broadcast), key=lambda one: one.ts, reverse=True)
    with_metadata = bool(call.get("include_all_metadata", False))
    messages, further = call.page([one.as_slack(with_metadata=with_metadata) for one in _between(call, roots)])
    more = bool(further["next_cursor"])
    return {"messages": messages, "has_more": more, **({"response_metadata": further} if more else {})}


def _open(call: Call) -> dict[str, Any]:
    if call.get("channel"):
        return {"channel": call.channel().as_slack(seen_by=LORE_USER)}
    people = [call.person_of(id_) for id_ in str(call.get("users")).split(",") if id_]
    if not people:
        raise No("users_list_not_supplied", ["neither channel nor users"])
    call.need("im:write" if len(people) == 1 else "mpim:write")
    channel = call.workspace.direct(*people)
    return {"channel": channel.as_slack(seen_by=LORE_USER) if call.get("return_im", False) else {"id": channel.id}}


def _visible(call: Call, *, member: str = "") -> list[Channel]:
    wanted = {TYPES.get(one.strip(), "") for one in str(call.get("types", "public_channel")).split(",")}
    for kind in wanted - {""}:
        call.need(READ[kind])
    without_archived = call.get("exclude_archived", False)
    return [
        one
        for one in call.workspace.channels.values()
        if one.kind in wanted
        and not (without_archived and one.is_archived)
        and (one.kind == "public" or LORE_USER in one.members)
        and (not member or member in one.members)
    ]


def _list(call: Call) -> dict[str, Any]:
    channels, further = call.page([one.as_slack(seen_by=LORE_USER) for one in _visible(call)])
    return {"channels": channels, "response_metadata": further}


def _users_conversations(call: Call) -> dict[str, Any]:
    member = str(call.get("user")) or LORE_USER
    channels, further = call.page([one.as_slack(seen_by=LORE_USER) for one in _visible(call, member=member)])
    return {"channels": channels, "response_metadata": further}


def _user(call: Call) -> dict[str, Any]:
    return {"user": call.person().as_slack(with_email="users:read.email" in call.installation.scopes)}


def _users(call: Call) -> dict[str, Any]:
    with_email = "users:read.email" in call.installation.scopes
    members, further = call.page([one.as_slack(with_email=with_email) for one in call.workspace.people.values()])
    return {"members": members, "response_metadata": further}


def _by_email(call: Call) -> dict[str, Any]:
    email = str(call.get("email")).casefold()
    for one in call.workspace.people.values():
        if one.email.casefold() == email and not one.deleted and not one.is_stranger:
            return {"user": one.as_slack(with_email=True)}
    raise No("users_not_found")


def _react(call: Call) -> dict[str, Any]:
    channel = call.channel_to_write()
    message = channel.messages.get(str(call.get("timestamp")))
    if message is None or message.deleted:
        raise No("message_not_found")
    name, added = str(call.get("name")), call.method == "reactions.add"
    users = message.reactions.setdefault(name, [])
    if added == (LORE_USER in users):
        raise No("already_reacted" if added else "no_reaction")
    users.append(LORE_USER) if added else users.remove(LORE_USER)
    return {}


def _team(call: Call) -> dict[str, Any]:
    workspace = call.workspace
    domain = workspace.name.lower()
    return {"team": {"id": workspace.team_id, "name": workspace.name, "domain": domain, "url": f"https://{domain}.slack.com/"}}


def _auth_test(call: Call) -> dict[str, Any]:
    workspace = call.workspace
    return {
        "url": f"https://{workspace.name.lower()}.slack.com/", "team": workspace.name, "user": "lore",
        "team_id": workspace.team_id,
        "user_id": LORE_USER, "bot_id": LORE_BOT, "app_id": LORE_APP, "is_enterprise_install": False,
    }  # fmt: skip


def _teams(call: Call) -> dict[str, Any]:
    """The workspaces of an organisation-wide installation; the stand-in's has one."""
    teams, further = call.page([{"id": call.workspace.team_id, "name": call.workspace.name}])
    return {"teams": teams, "response_metadata": further}


def _revoke(call: Call) -> dict[str, Any]:
    call.installation.revoked = not call.get("test", False)
    return {"revoked": call.installation.revoked}


_SPAN = "cursor inclusive include_all_metadata latest limit oldest"
CONVERSATIONS: dict[str, Method] = {
    "conversations.info": method(_info, "channel", "include_locale include_num_members"),
    "conversations.members": method(_members, "channel", "cursor limit"),
    "conversations.replies": method(_replies, "channel ts", _SPAN),
    "conversations.history": method(_history, "channel", _SPAN),
    "conversations.open": method(_open, "", "channel users return_im prevent_creation"),
    "conversations.list": method(_list, "", "cursor exclude_archived limit team_id types"),
    "users.conversations": method(_users_conversations, "", "cursor exclude_archived limit team_id types user"),
    "users.info": method(_user, "user", "include_locale", "users:read"),
    "users.list": method(_users, "", "cursor include_locale limit team_id", "users:read"),
    "users.lookupByEmail": method(_by_email, "email", "", "users:read.email"),
    "reactions.add": method(_react, "channel name timestamp", "", "reactions:write"),
    "reactions.remove": method(_react, "name channel timestamp", "file file_comment", "reactions:write"),
    "team.info": method(_team, "", "team domain", "team:read"),
    "auth.test": method(_auth_test),
    "auth.teams.list": method(_teams, "", "cursor include_icon limit"),
    "auth.revoke": method(_revoke, "", "test"),
}
