"""`lore eval` as a person uses it: a set of one's own, a report, a comparison, a set from ratings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import open_lore
from assistant.domain.asked import Asked, Outcome, Rating
from tests.conftest import RunLore

OWN = """\
- question: Which bus did we choose?
  path: bus.md
  answer: plover
  kind: bus
- question: How does the cache evict?
  path: docs:cache.md
  answer: by age
  kind: cache
- question: Who is our landlord?
  answerable: no
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    return file


def report_of(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8")))


def test_a_file_of_ones_own_is_measured_with_evidence_answers_and_a_page(
    ready: Path, own: Path, tmp_path: Path, run_lore: RunLore
) -> None:
    done = run_lore("eval", own, "--answers", "--json", tmp_path / "r.json", "--html", tmp_path / "r.html")

    report = report_of(tmp_path / "r.json")
    assert done.returncode == 0, done.stderr
    assert report["set"] == "own"
    assert report["summary"]["all"]["ndcg@10"]["mean"] == 1
    assert report["summary"]["all"]["evidence@2000"]["mean"] == 1
    assert report["answers"]["abstained_on_unanswerable"]["count"] == 1
    assert "nDCG@10" in done.stdout
    assert "abstained on unanswerable" in done.stdout
    assert "Which bus did we choose?" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_later_run_is_compared_and_noise_is_told(ready: Path, own: Path, tmp_path: Path, run_lore: RunLore) -> None:
    run_lore("eval", own, "--json", tmp_path / "before.json")

    done = run_lore("--json", "eval", own, "--against", tmp_path / "before.json")

    comparison = json.loads(done.stdout)["comparison"]
    assert comparison["differences"]["ndcg@10"]["says"] == "within noise"
    assert comparison["worse"] == []


def test_some_questions_can_be_chosen(ready: Path, own: Path, run_lore: RunLore) -> None:
    of_a_kind = json.loads(run_lore("--json", "eval", own, "--kind", "bus", "--evidence-tokens", 0).stdout)
    two = json.loads(run_lore("--json", "eval", "--k", 3, "--limit", 2, own).stdout)
    unknown = run_lore("eval", own, "--kind", "train")

    assert [row["kind"] for row in of_a_kind["questions"]] == ["bus"]
    assert not any(name.startswith("evidence") for name in of_a_kind["summary"]["all"])
    assert (len(two["questions"]), two["k"]) == (2, 3), "a set may stand after the options"
    assert (unknown.returncode, unknown.stderr) == (
        2,
        "lore: no question is of the kind 'train': choose of bus, cache, unanswerable\n",
    )


def test_documents_that_are_not_held_are_said_in_a_line(ready: Path, own: Path, tmp_path: Path, run_lore: RunLore) -> None:
    own.write_text(OWN + "- question: What is in the attic?\n  path: attic.md\n")

    done = run_lore("eval", own, "--json", tmp_path / "r.json")

    said = "1 of 3 relevant documents (33.3%) are not in the index, so that no recall can be above 0.667: attic.md"
    assert done.returncode == 0
    assert said in " ".join(done.stderr.split())
    assert report_of(tmp_path / "r.json")["warnings"] == [said]


WRONG = {
    "a-broken-line": ("set.jsonl", '{"question": "Why?"}', "set.jsonl:1: name the document in 'path'"),
    "documents-of-another-index": ("set.jsonl", '{"question": "Why?", "path": "x.md"}', "none of the 1 documents"),
}


@pytest.mark.parametrize(("name", "text", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_measured_is_one_line(
    ready: Path, tmp_path: Path, run_lore: RunLore, name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text)

    done = run_lore("eval", tmp_path / name)

    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 2


def test_a_folder_with_its_corpus_is_asked_of_that_source_or_of_one_that_is_named(
    ready: Path, docs: Path, tmp_path: Path, run_lore: RunLore
) -> None:
    folder = tmp_path / "set"
    (folder / "corpus").mkdir(parents=True)
    row = {"id": "q", "question": "Which bus?", "relevant": ["bus.md"], "answers": ["plover"], "answer_type": "short"}
    (folder / "questions.jsonl").write_text(json.dumps(row))

    unknown = run_lore("eval", folder)
    named = run_lore("--json", "eval", folder, "--source", "docs")

    assert "lore add folder" in unknown.stderr
    assert "--source" in unknown.stderr
    assert unknown.returncode == 2
    assert json.loads(named.stdout)["summary"]["all"]["recall@5"]["mean"] == 1


def test_a_template_leads_to_a_set(ready: Path, tmp_path: Path, run_lore: RunLore) -> None:
    file = tmp_path / "mine.yaml"

    made, empty = run_lore("eval", "new", file), run_lore("eval", file)
    again = run_lore("eval", "new", file)
    file.write_text(file.read_text(encoding="utf-8") + "- question: Which bus?\n  path: bus.md\n")

    assert f"lore eval {file}" in made.stdout.replace("\n", "")
    assert "holds no questions yet" in empty.stderr
    assert "is there already" in again.stderr
    assert (made.returncode, empty.returncode, again.returncode) == (0, 2, 2)
    assert run_lore("eval", file).returncode == 0


def rate(home: Path, question: str, *, helpful: bool, reason: str = "", cited: str = "") -> None:
    """As a colleague did on the page."""
    now = datetime.now(UTC)
    with open_lore(home) as lore:
        held = lore.catalogue.ledger.held("docs").documents
        ids = (held[cited].document_id,) if cited else ()
        lore.catalogue.asked.keep(Asked(question, question, now, Outcome.ANSWERED, "ana", interface="page", cited=ids))
        lore.catalogue.asked.rate(Rating(question, "ana", helpful, reason, now))


def test_ratings_become_questions_that_can_be_measured(ready: Path, tmp_path: Path, run_lore: RunLore) -> None:
    rate(ready, "Which bus did we choose?", helpful=True, cited="bus.md")
    rate(ready, "How does the cache evict?", helpful=False, reason="A better source: cache.md", cited="bus.md")
    rate(ready, "Who is our landlord?", helpful=False)
    file = tmp_path / "rated.csv"

    first = json.loads(run_lore("--json", "eval", "collect", file).stdout)
    second = run_lore("eval", "collect", file)
    measured = json.loads(run_lore("--json", "eval", file).stdout)

    assert first == {"added": 2, "found": 2, "left_out": {"names no better source that is known": 1}}
    assert "0 questions added, 2 were there already" in " ".join(second.stdout.split())
    assert {tuple(row["relevant"]) for row in measured["questions"]} == {("docs:bus.md",), ("docs:cache.md",)}
    assert {row["kind"] for row in measured["questions"]} == {"liked by a reader", "corrected by a reader"}


@pytest.mark.parametrize(
    ("command", "example"),
    [
        (("eval",), "Example: lore eval new questions.yaml"),
        (("eval", "run"), "lore eval deploy/demo --json before.json"),
    ],
    ids=["eval", "run"],
)
def test_help_of_eval_gives_an_example(run_lore: RunLore, command: tuple[str, ...], example: str) -> None:
    done = run_lore(*command, "--help")

    assert example in " ".join(done.stdout.split())
    assert done.returncode == 0
