"""The pairs that a document opens with are the same, however they are written down."""

import pytest

from ingest.formats.headers import HeaderLine, canonical, cells_of, first_of, header_lines, is_nothing
from ingest.formats.registry import parse
from ingest.parsed import Block, BlockKind


def pairs(text: str, path: str = "x.md") -> dict[str, str]:
    """The first of each name, which is the one that counts."""
    return {line.name: line.value for line in reversed(header_lines(parse(text.encode(), path).blocks))}


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("Status: Accepted\nDecided by: Ana, Bo", id="plain lines"),
        pytest.param("* Status: Accepted\n* Decided by: Ana, Bo", id="bullets"),
        pytest.param("* **Status**: Accepted\n* **Decided by:** Ana, Bo", id="bold names"),
        pytest.param("- *Status*: Accepted <!-- optional -->\n- Decided-By: Ana, Bo", id="comments and hyphens"),
        pytest.param("**Status:** Accepted | **Decided by:** Ana, Bo", id="on one line"),
        pytest.param("| | |\n|---|---|\n| Status | Accepted |\n| Decided by | Ana, Bo |", id="rows of a table"),
        pytest.param("| Status | Decided by | Date |\n|---|---|---|\n| Accepted | Ana, Bo | |", id="columns of a table"),
        pytest.param("```\nStatus: Accepted\nDecided-By: Ana, Bo\nType: Core\n```", id="a code block"),
        pytest.param("    Status: Accepted\n    Decided-By: Ana, Bo\n    Type: Core", id="indented lines"),
        pytest.param("- Status: Accepted\n- Decided by:\n  - Ana\n  - Bo", id="a list below a name"),
        pytest.param("> Status: Accepted\n> Decided by: Ana, Bo", id="a quotation"),
    ],
)
def test_a_header_in_markdown(header: str) -> None:
    found = pairs(f"# A title\n\n{header}\n\n## Context\n\nStatus: of the talk\n")
    assert (found["status"], found["decided by"]) == ("Accepted", "Ana, Bo")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param('---\nstatus: "Accepted"\ndecided-by:\n  - Ana\n  - Bo\n---\n# T\n', "x.md", id="front matter"),
        pytest.param(
            "---\nstatus: Accepted  # since May\ndecided-by:\n- Ana\n- Bo\n---\n# T\n", "x.md", id="a list at the margin"
        ),
        pytest.param("A title\n=======\n\n:Status: Accepted\n:Decided by: Ana,\n  Bo\n", "x.rst", id="fields of reST"),
        pytest.param("= A title\n:status: Accepted\n:decided-by: Ana, Bo\n", "x.adoc", id="attributes of AsciiDoc"),
        pytest.param(
            "<h1>T</h1><table><tr><th>Status</th><td>Accepted</td></tr><tr><th>Decided by</th><td>Ana, Bo</td></tr></table>",
            "x.html",
            id="a table of HTML",
        ),
        pytest.param(
            "A title\n\nStatus: Accepted                 March 2024\nDecided by: Ana, Bo        Example Org\n",
            "x.txt",
            id="two columns",
        ),
    ],
)
def test_a_header_in_other_formats(text: str, path: str) -> None:
    found = pairs(text, path)
    assert (found["status"], found["decided by"]) == ("Accepted", "Ana, Bo")


def test_a_line_is_kept_with_its_place() -> None:
    (line,) = header_lines([Block(BlockKind.PARAGRAPH, "words\n* Status: done", 5, 6)])
    assert line == HeaderLine("status", "done", "* Status: done", 6)


def test_an_example_of_code_is_no_header() -> None:
    assert header_lines([Block(BlockKind.CODE, "```\nfor x in y:\n    print(x)\nstatus: 3\nreturn\n```", 1, 6)]) == []


def test_lines_that_end_with_an_address_are_a_list() -> None:
    text = "Author: Ana <a@x.org>\n        Bo <b@x.org>\nStatus: Draft"
    assert header_lines([Block(BlockKind.PARAGRAPH, text, 1, 3)])[0].value == "Ana <a@x.org>, Bo <b@x.org>"


@pytest.mark.parametrize("value", ["", "N/A", "none", "[]", "-", "(leave this empty)", "TBD", "XX", "null"])
def test_a_value_may_say_that_there_is_none(value: str) -> None:
    assert is_nothing(value)
    assert first_of([HeaderLine("date", value, ""), HeaderLine("created", "2024", "")], ("date", "created")) == HeaderLine(
        "created", "2024", ""
    )


@pytest.mark.parametrize(
    ("name", "expected"), [("Author(s)", "authors"), ("Superseded-By", "superseded by"), ("**Start  Date**", "start date")]
)
def test_names_are_compared_in_one_form(name: str, expected: str) -> None:
    assert canonical(name) == expected


def test_cells_of_a_row() -> None:
    assert cells_of("| **a** | `b` |  |") == ["a", "b", ""]
