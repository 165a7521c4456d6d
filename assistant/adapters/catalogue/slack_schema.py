"""The tables of Slack's side: the inbox, what is kept of conversations, and where Lore is installed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Boolean, Column, DateTime, Index, Integer, String, Table, Text

from assistant.adapters.catalogue.schema import UtcDateTime, metadata

jobs: Final = Table(
    "jobs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they came
    Column("id", String, nullable=False, unique=True),
    Column("task", String, nullable=False),
    Column("team", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("payload", JSON, nullable=False),  # emptied when the job is finished: nobody's words outlive it
    Column("attempts", Integer, nullable=False),
    Column("reply", Text, nullable=False),
    Column("worker", String, nullable=False),  # "" while nobody has it
    Column("due", UtcDateTime, nullable=False),  # when it may be claimed; while somebody has it, the end of their lease
    Column("stop_asked", Boolean, nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", Text, nullable=False),
    Column("error", Text, nullable=False),
    Index("jobs_in_order", "finished", "number"),
    Index("jobs_by_thread", "finished", "team", "thread", "number"),
    sqlite_autoincrement=True,  # a later job never gets an earlier one's place
)
"""Work that came in. Finished jobs stay for a while, so that what Slack delivers again is known."""

threads: Final = Table(
    "threads",
    metadata,
    Column("team", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("ts", String, primary_key=True),
    Column("followed", Boolean, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
)
"""Which threads are followed, and since when that is so."""

given_answers: Final = Table(
    "given_answers",
    metadata,
    Column("team", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("ts", String, primary_key=True),
    Column("thread", String, nullable=False),
    Column("question", String, nullable=False),
    Column("answer_id", String, nullable=False),
    Column("asker", String, nullable=False),
    Column("cited", JSON, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("marked", Text, nullable=False),
    Index("given_answers_by_question", "team", "channel", "question"),
    Index("given_answers_by_time", "given_at"),
)
"""The answers that were given in chats, without their words."""

channels: Final = Table(
    "channels",
    metadata,
    Column("team", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("settings", JSON, nullable=False),
    Column("digest", Boolean, nullable=False),
    Index("channels_by_digest", "digest"),
)
"""How channels are set; only those that somebody changed."""

channel_changes: Final = Table(
    "channel_changes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("team", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Index("channel_changes_by_channel", "team", "channel", "number"),
    sqlite_autoincrement=True,
)
"""Who changed a channel's settings, and how. Rows are only added, and go when Lore is uninstalled."""

# The rest are slack_sdk's tables, which its stores read and write themselves. They are written out here and in the migration,
# since a migration must do the same whatever version of slack_sdk is installed; a test compares them with slack_sdk's own.

slack_bots: Final = Table(
    "slack_bots",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", String(32), nullable=False),
    Column("app_id", String(32), nullable=False),
    Column("enterprise_id", String(32)),
    Column("enterprise_name", String(200)),
    Column("team_id", String(32)),
    Column("team_name", String(200)),
    Column("bot_token", String(200)),
    Column("bot_id", String(32)),
    Column("bot_user_id", String(32)),
    Column("bot_scopes", String(1000)),
    Column("bot_refresh_token", String(200)),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
)
"""Lore's bot in each workspace, with its token."""

slack_installations: Final = Table(
    "slack_installations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", String(32), nullable=False),
    Column("app_id", String(32), nullable=False),
    Column("enterprise_id", String(32)),
    Column("enterprise_name", String(200)),
    Column("enterprise_url", String(200)),
    Column("team_id", String(32)),
    Column("team_name", String(200)),
    Column("bot_token", String(200)),
    Column("bot_id", String(32)),
    Column("bot_user_id", String(32)),
    Column("bot_scopes", String(1000)),
    Column("bot_refresh_token", String(200)),
    Column("bot_token_expires_at", DateTime),
    Column("user_id", String(32), nullable=False),
    Column("user_token", String(200)),
    Column("user_scopes", String(1000)),
    Column("user_refresh_token", String(200)),
    Column("user_token_expires_at", DateTime),
    Column("incoming_webhook_url", String(200)),
    Column("incoming_webhook_channel", String(200)),
    Column("incoming_webhook_channel_id", String(200)),
    Column("incoming_webhook_configuration_url", String(200)),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("token_type", String(32)),
    Column("installed_at", DateTime, nullable=False),
    Index("slack_installations_idx", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
)
"""Who installed Lore in which workspace."""

slack_oauth_states: Final = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String(200), nullable=False),
    Column("expire_at", DateTime, nullable=False),
)
"""Installations that were begun."""
