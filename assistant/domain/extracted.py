"""What is taken out of a document beside its chunks."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.decisions import Decision
from assistant.domain.documents import Document
from assistant.domain.glossary import Term
from assistant.domain.people import Contribution


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document's decisions, terms and contributions, stored with it and gone with it."""

    decisions: tuple[Decision, ...] = ()
    terms: tuple[Term, ...] = ()
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A document and what was taken out of it."""

    document: Document
    extracted: Extracted
