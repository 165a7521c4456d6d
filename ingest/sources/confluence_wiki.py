"""One space of a Confluence: what its source needs of Cloud and of Data Center, and what both do alike.

Each has a module of its own beside this one.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

from assistant.errors import SourceError
from ingest.connection import Connection, Fetched, Missing, Parameters, Refused
from ingest.opening import PagesInMemory

Json: TypeAlias = Any

TYPES: Final = ("page", "blogpost")
_READ: Final = "restrictions.read.restrictions"
RESTRICTIONS: Final = f"{_READ}.user,{_READ}.group"
_COMMENT: Final = "version,container,ancestors,history,body.storage,extensions.inlineProperties,extensions.resolution"


@dataclass(frozen=True, slots=True)
class Subjects:
    """The accounts and groups, each by its id, that a permission names."""

    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.users or self.groups)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page or a blog post that is in the space now. `when` is the moment of its version, as the service writes it."""

    id: str
    type: str
    version: int
    when: str
    url: str
    above: tuple[str, ...] | None
    """The ids of what it is below, nearest first; None if that can't be learnt."""

    @property
    def path(self) -> str:
        """Its id within the source."""
        return f"{self.type}/{self.id}"


class Wiki(ABC):
    """One space. `public` and `connection` are the same server with and without credentials, `site` the address that
    people use, without a trailing slash.

    Every method raises SourceError when the service can't be asked; Refused and Missing are said where they mean something.
    """

    context: ClassVar = ""
    """What the service puts before the addresses of following pages, and `connection` has in its base already."""

    def __init__(self, connection: Connection, public: Connection, site: str, space: str) -> None:
        self.connection = connection
        self.site = site
        self.space = space
        self.restricted: dict[str, Subjects | None] = {}
        """What is known of restrictions: empty Subjects for what is not restricted by itself, None where it can't be learnt."""
        self._public = public
        self._people: dict[str, Json] = {}

    @property
    def realm(self) -> str:
        """The site's address without its scheme, for names that hold on this site only."""
        return self.site.partition("://")[2]

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Every current page and blog post of the space, from the database, not from the search index."""

    @abstractmethod
    def page(self, entry_id: str, entry_type: str) -> Json:
        """A page with its body in storage format, its labels, and `ancestors`. Missing if it is gone."""

    @abstractmethod
    def gone(self) -> tuple[str, ...]:
        """The paths of what is in the trash or archived, sorted."""

    @abstractmethod
    def space_readers(self) -> Subjects:
        """Who may see the space, besides the public. Refused or Missing if that can't be asked."""

    @abstractmethod
    def is_public(self) -> bool:
        """Whether the space can be seen without an account."""

    @abstractmethod
    def _members_address(self, group: str) -> str:
        """Where the members of a group are listed."""

    @abstractmethod
    def _ask_for(self, accounts: Iterable[str]) -> Iterable[Json]:
        """The users of these accounts, as far as the service names them."""

    def check_caller(self) -> None:
        """Raise Refused for credentials that expired: the service then answers as to a stranger, without an error."""
        try:
            caller = self.connection.json("rest/api/user/current")
        except Missing as error:
            raise SourceError(f"there is no Confluence at {self.site}: check the source's address") from error
        if not account_of(caller):
            raise Refused(
                "Confluence takes the caller for a stranger: the token is not valid (any more), set another one for this "
                "source in lore.toml ([sources.NAME] token = …) or in LORE_SOURCES__NAME__TOKEN"
            )

    def comments(self, condition: str = "", *, bodies: bool = False) -> Iterator[Json]:
        """The comments of the space for which a CQL condition holds, from the search index, which may lag by minutes."""
        cql = f"space = {quoted(self.space)} and type = comment" + (f" and {condition}" if condition else "")
        expand = _COMMENT if bodies else "version,container"
        return self._all("rest/api/content/search", {"cql": cql, "limit": 100, "expand": expand})

    def restriction(self, entry_id: str) -> Subjects | None:
        """Who alone may read this page; empty Subjects if it has no restriction, None if that can't be learnt."""
        if entry_id not in self.restricted:
            try:
                found = self.connection.json(f"rest/api/content/{entry_id}/restriction/byOperation/read")
            except (Refused, Missing):
                found = None
            self.restricted[entry_id] = self._subjects(found)
        return self.restricted[entry_id]

    def members(self, group: str) -> frozenset[str]:
        """The accounts in a group. Refused or Missing if the caller may not ask."""
        return frozenset(self._seen(user) for user in self._all(self._members_address(group), {"limit": 200}))

    def people(self, accounts: Iterable[str]) -> Mapping[str, Json]:
        """The users of these accounts, as far as they are named; asked for once."""
        wanted = set(accounts) - {""}
        if missing := sorted(wanted - self._people.keys()):
            for user in self._ask_for(missing):
                self._seen(user)
        return {account: self._people[account] for account in wanted if account in self._people}

    def _seen(self, user: Json) -> str:
        account = account_of(user)
        self._people.setdefault(account, user)
        return account

    def _subjects(self, restriction: Json) -> Subjects | None:
        """What `restrictions` of one operation names; None if the service left it out."""
        named = restriction.get("restrictions") if isinstance(restriction, dict) else None
        if not isinstance(named, dict) or "user" not in named or "group" not in named:
            return None
        users = frozenset(self._seen(user) for user in results(named["user"]))
        return Subjects(users, frozenset(str(group.get("id") or group.get("name")) for group in results(named["group"])))

    def _note(self, found: Json) -> None:
        subjects = self._subjects((found.get("restrictions") or {}).get("read"))
        if subjects is not None:
            self.restricted[str(found["id"])] = subjects

    def _all(self, address: str, parameters: Parameters) -> Iterator[Json]:
        """The results of every page of a list."""
        for page in self.connection.pages(address, parameters, whole_list, PagesInMemory(), self._following):
            yield from page

    def _following(self, _: Fetched, loaded: Json) -> str:
        links = loaded.get("_links") or {}
        address = str(links.get("next") or "")
        return address.removeprefix(links.get("base") or "/").removeprefix(self.context or "/").lstrip("/")

    def _seen_by_strangers(self, address: str) -> Json:
        """What a caller without an account gets there; None if nothing."""
        try:
            return json.loads(self._public.fetch(address).body)
        except (Refused, Missing, ValueError):  # a page to log in at is no JSON
            return None


def account_of(user: Json) -> str:
    """What identifies a user: an account id on Cloud, a key on Data Center; "" for nobody in particular."""
    return str(user.get("accountId") or user.get("userKey") or user.get("username") or "") if isinstance(user, dict) else ""


def results(loaded: Json) -> list[Json]:
    """The `results` of a list; none if there is no such list."""
    found = loaded.get("results") if isinstance(loaded, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def whole_list(loaded: Json) -> list[Json]:
    """The `results` of a page of a list. An answer without them is no empty list, or everything would be taken for gone."""
    if not isinstance(loaded, dict) or not isinstance(loaded.get("results"), list):
        raise SourceError(
            "Confluence answers with something that is no list: check the source's address (and any proxy before it)"
        )
    return results(loaded)


def quoted(text: str) -> str:
    """A text as a value in CQL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def no_space(space: str) -> SourceError:
    """That the space can't be seen."""
    return SourceError(f"Confluence has no space {space} that this token may see: check the address and the account's rights")
