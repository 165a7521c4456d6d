"""WebVTT captions of recorded meetings, and SubRip (.srt), which differs in little.

Follows https://www.w3.org/TR/webvtt1/ as far as words, voices and times go. By a scanner over lines and not by webvtt-py
or srt: a citation needs the line on which a caption stands, which both throw away, and both refuse a whole file for one
malformed cue. Who speaks is said in one of these ways:
- `<v Ana Ruiz>`: WebVTT's own voices, as Microsoft Teams writes them (cue ids `uuid/12-0`)
- `Ana Ruiz: words`: Zoom (cue ids 1, 2, 3 …), Google Meet's captions, most .srt; a caption without a name goes on with the
  speaker before it
- a JSON object a cue: `metadataContent` of Microsoft Graph's callTranscript
  (https://learn.microsoft.com/graph/api/calltranscript-get), with `speakerName`, `spokenText`, `startDateTime`
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.errors import UnreadableDocument
from ingest.formats.dates import find_date
from ingest.formats.json_values import moment_of, text_of
from ingest.formats.turns import Stated, Utterance, meeting, seconds_of
from ingest.parsed import Parsed

MANY, NEARLY_ALL = 0.5, 0.95
"""Shares of captions that begin with a name and a colon: see `_names`."""

_TIMES = re.compile(r"\s*((?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,6})?)\s*-->")
_ARROW = re.compile(r"[^-]{0,40}-->")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?\s{1,20}([^>]{1,120})>")
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:[.\s][^>]{0,200})?>|<[\d:.]{5,15}>|\{\\[^}]{1,60}\}", re.IGNORECASE)
_SPOKEN = re.compile(r"(?:>>\s*|[-–]\s+)?\[?([^\W_][^:\n<>\[\]]{0,60}?)\]?\s*[:：](?!//)(?:\s+|(?<=：))")
_CHANGES = "->–"
_NAME = re.compile(
    r"[^\W\d_a-z][\w.'’-]*(?: (?:(?:de|da|van|von|der|den|la|le|al|bin)\b|[^\W\d_a-z][\w.'’-]*|\([^)]*\)|\d+)){0,4}"
)
_ID = re.compile(r"\s*(?:\d+|[\w-]+/\d+-\d+)\s*")
_SILENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_HEADER = re.compile(r"(Kind|Language)\s*:\s*(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Caption:
    """A cue: the second it starts at, if its times can be read, its lines, and where they stand (from 1)."""

    seconds: float | None
    lines: tuple[str, ...]
    line: int


def has_cues(text: str) -> bool:
    """Whether a text is captions, whatever its file is called."""
    return text.startswith("WEBVTT") or any(_TIMES.match(line[:60]) for line in text[:2000].split("\n")[:12])


def parse_webvtt(text: str, path: str) -> Parsed:
    """A meeting: one block a turn, with its speaker, second and lines. Raises UnreadableDocument without any caption."""
    lines = text.split("\n")
    captions = list(_captions(lines))
    stated = _stated(lines, captions)
    utterances = list(_spoken(captions))
    if not utterances:
        raise UnreadableDocument("has no captions")
    return meeting(stated, utterances, path)


def _stated(lines: Sequence[str], captions: Sequence[_Caption]) -> Stated:
    """Title, date and language as the header, a note at the top, or Microsoft's objects give them."""
    title = lines[0].removeprefix("WEBVTT").strip(" \t-–:") if lines[0].startswith("WEBVTT") else ""
    title = "" if title.casefold() == "file" else html.unescape(title)
    header = {match[1].casefold(): match[2].strip() for line in lines[1:6] if (match := _HEADER.fullmatch(line[:80]))}
    spoken = _metadata(captions[0]) if captions else None
    return Stated(
        title=title,
        created=find_date(" ".join(_notes(lines))) or (moment_of(spoken, "startDateTime") if spoken else None),
        language=header.get("language", "") or text_of(spoken, "spokenLanguage"),
    )


def _notes(lines: Sequence[str]) -> Iterator[str]:
    """What the notes above the first caption say."""
    within = False
    for line in lines[1:40]:
        if "-->" in line:
            return
        within = line.startswith("NOTE") or (within and bool(line.strip()))
        if within:
            yield line[:300]


def _captions(lines: Sequence[str]) -> Iterator[_Caption]:
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if _SILENT.match(line) or not _ARROW.match(line[:80]):
            index = _after(lines, index) if _SILENT.match(line) else index
            continue
        times, first = _TIMES.match(line[:60]), index
        while index < len(lines) and lines[index].strip() and not _ARROW.match(lines[index][:80]):
            index += 1
        last = index
        # The id of the next cue, where the empty line between two cues was lost.
        if index < len(lines) and lines[index].strip() and last > first and _ID.fullmatch(lines[last - 1]):
            last -= 1
        yield _Caption(seconds_of(times[1]) if times else None, tuple(lines[first:last]), first + 1)


def _after(lines: Sequence[str], index: int) -> int:
    """The end of a block that says nothing: the next empty line."""
    while index < len(lines) and lines[index].strip():
        index += 1
    return index


def _spoken(captions: Sequence[_Caption]) -> Iterator[Utterance]:
    """The words of every caption with who said them."""
    has_voices = any(_VOICE.search(line) for caption in captions for line in caption.lines)
    names = frozenset[str]() if has_voices else _names(captions)
    before = ""
    for caption in captions:
        metadata = _metadata(caption)
        if metadata is not None:
            words = " ".join(text_of(metadata, "spokenText").split())
            yield _said(caption, text_of(metadata, "speakerName"), words)
            continue
        for said in _voices(caption) if has_voices else _named(caption, names, before):
            before = said.speaker
            yield said


def _said(caption: _Caption, speaker: str, words: str) -> Utterance:
    last = caption.line + max(0, len(caption.lines) - 1)
    return Utterance(speaker, words, caption.seconds, caption.line, last)


def _metadata(caption: _Caption) -> object | None:
    """The JSON object of a cue of Microsoft's metadata; None for words."""
    if not caption.lines or not caption.lines[0].lstrip().startswith("{"):
        return None
    try:
        loaded = json.loads("\n".join(caption.lines))
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) and "spokenText" in loaded else None


def _voices(caption: _Caption) -> Iterator[Utterance]:
    """Each voice of a cue; its end is the end of the voice, as the standard has it."""
    parts = _VOICE.split("\n".join(caption.lines))
    for speaker, marked in [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]:
        words = _plain(marked)
        if words:
            yield _said(caption, " ".join(html.unescape(speaker).split()), words)


def _named(caption: _Caption, names: frozenset[str], before: str) -> Iterator[Utterance]:
    """A caption whose lines may begin with a name and a colon."""
    speaker, words = before, list[str]()
    first = 0
    for offset, line in enumerate(caption.lines):
        plain = _plain(line)
        match = _SPOKEN.match(plain)
        if match and match[1].strip() in names:
            if words:
                yield _part(caption, speaker, words, (first, offset))
            speaker, words, first = match[1].strip(), [], offset
            plain = plain[match.end() :]
        if plain:
            words.append(plain)
    if words:
        yield _part(caption, speaker, words, (first, len(caption.lines)))


def _part(caption: _Caption, speaker: str, words: Sequence[str], lines: tuple[int, int]) -> Utterance:
    part = replace(caption, lines=caption.lines[slice(*lines)], line=caption.line + lines[0])
    return _said(part, speaker, " ".join(words))


def _names(captions: Sequence[_Caption]) -> frozenset[str]:
    """What stands before a colon and is a name. Where nearly all captions begin with one, each of them is; where many do,
    what comes twice or looks like a full name; elsewhere only what comes twice and looks like a name."""
    opened = [match for caption in captions if caption.lines and (match := _SPOKEN.match(_plain(caption.lines[0])))]
    below = [match for caption in captions for line in caption.lines[1:] if (match := _SPOKEN.match(_plain(line)))]
    # Further lines of a caption open with a name only where a dash or an angle says that the voice changes.
    found = Counter(match[1].strip() for match in (*opened, *(match for match in below if match[0][0] in _CHANGES)))
    share = len(opened) / max(1, len(captions))

    def is_name(name: str, count: int) -> bool:
        looks_like_one = _NAME.fullmatch(name) is not None
        if share >= MANY:
            return share >= NEARLY_ALL or count > 1 or (looks_like_one and " " in name)
        return looks_like_one and count > 1

    return frozenset(name for name, count in found.items() if is_name(name, count))


def _plain(marked: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", marked)).split())
