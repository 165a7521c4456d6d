"""Two runs beside each other: what differs, and what of it is more than chance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from assistant.evaluation.comparison import (
    ABSTENTION,
    FALSE_ABSTENTION,
    RIGHT,
    compare,
    comparison_as_json,
    load_earlier,
    replied,
)
from assistant.evaluation.question_set import JudgedQuestion
from assistant.evaluation.report import as_json
from assistant.evaluation.runner import Outcome, Reply, Report


def question(name: str, kind: str = "person", answerable: bool = True) -> JudgedQuestion:
    relevant = frozenset({f"{name}.md"}) if answerable else frozenset[str]()
    return JudgedQuestion(name, f"{name}?", ("gold",) if answerable else (), answerable, relevant, frozenset(), kind, "short")


def outcome(asked: JudgedQuestion, ndcg: float = 0.0, reply: Reply | None = None, **more: float) -> Outcome:
    measures = {"recall@5": float(ndcg > 0), "mrr@10": ndcg, "ndcg@10": ndcg, **more} if asked.answerable else {}
    return Outcome(asked, measures, ("x.md", f"{asked.id}.md"), 1.0, reply)


def said(right: bool = True, abstained: bool = False) -> Reply:
    return Reply("text", "extractive", abstained, right, 1, 1.0, True, 0.5)


def run(*outcomes: Outcome, name: str = "demo") -> Report:
    return Report(name, 10, outcomes)


def as_earlier(report: Report) -> dict[str, Any]:
    return dict(json.loads(json.dumps(as_json(report))))


NAMES = [f"q{n}" for n in range(12)]


def test_the_questions_that_got_worse_are_listed_worst_first() -> None:
    before = run(*(outcome(question(name), value) for name, value in (("a", 0.5), ("b", 1.0), ("c", 1.0))))
    now = run(*(outcome(question(name), value) for name, value in (("a", 1.0), ("b", 0.6), ("c", 0.0))))
    comparison = compare(now, as_earlier(before))
    assert [(one.id, one.before, one.now) for one in comparison.worse] == [("c", 1.0, 0.0), ("b", 1.0, 0.6)]
    assert (comparison.better, comparison.improved) == (1, ("a",))
    assert comparison.differences["recall@5"].mean == pytest.approx(-1 / 3)
    first = comparison.worse[0]
    assert (first.relevant, first.first, first.first_before) == (("c.md",), ("x.md", "c.md"), ("x.md", "c.md"))


def test_a_run_against_itself_has_no_difference() -> None:
    same = run(outcome(question("a"), 0.5, said()), outcome(question("u", answerable=False), reply=said(abstained=True)))
    comparison = compare(same, as_earlier(same))
    assert (comparison.worse, comparison.better, comparison.lost_answers) == ((), 0, ())
    assert all(value.mean == value.low == value.high == 0 for value in comparison.differences.values())
    assert {one.says for one in comparison.verdicts.values()} == {"within noise"}


def test_what_chance_explains_is_noise_and_what_it_does_not_is_told() -> None:
    before = run(*(outcome(question(name), 0.5, **{"span@5": 0.5}) for name in NAMES))
    now = run(*(outcome(question(name), 1.0, **{"span@5": place % 2}) for place, name in enumerate(NAMES)))
    comparison = compare(now, as_earlier(before))
    assert comparison.verdicts["ndcg@10"].says == "better"
    assert comparison.verdicts["ndcg@10"].p == pytest.approx(2 / 2**12)
    assert comparison.verdicts["span@5"].says == "within noise"


def test_several_measures_raise_the_bar() -> None:
    before = run(*(outcome(question(name), 0.5) for name in NAMES[:6]))
    now = run(*(outcome(question(name), 1.0) for name in NAMES[:6]))
    worth = compare(now, as_earlier(before)).verdicts["ndcg@10"]
    assert worth.p == pytest.approx(2 / 2**6)
    assert worth.adjusted == pytest.approx(3 * 2 / 2**6), "three measures are compared"
    assert worth.says == "perhaps better"


def test_kinds_are_compared_apart_and_adjusted_among_themselves() -> None:
    kinds = {name: "easy" if place < 6 else "hard" for place, name in enumerate(NAMES)}
    before = run(*(outcome(question(name, kind), 0.5) for name, kind in kinds.items()))
    now = run(*(outcome(question(name, kind), 1.0 if kind == "easy" else 0.5) for name, kind in kinds.items()))
    comparison = compare(now, as_earlier(before))
    assert {kind: value.mean for kind, value in comparison.by_kind.items()} == {"easy": 0.5, "hard": 0.0}
    assert comparison.verdicts["nDCG of easy"].adjusted == pytest.approx(2 * 2 / 2**6)


def test_answers_and_abstentions_are_compared() -> None:
    u = question("u", answerable=False)
    before = run(*(outcome(question(name), 1.0, said()) for name in NAMES[:3]), outcome(u, reply=said(abstained=False)))
    now = run(
        outcome(question("q0"), 1.0, said(right=False)),
        outcome(question("q1"), 1.0, said(abstained=True)),
        outcome(question("q2"), 1.0, said()),
        outcome(u, reply=said(abstained=True)),
    )
    comparison = compare(now, as_earlier(before))
    assert comparison.differences[RIGHT].mean == pytest.approx(-2 / 3)
    assert comparison.differences[FALSE_ABSTENTION].mean == pytest.approx(1 / 3)
    assert comparison.differences[ABSTENTION].mean == 1
    assert [one.id for one in comparison.lost_answers] == ["q0", "q1"]


def test_more_false_abstention_is_worse() -> None:
    before = run(*(outcome(question(name), 1.0, said()) for name in NAMES))
    now = run(*(outcome(question(name), 1.0, said(abstained=True)) for name in NAMES))
    assert compare(now, as_earlier(before)).verdicts[FALSE_ABSTENTION].says == "worse"


def test_evidence_that_was_lost_is_listed() -> None:
    before = run(outcome(question("a"), 1.0, **{"evidence@2000": 1.0}), outcome(question("b"), 1.0, **{"evidence@2000": 0.0}))
    now = run(outcome(question("a"), 1.0, **{"evidence@2000": 0.0}), outcome(question("b"), 1.0, **{"evidence@2000": 1.0}))
    assert [one.id for one in compare(now, as_earlier(before)).lost_evidence] == ["a"]


def test_measures_that_one_run_lacks_are_left_out() -> None:
    before = run(outcome(question("a"), 1.0))
    now = run(outcome(question("a"), 1.0, said(), **{"evidence@2000": 1.0}))
    assert set(compare(now, as_earlier(before)).differences) == {"recall@5", "mrr@10", "ndcg@10"}


def test_questions_that_one_run_lacks_are_left_out() -> None:
    before = run(outcome(question("a"), 1.0), outcome(question("b"), 1.0))
    now = run(outcome(question("b"), 0.5), outcome(question("c"), 0.5))
    comparison = compare(now, as_earlier(before))
    assert comparison.differences["ndcg@10"].count == 1
    assert [one.id for one in comparison.worse] == ["b"]


def test_json_has_every_difference_in_figures_and_words() -> None:
    before, now = run(outcome(question("a"), 1.0)), run(outcome(question("a"), 0.0))
    comparison = compare(now, as_earlier(before))
    told = json.loads(json.dumps(as_json(now, comparison)))["comparison"]
    assert told == json.loads(json.dumps(comparison_as_json(comparison)))
    assert set(told["differences"]["ndcg@10"]) == {"mean", "low", "high", "count", "p", "adjusted", "says"}
    assert told["worse"][0]["id"] == "a"


def test_replies_of_an_older_version_are_read() -> None:
    row = {"text": "t", "generator": "g", "abstained": False, "contains_gold": True, "words": 1, "took_ms": 1.0, "new": 1}
    assert replied(row) == Reply("t", "g", False, True, 1, 1.0)
    assert replied(None) is None


OTHER_FILES = {
    "no-json": ("{", "can't be read"),
    "a-list": ("[]", "is not the JSON"),
    "another-format": ('{"format": 99, "questions": []}', "is not the JSON"),
}


@pytest.mark.parametrize(("text", "says"), OTHER_FILES.values(), ids=OTHER_FILES)
def test_what_is_no_earlier_run_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UsageError, match=says):
        load_earlier(tmp_path / "x.json")
    with pytest.raises(UsageError, match="can't be read"):
        load_earlier(tmp_path / "missing.json")


@pytest.mark.parametrize(("change", "says"), [({"set": "y"}, "one set"), ({"k": 5}, "one set"), ({"questions": []}, "common")])
def test_runs_that_cannot_be_compared_are_refused(change: dict[str, object], says: str) -> None:
    same = run(outcome(question("a"), 1.0))
    with pytest.raises(UsageError, match=says):
        compare(same, as_earlier(same) | change)


def test_a_report_that_was_written_is_read_again(tmp_path: Path) -> None:
    same = run(outcome(question("a"), 1.0))
    (tmp_path / "x.json").write_text(json.dumps(as_json(same)))
    assert compare(same, load_earlier(tmp_path / "x.json")).differences["ndcg@10"].count == 1
