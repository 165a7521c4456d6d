"""How much of a corpus's vocabulary the glossary finds, and how much of what it finds is right.

    python -m tests.benchmarks.glossary deploy/demo/corpus [--sample 60] [--seed 1]

A folder is read as an ingest would read it; a data folder's glossary is taken as it is held. For the sample company the
acronyms that its documents define were written down by a person from the documents, before any were extracted, and each entry
that Lore finds there has been judged. For any other corpus a random sample is printed with its quotes, to judge by eye.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant import open_lore
from assistant.access.directory import LOCAL_ADMINISTRATOR
from assistant.domain.glossary import Term
from assistant.errors import UnreadableDocument
from ingest.enrichment.clean import enrich
from ingest.enrichment.extraction import extract
from ingest.formats.registry import parse

DEMO: Final = {
    "BPF": "berth prediction feed",
    "CDM": "canonical dock model",
    "DLQ": "dead-letter queue",
    "ETA-C": "eta confidence",
    "PLR": "position loss rate",
    "RTK": "release train kit",
    "SBR": "single-berth replay",
    "TOS": "terminal operating system",
}
"""Every acronym that the sample company's documents define, with the words that its meaning must have."""

DEMO_TERMS: Final = {
    "Atlas": "the customer map",
    "Beacon": "ingest of ais",
    "Booking": "what a customer ordered",
    "Cell": "a feed within a region",
    "Lane": "the usual line between two ports",
    "Quay": "the internal platform",
    "Tally": "metering and invoices",
    "Thinned": "one position per tracking",
    "Tracking": "one container for one period",
}
"""The other rows of its glossary. Whatever else is found there counts as wrong until somebody has judged it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A meaning that Lore gives a name, where it takes it from, and the words it shows for that."""

    name: str
    meaning: str
    path: str
    quote: str


def main() -> None:
    """Print the figures for the sample company, and a sample to judge for anything else."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", type=Path, help="a folder of documents, or a data folder")
    parser.add_argument("--sample", type=int, default=60, help="how many to print for judging")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    is_home = (options.place / "catalogue.sqlite").exists()
    listed = sorted(
        _held(options.place) if is_home else _read(options.place), key=lambda one: (one.name, one.path, one.meaning)
    )
    names = {one.name.casefold() for one in listed}
    print(f"{len(listed)} meanings of {len(names)} names")
    if "berth prediction feed" in {one.meaning.casefold() for one in listed}:
        _judge(listed)
    else:
        drawn = random.Random(options.seed).sample(listed, min(options.sample, len(listed)))
        for number, one in enumerate(drawn, 1):
            print(f"{number:3}  {one.name} = {one.meaning}\n     {one.path}: {' / '.join(one.quote.split(chr(10)))}")


def _judge(listed: Iterable[Listed]) -> None:
    listed = list(listed)
    found = {name for name, words in DEMO.items() if any(_says(one, name, words) for one in listed)}
    right = {**DEMO, **DEMO_TERMS}
    wrong = [one for one in listed if not _says(one, one.name, right.get(one.name, "\0"))]
    print(f"recall of acronyms     {len(found) / len(DEMO):.3f}  ({len(found)} of {len(DEMO)})")
    print(f"precision of meanings  {1 - len(wrong) / len(listed):.3f}  ({len(listed) - len(wrong)} of {len(listed)})")
    for name in sorted(set(DEMO) - found):
        print(f"missed  {name}: {DEMO[name]}")
    for one in wrong:
        print(f"wrong   {one.name} = {one.meaning}  ({one.path})")


def _says(one: Listed, name: str, words: str) -> bool:
    return one.name == name and one.meaning.casefold().startswith(words)


def _held(home: Path) -> Iterator[Listed]:
    with open_lore(home) as lore:
        for entry in lore.knowledge.glossary.terms(LOCAL_ADMINISTRATOR, k=100_000):
            for meaning in entry.meanings:
                first = meaning.definitions[0]
                yield Listed(entry.name, meaning.text, first.document.path, first.quote.text)


def _read(folder: Path) -> Iterator[Listed]:
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        path = file.relative_to(folder).as_posix()
        for term in _terms(file, path):
            yield Listed(term.name, term.meaning, path, term.quote.text)


def _terms(file: Path, path: str) -> tuple[Term, ...]:
    try:
        return extract(enrich(parse(file.read_bytes(), path)), path).extracted.terms
    except UnreadableDocument:
        return ()


if __name__ == "__main__":
    main()
