"""Where Lore is installed in a chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Installed:
    """Lore in one workspace, or in a whole organisation: then `team` is "". `user` and `bot` are the ids that it has there,
    `enterprise` is the organisation's, "" where the workspace belongs to none."""

    team: str
    enterprise: str
    user: str
    bot: str
    installed_at: datetime
    token: str = field(repr=False)
