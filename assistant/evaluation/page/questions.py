"""The list of questions: what was asked, what came first, what should have come, what was said. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from assistant.evaluation.abstention import is_right
from assistant.evaluation.comparison import Comparison, Worse
from assistant.evaluation.page.markup import cut, section
from assistant.evaluation.page.sections import rank_of
from assistant.evaluation.question_set import JudgedQuestion
from assistant.evaluation.runner import Outcome, Reply, Report

FIRST = 5
_LONGEST_ANSWER, _LONGEST_GOLD, _GOLD = 1500, 600, 3
STATES = {
    "worse": "got worse",
    "better": "got better",
    "missed": "relevant document not found",
    "not-first": "relevant document not first",
    "no-evidence": "gold answer not in the evidence",
    "wrong": "answered wrong",
    "right": "answered right",
    "astray": "cites no relevant document",
    "cites": "cites a relevant document",
    "abstained": "abstained",
    "unanswerable": "unanswerable",
}
"""What a question can be filtered by; it may be several."""
_TAGS = ("worse", "better", "missed", "no-evidence", "wrong", "right", "astray", "cites", "abstained", "unanswerable")


@dataclass(frozen=True, slots=True)
class _Before:
    """What the earlier run says of questions, by id."""

    worse: frozenset[str]
    better: frozenset[str]
    first: dict[str, tuple[str, ...]]


def got_worse(report: Report, comparison: Comparison) -> str:
    """The questions that lost since the earlier run, those that lost most at the top."""
    by_id = {outcome.question.id: outcome for outcome in report.outcomes}
    lists = (
        (f"{len(comparison.worse)} questions got worse, {comparison.better} better, by nDCG", comparison.worse),
        (f"{len(comparison.lost_evidence)} questions of whose gold answer less is in the evidence", comparison.lost_evidence),
        (f"{len(comparison.lost_answers)} questions are no longer answered right", comparison.lost_answers),
    )
    parts = [
        f"<h3>{escape(title)}</h3>" + "".join(_lost(one, by_id[one.id], report.k) for one in worse)
        for title, worse in lists
        if worse
    ]
    title = "Questions that got worse"
    return section("worse", title, *(parts or [f"<p>None; {comparison.better} got better.</p>"]))


def _lost(one: Worse, outcome: Outcome, k: int) -> str:
    change = f"<span class='worse'>{one.before:.2f} → {one.now:.2f}</span>"
    before = _block("Came first before", _ranked(one.first_before, outcome))
    return _question(outcome, k, change, before)


def listed(report: Report, comparison: Comparison | None) -> str:
    """Every question, with what the list can be searched and filtered by."""
    before = _before(comparison)
    states = {outcome.question.id: _states(outcome, report.k, before) for outcome in report.outcomes}
    counts = Counter(state for those in states.values() for state in those)
    kinds = Counter(outcome.question.kind for outcome in report.outcomes)
    rows = "".join(_listed(outcome, report.k, states[outcome.question.id]) for outcome in report.outcomes)
    kinds_offered = _options("every kind", [(kind, f"{kind} ({count})") for kind, count in sorted(kinds.items())])
    states_offered = _options("all", [(state, f"{said} ({counts[state]})") for state, said in STATES.items() if counts[state]])
    controls = (
        "<form class='filter' hidden role='search'><input name='words' type='search' placeholder='words in a question, path or "
        "answer' aria-label='words'>"
        f"<select name='kind' aria-label='kind'>{kinds_offered}</select>"
        f"<select name='state' aria-label='what became of it'>{states_offered}</select><output></output></form>"
    )
    return section("questions", "Every question", controls, rows)


def _before(comparison: Comparison | None) -> _Before:
    if comparison is None:
        return _Before(frozenset(), frozenset(), {})
    worse = frozenset(one.id for one in comparison.worse)
    return _Before(worse, frozenset(comparison.improved), {one.id: one.first_before for one in comparison.worse})


def _states(outcome: Outcome, k: int, before: _Before) -> list[str]:
    question, reply, rank = outcome.question, outcome.reply, rank_of(outcome, k)
    evidence = next((value for name, value in outcome.measures.items() if name.startswith("evidence@")), None)
    found = {
        "worse": question.id in before.worse,
        "better": question.id in before.better,
        "missed": rank == 0,
        "not-first": rank is not None and rank != 1,
        "no-evidence": evidence == 0,
        "unanswerable": not question.answerable,
    }
    if reply is not None:
        found[_answer_state(question, reply)] = True
    return [state for state, is_so in found.items() if is_so]


def _answer_state(question: JudgedQuestion, reply: Reply) -> str:
    """Whether the answer was right, where a short gold answer tells it; else whether it cites what it should."""
    if reply.abstained:
        return "abstained"
    if reply.right is not None or not question.answerable:
        return "right" if is_right(question, reply) else "wrong"
    return "cites" if reply.cites_relevant else "astray"


def _listed(outcome: Outcome, k: int, states: Sequence[str]) -> str:
    tags = "".join(f"<span class='tag {state}'>{escape(STATES[state])}</span>" for state in _TAGS if state in states)
    return _question(outcome, k, tags, states=" ".join(states))


def _question(outcome: Outcome, k: int, aside: str, extra: str = "", states: str = "") -> str:
    question = outcome.question
    data = f"data-kind='{escape(question.kind, quote=True)}' data-states='{states}'"
    body = "".join(
        [
            _block("Should have come", _items(sorted(question.relevant))) if question.relevant else "",
            _block("Came first", _ranked(outcome.first[:FIRST], outcome)),
            extra,
            _block("Gold answer", _items(cut(one, _LONGEST_GOLD) for one in question.answers[:_GOLD]))
            if question.answers
            else "",
            _said(outcome),
            f"<div class='all'><small>{escape(_figures(outcome))}</small></div>",
        ]
    )
    return (
        f"<details class='q' {data}><summary>{_rank(outcome, k)}<span>{escape(question.text)} "
        f"<small>{escape(question.kind)} · {escape(question.id)}</small></span><span>{aside}</span></summary>"
        f"<div class='body'>{body}</div></details>"
    )


def _rank(outcome: Outcome, k: int) -> str:
    rank = rank_of(outcome, k)
    if rank is None:
        return "<span class='rank none' title='no document is asked for'>–</span>"
    if not rank:
        return f"<span class='rank miss' title='no relevant document among the first {k}'>&gt;{k}</span>"
    return f"<span class='rank' title='rank of the first relevant document'>#{rank}</span>"


def _gold(outcome: Outcome) -> str:
    shown = [cut(one, _LONGEST_GOLD) for one in outcome.question.answers[:_GOLD]]
    return f"<div class='all'><h4>Gold answer</h4>{_items(shown)}</div>" if shown else ""


def _said(outcome: Outcome) -> str:
    reply = outcome.reply
    if reply is None:
        return ""
    head = f"{'Abstained' if reply.abstained else 'Said'}, confidence {reply.confidence:.2f}, by {reply.generator}"
    said = f"<p class='said'>{escape(cut(reply.text, _LONGEST_ANSWER))}</p>"
    return f"<div class='all'><h4>{escape(head)}</h4>{said}</div>"


def _figures(outcome: Outcome) -> str:
    measures = [f"{name} {value:.2f}" for name, value in outcome.measures.items()]
    return ", ".join([*measures, f"search {outcome.took_ms:.0f} ms"])


def _ranked(paths: Iterable[str], outcome: Outcome) -> str:
    relevant = outcome.question.relevant
    rows = "".join(f"<li{_hit(path in relevant)}><code>{escape(path)}</code></li>" for path in paths)
    return f"<ol>{rows}</ol>" if rows else "<p>nothing</p>"


def _hit(is_relevant: bool) -> str:  # noqa: FBT001 - one word of markup
    return " class='hit'" if is_relevant else ""


def _items(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _block(title: str, inside: str) -> str:
    return f"<div><h4>{escape(title)}</h4>{inside}</div>"


def _options(everything: str, options: Sequence[tuple[str, str]]) -> str:
    listed = "".join(f"<option value='{escape(value, quote=True)}'>{escape(said)}</option>" for value, said in options)
    return f"<option value=''>{escape(everything)}</option>{listed}"
