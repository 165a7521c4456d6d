"""What a newcomer can ask a reading path for. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from assistant.access.staff import Staff, names_of
from assistant.domain.documents import Document
from assistant.domain.statuses import Standing, standing
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.citedness import Citedness
from assistant.knowledge.onboarding.pinned_path import is_path, purposes

_CITED: Final = 6
_FOLDERS: Final = 8
_FEWEST_IN_A_FOLDER: Final = 3
_NO_TOPIC: Final = frozenset(
    "adr adrs rfc rfcs pep peps kep keps design designs doc docs decisions proposals meetings minutes notes reviews text src"
    " pages archive".split()
)
"""Folders that are named for a kind of document."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Names to ask for: what teams pinned, teams whose people wrote something, sources and larger folders, and the documents
    that others speak of most. All of it is told by readable documents."""

    pinned: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    cited: tuple[Document, ...] = ()


def topics_of(view: View, citedness: Citedness, staff: Staff) -> Topics:
    """The topics of a view."""
    documents = list(view.documents.values())
    pinned = dict.fromkeys(name for document in documents if is_path(document) for name in purposes(document))
    writers = {author.casefold() for document in documents for author in document.authors}
    teams = [team for team in staff.teams if any(_wrote(names_of(person), writers) for person in staff.members(team))]
    holding = [one for one in documents if standing(one.status) is Standing.HOLDS and citedness.spoken_of_by[one.id]]
    cited = sorted(holding, key=lambda one: (-len(citedness.spoken_of_by[one.id]), one.title, one.id))[:_CITED]
    return Topics(tuple(sorted(pinned)), tuple(teams), _places(documents), tuple(cited))


def _wrote(names: tuple[str, ...], writers: set[str]) -> bool:
    return any(name.casefold() in writers for name in names)


def _places(documents: list[Document]) -> tuple[str, ...]:
    """Sources, if there are several, and the folders with most documents."""
    sources = sorted({document.source for document in documents})
    folders = Counter(name for one in documents for name in [PurePosixPath(one.path).parent.name] if _is_topic(name))
    larger = [name for name, count in folders.most_common(_FOLDERS) if count >= _FEWEST_IN_A_FOLDER]
    return tuple(dict.fromkeys([*(sources if len(sources) > 1 else []), *sorted(larger)]))


def _is_topic(folder: str) -> bool:
    return bool(folder) and folder.casefold() not in _NO_TOPIC
