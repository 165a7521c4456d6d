"""Granola: a note as its API returns it, with its transcript.

https://docs.granola.ai/api-reference/get-note: `title`, `owner`, `created_at`, `updated_at`, `web_url`, `attendees` with `name`
and `email`, `calendar_event`, `summary_markdown` or `summary_text`, and, where it was asked for, `transcript` with `speaker`
(`source` is microphone or speaker, `diarization_label` where Granola tells voices apart), `text`, `start_time` and `end_time`
(ISO 8601). Older exports have the speaker's name as a text, and times in seconds. The page itself could not be read here:
the fields are those that connectors for it name. Notes saved as Markdown are minutes like any others (`minutes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from assistant.domain.documents import Anchor
from ingest.formats.json_values import Json, moment_of, number_of, object_of, objects_of, text_of
from ingest.formats.markdown import parse_markdown
from ingest.formats.minutes import read_minutes
from ingest.formats.turns import Stated, Utterance, meeting, since
from ingest.parsed import Block, BlockKind, Parsed

_NOTES = ("summary_markdown", "notes_markdown", "summary_text")
_SOURCES = {"microphone": "Me", "speaker": "Them", "system": "Them"}
"""What Granola's own window calls the two sides of a call whose voices it does not tell apart."""


def recognises(loaded: Json) -> bool:
    """Whether it is a note of a meeting."""
    note = _note(loaded)
    has_notes = any(name in note for name in _NOTES)
    entries = objects_of(note, "transcript")[:1]
    spoken = any("speaker" in entry and "text" in entry for entry in entries)
    return "title" in note and "created_at" in note and (has_notes or spoken)


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """A meeting: the notes, then the turns."""
    note = _note(loaded)
    event = object_of(note, "calendar_event")
    opening = tuple(_notes(note))
    written = read_minutes(opening).fields
    people = [text_of(person, "name", "email") for person in objects_of(note, "attendees")]
    stated = Stated(
        title=text_of(note, "title") or text_of(event, "event_title"),
        created=moment_of(event, "scheduled_start_time") or moment_of(note, "created_at"),
        updated=moment_of(note, "updated_at"),
        authors=tuple(filter(None, [text_of(object_of(note, "owner"), "name", "email")])),
        url=text_of(note, "web_url", "url"),
        fields={**written, "attendees": [name for name in people if name] or written.get("attendees", ())},
        opening=opening,
    )
    return meeting(stated, _utterances(objects_of(note, "transcript")), path)


def _note(loaded: Json) -> Json:
    return object_of(loaded, "note") or (loaded if isinstance(loaded, dict) else {})


def _notes(note: Json) -> Iterator[Block]:
    """The notes as blocks without lines, since they stand within a string; the highest headings have level 1."""
    text = text_of(note, *_NOTES)
    blocks = parse_markdown(f"# Notes\n\n{text}", "").blocks if text else ()
    highest = min((block.level for block in blocks if block.kind is BlockKind.HEADING), default=1)
    for block in blocks:
        level = block.level - highest + 1 if block.level else 0
        yield replace(block, line=0, last_line=0, level=level, anchor=Anchor(fragment=block.anchor.fragment))


def _utterances(entries: list[Json]) -> Iterator[Utterance]:
    numbers = [number_of(entry, "start_time") for entry in entries]
    moments: list[datetime | None] = [moment_of(entry, "start_time") for entry in entries]
    for entry, number, seconds in zip(entries, numbers, since(moments), strict=True):
        yield Utterance(_speaker(entry), text_of(entry, "text"), seconds if number is None else max(0.0, number))


def _speaker(entry: Json) -> str:
    told = text_of(entry, "speaker")
    voice = object_of(entry, "speaker")
    return told or text_of(voice, "name", "diarization_label") or _SOURCES.get(text_of(voice, "source"), "")
