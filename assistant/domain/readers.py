"""Who may read a document, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import UsageError

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a user's name, every group that they belong to (nested ones included), and whether they administer.

    `identities` are the other names by which sources know them: addresses, domains and accounts, such as
    `ana@tidewater.example`, `*@tidewater.example` and `github:ana-r`. An anonymous caller has the empty name, no groups and
    no identities; they read what everyone may read.
    """

    user: str
    groups: frozenset[str] = frozenset()
    administrator: bool = False
    identities: frozenset[str] = frozenset()


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
        if principal.administrator or EVERYONE in self.names:
            return True
        if principal.user and f"user:{principal.user}" in self.names:
            return True
        if any(f"user:{identity}" in self.names for identity in principal.identities):
            return True
        return any(f"group:{group}" in self.names for group in principal.groups)


def foreign(name: str) -> str:
    """One spelling for a name that comes from a source: addresses, accounts and their groups know no case."""
    return name.casefold() if "@" in name or name.count(":") > 1 else name


ADMINISTRATORS_ONLY = Readers()
