"""Lore beside what a user would assemble from stock packages, on whole question sets, in one run:

    python -m tests.benchmarks.retrieval HOME=SET_DIR [HOME=SET_DIR …] --cache DIR [--markdown FILE] [--json FILE]

Each HOME is a data folder whose index holds SET_DIR/corpus. The first run embeds the corpora for the stock rows, which takes
minutes to an hour; the vectors stay in the folder that --cache names, and the next run takes seconds a set.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant import open_lore
from assistant.adapters.hashing_embedder import HASHING, HashingEmbedder
from assistant.adapters.sentence_embedder import BUILT_IN, SentenceEmbedder
from assistant.bootstrap import Lore
from assistant.errors import LoreError, UsageError
from assistant.evaluation.question_set import QuestionSet, load_question_set
from assistant.evaluation.runner import EvaluationOptions, evaluate
from tests.benchmarks.beside_stock import LORE, AsSearched, Rows, against_stock
from tests.benchmarks.first_search import FirstSearch, first_search
from tests.benchmarks.retrieval_tables import Scored, as_json, as_markdown
from tests.benchmarks.stock import Dense, Fused, Half, Piece, StockSearcher, Words, character_pairs, read_pieces
from tests.benchmarks.vector_cache import VectorCache

DENSE, BM25, RRF = "stock dense", "stock BM25", "stock RRF"
PAIRS: Final = "BM25 over character pairs"
"""Words alone, for a language that stock BM25 does not segment."""
ENOUGH: Final = 0.99
"""The share of a set's files that a data folder has to hold; some may have been refused as no documents."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pair:
    """A data folder and the question set whose corpus it holds."""

    home: Path
    set_dir: Path

    @classmethod
    def parse(cls, text: str) -> Pair:
        """`HOME=SET_DIR`. Raises UsageError where a part is missing or no folder."""
        home, _, set_dir = text.rpartition("=")
        pair = cls(Path(home), Path(set_dir))
        if not home or not set_dir or not pair.home.is_dir() or not (pair.set_dir / "corpus").is_dir():
            raise UsageError(f"'{text}' is not HOME=SET_DIR: name a data folder and a question set with a corpus/ beside it")
        return pair


def source_of(lore: Lore, pair: Pair) -> str:
    """The source that holds the set's corpus. Raises UsageError where none does."""
    corpus = pair.set_dir / "corpus"
    files = {file.relative_to(corpus).as_posix() for file in corpus.rglob("*") if file.is_file()}
    held = {
        state.entry.name: len(files & lore.catalogue.ledger.held(state.entry.name).documents.keys())
        for state in lore.catalogue.sources.states()
    }
    best = max(held, key=lambda name: held[name], default="")
    if not best or held[best] < ENOUGH * len(files):
        raise UsageError(
            f"{pair.home} holds {held.get(best, 0)} of the {len(files)} files of {corpus}: "
            f"`lore --home {pair.home} add folder {corpus} --name NAME`, `lore ingest`, then again"
        )
    return best


def stock_rows(
    questions: QuestionSet, pieces: Sequence[Piece], cache: VectorCache | None, say: Say
) -> dict[str, StockSearcher]:
    """The stock assemblies over a corpus (only those of words without a cache), and the reference for Chinese where most of
    the questions are."""
    texts, asked = [piece.text for piece in pieces], [question.text for question in questions.questions]
    words = Words(texts)
    halves: dict[str, Half] = {BM25: words}
    if cache is not None:
        dense = _dense(questions, texts, cache, say)
        halves = {DENSE: dense, BM25: words, RRF: Fused([dense, words])}
    if sum(not text.isascii() for text in asked) > len(asked) / 2:
        halves[PAIRS] = Words(texts, character_pairs)
    return {name: StockSearcher(pieces, half) for name, half in halves.items()}


def _dense(questions: QuestionSet, texts: Sequence[str], cache: VectorCache, say: Say) -> Dense:
    asked = [question.text for question in questions.questions]
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        say(f"{questions.name}: {done} of at most {len(texts)} chunks embedded")

    vectors = cache.embed(texts, tell)
    return Dense(vectors, dict(zip(asked, cache.embed_questions(asked), strict=True)))


def score(pair: Pair, cache: VectorCache | None, say: Say) -> Scored:
    """Every row over one set. Raises UsageError where the data folder lacks the corpus."""
    questions = load_question_set(pair.set_dir)
    with open_lore(pair.home) as lore:
        options = EvaluationOptions(source=source_of(lore, pair))
        rows = stock_rows(questions, read_pieces(pair.set_dir / "corpus"), cache, say)
        reports = {name: evaluate(questions, searcher) for name, searcher in rows.items()}
        say(f"{questions.name}: stock rows scored")
        lore.make_ready()
        reports[LORE] = evaluate(questions, AsSearched(lore), options=options)
        chunks = len(lore.journal.chunk_keys())
    cost = _cost(pair, questions)
    done = Rows(questions.name, reports, frozenset({PAIRS}) & reports.keys())
    return Scored(done, against_stock(done), chunks, cost)


def _cost(pair: Pair, questions: QuestionSet) -> FirstSearch:
    return first_search(pair.home, questions.questions[0].text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the pairs and print the tables; 1 where a pair can't be scored."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="HOME=SET_DIR")
    parser.add_argument("--cache", type=Path, required=True, metavar="DIR", help="where vectors are kept for the next run")
    parser.add_argument("--words-only", action="store_true", help="no stock rows that need vectors: seconds, not an hour")
    parser.add_argument("--hashing", action="store_true", help="stock vectors without a model: to try the command")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every question's measures here")
    chosen = parser.parse_args(arguments)
    cache = VectorCache(chosen.cache, *((HashingEmbedder, HASHING) if chosen.hashing else (SentenceEmbedder, BUILT_IN)))
    try:
        pairs = [Pair.parse(text) for text in chosen.pairs]
        scored = [score(pair, None if chosen.words_only else cache, _say) for pair in pairs]
    except LoreError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        cache.close()
    text = as_markdown(scored)
    print(text)
    if chosen.markdown:
        chosen.markdown.write_text(text, encoding="utf-8")
    if chosen.json:
        document: list[dict[str, Any]] = [as_json(one) for one in scored]
        chosen.json.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
