from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.documents import Kind
from assistant.errors import UnreadableDocument
from ingest.formats.dates import date_in_path, find_date, parse_date
from ingest.formats.decode import MAX_LINE, REPLACED
from ingest.formats.registry import SUPPORTED, parse

MARKS = [
    *("# ", "\n", "\n\n", "- ", "> ", "```", "| a |", "---", "===", ".. ", "::", "<div>", "</p>", "<!--", "-->", "word"),
    *("Status: x", "Ana: hi", "WEBVTT", "00:01.000 --> 00:02.000", "<v Ana>", '{"title":', "[", "}", "\t", "   ", "é"),
    *("中文。", "\u200b", "+--+", "====", "*", "`", "\x0c"),
]
FRENCH = "Le café est fermé, où irons-nous à présent ? Là-bas, très près."


def outcome(data: bytes, path: str) -> str:
    """The title, or the reason why there is none; any other exception goes on."""
    try:
        return parse(data, path).title
    except UnreadableDocument as error:
        return str(error)


@given(data=st.binary(max_size=400), extension=st.sampled_from(sorted(SUPPORTED)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_unreadable(data: bytes, extension: str) -> None:
    assert outcome(data, f"folder/name{extension}")


@given(parts=st.lists(st.sampled_from(MARKS), max_size=60), extension=st.sampled_from(sorted(SUPPORTED)))
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_marks_is_read_or_unreadable(parts: list[str], extension: str) -> None:
    assert outcome("".join(parts).encode(), f"name{extension}")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b" \n\t\n", "is empty", id="white space"),
        pytest.param(b"\xef\xbb\xbf", "is empty", id="only a mark"),
        pytest.param(b"text\0text", "looks like a binary file, not text", id="NUL"),
        pytest.param(bytes(range(1, 32)) * 20, "looks like a binary file, not text", id="control characters"),
        pytest.param(b"a" * (MAX_LINE + 1), f"has a line of {MAX_LINE + 1} characters: not prose", id="an endless line"),
    ],
)
def test_what_is_no_text_says_so(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=f"^{reason}$"):
        parse(data, "a.txt")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("\ufeffcafé".encode(), "café", id="UTF-8 with a mark"),
        pytest.param("café, 中文".encode("utf-16"), "café, 中文", id="UTF-16"),
        pytest.param(FRENCH.encode("cp1252"), FRENCH, id="Windows 1252"),
        pytest.param(b"a\r\nb\rc", "a\nb\nc", id="line ends"),
    ],
)
def test_text_is_decoded(data: bytes, text: str) -> None:
    assert parse(data, "a.txt").blocks[0].text == text


def test_a_few_broken_characters_are_replaced_with_a_warning() -> None:
    data = "naïve Ångström façade: déjà vu ".encode() * 5 + b"\xff and so on"
    parsed = parse(data, "a.txt")
    assert parsed.warnings == (REPLACED,)
    assert "\ufffd and so on" in parsed.blocks[0].text


def test_json_may_be_one_long_line() -> None:
    body = '{"title": "T", "comments": [], "body": "' + "word " * (MAX_LINE // 4) + '"}'
    assert parse(body.encode(), "a.json").kind is Kind.CODE_REVIEW


def test_a_text_of_turns_is_a_meeting() -> None:
    assert parse(b"Ana: one\nBo: two\nAna: three\n", "a.txt").kind is Kind.MEETING
    assert parse(b"Just a page.\n\nOf prose.", "a.txt").kind is Kind.PAGE


def test_reasons_do_not_repeat_the_path() -> None:
    assert "folder" not in outcome(b"", "folder/name.md")


def test_an_unknown_extension_is_refused() -> None:
    assert ".png" not in SUPPORTED
    with pytest.raises(UnreadableDocument, match=r"\.png"):
        parse(b"x", "a.png")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-14", (2024, 3, 14)),
        ("2024/03/14", (2024, 3, 14)),
        ("14-Mar-2024", (2024, 3, 14)),
        ("14 March 2024", (2024, 3, 14)),
        ("March 14, 2024", (2024, 3, 14)),
        ("14th of March, 2024", (2024, 3, 14)),
        ("2024年3月14日", (2024, 3, 14)),
        ("2024-03", (2024, 3, 1)),
    ],
)
def test_dates_are_read_in_every_usual_form(text: str, day: tuple[int, int, int]) -> None:
    assert parse_date(text) == datetime(*day, tzinfo=UTC)


def test_times_are_brought_to_utc() -> None:
    assert parse_date("2024-03-14T10:00:00+02:00") == datetime(2024, 3, 14, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-45", "0001-01-01T00:00:00+23:00", "31 February 2024", "version 1.2.3"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_first_date_of_a_sentence_counts() -> None:
    assert find_date("decided March 14, 2024, revised 2024-05-01") == datetime(2024, 3, 14, tzinfo=UTC)
    assert date_in_path("meetings/20241114_weekly.vtt") == datetime(2024, 11, 14, tzinfo=UTC)
