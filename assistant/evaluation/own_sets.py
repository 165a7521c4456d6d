"""Users' own sets: one file of questions, as YAML, CSV or lines of JSON. Folders are read by question_set.py."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.well_formed import well_formed
from assistant.errors import UsageError
from assistant.evaluation.metrics import tokens
from assistant.evaluation.question_set import JudgedQuestion, QuestionSet, check_ids

ENDINGS = (".yaml", ".yml", ".csv", ".jsonl")
FIELDS = {
    "id": "id",
    "question": "question",
    "path": "relevant",
    "paths": "relevant",
    "relevant": "relevant",
    "document": "relevant",
    "related": "related",
    "answer": "answers",
    "answers": "answers",
    "answerable": "answerable",
    "kind": "kind",
    "type": "answer_type",
    "answer_type": "answer_type",
}
"""What a field may be called, and what it is. Others are the writer's own, unless they look like a typing error."""
SEVERAL = frozenset({"relevant", "answers", "related"})
"""What may be several texts."""
TYPES = ("short", "section", "list", "summary", "document", "none")
SHORT_TOKENS = 12
"""Up to so many, an answer is looked for by its words; a longer one is a stretch of the document."""
SEPARATOR = "|"
"""Between several paths or answers in one cell of a CSV file; one that is part of a path or an answer has a \\ before it."""
GUARDED = re.compile(r"'*[=+\-@\t\r\n#]")
"""What a spreadsheet would run where a cell begins with it, and what would make a note of a row. A ' is written before it and
taken off again when it is read; so is one more before those that stand there already."""
_BETWEEN = re.compile(r"(?<!\\)\|")
_WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one question as they stand in the file, and where: `questions.yaml:7`."""

    fields: Mapping[str, Any]
    where: str


def load_own_set(path: Path) -> QuestionSet:
    """The questions of a file, named like it. Raises UsageError that begins with the file and line at fault."""
    questions: list[JudgedQuestion] = []
    seen: dict[str, str] = {}
    for row in rows_of(path, read_text(path)):
        question = _judged(row)
        key = same_question(question.text)
        if key in seen:
            raise UsageError(f"{row.where}: this question stands at {seen[key]} already: put both paths or answers into one")
        seen[key] = row.where
        questions.append(question)
    if not questions:
        raise UsageError(f"{path} holds no questions yet: `lore eval new FILE` writes a template with examples to go by")
    check_ids(questions, path)
    return QuestionSet(path.stem, tuple(questions))


def read_text(path: Path) -> str:
    """The file's text. Raises UsageError where it can't be read, or its ending says nothing that is known."""
    if path.suffix.casefold() not in ENDINGS:
        raise UsageError(f"{path}: a set is a folder, or a file that ends in {', '.join(ENDINGS)}")
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} can't be read: {error}; `lore eval new FILE` writes a template") from error


def rows_of(path: Path, text: str) -> list[Row]:
    """Every question of a file's text, unchecked but for its form."""
    ending = path.suffix.casefold()
    read = _from_csv if ending == ".csv" else _from_lines if ending == ".jsonl" else _from_yaml
    return list(read(path, text))


def same_question(text: str) -> str:
    """Equal for two writings of one question: case, punctuation and white space apart."""
    return " ".join(tokens(text)) or text.strip()


def question_id(text: str) -> str:
    """An id that stays while the question does, so that runs can be compared after others were added."""
    return "q-" + hashlib.sha256(same_question(text).encode()).hexdigest()[:12]


def _judged(row: Row) -> JudgedQuestion:
    fields = _known(row)
    text = fields.get("question")
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f"{row.where}: 'question' must be a text that is not empty")
    text = well_formed(text.strip())
    relevant, answers = _texts(fields, "relevant", row.where), _texts(fields, "answers", row.where)
    answerable = _truth(fields.get("answerable", True), row.where)
    if answerable and not relevant and not answers:
        raise UsageError(
            f"{row.where}: name the document in 'path', or what the answer has to hold in 'answer', or say 'answerable: no'"
        )
    if not answerable and (relevant or answers):
        raise UsageError(f"{row.where}: what can't be answered has neither 'path' nor 'answer': leave them out")
    return JudgedQuestion(
        id=well_formed(str(fields.get("id") or question_id(text))),
        text=text,
        answers=answers,
        answerable=answerable,
        relevant=frozenset(relevant),
        related=frozenset(_texts(fields, "related", row.where)) - frozenset(relevant),
        kind=well_formed(str(fields.get("kind") or ("question" if answerable else "unanswerable"))),
        answer_type=_answer_type(fields, answers, row.where),
    )


def _known(row: Row) -> dict[str, Any]:
    """The fields by what they are, without the empty ones."""
    known: dict[str, Any] = {}
    for name, value in row.fields.items():
        plain = name.strip().casefold()
        if plain not in FIELDS:
            if near := get_close_matches(plain, FIELDS, n=1, cutoff=0.8):
                raise UsageError(f"{row.where}: '{name}' is no field: did you mean '{near[0]}'?")
        elif value not in ("", None, []):
            if FIELDS[plain] in known:
                raise UsageError(f"{row.where}: '{name}' is given twice, under two names")
            known[FIELDS[plain]] = value
    return known


def _texts(fields: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = fields.get(name, [])
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in items):
        raise UsageError(f"{where}: '{name}' must be a text or a list of texts")
    return tuple(text for item in items if (text := well_formed(str(item).strip())))


def _truth(value: object, where: str) -> bool:
    truth = value if isinstance(value, bool) else _WORDS.get(str(value).strip().casefold())
    if truth is None:
        raise UsageError(f"{where}: 'answerable' must be yes or no")
    return truth


def _answer_type(fields: Mapping[str, Any], answers: tuple[str, ...], where: str) -> str:
    given = fields.get("answer_type")
    if given is not None and given not in TYPES:
        raise UsageError(f"{where}: '{given}' is no type of answer: choose {', '.join(TYPES)}, or leave it out")
    if given is not None:
        return str(given)
    if not answers:
        return "document" if fields.get("relevant") else "none"
    return "short" if all(len(tokens(answer)) <= SHORT_TOKENS for answer in answers) else "section"


def _from_lines(path: Path, text: str) -> Iterator[Row]:
    """One JSON object a line; blank lines and those that begin with # are passed over."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        where = f"{path}:{number}"
        try:
            fields = json.loads(line, object_pairs_hook=partial(_single, where))
        except json.JSONDecodeError as error:
            raise UsageError(f"{where} is not valid JSON: {error.msg} at column {error.colno}") from error
        except (ValueError, RecursionError) as error:
            raise UsageError(
                f"{where} can't be read: a number is too long, or brackets stand too deep in each other"
            ) from error
        if not isinstance(fields, dict):
            raise UsageError(f"{where} must be a JSON object")
        yield Row(fields, where)


def _single(where: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object's fields. Raises UsageError where one stands twice: it can't be told which is meant."""
    fields = list(pairs)
    _refuse_twins(where, (name for name, _ in fields))
    return dict(fields)


def _refuse_twins(where: str, names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if name and count > 1]
    if twice:
        raise UsageError(f"{where}: '{twice[0]}' is given twice: leave one of them out")


def _from_csv(path: Path, text: str) -> Iterator[Row]:
    """A first line with the fields' names; comma or semicolon between cells. Lines whose first cell begins with # are notes."""
    lines = text.splitlines(keepends=True)
    header = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    names: list[str] = []
    started = 1
    try:
        for cells in reader:
            where, started = f"{path}:{started}", reader.line_num + 1
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if not names:
                names = [name.strip() for name in cells]
                if "question" not in {name.casefold() for name in names}:
                    raise UsageError(f"{where}: the first line must name the fields: question,path,answer")
                _refuse_twins(where, (name.casefold() for name in names))
                continue
            if len(cells) > len(names):
                raise UsageError(f"{where}: more cells than the first line names: put quotes around a text with '{delimiter}'")
            yield Row({name: _cell(name, cell) for name, cell in zip(names, cells, strict=False)}, where)
    except csv.Error as error:
        raise UsageError(f"{path}:{reader.line_num} is not valid CSV: {error}") from error


def _cell(name: str, cell: str) -> str | list[str]:
    several = FIELDS.get(name.casefold()) in SEVERAL
    plain = cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell
    if not several:
        return plain
    return [part.replace(rf"\{SEPARATOR}", SEPARATOR) for part in _BETWEEN.split(plain) if part.strip()]


def _from_yaml(path: Path, text: str) -> Iterator[Row]:
    """A list of questions, or one under `questions:`. Everything is read as text: no `no` that means false."""
    node, value = _composed(path, text)
    if isinstance(node, yaml.MappingNode) and isinstance(value, dict):
        _refuse_twins(f"{path}:{node.start_mark.line + 1}", _keys(node))
        node = next((below for key, below in node.value if key.value == "questions"), None)
        value = value.get("questions")
    if node is None or value == "":
        return
    if not isinstance(node, yaml.SequenceNode) or not isinstance(value, list):
        raise UsageError(f"{path}: questions are a list: begin each with `- question:`")
    for below, fields in zip(node.value, value, strict=True):
        where = f"{path}:{below.start_mark.line + 1}"
        if not isinstance(fields, dict):
            raise UsageError(f"{where}: begin each question with `- question:`, and write its fields below")
        _refuse_twins(where, _keys(below))
        yield Row(fields, where)


def _composed(path: Path, text: str) -> tuple[yaml.Node | None, Any]:
    """A file's one document, with the places of its parts, and as texts, lists and dictionaries."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        return node, yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes texts, lists and dictionaries only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise UsageError(f"{path}{f':{mark.line + 1}' if mark else ''} is not valid YAML: {problem}") from error
    except RecursionError as error:
        raise UsageError(f"{path}:{_deepest(text)} can't be read: brackets stand too deep in each other") from error
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{path} is not valid YAML: it escapes a character that there is not ({error})") from error


def _deepest(text: str) -> int:
    """The line with the most brackets that open."""
    lines = text.split("\n")
    return max(range(len(lines)), key=lambda number: lines[number].count("[") + lines[number].count("{")) + 1


def _keys(node: yaml.MappingNode) -> Iterator[str]:
    return (key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
