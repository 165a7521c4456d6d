"""Microsoft Teams: the transcript as a Word document, from its paragraphs.

Teams also gives transcripts as WebVTT, which `webvtt` reads, Graph's `metadataContent` included. A Word transcript
(https://learn.microsoft.com/microsoftteams/meeting-transcription-captions) is a title, the date, the length, `Ana Ruiz
started transcription`, and then for each turn `Ana Ruiz   0:05` with the words below; older ones have three paragraphs a
turn: `0:0:5.120 --> 0:0:9.840`, the name, the words. Whoever reads Word documents hands the
paragraphs over: `is_teams_transcript`, then `parse_teams`.
Microsoft does not document the form; it was told from such files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.formats.dates import find_date
from ingest.formats.otter import has_headed_turns, headed_turns, is_recorders
from ingest.formats.turns import Stated, Utterance, meeting, seconds_of
from ingest.parsed import Parsed

_SPAN = re.compile(r"\s*(\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)\s*-->\s*\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?\s*")


def is_teams_transcript(paragraphs: Sequence[str]) -> bool:
    """Whether the paragraphs of a Word document are a transcript that Teams wrote."""
    lines = _lines(paragraphs)
    return any(_SPAN.fullmatch(line) for line in lines[:40]) or has_headed_turns("\n".join(lines))


def parse_teams(paragraphs: Sequence[str], path: str) -> Parsed:
    """A meeting. A turn's `line` is the number of its first line, counted over the paragraphs from 1."""
    lines = _lines(paragraphs)
    spans = [index for index, line in enumerate(lines) if _SPAN.fullmatch(line)]
    utterances = list(_spanned(lines, spans) if spans else headed_turns(lines))
    above = [line for line in lines[: utterances[0].line - 1 if utterances else 0] if line.strip()]
    title = above[0] if above else ""
    created = find_date(" ".join(line[:200] for line in above[:6]))
    spoken = [said for said in utterances if said.words]
    return meeting(Stated(title=title, created=created), spoken, path, one_turn_each=not spans)


def _lines(paragraphs: Sequence[str]) -> list[str]:
    return [line for paragraph in paragraphs for line in paragraph.split("\n") if not is_recorders(line)]


def _spanned(lines: Sequence[str], spans: Sequence[int]) -> Iterator[Utterance]:
    for start, end in pairwise([*spans, len(lines)]):
        match = _SPAN.fullmatch(lines[start])
        below = [index for index in range(start + 1, end) if lines[index].strip()]
        if match is None or len(below) < 2:
            continue
        words = "\n".join(lines[index].strip() for index in below[1:])
        yield Utterance(lines[below[0]].strip(), words, seconds_of(match[1]), start + 1, below[-1] + 1)
