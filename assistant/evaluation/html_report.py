"""A report as one HTML page that needs nothing else: its style and its script are inside, and it may load nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.page import questions, sections
from assistant.evaluation.runner import Report

_PAGE = Path(__file__).parent / "page"


def as_html(report: Report, comparison: Comparison | None = None) -> str:
    """The whole page; texts from the set, the documents and the answers are escaped, and a policy in the page forbids any
    script or style but its own, should one slip through."""
    title = f"Evaluation of {escape(report.set_name)}"
    parts = [
        f"<h1>{title}</h1><p class='soft'>{escape(sections.everything_named(report))}</p>",
        *(f"<p class='note'>{escape(warning)}</p>" for warning in report.warnings),
        sections.cards(report, comparison),
        _contents(report, comparison),
    ]
    if comparison is not None:
        parts += [questions.got_worse(report, comparison), sections.compared(comparison)]
    parts += [
        sections.ranking(report),
        sections.answered(report),
        sections.times(report, comparison),
        questions.listed(report, comparison),
    ]
    style, script = _read("report.css"), _read("report.js")
    head = (
        f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{title}</title>"
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}"><style>{style}</style>'
    )
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(parts)}<script>{script}</script></body></html>"


def _contents(report: Report, comparison: Comparison | None) -> str:
    links = {"worse": "Got worse", "compared": "Against the earlier run"} if comparison else {}
    links |= {"measures": "What is found"}
    if any(outcome.reply for outcome in report.outcomes):
        links["answers"] = "Answers"
    links |= {"times": "Times", "questions": "Every question"}
    return "<nav>" + "".join(f"<a href='#{anchor}'>{said}</a>" for anchor, said in links.items()) + "</nav>"


def _policy(style: str, script: str) -> str:
    return f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _read(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")
