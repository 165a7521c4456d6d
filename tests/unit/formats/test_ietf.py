"""RFCs as plain text have a title, authors, a date and sections, and no page ends."""

from datetime import UTC, datetime

import pytest

from ingest.formats.ietf import is_ietf
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed

RFC = """



Internet Engineering Task Force (IETF)                        T. Ueda
Request for Comments: 9990                               Example Labs
Obsoletes: 7990                                 U. van der Berg, Ed.
Category: Standards Track                                  March 2024


                  A Header for
                  Quiet Retries

Abstract

   This document defines a header.

1.  Introduction

   Clients retry
   a lot.



Ueda & Berg                  Standards Track                    [Page 1]
\f
RFC 9990                      Quiet Retries                   March 2024


1.1.  Words

   As in RFC 2119.

Appendix A.  Thanks

   To all.
"""


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return parse(RFC.encode(), "rfc9990.txt")


def test_the_header_tells_title_authors_and_date(parsed: Parsed) -> None:
    assert parsed.title == "RFC 9990: A Header for Quiet Retries"
    assert parsed.authors == ("T. Ueda", "U. van der Berg")
    assert parsed.created_at == datetime(2024, 3, 1, tzinfo=UTC)


def test_headings_stand_at_the_margin(parsed: Parsed) -> None:
    headings = [(block.text, block.level) for block in parsed.blocks if block.kind is BlockKind.HEADING]
    assert headings == [("Abstract", 2), ("1. Introduction", 2), ("1.1. Words", 3), ("Appendix A. Thanks", 2)]


def test_pages_ends_are_left_out_and_every_block_stands_where_it_says(parsed: Parsed) -> None:
    lines = RFC.split("\n")
    for block in parsed.blocks:
        assert "[Page" not in block.text
        if block.kind is not BlockKind.HEADING:
            assert "\n".join(lines[block.line - 1 : block.last_line]) == block.text


@pytest.mark.parametrize(
    "text",
    ["Request for Comments: what we need\n\nPlease comment.", "A note\n\nSee RFC 9990 of March 2024.", "", "Internet\n"],
)
def test_other_texts_are_none(text: str) -> None:
    assert not is_ietf(text)
