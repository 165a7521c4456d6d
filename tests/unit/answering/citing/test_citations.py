"""Markers that hold, links that lead nowhere foreign, and a stream that does not wait for longer than it must."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.citing.citations import CheckedText, Tally, Unsupported
from assistant.answering.citing.judging import numbers
from assistant.answering.citing.links import LINK_REMOVED
from assistant.answering.citing.support import QUOTE_LENGTH
from assistant.answering.citing.units import HOLD
from assistant.answering.wording.prompting import NOT_IN_EVIDENCE
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind
from tests.stand_ins.leading_away import EVIL, FORMS, HOME, foreign

BUS = "We use RabbitMQ as the message bus between services. Kafka was rejected because nobody could operate it.\n"
METER = "The billing meter counts events in Redis. It was decided on 3 May 2021 by Ana Ruiz."
CHINESE = "消息总线采用 RabbitMQ。计费系统使用 Redis 计数。"


def excerpt(key: int, *texts: str, url: str = "") -> Excerpt:
    document = Document(f"d{key}", "adr", f"{key}.md", "Message bus", Kind.DESIGN_DOC, "", url=url)
    return Excerpt(document, tuple(Chunk(key * 10 + n, document.id, n, text) for n, text in enumerate(texts)), 1.0)


EVIDENCE = Evidence((excerpt(1, BUS, "Queues are mirrored.", url=HOME), excerpt(2, METER), excerpt(3, CHINESE)))


def check(
    text: str, size: int = 10_000, evidence: Evidence = EVIDENCE, unsupported: Unsupported = "show", instructions: str = ""
) -> CheckedText:
    checked = CheckedText(evidence, unsupported=unsupported, instructions=instructions)
    given_out = [checked.feed(text[start : start + size]) for start in range(0, len(text), size)]
    given_out.append(checked.close())
    assert "".join(given_out) == checked.text
    return checked


MARKERS = {
    "one": ("We use RabbitMQ as the bus [1].", "We use RabbitMQ as the bus [1]."),
    "behind-the-stop": ("We use RabbitMQ as the bus. [1] Redis counts events. [2]", None),
    "two-beside": ("RabbitMQ is the bus, Redis counts events [1][2].", None),
    "comma": ("RabbitMQ is the bus, Redis counts events [1, 2].", "RabbitMQ is the bus, Redis counts events [1][2]."),
    "range": ("RabbitMQ is the bus, Redis counts events [1-2].", "RabbitMQ is the bus, Redis counts events [1][2]."),
    "brackets-of-models": ("RabbitMQ is the bus【1】.", "RabbitMQ is the bus[1]."),
    "footnote": ("RabbitMQ is the bus [^1].", "RabbitMQ is the bus [1]."),
    "nowhere": ("Penguins are no bus at all [9].", "Penguins are no bus at all."),
    "nowhere-but-it-is-known-where": ("RabbitMQ is the bus [9].", "RabbitMQ is the bus [1]."),
    "zero": ("Penguins are no bus at all [0].", "Penguins are no bus at all."),
    "half-nowhere": ("RabbitMQ is the bus [1, 9].", "RabbitMQ is the bus [1]."),
    "range-past-the-end": ("RabbitMQ is the bus [1-9].", "RabbitMQ is the bus [1][2][3]."),
    "unsupported": ("Penguins hatch in the Antarctic winter [1].", "Penguins hatch in the Antarctic winter."),
    "wrong-excerpt": ("Ana Ruiz decided it on 3 May 2021 [1].", "Ana Ruiz decided it on 3 May 2021 [2]."),
    "exchanged": (
        "RabbitMQ is the message bus [2]. Redis counts billing events [1].",
        "RabbitMQ is the message bus [1]. Redis counts billing events [2].",
    ),
    "none-at-all": ("RabbitMQ is the message bus. It is so.", "RabbitMQ is the message bus [1]. It is so."),
    "each-clause-for-itself": ("RabbitMQ is the message bus [1] and Redis counts events [2].", None),
    "alone-on-its-line": ("RabbitMQ is the message bus.\n[1]\n", "RabbitMQ is the message bus [1].\n\n"),
    "in-a-list": ("- RabbitMQ is the bus [1]\n- Redis counts events [2]\n", None),
    "in-a-table": ("| a | b |\n|---|---|\n| RabbitMQ bus [1] | Redis events [7] |\n", None),
    "chinese": ("消息总线采用RabbitMQ。[3]计费系统使用Redis计数[3]。", None),
    "chinese-unsupported": ("企鹅在南极过冬[3]。", "企鹅在南极过冬。"),
    "another-language-cannot-be-judged": ("Wir benutzen das System und nicht den Konkurrenten [1].", None),
    "a-year-is-no-marker": ("RabbitMQ is the bus [2021].", "RabbitMQ is the bus [2021]."),
    "code-has-no-markers": ("Read `args[9]` of RabbitMQ [9].", "Read `args[9]` of RabbitMQ."),
    "abbreviation": ("Services use a message bus, e.g. RabbitMQ, between them [1].", None),
}
MARKERS["in-a-table"] = (MARKERS["in-a-table"][0], MARKERS["in-a-table"][0].replace("[7]", "[2]"))


@pytest.mark.parametrize("size", [1, 3, 10_000], ids=["by-character", "by-threes", "at-once"])
@pytest.mark.parametrize(("text", "expected"), MARKERS.values(), ids=MARKERS)
def test_markers_stay_where_the_evidence_bears_them_out(text: str, expected: str | None, size: int) -> None:
    assert check(text, size).text == (text if expected is None else expected)


def test_what_was_taken_out_is_counted() -> None:
    checked = check(f"RabbitMQ is the bus [1][9]. Penguins hatch in winter [2]. See {HOME}x and {HOME}.")
    assert checked.tally == Tally(dangling_markers=1, unsupported_markers=1, removed_links=1, unsupported_sentences=1)


QUOTES = {
    "the-right-sentence": ("Nobody could operate Kafka, so it was rejected [1].", 1, 10, "Kafka was rejected because"),
    "the-right-chunk": ("All queues are mirrored [1].", 1, 11, "Queues are mirrored."),
    "figures": ("The decision is from May 2021 [2].", 2, 20, "It was decided on 3 May 2021 by Ana Ruiz."),
    "chinese": ("计费系统用 Redis 计数[3]。", 3, 30, "计费系统使用 Redis 计数。"),
}


@pytest.mark.parametrize(("text", "marker", "key", "quote"), QUOTES.values(), ids=QUOTES)
def test_the_quote_is_the_sentence_that_bears_it_out(text: str, marker: int, key: int, quote: str) -> None:
    [citation] = check(text).citations
    assert (citation.marker, citation.chunk.key) == (marker, key)
    assert citation.quote.startswith(quote)
    assert citation.document.id == f"d{marker}"


def test_a_marker_used_twice_is_one_citation_with_its_best_quote() -> None:
    checked = check("Redis also appears in it [2]. The billing meter counts events in Redis [2].")
    [citation] = checked.citations
    assert citation.quote == "The billing meter counts events in Redis."


@given(st.text("ab c.d\n。中文 é", min_size=1, max_size=1500), st.text("abc d", max_size=60))
def test_a_quote_stands_word_for_word_in_its_chunk(text: str, said: str) -> None:
    for citation in check(f"{said} [1].", evidence=Evidence((excerpt(1, text),))).citations:
        assert citation.quote in text
        assert len(citation.quote) <= QUOTE_LENGTH


def test_there_are_enough_forms() -> None:
    assert len(FORMS) >= 60


@pytest.mark.parametrize("size", [1, 7, 10_000], ids=["by-character", "by-sevens", "at-once"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_form_leads_to_a_foreign_place(form: str, size: int) -> None:
    text = check(f"RabbitMQ is the bus [1]. {form} and so on.\n\n{form}\n", size).text
    assert foreign(text) == []
    assert text.startswith("RabbitMQ is the bus [1].")


@settings(deadline=None)
@given(st.lists(st.sampled_from([*FORMS.values(), "a. ", "[", "](", "`", "<", "\n", "](//evil.example/x)", "。"]), max_size=6))
def test_forms_put_together_lead_nowhere_either(forms: list[str]) -> None:
    assert foreign(check("".join(forms), 5).text) == []


TEXTS = {
    "inline": (f"See [the page]({EVIL}).", "See the page."),
    "image": (f"a ![the plan]({EVIL}) b", "a the plan b"),
    "html": ("a <b>bold</b> word", "a bold word"),
    "slack": (f"<{EVIL}|click here>", "click here"),
    "bare": (f"See {EVIL}, please.", f"See {LINK_REMOVED}, please."),
    "home": (f"See [the page]({HOME}).", f"See [the page]({HOME})."),
    "home-fragment": (f"See [the page]({HOME}#decision).", f"See [the page]({HOME}#decision)."),
    "home-bare": (f"See {HOME}.", f"See {HOME}."),
    "marker": (f"We use RabbitMQ [1]({HOME}).", "We use RabbitMQ [1]."),
    "generics": ("Return a List<T> or Map<K, V>.", "Return a List\\<T> or Map\\<K, V>."),
    "comparison": ("if a < b and c > d", "if a < b and c > d"),
    "file-names": ("Edit server/tls.py, main.rs and settings.toml.", "Edit server/tls.py, main.rs and settings.toml."),
    "bare-host": ("The host api.kestrel.example serves it.", "The host `api.kestrel.example` serves it."),
    "mail-address": ("Ask ana@kestrel.example.", "Ask `ana@kestrel.example`."),
    "entities": ("AT&amp;T &lt; x", "AT&T < x"),
    "code": ("Use `Vec<T>` and `a[0](b)`.", "Use `Vec<T>` and `a[0](b)`."),
    "time": ("At 10:30: stop/start, and/or 3:2.", "At 10:30: stop/start, and/or 3:2."),
    "emoji-joiner": ("👩\u200d💻 is here", "👩\u200d💻 is here"),
    "line-breaks": ("# Bus\r\n\r\n1. one\n2. two\n", "# Bus\n\n1. one\n2. two\n"),
}


@pytest.mark.parametrize("size", [1, 10_000], ids=["by-character", "at-once"])
@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_what_a_person_reads_stays(text: str, expected: str, size: int) -> None:
    assert check(text, size).text == expected


def test_code_may_hold_an_address_that_the_evidence_quotes() -> None:
    evidence = Evidence((excerpt(1, "Run `curl https://api.example/v1/rates` for the rates."),))
    assert "https://api.example/v1/rates" in check("`curl https://api.example/v1/rates` [1].", evidence=evidence).text
    assert "https" not in check("See https://api.example/v1/rates [1].", evidence=evidence).text


def test_a_code_fence_comes_whole_and_untouched() -> None:
    code = "```rust\nlet x: Vec<T> = a[9];\n\n// e.g. this. And [1]\n```\n"
    checked = CheckedText(EVIDENCE)
    assert checked.feed("Do it like this:\n") == "Do it like this:\n"
    assert [checked.feed(character) for character in code[:-1]] == [""] * (len(code) - 1)
    assert checked.feed("\n") == code


def test_an_unclosed_fence_is_closed() -> None:
    assert check("~~~\nlet x\n").text == "```\nlet x\n```\n"


WORDS = " ".join(f"the {place}th word" for place in range(200))


@pytest.mark.parametrize(
    "text", [WORDS, "".join(map(chr, range(0x4E00, 0x4E00 + 1600))), f"[{WORDS}", f"`{WORDS}"], ids=["a", "b", "c", "d"]
)
def test_no_more_than_the_limit_is_held_back(text: str) -> None:
    checked = CheckedText(EVIDENCE)
    for fed, character in enumerate(text, start=1):
        checked.feed(character)
        assert fed - len(checked.text.replace("\\", "")) <= HOLD + 1


def test_sentences_come_as_soon_as_they_are_whole() -> None:
    checked = CheckedText(EVIDENCE, ahead=False)
    assert checked.feed("We use RabbitMQ as the bus [1]. ") == ""
    assert checked.feed("R") == "We use RabbitMQ as the bus [1]. "
    assert checked.feed("edis counts events [2].\n") == "Redis counts events [2].\n"


@given(st.text("ab .[]12()`<\n中。", max_size=300), st.integers(1, 9))
def test_the_size_of_the_pieces_does_not_matter(text: str, size: int) -> None:
    assert check(text, size).text == check(text).text


@pytest.mark.parametrize("size", [1, 10_000], ids=["by-character", "at-once"])
def test_the_agreed_token_is_an_abstention_without_a_word(size: int) -> None:
    checked = check(f"{NOT_IN_EVIDENCE}. But you could look at {EVIL}. Or not [1].", size)
    assert checked.abstained
    assert checked.text == ""
    assert checked.citations == ()


def test_the_token_in_the_middle_of_an_answer_is_only_left_out() -> None:
    checked = check(f"We use RabbitMQ as the bus [1].\n{NOT_IN_EVIDENCE}")
    assert not checked.abstained
    assert checked.text == "We use RabbitMQ as the bus [1].\n"


def test_without_evidence_no_marker_and_no_link_stays() -> None:
    checked = check(f"RabbitMQ [1] and [a]({HOME}).", evidence=Evidence(()))
    assert checked.text == "RabbitMQ and a."
    assert checked.tally.dangling_markers == 1


RUNS = {
    "[1]": [1],
    "[1, 2]": [1, 2],
    "[1-3]": [1, 2, 3],
    "【2】": [2],
    "[1–3; 5]": [1, 2, 3, 5],
    "[1-999]": [1, 999],
    "[3-1]": [3, 1],
}


@pytest.mark.parametrize(("marker", "named"), RUNS.items(), ids=RUNS)
def test_a_marker_may_name_several_excerpts(marker: str, named: list[int]) -> None:
    assert numbers(marker) == named
