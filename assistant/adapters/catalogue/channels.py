"""How channels are set, in SQL, with the record of every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, and_, delete, insert, select, union

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.slack_schema import channel_changes, channels, given_answers, jobs, threads
from assistant.domain.conversations import ChannelSettings, SettingsChange

_OF_TEAMS: Final = (channels, channel_changes, threads, given_answers, jobs)


class SqlChannels:
    """The Channels port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, team: str, channel: str) -> ChannelSettings:
        """Its settings; the defaults if nobody changed any."""
        with reading(self._engine) as connection:
            return _settings(connection, team, channel)

    def change(self, change: SettingsChange) -> None:
        """Store the new settings and the record of the change, together."""
        place, after = {"team": change.team, "channel": change.channel}, asdict(change.after)
        said = {"changed_by": change.changed_by, "changed_at": change.changed_at}
        with writing(self._engine) as connection:
            before = _settings(connection, change.team, change.channel)  # `change.before` is what they saw, maybe long ago
            connection.execute(delete(channels).where(_here(channels, change.team, change.channel)))
            connection.execute(insert(channels).values(**place, settings=after, digest=change.after.digest))
            connection.execute(insert(channel_changes).values(**place, **said, before=asdict(before), after=after))

    def history(self, team: str, channel: str) -> list[SettingsChange]:
        """Its changes, newest first."""
        query = select(channel_changes).where(_here(channel_changes, team, channel))
        with reading(self._engine) as connection:
            return [_to_change(row) for row in connection.execute(query.order_by(channel_changes.c.number.desc()))]

    def with_digest(self) -> list[tuple[str, str]]:
        """The (team, channel) pairs that want a digest."""
        query = select(channels.c.team, channels.c.channel).where(channels.c.digest)
        with reading(self._engine) as connection:
            return [(team, channel) for team, channel in connection.execute(query.order_by(*query.selected_columns))]

    def teams(self) -> list[str]:
        """The workspaces that anything is kept of, in order."""
        with reading(self._engine) as connection:
            kept = connection.execute(union(*(select(table.c.team) for table in _OF_TEAMS))).scalars()
            return sorted(team for team in kept if team)

    def forget_team(self, team: str) -> None:
        """Drop all that is kept of a workspace. Jobs that somebody is at are finished under their hands."""
        with writing(self._engine) as connection:
            for table in _OF_TEAMS:
                connection.execute(delete(table).where(table.c.team == team))


def _here(table: Table, team: str, channel: str) -> ColumnElement[bool]:
    return and_(table.c.team == team, table.c.channel == channel)


def _settings(connection: Connection, team: str, channel: str) -> ChannelSettings:
    held = connection.execute(select(channels.c.settings).where(_here(channels, team, channel))).scalar()
    return _to_settings(held or {})


def _to_settings(values: Mapping[str, Any]) -> ChannelSettings:
    lists = {name: tuple(values[name]) for name in ("sources", "askers") if name in values}
    return ChannelSettings(**{**values, **lists})


def _to_change(row: Row[Any]) -> SettingsChange:
    return SettingsChange(
        team=row.team,
        channel=row.channel,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        before=_to_settings(row.before),
        after=_to_settings(row.after),
    )
