"""Writing users' own sets: a template to begin with, and questions added to a file without losing what is there."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import yaml

from assistant.errors import StorageError, UsageError
from assistant.evaluation.own_sets import (
    ENDINGS,
    FIELDS,
    GUARDED,
    SEPARATOR,
    SEVERAL,
    load_own_set,
    question_id,
    read_text,
    rows_of,
    same_question,
)

Fields = Mapping[str, Any]
"""A question as it is written: texts, and lists of texts."""

EXPLAINED = """\
Questions by which `lore eval {name}` measures how well Lore finds and answers.

question    as a person would ask it
path        the document that answers it, as `lore search` shows it: adr/0019-kafka.md. Also SOURCE:PATH, the document's
            web address, or several of them
answer      words that the answer has to hold. A short one (a name, a number) is looked for in what Lore says, a longer one
            is the stretch of the document that answers, copied from there. Several are alternatives
answerable  no, for a question that Lore should not answer, since no document does
kind        your own word for what sort of question it is; figures are shown for each
id          stands for the question when runs are compared; without one it is made from the question's words

A question needs a path or an answer, or `answerable: no`. Thirty questions show large differences, three hundred small ones."""
EXAMPLES: tuple[Fields, ...] = (
    {"question": "Which message bus do we use?", "path": "adr/0019-kafka.md", "answer": "Kafka", "kind": "decision"},
    {
        "question": "Why did we give up RabbitMQ?",
        "path": ["adr/0019-kafka.md", "meetings/2024-05-02.md"],
        "answer": "one slow consumer stopped all publishers for three hours, and there was no way to replay what was lost",
        "kind": "why",
    },
    {"question": "Who is our landlord?", "answerable": False},
)
CSV_FIELDS = ("question", "path", "answer", "answerable", "kind", "id")


def write_template(path: Path) -> None:
    """A commented file with examples, in the form that its ending names. Raises UsageError where there is a file already."""
    if path.suffix.casefold() not in ENDINGS:
        raise UsageError(f"{path}: choose a name that ends in {', '.join(ENDINGS)}, such as questions.yaml")
    text = template(path)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already: choose another name, or add to it by hand") from error
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}): choose another place") from error


def template(path: Path) -> str:
    """The text of a template for a file of this name; every line of it is a note but a CSV file's first."""
    ending = path.suffix.casefold()
    explained = EXPLAINED.format(name=path.name)
    if ending == ".csv":
        explained += f"\n\nSeveral paths or answers stand in one cell, with {SEPARATOR} between them, "
        explained += f"and \\{SEPARATOR} for one within. Examples:\n"
    else:
        explained += "\n\nExamples; take the # away before yours:\n"
    notes = "".join(f"# {line}".rstrip() + "\n" for line in explained.split("\n"))
    examples = "".join(f"# {line}\n" for line in _written(ending, EXAMPLES).splitlines())
    # A CSV reader would take an uneven quote in a note for the beginning of a long cell; there is none in these.
    return f"{','.join(CSV_FIELDS)}\n{notes}{examples}" if ending == ".csv" else notes + examples


def append(path: Path, questions: Sequence[Fields]) -> int:
    """Add those that the file does not hold, by their words or id, and say how many; a missing file is made.

    What stands in the file stays as it is, notes included, and is replaced only once the whole has been read again. Raises
    UsageError with file and line where the file can't be read, or nothing can be added to it.
    """
    before = read_text(path) if path.exists() else ""
    held = rows_of(path, before)
    known = {same_question(str(row.fields.get("question", ""))) for row in held} | {
        str(row.fields.get("id", "")) for row in held
    }
    new: list[Fields] = []
    for one in questions:
        keys = {same_question(one["question"]), question_id(one["question"])}
        if not keys & known:
            known |= keys
            new.append({"id": question_id(one["question"]), **one})
    if new:
        _replace(path, _with_added(path, before, new), len(held) + len(new))
    return len(new)


def _with_added(path: Path, before: str, new: Sequence[Fields]) -> str:
    if not before.strip():
        ending = path.suffix.casefold()
        return (f"{','.join(CSV_FIELDS)}\n" if ending == ".csv" else "") + _written(ending, new)
    start = before if before.endswith("\n") else before + "\n"
    if path.suffix.casefold() == ".csv":
        return start + _as_csv(new, *_csv_form(before))
    if path.suffix.casefold() == ".jsonl":
        return start + _written(".jsonl", new)
    return start + _as_yaml(new, _yaml_column(path, before))


def _replace(path: Path, text: str, count: int) -> None:
    """The file with this text, once it is certain that it holds so many questions that can be read."""
    trial = None
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=path.suffix, delete=False) as file:
            trial = Path(file.name)
            file.write(text)
        if why := _unreadable(trial, count):
            told = why.replace(str(trial), str(path))
            raise UsageError(f"nothing was added to {path}: {told}; correct it, or name another file")
        if path.exists():
            trial.chmod(path.stat().st_mode & 0o777)
        trial.replace(path)
    except OSError as error:
        raise StorageError(f"{path} can't be written ({error.strerror}): choose another place") from error
    finally:
        if trial is not None:
            trial.unlink(missing_ok=True)


def _unreadable(path: Path, count: int) -> str:
    """Why the file can't be read as a set of so many questions, or ""."""
    try:
        read = len(load_own_set(path).questions)
    except UsageError as error:
        return str(error)
    return "" if read == count else f"{count} questions would stand there, and {read} be read"


def _written(ending: str, questions: Sequence[Fields]) -> str:
    if ending == ".csv":
        return _as_csv(questions, CSV_FIELDS, ",")
    if ending == ".jsonl":
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions)
    return _as_yaml(questions, 0)


def _as_csv(questions: Sequence[Fields], names: Sequence[str], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", delimiter=delimiter, lineterminator="\n")
    for one in questions:
        by_meaning = {FIELDS[name]: _in_cell(FIELDS[name], value) for name, value in one.items() if name in FIELDS}
        writer.writerow({name: by_meaning.get(FIELDS.get(name.casefold(), ""), "") for name in names})
    return text.getvalue()


def _in_cell(meaning: str, value: object) -> str:
    """A value as a spreadsheet shows it, without what it would run."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if meaning in SEVERAL:
        texts = [text.replace(SEPARATOR, rf"\{SEPARATOR}") for text in texts]
    cell = SEPARATOR.join(texts)
    return f"'{cell}" if GUARDED.match(cell) else cell


def _csv_form(text: str) -> tuple[list[str], str]:
    """The fields that a file names, and what stands between its cells."""
    header = next(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    delimiter = ";" if header.count(";") > header.count(",") else ","
    return [name.strip() for name in next(csv.reader([header], delimiter=delimiter))], delimiter


def _as_yaml(questions: Sequence[Fields], column: int) -> str:
    """A question below the other with an empty line between, begun at the column at which the file's own are."""
    shown = []
    for one in questions:
        plain = {name: value for name, value in one.items() if value not in ("", [])}
        text = yaml.safe_dump([plain], allow_unicode=True, sort_keys=False, width=110)
        shown.append("".join(f"{' ' * column}{line}\n" if line else "\n" for line in text.splitlines()))
    return "\n".join(shown)


def _yaml_column(path: Path, text: str) -> int:
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    if isinstance(node, yaml.MappingNode):
        node = next((below for key, below in node.value if key.value == "questions"), None)
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        raise UsageError(f"{path}: nothing can be added to a list in brackets: write each question as `- question:`")
    return int(node.start_mark.column) if isinstance(node, yaml.SequenceNode) else 0
