"""Documents as their pages show them: chunks put together again, each in the form of its text."""

from __future__ import annotations

import pytest
from web_library import HELD, LONG_CODE, MORE_CODE, document

from assistant.domain.documents import Anchor, Chunk, Kind
from assistant.web.document_view import contents, view_chunks
from assistant.web.markdown_pieces import rejoined
from assistant.web.text_forms import Flow, Turn, comments, paragraphs, turns


def flows(text: str) -> list[tuple[Flow, str]]:
    return [(paragraph.flow, paragraph.text) for paragraph in paragraphs(text)[0]]


def test_code_that_was_cut_stays_code_in_every_chunk() -> None:
    views = view_chunks(*HELD["guides-berth-assignment-md"])
    assert [view.html.count("<pre>") for view in views[:2]] == [1, 1]
    assert "step_79" in views[1].html
    assert "```" not in views[1].html


def test_a_table_that_was_cut_goes_on_under_its_header() -> None:
    views = view_chunks(*HELD["guides-berth-assignment-md"])
    assert views[3].html.count("<th>") == 14
    assert "value 6.13" in views[3].html
    assert "<table>" not in views[4].html


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        (["```py\nx", "y\n```\nz"], ["```py\nx\n```", "```py\ny\n```\nz"]),
        (["~~~\n```", "```\n~~~"], ["~~~\n```\n~~~", "~~~\n```\n~~~"]),
        (["````\n```", "x\n````"], ["````\n```\n````", "````\nx\n````"]),
        (["```\nx\n```", "y"], ["```\nx\n```", "y"]),
        (["|a|\n|-|\n|1|", "|2|"], ["|a|\n|-|\n|1|", "|a|\n|-|\n|2|"]),
        (["|a|\n|-|\n|1|", "|b|\n|-|\n|2|"], ["|a|\n|-|\n|1|", "|b|\n|-|\n|2|"]),
        (["|a|\n|-|\n|1|\n\nend", "|2|"], ["|a|\n|-|\n|1|\n\nend", "|2|"]),
        (["```\na", "b", "c\n```"], ["```\na\n```", "```\nb\n```", "```\nc\n```"]),
    ],
    ids=["prose", "fence", "other-fence", "longer-fence", "closed", "rows", "new-table", "table-ended", "three-pieces"],
)
def test_pieces_are_made_readable_one_by_one(pieces: list[str], expected: list[str]) -> None:
    assert rejoined(pieces) == expected


def test_the_whole_code_is_there() -> None:
    joined = "\n".join(rejoined([LONG_CODE, MORE_CODE]))
    assert all(f"step_{number}(" in joined for number in range(80))


def test_each_heading_stands_once_above_its_first_chunk() -> None:
    views = view_chunks(*HELD["adr-0019-kafka-md"])
    assert [[(heading.level, heading.text) for heading in view.headings] for view in views] == [
        [(2, "Context")],
        [(2, "Decision")],
        [(3, "Rollout")],
        [(2, "Consequences")],
    ]
    assert [heading.text for heading in contents(views)] == ["Context", "Decision", "Rollout", "Consequences"]


def test_a_heading_that_comes_again_after_another_is_shown_again() -> None:
    chunks = [Chunk(n, "d", n, "text", path) for n, path in enumerate([("A", "x"), ("B", "x"), ("B", "x")], 1)]
    views = view_chunks(document("d.md", "D"), chunks)
    assert [[heading.text for heading in view.headings] for view in views] == [["A", "x"], ["B", "x"], []]


def test_a_review_shows_the_place_the_change_and_who_said_what() -> None:
    views = view_chunks(*HELD["reviews-pull-412-json"])
    assert views[0].comments[0].author == ""
    thread = views[1]
    assert thread.place == "api/cursors.py:42"
    assert thread.headings == ()
    assert [comment.author for comment in thread.comments] == ["lars", "yuki"]
    assert "+    return expiring()" in thread.comments[0].code


def test_a_transcript_is_its_turns() -> None:
    views = view_chunks(*HELD["meetings-2024-11-14-apps-weekly-txt"])
    assert views[0].turns[0] == Turn("Lars Okafor", "00:00:12", "Morning. First the old API.")
    assert views[1].turns[0].words.endswith("\nI will tell support.")


def test_captions_show_the_moment_that_their_chunk_starts() -> None:
    chunk = Chunk(1, "d", 0, "Ana: yes\nBo: no", (), Anchor(speaker="Ana", seconds=75.5))
    said = view_chunks(document("m.vtt", "M", kind=Kind.MEETING), [chunk])[0].turns
    assert [turn.time for turn in said] == ["00:01:15", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana: yes", [Turn("Ana", "", "yes")]),
        ("[00:12] Ana Ruiz: yes", [Turn("Ana Ruiz", "00:12", "yes")]),
        ("刘梅：好的", [Turn("刘梅", "", "好的")]),
        ("so it went on\nAna: yes", [Turn("", "", "so it went on"), Turn("Ana", "", "yes")]),
        ("Ana:\nyes", [Turn("Ana", "", "yes")]),
        ("see https://x.example", [Turn("", "", "see https://x.example")]),
    ],
    ids=["plain", "time", "chinese", "goes-on", "words-below", "address"],
)
def test_turns_are_told_from_their_lines(text: str, expected: list[Turn]) -> None:
    assert list(turns(text)) == expected


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("A description.", [""]),
        ("@ana: yes", ["ana"]),
        ("@ana: yes\n\n@bo: no", ["ana", "bo"]),
        ("the end of it\n\n@bo: no", ["", "bo"]),
        ("@ana: ask @bo: he knows", ["ana"]),
    ],
    ids=["description", "one", "two", "goes-on", "mention"],
)
def test_comments_are_told_apart(text: str, authors: list[str]) -> None:
    assert [comment.author for comment in comments(text)] == authors


def test_a_change_without_a_comment_is_shown() -> None:
    assert [comment.code for comment in comments("@@ -1 +1 @@\n+x")] == ["@@ -1 +1 @@\n+x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{'a' * 60}\nb", [(Flow.PROSE, f"{'a' * 60}\nb")]),
        ("short\nlines", [(Flow.LINES, "short\nlines")]),
        ("* one\n* two", [(Flow.LINES, "* one\n* two")]),
        ("    x = 1\n\n    y = 2", [(Flow.COLUMNS, "x = 1\n\ny = 2")]),
        ("a\n\n\n\nb", [(Flow.PROSE, "a"), (Flow.PROSE, "b")]),
        ("+---+\n| a |\n+---+", [(Flow.COLUMNS, "+---+\n| a |\n+---+")]),
        ("====  ====\na     b\n====  ====", [(Flow.COLUMNS, "====  ====\na     b\n====  ====")]),
        ("[cols=2]\n|===\n|a |b", [(Flow.COLUMNS, "[cols=2]\n|===\n|a |b")]),
        (f"TW-1:: {'a' * 60}\nTW-2:: b", [(Flow.LINES, f"TW-1:: {'a' * 60}\nTW-2:: b")]),
        ("\n\n", []),
    ],
    ids=[
        "wrapped",
        "meant",
        "list",
        "literal",
        "paragraphs",
        "grid",
        "simple-table",
        "asciidoc-table",
        "definitions",
        "nothing",
    ],
)
def test_line_breaks_that_were_meant_are_kept(text: str, expected: list[tuple[Flow, str]]) -> None:
    assert flows(text) == expected


def test_delimited_code_goes_on_in_the_next_chunk() -> None:
    chunks = [Chunk(1, "d", 0, "See:\n\n----\na: 1"), Chunk(2, "d", 1, "b: 2\n\nc: 3\n----\nDone.")]
    first, second = view_chunks(document("d.adoc", "D", kind=Kind.PAGE), chunks)
    assert [(p.flow, p.text) for p in first.paragraphs] == [(Flow.PROSE, "See:"), (Flow.COLUMNS, "a: 1")]
    assert [(p.flow, p.text) for p in second.paragraphs] == [(Flow.COLUMNS, "b: 2\n\nc: 3"), (Flow.PROSE, "Done.")]


def test_a_place_in_words_is_only_a_caption_where_a_file_is_meant() -> None:
    chunk = Chunk(1, "d", 0, "text", (), Anchor(line=3, last_line=9))
    assert view_chunks(document("r.json", "R", kind=Kind.CODE_REVIEW), [chunk])[0].place == ""
