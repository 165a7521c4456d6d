"""The form that a thread's resolution is written down with, and what was written in it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from assistant.domain.rulings import Amendment
from assistant.domain.statuses import DecisionStatus
from assistant.errors import NotFound, UsageError
from assistant.knowledge.decisions.lineage import Entry
from assistant.slack.acting.conclusions import LONGEST_TITLE, Conclusion
from assistant.slack.acting.whose_eyes import Eyes
from assistant.slack.wording import kit, modals
from assistant.slack.wording.modals import Filled, Option, View

SAVE: Final = "lore_save"
"""The shortcut's and the form's callback id, and the job's name."""
TITLE: Final = "Save to Lore"
TOLD: Final = (
    "This is how the thread seems to have ended. Correct it as you like. Passwords and keys are taken out before it is kept."
)
GUESSED: Final = "Nobody says in the thread what was decided, so the last thing that was said stands here. Please correct it."
_STATUSES: Final = (
    DecisionStatus.ACCEPTED,
    DecisionStatus.PROPOSED,
    DecisionStatus.DEFERRED,
    DecisionStatus.REJECTED,
)
_LABELS: Final = {
    DecisionStatus.ACCEPTED: "Accepted: it holds",
    DecisionStatus.PROPOSED: "Proposed: not decided yet",
    DecisionStatus.DEFERRED: "Deferred: put off",
    DecisionStatus.REJECTED: "Rejected: not adopted",
}
_LONGEST_NAMES: Final = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote in the form, as JSON: `supersedes` are names as they typed them, `eyes` a choice of Eyes."""

    title: str
    statement: str
    status: str
    decided_on: str
    people: tuple[str, ...]
    supersedes: tuple[str, ...]
    eyes: str
    address: str

    def amendment(self, named: Callable[[str], Entry]) -> Amendment:
        """The same for the decision book. Raises UsageError for a former decision that is none, or could be several."""
        day = modals.day_of(self.decided_on)
        return Amendment(
            title=self.title,
            statement=self.statement,
            status=self.status,
            proposed_on=day if self.status == DecisionStatus.PROPOSED else None,
            decided_on=None if self.status == DecisionStatus.PROPOSED else day,
            deciders=self.people or None,
            supersedes=tuple(dict.fromkeys(_meant(one, named) for one in self.supersedes)) or None,
            discussed_in=(self.address,) if self.address else None,
        )


def form_for(found: Conclusion, eyes: Eyes, metadata: dict[str, Any]) -> View:
    """The form, filled with what is proposed."""
    status = DecisionStatus.ACCEPTED if found.is_told else DecisionStatus.PROPOSED
    statuses = [Option(one.value, _LABELS[one]) for one in _STATUSES]
    choices = eyes.choices()
    people = modals.typed("people", "Decided by", ", ".join(found.people), _LONGEST_NAMES, lines=False)
    former = modals.typed("supersedes", "What it replaces", most=_LONGEST_NAMES, lines=False)
    blocks = [
        kit.context(TOLD if found.is_told else GUESSED),
        modals.typed("title", "What it is about", found.title, LONGEST_TITLE, lines=False),
        modals.typed("statement", "What was decided", found.statement),
        modals.one_of("status", "Status", statuses, status.value),
        modals.a_day("decided_on", "Since when", found.day),
        modals.optional(modals.hinted(people, "Names, separated by commas.")),
        modals.optional(modals.hinted(former, "A former decision by its title, number or address.")),
        modals.hinted(modals.one_of("eyes", "Who may read it", choices, choices[0].value), "Lore's administrators always may."),
    ]
    return modals.form(SAVE, TITLE, blocks, "Save", metadata)


def written_in(filled: Filled, redact: Callable[[str], str]) -> Written:
    """What was written in it, without secrets."""
    day = filled.day("decided_on")
    return Written(
        title=redact(filled.text("title")),
        statement=redact(filled.text("statement")),
        status=filled.choice("status") or DecisionStatus.ACCEPTED.value,
        decided_on=day.isoformat() if day else "",
        people=tuple(_parts(redact(filled.text("people")))),
        supersedes=tuple(_parts(redact(filled.text("supersedes")), ";")),
        eyes=filled.choice("eyes"),
        address=str(filled.metadata["address"]),
    )


def _parts(text: str, separator: str = ",") -> list[str]:
    return [part.strip() for part in text.replace("\n", separator).split(separator) if part.strip()]


def _meant(name: str, named: Callable[[str], Entry]) -> str:
    """The id of the decision that is meant by a title, a number, or the address of its page."""
    try:
        return named(name.rpartition("/decisions/")[2].strip("/") if "/decisions/" in name else name).id
    except NotFound as error:
        raise UsageError(
            f"'{name[:60]}' is no decision here: give its title, its number, or the address of its page"
        ) from error
