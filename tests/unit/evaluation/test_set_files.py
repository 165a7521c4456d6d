"""Writing sets: the template explains itself, and adding loses nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from assistant.errors import StorageError, UsageError
from assistant.evaluation.own_sets import load_own_set
from assistant.evaluation.set_files import EXAMPLES, append, write_template

FORMS = ("set.yaml", "set.csv", "set.jsonl")
BUS = {"question": "Which bus?", "path": ["docs:adr/4.md"], "kind": "liked by a reader"}
WHY = {
    "question": 'Why "that" one, and not another?',
    "path": ["docs:adr/4.md", "wiki:bus.md"],
    "kind": "corrected by a reader",
}


@pytest.mark.parametrize("name", FORMS)
def test_a_template_explains_every_field_and_holds_no_question(tmp_path: Path, name: str) -> None:
    write_template(tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert all(field in text for field in ("question", "path", "answer", "answerable", "kind", "id"))
    with pytest.raises(UsageError, match="holds no questions yet"):
        load_own_set(tmp_path / name)


@pytest.mark.parametrize("name", FORMS)
def test_the_examples_of_a_template_can_be_read_once_uncommented(tmp_path: Path, name: str) -> None:
    write_template(tmp_path / name)
    head, notes, examples = (tmp_path / name).read_text(encoding="utf-8").rpartition("xamples")
    uncommented = "".join(line.removeprefix("# ") if line != "#\n" else "\n" for line in examples.splitlines(keepends=True)[1:])
    (tmp_path / name).write_text(head + notes + "\n" + uncommented, encoding="utf-8")
    read = load_own_set(tmp_path / name).questions
    assert [one.text for one in read] == [one["question"] for one in EXAMPLES]
    assert [one.answerable for one in read] == [True, True, False]


def test_a_template_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_template(tmp_path / "set.yaml")
    assert (tmp_path / "set.yaml").read_text() == "mine"


@pytest.mark.parametrize(("name", "says"), [("set.txt", "choose a name that ends in"), ("no/set.yaml", "can't be written")])
def test_a_template_that_cannot_be_written_is_told(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        write_template(tmp_path / name)


@pytest.mark.parametrize("name", FORMS)
def test_questions_are_added_once(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    assert append(file, [BUS, WHY, BUS]) == 2
    first = file.read_text(encoding="utf-8")
    assert append(file, [WHY | {"question": "why THAT one and not another"}, BUS]) == 0
    assert file.read_text(encoding="utf-8") == first
    bus, why = load_own_set(file).questions
    assert (bus.text, bus.relevant, bus.kind) == ("Which bus?", {"docs:adr/4.md"}, "liked by a reader")
    assert (why.text, why.relevant) == (WHY["question"], {"docs:adr/4.md", "wiki:bus.md"})


OWN = {
    "yaml": ("set.yaml", "# mine\n- question: Who?   # a note\n  path: a.md"),
    "yaml-under-a-key": ("set.yaml", "name: ours\nquestions:\n    - question: Who?\n      path: a.md\n"),
    "yaml-of-notes": ("set.yaml", "# a template\n# - question: Who?\n"),
    "csv": ("set.csv", "question,document,owner\n# mine\nWho?,a.md,ana"),
    "csv-with-semicolons": ("set.csv", "kind;question;path\nmine;Who?;a.md\n"),
    "lines-of-json": ("set.jsonl", '# mine\n{"question": "Who?", "path": "a.md", "owner": "ana"}'),
    "a-template": ("set.csv", "question,path,answer\n# notes, with commas\n"),
}


@pytest.mark.parametrize(("name", "text"), OWN.values(), ids=OWN)
def test_what_stands_in_a_file_stays(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    file.chmod(0o640)
    assert append(file, [BUS, WHY]) == 2
    assert file.read_text(encoding="utf-8").startswith(text)
    assert file.stat().st_mode & 0o777 == 0o640
    assert [one.text for one in load_own_set(file).questions][-2:] == [BUS["question"], WHY["question"]]
    assert list(tmp_path.iterdir()) == [file], "nothing is left beside it"


REFUSED = {
    "a-broken-question": ("set.jsonl", '{"question": "Who?"}\n', r"nothing was added to .*set\.jsonl: .*:1: name the document"),
    "questions-that-are-not-last": ("set.yaml", "questions:\n- question: Who?\n  path: a\nname: x\n", "nothing was added"),
    "a-list-in-brackets": ("set.yaml", '[{"question": "Who?", "path": "a"}]', "list in brackets"),
    "not-yaml": ("set.yaml", "- [", "is not valid YAML"),
    "a-csv-without-a-place-for-paths": ("set.csv", "question,answer\nWho?,Ana\n", "nothing was added"),
}


@pytest.mark.parametrize(("name", "text", "says"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_would_be_spoilt_is_left_alone(tmp_path: Path, name: str, text: str, says: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(UsageError, match=says) as refused:
        append(file, [BUS])
    assert "\n" not in str(refused.value)
    assert file.read_text() == text
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can't be written"):
        append(tmp_path / "no" / "set.yaml", [BUS])


CELLS = {
    "a-formula": ('=HYPERLINK("http://evil.example")', "docs:a.md"),
    "a-plus": ("+1+1", "docs:a.md"),
    "a-minus": ("-1", "docs:a.md"),
    "an-account": ("@ana, which bus?", "docs:a.md"),
    "a-sign-of-a-note": ("#incidents: what broke?", "docs:a.md"),
    "an-apostrophe-before-a-formula": ("'=1+1", "docs:a.md"),
    "an-apostrophe-before-a-word": ("'twas which bus?", "docs:a.md"),
    "a-bar-in-a-path": ("Which bus?", "docs:a|b.md"),
    "a-bar-in-a-question": ("Which bus | queue?", "docs:a.md"),
    "a-path-that-is-a-formula": ("Which bus?", "=a|b.md"),
}


@pytest.mark.parametrize("start", ["", "question,path\n", "path;question\n"], ids=["new", "question-first", "path-first"])
@pytest.mark.parametrize(("question", "path"), CELLS.values(), ids=CELLS)
def test_a_cell_runs_nothing_and_is_read_as_it_was(tmp_path: Path, question: str, path: str, start: str) -> None:
    file = tmp_path / "set.csv"
    file.write_text(start, encoding="utf-8")

    assert append(file, [{"question": question, "path": [path, "docs:other.md"]}]) == 1

    read = load_own_set(file).questions[0]
    assert (read.text, read.relevant) == (question, {path, "docs:other.md"})
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";" if ";" in start else ","))
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
