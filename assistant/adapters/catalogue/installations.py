"""Where Lore is installed in Slack, in SQL. slack_sdk's stores write when a workspace adds Lore; Lore reads beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import URL, ColumnElement, Connection, Engine, NullPool, RowMapping, Table, and_, delete, event, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from assistant.adapters.catalogue.engine import keep_private, prepare, reading, writing
from assistant.adapters.catalogue.slack_schema import slack_bots, slack_installations, slack_oauth_states
from assistant.domain.workspaces import Installed

_STATE_LASTS_S: Final = 600
"""How long somebody may take to press "Allow"."""


@dataclass(frozen=True, slots=True)
class OAuthStores:
    """What Bolt's OAuth flow writes. Close it in the loop that it was used in."""

    engine: AsyncEngine
    installations: AsyncSQLAlchemyInstallationStore
    states: AsyncSQLAlchemyOAuthStateStore

    async def close(self) -> None:
        """Let go of the connections."""
        await self.engine.dispose()


def open_oauth_stores(file: Path, client_id: str) -> OAuthStores:
    """The stores over a catalogue that is up to date, which only its owner can read from then on. Raises StorageError."""
    keep_private(file)
    # aiosqlite has a thread for each connection, and installing is rare: nothing is pooled.
    engine = create_async_engine(URL.create("sqlite+aiosqlite", database=str(file)), poolclass=NullPool)
    event.listen(engine.sync_engine, "connect", prepare)
    installations = AsyncSQLAlchemyInstallationStore(client_id, engine)
    return OAuthStores(engine, installations, _States(_STATE_LASTS_S, engine))


class _States(AsyncSQLAlchemyOAuthStateStore):
    """slack_sdk's store, which by itself never forgets an installation that was begun and not ended."""

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - slack_sdk's signature
        """A new state; expired ones go."""
        async with self.engine.begin() as connection:
            now = datetime.now(UTC).replace(tzinfo=None)  # slack_sdk's tables hold UTC without saying so
            await connection.execute(delete(slack_oauth_states).where(slack_oauth_states.c.expire_at <= now))
        return await super().async_issue(*args, **kwargs)


class SqlInstallations:
    """The Installations port, over slack_sdk's tables, for the app with this client id."""

    def __init__(self, engine: Engine, client_id: str) -> None:
        self._engine = engine
        self._client_id = client_id

    def of_team(self, team: str) -> Installed | None:
        """The newest in this workspace."""
        with reading(self._engine) as connection:
            return next(iter(self._newest(connection, slack_bots.c.team_id == team)), None)

    def of_organisations(self) -> list[Installed]:
        """The newest of each organisation that has Lore in several of its workspaces."""
        with reading(self._engine) as connection:
            newest = self._newest(connection, and_(slack_bots.c.team_id.is_(None), slack_bots.c.is_enterprise_install))
        return list({one.enterprise: one for one in reversed(newest)}.values())

    def forget(self, team: str, enterprise: str, before: datetime) -> bool:
        """Drop a workspace's, or with `team` "" an organisation's."""
        with writing(self._engine) as connection:
            newest = self._newest(connection, _of(slack_bots, team, enterprise))
            if newest and newest[0].installed_at >= before:
                return False
            for table in (slack_bots, slack_installations):
                ours = and_(table.c.client_id == self._client_id, _of(table, team, enterprise))
                connection.execute(delete(table).where(ours))
        return True

    def _newest(self, connection: Connection, which: ColumnElement[bool]) -> list[Installed]:
        """Newest first."""
        ours = and_(slack_bots.c.client_id == self._client_id, slack_bots.c.bot_token.is_not(None), which)
        query = select(slack_bots).where(ours).order_by(slack_bots.c.installed_at.desc(), slack_bots.c.id.desc())
        return [_to_installed(row) for row in connection.execute(query).mappings()]


def _of(table: Table, team: str, enterprise: str) -> ColumnElement[bool]:
    if team:
        return table.c.team_id == team
    return and_(table.c.team_id.is_(None), table.c.enterprise_id == enterprise)


def _to_installed(row: RowMapping) -> Installed:
    return Installed(
        team=row["team_id"] or "",
        enterprise=row["enterprise_id"] or "",
        user=row["bot_user_id"] or "",
        bot=row["bot_id"] or "",
        installed_at=row["installed_at"].replace(tzinfo=UTC),
        token=row["bot_token"],
    )
