"""The report in a terminal of 80 columns: nothing is cut, and noise is called noise."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from assistant.evaluation.comparison import Comparison, compare
from assistant.evaluation.question_set import JudgedQuestion
from assistant.evaluation.report import as_json
from assistant.evaluation.runner import Outcome, Reply, Report
from assistant.evaluation.table import WORST, as_table


def question(name: str, kind: str = "why", answerable: bool = True) -> JudgedQuestion:
    relevant = frozenset({f"{name}.md"}) if answerable else frozenset[str]()
    return JudgedQuestion(name, f"What about {name}?", ("gold",), answerable, relevant, frozenset(), kind, "section")


def outcome(asked: JudgedQuestion, value: float = 1.0, reply: Reply | None = None) -> Outcome:
    ranking = {"recall@5": value, "recall@10": value, "mrr@10": value, "ndcg@10": value}
    text = {"span@5": value, "span-overlap@5": value, "evidence@2000": value, "evidence-tokens@2000": value}
    lines = {"evidence-lines@2000": value}
    return Outcome(asked, ranking | text | lines if asked.answerable else {}, ("x.md",), 10.0, reply)


def said(confidence: float, abstained: bool = False) -> Reply:
    return Reply("Gold.", "extractive", abstained, None, 1, 20.0, True, confidence)


def shown(report: Report, comparison: Comparison | None = None, width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(as_table(report, comparison))
    return console.export_text()


def against(now: Report, before: Report) -> Comparison:
    return compare(now, json.loads(json.dumps(as_json(before))))


NAMES = [f"q{n}" for n in range(14)]
WHOLE = Report("demo", 10, tuple(outcome(question(name, f"a_rather_long_kind_{n % 3}")) for n, name in enumerate(NAMES)))


def rows_of(text: str, first: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.split()[:1] == [first]]


def test_ranking_and_text_stand_in_tables_of_their_own_and_nothing_is_cut() -> None:
    text = shown(WHOLE)
    ranking, found = rows_of(text, "kind")
    assert ranking == ["kind", "n", "R@5", "R@10", "MRR@10", "nDCG@10"]
    assert found == ["kind", "n", "span@5", "overlap@5", "evidence", "tokens", "lines"]
    assert "…" not in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_the_interval_stands_beside_the_measure_that_is_looked_at() -> None:
    mixed = Report("demo", 10, tuple(outcome(question(name), place % 2) for place, name in enumerate(NAMES)))
    ranking, text = rows_of(shown(mixed), "all")
    assert ranking[:6] == ["all", "14", "0.500", "0.500", "0.500", "0.500"]
    assert ranking[6].startswith("±0.2")
    assert [cell for cell in text if cell.startswith("±")] != []


def test_what_no_question_has_is_no_column() -> None:
    plain = Report("demo", 10, (Outcome(question("a"), {"recall@5": 1.0, "ndcg@10": 1.0}, (), 1.0),))
    assert rows_of(shown(plain), "kind") == [["kind", "n", "R@5", "nDCG@10"]]


def test_kinds_without_documents_are_left_out_of_the_ranking() -> None:
    own = Outcome(question("b", "own"), {"evidence@2000": 1.0}, (), 1.0)
    text = shown(Report("demo", 10, (outcome(question("a")), own)))
    assert len(rows_of(text, "own")) == 1
    assert len(rows_of(text, "why")) == 2


def test_abstention_and_what_confidence_is_worth_are_told() -> None:
    unanswerable = outcome(question("u", answerable=False), reply=said(0.1, abstained=True))
    text = shown(Report("demo", 10, (outcome(question("a"), reply=said(0.9)), unanswerable)))
    assert "abstained on unanswerable questions  1.000 (1.000–1.000)" in text
    assert "abstained on answerable questions    0.000 (0.000–0.000)" in text
    assert "confidence tells them apart          1.000" in text


def test_without_unanswerable_questions_confidence_tells_nothing_apart() -> None:
    assert "tells them apart" not in shown(Report("demo", 10, (outcome(question("a"), reply=said(0.9)),)))


HALF = Report("demo", 10, tuple(outcome(question(name, f"a_rather_long_kind_{n % 3}"), 0.5) for n, name in enumerate(NAMES)))


def test_a_clear_difference_is_told_with_how_many_were_looked_at() -> None:
    text = shown(WHOLE, against(WHOLE, HALF))
    flat = " ".join(text.split())
    [row] = rows_of(text, "ndcg@10")
    assert (row[:6], row[-1]) == (["ndcg@10", "14", "+0.500", "+0.500", "…", "+0.500"], "better")
    assert "adjusted (Holm) for the 9 measures, and for the 3 kinds" in flat
    assert "0 questions got worse, 14 better, by nDCG" in text


def test_no_difference_is_noise() -> None:
    text = shown(WHOLE, against(WHOLE, WHOLE))
    assert ["ndcg@10", "14", "+0.000", "+0.000", "…", "+0.000", "1.000", "within", "noise"] in rows_of(text, "ndcg@10")
    assert "better" not in text.partition("p is of")[0]


def test_the_worst_are_listed_and_no_more_than_fit() -> None:
    text = shown(HALF, against(HALF, WHOLE), width=160)
    assert "14 questions got worse, 0 better, by nDCG; 14 have less of the gold answer in the evidence" in text
    assert text.count("1.00 → 0.50") == WORST
    assert "q0: What about q0?" in text


@pytest.mark.parametrize("kind", ["[bold]", "[/]", "a\x1b[2Jb"], ids=["markup", "closing markup", "orders"])
def test_what_a_set_calls_its_kinds_is_text(kind: str) -> None:
    report = Report("demo", 10, (outcome(question("a", kind), 0.5), outcome(question("b"), 0.5)))
    assert kind.partition("\x1b")[0] in shown(report, against(report, report))
