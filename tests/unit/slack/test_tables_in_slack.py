"""Tables in Slack: its own block, a fence, or row by row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.slack.rendering.answers import Around, posts_of
from assistant.slack.rendering.markdown import messages_of, safe_markdown
from assistant.slack.rendering.tables import width_of
from tests.stand_ins.cited import SITE, answer, citation
from tests.stand_ins.slack_platform.blocks import problems_in_message

AROUND = Around(SITE, date(2026, 6, 1))


def table(rows: int, columns: int = 2, word: str = "x") -> str:
    head = "|".join(f"h{number}" for number in range(columns))
    body = "\n".join("|" + "|".join(f"{word}{row}.{column}" for column in range(columns)) + "|" for row in range(rows))
    return f"|{head}|\n|{'---|' * columns}\n{body}"


def blocks(text: str) -> list[list[dict[str, Any]]]:
    posts = posts_of(answer(text, citation(1)), AROUND)
    assert [problem for post in posts for problem in problems_in_message(post.blocks)] == []
    return [post.blocks for post in posts]


def kinds(text: str) -> list[list[str]]:
    return [[block["type"] for block in message if block["type"] in {"markdown", "table"}] for message in blocks(text)]


def test_the_only_table_is_slacks_own_between_the_words_around_it() -> None:
    [message] = blocks(f"Before:\n\n{table(2)}\n\nBehind [1].")
    assert [block["type"] for block in message[:3]] == ["markdown", "table", "markdown"]
    assert message[0]["text"] == "Before:"
    assert message[2]["text"].startswith("Behind")
    assert [[cell["text"] for cell in row] for row in message[1]["rows"]] == [["h0", "h1"], ["x0.0", "x0.1"], ["x1.0", "x1.1"]]


def test_cells_keep_their_style_their_alignment_and_their_markers() -> None:
    [[own, *_]] = blocks("| a | b |\n|:-:|--:|\n| **bold** | see [1] |\n| `main.py` | |")
    assert [column.get("align") for column in own["column_settings"]] == ["center", "right"]
    bold, marked = (cell["elements"][0]["elements"] for cell in own["rows"][1])
    assert bold == [{"type": "text", "text": "bold", "style": {"bold": True}}]
    assert marked[-1] == {"type": "link", "url": "https://docs.tidewater.example/1", "text": "[1]"}
    assert own["rows"][2][0]["elements"][0]["elements"] == [{"type": "text", "text": "main.py", "style": {"code": True}}]
    assert own["rows"][2][1] == {"type": "raw_text", "text": " "}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (table(99), [["table"]]),
        (table(100), [["markdown"]]),
        (table(1, 20), [["table"]]),
        (table(1, 21), [["markdown"]]),
        (table(40, 4, "a rather long cell "), [["table"]]),
        (table(99, 4, "a rather long cell that has words "), [["table"], ["table"]]),
        (f"{table(2)}\n\n{table(2)}", [["markdown"]]),
        (f"{table(2)}\n\n{'word ' * 2290}\n\n{table(2)}", [["table"], ["markdown"], ["table"]]),
        (f"> quoted\n>\n> {table(1).replace(chr(10), chr(10) + '> ')}", [["markdown", "table"]]),
        (f"- item\n\n  {table(1).replace(chr(10), chr(10) + '  ')}\n- next", [["markdown", "table", "markdown"]]),
    ],
    ids=["99 rows", "101 rows", "20 columns", "21", "long", "too long", "two", "two in two messages", "quoted", "in an item"],
)
def test_a_table_is_slacks_own_where_it_is_alone_and_fits(text: str, expected: list[list[str]]) -> None:
    assert kinds(text) == expected


def test_columns_of_a_fence_are_aligned_also_in_chinese() -> None:
    fenced = safe_markdown("| 名称 | n |\n|---|--:|\n| 消息总线 | 1 |\n| bus | 22 |", {})
    lines = fenced.split("\n")[1:-1]
    assert lines == ["名称     │  n", "─────────┼───", "消息总线 │  1", "bus      │ 22"]
    assert {width_of(line.split("│")[0]) for line in lines if "│" in line} == {9}


def test_a_table_too_wide_for_a_fence_comes_row_by_row() -> None:
    wide = safe_markdown(f"| a | b |\n|---|---|\n| {'long ' * 15} [1] | {'wide ' * 15} |", {1: "https://docs.example/1"})
    assert "```" not in wide
    assert wide.split("\n")[0] == "**a** · **b**"
    assert wide.split("\n")[1].startswith("- long long")
    assert r"[\[1\]](https://docs.example/1) · wide" in wide


def test_a_table_longer_than_a_message_is_cut_between_rows_with_its_header_again() -> None:
    messages = ["".join(one.text for one in message) for message in messages_of(table(700, 4, "cell "), {})]
    assert len(messages) > 2
    assert all(len(message) <= 11_500 for message in messages)
    assert all(message.split("\n")[1].split() == ["h0", "│", "h1", "│", "h2", "│", "h3"] for message in messages)
    rows = [line for message in messages for line in message.split("\n") if line.startswith("cell")]
    assert [row.split()[1] for row in rows] == [f"{number}.0" for number in range(700)]


def test_a_row_longer_than_a_message_is_not_lost() -> None:
    messages = messages_of(f"| a | b |\n|---|---|\n| {'word ' * 5000} | end |", {})
    shown = ["".join(one.text for one in message) for message in messages]
    assert all(len(text) <= 11_500 for text in shown)
    assert sum(text.count("word") for text in shown) == 5000
    assert "end" in shown[-1]


@pytest.mark.parametrize(("text", "width"), [("bus", 3), ("总线", 4), ("cafe\u0301", 4), ("ｂ", 2), ("", 0)])
def test_a_width_counts_columns(text: str, width: int) -> None:
    assert width_of(text) == width
