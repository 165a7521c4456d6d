"""Transcripts as plain text, one `speaker: words` a line.

The text of Google Meet's transcripts is one of them (a Google Doc, see
https://support.google.com/meet/answer/12849897): `Attendees` with the names below, `Transcript`, a line such as `00:05:00`
every five minutes, `Name: words`, and `Meeting ended after 00:24:05`. Its turns get the second of the last such line; Meet
gives none of their own. The page shows no sample of the text: its form was told from transcripts that projects publish.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.formats.fields import from_blocks, plain
from ingest.formats.minutes import read_minutes, role_of
from ingest.formats.plain import paragraphs
from ingest.formats.turns import Stated, Utterance, meeting, seconds_of
from ingest.parsed import Parsed

LOOKED_AT = 50
SHARE_OF_TURNS = 0.6
MAX_SPEAKER = 120
MAX_TITLE = 120
MAX_SPEAKERS = 0.8
"""Different names a turn: in a list of terms with their meanings, every name stands once."""

_TURN = re.compile(
    r"\s{0,4}(?:[\[(]?(?P<time>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?[\])]?\s*[-–]?\s*)?"
    rf"(?P<speaker>[^\W_](?:[^:：\n]{{0,{MAX_SPEAKER}}}?))\s*[:：](?!//)(?:\s+|(?<=：)|$)"
)
_STAMP = re.compile(r"\s*#{0,6}\s*[*_]{0,2}(\d{1,2}:\d\d(?::\d\d)?)[*_]{0,2}\s*")
_END = re.compile(
    r"\W*(?:Meeting|Transcription|Session) ended after \d|\W*This editable transcript was computer generated", re.IGNORECASE
)
_FIELD_NAMES = {
    "date", "time", "attendees", "present", "participants", "title", "meeting", "location", "regrets", "agenda", "subject",
    "duration", "absent", "invited", "日期", "时间", "与会者", "主题",
}  # fmt: skip


def is_transcript(text: str) -> bool:
    """Whether at least 60 % of the first 50 lines that hold something are turns, some by the same people."""
    lines = [line for line in text[:100_000].split("\n") if line.strip() and not _STAMP.fullmatch(line[:40])][:LOOKED_AT]
    lines = [line for line in lines[_opening(lines) :] if not _is_field(line)]
    speakers = Counter(match["speaker"].strip() for line in lines if (match := _turn(line)))
    turns = sum(speakers.values())
    return turns >= 2 and turns >= SHARE_OF_TURNS * len(lines) and (turns <= 4 or len(speakers) <= MAX_SPEAKERS * turns)


def parse_transcript(text: str, path: str) -> Parsed:
    """A meeting: what stands above the first turn as paragraphs, then one block a turn with its speaker and line."""
    lines = text.split("\n")
    above = _opening(lines)
    start = next((index for index in range(above, len(lines)) if _turn(lines[index])), len(lines))
    opening = list(paragraphs(lines[: max(above, _first_stamp(lines, above, start))], 0))
    fields = from_blocks(opening)
    title = fields.title
    if not title and opening and _is_title(first := opening[0].text.split("\n", 1)[0]):
        title, rest = plain(first.lstrip("# ")), opening[0].text[len(first) + 1 :]
        opening[:1] = [replace(opening[0], text=rest, line=opening[0].line + 1)] if rest.strip() else []
    stated = Stated(
        title=title,
        created=fields.created,
        updated=fields.updated,
        authors=fields.authors,
        fields=read_minutes(opening).fields,
        opening=tuple(opening),
    )
    return meeting(stated, _utterances(lines, start), path, one_turn_each=True)


def _opening(lines: Sequence[str]) -> int:
    """Where the turns can begin: below a line `Transcript` near the top, if there is one."""
    named = (index for index, line in enumerate(lines[:30]) if plain(line.strip("# 📖\t")).casefold() == "transcript")
    return next((index + 1 for index in named), 0)


def _is_title(line: str) -> bool:
    return len(line) <= MAX_TITLE and not line.rstrip().endswith(".") and not _is_field(line) and not _TURN.match(line)


def _is_field(line: str) -> bool:
    """Whether a line states something about the call, such as `Date: 2024-11-14`."""
    label = plain(re.split(r"[:：]", line[:60], maxsplit=1)[0].strip(" \t#-*"))
    return label.casefold() in _FIELD_NAMES or bool(role_of(label))


def _first_stamp(lines: Sequence[str], above: int, start: int) -> int:
    return next((index for index in range(above, start) if _STAMP.fullmatch(lines[index][:40])), start)


def _turn(line: str) -> re.Match[str] | None:
    match = _TURN.match(line[: MAX_SPEAKER + 40])
    speaker = plain(match["speaker"].strip()) if match else ""
    return None if speaker.casefold() in _FIELD_NAMES or role_of(speaker) else match


def _utterances(lines: Sequence[str], start: int) -> Iterator[Utterance]:
    """What each turn says; lines without a speaker go on with the one before."""
    stamps = {index: seconds_of(match[1]) for index, line in enumerate(lines) if (match := _STAMP.fullmatch(line[:40]))}
    end = next((index for index in range(start, len(lines)) if _END.match(lines[index][:80])), len(lines))
    starts = [index for index in range(start, end) if _turn(lines[index])]
    times = iter(sorted(stamps.items()))
    ahead, seconds = next(times, None), None
    for index, following in pairwise([*starts, end]):
        while ahead and ahead[0] < index:
            seconds, ahead = ahead[1], next(times, None)
        match = _turn(lines[index])
        if match is None:
            continue
        below = [number for number in range(index + 1, following) if lines[number].strip() and number not in stamps]
        last = max(below, default=index)
        parts = [lines[index][match.end() :], *(lines[number] for number in range(index + 1, last + 1) if number not in stamps)]
        told = seconds_of(match["time"]) if match["time"] else seconds
        yield Utterance(plain(match["speaker"].strip()), "\n".join(parts).rstrip(), told, index + 1, last + 1)
