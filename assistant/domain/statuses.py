"""What a document's status says about whether it holds."""

from __future__ import annotations

from enum import StrEnum

_PAST = frozenset({"superseded", "deprecated", "obsolete", "replaced", "retired"})
_REFUSED = frozenset({"rejected", "withdrawn", "abandoned", "declined"})


class Standing(StrEnum):
    """Whether what a document says is in force."""

    HOLDS = "holds"
    """Nothing is known to the contrary."""
    PAST = "past"
    """It held once."""
    REFUSED = "refused"
    """It was proposed, and not adopted."""


def standing(status: str) -> Standing:
    """What the first word of a status says: `Superseded by ADR-0019` is past, and no status at all holds."""
    first = (status.casefold().split() or [""])[0].strip(":;,.")
    if first in _PAST:
        return Standing.PAST
    return Standing.REFUSED if first in _REFUSED else Standing.HOLDS
