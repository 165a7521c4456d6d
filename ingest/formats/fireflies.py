"""Fireflies: a transcript as its GraphQL API returns it, with or without the envelope `{"data": {"transcript": …}}`.

https://docs.fireflies.ai/schema/transcript, /schema/sentence and /schema/summary: `title`, `date` (milliseconds since 1970)
or `dateString`, `participants` (addresses), `meeting_attendees` with `displayName`, `name` and `email`, `sentences` with
`speaker_name`, `text` (as it was corrected) or `raw_text`, and `start_time` in seconds, `summary` with `overview`,
`action_items`, `keywords`. The schema calls the times texts and the summary's parts texts or lists: both are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.formats.json_values import Json, moment_of, number_of, object_of, objects_of, text_of, texts_of
from ingest.formats.turns import Stated, Utterance, meeting
from ingest.parsed import Block, BlockKind, Parsed

_SECTIONS = (("Overview", ("overview", "short_summary", "gist")), ("Outline", ("outline", "shorthand_bullet")))
_MARKS = re.compile(r"[*_]{2,}|^\s*[-*•]\s+|\s*\(\d{1,2}:\d\d(?::\d\d)?\)\s*$")
_OWNER = re.compile(r"\*\*([^*\n]{1,80})\*\*:?")


def recognises(loaded: Json) -> bool:
    """Whether it is a transcript of Fireflies."""
    transcript = _transcript(loaded)
    sentences = objects_of(transcript, "sentences")
    spoken = "speaker_name" in sentences[0] if sentences else "meeting_attendees" in transcript
    return spoken and "title" in transcript and "sentences" in transcript


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """A meeting: the summary that Fireflies wrote, then the turns."""
    transcript = _transcript(loaded)
    summary = object_of(transcript, "summary")
    tasks = list(_tasks(summary))
    stated = Stated(
        title=text_of(transcript, "title"),
        created=moment_of(transcript, "dateString", "date"),
        authors=tuple(filter(None, [text_of(transcript, "organizer_email", "host_email")])),
        url=text_of(transcript, "transcript_url"),
        fields={"attendees": _attendees(transcript), "action_items": tasks},
        opening=tuple(_opening(summary, tasks)),
    )
    said = (
        Utterance(text_of(sentence, "speaker_name"), text_of(sentence, "text", "raw_text"), number_of(sentence, "start_time"))
        for sentence in objects_of(transcript, "sentences")
    )
    return meeting(stated, said, path)


def _transcript(loaded: Json) -> Json:
    data = object_of(loaded, "data") or loaded
    return object_of(data, "transcript") or (data if isinstance(data, dict) else {})


def _attendees(transcript: Json) -> list[str]:
    """The names of the attendees, or their addresses where no name is given."""
    named = [text_of(person, "displayName", "name", "email") for person in objects_of(transcript, "meeting_attendees")]
    return named or texts_of(transcript, "participants")


def _tasks(summary: Json) -> Iterator[str]:
    """The action items; Fireflies heads those of each person with the name in bold, which then stands before them."""
    owner = ""
    for line in texts_of(summary, "action_items"):
        head = _OWNER.fullmatch(line)
        if head:
            owner = "" if head[1].casefold() == "unassigned" else head[1].strip()
        elif words := _MARKS.sub("", line).strip():
            yield f"{owner}: {words}" if owner else words


def _opening(summary: Json, tasks: Sequence[str]) -> Iterator[Block]:
    for heading, names in _SECTIONS:
        lines = next((found for name in names if (found := texts_of(summary, name))), [])
        yield from _section(heading, BlockKind.PARAGRAPH, "\n".join(lines))
    yield from _section("Action items", BlockKind.LIST, "\n".join(f"- {task}" for task in tasks))
    yield from _section("Keywords", BlockKind.PARAGRAPH, ", ".join(texts_of(summary, "keywords")))


def _section(heading: str, kind: BlockKind, text: str) -> Iterator[Block]:
    if text:
        yield Block(BlockKind.HEADING, heading, level=1)
        yield Block(kind, text)
