"""How documents hang together: who speaks of whom, and what took whose place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SHARED: Final = "shares"
"""The relation of two documents of which neither names the other, and which speak of the same things."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two documents that have to do with each other, whichever of them says so.

    `relation` is that of a link (`domain.documents.Link`) or SHARED. `strength` is 1 for a link; for documents that speak of
    the same things it is the likeness of what they speak of, above 0 and at most 1.
    """

    one: str
    other: str
    relation: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class LinkGraph:
    """The ties of some documents, by id, as one person may know them."""

    ties: tuple[Tie, ...] = ()
    replaced_by: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By a superseded document, what holds in its place today: the ends of the chain that leads on from it."""
    cited_by: Mapping[str, int] = field(default_factory=dict)
    """How many documents speak of each; those of which none does are left out."""
