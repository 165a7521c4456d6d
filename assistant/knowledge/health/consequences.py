"""What becomes of a rating, for who gave it. Pure."""

from __future__ import annotations

from assistant.domain.asked import Asked, Interface, Rating
from assistant.knowledge.health.judged import goes_on


def what_it_changes(asked: Asked, rating: Rating) -> str:
    """A sentence or two; what it says is what `judged.py`, `gaps.py` and `lore tune` do."""
    if rating.helpful:
        return _of_thumbs_up(asked)
    if not asked.filtered and asked.interface != Interface.CHECK:
        return _of_thumbs_down(asked, rating)
    collected = " The next `lore eval collect` takes it with your better source." if rating.better else ""
    return f"Your question was asked of a part of the documents only, so that it is not listed under Health.{collected}"


def _of_thumbs_up(asked: Asked) -> str:
    if not asked.cited:
        return "It counts under Health. The answer cites no document, so that `lore eval collect` has nothing to take from it."
    if goes_on(asked.question):
        return "It counts under Health. A question that goes on from a conversation can't be measured alone."
    return "The next `lore eval collect` takes your question, with the documents that the answer cites as those that answer it."


def _of_thumbs_down(asked: Asked, rating: Rating) -> str:
    if not rating.better:
        return (
            "Your question stays open under Health until somebody's documents answer it. If you name a better source, "
            "`lore eval collect` and `lore tune` can use it."
        )
    if goes_on(asked.question):
        return (
            "Your question stays open under Health, with the better source beside it. It goes on from a conversation, so that "
            "it can't be measured alone."
        )
    return (
        "The next `lore eval collect` takes your question with the better source, and `lore tune` learns from it. It stays "
        "open under Health until Lore answers it from there."
    )
