"""For whom a thread's resolution can be written down. Pure.

A decision written from a document is never for more people than the document. Of a thread that was read in, the document's own
readers are the best choice, since they stay in step with the channel; else the group that a Slack source names for it; else
the people who are in the channel now, one by one. Where Lore knows none of these, the writer alone: what was said among some is
for others only if somebody chose that, and what was said behind closed doors is not for everybody by any choice here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.readers import ADMINISTRATORS_ONLY, EVERYONE, Principal, Readers
from assistant.slack.wording.modals import Option

THREAD, CHANNEL, HERE, ALL, ALONE = "thread", "channel", "here", "everyone", "alone"
_GROUP: Final = "group:"
_MOST_NAMED: Final = 200
"""Longer lists of people are no audience that anybody keeps in mind."""
_LONGEST_VALUE: Final = 75


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who can be chosen from: who asks, everybody in the channel (none where they are not all known), the thread's document if
    it was read in, the groups of lore.toml, and whether anybody of the workspace may look into the channel."""

    writer: Principal
    channel: str
    company: tuple[Principal, ...] = ()
    document: Document | None = None
    groups: tuple[str, ...] = ()
    is_public: bool = False

    def choices(self) -> list[Option]:
        """The first is proposed: for no more people than have the thread before them. What is for more comes last."""
        return [Option(value, label) for value, label, readers in self._all() if readers is not None]

    def readers(self, value: str) -> Readers | None:
        """The audience that was chosen; None if it can't be chosen any more."""
        return next((readers for known, _, readers in self._all() if known == value), None)

    def _all(self) -> Sequence[tuple[str, str, Readers | None]]:
        document = self.document.readers if self.document else None
        is_open = document is None or EVERYONE in document.names
        people = [
            (CHANNEL, "Whoever is in this channel, also later", self._by_group()),
            (HERE, f"The {len(self.company)} people who are in this channel now", self._one_by_one()),
        ]
        return [
            (THREAD, "Whoever may read this thread in Lore", document),
            *(people if is_open else ()),
            (ALONE, "Only you and Lore's administrators", ADMINISTRATORS_ONLY),
            *(self._wider() if is_open else ()),
        ]

    def _wider(self) -> Sequence[tuple[str, str, Readers | None]]:
        """For others than the channel's own people: of a private channel, for a group that all of these are in."""
        own = [group for group in self.groups if group in self.writer.groups and len(group) <= _LONGEST_VALUE - len(_GROUP)]
        offered = [group for group in own if self._are_all_in(group) or (self.is_public and self.company)]
        groups = [(f"{_GROUP}{name}", f"The group {name}", Readers(frozenset({f"{_GROUP}{name}"}))) for name in offered]
        everybody = Readers(frozenset({EVERYONE})) if self.is_public and self.company else None
        return [*groups, (ALL, "Everybody who may ask me", everybody)]

    def _by_group(self) -> Readers | None:
        """The group that a Slack source has made of the channel, if all who are here are in it."""
        group = f"slack:{self.channel}"
        return Readers(frozenset({f"{_GROUP}{group}"})) if self._are_all_in(group) else None

    def _are_all_in(self, group: str) -> bool:
        """Administrators may read all the same."""
        people = [one for one in self.company if not one.administrator]
        return bool(people) and all(group in one.groups for one in people)

    def _one_by_one(self) -> Readers | None:
        names = {one.user for one in self.company}
        if not names or "" in names or len(names) > _MOST_NAMED or any("," in name for name in names):
            return None
        return Readers(frozenset(f"user:{name}" for name in names))
