"""The parts that a search is made of, each with a way to do without it for a while: what `tests.benchmarks.ablation` tries.

A part is one entry of PARTS: a name, and a function that takes a wired Lore and gives a context in which its searches lack
the part. Most are a field of `Ranking` or of `Weighing`; one that changes what is indexed brings an index of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from assistant.adapters.index import analysis, english
from assistant.adapters.index.live import LiveIndex
from assistant.adapters.index.publishing import Publisher
from assistant.bootstrap import Lore
from assistant.domain.understood import Interpreted
from assistant.retrieval import retriever as retrieving
from assistant.retrieval.aspects import Aspects
from assistant.retrieval.fusion import Ranking
from assistant.retrieval.understanding.understanding import plainly

Without = Callable[[Lore], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the search."""

    name: str
    without: Without


def ranking(**fields: Any) -> Without:
    """Other values in the `Ranking` that is in force; a field that it no longer has is an error."""
    return lambda lore: _options(lore, ranking=replace(_in_force(lore), **fields))


def standing(**fields: float) -> Without:
    """Other values in how documents of every kind are judged."""

    def without(lore: Lore) -> AbstractContextManager[None]:
        before = _in_force(lore)
        of_kinds = {kind: replace(one, **fields) for kind, one in before.standing_of.items()}
        return ranking(standing=replace(before.standing, **fields), standing_of=of_kinds)(lore)

    return without


def links(lore: Lore) -> AbstractContextManager[None]:
    """No document says anything of another."""
    return _options(lore, links=None)


def weighing(**fields: Any) -> Without:
    """Other values in the `Weighing` of the word index."""

    @contextmanager
    def without(lore: Lore) -> Iterator[None]:
        words = lore.index.view().words
        with attribute(words, "weighing", replace(words.weighing, **fields)):
            yield

    return without


@contextmanager
def parts_of_questions(_: Lore) -> Iterator[None]:
    """Every question searched as one."""
    with attribute(retrieving, "aspects", lambda text: Aspects(text, text, text)):
        yield


@contextmanager
def understanding(lore: Lore) -> Iterator[None]:
    """No filter, time or part read out of the words."""
    with attribute(lore.understanding, "search", lambda query: Interpreted(lore.retriever.search(query), plainly(query.text))):
        yield


@contextmanager
def context(lore: Lore) -> Iterator[None]:
    """Chunks as they are, without what stands around them."""
    with attribute(retrieving, "in_context", lambda hits, _: list(hits)):
        yield


@contextmanager
def readable_share(lore: Lore) -> Iterator[None]:
    """An embedder that says it can read every question, as most do."""
    retriever: Any = lore.retriever
    with attribute(retriever, "_embedder", ReadsAll(retriever._embedder)):
        yield


class ReadsAll:
    """Another embedder that claims to know every word."""

    def __init__(self, embedder: Any) -> None:
        self._embedder = embedder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    def known_share(self, text: str) -> float:
        """All of it."""
        return 1.0


@contextmanager
def stemming(lore: Lore) -> Iterator[None]:
    """An index of whole words, searched for whole words."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for module in (english, analysis):
            stack.enter_context(attribute(module, "stem", str))
        stack.enter_context(forgotten_terms())
        name = lore.settings.embedder.name
        Publisher(Path(folder), lore.journal, name).publish()
        index = LiveIndex(Path(folder), lore.journal, name)
        stack.callback(index.close)
        stack.enter_context(attribute(lore.retriever, "_index", index))
        yield


def _in_force(lore: Lore) -> Ranking:
    ranking: Ranking = lore.retriever._options.ranking
    return ranking


@contextmanager
def _options(lore: Lore, **changes: Any) -> Iterator[None]:
    with attribute(lore.retriever, "_options", replace(lore.retriever._options, **changes)):
        yield


@contextmanager
def attribute(holder: Any, name: str, value: Any) -> Iterator[None]:
    """Another value for an attribute that is there."""
    before = getattr(holder, name)
    setattr(holder, name, value)
    try:
        yield
    finally:
        setattr(holder, name, before)


@contextmanager
def forgotten_terms() -> Iterator[None]:
    """What the analysis remembers of words is forgotten before and after."""
    remembering = [value for value in vars(analysis).values() if hasattr(value, "cache_clear")]
    for each in remembering:
        each.cache_clear()
    try:
        yield
    finally:
        for each in remembering:
            each.cache_clear()


PARTS: Final = (
    Part("vectors", ranking(vectors=0.0)),
    Part("words", ranking(vectors=1.0)),
    Part("title and headings in the words", weighing(body=1.0, text=0.0)),
    Part("pairs of neighbouring words", weighing(pairs=0.0)),
    Part("typing errors forgiven", weighing(forgiving=False)),
    Part("stemming", stemming),
    Part("a title that the question leads with", standing(title=0.0)),
    Part("further chunks of a document", standing(support=0.0)),
    Part("documents judged by their kind", ranking(standing_of={})),
    Part("a question's parts", parts_of_questions),
    Part("what the embedder can read", readable_share),
    Part("links between documents", links),
    Part("filters, times and parts read out of questions", understanding),
    Part("what stands around a chunk", context),
)
