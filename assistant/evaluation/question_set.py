"""Question sets: a folder with `corpus/`, `questions.jsonl` (one question a line) and `meta.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError

TEMPLATED = "_templated"
"""Kinds that end so were made from a template and are reported apart from people's own questions."""


MULTI_HOP = "multi_hop"
"""Kinds that begin so are answered by all of their answers together, from all of their relevant documents."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with what is right. `relevant` and `related` are paths relative to the set's corpus; documents that
    are only related count as neither right nor wrong. `answer_type` is short, section, list, summary, document or none."""

    id: str
    text: str
    answers: tuple[str, ...]
    answerable: bool
    relevant: frozenset[str]
    related: frozenset[str]
    kind: str
    answer_type: str

    @property
    def needs_all(self) -> bool:
        """Whether every answer has to be given and every relevant document to be cited, rather than one of them."""
        return self.kind.startswith(MULTI_HOP)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A named set of judged questions."""

    name: str
    questions: tuple[JudgedQuestion, ...]


def load_question_set(folder: Path, limit: int | None = None) -> QuestionSet:
    """Read a set, its first `limit` questions only if that is given. Raises UsageError with the file and line at fault."""
    path = folder / "questions.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        meta_path = folder / "meta.json"
        meta = _json(meta_path.read_text(encoding="utf-8"), str(meta_path)) if meta_path.exists() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"no question set in {folder}: {error}; name a folder that holds questions.jsonl") from error
    questions = [_question(_json(line, f"{path}:{n}"), f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise UsageError(f"{path} holds no questions")
    twice = [name for name, count in Counter(question.id for question in questions).items() if count > 1]
    if twice:
        raise UsageError(f"{path}: the id '{twice[0]}' stands there more than once")
    return QuestionSet(str(meta.get("name") or folder.resolve().name), tuple(questions[:limit]))


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"{where} is not valid JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(value, dict):
        raise UsageError(f"{where} must be a JSON object")
    return value


def _question(row: Mapping[str, Any], where: str) -> JudgedQuestion:
    answerable = row.get("answerable", True)
    if not isinstance(answerable, bool):
        raise UsageError(f"{where}: 'answerable' must be true or false")
    relevant = frozenset(_texts(row, "relevant", where))
    if answerable and not relevant:
        raise UsageError(f"{where}: an answerable question needs at least one path in 'relevant'")
    return JudgedQuestion(
        id=_text(row, "id", where),
        text=_text(row, "question", where),
        answers=_texts(row, "answers", where),
        answerable=answerable,
        relevant=relevant,
        related=frozenset(_texts(row, "related", where)) - relevant,
        kind=str(row.get("kind") or "question"),
        answer_type=str(row.get("answer_type") or "none"),
    )


def _text(row: Mapping[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where}: '{name}' must be a text that is not empty")
    return value


def _texts(row: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{where}: '{name}' must be a list of texts")
    return tuple(value)
