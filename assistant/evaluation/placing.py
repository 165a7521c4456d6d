"""Where the documents that a set names are in the index. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import UsageError
from assistant.evaluation.question_set import JudgedQuestion, QuestionSet

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """What is indexed: by source, each document's path with its URL ("" for none)."""

    by_source: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A set whose names are those of the index as far as they could be told, and what has to be known of the others."""

    questions: QuestionSet
    warnings: tuple[str, ...]


class _Places:
    """Finds documents by what people write: a path, its end, `source:path`, or an address."""

    def __init__(self, listing: Listing) -> None:
        self._by_path: defaultdict[str, list[str]] = defaultdict(list)
        self._by_end: defaultdict[str, list[str]] = defaultdict(list)
        self._by_url: dict[str, str] = {}
        self._full: set[str] = set()
        for source, paths in listing.by_source.items():
            for path, url in paths.items():
                full = f"{source}:{path}"
                self._full.add(full)
                self._by_path[path].append(source)
                self._by_end[path.rpartition("/")[2]].append(path)
                if url:
                    self._by_url.setdefault(_address(url), full)

    def named(self, name: str) -> str | None:
        """The document's name as hits are compared with it, or None where there is none, or more than one by its end."""
        if name in self._by_path or name in self._full:
            return name
        if "://" in name:
            return self._by_url.get(_address(name))
        bare = name.removeprefix("./").lstrip("/")
        if bare in self._by_path:
            return bare
        ends = {path for path in self._by_end.get(bare.rpartition("/")[2], ()) if path.endswith(f"/{bare}")}
        return ends.pop() if len(ends) == 1 else None

    def sources_of(self, name: str) -> Sequence[str]:
        """The sources that have this path."""
        return self._by_path.get(name, ())


def placed(question_set: QuestionSet, listing: Listing) -> Placed:
    """The set in the index's names. Raises UsageError where none of its documents is there: every figure would be 0."""
    places = _Places(listing)
    names = {name for one in question_set.questions for name in one.relevant | one.related}
    found = {name: place for name in names if (place := places.named(name)) is not None}
    wanted = {name for one in question_set.questions for name in one.relevant}
    missing = sorted(wanted - found.keys())
    if wanted and len(missing) == len(wanted):
        raise UsageError(
            f"none of the {len(wanted)} documents that the set names is in the index ({_examples(missing)}): paths are "
            "relative to their source's folder, as `lore search` shows them; `lore sources` lists what is held"
        )
    questions = tuple(_renamed(question, found) for question in question_set.questions)
    warnings = (_missing(question_set, missing, len(wanted)), _twice(sorted(wanted & found.keys()), found, places))
    return Placed(replace(question_set, questions=questions), tuple(line for line in warnings if line))


def _renamed(question: JudgedQuestion, found: Mapping[str, str]) -> JudgedQuestion:
    relevant, related = (frozenset(found.get(name, name) for name in names) for names in (question.relevant, question.related))
    return replace(question, relevant=relevant, related=related - relevant)


def _missing(question_set: QuestionSet, missing: Sequence[str], wanted: int) -> str:
    if not missing:
        return ""
    gone = frozenset(missing)
    judged = [one for one in question_set.questions if one.relevant]
    best = sum(len(one.relevant - gone) / len(one.relevant) for one in judged) / len(judged)
    return (
        f"{len(missing)} of {wanted} relevant documents ({len(missing) / wanted:.1%}) are not in the index, so that no recall "
        f"can be above {best:.3f}: {_examples(missing)}"
    )


def _twice(names: Sequence[str], found: Mapping[str, str], places: _Places) -> str:
    double = {name: held for name in names if len(held := places.sources_of(found[name])) > 1}
    if not double:
        return ""
    shown = ", ".join(f"{name} ({', '.join(held)})" for name, held in list(double.items())[:EXAMPLES])
    return (
        f"{len(double)} relevant paths are in more than one source, and a document of either counts: {shown}; "
        "write SOURCE:PATH in the set, or choose with --source"
    )


def _examples(names: Sequence[str]) -> str:
    return ", ".join(names[:EXAMPLES]) + (", …" if len(names) > EXAMPLES else "")


def _address(url: str) -> str:
    return url.partition("#")[0].rstrip("/").removeprefix("https://").removeprefix("http://")
