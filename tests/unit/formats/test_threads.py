from __future__ import annotations

import re

import pytest

from assistant.domain.documents import Anchor
from ingest.formats.threads import MAX_LINKS, Remark, Thread, addresses, described, references, thread_blocks
from ingest.parsed import BlockKind

SAID = (Remark("bo", "Why?", "1", "note_1"),)
REFERENCE = re.compile(r"#(\d+)")


def headings(*threads: Thread) -> list[str]:
    return [block.text for block in thread_blocks(threads) if block.kind is BlockKind.HEADING]


def test_threads_stand_in_the_order_of_their_files_and_lines_and_the_conversation_in_that_of_time() -> None:
    threads = [
        Thread((Remark("ana", "Last.", "9"),)),
        Thread(SAID, "b.go", 7),
        Thread(SAID, "a.go", 10),
        Thread(SAID, "a.go", 9),
        Thread((Remark("bo", "First.", "2"), Remark("ana", "A reply, later.", "8"))),
    ]
    assert headings(*threads) == ["a.go:9", "a.go:10", "b.go:7", "Conversation"]
    talk = [block.text for block in thread_blocks(threads)][-3:]
    assert talk == ["@bo: First.", "@ana: A reply, later.", "@ana: Last."]


@pytest.mark.parametrize(
    ("thread", "heading"),
    [
        pytest.param(Thread(SAID, "a.go", 7), "a.go:7", id="a line"),
        pytest.param(Thread(SAID, "a.go", 7, 9), "a.go:7-9", id="lines"),
        pytest.param(Thread(SAID, "a.go", 7, 7), "a.go:7", id="lines from and to the same"),
        pytest.param(Thread(SAID, "a.go"), "a.go", id="a file"),
        pytest.param(Thread(SAID, "a.go", 7, standing="resolved"), "a.go:7 · resolved", id="resolved"),
    ],
)
def test_a_thread_is_headed_by_its_place_and_standing(thread: Thread, heading: str) -> None:
    assert headings(thread) == [heading]


def test_every_block_of_a_thread_knows_its_place() -> None:
    blocks = list(thread_blocks([Thread((*SAID, Remark("", "So.", "2")), "a.go", 7, 9, code="x\ny\n")]))
    place = Anchor("note_1", file="a.go", file_line=7, file_last_line=9)
    assert [(block.text, block.anchor) for block in blocks] == [
        ("a.go:7-9", place),
        ("x\ny", place),
        ("@bo: Why?", place),
        ("@unknown: So.", Anchor(file="a.go", file_line=7, file_last_line=9)),
    ]


def test_of_long_code_the_end_is_shown() -> None:
    code = "\n".join(f"line {number}" for number in range(30))
    blocks = [block.text for block in thread_blocks([Thread(SAID, "a.go", 7, code=code)]) if block.kind is BlockKind.CODE]
    assert [block.split("\n")[0] for block in blocks] == ["line 20"]


def test_nothing_said_is_no_block() -> None:
    assert list(thread_blocks([Thread(()), Thread((), "a.go", 7)])) == []
    assert list(described(" \n")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("See https://a.example.org/x.", ["https://a.example.org/x"], id="the end of a sentence"),
        pytest.param("[it](https://a.example.org/x), yes", ["https://a.example.org/x"], id="a Markdown link"),
        pytest.param("<https://a.example.org/x?y=1#z>", ["https://a.example.org/x?y=1#z"], id="an autolink"),
        pytest.param("**https://a.example.org/x**", ["https://a.example.org/x"], id="in bold"),
        pytest.param("https://a.example.org https://a.example.org", ["https://a.example.org"], id="twice"),
        pytest.param("ftp://a.example.org http:// x", [], id="no address"),
    ],
)
def test_addresses_are_found_without_what_surrounds_them(text: str, found: list[str]) -> None:
    assert addresses([text]) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("#1 and #2", ["1", "2"], id="in prose"),
        pytest.param("`#1` #2 `a\n#3`", ["2", "3"], id="not in code"),
        pytest.param("```\n#1\n```\n#2\n```\n#3", ["2"], id="not in a block of code, closed or not"),
        pytest.param("https://a.example.org/x#1 #2", ["2"], id="not in an address"),
    ],
)
def test_references_are_found_in_what_people_wrote(text: str, found: list[str]) -> None:
    assert [match[1] for match in references(REFERENCE, [text])] == found


def test_there_is_an_end_to_what_is_searched() -> None:
    many = " ".join(f"https://a.example.org/{number} #{number}" for number in range(1000))
    assert len(addresses([many])) == len(references(REFERENCE, [many])) == MAX_LINKS
