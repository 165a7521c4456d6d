"""Answers as Slack's messages: what stands where, and every limit."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from assistant.domain.answers import Answer, Colleague
from assistant.domain.documents import Kind
from assistant.slack.actions import ASK_PERSON, FEEDBACK, SHARE
from assistant.slack.rendering.answers import NOT_SURE, Around, Post, closing_blocks, posts_of
from assistant.slack.rendering.markdown import Growing, NextMessage
from assistant.slack.rendering.sources import age, links_of
from tests.stand_ins.cited import SITE, answer, citation, document, hit
from tests.stand_ins.slack_platform.blocks import problems_in_message
from tests.stand_ins.slack_platform.links import links_in

TODAY = date(2024, 3, 20)
AROUND = Around(SITE, TODAY)


def only(answer_: Answer, around: Around = AROUND) -> Post:
    [post] = posts_of(answer_, around)
    assert problems_in_message(post.blocks) == []
    return post


def contexts(blocks: list[dict[str, Any]]) -> list[str]:
    """The lines of the context blocks."""
    return [line for block in blocks if block["type"] == "context" for line in block["elements"][0]["text"].split("\n")]


def buttons(blocks: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        one["action_id"]: one
        for block in blocks
        if block["type"] in {"actions", "context_actions"}
        for one in block["elements"]
    }


def test_an_answer_is_its_text_its_sources_and_its_buttons() -> None:
    post = only(answer("We use **Kafka** [1].", citation(1, document(1, "ADR-0019: Kafka as the message bus"))))
    assert [block["type"] for block in post.blocks] == ["markdown", "context", "context_actions", "actions"]
    assert post.blocks[0]["text"] == r"We use **Kafka** [\[1\]](https://docs.tidewater.example/1)."
    assert contexts(post.blocks) == [
        "[1] <https://docs.tidewater.example/1|ADR-0019: Kafka as the message bus> · design doc · Ana Ruiz · 2 weeks ago"
    ]
    assert post.text == "We use Kafka."
    assert set(buttons(post.blocks)) == {FEEDBACK, ASK_PERSON}


def test_feedback_names_the_answer() -> None:
    [feedback] = only(answer("Kafka")).blocks[1]["elements"]
    assert feedback["positive_button"]["value"] == "up:a1"
    assert feedback["negative_button"]["value"] == "down:a1"


def test_a_document_has_one_line_with_all_its_numbers_and_only_cited_ones_have_any() -> None:
    same = document(1, "One")
    post = only(answer("[1] [2] [3]", citation(3, same), citation(1, same), citation(2), sources=(hit(1), hit(7))))
    assert [line[:6] for line in contexts(post.blocks)] == ["[1][3]", "[2] <h"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": Kind.CODE_REVIEW}, "code review · Ana Ruiz · 2 weeks ago"),
        ({"authors": ()}, "design doc · 2 weeks ago"),
        ({"authors": ("Ana", "Bo", "Liu")}, "design doc · Ana and 2 more · 2 weeks ago"),
        ({"status": "Accepted"}, "design doc · Ana Ruiz · 2 weeks ago"),
        ({"status": "Superseded by ADR-0037"}, "design doc · Ana Ruiz · 2 weeks ago · superseded by adr-0037"),
        ({"status": "Rejected"}, "design doc · Ana Ruiz · 2 weeks ago · rejected"),
        ({"updated_at": None}, "design doc · Ana Ruiz"),
        ({"updated_at": None, "created_at": datetime(2020, 5, 1, tzinfo=UTC)}, "design doc · Ana Ruiz · May 2020"),
    ],
)
def test_a_line_tells_kind_author_age_and_what_does_not_hold(changes: dict[str, Any], expected: str) -> None:
    [line] = contexts(only(answer("[1]", citation(1, document(1, "One", **changes)))).blocks)
    assert line == f"[1] <https://docs.tidewater.example/1|One> · {expected}"


def test_a_title_is_cut_to_45_characters() -> None:
    [line] = contexts(
        only(answer("[1]", citation(1, document(1, "Adopt the common data model for berths, quays and gates")))).blocks
    )
    label = line.split("|")[1].split(">")[0]
    assert len(label) <= 45
    assert label == "Adopt the common data model for berths, quay…"


@pytest.mark.parametrize(("url", "site", "expected"), [
    ("https://a.example/1", SITE, "https://a.example/1"),
    ("", SITE, f"{SITE}/documents/d1#c-101"),
    ("file:///tmp/x", SITE, f"{SITE}/documents/d1#c-101"),
    ("", "", None),
])  # fmt: skip
def test_a_marker_opens_the_original_or_lores_page_of_it(url: str, site: str, expected: str | None) -> None:
    cited = citation(1, document(1, url=url))
    assert links_of([cited], site).get(1) == expected
    assert {one.url for one in links_in({"blocks": posts_of(answer("Kafka [1]", cited), Around(site, TODAY))[0].blocks})} == (
        {expected} if expected else set()
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-03-20", "today"), ("2024-03-19", "yesterday"), ("2024-03-07", "13 days ago"), ("2024-03-06", "2 weeks ago"),
        ("2024-02-01", "6 weeks ago"), ("2024-01-10", "January 2024"), ("2019-12-31", "December 2019"),
        ("2024-05-01", "May 2024"),
    ],
)  # fmt: skip
def test_an_age_is_told_in_words(moment: str, expected: str) -> None:
    assert age(datetime.fromisoformat(f"{moment}T23:00+00:00"), TODAY) == expected


@pytest.mark.parametrize(("confidence", "warned"), [(0.0, False), (0.2, True), (0.49, True), (0.5, False), (0.95, False)])
def test_an_answer_as_likely_wrong_as_right_says_so(confidence: float, warned: bool) -> None:
    assert (NOT_SURE in contexts(only(answer("Kafka", confidence=confidence)).blocks)) is warned


def test_the_notice_and_what_was_filtered_stand_below() -> None:
    around = Around(SITE, TODAY, filtered="Looked only in #incidents since 1 March 2026")
    post = only(answer("Kafka", notice="The model is down. These are the sources' own words."), around)
    assert contexts(post.blocks) == [
        "The model is down. These are the sources' own words.",
        "Looked only in #incidents since 1 March 2026",
    ]


@pytest.mark.parametrize(
    ("private", "shareable", "shared"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_only_a_private_answer_that_all_may_read_can_be_shared(private: bool, shareable: bool, shared: bool) -> None:
    blocks = only(answer("Kafka"), Around(SITE, TODAY, private=private, shareable=shareable)).blocks
    assert (SHARE in buttons(blocks)) is shared


def test_a_private_answer_begins_by_saying_why_it_is_one() -> None:
    because = "not everybody in this channel may read the sources"
    blocks = only(answer("Kafka"), Around(SITE, TODAY, private=True, because=because)).blocks
    assert blocks[0]["elements"][0]["text"] == f"For you alone: {because}"
    assert only(answer("Kafka"), Around(SITE, TODAY, private=True)).blocks[0]["type"] == "markdown"  # Slack itself says it


# ---- abstentions ----


def not_found(**changes: Any) -> Answer:
    return answer("I found nothing …\n\n- Bus (design-doc, `1.md`)", abstained=True, confidence=0.2, **changes)


def test_an_abstention_names_what_is_near_with_links_and_who_may_know() -> None:
    asked = (Colleague("Ana Ruiz", "wrote ADR-0019"), Colleague("Bo Lindqvist", "decided it"))
    post = only(not_found(sources=(hit(1, document(1, "2. Bus [old]")), hit(2), hit(2), hit(3), hit(4)), colleagues=asked))
    assert post.text == "I found nothing that answers this in what you may read."
    assert post.blocks[0]["text"] == (
        "I found nothing that answers this in what you may read. The nearest documents:\n\n"
        "- [2. Bus \\[old\\]](https://docs.tidewater.example/1) · design doc · 2 weeks ago\n"
        "- [Document 2](https://docs.tidewater.example/2) · design doc · 2 weeks ago\n"
        "- [Document 3](https://docs.tidewater.example/3) · design doc · 2 weeks ago\n\n"
        "Who may know:\n\n"
        "- **Ana Ruiz**: wrote ADR-0019\n"
        "- **Bo Lindqvist**: decided it"
    )


def test_an_abstention_shows_no_sources_and_asks_to_ask_a_person() -> None:
    blocks = only(not_found(sources=(hit(1),), citations=(citation(1),))).blocks
    assert contexts(blocks) == []
    assert buttons(blocks)[ASK_PERSON]["style"] == "primary"
    assert "style" not in buttons(only(answer("Kafka")).blocks)[ASK_PERSON]


def test_an_abstention_without_anything_near_is_one_sentence() -> None:
    assert only(not_found()).blocks[0]["text"] == "I found nothing about this in what you may read."


def test_an_abstention_in_a_channel_speaks_of_everybody_there() -> None:
    assert "everybody here may read" in only(not_found(), Around(SITE, TODAY, company=True)).blocks[0]["text"]


# ---- limits ----

SECTIONS = st.sampled_from(
    ["paragraph", "list", "nested", "fence", "table", "wide", "quote", "heading", "rule", "chinese", "long"]
)


def section(kind: str, count: int, first: int) -> tuple[str, int]:
    """A piece of Markdown with `count` numbered words, and the number after the last."""
    words = [f"w{number}" for number in range(first, first + count)]
    marked = [f"{word} [{1 + number % 60}]" for number, word in enumerate(words)]
    half = len(words) // 2
    match kind:
        case "list":
            text = "\n".join(f"{number}. {word}" for number, word in enumerate(marked, 1))
        case "nested":
            text = "\n".join(f"{'  ' * (number % 3)}- **{word}**" for number, word in enumerate(words))
        case "fence":
            text = "```python\n" + "\n".join(f"{word} = f('`')" for word in words) + "\n```"
        case "table":
            rows = [f"| {one} | {other} |" for one, other in zip(marked[::2], words[1::2], strict=False)]
            text, count = "\n".join(["| a | b |", "|---|---|", *rows]), 2 * len(rows)
        case "wide":
            text = f"| a | b |\n|---|---|\n| {' '.join(words[:half])} | {' '.join(marked[half:])} |"
        case "quote":
            text = "\n".join(f"> {word}" for word in marked)
        case "heading":
            text, count = f"## {words[0]}", 1
        case "rule":
            text, count = "---", 0
        case "chinese":
            text = "。".join(f"消息总线{word}总" for word in words)
        case "long":
            text = f"**{' '.join(words)}**"
        case _:
            text = " ".join(marked)
    return text, first + count


def check(answer_: Answer, around: Around = AROUND) -> list[Post]:
    """The posts, after a look at limits, fences and the words' order."""
    posts = posts_of(answer_, around)
    numbers = iter(int(number) for number in re.findall(r"(?<![a-z])w(\d+)", answer_.text))
    wanted = next(numbers, None)
    for post in posts:
        assert problems_in_message(post.blocks) == []
        assert 0 < len(post.text) <= 1000
        for block in post.blocks:
            if block["type"] == "markdown":
                assert len(re.findall(r"^```+", block["text"], re.MULTILINE)) % 2 == 0
            if block["type"] in {"markdown", "table"}:
                for number in re.findall(r"w(\d+)", json.dumps(block)):
                    wanted = next(numbers, None) if int(number) == wanted else wanted
    assert wanted is None
    return posts


CITED = tuple(citation(number) for number in range(1, 61))


@given(st.lists(st.tuples(SECTIONS, st.integers(2, 300)), max_size=12))
@settings(max_examples=30, deadline=None)
def test_every_word_arrives_in_order_within_every_limit(parts: list[tuple[str, int]]) -> None:
    texts, number = [], 0
    for kind, count in parts:
        text, number = section(kind, count, number)
        texts.append(text)
    check(answer("\n\n".join(texts), *CITED))


@given(st.lists(st.tuples(SECTIONS, st.integers(2, 60)), max_size=8), st.integers(1, 400))
@settings(max_examples=30, deadline=None)
def test_a_text_that_grows_holds_the_limit_and_keeps_every_word_too(parts: list[tuple[str, int]], size: int) -> None:
    texts, number = [], 0
    for kind, count in parts:
        text, number = section(kind, count, number)
        texts.append(text)
    whole = "\n\n".join(texts)
    growing = Growing(links_of(CITED, SITE), room=600)
    steps = [step for at in range(0, len(whole), size) for step in growing.feed(whole[at : at + size])] + growing.close()
    messages = "\0".join("" if isinstance(step, NextMessage) else step.text for step in steps).split("\0\0")
    for message in (one.replace("\0", "") for one in messages):
        assert len(message) <= 600
        assert len(re.findall(r"^```+", message, re.MULTILINE)) % 2 == 0
    found = re.findall(r"(?<![a-z])w(\d+)", "".join(messages))
    assert list(dict.fromkeys(found)) == [str(one) for one in range(number)]


def long_answer() -> Answer:
    """30,000 characters with 60 sources, code and tables."""
    texts, number = [], 0
    kinds = ["heading", "paragraph", "fence", "list", "table", "quote", "wide", "nested", "chinese"]
    while sum(map(len, texts)) < 30_000:
        text, number = section(kinds[len(texts) % len(kinds)], 120, number)
        texts.append(text)
    return answer("\n\n".join(texts), *CITED, notice="n " * 3000)


def test_thirty_thousand_characters_with_sixty_sources_hold_every_limit() -> None:
    posts = check(long_answer(), Around(SITE, TODAY, private=True, shareable=True, because="b", filtered="f " * 3000))
    assert 3 <= len(posts) <= 12
    shown = "\n".join(block["text"] for post in posts for block in post.blocks if block["type"] == "markdown")
    fences = re.findall(r"^```python\n.*?^```$", shown, re.DOTALL | re.MULTILINE)
    assert len(fences) == long_answer().text.count("```python")
    lines = [line for post in posts for line in contexts(post.blocks) if line.startswith("[")]
    assert [line.split("]")[0][1:] for line in lines] == [str(number) for number in range(1, 61)]
    assert all(not contexts(post.blocks) for post in posts[1:-1])
    assert set(buttons(posts[-1].blocks)) == {FEEDBACK, SHARE, ASK_PERSON}
    for block in Block.parse_all([block for post in posts for block in post.blocks]):
        block.validate_json()


def test_sixty_sources_with_long_names_and_addresses_hold_every_limit() -> None:
    long_ones = [
        document(number, "T&" * 300, url=f"https://a.example/{'x' * 900}{number}", authors=("<&>" * 50,))
        for number in range(60)
    ]
    cited = [citation(number + 1, one) for number, one in enumerate(long_ones)]
    for post in posts_of(answer("Kafka [1].", *cited, notice="<&>" * 5000), Around(SITE, TODAY, filtered="&" * 9000)):
        assert problems_in_message(post.blocks) == []


def test_sources_that_do_not_fit_beside_the_text_have_a_message_of_their_own() -> None:
    first, last = posts_of(answer(" ".join(["word"] * 2280), *CITED[:20], question="Why Kafka?"), AROUND)
    assert [block["type"] for block in first.blocks] == ["markdown"]
    assert [block["type"] for block in last.blocks] == ["context", "context_actions", "actions"]
    assert last.text == "Sources: Why Kafka?"
    assert len(posts_of(answer(" ".join(["word"] * 2000), *CITED[:20]), AROUND)) == 1


def test_closing_blocks_are_those_below_the_last_message() -> None:
    made = answer("Kafka [1].", citation(1), notice="n")
    assert posts_of(made, AROUND)[-1].blocks[1:] == closing_blocks(made, AROUND)


@pytest.mark.parametrize(
    ("text", "fallback"),
    [
        ("# Title\n\nWe use **Kafka** [1].", "Title We use Kafka."),
        ("```\ncode <x>\n```", "code &lt;x&gt;"),
        ("", "Here is what I found."),
        ("word " * 100, "word " * 29 + "word…"),
        ("<!channel> https://evil.example", "(link removed)"),
    ],
)
def test_a_notification_shows_the_first_words(text: str, fallback: str) -> None:
    [post] = posts_of(answer(text, citation(1)), AROUND)
    assert post.text == fallback
    assert len(html.unescape(post.text)) <= 150


def test_what_to_ask_next_stands_below_the_sources_and_means_nothing_to_slack() -> None:
    asked = replace(answer("We use Kafka [1].", citation(1)), follow_ups=("Why was <!channel> rejected?", "Who decided?"))
    told = [element["text"] for block in only(asked).blocks if block["type"] == "context" for element in block["elements"]]
    assert any("Ask next: Why was &lt; !channel&gt; rejected? · Who decided?" in text for text in told)
    assert "Ask next" not in str(only(answer("We use Kafka [1].", citation(1))).blocks)
