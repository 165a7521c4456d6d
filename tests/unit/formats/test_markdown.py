from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Kind
from ingest.formats.markdown import parse_markdown, plain_heading, slug
from ingest.parsed import BlockKind, Parsed

ADR = """\
# ADR-0007: Keep positions for 13 months

Date: 2024-02-05
Status: **Accepted**. Amended by [ADR-0009](0009.md)
Authors: Ana Ruiz <ana@example.org>, Bo Lindqvist

## Context

Disks were full.
They still are.

```sh
# not a heading
df -h
```

## Context

| a | b |
|---|---|
| 1 | 2 |

[ref]: https://example.org
"""


def blocks(parsed: Parsed, kind: BlockKind) -> list[str]:
    return [block.text for block in parsed.blocks if block.kind is kind]


def test_the_header_of_an_adr_gives_its_fields() -> None:
    parsed = parse_markdown(ADR, "adr/0007.md")
    assert parsed.title == "ADR-0007: Keep positions for 13 months"
    assert parsed.status == "accepted"
    assert parsed.authors == ("Ana Ruiz", "Bo Lindqvist")
    assert parsed.created_at == datetime(2024, 2, 5, tzinfo=UTC)
    assert parsed.kind is Kind.DESIGN_DOC


def test_blocks_are_the_lines_of_the_file() -> None:
    lines = ADR.split("\n")
    for block in parse_markdown(ADR, "a.md").blocks:
        if block.kind is not BlockKind.HEADING:
            assert block.text == "\n".join(lines[block.line - 1 : block.last_line])


def test_no_line_is_lost() -> None:
    text = "".join(block.text for block in parse_markdown(ADR, "a.md").blocks)
    for line in ADR.split("\n")[1:]:
        assert line.lstrip("# ") in text


def test_code_is_one_block_and_its_comments_are_no_headings() -> None:
    parsed = parse_markdown(ADR, "a.md")
    assert blocks(parsed, BlockKind.CODE) == ["```sh\n# not a heading\ndf -h\n```"]
    assert blocks(parsed, BlockKind.HEADING) == ["Context", "Context"]


def test_equal_headings_get_the_fragments_that_github_gives_them() -> None:
    parsed = parse_markdown(ADR, "a.md")
    assert [block.anchor.fragment for block in parsed.blocks if block.kind is BlockKind.HEADING] == ["context", "context-1"]


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        pytest.param("---\ntitle: From YAML\n---\n# Heading\n\nx", "a.md", "From YAML", id="front matter"),
        pytest.param("intro\n\n# Heading\n\nx", "a.md", "Heading", id="first heading of level 1"),
        pytest.param("## Second level\n\nx", "a.md", "Second level", id="first heading at all"),
        pytest.param("Underlined\n==========\n\nx", "a.md", "Underlined", id="underlined heading"),
        pytest.param(
            "- Start Date: 2018-10-14\n\n# Summary\n\nx", "rfcs/0135-where.md", "0135 where", id="heading that names nothing"
        ),
        pytest.param("x", "notes/2024-11-14_weekly.md", "2024-11-14 weekly", id="file name"),
        pytest.param("x", "platform-weekly/2024-11-14.md", "platform weekly 2024-11-14", id="file name that is a date"),
    ],
)
def test_a_title_is_always_found(text: str, path: str, title: str) -> None:
    assert parse_markdown(text, path).title == title


@pytest.mark.parametrize(
    ("header", "status", "authors", "created"),
    [
        pytest.param("- Status: In Progress\n- Start Date: 2018-10-14", "in progress", (), (2018, 10, 14), id="bullets"),
        pytest.param("* **Author:** Ana\n* **Date:** March 14, 2024", "", ("Ana",), (2024, 3, 14), id="bold bullets"),
        pytest.param(
            "## Status\n\nSuperseded by 0012\n\n## Date\n\n14-Mar-2024", "superseded", (), (2024, 3, 14), id="sections"
        ),
        pytest.param("| Status | Accepted |\n|---|---|\n| Owner | Bo |", "accepted", ("Bo",), None, id="table"),
        pytest.param("- Authors:\n  - Ana\n  - Bo", "", ("Ana", "Bo"), None, id="nested list"),
        pytest.param("状态：已批准\n作者：刘梅 审阅：Bo", "已批准", ("刘梅",), None, id="Chinese"),
    ],
)
def test_fields_are_read_however_they_are_written(
    header: str, status: str, authors: tuple[str, ...], created: tuple[int, int, int] | None
) -> None:
    parsed = parse_markdown(f"# T\n\n{header}\n\n## Context\n\ntext", "a.md")
    assert (parsed.status, parsed.authors) == (status, authors)
    assert parsed.created_at == (datetime(*created, tzinfo=UTC) if created else None)


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        pytest.param("meetings/x.md", "# X\n\ntext", Kind.MEETING, id="folder of meetings"),
        pytest.param("2024/board-minutes.md", "# X\n\ntext", Kind.MEETING, id="name with minutes"),
        pytest.param("release-notes.md", "# X\n\ntext", Kind.PAGE, id="release notes are no minutes"),
        pytest.param("x/feb-1.md", "# 1 February, 2023\n\n**Attendees:** Ana, Bo", Kind.MEETING, id="attendees and a date"),
        pytest.param("my-rfcs/1.md", "# X\n\ntext", Kind.DESIGN_DOC, id="folder of RFCs"),
        pytest.param("adr/8.md", "# Weekly meeting, 2022-08-01\n\nx", Kind.DESIGN_DOC, id="decision about meetings"),
        pytest.param("x.md", "# X\n\nStatus: draft\n\ntext", Kind.DESIGN_DOC, id="has a status"),
        pytest.param("handbook/x.md", "# X\n\ntext", Kind.PAGE, id="anything else"),
    ],
)
def test_the_kind_is_told_from_path_and_form(path: str, text: str, kind: Kind) -> None:
    assert parse_markdown(text, path).kind is kind


def test_a_meeting_without_a_date_in_its_text_has_that_of_its_file_name() -> None:
    assert parse_markdown("# Weekly\n\ntext", "meetings/2024-11-14.md").created_at == datetime(2024, 11, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "plain", "fragment"),
    [
        ("Why `slot-scope`?", "Why slot-scope?", "why-slot-scope"),
        ("[Linked](https://example.org) *words*", "Linked words", "linked-words"),
        ("C++ & Rust!", "C++ & Rust!", "c--rust"),
        ("数据 质量", "数据 质量", "数据-质量"),
    ],
)
def test_headings_are_plain_and_have_githubs_slugs(source: str, plain: str, fragment: str) -> None:
    assert plain_heading(source) == plain
    assert slug(plain, {}) == fragment


@pytest.mark.parametrize(
    "front_matter",
    ["a: &x [1]\nb: *x", "a: [", "? !!python/object:os.system x", "- just\n- a list", "a: 2024-13-45"],
    ids=["alias", "broken", "tag", "list", "no date"],
)
def test_front_matter_that_cannot_be_read_is_text(front_matter: str) -> None:
    parsed = parse_markdown(f"---\n{front_matter}\n---\n\n# Title\n\ntext", "a.md")
    assert parsed.title == "Title"
    assert parsed.blocks[0].text == front_matter


def test_a_heading_may_name_its_own_fragment() -> None:
    heading = parse_markdown("# T\n\n## Rules {#the-rules}\n\nx", "a.md").blocks[0]
    assert (heading.text, heading.anchor.fragment) == ("Rules", "the-rules")
