"""The titles of a lineage's decisions, taken apart once, so that a question need not read ten thousand. Pure, thread-safe."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from assistant.answering.citing.support import Reader
from assistant.domain.decisions import Origin
from assistant.domain.documents import Document
from assistant.knowledge.decisions.lineage import Entry, Lineage
from assistant.knowledge.decisions.succession import plain
from assistant.knowledge.naming import Label, label_of

LANGUAGE: Final = "english"
"""Titles and subjects are too short to tell a language by, and have to be stemmed alike."""
_TAKING: Final = re.compile(
    r"^(?:(?:do not|don['’]t|use|using|adopt(?:ing)?|choos(?:e|ing)|introduc(?:e|ing)|mov(?:e|ing)|migrat(?:e|ing)|"
    r"switch(?:ing)?|remov(?:e|ing)|drop(?:ping)?|retir(?:e|ing)|replac(?:e|ing)|deprecat(?:e|ing)|stop(?:ping)?)\s+"
    r"(?:from |to |using )?)+",
    re.IGNORECASE,
)
_PURPOSE: Final = re.compile(
    r"\s(?:as|for|in|on|with|from|that|which|by|at|using|via|through|over|instead of)\s|[:;–—]\s", re.IGNORECASE
)
"""What follows one of these in a title says what for and where: `Terraform for the staging cluster` is about Terraform."""


@dataclass(frozen=True, slots=True)
class Titled:
    """A decision with the stems of its title: of all of it with its document's, of it without its number, and of the thing
    that it is about."""

    entry: Entry
    words: frozenset[str]
    bare: frozenset[str]
    head: frozenset[str]
    first: frozenset[str]


class Titles:
    """A lineage's decisions by what they are called; those without a document are left out."""

    def __init__(self, lineage: Lineage) -> None:
        reader = Reader()
        self._by_word: defaultdict[str, list[Titled]] = defaultdict(list)
        self._by_title: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_label: defaultdict[Label, list[Entry]] = defaultdict(list)
        self._by_document: defaultdict[str, list[Titled]] = defaultdict(list)
        for entry in lineage.entries:
            if entry.document is not None:
                self._add(entry, entry.document, reader)

    def called(self, title: str) -> Sequence[Entry]:
        """Those of this title, marks, case and number apart."""
        return self._by_title.get(plain(title), ())

    def numbered(self, label: Label) -> Sequence[Entry]:
        """Those whose document has this number."""
        return self._by_label.get(label, ())

    def with_any(self, words: Iterable[str], document_ids: Iterable[str]) -> Sequence[Titled]:
        """Those that have one of the stems in their title, and those of the documents."""
        found = [titled for word in words for titled in self._by_word.get(word, ())]
        found += [titled for id_ in document_ids for titled in self._by_document.get(id_, ())]
        return tuple({titled.entry.id: titled for titled in found}.values())

    def _add(self, entry: Entry, document: Document, reader: Reader) -> None:
        titles = [entry.decision.title, *([document.title] if is_alone(entry) else [])]
        bare = bare_title(entry.decision.title)
        titled = Titled(
            entry,
            words=reader.content(" ".join(titles), LANGUAGE),
            bare=reader.content(bare, LANGUAGE),
            head=reader.content(thing_of(bare), LANGUAGE),
            first=reader.content(bare.partition(" ")[0], LANGUAGE),
        )
        for word in titled.words:
            self._by_word[word].append(titled)
        for name in {plain(part) for title in titles for part in (title, bare_title(title))} - {""}:
            self._by_title[name].append(entry)
        label = label_of(document)
        if label is not None:
            self._by_label[label].append(entry)
        self._by_document[document.id].append(titled)


class TitlesOfLineages:
    """Remembers the titles of each lineage as long as there is the lineage; two threads may make the same at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: WeakKeyDictionary[Lineage, Titles] = WeakKeyDictionary()

    def of(self, lineage: Lineage) -> Titles:
        """Those of exactly this lineage."""
        with self._lock:
            held = self._made.get(lineage)
        if held is None:
            held = Titles(lineage)
            with self._lock:
                self._made[lineage] = held
        return held


def is_alone(entry: Entry) -> bool:
    """Whether it is its document's one decision, so that the document's name is its own."""
    return entry.decision.origin in {Origin.RECORD, Origin.REVIEW}


def bare_title(title: str) -> str:
    """A title without its number: `ADR-0019: Kafka` is Kafka."""
    return re.sub(r"^\s*(?:[A-Za-z]{2,10}[\s#_-]{0,3})?\d{1,6}\s*[:.)–—-]+\s*", "", title).strip() or title.strip()


def thing_of(title: str) -> str:
    """What a title is about: `Use Kafka as the message bus` is about Kafka."""
    thing = _TAKING.sub("", title)
    return _PURPOSE.split(thing, maxsplit=1)[0].strip() or title
