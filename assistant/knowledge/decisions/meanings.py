"""What each status says about whether a decision holds, in the words that the pages and the chat show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.domain.statuses import DecisionStatus

MEANINGS: Final[Mapping[DecisionStatus, str]] = {
    DecisionStatus.PROPOSED: "under discussion, not in force",
    DecisionStatus.ACCEPTED: "in force",
    DecisionStatus.REJECTED: "not adopted",
    DecisionStatus.WITHDRAWN: "taken back by those who proposed it",
    DecisionStatus.DEFERRED: "put off, not in force",
    DecisionStatus.SUPERSEDED: "replaced, no longer in force",
    DecisionStatus.DEPRECATED: "no longer in force",
    DecisionStatus.UNSTATED: "its document does not say whether it is in force",
}
TENTATIVE: Final[Mapping[DecisionStatus, str]] = {
    DecisionStatus.PROPOSED: "would replace it, and is only proposed",
    DecisionStatus.DEFERRED: "would replace it, and was put off",
    DecisionStatus.REJECTED: "was to replace it, and was rejected",
    DecisionStatus.WITHDRAWN: "was to replace it, and was withdrawn",
}
"""What is said of one that claims to replace another and did not take effect."""
