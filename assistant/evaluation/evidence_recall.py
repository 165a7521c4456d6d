"""Whether what a generator would be sent holds the gold answer: what is not there can't be answered from it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.wording.prompting import as_sent
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Document
from assistant.evaluation.metrics import answer_contains, line_found, run_coverage, span_found
from assistant.evaluation.question_set import JudgedQuestion

_HEADING: Final = re.compile(r"^\s*#{1,6}\s+")
_UNDERLINE: Final = re.compile(r"^\s*([=\-~^`*+#\"'.:_])\1{2,}\s*$")
_TARGET: Final = re.compile(r"^\s*\[[^\]]+\]:\s*\S+$")
VERBATIM = frozenset({"section", "list"})
"""Types of answers whose words stand in the document as they are."""


def evidence_measures(question: JudgedQuestion, evidence: Evidence, budget: int) -> dict[str, float]:
    """By name, for an answerable question, with the budget in tokens that the evidence was cut to:

    - `evidence@N`: 1 if the gold answer stands there whole, white space and marks of headings apart; of a list or over several
      hops, all of them. Short answers (a number, a name) stand in many documents by chance, so that they count in relevant ones
      only. For a question whose answer is a document, 1 if an excerpt of it is there. Summaries have no words to look for.
    - `evidence-line@N`: 1 if a line of a section's words stands there, in a document that the question names: what `line@5`
      asks of the first chunks.
    - `evidence-tokens@N`: the share of a section's tokens that are there, in runs of five; of a list, the mean of its items.
    - `evidence-lines@N`: the share of the lines that bear the answer out, where the set names them.
    """
    own = [excerpt for excerpt in evidence.excerpts if is_relevant(excerpt.document, question)]
    measures: dict[str, float] = {}
    if question.answer_type == "short" and question.answers:
        texts = [as_sent(excerpt) for excerpt in (own if question.relevant else evidence.excerpts)]
        measures[f"evidence@{budget}"] = _short(texts, question)
    elif question.answer_type in VERBATIM and question.answers:
        texts = [as_sent(excerpt) for excerpt in evidence.excerpts]
        measures[f"evidence@{budget}"] = _whole(texts, question)
        if question.answer_type == "section":
            named = [as_sent(excerpt) for excerpt in (own if question.relevant else evidence.excerpts)]
            measures[f"evidence-line@{budget}"] = line_found(named, question.answers)
        measures[f"evidence-tokens@{budget}"] = _tokens(texts, question)
    elif question.answer_type == "document" and question.relevant:
        measures[f"evidence@{budget}"] = float(bool(own))
    if question.gold_lines:
        measures[f"evidence-lines@{budget}"] = _lines(own, question.gold_lines)
    return measures


def is_relevant(document: Document, question: JudgedQuestion) -> bool:
    """Whether the question names this document, by its path or by its source and path."""
    return judged_name(document, question.relevant) in question.relevant


def judged_name(document: Document, names: frozenset[str]) -> str:
    """What a question would call the document: `source:path` where it says so, else the path."""
    full = f"{document.source}:{document.path}"
    return full if full in names else document.path


def _short(texts: Sequence[str], question: JudgedQuestion) -> float:
    there = [any(answer_contains(text, [answer]) for text in texts) for answer in question.answers]
    return float(all(there) if question.needs_all else any(there))


def _whole(texts: Sequence[str], question: JudgedQuestion) -> float:
    plain = [_unmarked(text) for text in texts]
    there = [span_found(plain, [_unmarked(answer)]) for answer in question.answers]
    return min(there) if _is_all(question) else max(there)


def _unmarked(text: str) -> str:
    """Without what only makes headings and names links: gold answers are cut from the file as it was written, and what is sent
    was parsed."""
    lines = (_HEADING.sub("", line) for line in text.splitlines() if not (_UNDERLINE.match(line) or _TARGET.match(line)))
    return "\n".join(lines)


def _tokens(texts: Sequence[str], question: JudgedQuestion) -> float:
    shares = [run_coverage(texts, answer) for answer in question.answers]
    return sum(shares) / len(shares) if _is_all(question) else max(shares)


def _is_all(question: JudgedQuestion) -> bool:
    return question.needs_all or question.answer_type == "list"


def _lines(excerpts: Sequence[Excerpt], gold: Sequence[tuple[int, str]]) -> float:
    return sum(any(_holds_line(excerpt, number, text) for excerpt in excerpts) for number, text in gold) / len(gold)


def _holds_line(excerpt: Excerpt, number: int, text: str) -> bool:
    """Whether the line stands there whole. Its number counts too, where chunks know theirs: "Yeah." stands everywhere."""
    ranges = [
        (chunk.anchor.line, max(chunk.anchor.line, chunk.anchor.last_line)) for chunk in excerpt.chunks if chunk.anchor.line
    ]
    near = not ranges or any(first <= number <= last for first, last in ranges)
    return near and "".join(text.split()) in "".join(excerpt.text.split())
