"""What each part of the search is worth: `python -m tests.benchmarks.ablation HOME=SET_DIR [HOME=SET_DIR …] [--part NAME …]`.

Each set is searched by Lore as it is and without one part at a time; a part's worth is how much worse the search is without
it, question by question, with its 95 % interval. The parts are listed in `without_parts.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import open_lore
from assistant.bootstrap import Lore
from assistant.errors import LoreError, UsageError
from assistant.evaluation.metrics import Estimate, estimate
from assistant.evaluation.question_set import QuestionSet, drawn, load_question_set
from assistant.evaluation.report import ALL, PEOPLE
from assistant.evaluation.runner import EvaluationOptions, Report, evaluate
from tests.benchmarks.beside_stock import LINE, NDCG, AsSearched, difference, groups, values
from tests.benchmarks.retrieval import Pair, source_of
from tests.benchmarks.retrieval_tables import interval, table
from tests.benchmarks.without_parts import PARTS, Part

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a part brings to one group of a set's questions: positive where the search is worse without it."""

    part: str
    group: str
    measure: str
    brings: Estimate

    @property
    def verdict(self) -> str:
        """Whether chance explains it."""
        return "helps" if self.brings.low > 0 else "harms" if self.brings.high < 0 else "within noise"


@dataclass(frozen=True, slots=True)
class Ablated:
    """One set: the scores of Lore as it is by group, and the worth of each part."""

    set_name: str
    whole: Mapping[str, Estimate]
    worths: Sequence[Worth]


class AskedBefore:
    """An embedder that embeds each question once, since every part is tried on the same ones."""

    def __init__(self, embedder: Any) -> None:
        self._embedder = embedder
        self._held: dict[str, NDArray[np.float32]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """As the other's."""
        if text not in self._held:
            self._held[text] = self._embedder.embed_question(text)
        return self._held[text]


def ablate(pair: Pair, parts: Sequence[Part], say: Say, limit: int | None = None) -> Ablated:
    """One set, or so many of its answerable questions drawn at random, with and without each part. Raises UsageError where the
    data folder lacks the set's corpus."""
    questions = _answerable(load_question_set(pair.set_dir))
    questions = drawn(questions, limit) if limit else questions
    with open_lore(pair.home) as lore:
        options = EvaluationOptions(source=source_of(lore, pair))
        vars(lore)["embedder"] = AskedBefore(lore.embedder)
        lore.make_ready()
        whole = _report(lore, questions, options)
        worths: list[Worth] = []
        for part in parts:
            with part.without(lore):
                worths += worths_of(part.name, whole, _report(lore, questions, options))
            say(f"{questions.name}: without {part.name}")
    return Ablated(questions.name, {group: _score(whole, group) for group in _told(whole)}, worths)


def _answerable(questions: QuestionSet) -> QuestionSet:
    return replace(questions, questions=tuple(one for one in questions.questions if one.answerable))


def worths_of(part: str, whole: Report, without: Report) -> list[Worth]:
    """What a part brings to all questions and to people's own, by nDCG and by the sections found."""
    return [
        Worth(part, group, measure, difference(whole, without, group, measure))
        for group in _told(whole)
        for measure in (NDCG, LINE)
        if values(whole, group, measure)
    ]


def as_markdown(ablated: Sequence[Ablated]) -> str:
    """A column for each set, a line for each part: what it brings to nDCG@10, marked where that is beyond chance."""
    lines: list[str] = []
    for measure, title in ((NDCG, "nDCG@10"), (LINE, "span@5")):
        columns = [(one, group) for one in ablated for group in one.whole if _brings(one, group, measure)]
        if not columns:
            continue
        heads = (
            f"what it brings to {title}",
            *(f"{one.set_name}: {group} ({one.whole[group].count})" for one, group in columns),
        )
        names = list(dict.fromkeys(worth.part for one in ablated for worth in one.worths))
        rows = [[name, *(_cell(_brings(one, group, measure).get(name)) for one, group in columns)] for name in names]
        if measure == NDCG:
            rows.insert(0, ["(Lore as it is)", *(interval(one.whole[group]) for one, group in columns)])
        lines += [*table(heads, rows), ""]
    lines.append("Bold: chance does not explain it (the 95 % interval of the paired difference leaves out 0).")
    return "\n".join(lines) + "\n"


def _brings(one: Ablated, group: str, measure: str) -> dict[str, Worth]:
    return {worth.part: worth for worth in one.worths if (worth.group, worth.measure) == (group, measure)}


def _cell(worth: Worth | None) -> str:
    if worth is None:
        return ""
    text = interval(worth.brings, signed=True)
    return text if worth.verdict == "within noise" else f"**{text}**"


def _told(report: Report) -> list[str]:
    return [group for group in (ALL, PEOPLE) if group in groups(report)]


def _score(report: Report, group: str) -> Estimate:
    return estimate(list(values(report, group, NDCG).values()))


def _report(lore: Lore, questions: QuestionSet, options: EvaluationOptions) -> Report:
    return evaluate(questions, AsSearched(lore), options=options)


def chosen_parts(names: Sequence[str]) -> list[Part]:
    """The parts of these names, all of them for none. Raises UsageError for a name that is no part's."""
    known = {part.name: part for part in PARTS}
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"no part is called '{unknown[0]}': choose from {', '.join(known)}")
    return [known[name] for name in names] or list(PARTS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the pairs and print the table; 1 where a pair can't be scored."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="HOME=SET_DIR")
    parser.add_argument("--part", action="append", default=[], metavar="NAME", help="only this part; may be repeated")
    parser.add_argument("--limit", type=int, metavar="N", help="so many questions a set, the same ones each time")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table here too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here")
    chosen = parser.parse_args(arguments)
    try:
        parts = chosen_parts(chosen.part)
        ablated = [ablate(Pair.parse(text), parts, _say, chosen.limit) for text in chosen.pairs]
    except LoreError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    text = as_markdown(ablated)
    print(text)
    if chosen.markdown:
        chosen.markdown.write_text(text, encoding="utf-8")
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(one) for one in ablated], ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
