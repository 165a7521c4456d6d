"""Slack's messages as documents, the same from the API and from an export.

A thread (a message with replies) is one document, `CHANNEL/TS.json`, named by its root's time stamp, which never changes.
The messages of a channel that nobody replied to in a thread are one document for each day (UTC), `CHANNEL/YYYY-MM-DD.json`:
a message that is added or deleted then touches that day alone, which documents cut at pauses would not promise. Who gets
the first reply leaves the day for a thread of its own.

Left out are Slack's own notices (who joined, what was pinned), what is left of deleted messages, and, outside of threads,
messages without a single word and those of bots; an answer as short as "yes" stays, since it may be the decision.

Shapes: https://docs.slack.dev/reference/events/message and https://docs.slack.dev/reference/objects/user-object
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from assistant.errors import UnreadableDocument, UsageError
from ingest.sources.slack_people import Channel, Json, Person, Standing, Workspace, object_in, objects_in, text_in

NOTICES: Final = frozenset(
    f"{place}_{what}"
    for place in ("channel", "group")
    for what in ("join", "leave", "archive", "unarchive", "name", "convert_to_private", "convert_to_public")
) | {
    "bot_add", "bot_remove", "bot_enable", "bot_disable", "pinned_item", "unpinned_item", "reminder_add", "reminder_delete",
    "tombstone", "ekm_access_denied", "channel_canvas_updated", "channel_posting_permissions", "message_deleted",
}  # fmt: skip
"""Subtypes of messages that Slack itself writes, and of messages that were deleted."""
RESOLVED: Final = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check", "done", "resolved", "solved"})
"""Reactions by which a thread is marked as settled."""
_TS = re.compile(r"\d{1,11}\.\d{1,9}")
_WORD = re.compile(r"[^\W_]")
_EMOJI = re.compile(r":[\w+'-]{1,100}:(?::skin-tone-\d:)?")
_ID = re.compile(r"(?<![A-Z0-9])[UW][A-Z0-9]+")
_CHANNEL_MENTION = re.compile(r"<#(C[A-Z0-9]+)|\"channel_id\":\"(C[A-Z0-9]+)\"")
_ATTACHED = ("pretext", "author_name", "title", "title_link", "from_url", "text", "fallback", "footer", "fields", "blocks")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages: `channels` by name or id (empty is all), from `since` (seconds of the epoch, UTC) on, and whether
    messages of bots outside of threads count."""

    channels: frozenset[str] = frozenset()
    since: float = 0.0
    bots: bool = False

    @classmethod
    def of(cls, options: Mapping[str, str]) -> Choice:
        """From `channels=a,b`, `since=YYYY-MM-DD` and `bots=yes|no`. Raises UsageError."""
        names = (name.strip().removeprefix("#") for name in options.get("channels", "").split(","))
        since = options.get("since", "")
        try:
            start = datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() if since else 0.0
        except ValueError:
            raise UsageError(f"since={since} is not a day: write it as since=2025-01-31") from None
        return cls(frozenset(filter(None, names)), start, bots=yes_or_no(options, "bots"))

    def takes(self, channel: Channel) -> bool:
        """Whether the channel was chosen."""
        return not self.channels or bool(self.channels & {channel.id, channel.name})

    def counts(self, message: Json, people: Mapping[str, Person]) -> bool:
        """Whether a message outside of threads belongs into its day's document."""
        if is_notice(message) or seconds_of(message) < self.since or not _says_something(message):
            return False
        return self.bots or not _is_of_a_bot(message, people)


def yes_or_no(options: Mapping[str, str], key: str, *, default: bool = False) -> bool:
    """A switch of `--set`. Raises UsageError."""
    value = options.get(key, "yes" if default else "no")
    if value not in {"yes", "no"}:
        raise UsageError(f"{key}={value} can't be used: write {key}=yes or {key}=no")
    return value == "yes"


def is_notice(message: Json) -> bool:
    """Whether nobody said it: Slack's own notices, and the place of a deleted message."""
    return text_in(message, "subtype") in NOTICES or not _TS.fullmatch(text_in(message, "ts"))


def thread_of(message: Json) -> str:
    """The root's time stamp if the message is in a thread with replies, else ""."""
    root, ts = text_in(message, "thread_ts"), text_in(message, "ts")
    if root != ts and _TS.fullmatch(root):
        return root
    return ts if message.get("reply_count") or message.get("replies") else ""


def seconds_of(message: Json) -> float:
    """When it was written, in seconds of the epoch; 0 if that can't be told."""
    ts = text_in(message, "ts")
    return float(ts) if _TS.fullmatch(ts) else 0.0


def day_of(message: Json) -> str:
    """The day (UTC) on which it was written: `2026-11-22`."""
    return datetime.fromtimestamp(seconds_of(message), UTC).date().isoformat()


def starts_at(name: str) -> float:
    """When a document's first message can have been written: a day's midnight, a thread's root. ValueError if it is
    neither."""
    return float(name) if "." in name else datetime.fromisoformat(name).replace(tzinfo=UTC).timestamp()


def conversation(workspace: Workspace, channel: Channel, name: str, messages: Iterable[Json]) -> bytes | None:
    """The document: compact JSON of what `ingest/formats/slack_thread.py` reads; None if nothing was said.

    `name` is a root's time stamp or a day. Each message comes once, in the order of time.
    """
    said = {message["ts"]: message for message in messages if not is_notice(message)}
    reduced = [_reduced(said[ts]) for ts in sorted(said, key=lambda ts: seconds_of(said[ts]))]
    if not reduced:
        return None
    text = _dumped(reduced)
    people = {one: workspace.people[one].name for one in set(_ID.findall(text)) if one in workspace.people}
    mentioned = {first or second for first, second in _CHANNEL_MENTION.findall(text)} & set(workspace.public_channels)
    loaded: dict[str, Json] = {
        "channel": {"id": channel.id, "name": channel.name},
        "team": {"id": workspace.team},
        "thread_ts" if "." in name else "day": name,
        "url": workspace.permalink(channel.id, name if "." in name else reduced[0]["ts"]),
        "users": people,
        "channels": {one: workspace.public_channels[one] for one in mentioned},
        "messages": reduced,
    }
    if any(text_in(reaction, "name") in RESOLVED for reaction in objects_in(said.get(name, {}), "reactions")):
        loaded["resolved"] = True
    return _dumped(loaded).encode("utf-8", "replace")


def checked_size(data: bytes, most: int) -> bytes:
    """The bytes. Raises UnreadableDocument if they are more than `most`."""
    if len(data) > most:
        raise UnreadableDocument(f"has {len(data) / 1e6:.0f} MB, more than [ingest] max_file_mb = {most / 1e6:g}")
    return data


def digest(*parts: object) -> str:
    """Ten hexadecimal digits that differ where the parts differ."""
    return hashlib.sha256(_dumped([str(part) for part in parts]).encode("utf-8", "replace")).hexdigest()[:10]


def names_of(workspace: Workspace, accounts: Iterable[Json]) -> list[str]:
    """The names of these accounts, the ids of strangers."""
    return [workspace.people[one].name if one in workspace.people else one for one in map(str, accounts)]


def _dumped(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _is_of_a_bot(message: Json, people: Mapping[str, Person]) -> bool:
    """A person can post through an app too: then the account is theirs, though `bot_id` is set."""
    if text_in(message, "subtype") == "bot_message":
        return True
    person = people.get(text_in(message, "user"))
    return person.standing is Standing.BOT if person else bool(message.get("bot_id"))


def _says_something(message: Json) -> bool:
    if message.get("files") or message.get("attachments"):
        return True
    text = text_in(message, "text")
    return bool(_WORD.search(_EMOJI.sub("", text)) if text.strip() else message.get("blocks"))


def _reduced(message: Json) -> dict[str, Json]:
    """What is said and by whom, without what changes by itself (avatars, read marks, counters, signed addresses)."""
    kept: dict[str, Json] = {key: text_in(message, key) for key in ("ts", "user", "username", "text") if text_in(message, key)}
    name = text_in(object_in(message, "user_profile"), "real_name", "display_name") or text_in(
        object_in(message, "bot_profile"), "name"
    )
    kept |= {"name": name} if name else {}
    edited = text_in(object_in(message, "edited"), "ts")
    kept |= {"edited": {"ts": edited}} if edited else {}
    if _needs_blocks(message):
        kept["blocks"] = _without_ids(message["blocks"])
    files = [{"title": text_in(one, "title", "name")} for one in objects_in(message, "files")]
    attachments = [{key: one[key] for key in _ATTACHED if one.get(key)} for one in objects_in(message, "attachments")]
    kept |= {"files": files} if files else {}
    kept |= {"attachments": _without_ids(attachments)} if attachments else {}
    return kept


def _needs_blocks(message: Json) -> bool:
    """A person's message says the same in `text`; an app's may say more in its blocks."""
    blocks = objects_in(message, "blocks")
    return bool(blocks) and (not text_in(message, "text") or any(block.get("type") != "rich_text" for block in blocks))


def _without_ids(value: Json) -> Json:
    """Blocks without the ids that Slack makes up, and the addresses of images."""
    if isinstance(value, dict):
        return {key: _without_ids(one) for key, one in value.items() if key not in {"block_id", "action_id", "image_url"}}
    return [_without_ids(one) for one in value] if isinstance(value, list) else value
