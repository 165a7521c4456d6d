"""An answer's Markdown written anew for Slack, whole and while it grows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.slack.rendering.markdown import Append, Growing, NextMessage, Step, messages_of, safe_markdown
from assistant.slack.rendering.outline import pieces_of
from assistant.slack.rendering.runs import Links, read, to_markdown, to_plain

HOME = "https://docs.tidewater.example/1"
LINKS = {1: HOME, 2: "https://docs.tidewater.example/2#there"}
ONE, TWO = rf"[\[1\]]({HOME})", r"[\[2\]](https://docs.tidewater.example/2#there)"
LONG = "These words go on for so long that a paragraph may be cut behind them, and then there are more."


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("We use Kafka [1].", f"We use Kafka {ONE}."),
        ("Both [1][2] say so", f"Both {ONE}{TWO} say so"),
        ("Nobody [9] says so [x]", r"Nobody \[9\] says so \[x\]"),
        ("**bold *both* bold** and ~~gone~~", "**bold _both_ bold** and ~~gone~~"),
        ("un*believ*able", "un*believ*able"),
        ("中*文*字", "中*文*字"),
        ("`code [1]` and ``a`b``", "`code [1]` and `a'b`"),
        (f"[the record]({HOME}#why) and {HOME}.", f"[the record]({HOME}) and [{HOME}]({HOME})."),
        ("[elsewhere](https://evil.example)", "elsewhere"),
        ("![a picture](https://evil.example/x.png)", "a picture"),
        ("see asyncio.run in main.py", "see `asyncio.run` in `main.py`"),
        ("a < b && c > d &amp; &copy;", "a &lt; b && c &gt; d & ©"),
        ("2 * 3 * 4, snake_case, C:\\temp, \\*", r"2 \* 3 \* 4, snake_case, C:\temp, \*"),
        ("# One *two*\n\ntext", "# One _two_\n\ntext"),
        ("line one\nline two  \nline three", "line one\nline two\nline three"),
        ("1\\. no list\n\\- nor this\n\\# nor this", "1\\. no list\n\\- nor this\n\\# nor this"),
        ("- a\n- b", "- a\n- b"),
        ("* a\n\n\n* b", "- a\n- b"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("1. a\n1. b\n1. c", "1. a\n2. b\n3. c"),
        ("1. a\n   - b\n     1. c\n2. d", "1. a\n   - b\n     1. c\n2. d"),
        ("- a\n\n  more of a\n- b", "- a\n  more of a\n- b"),
        ("- a\n\n  5. five", "- a\n\n  5. five"),
        ("- [ ] to do\n- [x] done", "- ☐ to do\n- ☑ done"),
        ("> quoted\n> lines [1]", f"> quoted\n> lines {ONE}"),
        ("> a\n>\n> b\n>> c", "> a\n>\n> b\n>\n> c"),
        ("> - a\n>   - b", "> - a\n>   - b"),
        ("```py\nx = [1]\n```", "```py\nx = [1]\n```"),
        ("~~~\na\n```\nb\n~~~", "````\na\n```\nb\n````"),
        ("    indented [1]", "```\nindented [1]\n```"),
        ("a\n\n***\n\nb", "a\n\n---\n\nb"),
        ("Title\n=====", "Title\n\\====="),
        ("1. run\n   ```sh\n   ls\n   ```\n2. stop", "1. run\n\n```sh\nls\n```\n\n2. stop"),
        ("> a\n> ```\n> b\n> ```\n> c", "> a\n\n```\nb\n```\n\n> c"),
        ("| a | b |\n|---|--:|\n| 1 | 22 |", "```\na │  b\n──┼───\n1 │ 22\n```"),
        ("", ""),
        ("<script>alert(1)</script>\n\ntext", "text"),
        (f"one\n\n![](https://evil.example/{'x' * 40}) two", "one\n\ntwo"),
    ],
)  # fmt: skip
def test_markdown_is_written_anew(markdown: str, expected: str) -> None:
    assert safe_markdown(markdown, LINKS) == expected


@pytest.mark.parametrize(
    ("content", "pieces"),
    [
        (f"{LONG} {LONG}", 5),
        (f"**{LONG}** {LONG}", 4),
        (f"*{LONG} {LONG}", 1),
        (f"({LONG} {LONG}", 1),
        (f"`{LONG} {LONG}", 1),
        (f"[{LONG}](x) {LONG}", 4),
        ("short words", 1),
        ("我们使用消息总线。" * 12, 3),
    ],
)
def test_a_paragraph_is_cut_only_where_nothing_is_open(content: str, pieces: int) -> None:
    found = pieces_of(content)
    assert len(found) == pieces
    assert "".join(before.replace("\n\n", "") + piece for before, piece in found) == content


# ---- while it grows ----


def texts(steps: Sequence[Step]) -> list[str]:
    """The messages' texts."""
    messages = [""]
    for step in steps:
        if isinstance(step, NextMessage):
            messages.append("")
        else:
            messages[-1] += step.text
    return messages


def grown(text: str, sizes: Sequence[int], room: int = 10**6) -> list[str]:
    growing, at, steps = Growing(LINKS, room), 0, []
    for size in sizes:
        steps += growing.feed(text[at : at + size])
        at += size
    return texts([*steps, *growing.feed(text[at:]), *growing.close()])


BITS = [
    "alpha ", "beta gamma", "**", "*", "_", "~~", "`", "```", "```py\n", "\n", "\n\n", "\n", "- ", "1. ", "7) ", "> ",
    "# ", "    ", "  ", "|", "| a | b |\n", "|---|---|\n", "---\n", "===\n", "[", "]", "(", ")", "[1]", "[2]",
    "[x](https://evil.example)", "<", "<b>", ">", "\\", "!", "&lt;", "中文。中文", "。", "evil.example", f"[x]({HOME})",
    "<!channel>", "@here", "~~~", "- [ ] ", "[a]: b\n", " ", "\t",
]  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(BITS), max_size=25).map("".join)


@given(DOCUMENTS, st.lists(st.integers(1, 30), max_size=30))
@settings(max_examples=150, deadline=None)
def test_a_text_comes_out_the_same_however_it_arrives(text: str, sizes: list[int]) -> None:
    assert grown(text, sizes) == [safe_markdown(text, LINKS)]


@given(DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_a_line_reads_back_as_the_words_that_were_meant(text: str) -> None:
    runs = read(text, Links.to(LINKS))
    inline = MarkdownIt("commonmark").enable("strikethrough").parseInline(to_markdown(runs))[0].children or []
    seen = "".join(" " if token.type.endswith("break") else token.content for token in inline)
    assert "".join(seen.split()) == "".join(to_plain(runs).split())


@pytest.mark.parametrize(
    ("fed", "shown"),
    [
        (LONG, True), (f"| {LONG} | b |\n", False), (f"| {LONG} | b |\nText", True),
        (f"{LONG} Open **bold", True), (f"**{LONG}", False), (f"`{LONG}", False), (f"({LONG}", False),
        ("Half a word", False), (f"```\n{LONG}\n", False), (f"```\n{LONG}\n```\n", True), ("| a |\n|---|\n| b |\n", False),
        ("| a |\n|---|\n| b |\n\n", True), ("| perhaps a table | or not |\n", False), ("- one item\n", False),
        ("- one item\n- two", False), ("- one item\n- two\n", True), ("> a quote\n", False), ("> a quote\n\n", True),
        ("- item\n\n", False), ("- item\n\nText", True), ("# A heading\n", False), (f"# A heading\n{LONG}", True),
        ("---\n", True), ("1", False), ("**Note", False),
    ],
)  # fmt: skip
def test_what_could_still_become_something_else_is_held_back(fed: str, shown: bool) -> None:
    assert (Growing(LINKS).feed(fed) != []) is shown


def test_words_come_while_their_paragraph_is_being_written() -> None:
    growing = Growing()
    early = [step for word in LONG.split(" ") for step in growing.feed(f"{word} ")]
    assert texts(early)[0].startswith("These words go on for so long")
    assert texts([*early, *growing.close()]) == [LONG]


def test_a_marker_without_a_known_source_stays_plain() -> None:
    assert texts([*Growing().feed("Kafka [1].\n\n")]) == [r"Kafka \[1\]."]


def test_a_full_message_is_followed_by_another_and_a_fence_is_not_broken() -> None:
    fence = "```py\n" + "x = 1\n" * 60 + "```"
    text = f"{LONG}\n\n{fence}\n\n{LONG}\n\n{fence}\n\nend"
    messages = grown(text, [50] * 20, room=400)
    assert len(messages) == 4
    assert all(len(message) <= 400 for message in messages)
    assert [message.count("```") % 2 for message in messages] == [0, 0, 0, 0]
    assert sum(message.count(fence) for message in messages) == 2


# ---- in messages ----


def test_a_fence_that_is_too_long_is_closed_and_opened_again_with_its_language() -> None:
    code = "\n".join(f"line_{number} = {number}" for number in range(2000))
    messages = ["".join(one.text for one in message) for message in messages_of(f"```python\n{code}\n```", {})]
    assert len(messages) > 2
    assert all(
        message.startswith("```python\n") and message.endswith("\n```") and len(message) <= 11_500 for message in messages
    )
    assert "\n".join(message.removeprefix("```python\n").removesuffix("\n```") for message in messages) == code


def test_one_endless_line_of_code_is_broken_too() -> None:
    messages = ["".join(one.text for one in message) for message in messages_of(f"```\n{'x' * 30_000}\n```", {})]
    assert all(len(message) <= 11_500 for message in messages)
    assert sum(message.count("x") for message in messages) == 30_000


def test_a_list_is_broken_between_items_and_counts_on() -> None:
    text = "\n".join(f"{number}. {'word ' * 60}\n   - nested {number}" for number in range(1, 101))
    messages = ["".join(one.text for one in message) for message in messages_of(text, {})]
    assert len(messages) > 2
    assert all(len(message) <= 11_500 for message in messages)
    assert all(re.match(r"\d+\. word", message) for message in messages)
    assert re.findall(r"^(\d+)\.", "\n".join(messages), re.MULTILINE) == [str(number) for number in range(1, 101)]


def test_an_item_that_is_longer_than_a_message_begins_anew_at_the_margin() -> None:
    nested = "\n".join(f"  - {'word ' * 50}{number}" for number in range(100))
    messages = ["".join(one.text for one in message) for message in messages_of(f"- top\n{nested}\n- next", {})]
    assert len(messages) > 2
    assert all(len(message) <= 11_500 for message in messages)
    assert all(message.startswith("- ") for message in messages)
    assert messages[-1].endswith("\n- next")


def test_the_rest_of_a_long_item_is_no_code() -> None:
    messages = ["".join(one.text for one in message) for message in messages_of(f"12345. ({'word ' * 6000}", {})]
    assert len(messages) > 2
    assert all(message.startswith(("12345. ", "word")) for message in messages)


def test_a_heading_stands_above_what_it_is_of() -> None:
    text = "\n\n".join(f"{'word ' * 500}\n\n## Part {number}" for number in range(20)) + "\n\nend"
    for message in messages_of(text, {})[:-1]:
        assert "## Part" not in message[-1].text


def test_paragraphs_are_not_broken_where_they_fit() -> None:
    paragraph = "word " * 500
    for message in messages_of("\n\n".join([f"{paragraph}end."] * 12), {}):
        assert "".join(one.text for one in message).endswith("end.")


def test_one_paragraph_longer_than_a_message_is_broken_between_words() -> None:
    words = [f"**w{number}** [1]" for number in range(4000)]
    messages = ["".join(one.text for one in message) for message in messages_of("(" + " ".join(words), LINKS)]
    assert all(len(message) <= 11_500 for message in messages)
    assert re.findall(r"w\d+", " ".join(messages)) == [f"w{number}" for number in range(4000)]


def test_what_was_given_out_is_final() -> None:
    growing = Growing(LINKS)
    first = growing.feed(f"{LONG} and **so")
    assert all(isinstance(step, Append) for step in first)
    assert texts([*first, *growing.feed(" on** [1].\n"), *growing.close()]) == [f"{LONG} and **so on** {ONE}."]
