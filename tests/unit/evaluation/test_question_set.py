"""Question sets: what is read, and what a person is told about a broken one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from assistant.evaluation.question_set import QuestionSet, drawn, load_question_set, of_kinds

GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "Which bus?",
    "answers": ["RabbitMQ"],
    "answerable": True,
    "relevant": ["adr/4.md"],
    "kind": "bus",
    "answer_type": "short",
    "related": ["adr/4.md", "adr/5.md"],
}


def write(folder: Path, *rows: object, meta: str = '{"name": "demo"}') -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "meta.json").write_text(meta)
    return folder


def test_a_set_is_read_with_its_name_and_all_fields(tmp_path: Path) -> None:
    loaded = load_question_set(write(tmp_path, GOOD, ""))
    [question] = loaded.questions
    assert loaded.name == "demo"
    assert (question.id, question.text, question.answers) == ("q1", "Which bus?", ("RabbitMQ",))
    assert (question.kind, question.answer_type, question.answerable) == ("bus", "short", True)
    assert question.relevant == {"adr/4.md"}
    assert question.related == {"adr/5.md"}, "what is relevant is not merely related"


def test_without_a_name_the_folder_names_the_set(tmp_path: Path) -> None:
    assert load_question_set(write(tmp_path, GOOD, meta="{}")).name == tmp_path.name


def test_a_limit_takes_the_first_questions(tmp_path: Path) -> None:
    rows = [GOOD | {"id": f"q{n}"} for n in range(5)]
    assert [q.id for q in load_question_set(write(tmp_path, *rows), limit=2).questions] == ["q0", "q1"]


def test_an_unanswerable_question_needs_no_document(tmp_path: Path) -> None:
    row = GOOD | {"answerable": False, "relevant": [], "answers": []}
    assert not load_question_set(write(tmp_path, row)).questions[0].answerable


BROKEN = {
    "not-json": ("{", ":2 is not valid JSON"),
    "a-list": ("[1]", ":2 must be a JSON object"),
    "no-id": ({k: v for k, v in GOOD.items() if k != "id"}, ":2: 'id'"),
    "empty-question": (GOOD | {"id": "q2", "question": " "}, ":2: 'question'"),
    "relevant-is-a-text": (GOOD | {"id": "q2", "relevant": "adr/4.md"}, ":2: 'relevant' must be a list"),
    "answers-hold-numbers": (GOOD | {"id": "q2", "answers": [1]}, ":2: 'answers' must be a list of texts"),
    "nothing-relevant": (GOOD | {"id": "q2", "relevant": []}, ":2: an answerable question needs"),
    "answerable-in-words": (GOOD | {"id": "q2", "answerable": "yes"}, ":2: 'answerable' must be true or false"),
    "an-id-twice": (GOOD, "'q1' stands there more than once"),
}


@pytest.mark.parametrize(("row", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_named(tmp_path: Path, row: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        load_question_set(write(tmp_path, GOOD, row))


def test_a_folder_without_questions_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no question set in"):
        load_question_set(tmp_path)
    with pytest.raises(UsageError, match="holds no questions"):
        load_question_set(write(tmp_path, ""))
    with pytest.raises(UsageError, match=r"meta\.json is not valid JSON"):
        load_question_set(write(tmp_path, GOOD, meta="{"))


def with_corpus(folder: Path, text: str) -> Path:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "m.txt").write_text(text, encoding="utf-8")
    (folder / "secret.txt").write_text("not the corpus")
    return folder


RANGES: dict[str, tuple[Any, str, list[tuple[int, str]]]] = {
    "one": ([[1, 2]], "m.txt", [(2, "Bo: Yeah."), (3, "Ana: Good.")]),
    "several-that-overlap": ([[0, 1], [1, 1]], "m.txt", [(1, "Ana: The bus?"), (2, "Bo: Yeah.")]),
    "past-the-end": ([[2, 90]], "m.txt", [(3, "Ana: Good.")]),
    "blank-lines-are-none": ([[3, 3]], "m.txt", []),
    "no-such-document": ([[0, 1]], "x.txt", []),
    "outside-the-corpus": ([[0, 1]], "../secret.txt", []),
    "none": ([], "m.txt", []),
}


@pytest.mark.parametrize(("ranges", "scope", "lines"), RANGES.values(), ids=RANGES)
def test_lines_that_bear_an_answer_out_are_read_from_the_corpus(
    tmp_path: Path, ranges: Any, scope: str, lines: list[tuple[int, str]]
) -> None:
    folder = with_corpus(tmp_path, "Ana: The bus?\nBo: Yeah.\nAna: Good.\n\n")
    loaded = load_question_set(write(folder, GOOD | {"evidence_lines": ranges, "scope": scope}))
    assert list(loaded.questions[0].gold_lines) == lines


@pytest.mark.parametrize("ranges", [5, [5], [[1]], [["1", "2"]], [[-1, 2]], [[True, 2]]], ids=str)
def test_broken_ranges_are_named(tmp_path: Path, ranges: Any) -> None:
    with pytest.raises(UsageError, match=r":1: 'evidence_lines' must be"):
        load_question_set(write(tmp_path, GOOD | {"evidence_lines": ranges, "scope": "m.txt"}))


def of_several_kinds(folder: Path) -> QuestionSet:
    kinds = ["why", "why_templated", "who"] * 20
    return load_question_set(write(folder, *(GOOD | {"id": f"q{n}", "kind": kind} for n, kind in enumerate(kinds))))


KINDS = {
    "one": (["who"], {"who"}),
    "two": (["who", "why"], {"who", "why"}),
    "a-pattern": (["why*"], {"why", "why_templated"}),
    "all": (["*"], {"who", "why", "why_templated"}),
}


@pytest.mark.parametrize(("patterns", "kinds"), KINDS.values(), ids=KINDS)
def test_only_some_kinds_are_asked(tmp_path: Path, patterns: list[str], kinds: set[str]) -> None:
    chosen = of_kinds(of_several_kinds(tmp_path), patterns)
    assert {one.kind for one in chosen.questions} == kinds
    assert len(chosen.questions) == 20 * len(kinds)


def test_a_kind_that_there_is_not_is_told_with_the_others(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="of the kind 'when': choose of who, why, why_templated"):
        of_kinds(of_several_kinds(tmp_path), ["who", "when"])


def test_questions_are_drawn_from_the_whole_file_in_its_order_and_always_the_same(tmp_path: Path) -> None:
    questions = of_several_kinds(tmp_path)
    some = drawn(questions, 12).questions
    places = [questions.questions.index(one) for one in some]
    assert len(set(places)) == 12
    assert places == sorted(places)
    assert max(places) > 30 > min(places)
    assert drawn(questions, 12).questions == some
    assert drawn(questions, 12, seed=1).questions != some


def test_more_than_there_are_draws_all(tmp_path: Path) -> None:
    questions = of_several_kinds(tmp_path)
    assert drawn(questions, 1000) == questions
