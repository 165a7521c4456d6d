"""Learns the weights of the ranking: `python -m tests.benchmarks.ranking HOME=SET_DIR [HOME=SET_DIR …] [--write]`.

Each HOME is a data folder whose index holds SET_DIR/corpus. What both halves find is collected once; then each weight is
moved up and down in turn while the mean over the sets of nDCG@10 gets better (coordinate ascent, as Metzler and Croft, "Linear
Feature-Based Models for Information Retrieval", 2007), each set counting the same whatever its size. A step has to be worth
more than STEP, so that nothing is fitted to single questions. With --held-out every set is scored once more by weights that
were learned without it, which says how far they carry. --write puts what was learned into assistant/retrieval/weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant import open_lore
from assistant.adapters.index.words import Weighing
from assistant.bootstrap import Lore
from assistant.domain.hits import About
from assistant.domain.link_graph import LinkGraph
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal
from assistant.evaluation.metrics import ndcg, ranked_documents
from assistant.evaluation.question_set import JudgedQuestion, load_question_set
from assistant.retrieval import weights
from assistant.retrieval.aspects import aspects
from assistant.retrieval.fusion import Found, Looked, Ranking, fuse
from assistant.retrieval.retriever import POOL
from assistant.retrieval.spreading import spread

EVERYTHING = Scope(Principal("", administrator=True))
STEP = 0.0005
FACTORS = (0.0, 0.5, 0.75, 1.33, 2.0)
FILE = Path(weights.__file__).with_name("weights.json")


@dataclass(frozen=True)
class Asked:
    """A question with all that the ranking is made from."""

    judged: JudgedQuestion
    found: Found
    about: Mapping[str, About]
    links: LinkGraph

    def score(self, ranking: Ranking, paths: Mapping[str, str]) -> float:
        """nDCG@10 of the documents."""
        fused = fuse(self.found, self.about, ranking, lambda scores: spread(scores, self.links, ranking.links))
        ranked = ranked_documents((paths[one.document_id] for one in fused), self.judged.related)
        return ndcg(ranked, self.judged.relevant, 10)


@dataclass(frozen=True)
class Trial:
    """One set with what is found for each of its questions."""

    name: str
    asked: Sequence[Asked]
    paths: Mapping[str, str]

    def mean(self, ranking: Ranking) -> float:
        """Mean nDCG@10."""
        return sum(one.score(ranking, self.paths) for one in self.asked) / len(self.asked)


def open_trial(lore: Lore, set_dir: Path, weighing: Weighing) -> Trial:
    """Search once, with these weights of the word half."""
    view = lore.index.view()
    view.words.weighing = weighing
    principal = EVERYTHING.principal

    def look(text: str) -> Looked:
        nearest = view.nearest(lore.embedder.embed_question(text), POOL, EVERYTHING)
        return Looked(nearest, view.matching(text, POOL, EVERYTHING), lore.embedder.known_share(text))

    asked = []
    for question in load_question_set(set_dir).questions:
        if question.answerable:
            parts = aspects(question.text)
            lead, rest = (None if part == parts.whole else look(part) for part in (parts.lead, parts.rest))
            found = Found(look(parts.whole), lead, rest)
            ids = found.document_ids
            asked.append(Asked(question, found, view.about(parts.lead, ids), lore.knowledge.links.around(ids, principal)))
    paths = {
        held.document_id: path
        for state in lore.catalogue.sources.states()
        for path, held in lore.catalogue.ledger.held(state.entry.name).documents.items()
    }
    return Trial(set_dir.name, asked, paths)


def moves(ranking: Ranking) -> Iterator[tuple[str, Ranking]]:
    """The ranking with one weight changed, for each weight and factor."""
    for factor in FACTORS:
        yield f"vectors x {factor}", replace(ranking, vectors=min(0.9, ranking.vectors * factor))
        yield f"lead x {factor}", replace(ranking, lead=min(1.0, ranking.lead * factor))
        yield f"links x {factor}", replace(ranking, links=replace(ranking.links, share=ranking.links.share * factor))
        for name, value in asdict(ranking.standing).items():
            yield f"{name} x {factor}", replace(ranking, standing=replace(ranking.standing, **{name: min(1.0, value * factor)}))
        for kind, standing in ranking.standing_of.items():
            for name, value in asdict(standing).items():
                other = replace(standing, **{name: min(1.0, value * factor)})
                yield f"{kind} {name} x {factor}", replace(ranking, standing_of={**ranking.standing_of, kind: other})


def learn(trials: Sequence[Trial], start: Ranking, tell: Callable[[str], None]) -> Ranking:
    """Coordinate ascent from `start`."""
    best, value = start, _mean(trials, start)
    while True:
        before = value
        for name, ranking in [*moves(best)]:
            if (mean := _mean(trials, ranking)) > value + STEP:
                best, value = ranking, mean
                tell(f"{value:.4f}  {name}")
        if value <= before + STEP:
            return best


def as_data(ranking: Ranking) -> dict[str, object]:
    """As weights.json holds it."""
    kinds = {str(kind): asdict(standing) for kind, standing in ranking.standing_of.items()}
    own = {"vectors": ranking.vectors, "lead": ranking.lead}
    return {"ranking": own, "links": asdict(ranking.links), "standing": asdict(ranking.standing), "standing_of": kinds}


def main() -> None:
    """Learn, tell, and write where that was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="HOME=SET_DIR")
    parser.add_argument("--write", action="store_true", help="write weights.json")
    parser.add_argument("--held-out", action="store_true", help="learn once more without each set, and score it by that")
    for name, value in asdict(Weighing()).items():
        if isinstance(value, float):
            parser.add_argument(f"--{name}", type=float, default=value, help="a weight of the word half")
    chosen = parser.parse_args()
    weighing = Weighing(chosen.body, chosen.text, chosen.pairs)
    pairs = [pair.partition("=") for pair in chosen.sets]
    trials = [open_trial(open_lore(home), Path(set_dir), weighing) for home, _, set_dir in pairs]
    start = weights.RANKING
    learned = learn(trials, start, lambda line: print(" ", line, flush=True))
    for trial in trials:
        line = f"{trial.name:16} in force {trial.mean(start):.4f}   learned {trial.mean(learned):.4f}"
        if chosen.held_out:
            others = [other for other in trials if other is not trial]
            line += f"   learned without it {trial.mean(learn(others, start, lambda _: None)):.4f}"
        print(line, flush=True)
    print(json.dumps(as_data(learned), indent=2))
    if chosen.write:
        FILE.write_text(json.dumps(as_data(learned), indent=2) + "\n", encoding="utf-8")
        print(f"written to {FILE}")


def _mean(trials: Sequence[Trial], ranking: Ranking) -> float:
    return sum(trial.mean(ranking) for trial in trials) / len(trials)


if __name__ == "__main__":
    main()
