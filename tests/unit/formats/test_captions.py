from datetime import UTC, datetime

import pytest

from assistant.errors import UnreadableDocument
from ingest.formats.registry import parse
from ingest.formats.webvtt import parse_webvtt
from ingest.parsed import Parsed


def said(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.anchor.speaker, turn.text.removeprefix(f"{turn.anchor.speaker}: ")) for turn in parsed.blocks]


def cues(*payloads: str, head: str = "WEBVTT") -> str:
    times = (f"00:{minute:02}:00.000 --> 00:{minute:02}:59.000\n{payload}" for minute, payload in enumerate(payloads))
    return "\n\n".join([head, *times]) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(cues("<v Ana>Hi.</v>", "<v Bo>Yes."), [("Ana", "Hi."), ("Bo", "Yes.")], id="voices"),
        pytest.param(cues("<v Ana>Hi.</v> <v Bo>Yes.</v>"), [("Ana", "Hi."), ("Bo", "Yes.")], id="two voices in a cue"),
        pytest.param(cues("<v Ana>Hi.</v>", "Noise"), [("Ana", "Hi."), ("", "Noise")], id="a voice ends with its cue"),
        pytest.param(cues("<v Ana>Note: <c.x>one</c> &lt;3"), [("Ana", "Note: one <3")], id="tags and entities"),
        pytest.param(cues("Ana Ruiz: Hi.", "and more", "Bo Li: Yes."), [("Ana Ruiz", "Hi. and more"), ("Bo Li", "Yes.")],
                     id="a caption without a name goes on"),
        pytest.param(cues("- Ana: Hi.\n- Bo: Yes.", "- Ana: So.\n- Bo: No."),
                     [("Ana", "Hi."), ("Bo", "Yes."), ("Ana", "So."), ("Bo", "No.")], id="two speakers in a caption"),
        pytest.param(cues(">> ANA: Hi.", ">> BO: Yes.", ">> ANA: So."), [("ANA", "Hi."), ("BO", "Yes."), ("ANA", "So.")],
                     id="broadcast"),
        pytest.param(cues("Hello all.", "One question: why?", "Because."), [("", "Hello all. One question: why? Because.")],
                     id="a colon makes no speaker"),
        pytest.param(cues("Ana: we have two:\nKafka: fast", "Bo: and: slow"),
                     [("Ana", "we have two: Kafka: fast"), ("Bo", "and: slow")], id="only the first name of a caption counts"),
        pytest.param(cues("王芳：你好", "李雷：好"), [("王芳", "你好"), ("李雷", "好")], id="full-width colons"),
        pytest.param(cues("{\\an8}<font color=red>Hi.</font>"), [("", "Hi.")], id="marks of subtitles"),
        pytest.param(cues("see https://example.org/a", "ok"), [("", "see https://example.org/a ok")], id="an address"),
    ],
)  # fmt: skip
def test_speakers_are_told_as_each_recorder_writes_them(text: str, expected: list[tuple[str, str]]) -> None:
    parsed = parse_webvtt(text, "a.vtt")
    joined: list[tuple[str, str]] = []
    for speaker, words in said(parsed):
        if joined and joined[-1][0] == speaker:
            joined[-1] = (speaker, f"{joined[-1][1]} {words}")
        else:
            joined.append((speaker, words))
    assert joined == expected


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        ("01:02.500 --> 01:03.000", 62.5),
        ("1:01:02.5 --> 1:02:00.0", 3662.5),
        ("00:01:02,500 --> 00:01:03,000", 62.5),
        ("00:01:02 --> 00:01:03", 62.0),
        ("100:00:00.000 --> 100:00:01.000", 360_000.0),
        ("  00:01:02.500 -->00:01:03.000 align:start", 62.5),
        ("0:1:2.5 --> 0:1:3.12", 62.5),
        ("yesterday --> today", None),
        ("00:00:xx --> 00:00:01", None),
    ],
)
def test_times_are_read_in_every_usual_form_and_words_without_one_are_kept(times: str, seconds: float | None) -> None:
    parsed = parse_webvtt(f"WEBVTT\n\n{times}\n<v Ana>Hello.\n", "a.vtt")
    assert [(turn.text, turn.anchor.seconds) for turn in parsed.blocks] == [("Ana: Hello.", seconds)]


def test_an_end_before_its_start_and_a_time_that_goes_back_lose_no_words() -> None:
    text = "WEBVTT\n\n00:09.000 --> 00:01.000\n<v Ana>One.\n\n00:02.000 --> 00:03.000\n<v Ana>Two.\n"
    assert [(turn.text, turn.anchor.seconds) for turn in parse_webvtt(text, "a.vtt").blocks] == [
        ("Ana: One.", 9),
        ("Ana: Two.", 2),
    ]


def test_numbers_of_captions_are_no_words_even_where_the_empty_line_is_lost() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAna: One.\n2\n00:00:03,000 --> 00:00:04,000\nAna: Two.\n"
    parsed = parse(text.encode(), "a.srt")
    assert [(turn.text, turn.anchor.line, turn.anchor.last_line) for turn in parsed.blocks] == [("Ana: One. Two.", 3, 6)]


def test_notes_styles_and_regions_say_nothing_but_a_note_may_date_the_call() -> None:
    text = (
        "WEBVTT Weekly\nKind: captions\nLanguage: en-GB\n\nNOTE\nCreated 2024-11-14\n\nSTYLE\n::cue(v) { color: red }\n\n"
        "REGION\nid:a\n\n00:01.000 --> 00:02.000\n<v Ana>NOTEs are words.\n\nNOTE 00:03.000 --> 00:04.000\nhidden\n"
    )
    parsed = parse_webvtt(text, "a.vtt")
    assert (parsed.title, parsed.language, parsed.created_at) == ("Weekly", "en-GB", datetime(2024, 11, 14, tzinfo=UTC))
    assert [turn.text for turn in parsed.blocks] == ["Ana: NOTEs are words."]


def test_the_parts_that_teams_cuts_an_utterance_into_are_one_turn() -> None:
    name = "5f2c4b07-9e1a-0d5c-2f6d-8e1100000000"
    text = (
        f"WEBVTT\n\n{name}/12-0\n00:00:05.000 --> 00:00:07.000\n<v Ana Ruiz>We keep</v>\n\n"
        f"{name}/12-1\n00:00:07.000 --> 00:00:09.000\n<v Ana Ruiz>two replicas.</v>\n\n"
        f"{name}/13-0\n00:00:09.500 --> 00:00:11.000\n<v Bo>Good.</v>\n"
    )
    parsed = parse_webvtt(text, "a.vtt")
    assert [(turn.text, turn.anchor.label) for turn in parsed.blocks] == [
        ("Ana Ruiz: We keep two replicas.", "00:00:05 Ana Ruiz"),
        ("Bo: Good.", "00:00:09 Bo"),
    ]


def test_microsofts_objects_date_the_call_and_name_its_language() -> None:
    when = "2023-03-08T08:22:30.0461639+00:00"
    cue = f'{{"startDateTime":"{when}","speakerName":"Ana","spokenText":"Hi <b>","spokenLanguage":"en-us"}}'
    parsed = parse_webvtt(f"WEBVTT\n\n00:00:16.246 --> 00:00:17.726\n{cue}\n", "a.vtt")
    assert said(parsed) == [("Ana", "Hi <b>")]
    assert (parsed.created_at and parsed.created_at.date().isoformat(), parsed.language) == ("2023-03-08", "en-us")


def test_a_long_turn_is_parted_so_that_each_part_opens_its_own_minute() -> None:
    text = "WEBVTT\n\n" + "\n".join(
        f"{minute:02}:{second:02}.000 --> {minute:02}:{second + 19:02}.000\n<v Ana>Word {minute} {second}.\n"
        for minute in range(10)
        for second in (0, 20, 40)
    )
    seconds = [turn.anchor.seconds for turn in parse_webvtt(text, "a.vtt").blocks]
    assert all(told is not None for told in seconds)
    assert (
        max(later - told for told, later in zip(seconds, [*seconds[1:], 600.0], strict=True) if told is not None and later)
        <= 80
    )


def test_captions_in_a_text_file_are_captions() -> None:
    parsed = parse(b"1\n00:00:01,000 --> 00:00:02,000\nAna: One.\n", "calls/2024-11-14 weekly.txt")
    assert said(parsed) == [("Ana", "One.")]
    assert parsed.title == "2024-11-14 weekly"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("WEBVTT\n", id="header only"),
        pytest.param("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", id="no words"),
        pytest.param("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana></v>\n", id="a voice without words"),
        pytest.param("WEBVTT\n\n" + "-->\n" * 1000, id="arrows only"),
        pytest.param("1\n2\n3\n", id="numbers only"),
    ],
)
def test_captions_without_words_are_unreadable(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="no captions"):
        parse_webvtt(text, "a.vtt")


def test_twenty_thousand_captions_and_a_very_long_one_are_read() -> None:
    many = "WEBVTT\n\n" + "".join(f"{n // 60}:{n % 60:02}.000 --> 9999:00:00.000\n<v A{n % 7}>w\n\n" for n in range(20_000))
    assert len(parse_webvtt(many, "a.vtt").blocks) == 20_000
    long = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>" + "<" * 200_000 + " word" * 20_000
    assert len(parse_webvtt(long, "a.vtt").blocks) == 1
