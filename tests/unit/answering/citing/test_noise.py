"""What is no answer does not reach the reader: prompts, tools, circles, signs."""

from __future__ import annotations

import random
import string
from string import Template

import pytest

from assistant.adapters.prompt_files import load_prompt
from assistant.answering.citing.babble import is_babble
from assistant.answering.citing.citations import CheckedText
from assistant.answering.citing.cleaning import Cleaner
from assistant.answering.citing.numbering import numbered_behind
from assistant.answering.citing.repetition import Repetitions
from assistant.answering.wording.prompting import as_sent
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind

BUS = Document("d1", "adr", "adr/1.md", "Message bus", Kind.DESIGN_DOC, "", status="Accepted")
CHUNK = Chunk(1, "d1", 0, "We use RabbitMQ as the message bus between services. It has 6 brokers.")
EVIDENCE = Evidence((Excerpt(BUS, (CHUNK,), 1.0),))
FILLED = {"organisation": "Tidewater", "today": "2026-01-05", "language": "English", "not_in_evidence": "NOT_IN_EVIDENCE"}
INSTRUCTIONS = Template(load_prompt("answer").system).safe_substitute(FILLED, tone="", manner="plain")
TRUE = "We use RabbitMQ as the message bus [1]."
SENT = as_sent(EVIDENCE.excerpts[0])


def check(text: str, size: int = 4) -> CheckedText:
    checked = CheckedText(EVIDENCE, instructions=INSTRUCTIONS)
    given = [checked.feed(text[start : start + size]) for start in range(0, len(text), size)]
    given.append(checked.close())
    assert "".join(given) == checked.text
    return checked


ECHOES = {
    "instructions": INSTRUCTIONS,
    "a part of them": INSTRUCTIONS[INSTRUCTIONS.index("How to answer") :][:700],
    "a rule": "- Keep names, figures, dates and code exactly as the evidence has them.",
    "an excerpt": f"Evidence:\n\n[1]\n```\n{SENT}\n```",
    "its header": "title: Message bus\nkind: design-doc\nstatus: Accepted\npath: adr/adr/1.md",
    "its header in a line": "title: Message bus kind: design-doc path: adr/adr/1.md",
    "a role": "user: what is it?",
    "a thought": "<think>The user wants to know of the bus. I should say it.</think>",
    "a long thought": f"<think>{'I should think about it. ' * 80}</think>",
    "a call": '<tool_call>{"name": "search", "arguments": {"query": "bus"}}</tool_call>',
    "a bare call": '{"name": "search", "arguments": {"query": "bus"}}',
    "a call over lines": '{\n  "name": "search",\n  "arguments": {\n    "query": "bus"\n  }\n}',
    "a call in a fence": '```json\n{"name": "search", "arguments": {}}\n```',
    "an action": "Thought: I must search.\nAction: search\nAction Input: bus\nObservation: nothing",
    "tokens": "<|im_start|>assistant<|im_sep|>",
    "the agreed token": "NOT_IN_EVIDENCE.",
}


@pytest.mark.parametrize("size", [1, 4, 10_000])
@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_an_echo_before_an_answer_does_not_reach_the_reader(echo: str, size: int) -> None:
    if "NOT_IN" in echo:
        echo = f"The bus is known. {echo}"
    checked = check(f"{echo}\n\n{TRUE}\n", size)
    said = checked.text.replace("The bus is known. ", "").replace("*(not in the sources)*", "").strip()
    assert said.removeprefix("assistant").strip() == TRUE
    assert checked.unusable == ""


@pytest.mark.parametrize("echo", [echo for echo in ECHOES.values() if "NOT_IN" not in echo and "im_start" not in echo])
def test_nothing_but_an_echo_is_no_answer(echo: str) -> None:
    checked = check(echo)
    assert checked.text.strip() == ""
    assert checked.unusable


@pytest.mark.parametrize("size", [1, 4, 10_000])
def test_a_circle_is_left(size: int) -> None:
    checked = check(f"{TRUE} " * 60, size)
    assert checked.text.count("RabbitMQ") == 1
    assert checked.ended


@pytest.mark.parametrize("loop", ["again and ", "so ", "消息总线很好"])
def test_a_circle_within_a_sentence_is_left(loop: str) -> None:
    checked = check(f"{TRUE} Then {loop * 300}", 5)
    assert len(checked.text) < 300
    assert checked.text.startswith(TRUE)


def test_after_a_circle_nothing_more_is_taken_in() -> None:
    checked = check(f"{TRUE} " * 60)
    assert checked.feed("Another sentence of it.") == ""
    assert checked.close() == ""


def test_what_may_well_stand_twice_stays() -> None:
    repetitions = Repetitions()
    assert not any(
        repetitions.is_said(line)
        for line in ("- yes\n", "- yes\n", "| a long row | of a table |", "| a long row | of a table |")
    )
    assert repetitions.without_loops("It takes 1000000000000000000000000000 ms.") == "It takes 1000000000000000000000000000 ms."
    assert not repetitions.is_endless


def letters(seed: int) -> str:
    draw = random.Random(seed)
    return " ".join("".join(draw.choices("bcdfghjklmnpqrstvwxz" * 3 + "aeiou", k=7)) for _ in range(12))


GARBAGE = {
    "letters": letters(1),
    "other letters": letters(2),
    "signs": "!#$%&'+,<=>@^~" * 6,
    "boxes": "▒▓░█▄▀■□▪▫" * 6,
    "scripts": "".join(chr(start + n) for n in range(12) for start in (0x410, 0x5D0, 0x905, 0x10A0, 0x13A0)),
    "bytes": (string.ascii_letters + string.digits) * 6,
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_left_out_and_alone_it_is_no_answer(garbage: str) -> None:
    assert check(f"{TRUE}\n\n{garbage}\n").text.strip() == TRUE
    assert check(garbage).unusable == "gave no readable answer"


LANGUAGES = {
    "english": "Nothing but strange brontosauruses munching rhythms.",
    "german": "Donaudampfschifffahrtsgesellschaft angstschweissgetränkte Strumpfhosen",
    "polish": "Wszystkie zdarzenia przechowujemy przez szesnaście miesięcy",
    "finnish": "Viestiväylä säilyttää tapahtumat kahdeksantoista kuukautta",
    "vietnamese": "Chúng tôi lưu giữ các sự kiện trong mười tám tháng",
    "russian": "Мы храним события восемнадцать месяцев",
    "chinese": "我们把原始事件保留十八个月，因为法务要求这样做。",
    "japanese": "イベントは十八か月間保存されます。",
    "a path": "deploy/charts/lore/templates/deployment.yaml and services/atlas/internal/positions/store.go",
    "a hash": "The commit is 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12a45ef09c1234567890abcdef.",
    "a rule": "| --- | --- | --- | --- | --- |",
}


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
def test_no_language_is_taken_for_garbage(text: str) -> None:
    assert not is_babble(text, frozenset({"the", "and"}))


@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_cleaner_gives_back_all_that_is_meant_for_a_reader(size: int) -> None:
    text = "a < b, <b>x</b>, `<think>` and List<T>; \x00a\ufffd<think>no</think> [1] [INST] c <|end|>d <"
    cleaner = Cleaner()
    given = "".join(cleaner.feed(text[start : start + size]) for start in range(0, len(text), size)) + cleaner.close()
    assert given == "a < b, <b>x</b>, `<think>` and List<T>; a [1]  c d <"


def test_a_thought_that_never_ends_is_no_answer() -> None:
    assert check("<think>I wonder what it is. " * 20).unusable == "gave no readable answer"


def test_markers_of_quotes_go_on_behind_those_of_a_torn_answer() -> None:
    before = (Citation(2, "x", BUS, CHUNK),)
    text, citations = numbered_behind(
        "> q [1]\n\n> see args[1] [2] [7]", (Citation(1, "q", BUS, CHUNK), Citation(2, "r", BUS, CHUNK)), before
    )
    assert text == "> q [3]\n\n> see args[1] [4] [7]"
    assert [(one.marker, one.quote) for one in citations] == [(2, "x"), (3, "q"), (4, "r")]
