"""What was understood of a question besides the words that are searched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.domain.hits import SearchResult
from assistant.domain.queries import ANY_TIME, Filters, TimeWish


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, read.

    `asked` is the question as it stands, `text` what is searched: the question without the words that became filters, where
    it says as much without them. `filters` are those that its words ask for, none of them the caller's; `words` name them, for
    showing. `parts` are the questions that it is made of, each with its subject, where there are several. `note` is what became
    of it, a sentence, where not all that was understood could be kept to.
    """

    asked: str
    text: str
    filters: Filters = field(default_factory=Filters)
    words: tuple[str, ...] = ()
    wish: TimeWish = ANY_TIME
    parts: tuple[str, ...] = ()
    note: str = ""
    is_explicit: bool = False
    """Whether the asker named a place itself, or used an operator."""
    is_team: bool = False
    """Whether the voices are the members of a group, which `words` names: they are nobody else's to read."""

    @property
    def shown(self) -> Filters:
        """The filters as they may be shown: without the names of a group's members."""
        return replace(self.filters, voices=()) if self.is_team else self.filters

    @property
    def told(self) -> str:
        """`meetings · March 2026 · storage team`; "" where nothing was understood."""
        return " · ".join(self.words)

    @property
    def narrows(self) -> bool:
        """Whether any filter was understood."""
        return self.filters != Filters()

    @property
    def is_plain(self) -> bool:
        """Whether the question is searched as it stands, and nothing more."""
        return not (self.narrows or self.parts or self.words) and self.wish == ANY_TIME and self.text == self.asked


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What was found, and what for."""

    result: SearchResult
    understood: Understood
