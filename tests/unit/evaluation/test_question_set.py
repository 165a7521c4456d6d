"""Question sets: what is read, and what a person is told about a broken one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from assistant.evaluation.question_set import load_question_set

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
