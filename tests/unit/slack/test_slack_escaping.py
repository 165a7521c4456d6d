"""Words in Slack's text fields: what is kept, what is escaped, what is broken up."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citing.links import Allowed, reduce_links
from assistant.slack.rendering.escaping import LONGEST, address, cut, link, mrkdwn, mrkdwn_within, plain
from assistant.slack.rendering.inert_code import inert_code
from assistant.slack.rendering.markdown import safe_markdown
from assistant.slack.wording.phrasing import said, titled, unmarked
from tests.stand_ins.slack_platform.links import links_in, pings_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADR-0019: Kafka as the message bus", "ADR-0019: Kafka as the message bus"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("AT&T, &lt;", "AT&amp;T, &amp;lt;"),
        ("two\nlines\tand  blanks", "two lines and blanks"),
        ("see README.md and asyncio.run", "see `README.md` and `asyncio.run`"),
        ("请看README.md文件。下一句", "请看`README.md`文件。下一句"),
        ("ask ana@tidewater.example.", "ask `ana@tidewater.example`."),
        ("version 3.11.2, e.g. this, i.e. that… or so", "version 3.11.2, e.g. this, i.e. that… or so"),
        ("on 10.0.0.1:8080/x", "on `10.0.0.1:8080/x`"),
        ("*bold* _slanted_ ~struck~", "∗bold∗ ˍslantedˍ ∼struck∼"),
        ("snake_case and 2*3", "snake_case and 2*3"),
        ("`code`", "'code'"),
        ("@everyone例え.jp @channel_", "`@everyone例え.jp` `@channel`ˍ"),
        ("`a.b`例え.jp evil.com例え.jp", "'a.b'`例え.jp` `evil.com例え.jp`"),
        ("_tel:+49123_ hotel:5 日tel:1", "ˍ(link removed)ˍ hotel:5 日(link removed)"),
        ("_ana@evil.example_ x@evil.example1", "`_ana@evil.example`ˍ `x@evil.example1`"),
        ("evil.example1.2.3.4 -evil.example", "`evil.example1.2.3.4` `-evil.example`"),
        ("at https://evil.example/x, they said", "at (link removed), they said"),
        ("<https://evil.example|the plan>", "(link removed) the plan&gt;"),
        ("@channel look", "`@channel` look"),
        ("@ana look", "@ana look"),
        ("in\u202ereverse\u200b", "inreverse"),
        ("", ""),
    ],
)
def test_words_are_harmless_in_mrkdwn_and_stay_readable(text: str, expected: str) -> None:
    assert mrkdwn(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tom & Jerry <3", "Tom & Jerry <3"),
        ("see README.md", "see README.md"),
        ("see evil.example/x.", "see evil[.]example/x."),
        ("ask ana@tidewater.example", "ask ana@tidewater[.]example"),
        ("@here", "@ here"),
        ("evil.example/p.py 1.2.3.4:80/a.md", "evil[.]example/p[.]py 1[.]2[.]3[.]4:80/a[.]md"),
        ("1.2.3.4:80/a\\@channel", "1[.]2[.]3[.]4:80/a\\@ channel"),
        ("﹫channel @everyone例え.jp", "@ channel @ everyone例え[.]jp"),
        ("www.evil.example", "(link removed)"),
        ("a\x00b\u2028c", "ab c"),
    ],
)
def test_words_are_plain_in_plain_text(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("url", "label", "expected"),
    [
        ("https://a.example/1", "Kafka", "<https://a.example/1|Kafka>"),
        ("https://a.example/1?a=1&b=2#c", "A & B <x>", "<https://a.example/1?a=1&amp;b=2#c|A &amp; B &lt;x&gt;>"),
        ("https://a.example/a|b>c", "a|b", "<https://a.example/a%7Cb%3Ec|a¦b>"),
        ("https://a.example/ü", "*Kafka*", "<https://a.example/%C3%BC|∗Kafka∗>"),
        ("javascript:alert(1)", "Kafka", "Kafka"),
        ("", "README.md", "`README.md`"),
        ("https://a.example/1", "\u200b", ""),
        ("https://a.example/1", "README.md", "<https://a.example/1|README.md>"),
    ],
)
def test_a_link_is_slacks_own_where_the_address_is_one(url: str, label: str, expected: str) -> None:
    assert link(url, label) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/%20b", "https://a.example/%20b"),
        ("http://localhost:8080/x", "http://localhost:8080/x"),
        ("https://a.example/wiki/Bus_(messages)", "https://a.example/wiki/Bus_%28messages%29"),
        ("https://ana@a.example/", ""),
        ("https:a.example", ""),
    ],
)
def test_an_address_is_http_without_what_could_end_a_link(url: str, expected: str) -> None:
    assert address(url) == expected


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Kafka", 5, "Kafka"),
        ("Kafka bus", 6, "Kafka…"),
        ("Kafka bus", 7, "Kafka…"),
        ("cafe\u0301s", 5, "caf…"),
        ("ab", 1, "…"),
        ("", 3, ""),
    ],
)
def test_what_is_cut_ends_in_an_ellipsis_and_breaks_no_letter(text: str, most: int, expected: str) -> None:
    assert cut(text, most) == expected


@given(st.text(max_size=40), st.integers(1, 40))
def test_what_is_cut_is_never_longer_than_asked(text: str, most: int) -> None:
    assert len(cut(text, most)) <= most


PIECES = [
    "<",
    ">",
    "&",
    "|",
    "*",
    "_",
    "`",
    "@here",
    "!channel",
    "https://",
    "evil.example",
    ".",
    "。",
    "/",
    "\u200b",
    " ",
    "ｅvil．com",
    "字",
    "a",
]


@given(st.lists(st.sampled_from(PIECES), max_size=15).map("".join))
def test_no_mixture_of_marks_makes_a_link_or_a_ping(text: str) -> None:
    assert links_in({"text": mrkdwn(text)}) == []
    assert pings_in({"text": mrkdwn(text)}) == []
    assert {one.url for one in links_in({"text": link("https://ours.example/1", text)})} <= {"https://ours.example/1"}


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd", "Lo"]), max_size=60))
def test_letters_are_never_lost(text: str) -> None:
    assert re.sub(r"\W", "", html.unescape(mrkdwn(text))) == text == plain(text)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("vec: Vec<String> = f(&x)", "vec: Vec<String> = f(&x)"),
        ("#include <stdio.h>", "#include <stdio.h>"),
        ("curl http://localhost:8080/x http://10.1.2.3/y", "curl http://localhost:8080/x http://10.1.2.3/y"),
        ("git clone https://git.tidewater.example/a", "git clone https://git.tidewater.example/a"),
        ("curl https://evil.example/x", "curl https[:]//evil.example/x"),
        ("curl https://git.tidewater.example@evil.example/", "curl https[:]//git.tidewater.example@evil.example/"),
        ("http://0x7f000001/ http://2130706433/", "http[:]//0x7f000001/ http[:]//2130706433/"),
        ("sqlite:///lore.db redis://cache:6379", "sqlite:///lore.db redis://cache:6379"),
        ("mailto:ana@x.example", "mailto[:]ana@x.example"),
        ("_tel:+49 日tel:+49", "_tel[:]+49 日tel[:]+49"),
        ("a ```@here @channel", "a ```@ here @ channel"),
        ("a @here", "a @here"),
        (f"{'a' * 40}://evil.example", f"{'a' * 40}[:]//evil.example"),
        ("https://evil.example:80tps://evil.example", "https[:]//evil.example:80tps[:]//evil.example"),
        ("<!channel> <@U012AB> <https://evil.example|x>", "< !channel> < @U012AB> < https[:]//evil.example|x>"),
        ("say \u202eolleh", "say olleh"),
    ],
)
def test_code_is_shown_as_it_is_but_for_what_leads_elsewhere(code: str, expected: str) -> None:
    assert inert_code(code, {"git.tidewater.example"}) == expected


@pytest.mark.parametrize("unit", ["字", "a", "a.", "a@", "http:", "[(", "a-", "<", "www.", "@", "。", "x:/"])
def test_a_word_of_thirty_thousand_characters_comes_to_an_end(unit: str) -> None:
    """A pattern that went back over it again and again would take hours."""
    text = unit * (30_000 // len(unit)) + " end"
    assert 0 < len(unmarked(text, 40_000)) < 5 * LONGEST
    assert inert_code(text).endswith(" end")
    assert safe_markdown(text, {}).endswith(" end")
    assert len(reduce_links(text, Allowed(frozenset())).text) <= 2 * len(text)


@pytest.mark.parametrize("escape", [mrkdwn, plain, said, unmarked, titled, lambda text: link("https://docs.example/", text)])
def test_no_more_of_a_text_is_looked_at_than_a_field_could_show(escape: Callable[[str], str]) -> None:
    """Whatever lies behind it changes nothing, and so was never read."""
    start = "word " * (4 * LONGEST)
    assert escape(start + "@channel https://evil.example") == escape(start + "x" * 1_000_000)
    assert len(escape(start)) < 1.1 * LONGEST


@pytest.mark.parametrize("words", ["&" * 1400 + " evil.example/login?", "evil.example " * 100, "short", ""])
@pytest.mark.parametrize("most", [100, 2500])
def test_what_is_escaped_fits_without_a_cut_through_code(words: str, most: int) -> None:
    written = mrkdwn_within(words, most)
    assert len(written) <= most
    assert links_in({"text": written}) == []
    assert written == mrkdwn(words) or "…" in written
