from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Kind
from ingest.formats.restructured import parse_restructured
from ingest.parsed import BlockKind

PEP = """\
PEP: 9999
Title: A sample
Author: Ana Ruiz <ana@example.org>,
        Bo Lindqvist
Status: Final
Created: 29-Jul-2021

========
Abstract
========

First paragraph of
two lines::

    literal = 1

    more = 2

Terms
-----

word
    its meaning

* one
* two

  of two paragraphs

=====  =====
a      b
=====  =====
1      2
=====  =====

.. code-block:: python

   x = 1

.. a comment that is never rendered

.. _target: https://example.org

Using :pep:`484` and ``code``
=============================

>>> 1 + 1
2
"""


def test_a_pep_header_gives_the_fields() -> None:
    parsed = parse_restructured(PEP, "peps/pep-9999.rst")
    assert parsed.title == "PEP 9999 – A sample"
    assert parsed.authors == ("Ana Ruiz", "Bo Lindqvist")
    assert (parsed.status, parsed.kind) == ("final", Kind.DESIGN_DOC)
    assert parsed.created_at == datetime(2021, 7, 29, tzinfo=UTC)


def test_blocks_are_what_docutils_would_show_in_the_words_of_the_file() -> None:
    found = [(block.kind, block.text.split("\n")[0].strip()) for block in parse_restructured(PEP, "a.rst").blocks]
    assert found == [
        (BlockKind.LIST, "PEP: 9999"),
        (BlockKind.HEADING, "Abstract"),
        (BlockKind.PARAGRAPH, "First paragraph of"),
        (BlockKind.CODE, "literal = 1"),
        (BlockKind.HEADING, "Terms"),
        (BlockKind.LIST, "word"),
        (BlockKind.LIST, "* one"),
        (BlockKind.TABLE, "=====  ====="),
        (BlockKind.CODE, ".. code-block:: python"),
        (BlockKind.PARAGRAPH, ".. _target: https://example.org"),
        (BlockKind.HEADING, "Using 484 and code"),
        (BlockKind.CODE, ">>> 1 + 1"),
    ]


def test_blocks_stand_where_their_lines_say() -> None:
    lines = PEP.split("\n")
    for block in parse_restructured(PEP, "a.rst").blocks:
        source = "\n".join(lines[block.line - 1 : block.last_line])
        assert (
            block.text.split("\n")[0].replace("484", ":pep:`484`").replace(" code", " ``code``") in source
            or block.text in source
        )


def test_headings_have_levels_lines_and_ids() -> None:
    headings = [block for block in parse_restructured(PEP, "a.rst").blocks if block.kind is BlockKind.HEADING]
    assert [(heading.level, heading.line, heading.last_line) for heading in headings[:2]] == [(1, 8, 10), (2, 19, 20)]
    assert headings[1].anchor.fragment == "terms"


def test_a_title_with_a_field_list_is_read() -> None:
    header = ":Author: Yuki Mori\n:Status: Accepted (2023-08-10); part of ADR 21\n:Created: 2023-07-18"
    text = f"=====\nRFC 5\n=====\n\n{header}\n\nWhy\n===\n\ntext\n"
    parsed = parse_restructured(text, "rfcs/5.rst")
    assert (parsed.title, parsed.status, parsed.authors) == ("RFC 5", "accepted", ("Yuki Mori",))
    assert parsed.blocks[1].text == "Why"


@pytest.mark.parametrize(
    "directive", [".. include:: /etc/passwd", ".. raw:: html\n   :file: /etc/passwd", ".. csv-table::\n   :file: /etc/passwd"]
)
def test_directives_read_no_files(directive: str) -> None:
    parsed = parse_restructured(f"Title\n=====\n\n{directive}\n\nEnd.\n", "a.rst")
    assert [block.text for block in parsed.blocks] == [directive, "End."]


def test_other_line_separators_do_not_shift_the_headings() -> None:
    parsed = parse_restructured("a\x0cb\u2028c\n\nHeading\n=======\n\ntext\n\nNext\n====\n\nend\n", "a.rst")
    assert [(block.text, block.line) for block in parsed.blocks if block.kind is BlockKind.HEADING][-1] == ("Next", 8)
