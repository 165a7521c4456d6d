"""Question sets: a folder with `corpus/`, `questions.jsonl` (one question a line) and `meta.json`."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
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
    gold_lines: tuple[tuple[int, str], ...] = ()
    """The lines of the relevant document that bear the answer out: each with its number, from 1."""

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
        raise UsageError(
            f"no question set in {folder}: {error}; name a folder that holds questions.jsonl, or a file"
        ) from error
    corpus = _Corpus(folder / "corpus")
    rows = [(_json(line, f"{path}:{n}"), f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    questions = [replace(judged(row, where), gold_lines=corpus.lines(row, where)) for row, where in rows]
    if not questions:
        raise UsageError(f"{path} holds no questions")
    check_ids(questions, path)
    return QuestionSet(str(meta.get("name") or folder.resolve().name), tuple(questions[:limit]))


def check_ids(questions: Sequence[JudgedQuestion], path: Path) -> None:
    """Raises UsageError where an id stands twice: runs are compared by it."""
    twice = [name for name, count in Counter(question.id for question in questions).items() if count > 1]
    if twice:
        raise UsageError(f"{path}: the id '{twice[0]}' stands there more than once")


def of_kinds(question_set: QuestionSet, patterns: Sequence[str]) -> QuestionSet:
    """Only the questions of these kinds, which may be patterns: `heading*`. Raises UsageError for one that none has."""
    kinds = sorted({question.kind for question in question_set.questions})
    for pattern in patterns:
        if not any(fnmatchcase(kind, pattern) for kind in kinds):
            raise UsageError(f"no question is of the kind '{pattern}': choose of {', '.join(kinds)}")
    chosen = (one for one in question_set.questions if any(fnmatchcase(one.kind, pattern) for pattern in patterns))
    return replace(question_set, questions=tuple(chosen))


def drawn(question_set: QuestionSet, limit: int, seed: int = 0) -> QuestionSet:
    """So many of the questions, drawn at random and left in their order: files often list one kind after the other. The same
    seed draws the same questions."""
    questions = question_set.questions
    places = random.Random(seed).sample(range(len(questions)), min(limit, len(questions)))  # noqa: S311 - no secret
    return replace(question_set, questions=tuple(questions[place] for place in sorted(places)))


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"{where} is not valid JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(value, dict):
        raise UsageError(f"{where} must be a JSON object")
    return value


class _Corpus:
    """The set's documents, for the lines that its questions name. Each is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, list[str]] = {}

    def lines(self, row: Mapping[str, Any], where: str) -> tuple[tuple[int, str], ...]:
        """Those that `evidence_lines` names, as ranges that count from 0 with both ends in, of the document `scope`. None where
        the set comes without its corpus."""
        ranges, scope = row.get("evidence_lines", []), row.get("scope", "")
        if not isinstance(ranges, list) or not all(_is_range(one) for one in ranges) or not isinstance(scope, str):
            raise UsageError(f"{where}: 'evidence_lines' must be a list of [first, last], with the path in 'scope'")
        lines = self._of(scope) if scope and ranges else []
        numbers = sorted({number for first, last in ranges for number in range(first, min(last + 1, len(lines)))})
        return tuple((number + 1, lines[number]) for number in numbers if lines[number].strip())

    def _of(self, path: str) -> list[str]:
        if path not in self._read:
            file = self._folder / path
            within = file.resolve().is_relative_to(self._folder.resolve())
            self._read[path] = (
                file.read_text(encoding="utf-8", errors="replace").split("\n") if within and file.is_file() else []
            )
        return self._read[path]


def _is_range(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(one) is int and one >= 0 for one in value)


def judged(row: Mapping[str, Any], where: str) -> JudgedQuestion:
    """One question in the fields of a set's file. Raises UsageError that begins with `where` for what can't be used."""
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
