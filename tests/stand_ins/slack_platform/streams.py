"""chat.startStream, chat.appendStream, chat.stopStream, and what belongs to an agent's thread: status, prompts, title."""

from __future__ import annotations

from typing import Any

from tests.stand_ins.slack_platform.blocks import MARKDOWN_MOST, problems_in_message
from tests.stand_ins.slack_platform.calls import Call, Method, method
from tests.stand_ins.slack_platform.chat import lores, own_message
from tests.stand_ins.slack_platform.elements import ELEMENTS
from tests.stand_ins.slack_platform.messages import Blocks, Message, Stream
from tests.stand_ins.slack_platform.people import LORE_USER
from tests.stand_ins.slack_platform.posting import check_thread, check_unlinked, metadata_of
from tests.stand_ins.slack_platform.refusals import No
from tests.stand_ins.slack_platform.shapes import anything, kinds, one_of, only, several, shape, string
from tests.stand_ins.slack_platform.workspace import Channel

TASK_TEXT_MOST = 256
MOST_LOADING_MESSAGES = 10
MOST_PROMPTS = 4
CHUNK = kinds(
    {
        "markdown_text": shape({"text": string(MARKDOWN_MOST)}),
        "plan_update": shape({"title": string(TASK_TEXT_MOST)}),
        "task_update": shape(
            {
                "id": string(255),
                "title": string(TASK_TEXT_MOST),
                "status": one_of("pending", "in_progress", "complete", "error"),
            },
            {"details": string(3000, 0), "output": string(3000, 0), "sources": several(only(ELEMENTS, "url"), 100, 0)},
        ),
        "blocks": shape({"blocks": anything}),
    }
)
CHUNKS = several(CHUNK, 1000, 0)


def _rich(text: str) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _take(stream: Stream, chunk: dict[str, Any]) -> None:
    if chunk["type"] == "markdown_text":
        stream.markdown += chunk["text"]
    elif chunk["type"] == "plan_update":
        stream.plan = chunk["title"]
    elif chunk["type"] == "blocks":
        stream.blocks += chunk["blocks"]
    else:
        task = {key: _rich(value) if key in {"details", "output"} else value for key, value in chunk.items() if value != ""}
        stream.tasks[chunk["id"]] = stream.tasks.get(chunk["id"], {}) | {k: v for k, v in task.items() if k != "type"}


def _written(call: Call, stream: Stream, extra: Blocks) -> None:
    """Add what came to the stream; nothing of it if any of it is refused."""
    text, chunks = call.get("markdown_text"), call.get("chunks", [])
    if text and chunks:
        raise No("invalid_arguments", ["markdown_text and chunks are two ways to say the same"])
    problems = list(CHUNKS(chunks, "chunks"))
    if not isinstance(text, str) or problems:
        raise No("invalid_chunks", problems or ["markdown_text is a string"])
    chunks = [{"type": "markdown_text", "text": text}] if text else chunks
    in_chunks = [block for one in chunks if one["type"] == "blocks" for block in one["blocks"]]
    problems = problems_in_message([*stream.blocks, *in_chunks, *extra])
    if problems:
        raise No("invalid_blocks", problems)
    length = len(stream.markdown) + sum(len(one["text"]) for one in chunks if one["type"] == "markdown_text")
    in_blocks = [*stream.blocks, *in_chunks, *extra]
    length += sum(len(one.get("text", "")) for one in in_blocks if one.get("type") == "markdown")
    if length > MARKDOWN_MOST:
        raise No("msg_too_long", [f"{length} characters in a streamed message, at most {MARKDOWN_MOST}"])
    for chunk in chunks:
        _take(stream, chunk)


def _start(call: Call) -> dict[str, Any]:
    channel = call.channel_to_write()
    check_unlinked(call)
    if channel.kind != "im":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not call.get(name):
                raise No(f"missing_{name}", [f"{name} is needed in channels"])
        call.person("recipient_user_id")
    if call.get("task_display_mode", "timeline") not in {"timeline", "plan"}:
        raise No("invalid_arguments", ["task_display_mode is timeline or plan"])
    if not call.get("thread_ts"):
        call.note("a stream outside of a thread")
    thread = check_thread(call, channel)
    stream = Stream(str(call.get("recipient_user_id")), display=str(call.get("task_display_mode", "timeline")))
    _written(call, stream, [])
    return {"channel": channel.id, "ts": lores(call, channel, thread, stream=stream).ts}


def _streaming(call: Call) -> tuple[Channel, Message, Stream]:
    channel = call.channel_to_write()
    message = own_message(call, channel, "message_not_owned_by_app")
    if message.stream is None or message.stream.state != "streaming":
        raise No("message_not_in_streaming_state")
    return channel, message, message.stream


def _append(call: Call) -> dict[str, Any]:
    channel, message, stream = _streaming(call)
    if not call.get("markdown_text") and not call.get("chunks"):
        raise No("no_text", ["neither markdown_text nor chunks"])
    if call.stream_appends_left is not None and call.stream_appends_left <= 0:
        stream.state = "expired"
        raise No("message_not_in_streaming_state")
    _written(call, stream, [])
    return {"channel": channel.id, "ts": message.ts}


def _stop(call: Call) -> dict[str, Any]:
    channel, message, stream = _streaming(call)
    if call.stream_appends_left is not None and call.stream_appends_left <= 0:
        stream.state = "expired"
        raise No("message_not_in_streaming_state")
    blocks: Blocks = call.get("blocks", [])
    _written(call, stream, blocks)
    message.blocks = [*stream.as_blocks(), *blocks]
    message.text, message.metadata, stream.state = stream.markdown, metadata_of(call), "done"
    if not message.blocks:
        call.note("a stream that ends without a word")
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack()}


def _status(call: Call) -> dict[str, Any]:
    channel = call.channel("channel_id")
    thread = str(call.get("thread_ts"))
    if thread not in channel.messages:
        raise No("invalid_thread_ts")
    loading = call.get("loading_messages", [])
    problems = list(several(string(150), MOST_LOADING_MESSAGES, 0)(loading, "loading_messages"))
    if problems or not isinstance(call.get("status"), str):
        raise No("invalid_arguments", problems or ["status is a string"])
    if call.get("status") and LORE_USER not in channel.members:
        raise No("not_in_channel")
    call.workspace.set_status(channel.id, thread, call.get("status"), loading)
    return {}


def _prompts(call: Call) -> dict[str, Any]:
    channel = call.channel("channel_id")
    if channel.kind != "im":
        raise No("channel_type_not_supported", ["suggested prompts stand in direct messages only"])
    prompt = shape({"title": string(150), "message": string(3000)})
    problems = list(several(prompt, MOST_PROMPTS)(call.get("prompts"), "prompts"))
    if problems:
        raise No("invalid_arguments", problems)
    shown = {"title": call.get("title"), "prompts": call.get("prompts")}
    call.workspace.prompts[channel.id, str(call.get("thread_ts"))] = shown
    return {}


def _title(call: Call) -> dict[str, Any]:
    channel = call.channel("channel_id")
    if channel.kind != "im":
        raise No("channel_type_not_supported", ["titles belong to direct messages"])
    call.workspace.titles[channel.id, str(call.get("thread_ts"))] = str(call.get("title"))
    return {}


_WRITTEN = "markdown_text chunks"
_LOOK = "icon_emoji icon_url username"
STREAMS: dict[str, Method] = {
    "chat.startStream": method(
        _start, "channel", f"{_WRITTEN} thread_ts recipient_user_id recipient_team_id task_display_mode {_LOOK}", "chat:write"
    ),
    "chat.appendStream": method(_append, "channel ts", "markdown_text chunks", "chat:write"),
    "chat.stopStream": method(_stop, "channel ts", "markdown_text chunks blocks metadata session_status", "chat:write"),
    "assistant.threads.setStatus": method(
        _status, "channel_id thread_ts", f"status loading_messages {_LOOK}", "assistant:write", "chat:write"
    ),
    "assistant.threads.setSuggestedPrompts": method(_prompts, "channel_id prompts", "thread_ts title", "assistant:write"),
    "assistant.threads.setTitle": method(_title, "channel_id thread_ts title", "", "assistant:write"),
}
