"""chat.postMessage, chat.postEphemeral, chat.update, chat.delete, chat.getPermalink, and response_urls."""

from __future__ import annotations

from typing import Any

from tests.stand_ins.slack_platform.calls import Call, Method, method
from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.people import LORE_BOT, LORE_USER
from tests.stand_ins.slack_platform.posting import check_quiet, check_thread, check_unlinked, content_of, metadata_of
from tests.stand_ins.slack_platform.refusals import No
from tests.stand_ins.slack_platform.workspace import Channel


def lores(call: Call, channel: Channel, thread: str, **more: Any) -> Message:
    """Keep a new message of Lore's; its reply takes the status of the thread away."""
    message = Message(channel.id, call.workspace.next_ts(), LORE_USER, thread_ts=thread, bot_id=LORE_BOT, **more)
    call.workspace.post(message)
    if thread and call.workspace.status(channel.id, thread):
        call.workspace.set_status(channel.id, thread, "")
    return message


def own_message(call: Call, channel: Channel, no: str) -> Message:
    """Lore's own message at `ts`; `no` is the refusal for somebody else's."""
    found = channel.messages.get(str(call.get("ts")))
    if found is None or found.deleted or found.only_to:
        raise No("message_not_found")
    if found.bot_id != LORE_BOT:
        raise No(no, ["it is somebody else's message"])
    return found


def _post(call: Call) -> dict[str, Any]:
    content = content_of(call)
    check_quiet(call)
    channel = call.channel_to_write()
    thread = check_thread(call, channel)
    said = lores(
        call, channel, thread, text=content.text, blocks=content.blocks, metadata=content.metadata,
        broadcast=bool(call.get("reply_broadcast", False)),
    )  # fmt: skip
    return {"channel": channel.id, "ts": said.ts, "message": said.as_slack()}


def _post_ephemeral(call: Call) -> dict[str, Any]:
    content = content_of(call)
    check_unlinked(call)
    channel = call.channel_to_write()
    person = call.person()
    if person.id not in channel.members:
        raise No("user_not_in_channel")
    thread = check_thread(call, channel)
    said = lores(call, channel, thread, text=content.text, blocks=content.blocks, only_to=person.id)
    return {"message_ts": said.ts}


def _update(call: Call) -> dict[str, Any]:
    content = content_of(call)
    check_unlinked(call)
    channel = call.channel_to_write()
    message = own_message(call, channel, "cant_update_message")
    if message.stream is not None and message.stream.state == "streaming":
        raise No("streaming_state_conflict")
    if message.stream is not None:
        message.blocks, message.stream = message.shown, None
    message.past.append(message.words)
    message.text, message.edited = content.text, True
    if "blocks" in call.arguments or "markdown_text" in call.arguments:
        message.blocks = content.blocks
    if "metadata" in call.arguments:
        message.metadata = metadata_of(call)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_slack()}


def _delete(call: Call) -> dict[str, Any]:
    channel = call.channel_to_write()
    message = own_message(call, channel, "cant_delete_message")
    message.deleted = True
    return {"channel": channel.id, "ts": message.ts}


def _permalink(call: Call) -> dict[str, Any]:
    channel = call.channel()
    ts = str(call.get("message_ts"))
    message = channel.messages.get(ts)
    if message is None or message.deleted:
        raise No("message_not_found")
    within = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    host = call.workspace.name.lower()
    link = f"https://{host}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}{within}"
    return {"channel": channel.id, "permalink": link}


_SAID = "text blocks attachments metadata markdown_text as_user icon_emoji icon_url link_names parse username thread_ts"
_POST = f"{_SAID} mrkdwn reply_broadcast unfurl_links unfurl_media"
_UPDATE = "text blocks attachments metadata markdown_text as_user link_names parse reply_broadcast file_ids"
CHAT: dict[str, Method] = {
    "chat.postMessage": method(_post, "channel", _POST, "chat:write"),
    "chat.postEphemeral": method(_post_ephemeral, "channel user", _SAID, "chat:write"),
    "chat.update": method(_update, "channel ts", _UPDATE, "chat:write"),
    "chat.delete": method(_delete, "channel ts", "as_user", "chat:write"),
    "chat.getPermalink": method(_permalink, "channel message_ts"),
}
