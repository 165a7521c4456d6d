"""The HTML report: it stands alone, escapes what it shows, and shows what a reader looks for."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from assistant.evaluation.comparison import compare
from assistant.evaluation.html_report import as_html
from assistant.evaluation.metrics import Estimate
from assistant.evaluation.page.plots import Axes, Column, Dot, bars, differences, histogram, square
from assistant.evaluation.question_set import JudgedQuestion
from assistant.evaluation.report import as_json
from assistant.evaluation.runner import Outcome, Reply, Report

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" ' <b>"


def question(name: str, kind: str = "person", answer_type: str = "short", answerable: bool = True) -> JudgedQuestion:
    relevant = frozenset({f"{name}.md"}) if answerable else frozenset[str]()
    answers = (f"gold {name}",) if answerable else ()
    return JudgedQuestion(name, f"{name}?", answers, answerable, relevant, frozenset(), kind, answer_type)


def outcome(asked: JudgedQuestion, ndcg: float = 1.0, reply: Reply | None = None) -> Outcome:
    measures = {"recall@5": 1.0, "recall@10": 1.0, "mrr@10": ndcg, "ndcg@10": ndcg, "evidence@2000": ndcg}
    return Outcome(asked, measures if asked.answerable else {}, ("x.md", f"{asked.id}.md"), 12.0, reply)


def said(text: str = "It is gold.", right: bool | None = True, abstained: bool = False, cites: bool | None = True) -> Reply:
    return Reply(text, "extractive", abstained, right, 3, 40.0, cites, 0.7)


REPORT = Report(
    "demo",
    10,
    (
        outcome(question("a"), 0.5, said()),
        outcome(question("b", "x_templated", "section"), 0.0, said(right=None)),
        outcome(question("c"), 1.0, said(abstained=True)),
        outcome(question("u", "unanswerable", answerable=False), reply=said(right=None, cites=None)),
    ),
    ("2 of 3 relevant documents are not in the index",),
)
EARLIER = Report(
    "demo", 10, tuple(Outcome(o.question, dict.fromkeys(o.measures, 0.8), ("b.md",), 9.0) for o in REPORT.outcomes)
)


class Read(HTMLParser):
    """Collects tags, what the page would fetch, what scripts it would run, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.handlers: list[str] = []
        self.states: dict[str, set[str]] = {}
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in {"src", "href"} and not (value or "").startswith("#")]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.text += data


def compared() -> str:
    return as_html(REPORT, compare(REPORT, json.loads(json.dumps(as_json(EARLIER)))))


@pytest.fixture(scope="module")
def page() -> Read:
    return Read(compared())


def test_the_page_stands_alone(page: Read) -> None:
    assert page.fetched == []
    assert page.handlers == []
    assert "link" not in page.tags
    assert page.tags.count("script") == 1


def test_whatever_the_set_says_stays_text() -> None:
    evil = JudgedQuestion(EVIL, EVIL, (EVIL,), True, frozenset({EVIL}), frozenset(), EVIL, "short")
    report = Report(EVIL, 10, (Outcome(evil, {"mrr@10": 0.0, "ndcg@10": 0.0}, (EVIL,), 1.0, said(EVIL)),), (EVIL,))
    earlier = Report(EVIL, 10, (Outcome(evil, {"mrr@10": 1.0, "ndcg@10": 1.0}, (EVIL,), 1.0, said(EVIL)),))
    shown = Read(as_html(report, compare(report, json.loads(json.dumps(as_json(earlier))))))
    assert shown.tags.count("script") == 1
    assert shown.handlers == []
    assert not {"img", "b"} & set(shown.tags[shown.tags.index("section") :])
    assert "alert(1)" in shown.text


def test_only_its_own_script_and_style_may_run() -> None:
    page = compared()
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_plot_is_well_formed_and_named() -> None:
    plots = re.findall(r"<svg.*?</svg>", compared(), re.DOTALL)
    named = [ET.fromstring(plot).attrib["aria-label"] for plot in plots]
    assert {
        "differences to the earlier run",
        "ndcg@10 by kind",
        "evidence@2000 by kind",
        "ranks of the first relevant document",
        "reliability of the confidence",
        "coverage and risk",
        "ROC curve of the confidence",
        "times of search",
        "times of ask",
    } <= set(named)


def test_what_got_worse_stands_before_everything_else(page: Read) -> None:
    headings = ["Questions that got worse", "Against the earlier run", "What is found", "Answers", "Times", "Every question"]
    body = page.text[page.text.index("Every question") + 1 :]
    places = [body.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "2 questions got worse, 1 better, by nDCG" in page.text
    assert "0.80 → 0.00" in page.text
    assert "Came first before" in page.text


def test_noise_is_called_noise_and_the_number_of_comparisons_is_said(page: Read) -> None:
    assert "within noise" in page.text
    assert "adjusted (Holm) for the 5 measures" in page.text


def test_a_question_shows_what_was_asked_what_came_and_what_should_have(page: Read) -> None:
    for shown in (
        "b?",
        "Should have come",
        "b.md",
        "Came first",
        "x.md",
        "Gold answer",
        "gold b",
        "confidence 0.70",
        "Abstained",
    ):
        assert shown in page.text


def test_questions_can_be_filtered_by_what_became_of_them() -> None:
    listed = compared().rpartition("id='questions'")[2]
    states = re.findall(r"data-kind='([^']*)' data-states='([^']*)'", listed)
    assert states == [
        ("person", "worse not-first right"),
        ("x_templated", "worse missed not-first no-evidence cites"),
        ("person", "better abstained"),
        ("unanswerable", "unanswerable wrong"),
    ]
    assert "<option value='missed'>relevant document not found (1)</option>" in listed
    assert "<option value='astray'>" not in listed, "what no question is can't be chosen"


def test_warnings_are_shown(page: Read) -> None:
    assert "2 of 3 relevant documents are not in the index" in page.text


def test_without_answers_or_an_earlier_run_there_are_no_such_parts() -> None:
    plain = as_html(EARLIER)
    assert "id='answers'" not in plain
    assert "id='worse'" not in plain
    assert "href='#answers'" not in plain


def test_a_set_without_answerable_questions_can_be_shown() -> None:
    asked = question("u", answerable=False)
    assert "u?" in as_html(Report("none", 10, (outcome(asked),)))


def test_no_question_that_got_worse_is_said() -> None:
    same = compare(EARLIER, json.loads(json.dumps(as_json(EARLIER))))
    assert "None; 0 got better." in as_html(EARLIER, same)


HALF = Estimate(0.5, 0.25, 0.75, 9)


def marks(plot: str, tag: str) -> list[dict[str, str]]:
    return [dict(one.attrib) for one in ET.fromstring(plot).iter(tag)]


def test_a_bar_is_as_long_as_its_mean() -> None:
    whole, half = marks(bars("x", [("all", Estimate(1, 1, 1, 9)), ("<some>", HALF)]), "rect")
    assert float(half["width"]) == pytest.approx(float(whole["width"]) / 2)


def test_a_difference_beyond_the_scale_widens_it() -> None:
    plot = differences("x", [("a", Estimate(0.3, 0.1, 0.45, 9), "better"), ("b", Estimate(-0.01, -0.02, 0.01, 9), "noise")])
    right, left = marks(plot, "circle")
    assert float(left["cx"]) < 210 + (720 - 280) / 2 < float(right["cx"]) < 720
    assert "+0.5" in plot
    assert "class='noise'" in plot


def test_a_column_is_as_tall_as_its_count() -> None:
    one, two, none = marks(histogram("x", [Column("1", 4), Column("2", 8), Column("3", 0)], "rank"), "rect")
    assert float(two["height"]) == pytest.approx(2 * float(one["height"]))
    assert float(none["height"]) == 0


def test_dots_outside_the_square_are_kept_inside() -> None:
    [dot] = marks(square(Axes("x", "a", "b"), dots=[Dot(2.0, -1.0, "<out>")]), "circle")
    [corner] = marks(square(Axes("x", "a", "b"), dots=[Dot(1.0, 0.0, "in")]), "circle")
    assert (dot["cx"], dot["cy"]) == (corner["cx"], corner["cy"])


def test_plots_of_nothing_are_still_plots() -> None:
    for plot in (bars("x", []), differences("x", []), histogram("x", [], "a"), square(Axes("x", "a", "b"))):
        ET.fromstring(plot)
