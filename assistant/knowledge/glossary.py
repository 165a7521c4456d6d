"""The organisation's glossary: what each term and acronym means, and which documents say so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.glossary import Term
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.per_view import PerView
from assistant.knowledge.ports import Places

_OTHER: Final = "#"
_GLOSSARY: Final = re.compile(r"glossar|terminolog|definitions|acronyms|abbreviations|术语|缩写|名词", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[a-z0-9]+|[^\W\d_a-z]", re.IGNORECASE)
_FILLERS: Final = frozenset("a an the of for and or to in on by is are".split())
_ALIKE: Final = 0.6
"""The share of words that two wordings have in common, from which they mean the same."""
_LONGEST_COMPARED: Final = 60
_MEANINGS_COMPARED: Final = 50
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Definition:
    """One document's own words for a term. `key` is the chunk that the quote stands in, 0 where it is not known."""

    document: Document
    meaning: str
    quote: Quote
    key: int = 0


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a term means, in the words of its first definition: that of a glossary, else of the newest document."""

    text: str
    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its meanings: what a glossary says first, then what most documents say."""

    name: str
    meanings: tuple[Meaning, ...]
    is_acronym: bool = False

    @property
    def initial(self) -> str:
        """The letter that it stands under; `#` for digits and marks."""
        first = self.name[:1].upper()
        return first if first.isalpha() else _OTHER


class Glossary:
    """What terms mean in the documents that somebody may read. Blocks."""

    def __init__(self, memory: Memory, places: Places) -> None:
        self._memory = memory
        self._places = places
        self._entries: PerView[dict[str, Entry]] = PerView(_entries)

    def terms(self, principal: Principal, text: str = "", k: int = 500, initial: str = "") -> tuple[Entry, ...]:
        """Up to `k` entries in the order of the alphabet; with `text` those that have it in the name or a meaning, names
        first; with `initial` those under that letter."""
        entries: Iterable[Entry] = self._of(principal).values()
        if initial:
            entries = (entry for entry in entries if entry.initial == initial.upper())
        wanted = text.strip().casefold()
        if wanted:
            ranked = ((_rank(entry, wanted), entry) for entry in entries)
            entries = [entry for rank, entry in sorted(ranked, key=lambda one: one[0]) if rank < _NO_RANK]
        return self._placed(list(entries)[:k])

    def lookup(self, principal: Principal, name: str) -> Entry | None:
        """The entry of this name, however it is written; a plural finds the singular."""
        entries = self._of(principal)
        found = entries.get(_key(name)) or entries.get(_key(name.strip().removesuffix("s")))
        return self._placed([found])[0] if found else None

    def initials(self, principal: Principal) -> dict[str, int]:
        """The letters that entries stand under, each with how many."""
        return dict(Counter(entry.initial for entry in self._of(principal).values()))

    def _of(self, principal: Principal) -> dict[str, Entry]:
        return self._entries.of(self._memory.seen_by(principal))

    def _placed(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """The entries with the keys of the chunks that their quotes stand in."""
        quoted = [one for entry in entries for meaning in entry.meanings for one in meaning.definitions]
        keys = self._places.keys([(one.document.id, one.quote.ordinal) for one in quoted])

        def placed(meaning: Meaning) -> Meaning:
            found = (replace(one, key=keys.get((one.document.id, one.quote.ordinal), 0)) for one in meaning.definitions)
            return replace(meaning, definitions=tuple(found))

        return tuple(replace(entry, meanings=tuple(map(placed, entry.meanings))) for entry in entries)


_NO_RANK: Final = 5


def _rank(entry: Entry, wanted: str) -> int:
    """How well an entry fits what is looked for: 0 is its name, 4 a meaning that has it somewhere, 5 not at all."""
    name = entry.name.casefold()
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    meanings = [one.meaning.casefold() for meaning in entry.meanings for one in meaning.definitions]
    if any(meaning.startswith(wanted) for meaning in meanings):
        return 2
    if wanted in name:
        return 3
    return 4 if any(wanted in meaning for meaning in meanings) else _NO_RANK


def _entries(view: View) -> dict[str, Entry]:
    """By key, in the order of the alphabet."""
    found: defaultdict[str, list[tuple[Term, Document]]] = defaultdict(list)
    for one in view.known.values():
        for term in one.extracted.terms:
            if key := _key(term.name):
                found[key].append((term, one.document))
    made = {key: _entry(terms) for key, terms in found.items()}
    return dict(sorted(made.items(), key=lambda item: (item[1].initial == _OTHER, item[0], item[1].name)))


def _entry(found: Sequence[tuple[Term, Document]]) -> Entry:
    spellings = Counter(term.name for term, _ in found)
    name = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    groups: list[list[Definition]] = []
    letters = sum(character.isalnum() for character in name)
    is_acronym = any(term.is_acronym for term, _ in found)
    for term, document in sorted(found, key=lambda one: _worth(one[1])):
        definition = Definition(document, term.meaning, term.quote)
        alike = (
            group
            for group in groups[:_MEANINGS_COMPARED]
            if _same(group[0].meaning, term.meaning, letters if is_acronym else 0)
        )
        group = next(alike, None)
        if group is None:
            groups.append([definition])
        elif all(one.document.id != document.id for one in group):
            group.append(definition)
    groups.sort(key=lambda group: (not _is_glossary(group[0].document), -len(group)))
    return Entry(name, tuple(Meaning(group[0].meaning, tuple(group)) for group in groups), is_acronym)


def _worth(document: Document) -> tuple[bool, float, str]:
    """Sorts a glossary before other documents, and the newest before older ones."""
    changed = document.updated_at or document.created_at or _NEVER
    return not _is_glossary(document), -(changed - _NEVER).total_seconds(), document.id


def _is_glossary(document: Document) -> bool:
    return bool(_GLOSSARY.search(document.title) or _GLOSSARY.search(document.path))


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _same(one: str, other: str, letters: int) -> bool:
    """Whether two wordings mean the same: one begins with the other, as a glossary's sentence does with the full name, both
    begin with the full name of an acronym of so many letters, or they have most of their words in common."""
    mine, theirs = _words(one), _words(other)
    shorter, longer = sorted((mine, theirs), key=len)
    if not shorter or shorter == longer[: len(shorter)]:
        return mine == theirs or bool(shorter)
    named = min(len(shorter), letters)
    if named >= 2 and mine[:named] == theirs[:named]:
        return True
    return len(set(mine) & set(theirs)) / len(set(mine) | set(theirs)) >= _ALIKE


def _words(meaning: str) -> list[str]:
    words = (word.casefold() for word in _TOKEN.findall(meaning)[:_LONGEST_COMPARED])
    return [word.removesuffix("s") if len(word) > 3 else word for word in words if word not in _FILLERS]
