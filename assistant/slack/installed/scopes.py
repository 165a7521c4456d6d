"""What Lore asks to be allowed in a workspace; deploy/slack/manifest.json lists the same."""

from __future__ import annotations

from typing import Final

SCOPES: Final = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:history",
    "mpim:read",
    "users:read",
    "users:read.email",
)
