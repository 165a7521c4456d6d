"""Who may read a document, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import UsageError

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a user's name, every group that they belong to (nested ones included), and whether they administer.

    An anonymous caller has the empty name and no groups; they read what everyone may read.
    """

    user: str
    groups: frozenset[str] = frozenset()
    administrator: bool = False


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

    def permit(self, principal: Principal) -> bool:
        """Whether this principal may read what has these readers."""
        if principal.administrator or EVERYONE in self.names:
            return True
        if principal.user and f"user:{principal.user}" in self.names:
            return True
        return any(f"group:{group}" in self.names for group in principal.groups)


ADMINISTRATORS_ONLY = Readers()
