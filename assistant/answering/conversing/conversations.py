"""A person's conversations: listed, read, ended, exported and deleted by themselves alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.conversing.history import shown
from assistant.answering.conversing.ports import Dialogues
from assistant.answering.conversing.rereading import Rereader
from assistant.domain.answers import Citation
from assistant.domain.dialogue import Dialogue, Exchange, owner_of
from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.ports import Clock, Documents

NO_SUCH_CONVERSATION: Final = "There is no such conversation among yours, or it is no longer kept."


@dataclass(frozen=True, slots=True)
class Told:
    """An exchange as its person may read it now. Without `is_readable`, `text` says so and `citations` are none. A citation
    whose document no longer says the quoted words has an empty quote."""

    exchange: Exchange
    text: str
    citations: tuple[Citation, ...]
    is_readable: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as its person may read it now."""

    dialogue: Dialogue
    told: tuple[Told, ...]


class Conversations:
    """What people may do with their own conversations. Blocks. Somebody else's is the same NotFound as one that is not there.

    `forgetters` are told the ids of answers that were in deleted conversations, and delete what else is kept of them: the
    questions in the record, their ratings, how the answers came about. `is_kept` is whether new conversations are kept.
    """

    def __init__(
        self,
        dialogues: Dialogues,
        documents: Documents,
        clock: Clock,
        forgetters: Sequence[Callable[[Collection[str]], object]] = (),
        *,
        is_kept: bool = True,
    ) -> None:
        self.is_kept = is_kept
        self._dialogues = dialogues
        self._documents = documents
        self._clock = clock
        self._forgetters = forgetters

    def of(self, principal: Principal) -> list[Dialogue]:
        """All of this person's, newest first."""
        owner = owner_of(principal)
        return [] if owner is None else self._dialogues.of(owner)

    def last(self, principal: Principal) -> Dialogue | None:
        """The one to go on with: the newest that was not ended."""
        return next((one for one in self.of(principal) if not one.has_ended), None)

    def get(self, principal: Principal, dialogue_id: str) -> Conversation:
        """One of them as this person may read it now. Raises NotFound."""
        owner = owner_of(principal)
        kept = None if owner is None else self._dialogues.read(owner, dialogue_id)
        if kept is None:
            raise NotFound(NO_SUCH_CONVERSATION)
        rereader = Rereader(self._documents, principal)
        return Conversation(kept.dialogue, tuple(_told(one, rereader) for one in kept.exchanges))

    def end(self, principal: Principal, dialogue_id: str) -> Dialogue:
        """It is not gone on with from now on. Raises NotFound."""
        owner = owner_of(principal)
        if owner is None or not self._dialogues.end(owner, dialogue_id, self._clock.now()):
            raise NotFound(NO_SUCH_CONVERSATION)
        return self.get(principal, dialogue_id).dialogue

    def forget(self, principal: Principal, dialogue_id: str) -> None:
        """Delete it, and all that is kept of its questions. Raises NotFound."""
        owner = owner_of(principal)
        if owner is None or self._dialogues.read(owner, dialogue_id) is None:
            raise NotFound(NO_SUCH_CONVERSATION)
        self._forget(owner, dialogue_id)

    def forget_all(self, principal: Principal) -> int:
        """Delete all of this person's; how many there were."""
        owner = owner_of(principal)
        if owner is None:
            return 0
        ids = [one.id for one in self._dialogues.of(owner)]
        for dialogue_id in ids:
            self._forget(owner, dialogue_id)
        return len(ids)

    def _forget(self, owner: str, dialogue_id: str) -> None:
        """What is kept elsewhere goes first: the conversation is what tells of it, should something fail on the way."""
        kept = self._dialogues.read(owner, dialogue_id)
        answers = [one.answer_id for one in kept.exchanges] if kept else []
        for forget in self._forgetters:
            forget(answers)
        self._dialogues.forget(owner, [dialogue_id])


def _told(exchange: Exchange, rereader: Rereader) -> Told:
    is_readable = rereader.permits(exchange)
    citations = rereader.citations(exchange.references) if is_readable else ()
    return Told(exchange, shown(exchange, rereader.permits), citations, is_readable)
