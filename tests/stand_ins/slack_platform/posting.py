"""What every call that writes a message shares: its text, blocks and metadata are checked before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.stand_ins.slack_platform.blocks import MARKDOWN_MOST, problems_in_message
from tests.stand_ins.slack_platform.calls import Call
from tests.stand_ins.slack_platform.messages import Blocks
from tests.stand_ins.slack_platform.refusals import No
from tests.stand_ins.slack_platform.workspace import Channel

TEXT_MOST = 40_000
METADATA_MOST = 16_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says."""

    text: str
    blocks: Blocks
    metadata: dict[str, Any] | None


def content_of(call: Call) -> Content:
    """Raises No where Slack refuses it."""
    text, blocks, markdown = call.get("text"), call.get("blocks", []), call.get("markdown_text")
    if not isinstance(text, str) or not isinstance(markdown, str):
        raise No("invalid_arguments", ["text and markdown_text must be strings"])
    if markdown and (text or blocks):
        raise No("markdown_text_conflict", ["markdown_text goes neither with text nor with blocks"])
    if not text.strip() and not blocks and not markdown.strip():
        raise No("no_text", ["neither text nor blocks"])
    if len(text) > TEXT_MOST or len(markdown) > MARKDOWN_MOST:
        raise No("msg_too_long", [f"{len(text) or len(markdown)} characters of text"])
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    problems = problems_in_message(blocks)
    if problems:
        raise No("invalid_blocks", problems)
    if blocks and not text and not markdown:
        call.note("blocks without text: notifications and screen readers would have nothing")
    return Content(text or markdown, blocks, metadata_of(call))


def metadata_of(call: Call) -> dict[str, Any] | None:
    """Raises No if it isn't an event_type with an event_payload."""
    metadata = call.get("metadata", None)
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise No("invalid_metadata_format", ["metadata is an event_type and an event_payload"])
    if not isinstance(metadata["event_type"], str) or not isinstance(metadata["event_payload"], dict):
        raise No("invalid_metadata_schema", ["event_type is a string, event_payload an object"])
    if len(str(metadata)) > METADATA_MOST:
        raise No("metadata_too_large", ["metadata of more than 16 KB"])
    return metadata


def check_quiet(call: Call) -> None:
    """Unfurling must be off; nothing may be linked that was not written as a link."""
    for name in ("unfurl_links", "unfurl_media"):
        if call.get(name, None) is not False:
            call.note(f"{name} is not false")
    check_unlinked(call)


def check_unlinked(call: Call) -> None:
    if call.get("link_names", False) or call.get("parse", "none") not in {"none", ""}:
        call.note("link_names or parse make links of names")
    if {"username", "icon_url", "icon_emoji"} & call.arguments.keys():
        call.need("chat:write.customize")


def check_thread(call: Call, channel: Channel) -> str:
    """The ts of the thread to write in, "" for none."""
    ts = str(call.get("thread_ts"))
    if not ts:
        return ""
    parent = channel.messages.get(ts)
    if parent is None or parent.only_to:
        raise No("thread_not_found")
    if parent.thread_ts and parent.thread_ts != ts:
        call.note("thread_ts is a reply's, not its thread's")
        return parent.thread_ts
    return ts
