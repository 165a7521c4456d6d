"""What a person asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.queries import Scope
from assistant.domain.well_formed import well_formed


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said before in the same conversation, and by whom. `ours` marks Lore's own answers."""

    speaker: str
    text: str
    ours: bool = False

    def __post_init__(self) -> None:
        """As a question's words are made."""
        object.__setattr__(self, "speaker", well_formed(self.speaker))
        object.__setattr__(self, "text", well_formed(self.text))


class Manner(StrEnum):
    """How an answer is to be given, where somebody asked for another form of one that they have."""

    PLAIN = "plain"
    SHORTER = "shorter"
    SHORTEST = "shortest"
    LONGER = "longer"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Question:
    """A person's words, what they may be answered from, and the conversation that they belong to ("" starts one).

    `interface` is the door that it came through, as `asked.Interface` names them. `said` is the conversation so far, oldest
    first; `language` is the one to answer in, "" for the settings' or the question's own. Where a `provisional` question finds
    no answer, it is asked again in another way, so that this is no gap.
    """

    text: str
    scope: Scope
    conversation_id: str = ""
    interface: str = ""
    said: tuple[Turn, ...] = ()
    language: str = ""
    provisional: bool = False
    literally: bool = False
    """Nothing is read into its words: no filters, times or parts."""
    manner: Manner = Manner.PLAIN
    over: tuple[tuple[str, int], ...] = ()
    """The chunks that it is to be answered from, by document id and ordinal, best first; without any it is searched. An answer
    over given chunks says again, in another manner or language, what was answered before."""
    turn: int | None = None
    """Which turn of its conversation it is, from 0, where the one that was taken there is asked anew; None for the next one."""

    def __post_init__(self) -> None:
        """Make the words such that they can be embedded and recorded."""
        object.__setattr__(self, "text", well_formed(self.text))
