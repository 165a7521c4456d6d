"""From a recorder's export to the chunks that are cited: what a citation opens is what was said there."""

from __future__ import annotations

import html
import random
from collections.abc import Sequence

import pytest

from ingest.chunking.pieces import Limits, Piece, pieces
from ingest.enrichment.clean import enrich
from ingest.formats.registry import parse
from ingest.parsed import BlockKind
from tests.stand_ins.meetings import FORMS, Call, call

SEEDS = range(30)


def count_tokens(texts: Sequence[str]) -> list[int]:
    """A token a word and two around each text, as embedders count."""
    return [len(text.split()) + 2 for text in texts]


def chunked(name: str, meeting: Call, limit: int = 60) -> list[Piece]:
    form = FORMS[name]
    path = f"calls/{meeting.title} {meeting.start:%Y-%m-%d}{form.extension}"
    return pieces(enrich(parse(form.write(meeting).encode(), path)), Limits(limit, count_tokens))


@pytest.mark.parametrize("name", FORMS)
def test_the_chunks_of_a_call_hold_every_word_once_in_order(name: str) -> None:
    for seed in SEEDS:
        meeting = call(seed)
        found = [word for piece in chunked(name, meeting) for word in piece.text.split()]
        # Names stand between the words, once a turn; what is said is a subsequence with nothing but names left over.
        names = {part for person in meeting.people for part in f"{person}:".split()}
        rest = iter(found)
        missing = [word for said in meeting.said for word in said.words.split() if word not in rest]
        assert (seed, missing) == (seed, [])
        spoken = sum(len(said.words.split()) for said in meeting.said)
        opening = sum(
            len(block.text.split())
            for block in parse(FORMS[name].write(meeting).encode(), f"a{FORMS[name].extension}").blocks
            if block.kind is not BlockKind.TURN
        )
        assert sum(word not in names for word in found) <= spoken + opening


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.has_lines])
def test_the_anchor_of_a_chunk_is_its_first_utterance_up_to_its_last(name: str) -> None:
    for seed in SEEDS:
        meeting = call(seed)
        lines = FORMS[name].write(meeting).replace("\r\n", "\n").split("\n")
        for piece in chunked(name, meeting):
            stretch = html.unescape(" ".join(lines[piece.anchor.line - 1 : piece.anchor.last_line]))
            names = {part for person in meeting.people for part in f"{person}:".split()}
            missing = [word for word in piece.text.split() if word not in names and word not in stretch]
            assert (seed, missing) == (seed, [])


@pytest.mark.parametrize("name", FORMS)
def test_a_citation_opens_the_minute(name: str) -> None:
    """The second of a chunk is at most a minute before the first words in it, and never after them."""
    form = FORMS[name]
    for seed in SEEDS:
        meeting = call(seed)
        zero = meeting.said[0].second if form.from_first else 0.0
        for piece in chunked(name, meeting):
            told, speaker = piece.anchor.seconds, piece.anchor.speaker
            if told is None:
                assert speaker == ""
                continue
            spans = [(said.second - zero, said.until - zero) for said in meeting.said if said.speaker == speaker]
            assert any(start // form.step * form.step - 0.01 <= told <= end for start, end in spans), seed


def transcript(utterances: int, seed: int) -> list[str]:
    """One `speaker: words` a line, short and long, as people talk."""
    chance = random.Random(seed)
    words = "yes well the button should be red because people like it when remote controls are simple . maybe".split()
    people = ("Industrial Designer", "Marketing", "PhD A", "Hon. Ana Ruiz")
    return [
        f"{chance.choice(people)}: {' '.join(chance.choices(words, k=size))}"
        for size in (chance.choice((1, 2, 5, 30, 150)) for _ in range(utterances))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lines_of_a_chunk_are_exactly_its_utterances(seed: int) -> None:
    lines = transcript(80, seed)
    found = pieces(parse("\n".join(lines).encode(), "meetings/x.txt"), Limits(60, count_tokens))
    covered = 0
    for piece in found:
        first, last = piece.anchor.line, piece.anchor.last_line
        assert first in (covered, covered + 1)
        assert piece.text in "\n".join(lines[first - 1 : last])
        assert piece.anchor.speaker == lines[first - 1].split(":", 1)[0]
        assert piece.text.endswith(lines[last - 1][-10:]) or last == first or piece.text.rsplit("\n", 1)[-1] in lines[last - 1]
        covered = last
    assert covered == len(lines)


def test_an_export_in_a_folder_of_json_keeps_its_sections_apart_from_the_turns() -> None:
    found = chunked("fireflies-json", call(9))
    assert next(piece.headings for piece in found if piece.anchor.speaker) == ("Transcript",)
    assert not any(piece.headings == ("Transcript",) for piece in found if piece.anchor.seconds is None)
