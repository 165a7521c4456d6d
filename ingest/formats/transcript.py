"""Transcripts as plain text, one `speaker: words` a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.domain.documents import Anchor, Kind
from ingest.formats.assembling import shorten, title_from_path
from ingest.formats.dates import date_in_path, find_date
from ingest.formats.fields import from_blocks
from ingest.formats.plain import paragraphs
from ingest.parsed import Block, BlockKind, Parsed

LOOKED_AT = 50
SHARE_OF_TURNS = 0.6
MAX_SPEAKER = 120
MAX_SPEAKERS = 0.8
"""Different names a turn: in a list of terms with their meanings, every name stands once."""

_TURN = re.compile(
    r"\s{0,4}(?:[\[(]?(?P<time>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?[\])]?\s*[-–]?\s*)?"
    rf"(?P<speaker>[^\W_](?:[^:：\n]{{0,{MAX_SPEAKER}}}?))\s*[:：](?!//)(?:\s+|(?<=：)|$)"
)
_FIELD_NAMES = {"date", "time", "attendees", "present", "participants", "title", "meeting", "location", "regrets", "agenda"}


def is_transcript(text: str) -> bool:
    """Whether at least 60 % of the first 50 lines that hold something are turns, some by the same people."""
    lines = [line for line in text[:100_000].split("\n") if line.strip()][:LOOKED_AT]
    speakers = Counter(match["speaker"].strip() for line in lines if (match := _turn(line)))
    turns = sum(speakers.values())
    return turns >= 2 and turns >= SHARE_OF_TURNS * len(lines) and (turns <= 4 or len(speakers) <= MAX_SPEAKERS * turns)


def parse_transcript(text: str, path: str) -> Parsed:
    """A meeting: what stands above the first turn as paragraphs, then one block a turn with its speaker and line."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if _turn(line)), len(lines))
    opening = list(paragraphs(lines[:start], 0))
    fields = from_blocks(opening)
    title = fields.title
    if not title and opening and opening[0].line == opening[0].last_line:
        title = opening.pop(0).text
    return Parsed(
        title=shorten(title) or title_from_path(path),
        blocks=(*opening, *_turns(lines, start)),
        kind=Kind.MEETING,
        authors=fields.authors,
        created_at=fields.created or find_date(title) or date_in_path(path),
        updated_at=fields.updated,
    )


def seconds_of(clock: str) -> float:
    """The seconds of `1:02:03.5` or `02:03`."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _turn(line: str) -> re.Match[str] | None:
    match = _TURN.match(line[: MAX_SPEAKER + 40])
    return None if match is None or match["speaker"].strip().casefold() in _FIELD_NAMES else match


def _turns(lines: Sequence[str], start: int) -> list[Block]:
    """One block an utterance; lines without a speaker go on with the one before."""
    starts = [index for index in range(start, len(lines)) if _turn(lines[index])]
    blocks: list[Block] = []
    for index, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = _turn(lines[index])
        text = "\n".join(lines[index:following]).rstrip()
        last = index + 1 + text.count("\n")
        seconds = seconds_of(match["time"]) if match and match["time"] else None
        speaker = match["speaker"].strip() if match else ""
        anchor = Anchor(line=index + 1, last_line=last, speaker=speaker, seconds=seconds)
        blocks.append(Block(BlockKind.TURN, text, index + 1, last, anchor=anchor))
    return blocks
