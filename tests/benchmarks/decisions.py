"""How well decisions are found: against documents' own headers, against minutes' own headings, and in unseen formats.

    python -m tests.benchmarks.decisions --corpus DIR --minutes DIR2

reads every file of DIR (PEPs, RFCs, ADRs, JEPs in Markdown and reST) and DIR2 (minutes in Markdown) with Lore's own parser,
cleaning and extraction, and holds what they give against `decision_truth`. The last two tables are of made-up documents, and
need no folder: those of `decision_samples`, on which the extraction was tuned, and those of `decision_samples_unseen`, on which
it never was and never must be.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.domain.decisions import Decision
from assistant.domain.documents import Document, Kind
from assistant.domain.statuses import DecisionStatus, StatusTable
from assistant.knowledge.naming import Names
from ingest.enrichment.clean import enrich
from ingest.enrichment.decisions.extracting import decisions_in
from ingest.formats.registry import parse
from ingest.parsed import Parsed
from tests.benchmarks import decision_samples_unseen as unseen
from tests.benchmarks import decision_samples_unseen_minutes as unseen_minutes
from tests.benchmarks import decision_samples_unseen_pages as unseen_pages
from tests.benchmarks.decision_samples import RECORDS, Sample
from tests.benchmarks.decision_samples_more import MINUTES, OTHERS, PAGES
from tests.benchmarks.decision_truth import Told, concluded_in, told_by

TABLE = StatusTable()
SEEN = (*RECORDS, *PAGES, *MINUTES, *OTHERS)
UNSEEN = (
    *unseen.PROPOSALS,
    *unseen_minutes.MORE_PROPOSALS,
    *unseen_pages.RECORDS,
    *unseen_minutes.MINUTES,
    *unseen_minutes.OTHERS,
)


@dataclass(frozen=True)
class Read:
    """A file, what Lore makes of it, and how many seconds the extraction took."""

    path: str
    text: str
    parsed: Parsed
    decisions: tuple[Decision, ...]
    seconds: float

    @property
    def document(self) -> Document:
        return Document(
            self.path,
            "corpus",
            self.path,
            self.parsed.title,
            self.parsed.kind or Kind.PAGE,
            content_hash="",
            authors=self.parsed.authors,
            created_at=self.parsed.created_at,
        )


@dataclass
class Share:
    """So many of so many; the first few that missed."""

    right: int = 0
    of: int = 0

    def __post_init__(self) -> None:
        self.missed: list[str] = []

    def count(self, right: bool, what: str) -> None:
        self.right += right
        self.of += 1
        if not right:
            self.missed.append(what)

    def __str__(self) -> str:
        return f"{self.right}/{self.of} = {self.right / self.of:.3f}" if self.of else "none"


def read(path: str, data: bytes) -> Read:
    """One document on the way that an ingest takes."""
    parsed = enrich(parse(data, path))
    begun = time.process_time()
    decisions = decisions_in(parsed, path)
    return Read(path, data.decode(errors="replace"), parsed, decisions, time.process_time() - begun)


def folder(root: Path) -> Iterator[Read]:
    """Every file of a folder."""
    for file in sorted(one for one in root.rglob("*") if one.is_file()):
        yield read(file.relative_to(root).as_posix(), file.read_bytes())


def headers(reads: Sequence[Read]) -> Mapping[str, Share]:
    """The shares of headers that were read right."""
    shares: defaultdict[str, Share] = defaultdict(Share)
    by_number = _numbers(reads)
    names = Names(one.document for one in reads)
    wanted: set[tuple[str, str]] = set()
    found: set[tuple[str, str]] = set()
    for one in reads:
        told = told_by(one.path, one.text, by_number[str(PurePosixPath(one.path).parent)])
        decision = one.decisions[0] if one.decisions else None
        _compare(one, told, decision, shares)
        wanted |= {(older, one.path) for older in told.older} | {(one.path, newer) for newer in told.newer}
        found |= set(_edges(one, names))
    shares["supersession, recall"] = _share(wanted, found)
    shares["supersession, precision"] = _share(found, wanted)
    return shares


def _compare(one: Read, told: Told, decision: Decision | None, shares: defaultdict[str, Share]) -> None:
    series = one.path.split("/")[0]
    if told.status:
        got = TABLE.meaning(decision.stated) if decision else None
        share = shares["status"], shares[f"status ({series})"]
        for each in share:
            each.count(got is told.status, f"{one.path}: {decision.stated if decision else None!r} is {got}, not {told.status}")
    elif decision:
        got = TABLE.meaning(decision.stated)
        shares["no status where none is stated"].count(got is DecisionStatus.UNSTATED, f"{one.path}: {decision.stated!r}")
    if told.day:
        held = one.parsed.created_at.date() if one.parsed.created_at else None
        shares["date of the document"].count(held == told.day, f"{one.path}: {held}, not {told.day}")
        shares["date of the decision"].count(bool(decision and decision.proposed_on == told.day), f"{one.path}: {told.day}")
    if told.authors:
        right = {_plain(name) for name in told.authors} == {_plain(name) for name in one.parsed.authors}
        shares["authors"].count(right, f"{one.path}: {one.parsed.authors}, not {told.authors}")


def _edges(one: Read, names: Names) -> Iterator[tuple[str, str]]:
    """(older, newer) paths by the links of its decisions that lead to a document."""
    for decision in one.decisions:
        for link in decision.links:
            other = names.resolve(link.target, one.document)
            if other and link.relation == "supersedes":
                yield other.path, one.path
            elif other and link.relation == "superseded-by":
                yield one.path, other.path


def _share(these: Iterable[tuple[str, str]], among: set[tuple[str, str]]) -> Share:
    share = Share()
    for older, newer in sorted(these):
        share.count((older, newer) in among, f"{older} → {newer}")
    return share


def _numbers(reads: Sequence[Read]) -> Mapping[str, dict[int, str]]:
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for one in reads:
        number = re.match(r"(?:pep-)?(\d+)", PurePosixPath(one.path).stem)
        if number:
            found[str(PurePosixPath(one.path).parent)][int(number[1])] = one.path
    return found


def conclusions(reads: Sequence[Read]) -> tuple[Share, list[str]]:
    """The share of concluded items with their decision, and the decisions that belong to none."""
    share, more = Share(), []
    for one in reads:
        wanted = list(concluded_in(one.text))
        taken: set[int] = set()
        for item in wanted:
            at = next(
                (
                    place
                    for place, decision in enumerate(one.decisions)
                    if place not in taken and _is(decision, item.title, item.text)
                ),
                None,
            )
            share.count(at is not None, f"{one.path}: {item.title[:60]} | {item.text[:70]}")
            taken |= {at} if at is not None else set()
        more += [
            f"{one.path} | {decision.title[:70]} | {decision.stated} | {decision.statement[:110]}"
            for place, decision in enumerate(one.decisions)
            if place not in taken
        ]
    return share, more


def _is(decision: Decision, title: str, text: str) -> bool:
    heading, own = _plain(re.sub(r"\]\([^)]*\)", "", title)), _plain(decision.title)
    words = _plain(re.sub(r"\]\([^)]*\)", "", text))[:40]
    same_title = own[:60] == heading[:60] or (len(own) > 5 and heading.endswith(own)) or own[:40] in heading
    return same_title and words[:40] in _plain(decision.statement)


def _plain(words: str) -> str:
    return "".join(re.findall(r"\w+", words.casefold())).replace("_", "")


def samples(of: Sequence[Sample] = SEEN) -> tuple[list[tuple[str, Mapping[str, bool]]], Share]:
    """For each made-up document what was read right, and the share of all."""
    rows, share = [], Share()
    for sample in of:
        cells = read_right(sample, read(sample.path, sample.text.encode()))
        rows.append((sample.name, cells))
        for name, right in cells.items():
            share.count(right, f"{sample.name}: {name}")
    return rows, share


def read_right(sample: Sample, one: Read) -> Mapping[str, bool]:
    """What of a made-up document was asked for, and whether it was read right."""
    if sample.none:
        return {"found": not one.decisions}
    if not one.decisions:
        return dict.fromkeys(_asked(sample), False)
    first = one.decisions[0]
    held = {*map(_plain, first.deciders), *map(_plain, one.parsed.authors)}
    links = [(link.relation, link.target.casefold()) for link in first.links]
    right = {
        "found": len(one.decisions) == sample.count,
        "status": TABLE.meaning(first.stated) is sample.status,
        "proposed": first.proposed_on == sample.proposed_on,
        "decided": first.decided_on == sample.decided_on,
        "people": {_plain(name) for name in sample.people} <= held,
        "statement": sample.says.casefold() in first.statement.casefold(),
        "others": all(
            any(name in other.name and why in other.reason for other in first.alternatives) for name, why in sample.alternatives
        )
        and len(first.alternatives) <= len(sample.alternatives) + 1,
        "links": all(
            any(relation == own and target.casefold() in to for own, to in links) for relation, target in sample.links
        ),
    }
    return {name: right[name] for name in _asked(sample)}


def _asked(sample: Sample) -> list[str]:
    said = {
        "proposed": sample.proposed_on,
        "decided": sample.decided_on,
        "people": sample.people,
        "others": sample.alternatives,
        "links": sample.links,
    }
    in_minutes = sample in MINUTES or sample in unseen_minutes.MINUTES
    return ["found", *([] if in_minutes else ["status"]), *(name for name, value in said.items() if value), "statement"]


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    arguments.add_argument("--corpus", type=Path, help="a folder with PEPs, RFCs, ADRs and JEPs")
    arguments.add_argument("--minutes", type=Path, help="a folder with minutes")
    arguments.add_argument("--misses", type=int, default=0, help="print so many of what was missed in each row")
    arguments.add_argument("--sample", type=int, default=0, help="print so many conclusions that stand below no such heading")
    given = arguments.parse_args()
    if given.corpus:
        _print_headers(list(folder(given.corpus)), given.misses)
    if given.minutes:
        _print_minutes(list(folder(given.minutes)), given.misses, given.sample)
    _print_samples("communities' formats, in made-up documents", SEEN)
    _print_samples("unseen: never tuned on", UNSEEN)


def _print_headers(reads: Sequence[Read], misses: int) -> None:
    with_decision = sum(bool(one.decisions) for one in reads)
    print(f"{len(reads)} documents, {with_decision} with a decision; milliseconds each: {_times(reads)}")
    for name, share in sorted(headers(reads).items()):
        print(f"  {name:34} {share}")
        for missed in share.missed[:misses]:
            print(f"      {missed}")
    none = [one.path for one in reads if not one.decisions]
    print(f"  no decision: {', '.join(none[: misses or 5])}")


def _print_minutes(reads: Sequence[Read], misses: int, sample: int) -> None:
    share, more = conclusions(reads)
    print(f"{len(reads)} minutes, {sum(len(one.decisions) for one in reads)} decisions; milliseconds each: {_times(reads)}")
    print(f"  {'conclusions of agenda items':34} {share}")
    for missed in share.missed[:misses]:
        print(f"      {missed}")
    print(f"  {'decisions below no such heading':34} {len(more)}")
    for line in random.Random(7).sample(more, min(sample, len(more))):
        print(f"      {line}")


def _times(reads: Sequence[Read]) -> str:
    spent = sorted(one.seconds * 1000 for one in reads)
    return f"median {spent[len(spent) // 2]:.2f}, 95 % below {spent[int(len(spent) * 0.95)]:.2f}, longest {spent[-1]:.1f}"


def _print_samples(title: str, of: Sequence[Sample]) -> None:
    rows, share = samples(of)
    print(title)
    for name, cells in rows:
        told = "  ".join(f"{what} {'yes' if right else 'NO'}" for what, right in cells.items())
        print(f"  {name:28} {told}")
    counts = Counter(missed.partition(": ")[2] for missed in share.missed)
    print(f"  all of them: {share}; missed: {dict(counts)}")


if __name__ == "__main__":
    main()
