"""What is special to each vendor's export; that all of them give a call back is in test_transcripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from assistant.domain.documents import Kind
from assistant.errors import UnreadableDocument
from ingest.formats import fireflies, granola, meet, otter, zoom
from ingest.formats.json_values import moment_of, number_of, texts_of
from ingest.formats.registry import parse
from ingest.formats.teams import is_teams_transcript, parse_teams
from ingest.formats.text import parse_text
from ingest.parsed import BlockKind, Parsed
from tests.stand_ins.meetings import FORMS, call, fireflies_json, granola_json, meet_json, otter_json, teams_paragraphs

Json: TypeAlias = Any


def of(text: str, **changes: Json) -> Json:
    """The export with some of its keys changed; None takes one away."""
    loaded = json.loads(text)
    loaded = loaded.get("data", {}).get("transcript") or loaded.get("speech") or loaded
    return {name: value for name, value in {**loaded, **changes}.items() if value is not None}


def read(loaded: Json, path: str = "calls/x.json") -> Parsed:
    return parse(json.dumps(loaded).encode(), path)


def headings(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks if block.kind is BlockKind.HEADING]


def said(parsed: Parsed) -> list[tuple[str, float | None, str]]:
    turns = (block for block in parsed.blocks if block.kind is BlockKind.TURN)
    return [(turn.anchor.speaker, turn.anchor.seconds, turn.text.split(": ", 1)[-1]) for turn in turns]


def test_fireflies_summary_stands_above_the_turns_and_its_tasks_are_action_items() -> None:
    meeting = call(1)
    parsed = read(of(fireflies_json(meeting)))
    assert headings(parsed) == ["Overview", "Action items", "Keywords", "Transcript"]
    assert parsed.fields["action_items"] == (f"{meeting.people[0]}: Measure the latency", "Book a room")
    assert (parsed.authors, parsed.created_at) == (("ana@tidewater.example",), meeting.start)


@pytest.mark.parametrize(
    ("summary", "tasks"),
    [
        ({"action_items": ["Measure", "Book"]}, ("Measure", "Book")),
        ({"action_items": "- Measure\n- Book (10:05)"}, ("Measure", "Book")),
        ({"action_items": None}, None),
        ({}, None),
        (None, None),
        ("late", None),
    ],
)
def test_fireflies_tasks_may_be_a_list_a_text_or_missing(summary: Json, tasks: tuple[str, ...] | None) -> None:
    assert read({**of(fireflies_json(call(1))), "summary": summary}).fields.get("action_items") == tasks


def test_fireflies_names_people_by_their_addresses_where_it_has_no_names() -> None:
    parsed = read(of(fireflies_json(call(1)), meeting_attendees=[{"email": "ana@tidewater.example", "displayName": None}]))
    assert parsed.fields["attendees"] == ("ana@tidewater.example",)
    assert read(of(fireflies_json(call(1)), meeting_attendees=None)).fields["attendees"] == ("ana@tidewater.example",)


def test_granolas_notes_keep_their_headings_and_give_their_action_items() -> None:
    parsed = read(of(granola_json(call(2))))
    assert headings(parsed) == ["Queue", "Action items", "Transcript"]
    assert parsed.fields["action_items"] == ("Measure the latency",)
    assert parsed.url == "https://notes.granola.ai/d/1d3t"
    assert {block.level for block in parsed.blocks if block.kind is BlockKind.HEADING} == {1}


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Ana", "Ana"),
        ({"source": "microphone"}, "Me"),
        ({"source": "speaker"}, "Them"),
        ({"source": "speaker", "diarization_label": "Speaker A"}, "Speaker A"),
        ({}, ""),
        (None, ""),
    ],
)
def test_granola_tells_voices_apart_or_only_the_two_sides(speaker: Json, name: str) -> None:
    entry = {"speaker": speaker, "text": "Hello.", "start_time": 12.5}
    assert said(read(of(granola_json(call(2)), transcript=[entry]))) == [(name, 12.5, "Hello.")]


def test_a_note_without_a_transcript_is_a_meeting_too() -> None:
    parsed = read(of(granola_json(call(2)), transcript=None))
    assert parsed.kind is Kind.MEETING
    assert said(parsed) == []


def test_notes_of_granola_as_markdown_are_minutes() -> None:
    text = "# Queue review\n\nThu, 14 Nov 2024\n\n### Decisions\n\n- Two replicas\n\nChat: https://notes.granola.ai/d/1d3t\n"
    parsed = parse(text.encode(), "notes/queue.md")
    assert (parsed.kind, parsed.title) == (Kind.MEETING, "Queue review, 2024-11-14")
    assert "Two replicas" in parsed.fields["decisions"]


def test_a_participant_whom_meet_does_not_name_keeps_one_name_all_along() -> None:
    meeting = call(4)
    parsed = read(of(meet_json(meeting), participants=None))
    assert set(parsed.fields["speakers"]) <= {str(number) for number in range(5)}
    assert parsed.language == "en-US"


def test_meet_counts_from_the_first_entry_where_the_start_is_not_known() -> None:
    meeting = call(5)
    assert said(read(of(meet_json(meeting), transcript=None)))[0][1] == 0.0


def test_otters_speakers_are_named_in_the_entry_or_by_number() -> None:
    entries = [
        {"transcript": "One.", "start_offset": 500, "speaker_id": 7},
        {"transcript": "Two.", "start_offset": 1500, "speaker_name": "Bo"},
        {"transcript": "Three.", "start_offset": None, "speaker_id": 9},
    ]
    speech = of(otter_json(call(6)), transcripts=entries, speakers=[{"id": 7, "speaker_name": "Ana"}])
    assert said(read(speech)) == [("Ana", 0.5, "One."), ("Bo", 1.5, "Two."), ("", None, "Three.")]


def test_otters_sections_stand_above_the_turns() -> None:
    text = (
        "Weekly\nThu, Nov 14, 2024 10:00AM • 24:05\n\nSUMMARY KEYWORDS\nqueue\n\nACTION ITEMS\n[ ] Ana to measure\n\n"
        "Unknown Speaker  0:00  \nHello.\n\nAna Ruiz  1:02:05  \nTwo\n\nparagraphs.\n\nTranscribed by https://otter.ai\n"
    )
    parsed = parse_text(text, "calls/weekly.txt")
    assert (parsed.title, parsed.created_at) == ("Weekly", datetime(2024, 11, 14, tzinfo=UTC))
    assert headings(parsed) == ["SUMMARY KEYWORDS", "ACTION ITEMS", "Transcript"]
    assert parsed.fields["action_items"] == ("Ana to measure",)
    assert [(turn.anchor.speaker, turn.anchor.seconds) for turn in parsed.blocks[-2:]] == [("", 0.0), ("Ana Ruiz", 3725.0)]
    assert parsed.blocks[-1].text == "Ana Ruiz: Two\n\nparagraphs."


def test_otter_without_speakers_is_told_by_its_last_line() -> None:
    text = "0:01  \nFirst.\n\n0:15  \nSecond.\n\nTranscribed by https://otter.ai\n"
    assert said(parse_text(text, "a.txt")) == [("", 1.0, "First."), ("", 15.0, "Second.")]
    assert parse_text(text.replace("Transcribed by https://otter.ai", ""), "a.txt").kind is Kind.PAGE


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("".join(f"Talk {n}  {n + 9}:00\nRoom {n}\n\n" for n in range(6)), id="timetable"),
        pytest.param("Breakfast  9:00\nrolls\n\nDinner  8:00\nsoup\n", id="times that go back"),
        pytest.param("Ana: one\nhttps://example.org\nText without turns.\nMore.\n", id="one turn"),
    ],
)
def test_other_texts_with_names_and_times_are_no_meetings(text: str) -> None:
    assert parse_text(text, "a.txt").kind is Kind.PAGE


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("00:12:03\tFrom Ana Ruiz to Everyone:\tHi", ("Ana Ruiz", 723.0, "Hi")),
        ("00:12:03\t From  Ana Ruiz : Hi", ("Ana Ruiz", 723.0, "Hi")),
        ("00:12:03 From Ana Ruiz to Bo(Direct Message):\n\tHi", ("Ana Ruiz", 723.0, "Hi")),
        ("2024-11-14 10:12:03 From Ana Ruiz to Everyone:\n\tone\n\ttwo", ("Ana Ruiz", 36723.0, "one\ntwo")),
    ],
)
def test_a_chat_of_zoom_is_read_in_each_of_its_ages(line: str, expected: tuple[str, float, str]) -> None:
    parsed = parse_text(f"{line}\n", "calls/meeting_saved_chat.txt")
    assert said(parsed) == [expected]
    assert parsed.kind is Kind.MEETING


SUMMARY = {
    "meeting_topic": "Platform weekly",
    "meeting_start_time": "2024-11-14T10:00:00Z",
    "summary_last_modified_time": "2024-11-14T11:30:00Z",
    "summary_overview": "They talked about the queue.",
    "summary_details": [{"label": "Queue", "summary": "Two replicas stay."}],
    "next_steps": ["Ana to measure the latency.", "Bo to book a room."],
}


@pytest.mark.parametrize("enveloped", [False, True], ids=["api", "webhook"])
def test_a_summary_of_zoom_is_its_sections(enveloped: bool) -> None:
    parsed = read({"event": "meeting.summary_completed", "payload": {"object": SUMMARY}} if enveloped else SUMMARY)
    assert headings(parsed) == ["Overview", "Queue", "Next steps"]
    assert (parsed.title, parsed.created_at) == ("Platform weekly", datetime(2024, 11, 14, 10, tzinfo=UTC))
    assert parsed.fields["action_items"] == ("Ana to measure the latency.", "Bo to book a room.")


def test_a_summary_of_zoom_may_be_one_text_of_markdown() -> None:
    content = {"meeting_topic": "Weekly", "summary_content": "## Queue\n\nTwo replicas stay.\n\n## Rooms\n\nNone.\n"}
    assert [block.text for block in read(content).blocks][-3:] == ["Two replicas stay.", "Rooms", "None."]


def test_a_timeline_without_words_is_no_document() -> None:
    with pytest.raises(UnreadableDocument, match="no words"):
        read({"timeline": [{"ts": "00:00:01.000", "users": [{"username": "Ana"}]}]})


def test_older_word_transcripts_of_teams_have_the_times_first() -> None:
    paragraphs = ["Weekly", "14 November 2024", "0:0:5.120 --> 0:0:9.840", "Ana Ruiz", "Hello.", "0:1:0.0 --> 0:1:2.0\nBo\nHi."]
    assert is_teams_transcript(paragraphs)
    parsed = parse_teams(paragraphs, "calls/weekly.docx")
    assert said(parsed) == [("Ana Ruiz", 5.12, "Hello."), ("Bo", 60.0, "Hi.")]
    assert (parsed.title, parsed.created_at) == ("Weekly", datetime(2024, 11, 14, tzinfo=UTC))


@pytest.mark.parametrize("seed", range(30))
def test_paragraphs_of_teams_give_the_call_back(seed: int) -> None:
    meeting = call(seed)
    paragraphs = teams_paragraphs(meeting).split("\n")
    assert is_teams_transcript(paragraphs)
    parsed = parse_teams(paragraphs, "calls/x.docx")
    found = [(turn.text, turn.anchor.speaker, turn.anchor.seconds) for turn in parsed.blocks if turn.kind is BlockKind.TURN]
    assert found == [(f"{one.speaker}: {one.words}", one.speaker, float(int(one.second))) for one in meeting.said]
    assert (parsed.title, parsed.created_at and parsed.created_at.date()) == (meeting.title, meeting.start.date())


def test_a_word_document_of_prose_is_no_transcript() -> None:
    assert not is_teams_transcript(["A title", "Some prose: with a colon.", "It was 10:05 when they came."])


RECOGNISERS: Mapping[str, Any] = {"fireflies": fireflies, "granola": granola, "meet": meet, "otter": otter, "zoom": zoom}
VENDORS = {
    "fireflies-json": "fireflies",
    "granola-json": "granola",
    "meet-json": "meet",
    "otter-json": "otter",
    "zoom-timeline": "zoom",
}


@pytest.mark.parametrize("form", VENDORS)
def test_each_export_is_recognised_by_its_own_format_alone(form: str) -> None:
    loaded = json.loads(FORMS[form].write(call(7)))
    assert [name for name, module in RECOGNISERS.items() if module.recognises(loaded)] == [VENDORS[form]]


@pytest.mark.parametrize(
    "loaded",
    [
        [], {}, "text", 7, None, {"title": "T"}, {"transcript": "words"}, {"sentences": []}, {"timeline": [1, 2]},
        {"transcripts": [{"text": "x"}]}, {"title": "T", "created_at": 1}, {"transcriptEntries": {}},
        {"data": {"transcript": []}},
        {"payload": {"object": []}}, {"title": "T", "sentences": [{"speaker": "x"}]}, {"meeting_topic": "T"},
        {"speech": [], "transcripts": None},
    ],
)  # fmt: skip
def test_other_json_is_no_meeting(loaded: Json) -> None:
    assert not any(module.recognises(loaded) for module in RECOGNISERS.values())


@pytest.mark.parametrize("form", VENDORS)
@pytest.mark.parametrize("wrong", [None, 7, "text", [], {}, [None], [[]], {"name": {"name": []}}, True, 1e400])
def test_values_of_the_wrong_type_are_taken_for_missing(form: str, wrong: Json) -> None:
    loaded = json.loads(FORMS[form].write(call(8)))
    for holder in _objects_in(loaded):
        for name in list(holder):
            kept, holder[name] = holder[name], wrong
            with suppress(UnreadableDocument):
                assert read(loaded).title
            holder[name] = kept


def _objects_in(value: Json) -> list[Json]:
    """The objects in an export, of a list only the first."""
    if isinstance(value, dict):
        return [value, *(found for inner in value.values() for found in _objects_in(inner))]
    return _objects_in(value[0]) if isinstance(value, list) and value else []


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1731578400, "2024-11-14T10:00:00+00:00"), (1731578400000, "2024-11-14T10:00:00+00:00"),
        ("1731578400000", "2024-11-14T10:00:00+00:00"), ("2024-11-14T11:00:00+01:00", "2024-11-14T10:00:00+00:00"),
        (-1, None), (0, None), (1e30, None), ("soon", None), (True, None), (None, None), ([], None),
    ],
)  # fmt: skip
def test_moments_are_read_from_text_seconds_and_milliseconds(value: Json, moment: str | None) -> None:
    found = moment_of({"when": value}, "when")
    assert (found.isoformat() if found else None) == moment


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1.0), ("2.5", 2.5), ("x", None), (True, None), ("nan", None), (10**400, None)]
)
def test_numbers_are_finite_or_missing(value: Json, number: float | None) -> None:
    assert number_of({"n": value}, "n") == number


def test_texts_are_a_list_or_lines() -> None:
    assert texts_of({"t": ["a", 1, " ", "b "]}, "t") == ["a", "b"]
    assert texts_of({"t": "a\n\nb"}, "t") == ["a", "b"]
    assert texts_of({"t": 3}, "t") == []
