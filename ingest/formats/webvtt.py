"""WebVTT captions of recorded meetings (and SubRip, which differs in little), by a scanner over lines.

Follows https://www.w3.org/TR/webvtt1/ as far as words, voices and times go.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.domain.documents import Anchor, Kind
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import shorten, title_from_path
from ingest.formats.dates import date_in_path, find_date
from ingest.formats.transcript import seconds_of
from ingest.parsed import Block, BlockKind, Parsed

MAX_TURN = 600
"""Captions of one speaker are joined up to this many characters: a caption is a few words, a turn makes sense."""

_TIMES = re.compile(r"\s*((?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})\s+-->\s")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,120})>")
_TAG = re.compile(r"</?[a-z0-9:.][^>]{0,200}>", re.IGNORECASE)
_SPOKEN = re.compile(r"([^\W\d_][^:\n<>]{0,60}):\s+")


def parse_webvtt(text: str, path: str) -> Parsed:
    """A meeting: one block a turn, with its speaker, second and lines. Raises UnreadableDocument without any caption."""
    lines = text.split("\n")
    title = lines[0].removeprefix("WEBVTT").strip(" \t-–:") if lines[0].startswith("WEBVTT") else ""
    notes = " ".join(line for line in lines[:20] if line.startswith("NOTE"))
    turns = _joined(_captions(lines))
    if not turns:
        raise UnreadableDocument("has no captions")
    return Parsed(
        title=shorten(html.unescape(title)) or title_from_path(path),
        blocks=tuple(turns),
        kind=Kind.MEETING,
        created_at=find_date(notes) or find_date(title) or date_in_path(path),
    )


def _captions(lines: Sequence[str]) -> Iterator[Block]:
    index, voice = 0, ""
    while index < len(lines):
        times = _TIMES.match(lines[index][:60])
        index += 1
        if times is None:
            continue
        first = index
        while index < len(lines) and lines[index].strip() and not _TIMES.match(lines[index][:60]):
            index += 1
        for speaker, words in _voices("\n".join(lines[first:index]), voice):
            voice = speaker
            anchor = Anchor(line=first, last_line=index, speaker=speaker, seconds=seconds_of(times[1]))
            yield Block(BlockKind.TURN, words, first, index, anchor=anchor)


def _voices(payload: str, before: str) -> Iterator[tuple[str, str]]:
    """Each speaker of a caption with the words; without any mark the speaker of the caption before goes on."""
    parts = _VOICE.split(payload)
    named = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    for speaker, marked in named:
        words = " ".join(html.unescape(_TAG.sub("", marked)).split())
        if not words:
            continue
        spoken = None if speaker else _SPOKEN.match(words)
        if spoken:
            yield spoken[1].strip(), words[spoken.end() :]
        else:
            yield html.unescape(speaker).strip() or before, words


def _joined(captions: Iterator[Block]) -> list[Block]:
    turns: list[Block] = []
    for caption in captions:
        last = turns[-1] if turns else None
        if last and last.anchor.speaker == caption.anchor.speaker and len(last.text) + len(caption.text) < MAX_TURN:
            anchor = replace(last.anchor, last_line=caption.last_line)
            text = f"{last.text} {caption.text}"
            turns[-1] = replace(last, text=text, last_line=caption.last_line, anchor=anchor)
        else:
            speaker = caption.anchor.speaker
            turns.append(replace(caption, text=f"{speaker}: {caption.text}" if speaker else caption.text))
    return turns
