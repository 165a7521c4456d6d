"""Evidence recall: whether what a generator would be sent holds the gold answer."""

from __future__ import annotations

import pytest

from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Anchor, Chunk, Document, Kind
from assistant.evaluation.evidence_recall import evidence_measures
from assistant.evaluation.metrics import run_coverage
from assistant.evaluation.question_set import JudgedQuestion

GOLD = "We chose the plover bus for its ordering, and since it replays what was lost."


def excerpt(path: str, *texts: str, lines: tuple[int, int] = (0, 0), status: str = "") -> Excerpt:
    document = Document(path, "docs", path, path, Kind.PAGE, "", status=status)
    anchor = Anchor(line=lines[0], last_line=lines[1])
    return Excerpt(document, tuple(Chunk(n, path, n, text, anchor=anchor) for n, text in enumerate(texts, 1)), 1.0)


def asked(
    answer_type: str, *answers: str, kind: str = "why", relevant: tuple[str, ...] = ("bus.md",), **more: object
) -> JudgedQuestion:
    return JudgedQuestion("q", "q?", answers, True, frozenset(relevant), frozenset(), kind, answer_type, **more)  # type: ignore[arg-type]


HERE, ELSEWHERE = excerpt("bus.md", f"Before. {GOLD} After."), excerpt("other.md", f"Before. {GOLD} After.")
CASES = {
    "a-section-that-is-there": (asked("section", GOLD), [HERE], 1.0),
    "white-space-apart": (asked("section", GOLD.replace(" ", "\n  ")), [HERE], 1.0),
    "joined-over-two-chunks": (asked("section", GOLD), [excerpt("bus.md", GOLD[:30], GOLD[30:])], 1.0),
    "a-part-is-not-the-whole": (asked("section", GOLD), [excerpt("bus.md", GOLD[:30])], 0.0),
    "the-same-words-in-a-copy": (asked("section", GOLD), [ELSEWHERE], 1.0),
    "one-of-several-sections": (asked("section", "Something else entirely.", GOLD), [HERE], 1.0),
    "a-short-answer": (asked("short", "plover"), [HERE], 1.0),
    "a-short-answer-elsewhere-is-chance": (asked("short", "plover"), [ELSEWHERE], 0.0),
    "a-short-answer-without-a-document": (asked("short", "plover", relevant=()), [ELSEWHERE], 1.0),
    "no-part-of-a-word": (asked("short", "plove"), [HERE], 0.0),
    "over-two-hops-both": (asked("short", "plover", "heron", kind="multi_hop_x"), [HERE], 0.0),
    "a-list-is-there-when-all-is": (asked("list", "plover", "replays"), [HERE], 1.0),
    "a-list-lacks-an-item": (asked("list", "plover", "heron"), [HERE], 0.0),
    "a-document-is-there": (asked("document"), [ELSEWHERE, HERE], 1.0),
    "a-document-is-not": (asked("document"), [ELSEWHERE], 0.0),
    "named-with-its-source": (asked("document", relevant=("docs:bus.md",)), [HERE], 1.0),
    "of-another-source": (asked("document", relevant=("wiki:bus.md",)), [HERE], 0.0),
    "a-status-that-is-sent-above-the-text": (asked("short", "Withdrawn"), [excerpt("bus.md", "x", status="Withdrawn")], 1.0),
    "marks-of-headings-apart": (
        asked("section", f"## Why\n\n{GOLD}\n\nThen\n----\n\n[why]: #why"),
        [excerpt("bus.md", f"Why {GOLD}", "Then")],
        1.0,
    ),
    "words-of-headings-are-not": (asked("section", f"## Why\n\n{GOLD}"), [HERE], 0.0),
    "no-evidence-at-all": (asked("section", GOLD), [], 0.0),
}


@pytest.mark.parametrize(("question", "excerpts", "strict"), CASES.values(), ids=CASES)
def test_strict_containment(question: JudgedQuestion, excerpts: list[Excerpt], strict: float) -> None:
    assert evidence_measures(question, Evidence(tuple(excerpts)), 2000)["evidence@2000"] == strict


def test_the_budget_names_the_measures() -> None:
    named = {"evidence@500", "evidence-line@500", "evidence-tokens@500"}
    assert set(evidence_measures(asked("section", GOLD), Evidence((HERE,)), 500)) == named


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        pytest.param(excerpt("bus.md", "We chose the plover bus for its ordering."), 1.0, id="one line of two"),
        pytest.param(excerpt("bus.md", "We chose the plover bus."), 0.0, id="half a line"),
        pytest.param(excerpt("other.md", "We chose the plover bus for its ordering."), 0.0, id="in another document"),
    ],
)
def test_a_line_of_a_section_counts_in_the_document_that_is_named(sent: Excerpt, found: float) -> None:
    gold = asked("section", "We chose the plover bus for its ordering.\nIt replays what was lost in the night.")
    assert evidence_measures(gold, Evidence((sent,)), 2000)["evidence-line@2000"] == found


def test_summaries_have_no_words_to_look_for() -> None:
    assert evidence_measures(asked("summary", GOLD), Evidence((HERE,)), 2000) == {}


def test_a_section_that_was_cut_counts_by_its_tokens() -> None:
    words = GOLD.split()
    half = excerpt("bus.md", " ".join(words[:6]))
    measured = evidence_measures(asked("section", GOLD), Evidence((half,)), 2000)
    assert measured["evidence@2000"] == 0
    assert measured["evidence-tokens@2000"] == pytest.approx(6 / len(words))


RUNS = {
    "all": (["x a b c d e f y"], "a b c d e f", 1.0),
    "scattered-tokens-are-chance": (["f e d c b a"], "a b c d e f", 0.0),
    "a-run-of-five": (["a b c d e"], "a b c d e f", 5 / 6),
    "a-run-of-four": (["a b c d"], "a b c d e f", 0.0),
    "two-runs": (["a b c d e", "h i j k l"], "a b c d e f g h i j k l", 10 / 12),
    "shorter-than-a-run": (["x a b y"], "a b", 1.0),
    "case-and-marks-apart": (["**A**, B; c d e"], "a b c d e", 1.0),
    "chinese": (["消息总线采用"], "消息总线采用", 1.0),
    "no-words": (["a"], "...", 0.0),
    "no-texts": ([], "a b", 0.0),
}


@pytest.mark.parametrize(("texts", "answer", "share"), RUNS.values(), ids=RUNS)
def test_coverage_by_runs(texts: list[str], answer: str, share: float) -> None:
    assert run_coverage(texts, answer) == pytest.approx(share)


LINES = ((4, "Ana: We keep the plover bus."), (5, "Bo: Yeah."), (6, "Ana: And the heron cache."))


def test_lines_count_where_the_excerpt_holds_them_whole() -> None:
    question = asked("summary", "They keep it.", gold_lines=LINES)
    inside = excerpt("bus.md", "Ana: We keep the plover bus.\nBo: Yeah.", lines=(4, 5))
    assert evidence_measures(question, Evidence((inside,)), 2000) == {"evidence-lines@2000": pytest.approx(2 / 3)}


def test_the_same_words_on_another_line_are_not_the_line() -> None:
    question = asked("summary", "They keep it.", gold_lines=LINES)
    before = excerpt("bus.md", "Bo: Yeah.", lines=(1, 1))
    assert evidence_measures(question, Evidence((before,)), 2000)["evidence-lines@2000"] == 0


def test_a_line_of_another_document_is_not_the_line() -> None:
    question = asked("summary", "They keep it.", gold_lines=LINES)
    other = excerpt("other.md", "Bo: Yeah.", lines=(5, 5))
    assert evidence_measures(question, Evidence((other,)), 2000)["evidence-lines@2000"] == 0


def test_without_line_numbers_the_words_decide() -> None:
    question = asked("summary", "They keep it.", gold_lines=LINES)
    inside = excerpt("bus.md", "Bo: Yeah. Ana: And the heron cache.")
    assert evidence_measures(question, Evidence((inside,)), 2000)["evidence-lines@2000"] == pytest.approx(2 / 3)
