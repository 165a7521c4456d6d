"""What the documents hold that one principal may read, as far as a question can name it. No filter is understood that is not
in it, so that a hidden document, person or folder can't be told from one that does not exist."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from assistant.domain.readers import Principal


@dataclass(frozen=True, slots=True)
class DatedDecision:
    """A decision that took effect, and the day from which it held. `names` are its title and the numbers it goes by."""

    names: tuple[str, ...]
    day: date
    replaces: bool = False
    """Whether it took the place of another: a move from one thing to the next."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """From when to when what a document decides was in force, the last day exclusive; None where that is not known. `is_over`
    where something took its place, on whatever day."""

    since: date | None = None
    until: date | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What was decided, and when it held: `tenures` by document id."""

    decisions: tuple[DatedDecision, ...] = ()
    tenures: Mapping[str, Tenure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inventory:
    """Names that a question may use.

    `statuses` are documents' own words for theirs, by what they mean (`accepted`), and each by itself. `folders` are full
    paths within a source, those above included. `people` are by each name, account or part of a name that they go by, folded
    (`folded_name`): for each person who may be meant, all names that documents have for them. `teams` have their members'
    names. `channels` lead from a channel's name to its folder. `first` and `last` are the days of the oldest and the newest
    document, None where no document is dated. `history` takes longer to make, and is asked for only where it is needed.
    """

    kinds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    people: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    history: Callable[[], History] = History


InventoryOf: TypeAlias = Callable[[Principal], Inventory]
"""What this principal may read, as of now. Blocks."""


def folded_name(name: str) -> str:
    """A name as `Inventory.people` has it: in small letters, without accents and punctuation."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", letters)))
