"""Who may read a document, and who is asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_lowercase, ascii_uppercase

from assistant.errors import UsageError

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a user's name, every group that they belong to (nested ones included), and whether they administer.

    `identities` are the other names by which sources know them: addresses, domains and accounts, such as
    `ana@tidewater.example`, `*@tidewater.example` and `github:ana-r`. An anonymous caller has the empty name, no groups and
    no identities; they read what everyone may read.

    Where more people than the asker will see what comes back, `company` is all of them, the asker included: then something
    may be read if each one of them may, and the other fields only say who asks.
    """

    user: str
    groups: frozenset[str] = frozenset()
    administrator: bool = False
    identities: frozenset[str] = frozenset()
    company: tuple[Principal, ...] = ()
    _let_in_by: Mapping[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)
    """For a company, which of its members each name of an audience lets in: a bit a member. Hundreds of people are then
    asked about thousands of audiences in milliseconds."""
    _all: int = field(init=False, repr=False, compare=False, default=0)
    """Every member's bit."""

    def __post_init__(self) -> None:
        """Refuse an administrator in company: whoever asks only `administrator` would let everybody read everything."""
        if not self.company:
            return
        if self.administrator:
            raise ValueError("a principal in company can't be an administrator: name the administrator in the company")
        let_in_by: dict[str, int] = {}
        limited = dict.fromkeys(_lets_in(one) for one in _each_of(self) if not one.administrator)
        for place, names in enumerate(limited):
            for name in names:
                let_in_by[name] = let_in_by.get(name, 0) | 1 << place
        object.__setattr__(self, "_let_in_by", let_in_by)
        object.__setattr__(self, "_all", (1 << len(limited)) - 1)

    def among(self, company: Iterable[Principal]) -> Principal:
        """The principal who asks where these people read along: what comes back is for each of them and for the asker."""
        limited = tuple(dict.fromkeys(one for one in (self, *company) if not one.administrator))
        return replace(self, administrator=False, company=limited or (Principal("", administrator=True),))

    def is_let_in_by(self, names: Iterable[str]) -> bool:
        """Whether each one of the company is in an audience of these names."""
        let_in = 0
        for name in names:
            let_in |= self._let_in_by.get(name, 0)
        return let_in == self._all


@dataclass(frozen=True, slots=True)
class Readers:
    """The audience of a document: `everyone`, `user:NAME` and `group:NAME` in any number.

    Empty means that no audience was recorded: only administrators may read it.
    """

    names: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a name with a comma: written down and read back, it would become two."""
        if any("," in name for name in self.names):
            raise UsageError("a user's or group's name can't hold a comma: rename it")

    @classmethod
    def parse(cls, text: str) -> Readers:
        """Read `everyone` or a comma-separated list such as `group:storage,user:ana`; empty text is nobody.

        Raises UsageError for anything else, since a misspelt audience must not become a silent one.
        """
        names = [name.strip() for name in text.split(",") if name.strip()]
        for name in names:
            prefix, _, rest = name.partition(":")
            if name != EVERYONE and (prefix not in {"group", "user"} or not rest.strip()):
                raise UsageError(f"'{name}' names no readers: write everyone, group:NAME or user:NAME, separated by commas")
        return cls(frozenset(names))

    @property
    def canonical(self) -> str:
        """One spelling for equal audiences, so that they can be stored once and compared."""
        return ",".join(sorted(self.names))

    def meet(self, other: Readers) -> Readers:
        """Only those whom both let in, as far as their names tell: a name that one of them lacks is left out."""
        if EVERYONE in self.names:
            return other
        return self if EVERYONE in other.names else Readers(self.names & other.names)

    def permit(self, principal: Principal) -> bool:
        """Whether this principal may read what has these readers."""
        if principal.company:
            return principal.is_let_in_by(self.names)
        if principal.administrator or EVERYONE in self.names:
            return True
        if principal.user and f"user:{principal.user}" in self.names:
            return True
        if any(f"user:{identity}" in self.names for identity in principal.identities):
            return True
        return any(f"group:{group}" in self.names for group in principal.groups)


def _lets_in(principal: Principal) -> frozenset[str]:
    """Every name that lets them in where an audience has it."""
    users = {f"user:{name}" for name in (principal.user, *principal.identities) if name}
    return frozenset({EVERYONE, *users, *(f"group:{group}" for group in principal.groups)})


def _each_of(principal: Principal) -> Iterator[Principal]:
    """The people of a company, nested ones included; of a principal without one, themselves."""
    if not principal.company:
        yield principal
    for one in principal.company:
        yield from _each_of(one)


_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
"""Only these: in other scripts two addresses that look alike may be two people's (`ſ` folds to `s`)."""


def foreign(name: str) -> str:
    """One spelling for a name that comes from a source: addresses, accounts and their groups know no case."""
    return name.translate(_LOWER) if "@" in name or name.count(":") > 1 else name


ADMINISTRATORS_ONLY = Readers()
