"""Who may read which page of a Confluence space: the space's readers, less those whom a restriction on the way up leaves out.

A restriction on viewing counts for everything below the page that has it, and several count together
(https://support.atlassian.com/confluence-cloud/docs/manage-permissions-on-the-content-level/). So a page's readers are those
of the nearest restricted page, whose group holds the accounts that every restriction from there upwards and the space allow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property

from assistant.domain.readers import ADMINISTRATORS_ONLY, EVERYONE, Readers
from ingest.connection import Missing, Refused
from ingest.sources.confluence_wiki import Entry, Json, Subjects, Wiki, account_of

_UNKNOWN = "?"


class SpaceReaders:
    """The readers of a space's entries at one moment. `restricted` of the wiki is to be filled by its `entries` before."""

    def __init__(self, wiki: Wiki, entries: Iterable[Entry]) -> None:
        self._wiki = wiki
        self._chains: dict[str, tuple[str, ...]] = {}
        """The restricted pages from each of them upwards, itself first."""
        self._nearest = {entry.path: self._nearest_restricted(entry) for entry in entries}

    def of(self, entry: Entry) -> Readers | None:
        """None where the space's own readers can't be learnt; nobody where a restriction can't."""
        nearest = self._nearest[entry.path]
        if nearest == _UNKNOWN:
            return ADMINISTRATORS_ONLY
        if nearest:
            known = self._is_public or self._space is not None
            return Readers(frozenset({f"group:{self._group(nearest)}"})) if known else ADMINISTRATORS_ONLY
        if self._is_public:
            return Readers(frozenset({EVERYONE}))
        return None if self._space is None else Readers(frozenset({f"group:{self._group()}"}))

    def audiences(self) -> dict[str, frozenset[str]]:
        """The members of each group, as `user:` names."""
        if not self._is_public and self._space is None:
            return {}
        groups = {self._group(): self._space} if self._space is not None and not self._is_public else {}
        groups.update((self._group(nearest), self._allowed(chain)) for nearest, chain in self._chains.items())
        people = self._wiki.people({account for accounts in groups.values() for account in accounts})
        return {group: self._names(accounts, people) for group, accounts in groups.items()}

    @cached_property
    def mark(self) -> str:
        """Equal as long as every entry has the same readers, whoever is in their groups."""
        restricted = sorted(f"{path} {nearest}" for path, nearest in self._nearest.items() if nearest)
        state = "public" if self._is_public else "unknown" if self._space is None else "known"
        return hashlib.sha256("\n".join([state, *restricted]).encode()).hexdigest()[:16]

    @cached_property
    def _is_public(self) -> bool:
        return self._wiki.is_public()

    @cached_property
    def _space(self) -> frozenset[str] | None:
        """The accounts that may see the space; None if that can't be asked."""
        try:
            subjects = self._wiki.space_readers()
            return subjects.users.union(*(self._members[group] for group in sorted(subjects.groups)))
        except (Refused, Missing):
            self._wiki.check_caller()  # a token that ended just now is no answer
            return None

    @cached_property
    def _members(self) -> Mapping[str, frozenset[str]]:
        return _Members(self._wiki)

    def _nearest_restricted(self, entry: Entry) -> str:
        """The id of the nearest restricted page, the entry's own first; "" if nothing is restricted."""
        if entry.above is None:
            return _UNKNOWN
        chain = []
        for one in (entry.id, *entry.above):
            subjects = self._wiki.restriction(one)
            if subjects is None:
                return _UNKNOWN
            if subjects:
                chain.append(one)
        if not chain:
            return ""
        for place in range(len(chain)):
            self._chains.setdefault(chain[place], tuple(chain[place:]))
        return chain[0]

    def _allowed(self, chain: tuple[str, ...]) -> frozenset[str]:
        allowed = [self._expanded(self._wiki.restriction(one) or Subjects()) for one in chain]
        if not self._is_public and self._space is not None:
            allowed.append(self._space)
        return frozenset.intersection(*allowed)

    def _expanded(self, subjects: Subjects) -> frozenset[str]:
        """A group whose members can't be learnt lets nobody in."""
        found = set(subjects.users)
        for group in subjects.groups:
            try:
                found |= self._members[group]
            except (Refused, Missing):
                continue
        return frozenset(found)

    def _names(self, accounts: Iterable[str], people: Mapping[str, Json]) -> frozenset[str]:
        names = (_name(account, people.get(account) or {}, self._wiki.realm) for account in accounts)
        return frozenset(name for name in names if "," not in name)

    def _group(self, restricted: str = "") -> str:
        """With the site's address: another one can have a space by the same key, with other people."""
        space = f"confluence:{self._wiki.realm}/{self._wiki.space}"
        return f"{space}/{restricted}" if restricted else space


class _Members(dict[str, frozenset[str]]):
    """The accounts of each group, asked for once."""

    def __init__(self, wiki: Wiki) -> None:
        super().__init__()
        self._wiki = wiki

    def __missing__(self, group: str) -> frozenset[str]:
        self[group] = self._wiki.members(group)
        return self[group]


def _name(account: str, user: Json, realm: str) -> str:
    """By address where the service shows it; else by the account's id (Cloud), or by its name on this site (Data Center).

    `*@…` would be a whole domain, and on a self-hosted site people write their addresses themselves.
    """
    email = user.get("email")
    if isinstance(email, str) and "@" in email and not email.strip().startswith("*"):
        return f"user:{email.strip().lower()}"
    named = user.get("username")
    return f"user:confluence:{realm}/{named}" if named else f"user:confluence:{account_of(user) or account}"
