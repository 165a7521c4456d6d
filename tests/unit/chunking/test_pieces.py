import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.documents import Anchor, Chunk, contextual_text
from ingest.chunking.pieces import Limits, Piece, pieces
from ingest.parsed import Block, BlockKind, Parsed

WORDS = re.compile(r"\w+|[^\w\s]")


def count_tokens(texts: Sequence[str]) -> list[int]:
    """Words and marks, and two for the ends, as a WordPiece tokenizer counts them."""
    return [len(WORDS.findall(text)) + 2 for text in texts]


def document(*blocks: Block, title: str = "Title") -> Parsed:
    return Parsed(title, blocks)


def paragraph(text: str, line: int = 0) -> Block:
    return Block(BlockKind.PARAGRAPH, text, line, line + text.count("\n") if line else 0)


def heading(text: str, level: int = 1, line: int = 0) -> Block:
    return Block(BlockKind.HEADING, text, line, line, level, Anchor(fragment=text.lower(), line=line, last_line=line))


def cut(*blocks: Block, limit: int = 40) -> list[Piece]:
    return pieces(document(*blocks), Limits(limit, count_tokens))


def sentences(number: int) -> str:
    return " ".join(f"Sentence number {index} has exactly eight words." for index in range(number))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


KINDS = [kind for kind in BlockKind if kind is not BlockKind.HEADING]
BODIES = st.lists(
    st.sampled_from(["word ", "One. Two ", "\n", "- item\n", "中文。", "x" * 50, "a | b\n", "\n\n", "    code\n", "```\n"]),
    min_size=1,
    max_size=60,
)
BLOCKS = st.builds(lambda kind, parts: Block(kind, "".join(parts).strip("\n ") or "x"), st.sampled_from(KINDS), BODIES)
HEADINGS = st.builds(lambda level, number: heading(f"H {number}", level), st.integers(1, 4), st.integers(0, 9))


@given(blocks=st.lists(st.one_of(BLOCKS, HEADINGS), max_size=12), limit=st.integers(24, 80))
@settings(max_examples=300, deadline=None)
def test_pieces_hold_every_block_once_in_order(blocks: list[Block], limit: int) -> None:
    found = pieces(document(*blocks), Limits(limit, count_tokens))
    text = bare("".join(piece.text for piece in found))
    position = 0
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            position = text.index(bare(block.text), position) + len(bare(block.text))
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            assert any(block.text in piece.headings or block.text in piece.text for piece in found)


@given(blocks=st.lists(st.one_of(BLOCKS, HEADINGS), max_size=12), limit=st.integers(48, 96))
@settings(max_examples=300, deadline=None)
def test_title_headings_and_text_fit_the_limit(blocks: list[Block], limit: int) -> None:
    for piece in pieces(document(*blocks), Limits(limit, count_tokens)):
        text = contextual_text("Title", Chunk(0, "d", 0, piece.text, piece.headings))
        assert count_tokens([text])[0] <= limit


def test_blocks_of_a_section_share_a_piece_as_they_stand_in_the_file() -> None:
    (piece,) = cut(heading("Why", line=1), paragraph("one\ntwo", line=3), paragraph("three", line=7))
    assert piece.text == "one\ntwo\n\n\nthree"
    assert piece.headings == ("Why",)
    assert piece.anchor == Anchor(fragment="why", line=3, last_line=7)


def test_a_piece_ends_with_its_section() -> None:
    body = sentences(4)
    assert [piece.headings for piece in cut(heading("A"), paragraph(body), heading("B", 2), paragraph(body))] == [
        ("A",),
        ("A", "B"),
    ]


def test_headings_of_the_same_level_follow_each_other() -> None:
    long = sentences(4)
    blocks = [heading("A"), heading("B", 2), paragraph(long), heading("C", 2), paragraph(long), heading("D"), paragraph(long)]
    assert [piece.headings for piece in cut(*blocks)] == [("A", "B"), ("A", "C"), ("D",)]


def test_tiny_siblings_share_a_piece_and_keep_their_headings_as_lines() -> None:
    (piece,) = cut(heading("A"), heading("Status", 2), paragraph("Accepted"), heading("Date", 2), paragraph("May"), limit=80)
    assert piece.headings == ("A",)
    assert piece.text == "Status\n\nAccepted\n\nDate\n\nMay"


def test_a_heading_with_nothing_below_is_still_found() -> None:
    found = cut(heading("A"), paragraph(sentences(4)), heading("Empty", 2), heading("B"), paragraph(sentences(4)))
    assert found[1].headings == ("A",)
    assert found[1].text == "Empty"


@pytest.mark.parametrize(
    ("kind", "text", "starts"),
    [
        pytest.param(BlockKind.PARAGRAPH, sentences(12), "Sentence", id="prose at sentences"),
        pytest.param(
            BlockKind.CODE,
            "\n".join(f"    value_{n} = compute({n}) + offset" for n in range(30)),
            "    value",
            id="code at lines",
        ),
        pytest.param(
            BlockKind.TABLE, "\n".join(f"| row {n} | Value. Other {n} |" for n in range(30)), "| row", id="tables at rows"
        ),
        pytest.param(
            BlockKind.LIST, "\n".join(f"- item {n}\n  goes on. And on" for n in range(30)), "- item", id="lists at items"
        ),
        pytest.param(
            BlockKind.PARAGRAPH, "".join(f"这是第{n}个句子。" for n in range(40)), "这是第", id="Chinese at its stops"
        ),
        pytest.param(
            BlockKind.COMMENT, "```\n" + "\n".join(f"x. Y {n}" for n in range(40)) + "\n```", "", id="fences at lines"
        ),
    ],
)
def test_long_blocks_are_cut_where_a_reader_would(kind: BlockKind, text: str, starts: str) -> None:
    found = cut(Block(kind, text, 1, 1 + text.count("\n")))
    assert len(found) > 2
    assert all(piece.text.startswith(starts) for piece in found)
    if kind is not BlockKind.PARAGRAPH:
        lines = text.split("\n")
        assert all(line in lines for piece in found for line in piece.text.split("\n"))


def test_a_line_without_any_place_to_cut_is_cut_at_the_limit() -> None:
    found = cut(paragraph("x" * 5000))
    assert "".join(piece.text for piece in found) == "x" * 5000
    assert all(len(piece.text) <= 40 * 16 for piece in found)


def test_pieces_are_balanced() -> None:
    lengths = [count_tokens([piece.text])[0] for piece in cut(paragraph(sentences(9)), limit=60)]
    assert max(lengths) - min(lengths) <= 18


def test_lines_of_the_anchor_are_those_of_the_piece() -> None:
    text = "\n".join(f"value_{number} = compute({number})" for number in range(30))
    found = cut(Block(BlockKind.CODE, text, 11, 40))
    assert found[0].anchor.line == 11
    assert found[-1].anchor.last_line == 40
    for piece, following in pairwise(found):
        assert following.anchor.line == piece.anchor.last_line + 1
        assert piece.text.count("\n") == piece.anchor.last_line - piece.anchor.line


def test_turns_are_packed_line_by_line_with_the_first_speaker() -> None:
    turns = [
        Block(BlockKind.TURN, f"P{n}: some words here", n, n, anchor=Anchor(line=n, last_line=n, speaker=f"P{n}", seconds=n))
        for n in range(1, 20)
    ]
    found = cut(*turns)
    assert found[0].text.startswith("P1: some words here\nP2: some words here\n")
    assert (found[1].anchor.speaker, found[1].anchor.seconds) == (f"P{found[1].anchor.line}", found[1].anchor.line)


def test_a_thread_of_review_keeps_its_file_and_line() -> None:
    place = Anchor(file="a.go", file_line=7)
    thread = [Block(BlockKind.HEADING, "a.go:7", level=1, anchor=place), Block(BlockKind.COMMENT, "@bo: Why?", anchor=place)]
    other = Block(BlockKind.HEADING, "Conversation", level=1)
    found = cut(Block(BlockKind.COMMENT, "Body"), *thread, other, Block(BlockKind.COMMENT, "@ci: Green"))
    assert [(piece.headings, piece.anchor.label) for piece in found] == [
        ((), ""),
        (("a.go:7",), "a.go:7"),
        (("Conversation",), ""),
    ]


def test_a_document_costs_few_calls_of_the_tokenizer() -> None:
    calls = 0

    def counting(texts: Sequence[str]) -> list[int]:
        nonlocal calls
        calls += 1
        return count_tokens(texts)

    pieces(document(*[paragraph(sentences(20)) for _ in range(50)]), Limits(40, counting))
    assert calls <= 4


def test_a_document_without_text_has_no_pieces() -> None:
    assert cut() == []


def test_turns_of_minutes_stand_as_apart_as_in_the_file_and_those_of_captions_line_by_line() -> None:
    written = [Block(BlockKind.TURN, f"P{n}: words", n, n, anchor=Anchor(line=n, speaker=f"P{n}")) for n in (1, 3, 4)]
    assert [piece.text for piece in cut(*written)] == ["P1: words\n\nP3: words\nP4: words"]
    recorded = [Block(BlockKind.TURN, f"P{n}: words", n, n, anchor=Anchor(line=n, seconds=n)) for n in (3, 7, 11)]
    assert [piece.text for piece in cut(*recorded)] == ["P3: words\nP7: words\nP11: words"]


def test_a_part_of_joined_captions_has_the_lines_of_the_whole_turn() -> None:
    turn = Block(BlockKind.TURN, sentences(20), 10, 40, anchor=Anchor(line=10, last_line=40, speaker="Ana", seconds=5.0))
    found = cut(turn)
    assert len(found) > 1
    assert {(piece.anchor.line, piece.anchor.last_line, piece.anchor.seconds) for piece in found} == {(10, 40, 5.0)}
