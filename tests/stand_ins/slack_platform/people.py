"""The accounts of a workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LORE_USER, LORE_BOT, LORE_APP = "U0LORE", "B0LORE", "A0LORE"


@dataclass(slots=True)
class Person:
    """An account, a person's or a bot's. Tests change the flags as they like."""

    id: str
    name: str
    team_id: str
    email: str = ""
    is_email_confirmed: bool = True
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_stranger: bool = False
    """Somebody of another organisation, met in a shared channel."""
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def handle(self) -> str:
        return self.name.split()[0].lower() if self.name else self.id.lower()

    def as_slack(self, *, with_email: bool) -> dict[str, Any]:
        """The user object of users.info."""
        profile: dict[str, Any] = {
            "real_name": self.name, "real_name_normalized": self.name, "display_name": self.handle,
            "display_name_normalized": self.handle, "title": "", "image_72": "https://avatars.example/72.png",
            "team": self.team_id,
        }  # fmt: skip
        if with_email and self.email:
            profile["email"] = self.email
        user = {
            "id": self.id, "team_id": self.team_id, "name": self.handle, "real_name": self.name, "deleted": self.deleted,
            "profile": profile | self.profile, "is_bot": self.is_bot, "is_app_user": False, "tz": "Europe/Madrid",
            "tz_offset": 3600,
            "updated": 1_700_000_000,
        }  # fmt: skip
        if self.deleted:
            return user
        flags = ("is_admin", "is_owner", "is_restricted", "is_ultra_restricted", "is_email_confirmed")
        stranger = {"is_stranger": True} if self.is_stranger else {}
        return user | {flag: getattr(self, flag) for flag in flags} | {"is_primary_owner": False} | stranger
