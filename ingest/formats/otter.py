"""Otter.ai: the text export, and the JSON of a conversation.

The text (https://help.otter.ai/hc/en-us/articles/360047733634-Export-conversations) is a name, two spaces and a time on one
line, and what was said below it; above may stand the title, the date, `SUMMARY KEYWORDS`, `SPEAKERS` and the like, and at
the end `Transcribed by https://otter.ai`. The same form, name and time above a paragraph, is that of the transcripts that
Microsoft Teams and Zoom save as text (`[Ana Ruiz] 10:03:05`): see `headed_turns`.

Otter has no public API for everyone. The JSON is that of its web application as https://github.com/omerdn1/otter.ai-api
describes it: `title`, `created_at` or `start_time` (seconds since 1970), `speakers`, and `transcripts` with `transcript`,
`start_offset` in milliseconds, `speaker_name` or `speaker_id`. That offsets are milliseconds is that project's word only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.formats.dates import find_date
from ingest.formats.json_values import Json, moment_of, number_of, object_of, objects_of, text_of, texts_of
from ingest.formats.minutes import read_minutes
from ingest.formats.plain import paragraphs
from ingest.formats.turns import Stated, Utterance, meeting, seconds_of
from ingest.parsed import Block, BlockKind, Parsed

LOOKED_AT = 400
FEW = 4
MAX_SPEAKERS = 0.8
"""Different names a turn, if there are more than a few turns: in a timetable every name stands once."""
MAX_NAME = 80

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d\d"
_HEAD = re.compile(
    rf"(?:(?P<speaker>[^\W_][^\t\n]{{0,{MAX_NAME}}}?)[ \t\u00a0]{{2,}}|\[(?P<named>[^\]\n]{{1,{MAX_NAME}}})\]\s+)"
    rf"(?P<clock>{_CLOCK})\s*"
)
_ALONE = re.compile(rf"(?P<clock>{_CLOCK})\s*")
_FOOTER = re.compile(r"\s*Transcribed by https?://otter\.ai\s*", re.IGNORECASE)
_RECORDER = re.compile(r".{1,120} (?:started|stopped) transcription\s*")
_SECTION = re.compile(r"(SUMMARY KEYWORDS|SPEAKERS|SUMMARY|OUTLINE|ACTION ITEMS|TRANSCRIPT)\s*:?\s*", re.IGNORECASE)
_NOBODY = "Unknown Speaker"


def has_headed_turns(text: str) -> bool:
    """Whether a text is turns below lines with a name and a time that never goes back, or times alone from Otter."""
    lines = text[:100_000].split("\n")[:LOOKED_AT]
    found = list(headed_turns(lines))
    times = [said.seconds or 0.0 for said in found]
    names = [said.speaker for said in found if said.speaker]
    is_list = len(found) > FEW and len(set(names)) > MAX_SPEAKERS * len(found)
    is_ours = bool(names) or any(_FOOTER.fullmatch(line) for line in text[-200:].split("\n"))
    return len(found) > 1 and times == sorted(times) and is_ours and not is_list


def parse_otter(text: str, path: str) -> Parsed:
    """A meeting from the text export, or from what Teams and Zoom save in the same form."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if _head(line)), len(lines))
    opening = list(_above(lines[:start]))
    title = ""
    if opening and opening[0].kind is BlockKind.PARAGRAPH:
        title, _, rest = opening[0].text.partition("\n")
        opening[:1] = [replace(opening[0], text=rest, line=opening[0].line + 1)] if rest else []
    created = find_date(title) or find_date(" ".join(line[:200] for line in lines[:start][:8]))
    stated = Stated(title=title, created=created, fields=read_minutes(opening).fields, opening=tuple(opening))
    return meeting(stated, headed_turns(lines), path, one_turn_each=True)


def headed_turns(lines: Sequence[str]) -> Iterator[Utterance]:
    """What stands below each line `Ana Ruiz  0:05` or `[Ana Ruiz] 10:03:05`, with the lines counted from 1.

    Also for the paragraphs of a Word transcript (see `teams`), each a line here.
    """
    starts = [index for index, line in enumerate(lines) if _head(line)]
    for start, end in pairwise([*starts, len(lines)]):
        head = _head(lines[start])
        below = [index for index in range(start + 1, end) if lines[index].strip() and not is_recorders(lines[index])]
        if head is None or not below:
            continue
        parts = head.groupdict()
        speaker = " ".join((parts.get("speaker") or parts.get("named") or "").split())
        words = "\n".join(lines[start + 1 : below[-1] + 1]).strip()
        yield Utterance("" if speaker == _NOBODY else speaker, words, seconds_of(head["clock"]), start + 1, below[-1] + 1)


def is_recorders(line: str) -> bool:
    """Whether a line is the recorder's own, and nobody's words."""
    return bool(_FOOTER.fullmatch(line[:200]) or _RECORDER.fullmatch(line[:200]))


def _head(line: str) -> re.Match[str] | None:
    short = line[: MAX_NAME + 40].rstrip("\n")
    return _HEAD.fullmatch(short) or _ALONE.fullmatch(short)


def _above(lines: Sequence[str]) -> Iterator[Block]:
    """What stands above the first turn: sections below the words that Otter heads them with, else paragraphs."""
    heads = [index for index, line in enumerate(lines) if _SECTION.fullmatch(line[:40])]
    yield from paragraphs(lines[: heads[0]] if heads else lines, 0)
    for head, end in pairwise([*heads, len(lines)]):
        below = list(paragraphs(lines[:end], head + 1))
        if below:
            yield Block(BlockKind.HEADING, lines[head].strip(" :"), head + 1, head + 1, level=1)
            yield from below


def recognises(loaded: Json) -> bool:
    """Whether it is a conversation of Otter's web application, with or without its envelope."""
    return any("transcript" in entry and "start_offset" in entry for entry in objects_of(_speech(loaded), "transcripts")[:1])


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """A meeting: the summary, then the turns."""
    speech = _speech(loaded)
    names = {str(entry.get("id")): text_of(entry, "speaker_name", "name") for entry in objects_of(speech, "speakers")}
    summary = text_of(speech, "short_abstract_summary", "abstract_summary")
    stated = Stated(
        title=text_of(speech, "title"),
        created=moment_of(speech, "start_time", "created_at"),
        updated=moment_of(speech, "modified_time"),
        authors=tuple(filter(None, [text_of(object_of(speech, "owner"), "name")])),
        url=text_of(speech, "public_share_url"),
        fields={"action_items": texts_of(speech, "action_items")},
        opening=(Block(BlockKind.PARAGRAPH, summary),) if summary else (),
    )
    return meeting(stated, (_said(entry, names) for entry in objects_of(speech, "transcripts")), path)


def _speech(loaded: Json) -> Json:
    return object_of(loaded, "speech") or loaded


def _said(entry: Json, names: dict[str, str]) -> Utterance:
    offset = number_of(entry, "start_offset")
    speaker = text_of(entry, "speaker_name") or names.get(str(entry.get("speaker_id")), "") or text_of(entry, "label")
    return Utterance(speaker, text_of(entry, "transcript"), None if offset is None else max(0.0, offset / 1000))
