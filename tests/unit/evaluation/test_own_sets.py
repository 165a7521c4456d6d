"""Users' own sets: what is read from a file, and what a person is told about a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evaluation.own_sets import load_own_set, question_id, same_question

AS_YAML = """\
# our questions
- id: bus
  question: Which bus?
  path: adr/4.md
  answer: RabbitMQ
  kind: decision
- question: Why that one?
  paths: [adr/4.md, "wiki:bus.md"]
  answers:
    - it replays
    - its ordering
- question: Who is our landlord?
  answerable: no
"""
AS_CSV = """\
id,question,path,answer,answerable,kind
# a note
bus,Which bus?,adr/4.md,RabbitMQ,,decision
,"Why that one?",adr/4.md|wiki:bus.md,it replays|its ordering,yes,

,Who is our landlord?,,,no,
"""
AS_LINES = """\
# our questions
{"id": "bus", "question": "Which bus?", "path": "adr/4.md", "answer": "RabbitMQ", "kind": "decision"}

{"question": "Why that one?", "relevant": ["adr/4.md", "wiki:bus.md"], "answers": ["it replays", "its ordering"]}
{"question": "Who is our landlord?", "answerable": false, "asked_by": "ana"}
"""
FORMS = {
    "yaml": ("set.yaml", AS_YAML),
    "yaml-under-a-key": ("set.yml", "name: ours\nquestions:\n" + AS_YAML.replace("\n", "\n  ").rstrip(" ")),
    "csv": ("set.csv", AS_CSV),
    "csv-with-semicolons": ("set.csv", AS_CSV.replace(",", ";")),
    "csv-of-a-spreadsheet": ("set.csv", "\ufeff" + AS_CSV.replace("\n", "\r\n")),
    "lines-of-json": ("set.jsonl", AS_LINES),
}


@pytest.mark.parametrize(("name", "text"), FORMS.values(), ids=FORMS)
def test_all_forms_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text.replace("# our questions\n  -", "  -"), encoding="utf-8", newline="")
    loaded = load_own_set(file)
    bus, why, landlord = loaded.questions
    assert loaded.name == "set"
    assert (bus.id, bus.text, bus.answers, bus.kind, bus.answer_type) == (
        "bus",
        "Which bus?",
        ("RabbitMQ",),
        "decision",
        "short",
    )
    assert bus.relevant == {"adr/4.md"}
    assert why.relevant == {"adr/4.md", "wiki:bus.md"}
    assert why.answers == ("it replays", "its ordering")
    assert (why.id, why.kind) == (question_id("why that one"), "question")
    assert (landlord.answerable, landlord.kind, landlord.answer_type) == (False, "unanswerable", "none")


LONG = "one slow consumer stopped all publishers for three hours and ten minutes, which nobody noticed"
TYPES = {
    "a-name": ('"path": "a.md", "answer": "Kafka"', "short"),
    "a-stretch-of-the-document": (f'"path": "a.md", "answer": "{LONG}"', "section"),
    "one-of-them-is-long": (f'"path": "a.md", "answers": ["Kafka", "{LONG}"]', "section"),
    "said-otherwise": ('"path": "a.md", "answer": "Kafka", "type": "list"', "list"),
    "a-number": ('"path": "a.md", "answer": 48', "short"),
    "no-answer": ('"path": "a.md"', "document"),
    "no-document": ('"answer": "Kafka"', "short"),
}


@pytest.mark.parametrize(("fields", "answer_type"), TYPES.values(), ids=TYPES)
def test_the_type_of_an_answer_is_told_by_its_length(tmp_path: Path, fields: str, answer_type: str) -> None:
    (tmp_path / "set.jsonl").write_text(f'{{"question": "Which?", {fields}}}')
    assert load_own_set(tmp_path / "set.jsonl").questions[0].answer_type == answer_type


BROKEN_LINES = {
    "not-json": ("{", ":2 is not valid JSON"),
    "a-list": ("[1]", ":2 must be a JSON object"),
    "no-question": ('{"path": "a.md"}', ":2: 'question' must be"),
    "nothing-to-judge-by": ('{"question": "Why?"}', ":2: name the document in 'path'"),
    "unanswerable-with-an-answer": ('{"question": "Why?", "answerable": false, "answer": "x"}', ":2: what can't be answered"),
    "answerable-in-other-words": (
        '{"question": "Why?", "path": "a", "answerable": "maybe"}',
        ":2: 'answerable' must be yes or no",
    ),
    "a-typing-error": ('{"question": "Why?", "anwser": "x"}', ":2: 'anwser' is no field: did you mean 'answer'?"),
    "an-unknown-type": ('{"question": "Why?", "path": "a", "type": "essay"}', ":2: 'essay' is no type of answer"),
    "a-nested-answer": ('{"question": "Why?", "answers": [["x"]]}', ":2: 'answers' must be a text or a list"),
    "twice-under-two-names": ('{"question": "Why?", "path": "a", "paths": "b"}', ":2: 'paths' is given twice"),
    "the-same-question-again": ('{"question": "WHICH BUS", "path": "a"}', "set.jsonl:2: this question stands at .*:1 already"),
    "the-same-id": ('{"id": "bus", "question": "Why?", "path": "a"}', "'bus' stands there more than once"),
}


@pytest.mark.parametrize(("line", "says"), BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_a_broken_line_is_named_with_its_number(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(f'{{"id": "bus", "question": "Which bus?", "path": "a.md"}}\n{line}\n')
    with pytest.raises(UsageError, match=says) as refused:
        load_own_set(file)
    assert "\n" not in str(refused.value)


BROKEN_FILES = {
    "yaml-that-is-none": ("s.yaml", "- question: Why?\n  path: [a\n", r"s\.yaml:\d is not valid YAML"),
    "yaml-of-a-text": ("s.yaml", "why?", r"s\.yaml: questions are a list"),
    "yaml-of-texts": ("s.yaml", "- question: Which?\n  path: a\n- Why?\n", r"s\.yaml:3: begin each question"),
    "yaml-with-a-broken-question": ("s.yaml", "\n\n- question: Why?\n  answr: x\n", r"s\.yaml:3: 'answr'"),
    "yaml-of-notes-only": ("s.yaml", "# nothing yet\n", "holds no questions yet"),
    "yaml-without-questions": ("s.yaml", "name: ours\n", "holds no questions yet"),
    "csv-without-a-head": ("s.csv", "Why?,a.md\n", r"s\.csv:1: the first line must name the fields"),
    "csv-with-a-comma-too-many": ("s.csv", "question,path\nWhy, then?,a.md\n", r"s\.csv:2: more cells"),
    "csv-with-a-quote-that-never-ends": ("s.csv", 'question,path\n"Why?,a.md\n', r"s\.csv:\d is not valid CSV"),
    "csv-after-a-cell-of-two-lines": ("s.csv", 'question,path\n"Why\nthat?",a.md\nWhich?,\n', r"s\.csv:4: name the document"),
    "csv-with-its-head-only": ("s.csv", "question,path\n", "holds no questions yet"),
    "another-ending": ("s.txt", "Why?", "a set is a folder, or a file that ends in"),
}


@pytest.mark.parametrize(("name", "text", "says"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_broken_file_is_told_in_one_line(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=says) as refused:
        load_own_set(tmp_path / name)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_missing_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        load_own_set(tmp_path / "missing.yaml")
    (tmp_path / "x.csv").write_bytes(b"question,path\n\xff\xfe")
    with pytest.raises(UsageError, match="can't be read"):
        load_own_set(tmp_path / "x.csv")


def test_ids_stay_while_the_question_does() -> None:
    assert question_id("Which bus?") == question_id("  which   BUS ")
    assert question_id("Which bus?") != question_id("Which cache?")
    assert same_question("哪个总线？") != same_question("哪个缓存？")
    assert same_question("???") == "???", "a question without words is still itself"


HOSTILE = {
    "json-of-brackets": ("set.jsonl", '{"question": ' + "[" * 100_000 + "]" * 100_000 + "}", ":1 can't be read"),
    "a-number-without-end": ("set.jsonl", '\n{"question": "Why?", "path": ' + "9" * 5000 + "}", ":2 can't be read"),
    "a-json-field-twice": (
        "set.jsonl",
        '{"question": "Why?", "question": "Who?", "path": "a"}',
        ":1: 'question' is given twice",
    ),
    "yaml-of-brackets": ("set.yaml", "# mine\n- question: " + "[" * 3000, ":2 can't be read"),
    "no-such-character": ("set.yaml", r'- question: "\UFFFFFFFF"', "is not valid YAML"),
    "a-yaml-field-twice": ("set.yaml", "\n- question: Why?\n  question: Who?\n  path: a\n", ":2: 'question' is given twice"),
    "two-lists": (
        "set.yaml",
        "questions:\n- question: q\n  path: p\nquestions:\n- question: z\n  path: p\n- question: y\n  path: p\n",
        ":1: 'questions' is given twice",
    ),
    "a-column-twice": ("set.csv", "question,Question,path\na,b,c\n", ":1: 'question' is given twice"),
}


@pytest.mark.parametrize(("name", "text", "says"), HOSTILE.values(), ids=HOSTILE)
def test_what_was_written_to_break_it_is_told_in_one_line(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as refused:
        load_own_set(tmp_path / name)

    assert says in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / name))
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300 + len(str(tmp_path))


def test_halves_of_characters_are_replaced(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(r'{"id": "\ud800", "question": "Why \ud800?", "path": "\udc00.md", "answer": "\ud800", "kind": "\udfff"}')

    read = load_own_set(file).questions[0]

    assert (read.id, read.text, read.relevant) == ("\ufffd", "Why \ufffd?", {"\ufffd.md"})
    assert (read.answers, read.kind) == (("\ufffd",), "\ufffd")


def test_a_question_of_halves_gets_an_id(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(r'{"question": "Why \ud800?", "path": "a.md"}')

    assert load_own_set(tmp_path / "set.jsonl").questions[0].id == question_id("Why \ufffd?")
