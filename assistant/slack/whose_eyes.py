"""For whom a thread's resolution can be written down. Pure.

A decision written from a document is never for more people than the document. Of a thread that was read in, the document's own
readers are the best choice, since they stay in step with the channel; else the group that a Slack source names for it; else
the people who are in the channel now, one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.readers import ADMINISTRATORS_ONLY, EVERYONE, Principal, Readers
from assistant.slack.modals import Option

THREAD, CHANNEL, HERE, ALL, ALONE = "thread", "channel", "here", "everyone", "alone"
_GROUP: Final = "group:"
_MOST_NAMED: Final = 200
"""Longer lists of people are no audience that anybody keeps in mind."""
_LONGEST_VALUE: Final = 75


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who can be chosen from: who asks, everybody in the channel (none where they are not all known), the thread's document if
    it was read in, and the groups of lore.toml."""

    writer: Principal
    channel: str
    company: tuple[Principal, ...] = ()
    document: Document | None = None
    groups: tuple[str, ...] = ()

    def choices(self) -> list[Option]:
        """The likeliest first."""
        return [Option(value, label) for value, label, readers in self._all() if readers is not None]

    def readers(self, value: str) -> Readers | None:
        """The audience that was chosen; None if it can't be chosen any more."""
        return next((readers for known, _, readers in self._all() if known == value), None)

    def _all(self) -> Sequence[tuple[str, str, Readers | None]]:
        document = self.document.readers if self.document else None
        is_open = document is None or EVERYONE in document.names
        own = [group for group in self.groups if group in self.writer.groups and len(group) <= _LONGEST_VALUE - len(_GROUP)]
        wider: list[tuple[str, str, Readers | None]] = [
            (CHANNEL, "Whoever is in this channel, also later", self._by_group()),
            (HERE, f"The {len(self.company)} people who are in this channel now", self._one_by_one()),
            *((f"{_GROUP}{name}", f"The group {name}", Readers(frozenset({f"{_GROUP}{name}"}))) for name in own),
            (ALL, "Everybody who may ask me", Readers(frozenset({EVERYONE}))),
        ]
        return [
            (THREAD, "Whoever may read this thread in Lore", document),
            *(wider if is_open else ()),
            (ALONE, "Only you and Lore's administrators", ADMINISTRATORS_ONLY),
        ]

    def _by_group(self) -> Readers | None:
        """The group that a Slack source has made of the channel, if all who are here are in it."""
        group = f"slack:{self.channel}"
        people = [one for one in self.company if not one.administrator]
        is_theirs = bool(people) and all(group in one.groups for one in people)
        return Readers(frozenset({f"{_GROUP}{group}"})) if is_theirs else None

    def _one_by_one(self) -> Readers | None:
        names = {one.user for one in self.company}
        if not names or "" in names or len(names) > _MOST_NAMED or any("," in name for name in names):
            return None
        return Readers(frozenset(f"user:{name}" for name in names))
