"""Lore's scores beside those of stock assemblies on the same questions: groups, differences, and the bars. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.bootstrap import Lore
from assistant.domain.hits import SearchResult
from assistant.domain.queries import Query
from assistant.evaluation.metrics import Estimate, estimate, paired_difference
from assistant.evaluation.question_set import TEMPLATED
from assistant.evaluation.report import ALL, PEOPLE
from assistant.evaluation.runner import Outcome, Report

LORE: Final = "Lore"
NDCG: Final = "ndcg@10"
LINE: Final = "line@5"
"""Whether one of the first five chunks holds a line of the gold section: how the span figures of the stock rows are counted.
`span@5` asks for the whole section in one chunk, `span-overlap@5` for the share of its words in all five."""
_TELLING: Final = 20
"""Characters of a line from which on it is no heading or list mark that stands anywhere."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What has to be shown of a group of a set's questions: at least so much, or so much above the best stock row."""

    group: str
    measure: str
    at_least: float | None = None
    above_stock: float | None = None

    def in_words(self) -> str:
        """As a table says it."""
        if self.at_least is not None:
            return f"at least {self.at_least:.2f}"
        return f"{self.above_stock:+.2f} on stock" if self.above_stock else "above stock"


BARS: Final[Mapping[str, tuple[Bar, ...]]] = {
    "design_dev": (
        Bar("heading", NDCG, above_stock=0.03),
        Bar(PEOPLE, NDCG, above_stock=0.03),
        Bar(PEOPLE, LINE, at_least=0.75),
    ),
    "reviews_tls": (Bar(ALL, NDCG, at_least=0.55),),
    "meetings_tc39": (Bar(ALL, NDCG, above_stock=0.05),),
    "meetings_qmsum": (Bar(ALL, NDCG, above_stock=0.05),),
    "squad2": (Bar(ALL, NDCG, above_stock=0.0),),
    "cmrc_zh": (Bar(ALL, NDCG, above_stock=0.0), Bar(ALL, NDCG, at_least=0.97)),
}
"""By the name of a set; of other sets nothing is asked."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One set's reports by row, Lore's last. `references` are rows beside the assemblies, which no bar is measured by."""

    set_name: str
    reports: Mapping[str, Report]
    references: frozenset[str] = frozenset()

    @property
    def stock(self) -> dict[str, Report]:
        """The rows of stock assemblies."""
        return {name: report for name, report in self.reports.items() if name != LORE and name not in self.references}


@dataclass(frozen=True, slots=True)
class Difference:
    """Lore less the best stock row of a group by one measure, over the same questions."""

    group: str
    measure: str
    stock: str
    before: Estimate
    now: Estimate
    gained: Estimate
    bar: Bar | None = None

    @property
    def verdict(self) -> str:
        """Whether chance explains the difference."""
        return "better" if self.gained.low > 0 else "worse" if self.gained.high < 0 else "within noise"

    @property
    def missing(self) -> float:
        """How much is missing to the bar: 0 or less where it is reached."""
        if self.bar is None:
            return 0.0
        if self.bar.at_least is not None:
            return self.bar.at_least - self.now.mean
        return (self.bar.above_stock or 0.0) - self.gained.mean

    @property
    def reached(self) -> bool:
        """Whether the bar is; one that asks for more than stock alone is not reached by a draw."""
        return self.missing < 0 or (self.missing == 0 and bool(self.bar and self.bar.above_stock != 0.0))


class AsSearched:
    """Search as `lore search` does it, filters and parts of questions included."""

    def __init__(self, lore: Lore) -> None:
        self._lore = lore

    def search(self, query: Query) -> SearchResult:
        """What is found."""
        return self._lore.understanding.search(query).result


def groups(report: Report) -> dict[str, list[Outcome]]:
    """Answerable questions: all, people's own where there are templated ones too, and each kind where there are several."""
    judged = [outcome for outcome in report.outcomes if outcome.measures]
    own = [outcome for outcome in judged if not outcome.question.kind.endswith(TEMPLATED)]
    found = {ALL: judged}
    if own and len(own) < len(judged):
        found[PEOPLE] = own
    kinds = sorted({outcome.question.kind for outcome in judged})
    if len(kinds) > 1:
        found |= {kind: [outcome for outcome in judged if outcome.question.kind == kind] for kind in kinds}
    return found


def values(report: Report, group: str, measure: str) -> dict[str, float]:
    """One measure by question id; empty for a group that the set does not have."""
    outcomes = groups(report).get(group, [])
    return {outcome.question.id: outcome.measures[measure] for outcome in outcomes if measure in outcome.measures}


def difference(now: Report, before: Report, group: str, measure: str = NDCG) -> Estimate:
    """`now` less `before`, question by question."""
    after, other = values(now, group, measure), values(before, group, measure)
    shared = [name for name in after if name in other]
    return paired_difference([after[name] for name in shared], [other[name] for name in shared])


def against_stock(rows: Rows) -> list[Difference]:
    """Each group's nDCG against its best stock row, and each bar; a bar of a group takes that group's line."""
    bars = [bar for bar in BARS.get(rows.set_name, ()) if bar.group in groups(rows.reports[LORE])]
    compared = [_compared(rows, bar.group, bar.measure, bar) for bar in bars]
    barred = {(bar.group, bar.measure) for bar in bars}
    free = [group for group in groups(rows.reports[LORE]) if (group, NDCG) not in barred]
    compared += [_compared(rows, group, NDCG, None) for group in free]
    order = list(groups(rows.reports[LORE]))
    return sorted(compared, key=lambda one: (order.index(one.group), one.measure != NDCG))


def _compared(rows: Rows, group: str, measure: str, bar: Bar | None) -> Difference:
    scored = {name: estimate(list(values(report, group, measure).values())) for name, report in rows.stock.items()}
    best = max(scored, key=lambda name: scored[name].mean)
    lore = rows.reports[LORE]
    now = estimate(list(values(lore, group, measure).values()))
    return Difference(group, measure, best, scored[best], now, difference(lore, rows.reports[best], group, measure), bar)


def measures_of(reports: Sequence[Report]) -> Iterator[str]:
    """The names of all measures, in their order, each once."""
    named = (name for report in reports for outcome in report.outcomes for name in outcome.measures)
    yield from dict.fromkeys(named)
