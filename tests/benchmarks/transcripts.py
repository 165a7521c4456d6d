"""Whether what was said in meetings is all there: every utterance with its speaker and second, none lost and none invented.

    python -m tests.benchmarks.transcripts --calls 36 [--corpus FOLDER --questions FILE]

Made-up calls are written in every form that recorders export, ingested from a folder by the real command, and read back
from the catalogue. What a form does not state, its file's name carries; what it states, the name does not. `--corpus` is a
folder of transcripts with one `speaker: text` a line, and `--questions` a JSON object a line, whose `evidence_lines` are
the first and last utterances, counted from 0, that answer it from the one document in `relevant`. The exit status is 1 if
anything is wrong.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from pathlib import Path, PurePosixPath
from typing import Final

from assistant.domain.documents import Chunk, Document, Kind
from ingest.formats.turns import MAX_TURN_SECONDS
from tests.benchmarks.transcript_lines import compare, ingested, show_cited
from tests.stand_ins.meetings import FORMS, Call, Form, Said, call, teams_vtt, zoom_timeline

_ROUNDING_S: Final = 0.002
_CAPTION_WORDS: Final = 12
"""In so many words at once Teams' captions bring an utterance, each with its own time."""


@dataclass(slots=True)
class Tally:
    """What was found of one form's calls; `wrong_fields` counts documents whose title, kind or people differ."""

    calls: int = 0
    not_indexed: int = 0
    utterances: int = 0
    lost: int = 0
    invented: int = 0
    wrong_speaker: int = 0
    wrong_second: int = 0
    without_date: int = 0
    wrong_fields: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return not any(getattr(self, one.name) for one in fields(self) if one.name not in {"calls", "utterances"})

    def add(self, other: Tally) -> None:
        """Count another one's figures too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Made:
    """A word that was said: in which of a call's utterances, its place there, and the second that the form states for it."""

    text: str
    utterance: int
    place: int
    second: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a chunk has it. `speaker` is "" for what stands before the turns."""

    text: str
    speaker: str
    chunk: int
    opens: bool
    """The speaker's name stands right before it."""


def path_of(name: str, seed: int) -> str:
    """Where a call is written: only what the form itself does not state is in the file's name."""
    form, meeting = FORMS[name], call(seed)
    stem = " ".join([meeting.title] * (not form.titled) + [f"{meeting.start:%Y-%m-%d}"] * (not form.dated)) or "call"
    return f"{name}/{seed:03}/{stem}{form.extension}"


def words_said(form: Form, meeting: Call) -> list[Made]:
    """Every word of a call with its time, as exactly as the form has times."""
    zero = meeting.said[0].second if form.from_first else 0.0
    return [
        Made(word, number, index, _stated(form, said, index) - zero)
        for number, said in enumerate(meeting.said)
        for index, word in enumerate(said.words.split())
    ]


def _stated(form: Form, said: Said, index: int) -> float:
    if form.write is teams_vtt:
        captions = -(-len(said.words.split()) // _CAPTION_WORDS)
        return said.second + index // _CAPTION_WORDS * (said.until - said.second) / captions
    return said.second // form.step * form.step if form.step >= 1 else said.second


def words_found(chunks: Sequence[Chunk], people: Sequence[str]) -> Iterator[Word]:
    """Every word with who is named for it: a name begins a line, and a chunk that goes on with a turn has an anchor."""
    opens = False
    for index, chunk in enumerate(chunks):
        speaker = chunk.anchor.speaker
        for line in chunk.text.split("\n"):
            named = next((name for name in people if f"{line} ".startswith(f"{name}: ")), "")
            if named:
                speaker, opens = named, True
            for word in line.removeprefix(f"{named}:" if named else "").split():
                yield Word(word, speaker, index, opens)
                opens = False


def matched(made: Sequence[Made], spoken: Sequence[Word]) -> dict[int, Made]:
    """By the place of a word that was found, the word that was made."""
    said, found = [word.text for word in made], [word.text for word in spoken]
    if said == found:
        return dict(enumerate(made))
    blocks = SequenceMatcher(None, said, found, autojunk=False).get_matching_blocks()
    return {there + step: made[here + step] for here, there, size in blocks for step in range(size)}


def examine(form: Form, meeting: Call, chunks: Sequence[Chunk]) -> Tally:
    """What the chunks of a call hold of it. A word that is in no utterance, or before the turns and not in the file, is
    invented; so is a name where nobody began to speak and no caption began."""
    words = list(words_found(chunks, meeting.people))
    spoken = [word for word in words if word.speaker]
    made = words_said(form, meeting)
    origin = matched(made, spoken)
    misnamed = {
        word.utterance for at, word in origin.items() if _named(chunks, spoken, at) != {meeting.said[word.utterance].speaker}
    }
    repeated = [at for at, word in origin.items() if spoken[at].opens and _goes_on(origin.get(at - 1), word)]
    written = _text_of(form, meeting)
    unfounded = [word for word in words if not word.speaker and word.text.casefold().strip(":,-") not in written]
    return Tally(
        calls=1,
        utterances=len(meeting.said),
        lost=len({word.utterance for word in set(made) - set(origin.values())}),
        invented=len(spoken) - len(origin) + len(repeated) + len(unfounded),
        wrong_speaker=len(misnamed),
        wrong_second=len(mistimed(chunks, spoken, origin)),
    )


def _named(chunks: Sequence[Chunk], spoken: Sequence[Word], at: int) -> set[str]:
    """Who is named for a word: by the text, and where it is a chunk's first, by the chunk's anchor too."""
    word = spoken[at]
    is_first = at == 0 or spoken[at - 1].chunk != word.chunk
    return {word.speaker, chunks[word.chunk].anchor.speaker} if is_first else {word.speaker}


def _goes_on(before: Made | None, word: Made) -> bool:
    return before is not None and (before.utterance, before.second) == (word.utterance, word.second)


def _text_of(form: Form, meeting: Call) -> str:
    written = form.write(meeting)
    if form.extension == ".json":
        return json.dumps(json.loads(written), ensure_ascii=False).casefold()
    return html.unescape(written).casefold()


def mistimed(chunks: Sequence[Chunk], spoken: Sequence[Word], origin: Mapping[int, Made]) -> set[int]:
    """The utterances that begin in a chunk whose second is later than theirs, or is wrong.

    A chunk's second is right if it is that of the first word of the turn that the chunk begins with or goes on with, and
    at most a turn's length before the chunk's own first word.
    """
    wrong, sound = set[int](), dict[int, bool]()
    turn: Made | None = None
    for at, found in enumerate(spoken):
        word, told = origin.get(at), chunks[found.chunk].anchor.seconds
        turn = word if found.opens else turn
        if found.chunk not in sound:
            sound[found.chunk] = _is_right(told, turn, word)
        if word and word.place == 0 and (told is None or not sound[found.chunk] or word.second < told - _ROUNDING_S):
            wrong.add(word.utterance)
    return wrong


def _is_right(told: float | None, turn: Made | None, first: Made | None) -> bool:
    if told is None or turn is None or first is None:
        return False
    return abs(told - turn.second) <= _ROUNDING_S and first.second - told <= MAX_TURN_SECONDS + _ROUNDING_S


def differs(form: Form, meeting: Call, document: Document) -> bool:
    """Whether title, kind, speakers or attendees are not as they were made. Zoom's timeline lists who spoke."""
    speakers = tuple(dict.fromkeys(said.speaker for said in meeting.said))
    listed = speakers if form.write is zoom_timeline else meeting.people
    stated = {meeting.title, f"{meeting.title} ({meeting.start:%Y-%m-%d %H:%M} GMT)"}
    return (
        document.kind is not Kind.MEETING
        or document.title not in (stated if form.titled else {PurePosixPath(document.path).stem})
        or document.fields.get("speakers", ()) != speakers
        or set(document.fields.get("attendees", ())) != (set(listed) if form.has_attendees else set())
    )


def check_forms(place: Path, calls: int) -> dict[str, Tally]:
    """Write that many calls in every form, ingest them, and compare."""
    for name, form in FORMS.items():
        for seed in range(calls):
            file = place / "calls" / path_of(name, seed)
            file.parent.mkdir(parents=True)
            file.write_bytes(form.write(call(seed)).encode())
    held = ingested(place / "calls", place / "home")
    tallies = {name: Tally() for name in FORMS}
    for name, form in FORMS.items():
        for seed in range(calls):
            meeting, read = call(seed), held.get(path_of(name, seed))
            if read is None:
                tallies[name].add(Tally(calls=1, not_indexed=1, utterances=len(meeting.said), lost=len(meeting.said)))
                continue
            document, chunks = read
            tally = examine(form, meeting, chunks)
            tally.without_date = int(document.created_at is None or document.created_at.date() != meeting.start.date())
            tally.wrong_fields = int(differs(form, meeting, document))
            tallies[name].add(tally)
    return tallies


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=36, help="calls in each form")
    parser.add_argument("--corpus", type=Path, help="a folder of transcripts, one `speaker: text` a line")
    parser.add_argument("--questions", type=Path, help="their questions with evidence_lines")
    asked = parser.parse_args(arguments)
    if (asked.corpus is None) != (asked.questions is None):
        parser.error("--corpus and --questions go together")
    if asked.calls < 1 and asked.corpus is None:
        parser.error("nothing to check: ask for --calls or a --corpus")
    clean = True
    with tempfile.TemporaryDirectory() as place:
        if asked.calls > 0:
            tallies = check_forms(Path(place), asked.calls)
            show(tallies)
            clean = all(tally.clean for tally in tallies.values())
        if asked.corpus:
            cited = compare(asked.corpus, asked.questions, ingested(asked.corpus, Path(place) / "corpus-home"))
            show_cited(cited)
            clean = clean and cited.clean
    return int(not clean)


def show(tallies: Mapping[str, Tally]) -> None:
    """A line for each form, and one for all of them."""
    total = Tally()
    for tally in tallies.values():
        total.add(tally)
    names = [one.name for one in fields(Tally)]
    print(" ".join(["form".ljust(15), *(name.replace("_", " ") for name in names)]))
    for form, tally in [*tallies.items(), ("all", total)]:
        print(" ".join([form.ljust(15), *(f"{getattr(tally, name):>{len(name)}}" for name in names)]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
