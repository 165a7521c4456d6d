"""What a research is worth, and what it costs: `python -m tests.benchmarks.research HOME=SET_DIR [HOME=SET_DIR …]`.

Each HOME is a data folder whose index holds SET_DIR/corpus. Without a model: every question is searched once, and then
researched by rules. Printed for each kind of question, once and researched:

- `all`: the share of questions of which every relevant document is in the evidence, cut to 2,000 tokens;
- `any`: the share of which one is; `ndcg`: nDCG@10 over the documents in the order of the hits;
- how many were researched at all (for questions that one search answers, needlessly), the steps of those, and the
  milliseconds that a research took, of all questions.

Kinds that one search answers are cut to `--sample` questions each. `made` are questions that are made here by rule over the
links of a corpus: they ask for something of the document that replaced another one, was replaced by it, or implements it.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Final

from assistant import open_lore
from assistant.answering.collaborators import Researched
from assistant.answering.evidence import gather
from assistant.answering.packing import packed
from assistant.answering.research.places import Places
from assistant.answering.research.ruled import RuledResearch
from assistant.answering.research.telling import told
from assistant.answering.wording.prompting import within_budget
from assistant.bootstrap import Lore
from assistant.domain.documents import Document
from assistant.domain.hits import Hit
from assistant.domain.provenance import Step
from assistant.domain.queries import Query, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.evaluation.metrics import ndcg, percentile, ranked_documents
from assistant.evaluation.question_set import load_question_set
from assistant.knowledge.naming import label_of
from assistant.knowledge.use_cases import Knowledge

EVERYBODY: Final = Principal("", administrator=True)
TOKENS: Final = 2000
SOURCES: Final = 40
SHOWN: Final = 20
SEVERAL: Final = ("multi_",)
"""Kinds that begin so need several documents."""
MADE: Final = 30
FORMS: Final = {
    "superseded-by": (
        "Who wrote the document that replaced {name}?",
        "What does the successor of {name} say about its motivation?",
        "Which document superseded {title}, and why?",
    ),
    "supersedes": (
        "Who wrote the document that {name} replaced?",
        "What was proposed by the predecessor of {name}?",
        "What did {name} replace, and what did that document say?",
    ),
}


@dataclass(frozen=True)
class Asked:
    """A question with the paths of the documents that it needs."""

    kind: str
    text: str
    relevant: frozenset[str]
    related: frozenset[str] = frozenset()

    @property
    def needs_several(self) -> bool:
        """Whether one search may not be enough."""
        return self.kind.startswith((*SEVERAL, "made"))


@dataclass(frozen=True)
class Trial:
    """One question, searched once and researched."""

    asked: Asked
    before: Mapping[str, float]
    after: Mapping[str, float]
    steps: tuple[Step, ...]
    ms: float


def made(knowledge: Knowledge) -> Iterator[Asked]:
    """Questions over pairs of documents of which one replaced the other, in the order of their paths."""
    references, view = knowledge.references, knowledge.memory.seen_by(EVERYBODY)
    for document in sorted(view.documents.values(), key=lambda one: one.path):
        for lead in references.links(EVERYBODY, document):
            if lead.document is not None and lead.relation in FORMS:
                for form in FORMS[lead.relation]:
                    both = frozenset({document.path, lead.document.path})
                    yield Asked(f"made ({lead.relation})", form.format(name=_name(document), title=f"“{document.title}”"), both)


def _name(document: Document) -> str:
    label = label_of(document)
    return f"{label.series.upper()} {label.number}" if label and label.series else f"“{document.title}”"


def questions(lore: Lore, set_dir: Path, sample: int) -> list[Asked]:
    """All that need several documents, so many of each other kind, and some that are made."""
    chosen: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in load_question_set(set_dir).questions:
        if one.answerable and one.relevant:
            chosen[one.kind].append(Asked(one.kind, one.text, one.relevant, one.related))
    shuffle = random.Random(7)
    asked = [one for kind, those in sorted(chosen.items()) for one in _cut(kind, those, sample, shuffle)]
    more = list(made(lore.knowledge))
    return [*asked, *shuffle.sample(more, min(MADE, len(more)))]


def _cut(kind: str, those: Sequence[Asked], sample: int, shuffle: random.Random) -> Sequence[Asked]:
    return those if kind.startswith(SEVERAL) or len(those) <= sample else shuffle.sample(those, sample)


def trial(lore: Lore, research: RuledResearch, asked: Asked) -> Trial:
    """Search once, then research."""
    scope = Scope(EVERYBODY)
    found = lore.understanding.search(Query(asked.text, scope, SOURCES))
    before = _measured(lore, asked, found.result.hits)
    started = perf_counter()
    events = list(research.steps(Question(asked.text, scope), found))
    ms = (perf_counter() - started) * 1000
    together = next((one for one in events if isinstance(one, Researched)), Researched(found.result.hits))
    after = _measured(lore, asked, together.hits, is_spread=together.is_spread)
    return Trial(asked, before, after, tuple(one for one in events if isinstance(one, Step)), ms)


def _measured(lore: Lore, asked: Asked, hits: Sequence[Hit], *, is_spread: bool = False) -> dict[str, float]:
    """As `Answerer` makes evidence of hits."""
    documents, count_tokens = lore.catalogue.documents, lore.embedder.count_tokens
    gathered = gather(hits[:SHOWN], documents) if is_spread else packed(hits, documents, TOKENS, count_tokens)
    evidence = within_budget(gathered, TOKENS, count_tokens)
    sent = {excerpt.document.path for excerpt in evidence.excerpts}
    ranked = ranked_documents((hit.document.path for hit in hits), asked.related)
    return {
        "all": float(asked.relevant <= sent),
        "any": float(bool(asked.relevant & sent)),
        "ndcg": ndcg(ranked, asked.relevant, 10),
    }


def rows(trials: Sequence[Trial]) -> Iterator[str]:
    """A line for each kind."""
    by_kind: defaultdict[str, list[Trial]] = defaultdict(list)
    for one in trials:
        by_kind[one.asked.kind].append(one)
    for kind, those in sorted(by_kind.items()):
        cells = []
        for measure in ("all", "any", "ndcg"):
            before, after = (
                mean(values) for values in zip(*((one.before[measure], one.after[measure]) for one in those), strict=True)
            )
            cells.append(f"{measure} {before:.3f} → {after:.3f}")
        started = [one for one in those if one.steps]
        steps = f"{mean(len(one.steps) for one in started):.1f} steps" if started else "-"
        p50, p95 = (percentile([one.ms for one in those], share) for share in (0.5, 0.95))
        cells.append(f"researched {len(started)}/{len(those)}, {steps}, p50 {p50:.0f} ms, p95 {p95:.0f} ms")
        yield f"  {kind:36}" + "   ".join(cells)


def main() -> None:
    """Print the table of each set, and with `--show` each question that was researched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="HOME=SET_DIR")
    parser.add_argument("--sample", type=int, default=100, help="questions of each kind that one search answers")
    parser.add_argument("--show", type=int, default=0, help="so many researched questions, with their steps")
    options = parser.parse_args()
    for home, _, set_dir in (pair.partition("=") for pair in options.pairs):
        with open_lore(home) as lore:
            lore.make_ready()
            research = RuledResearch(Places(lore.retriever, lore.catalogue.documents), lore.knowledge.references)
            trials = [trial(lore, research, asked) for asked in questions(lore, Path(set_dir), options.sample)]
        print(Path(set_dir).name)
        for row in rows(trials):
            print(row)
        for one in islice((one for one in trials if one.steps), options.show):
            print(f"    {one.asked.text}  all {one.before['all']:.0f} → {one.after['all']:.0f}")
            for step in one.steps:
                print(f"      · {told(step)}")


if __name__ == "__main__":
    main()
