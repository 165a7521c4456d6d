"""A whole evaluation over a small index in memory: run, report, comparison."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, Evidence, Excerpt, SourcesFound
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query
from assistant.domain.questions import Question
from assistant.errors import UsageError
from assistant.evaluation.comparison import compare, load_earlier
from assistant.evaluation.question_set import JudgedQuestion, QuestionSet
from assistant.evaluation.report import answers, as_json, summaries
from assistant.evaluation.runner import EvaluationOptions, Report, evaluate, measured
from assistant.evaluation.table import as_table


def hit(path: str, text: str = "") -> Hit:
    return Hit(Document(path, "adr", path, path, Kind.PAGE, ""), Chunk(1, path, 0, text), 1.0)


class FixedSearcher:
    """Finds what it was told to; `queries` are those that it was asked."""

    def __init__(self, found: dict[str, list[Hit]]) -> None:
        self.found = found
        self.queries: list[Query] = []

    def search(self, query: Query) -> SearchResult:
        self.queries.append(query)
        return SearchResult(tuple(self.found.get(query.text, [])), 1.0)


class FixedAsker:
    """Says what it was told to, and abstains otherwise."""

    def __init__(self, said: dict[str, str]) -> None:
        self.said = said

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        text = self.said.get(question.text, "")
        yield SourcesFound(())
        yield Delta(text)
        yield Answer("a", "c", question.text, text, not text, 0.5, (), (), "extractive", 1.0)


def judged(name: str, kind: str = "person", answer_type: str = "short", related: tuple[str, ...] = ()) -> JudgedQuestion:
    relevant = frozenset({f"{name}.md"})
    return JudgedQuestion(name, f"{name}?", (f"gold {name}",), True, relevant, frozenset(related), kind, answer_type)


UNANSWERABLE = JudgedQuestion("u", "u?", (), False, frozenset(), frozenset(), "unanswerable", "none")
SET = QuestionSet(
    "demo",
    (judged("a", related=("r.md",)), judged("b", "<b>x_templated", "section"), judged("c"), UNANSWERABLE),
)
FOUND = {
    "a?": [hit("r.md"), hit("a.md"), hit("x.md"), hit("a.md")],
    "b?": [hit("x.md", "some gold"), hit("b.md", "the gold  b it is")],
    "c?": [hit("x.md")],
    "u?": [hit("x.md")],
}
SAID = {"a?": "It is gold a [1].", "c?": "No idea, really."}


@pytest.fixture
def report() -> Report:
    return evaluate(SET, FixedSearcher(FOUND), FixedAsker(SAID))


@pytest.fixture
def earlier(tmp_path: Path) -> Callable[[dict[str, list[Hit]]], Path]:
    def write(found: dict[str, list[Hit]]) -> Path:
        path = tmp_path / "earlier.json"
        path.write_text(json.dumps(as_json(evaluate(SET, FixedSearcher(found)))))
        return path

    return write


def test_measures_are_of_answerable_questions(report: Report) -> None:
    a, b, c, unanswerable = report.outcomes
    assert a.measures == {"recall@5": 1, "recall@10": 1, "mrr@10": 1, "ndcg@10": 1}, "related documents are passed over"
    assert b.measures["mrr@10"] == 0.5
    assert (b.measures["span@5"], b.measures["span-overlap@5"]) == (1, 1)
    assert c.measures["ndcg@10"] == 0
    assert unanswerable.measures == {}
    assert b.first == ("x.md", "b.md")


def test_replies_are_judged(report: Report) -> None:
    replies = [outcome.reply for outcome in report.outcomes]
    assert [reply.abstained for reply in replies if reply] == [False, True, False, True]
    assert [reply.contains_gold for reply in replies if reply] == [True, None, False, None]
    assert replies[0]
    assert replies[0].words == 5


class CitingAsker:
    """Says one thing, and cites these documents."""

    def __init__(self, text: str, *paths: str) -> None:
        self.text = text
        self.hits = [hit(path) for path in paths]

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        citations = tuple(Citation(n, "", one.document, one.chunk) for n, one in enumerate(self.hits, 1))
        yield Answer("a", "c", question.text, self.text, False, 0.9, citations, (), "extractive", 1.0)


def two_hops(kind: str) -> QuestionSet:
    question = JudgedQuestion(
        "m", "m?", ("PEP 734", "New Title"), True, frozenset({"old.md", "new.md"}), frozenset(), kind, "short"
    )
    return QuestionSet("hops", (question,))


@pytest.mark.parametrize(
    ("kind", "said", "cited", "right"),
    [
        ("status", "It is PEP 734.", ("old.md",), True),
        ("status", "It is PEP 734.", ("x.md",), False),
        ("status", "It is another.", ("old.md",), False),
        ("multi_hop_x", "PEP 734, “New Title”.", ("old.md", "new.md"), True),
        ("multi_hop_x", "PEP 734, “New Title”.", ("new.md",), False),
        ("multi_hop_x", "It is PEP 734.", ("old.md", "new.md"), False),
    ],
)
def test_right_is_the_gold_answer_with_a_relevant_citation_and_over_two_hops_all_of_both(
    kind: str, said: str, cited: tuple[str, ...], right: bool
) -> None:
    report = evaluate(two_hops(kind), FixedSearcher({}), CitingAsker(said, *cited))

    assert report.outcomes[0].reply
    assert report.outcomes[0].reply.right is right
    answered = answers(report)
    assert answered
    assert [(one.kind, one.count, one.right.mean, one.abstained) for one in answered.by_kind] == [(kind, 1, float(right), 0)]


def test_the_table_shows_for_each_kind_how_many_answers_were_right() -> None:
    report = evaluate(two_hops("multi_hop_x"), FixedSearcher({}), CitingAsker("PEP 734, New Title", "old.md", "new.md"))
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(as_table(report))
    rows = [line.split() for line in console.export_text().splitlines() if line.strip().startswith("multi_hop_x")]
    assert ["multi_hop_x", "1", "0.000", "1.000", "1.000", "(1.000–1.000)"] in rows


def test_a_hundred_chunks_of_the_source_are_searched() -> None:
    searcher = FixedSearcher(FOUND)
    heard: list[str] = []
    evaluate(SET, searcher, options=EvaluationOptions(source="adr"), progress=heard.append)
    assert [(query.k, query.in_context) for query in searcher.queries] == [(10, True), (100, True)] * len(SET.questions)
    assert searcher.queries[0].scope.filters.sources == ("adr",)
    assert searcher.queries[0].scope.principal.administrator
    assert heard == ["search"] * 4


def test_a_set_that_is_not_in_the_index_is_told_how_to_get_there() -> None:
    many = QuestionSet("demo", tuple(judged(f"q{n}") for n in range(10)))
    with pytest.raises(UsageError, match="lore add folder"):
        evaluate(many, FixedSearcher({}))


def test_templated_kinds_are_apart(report: Report) -> None:
    groups = {summary.group: summary.measures for summary in summaries(report)}
    assert list(groups) == ["all", "people's own", "<b>x_templated", "person"]
    assert groups["all"]["mrr@10"].mean == pytest.approx(0.5)
    assert groups["people's own"]["mrr@10"].count == 2
    assert groups["all"]["span@5"].count == 1


def test_json_holds_every_question_and_the_answers(report: Report) -> None:
    data = json.loads(json.dumps(as_json(report)))
    assert [row["id"] for row in data["questions"]] == ["a", "b", "c", "u"]
    assert data["answers"]["abstained_on_unanswerable"]["mean"] == 1
    assert data["answers"]["abstained_on_answerable"]["mean"] == pytest.approx(1 / 3)
    assert data["answers"]["contains_gold"]["mean"] == 0.5
    assert data["answers"]["generators"] == {"extractive": 4}
    assert set(data["latency_ms"]) == {"search", "ask"}
    assert data["summary"]["all"]["recall@5"]["count"] == 3


Write = Callable[[dict[str, list[Hit]]], Path]


def test_the_table_shows_kinds_intervals_and_what_got_worse(report: Report, earlier: Write) -> None:
    console = Console(width=200, record=True, file=None, quiet=False)
    with console.capture() as capture:
        console.print(as_table(report, compare(report, load_earlier(earlier(FOUND | {"c?": [hit("c.md")]})))))
    shown = capture.get()
    for said in ("demo", "people's own", "<b>x_templated", "0.500 (", "p95", "1 questions got worse", "c: c?", "worded by"):
        assert said in shown


def test_a_set_without_answerable_questions_can_be_reported() -> None:
    report = evaluate(QuestionSet("none", (UNANSWERABLE,)), FixedSearcher(FOUND))
    assert as_json(report)["summary"] == {"all": {}}
    assert as_table(report)


class FixedGatherer:
    """Has the same evidence for every question; `budgets` are those that it was asked for."""

    def __init__(self, *hits: Hit) -> None:
        self.evidence_of_all = Evidence(tuple(Excerpt(one.document, (one.chunk,), 1.0) for one in hits))
        self.budgets: list[int] = []

    def evidence(self, question: Question, tokens: int) -> Evidence:
        self.budgets.append(tokens)
        assert question.scope.principal.administrator
        return self.evidence_of_all


def test_evidence_is_gathered_for_answerable_questions_within_the_budget() -> None:
    gatherer, heard = FixedGatherer(hit("a.md", "It is gold a."), hit("b.md", "the gold b")), list[str]()
    options = EvaluationOptions(gatherer=gatherer, evidence_tokens=700)
    a, b, c, unanswerable = evaluate(SET, FixedSearcher(FOUND), options=options, progress=heard.append).outcomes
    assert (a.measures["evidence@700"], b.measures["evidence@700"], c.measures["evidence@700"]) == (1, 1, 0)
    assert b.measures["evidence-tokens@700"] == 1
    assert unanswerable.measures == {}
    assert gatherer.budgets == [700] * 3
    assert heard == ["search"] * 4 + ["evidence"] * 4


def test_a_question_with_an_answer_alone_is_judged_by_it() -> None:
    question = JudgedQuestion("o", "o?", ("gold o",), True, frozenset(), frozenset(), "own", "short")
    gatherer = FixedGatherer(hit("x.md", "the gold o"))
    options = EvaluationOptions(gatherer=gatherer)
    report = evaluate(
        QuestionSet("own", (question,)), FixedSearcher({"o?": [hit("x.md")]}), FixedAsker({"o?": "gold o"}), options
    )
    [outcome] = report.outcomes
    assert outcome.measures == {"evidence@2000": 1}
    assert outcome.reply
    assert (outcome.reply.cites_relevant, outcome.reply.right) == (None, True)
    assert list(summaries(report)[0].measures) == ["evidence@2000"]


def test_a_path_with_its_source_is_another_than_the_same_path_elsewhere() -> None:
    def question(name: str, path: str) -> JudgedQuestion:
        return JudgedQuestion(name, f"{name}?", (), True, frozenset({path}), frozenset(), "k", "document")

    found = {"here?": [hit("x.md"), hit("a.md")], "there?": [hit("x.md"), hit("a.md")]}
    here, there = evaluate(
        QuestionSet("two", (question("here", "adr:a.md"), question("there", "wiki:a.md"))), FixedSearcher(found)
    ).outcomes
    assert (here.measures["mrr@10"], here.first) == (0.5, ("x.md", "adr:a.md"))
    assert (there.measures["mrr@10"], there.first) == (0, ("x.md", "a.md"))


def test_confidence_and_warnings_are_reported(report: Report) -> None:
    data = as_json(replace(report, warnings=("two are missing",)))
    assert data["warnings"] == ["two are missing"]
    assert [row["reply"]["confidence"] for row in data["questions"]] == [0.5] * 4
    assert data["answers"]["confidence_auc"]["mean"] == 0.5


def test_measures_of_the_text_have_a_table_of_their_own() -> None:
    gatherer = FixedGatherer(hit("a.md", "It is gold a."))
    report = evaluate(SET, FixedSearcher(FOUND), options=EvaluationOptions(gatherer=gatherer))
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(as_table(report))
    shown = console.export_text()
    assert "…" not in shown, "nothing is cut in 80 columns"
    heads = [line.split() for line in shown.splitlines() if line.strip().startswith("kind")]
    assert heads[0] == ["kind", "n", "R@5", "R@10", "MRR@10", "nDCG@10"]
    assert heads[1][:5] == ["kind", "n", "evidence", "line@5", "span@5"]
    assert "2000 tokens" in shown


def test_what_is_shown_around_a_hit_counts_as_found() -> None:
    question = judged("b", answer_type="section")
    alone, wide = hit("b.md", "the"), replace(hit("b.md", "the"), around=(Chunk(2, "b.md", 1, "gold b"),))
    searched, shown = SearchResult((alone,), 1.0), SearchResult((wide,), 1.0)
    assert measured(question, searched, 10)["span@5"] == 0.0
    assert measured(question, searched, 10, shown)["span@5"] == 1.0
