"""Terms and what they mean here."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.quotes import Quote


@dataclass(frozen=True, slots=True)
class Term:
    """A term or an acronym as a document defines it; `meaning` is the expansion or the definition, in its words."""

    name: str
    meaning: str
    quote: Quote
    is_acronym: bool = False
