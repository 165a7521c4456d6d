"""The ids of the buttons below an answer, as Slack sends them back."""

from __future__ import annotations

from typing import Final

FEEDBACK: Final = "lore_feedback"
"""👍 and 👎; the value is `up:` or `down:` with the answer's id."""
SHARE: Final = "lore_share"
"""Show a private answer to the channel; the value is the answer's id."""
ASK_PERSON: Final = "lore_ask_person"
"""Hand the question over to a person; the value is the answer's id."""
UP: Final = "up:"
DOWN: Final = "down:"
