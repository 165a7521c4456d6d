"""What documents call each other: `PEP 734`, `ADR-0019`, `0015-dns.md`, an address, a title. Pure."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import unquote

from assistant.domain.documents import Document

SERIES: Final = frozenset(
    "adr rfc pep jep kep dep gep tep xep bep eip erc bip cip sep rep sip tip design decision proposal record".split()
)
"""Words that stand before a number and make it a name."""
_NUMBERED: Final = re.compile(rf"\b({'|'.join(sorted(SERIES))})s?\b[\s:#_-]{{0,3}}0*(\d{{1,6}})(?!\d)", re.IGNORECASE)
_STEM: Final = re.compile(r"(?:([a-z]{2,10})[-_ ]?)?0*(\d{1,6})(?=\D|$)", re.IGNORECASE)
_FOLDER: Final = re.compile(r"(?:([a-z]{2,10})[-_])?0*(\d{1,6})(?=[-_])", re.IGNORECASE)
_OTHERS_RFC: Final = re.compile(r"://[\w.-]*(?:ietf|rfc-editor)\.org/")
"""An address of the IETF's RFCs is none of another community's RFC of that number."""
_ENDINGS: Final = ("", ".md", ".rst", ".adoc", "/README.md", "/index.md")
_BARE: Final = re.compile(r"\W*0*(\d{1,6})\W*")
_SPACE: Final = re.compile(r"[\W_]+")


class Label(NamedTuple):
    """A document's number in its series; the series is "" where only the number is known."""

    series: str
    number: int


def label_of(document: Document) -> Label | None:
    """The document's own number: of its title's first words (`PEP 554 – …`, `ADR-0019: …`, `7. Puppet …`), else of its file's
    name (`pep-0554.rst`, `adr/0019-kafka.md`) or its folder's (`jeps/91-subshells/subshells.md`)."""
    opening = _NUMBERED.match(document.title.strip())
    if opening:
        return Label(opening[1].casefold(), int(opening[2]))
    place = PurePosixPath(document.path)
    stem = _STEM.match(place.stem) or _FOLDER.match(place.parent.name)
    numbered = re.match(r"\s*0*(\d{1,5})[.:)]\s", document.title)
    if stem is None and numbered is None:
        return None
    number = int(stem[2] if stem else numbered[1] if numbered else 0)
    prefix = (stem[1] or "").casefold() if stem else ""
    if prefix in SERIES:
        return Label(prefix, number)
    words = [word for part in reversed(place.parts[:-1]) for word in re.findall(r"[a-z]+", part.casefold())]
    series = next((word.removesuffix("s") for word in words if word in SERIES or word.removesuffix("s") in SERIES), "")
    return None if prefix and not series else Label(series, number)


def numbers_in(text: str) -> list[Label]:
    """Every `ADR-0019` and `RFC 4` in a text, in order."""
    return [Label(match[1].casefold(), int(match[2])) for match in _NUMBERED.finditer(text)]


class Names:
    """Finds the document that another one means by a number, path, address or title."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_place: dict[tuple[str, str], Document] = {}
        self._by_url: dict[str, Document] = {}
        self._by_title: defaultdict[str, list[Document]] = defaultdict(list)
        self._by_number: defaultdict[int, list[tuple[Label, Document]]] = defaultdict(list)
        for document in documents:
            self._by_place[document.source, document.path] = document
            if document.url:
                self._by_url.setdefault(document.url, document)
            self._by_title[_plain(document.title)].append(document)
            if label := label_of(document):
                self._by_number[label.number].append((label, document))

    def resolve(self, target: str, origin: Document) -> Document | None:
        """The document that `origin` calls `target`; None where there is none, or more than one that it could be."""
        target = target.strip()
        return (
            self._by_url.get(target)
            or self._at(target, origin)
            or self._numbered(target, origin)
            or self._titled(target, origin)
        )

    def titled(self, title: str) -> list[Document]:
        """The documents of this title, however it is punctuated."""
        return self._by_title.get(_plain(title), [])

    def called(self, words: str) -> list[Document]:
        """Every document that a person may mean by a number, an address, a path or the end of one, or a title: those that the
        words fit best, in the order of their paths."""
        words = words.strip()
        place = words.lstrip("/")
        numbers = numbers_in(words)
        whole = len(numbers) == 1 and _NUMBERED.fullmatch(words)
        ways = (
            [self._by_url[words]] if words in self._by_url else [],
            [one for (source, path), one in self._by_place.items() if place in {path, f"{source}/{path}"}],
            [one for label, one in self._by_number.get(numbers[0].number, ()) if label == numbers[0]] if whole else [],
            self.titled(words),
            [one for (_, path), one in self._by_place.items() if place and path.endswith(f"/{place}")],
        )
        return sorted(next(filter(None, ways), []), key=lambda one: (one.source, one.path))

    def _at(self, target: str, origin: Document) -> Document | None:
        path = unquote(target.partition("#")[0].partition("?")[0])
        if not path or "://" in path:
            return None
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(origin.path), path)) if not path.startswith("/") else ""
        for place in (beside, posixpath.normpath(path.lstrip("/"))):
            for ending in _ENDINGS:
                found = self._by_place.get((origin.source, f"{place}{ending}"))
                if found is not None:
                    return found
        return None

    def _numbered(self, target: str, origin: Document) -> Document | None:
        named, bare = _NUMBERED.search(target), _BARE.fullmatch(target)
        if named and not _OTHERS_RFC.search(target):
            wanted = Label(named[1].casefold(), int(named[2]))
        elif bare:
            own = label_of(origin)
            wanted = Label(own.series if own else "", int(bare[1]))
        else:
            return None
        same = [one for label, one in self._by_number.get(wanted.number, ()) if label.series == wanted.series and one != origin]
        folder = posixpath.dirname(origin.path)
        for near in (
            [one for one in same if one.source == origin.source and posixpath.dirname(one.path) == folder],
            [one for one in same if one.source == origin.source],
            same,
        ):
            if len(near) == 1:
                return near[0]
        return None

    def _titled(self, target: str, origin: Document) -> Document | None:
        found = [one for one in self._by_title.get(_plain(target), ()) if one.id != origin.id]
        return found[0] if len(found) == 1 else None


def _plain(title: str) -> str:
    """A title without its number, marks and case."""
    bare = re.sub(r"^\s*\d{1,5}[.:)]\s+", "", title)
    opening = _NUMBERED.match(bare.strip())
    bare = bare.strip()[opening.end() :] if opening else bare
    return _SPACE.sub(" ", bare).strip().casefold()
