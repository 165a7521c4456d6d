"""What people said, from any transcript, as a meeting: turns with their speaker, second and lines.

Every format of a recorded meeting ends here: it finds utterances and what the export states about the call, and
`meeting` makes the document. Minutes, which people write, are read by `minutes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.documents import Anchor, Kind
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import call_in_path, shorten
from ingest.formats.dates import date_in_path, find_date
from ingest.formats.minutes import distinct, marked_in_speech
from ingest.parsed import Block, BlockKind, Parsed

MAX_TURN = 600
"""Captions of one speaker are joined up to this many characters: a caption is a few words, a turn makes sense."""
MAX_TURN_SECONDS = 60.0
"""And for at most this long, so that a citation opens the minute in which its words were said."""

_RECORDERS_ADDITION = re.compile(r"(?:-\d{8}_\d{6}(?:UTC)?)?\s*[-–]\s*(?:Meeting Recording|Meeting Transcript|Transcript)\s*$")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said at once. `seconds` count from the start of the recording, None where no time is given;
    `line` and `last_line` count from 1 in the original file, 0 where it has no lines to speak of (JSON)."""

    speaker: str
    words: str
    seconds: float | None = None
    line: int = 0
    last_line: int = 0


@dataclass(frozen=True, slots=True)
class Stated:
    """What an export says about a call besides the words. `opening` stands before the turns: a summary, notes."""

    title: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    url: str = ""
    language: str = ""
    fields: Mapping[str, Sequence[str]] | None = None
    """attendees, agenda, decisions and action_items, as in Document."""
    opening: tuple[Block, ...] = ()
    """Headings in it have level 1; then the turns get one of their own."""


def meeting(stated: Stated, utterances: Iterable[Utterance], path: str, *, one_turn_each: bool = False) -> Parsed:
    """The document of a call. Title and date that are not stated are taken from the path, if it carries them.

    Captions and sentences of one person are joined to turns, unless each utterance is `one_turn_each` already. Raises
    UnreadableDocument if nobody said anything and nothing stands before the turns.
    """
    spoken = list(utterances)
    if not stated.opening and not any(said.words.strip() for said in spoken):
        raise UnreadableDocument("holds no words that anybody said")
    # Who is noted down without any words is noted down: the chunks of a text are together its text.
    turns = [_turn([said]) for said in spoken if said.speaker or said.words.strip()] if one_turn_each else joined(spoken)
    fields = {name: list(values) for name, values in (stated.fields or {}).items()}
    for name, statement in (found for turn in turns for found in marked_in_speech(_words(turn))):
        fields.setdefault(name, []).append(statement)
    fields["speakers"] = [turn.anchor.speaker for turn in turns]
    if turns and stated.opening:  # else the first words would share a chunk with them, which has neither speaker nor second
        turns.insert(0, Block(BlockKind.HEADING, "Transcript", level=1))
    return Parsed(
        title=shorten(_RECORDERS_ADDITION.sub("", stated.title)) or call_in_path(path),
        blocks=(*stated.opening, *turns),
        kind=Kind.MEETING,
        authors=stated.authors,
        created_at=stated.created or find_date(stated.title) or date_in_path(path),
        updated_at=stated.updated,
        url=stated.url,
        language=stated.language,
        fields={name: kept for name, values in fields.items() if (kept := distinct(values))},
    )


def joined(utterances: Iterable[Utterance]) -> list[Block]:
    """One block a turn, `Speaker: words`; what the same person goes on saying within a minute is the same turn."""
    turns: list[Block] = []
    run: list[Utterance] = []
    for utterance in (spoken for spoken in utterances if spoken.words.strip()):
        if run and not _goes_on(run, utterance):
            turns.append(_turn(run))
            run = []
        run.append(utterance)
    return [*turns, _turn(run)] if run else turns


def seconds_of(clock: str) -> float:
    """The seconds of `1:02:03.5` or `02:03`."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def since(moments: Sequence[datetime | None], start: datetime | None = None) -> Iterator[float | None]:
    """Each moment as seconds since `start`, or since the first that is known; what lies before that is at 0."""
    start = start or next((moment for moment in moments if moment), None)
    for moment in moments:
        yield None if moment is None or start is None else max(0.0, (moment - start).total_seconds())


def _goes_on(run: Sequence[Utterance], following: Utterance) -> bool:
    first = run[0]
    if first.speaker != following.speaker or sum(len(said.words) + 1 for said in run) + len(following.words) > MAX_TURN:
        return False
    if first.seconds is None or following.seconds is None:
        return first.seconds is following.seconds
    return 0 <= following.seconds - first.seconds <= MAX_TURN_SECONDS


def _turn(run: Sequence[Utterance]) -> Block:
    first, last = run[0], run[-1]
    words = " ".join(said.words.strip() for said in run)
    text = f"{first.speaker}: {words}".rstrip() if first.speaker else words
    anchor = Anchor(line=first.line, last_line=last.last_line, speaker=first.speaker, seconds=first.seconds)
    return Block(BlockKind.TURN, text, first.line, last.last_line, anchor=anchor)


def _words(turn: Block) -> str:
    return re.sub(r"\A[^:：]{1,120}[:：]\s+", "", turn.text) if turn.anchor.speaker else turn.text
