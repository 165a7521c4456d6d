"""Whatever stands in a document, taking decisions out of it reads a bounded part and never fails."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.documents import Kind
from ingest.enrichment.decisions.extracting import decisions_in
from ingest.formats.fields import from_blocks
from ingest.parsed import Block, BlockKind, Parsed

PIECES = [
    "a",
    "(",
    "*",
    "_",
    "`",
    "[",
    "](",
    "|",
    " ",
    "\n",
    "<!--",
    "this rfc is superseded by ",
    "Decision: x\n",
    "- Decision:\n  - a\n",
    "a: b ",
    "in the context of facing decided ",
    "**a** ",
    "Chosen option: ",
    "| a | b |\n",
    "被",
    "http://a",
    "`a <",
    "Superseded by [a](b) ",
    "x: y. ",
]
KINDS = [BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.TABLE, BlockKind.CODE, BlockKind.QUOTE]
HEADINGS = ["Status", "Decision", "Rejected alternatives", "Topic", "Conclusion", "决定", "Links", "Summary"]


def document(text: str, kind: BlockKind, of: Kind) -> Parsed:
    blocks = [Block(kind, text, 1, 1)]
    for level, heading in enumerate(HEADINGS, 1):
        blocks += [Block(BlockKind.HEADING, heading, 1, 1, level % 4 + 1), Block(kind, text, 1, 1)]
    return Parsed("ADR-1: x", tuple(blocks), kind=of, status="closed")


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_that_repeats_itself_gives_bounded_decisions(piece: str) -> None:
    for kind in KINDS:
        for of in (Kind.DESIGN_DOC, Kind.MEETING, Kind.CODE_REVIEW):
            parsed = document(piece * (60_000 // len(piece)), kind, of)
            found = decisions_in(parsed, "adr/0001-x.md")
            assert len(found) <= 300
            assert all(len(one.statement) <= 800 and len(one.title) <= 200 for one in found)
            assert all(len(quote.text) <= 300 for one in found for quote in one.quotes)
            assert all(len(one.alternatives) <= 30 and len(one.links) <= 60 for one in found)
            from_blocks(parsed.blocks)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([BlockKind.HEADING, *KINDS]),
            st.one_of(
                st.sampled_from([*HEADINGS, *PIECES, "Status: accepted", "- Superseded-By: 4", "Agreed: yes"]),
                st.text(max_size=60),
            ),
            st.integers(1, 6),
        ),
        max_size=12,
    ),
    st.sampled_from(list(Kind)),
    st.sampled_from(["adr/0001-x.md", "x.md", "meetings/2024-01-01.md", "rfcs/12-y.rst", ""]),
)
def test_any_document_is_read_and_every_quote_stands_in_it(
    parts: list[tuple[BlockKind, str, int]], of: Kind, path: str
) -> None:
    blocks = tuple(Block(kind, text or "x", number, number, level) for number, (kind, text, level) in enumerate(parts, 1))
    for one in decisions_in(Parsed("RFC 12: x", blocks, kind=of, status="merged"), path):
        assert one.statement
        for quote in one.quotes:
            assert any(quote.text in block.text for block in blocks)
