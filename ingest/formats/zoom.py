"""Zoom: the chat of a meeting (.txt), the meeting summary of its API, and a transcript's timeline (JSON).

Recordings' transcripts are WebVTT (see `webvtt`), and what the client saves as closed captions has the form that `otter`
reads. The chat, as the client saves it or a cloud recording brings it, is lines such as

    00:12:03<tab>From Ana Ruiz to Everyone:<newline><tab>words        (older: 00:12:03<tab> From Ana Ruiz : words)

with further lines of a message indented by a tab. Its clock is taken as it is written: from the start of the recording in
a cloud recording, the time of day in a saved chat; nothing in the file says which. No page of Zoom's defines the form: it
was told from saved chats and from programs that read them.

The summary is that of GET /meetings/{meetingId}/meeting_summary (https://developers.zoom.us/docs/api/meetings/):
`meeting_topic`, `meeting_start_time`, `summary_overview`, `summary_details` with `label` and `summary`, `next_steps`, or all
of it as Markdown in `summary_content`. A webhook's envelope (`payload.object`) is opened.

A timeline is `{"timeline": [{"ts": "00:00:01.000", "users": [{"username": …}], "text": …}]}`. Zoom publishes no schema of
it; one that says only who spoke when, without words, is no document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.errors import UnreadableDocument
from ingest.formats.json_values import Json, moment_of, object_of, objects_of, text_of, texts_of
from ingest.formats.markdown import parse_markdown
from ingest.formats.turns import Stated, Utterance, meeting, seconds_of
from ingest.parsed import Block, BlockKind, Parsed

SHARE_OF_MESSAGES = 0.5

_MESSAGE = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)\s+)?(?P<clock>\d{1,2}:\d\d:\d\d)\s+From\s{1,4}(?P<speaker>\S[^\t\n]{0,80}?)"
    r"(?:\s+to\s+(?P<to>[^\t\n:]{1,120}?))?\s*:(?:\s+|$)"
)
_CLOCK = re.compile(r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,6})?")


def is_chat(text: str) -> bool:
    """Whether a text is a saved chat: its first line is a message, and half of those that are not indented are."""
    lines = [line for line in text[:20_000].split("\n") if line.strip() and not line.startswith(("\t", "  "))]
    found = sum(1 for line in lines if _MESSAGE.match(line[:300]))
    return bool(lines) and _MESSAGE.match(lines[0][:300]) is not None and found >= SHARE_OF_MESSAGES * len(lines)


def parse_chat(text: str, path: str) -> Parsed:
    """A meeting: one block a message, with its writer and the clock that the file gives."""
    lines = text.split("\n")
    starts = [index for index, line in enumerate(lines) if _MESSAGE.match(line[:300])]
    first = _MESSAGE.match(lines[starts[0]][:300]) if starts else None
    created = moment_of(first.groupdict(), "day") if first else None
    return meeting(Stated(created=created), _messages(lines, starts), path, one_turn_each=True)


def _messages(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Utterance]:
    for start, end in pairwise([*starts, len(lines)]):
        match = _MESSAGE.match(lines[start][:300])
        if match is None:
            continue
        last = max(index for index in range(start, end) if lines[index].strip())
        words = "\n".join(line.removeprefix("\t") for line in (lines[start][match.end() :], *lines[start + 1 : last + 1]))
        yield Utterance(match["speaker"].strip(), words.strip(), seconds_of(match["clock"]), start + 1, last + 1)


def recognises(loaded: Json) -> bool:
    """Whether it is a meeting's summary or a timeline."""
    summary = _summary(loaded)
    is_summary = "meeting_topic" in summary and any(name.startswith("summary_") for name in summary)
    return is_summary or any("ts" in entry and "users" in entry for entry in objects_of(loaded, "timeline")[:1])


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """A meeting: the sections of its summary, or its turns."""
    summary = _summary(loaded)
    if "meeting_topic" not in summary:
        return _of_timeline(loaded, path)
    next_steps = texts_of(summary, "next_steps")
    stated = Stated(
        title=text_of(summary, "meeting_topic", "summary_title"),
        created=moment_of(summary, "meeting_start_time", "summary_start_time"),
        updated=moment_of(summary, "summary_last_modified_time"),
        url=text_of(summary, "summary_doc_url"),
        fields={"action_items": next_steps},
        opening=tuple(_sections(summary, next_steps)),
    )
    return meeting(stated, (), path)


def _summary(loaded: Json) -> Json:
    enveloped = object_of(object_of(loaded, "payload"), "object")
    return enveloped or (loaded if isinstance(loaded, dict) else {})


def _sections(summary: Json, next_steps: Sequence[str]) -> Iterator[Block]:
    overview = text_of(summary, "summary_overview")
    details = [(text_of(part, "label"), text_of(part, "summary")) for part in objects_of(summary, "summary_details")]
    if overview or details or next_steps:
        for label, text in [("Overview", overview), *details, ("Next steps", "\n".join(f"- {step}" for step in next_steps))]:
            if text:
                yield Block(BlockKind.HEADING, label or "Summary", level=1)
                yield Block(BlockKind.LIST if text.startswith("- ") else BlockKind.PARAGRAPH, text)
        return
    content = text_of(summary, "summary_content")
    for block in parse_markdown(content, "").blocks if content else ():
        yield Block(block.kind, block.text, level=block.level)


def _of_timeline(loaded: Json, path: str) -> Parsed:
    entries = objects_of(loaded, "timeline")
    people = [text_of(user, "username") for entry in entries for user in objects_of(entry, "users")]
    utterances = [_said(entry) for entry in entries if text_of(entry, "text")]
    if not utterances:
        raise UnreadableDocument("says who spoke when, and no words")
    return meeting(Stated(title=text_of(loaded, "meeting_topic", "topic"), fields={"attendees": people}), utterances, path)


def _said(entry: Json) -> Utterance:
    users = objects_of(entry, "users")
    clock = text_of(entry, "ts")
    seconds = seconds_of(clock) if _CLOCK.fullmatch(clock) else None
    return Utterance(text_of(users[0], "username") if users else "", text_of(entry, "text"), seconds)
