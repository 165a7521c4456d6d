"""A chunk is on one page, or one slide, so that a citation names the right one."""

from __future__ import annotations

from assistant.domain.documents import Anchor
from ingest.chunking.limits import Limits
from ingest.chunking.pieces import pieces
from ingest.parsed import Block, BlockKind, Parsed

WORDS = Limits(200, lambda texts: [len(text.split()) for text in texts])


def on(page: int, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, text, level=1 if kind is BlockKind.HEADING else 0, anchor=Anchor(page=page))


def test_a_section_that_goes_on_over_the_page_is_cut_there() -> None:
    cut = pieces(Parsed("T", (on(1, "Section", BlockKind.HEADING), on(1, "First."), on(2, "Second."), on(2, "Third."))), WORDS)

    assert [(piece.anchor.page, piece.text) for piece in cut] == [(1, "First."), (2, "Second.\n\nThird.")]


def test_small_slides_are_chunks_of_their_own() -> None:
    blocks = [
        block for page in (1, 2, 3) for block in (on(page, f"Slide {page}", BlockKind.HEADING), on(page, f"Words of {page}."))
    ]

    assert [piece.anchor.page for piece in pieces(Parsed("T", tuple(blocks)), WORDS)] == [1, 2, 3]
