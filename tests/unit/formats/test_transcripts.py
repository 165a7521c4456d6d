"""Every export of a call gives the call back: each utterance with its speaker and second, none lost, none invented."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import PurePosixPath

import pytest

from assistant.domain.documents import Kind
from assistant.errors import UnreadableDocument
from ingest.formats.registry import parse
from ingest.formats.turns import MAX_TURN_SECONDS
from ingest.parsed import Block, BlockKind, Parsed
from tests.stand_ins.meetings import FORMS, Call, Form, call

SEEDS = range(36)
"""Transcripts of each form."""


def path_of(form: Form, meeting: Call) -> str:
    return f"calls/{meeting.title} {meeting.start:%Y-%m-%d}{form.extension}"


@cache
def parsed_as(name: str, seed: int) -> Parsed:
    form, meeting = FORMS[name], call(seed)
    return parse(form.write(meeting).encode(), path_of(form, meeting))


def turns(parsed: Parsed) -> list[Block]:
    return [block for block in parsed.blocks if block.kind is BlockKind.TURN]


def words_of(turn: Block) -> list[str]:
    return turn.text.removeprefix(f"{turn.anchor.speaker}: ").split()


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    """Every word with who said it."""
    return [(turn.anchor.speaker, word) for turn in turns(parsed) for word in words_of(turn)]


def placed(parsed: Parsed, meeting: Call) -> Iterator[tuple[float, Block, bool]]:
    """The second of every utterance, the turn that holds its first word, and whether it begins that turn."""
    starts = [(turn, index) for turn in turns(parsed) for index in range(len(words_of(turn)))]
    position = 0
    for said in meeting.said:
        turn, index = starts[position]
        yield said.second, turn, index == 0
        position += len(said.words.split())


@pytest.mark.parametrize("name", FORMS)
def test_every_utterance_is_found_again_with_its_speaker(name: str) -> None:
    for seed in SEEDS:
        parsed = parsed_as(name, seed)
        said = [(said.speaker, word) for said in call(seed).said for word in said.words.split()]
        assert (seed, spoken(parsed), parsed.kind) == (seed, said, Kind.MEETING)


@pytest.mark.parametrize("name", FORMS)
def test_every_turn_has_the_second_at_which_it_begins(name: str) -> None:
    form = FORMS[name]
    for seed in SEEDS:
        meeting = call(seed)
        zero = meeting.said[0].second if form.from_first else 0.0
        for second, turn, begins in placed(parsed_as(name, seed), meeting):
            told = turn.anchor.seconds
            assert told is not None, seed
            stated = (second - zero) // form.step * form.step if form.step >= 1 else second - zero
            if begins:
                assert told == pytest.approx(stated, abs=0.002), seed
            else:
                assert -0.002 <= stated - told <= MAX_TURN_SECONDS, seed


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.has_lines])
def test_the_lines_of_a_turn_hold_its_words_and_end_with_them(name: str) -> None:
    for seed in SEEDS:
        lines = FORMS[name].write(call(seed)).replace("\r\n", "\n").split("\n")
        before = 0
        for turn in turns(parsed_as(name, seed)):
            first, last = turn.anchor.line, turn.anchor.last_line
            assert before < first <= last, seed
            stretch = html.unescape(" ".join(lines[first - 1 : last]))
            assert all(word in stretch for word in words_of(turn)), seed
            assert words_of(turn)[-1] in html.unescape(lines[last - 1]), seed
            before = last


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", FORMS)
def test_title_date_and_people_are_what_the_export_states_or_the_path_carries(name: str, seed: int) -> None:
    form, meeting = FORMS[name], call(seed)
    parsed = parsed_as(name, seed)
    stem = PurePosixPath(path_of(form, meeting)).stem
    assert parsed.title in ({meeting.title, f"{meeting.title} ({meeting.start:%Y-%m-%d %H:%M} GMT)"} if form.titled else {stem})
    assert parsed.created_at is not None
    assert parsed.created_at.date() == meeting.start.date()
    assert parsed.fields["speakers"] == tuple(dict.fromkeys(said.speaker for said in meeting.said))
    assert set(parsed.fields.get("attendees", ())) == (set(meeting.people) & _stated(form, meeting))


def _stated(form: Form, meeting: Call) -> set[str]:
    """Those who are listed: Zoom's timeline lists who spoke."""
    if not form.has_attendees:
        return set()
    return {said.speaker for said in meeting.said} if "timeline" in form.write.__name__ else set(meeting.people)


@pytest.mark.parametrize("name", ["webvtt", "srt", "teams-vtt", "zoom-vtt"])
def test_captions_may_overlap(name: str) -> None:
    for seed in SEEDS:
        meeting = call(seed, overlapping=True)
        parsed = parse(FORMS[name].write(meeting).encode(), path_of(FORMS[name], meeting))
        said = [(said.speaker, word) for said in meeting.said for word in said.words.split()]
        assert (seed, spoken(parsed)) == (seed, said)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", FORMS)
def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes_or_unreadable(name: str, share: float) -> None:
    form = FORMS[name]
    for seed in range(5):
        meeting = call(seed)
        data = form.write(meeting).encode()
        try:
            parsed = parse(data[: int(len(data) * share)], path_of(form, meeting))
        except UnreadableDocument:
            continue
        sound = [(turn.anchor.speaker, word) for turn in turns(parsed)[:-1] for word in words_of(turn)]
        assert (seed, sound) == (seed, spoken(parsed_as(name, seed))[: len(sound)])


@pytest.mark.parametrize("name", FORMS)
def test_a_nul_makes_a_transcript_unreadable(name: str) -> None:
    form, meeting = FORMS[name], call(3)
    data = form.write(meeting).encode()
    with pytest.raises(UnreadableDocument):
        parse(data[:40] + b"\0" + data[40:], path_of(form, meeting))


@pytest.mark.parametrize(
    ("extension", "text"),
    [
        pytest.param(".txt", "Ana: x\n" * 30_000, id="thirty thousand turns"),
        pytest.param(".txt", "Ana  0:05\nx\n" * 20_000, id="twenty thousand heads"),
        pytest.param(".txt", "00:00:01\tFrom Ana to Everyone:\n\tx\n" * 20_000, id="twenty thousand messages"),
        pytest.param(".txt", "a: " * 200_000, id="colons"),
        pytest.param(".txt", "Ana: x\nBo: " + "w " * 300_000, id="one very long turn"),
        pytest.param(".txt", "Ana: x\nBo: y\n" + ". " * 200_000 + "Decision: z", id="stops"),
        pytest.param(".vtt", "WEBVTT\n\n" + "-->" * 200_000, id="arrows"),
        pytest.param(".srt", "9" * 500_000, id="digits"),
        pytest.param(".json", '{"transcript": ' + "[" * 100_000 + "]" * 100_000 + "}", id="deep lists"),
        pytest.param(
            ".json", '{"title": "T", "created_at": "x", "summary_text": "' + "# " * 100_000 + '"}', id="many headings"
        ),
    ],
)
def test_huge_transcripts_are_read_or_unreadable(extension: str, text: str) -> None:
    with suppress(UnreadableDocument):
        assert parse(text.encode(), f"calls/x{extension}").title
