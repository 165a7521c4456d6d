"""The tables of Slack's side: as slack_sdk's stores expect them, quick to claim from, and nobody's but the owner's to read."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import Connection, MetaData, Table, event, text

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import open_engine
from assistant.adapters.catalogue.installations import open_oauth_stores
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.inbox import Job, Task
from assistant.domain.sources import SourceEntry
from assistant.errors import StorageError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
THEIRS = {
    "slack_bots": AsyncSQLAlchemyInstallationStore.build_bots_table,
    "slack_installations": AsyncSQLAlchemyInstallationStore.build_installations_table,
    "slack_oauth_states": AsyncSQLAlchemyOAuthStateStore.build_oauth_states_table,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def catalogue(file: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(file)
    yield opened
    opened.close()


def shape(table: Table) -> tuple[object, ...]:
    columns = [(one.name, str(one.type), one.nullable, one.primary_key) for one in table.columns]
    return columns, sorted((str(index.name), tuple(index.columns.keys())) for index in table.indexes)


@pytest.mark.parametrize("name", THEIRS)
def test_slack_sdks_tables_are_as_its_own_stores_make_them(name: str) -> None:
    assert shape(schema.metadata.tables[name]) == shape(THEIRS[name](MetaData(), name))


def test_a_catalogue_of_the_third_version_gets_the_tables_and_keeps_what_it_has(file: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.attributes["engine"] = open_engine(file)
    command.upgrade(config, "0003")
    config.attributes["engine"].dispose()
    with closing(sqlite3.connect(file)) as connection:
        values = "'docs', 'folder', '/docs', '', '', '2026-03-01 12:00:00.000000', '{}', ''"
        columns = "name, type, location, kind, readers, added_at, options, cursor"
        connection.execute(f"INSERT INTO sources ({columns}) VALUES ({values})")
        connection.commit()

    with closing(open_catalogue(file)) as catalogue:
        assert [state.entry for state in catalogue.sources.states()] == [SourceEntry("docs", "folder", "/docs", added_at=NOON)]
        assert catalogue.inbox.put(Job("a", Task.QUESTION, "T1", NOON))


def test_claiming_looks_at_no_finished_job(catalogue: Catalogue) -> None:
    """However many there are: both looks go by an index that begins with `finished`."""
    looked: list[str] = []

    @event.listens_for(catalogue.engine, "before_cursor_execute")
    def explain(connection: Connection, cursor: sqlite3.Cursor, statement: str, values: tuple[object, ...], *_: object) -> None:
        if statement.startswith("SELECT jobs"):
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            looked.extend(row[3] for row in plan)

    catalogue.inbox.put(Job("a", Task.QUESTION, "T1", NOON, "t"))
    looked.clear()
    assert len(catalogue.inbox.claim("one", 4, NOON, NOON)) == 1

    assert looked
    for step in looked:
        assert step.startswith(
            ("SEARCH jobs USING INDEX jobs_in_order (finished=?", "CORRELATED", "SEARCH earlier USING INDEX")
        )
    assert any("jobs_by_thread (finished=? AND team=? AND thread=? AND number<?)" in step for step in looked)


def rights(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_new_catalogue_is_its_owners_alone(file: Path, catalogue: Catalogue) -> None:
    catalogue.inbox.put(Job("a", Task.QUESTION, "T1", NOON))

    files = sorted(file.parent.glob("catalogue.sqlite*"))
    assert [one.name.removeprefix("catalogue.sqlite") for one in files] == ["", "-shm", "-wal"]
    assert {rights(one) for one in files} == {0o600}


async def test_before_tokens_are_kept_others_lose_the_right_to_read(file: Path, catalogue: Catalogue) -> None:
    catalogue.inbox.put(Job("a", Task.QUESTION, "T1", NOON))
    files = sorted(file.parent.glob("catalogue.sqlite*"))
    for one in files:
        one.chmod(0o664)

    stores = open_oauth_stores(file, "1.2")

    assert {rights(one) for one in files} == {0o600}
    await stores.close()


def test_rights_that_cannot_be_had_are_named_with_what_to_do(file: Path) -> None:
    file.symlink_to(file)  # a file that even root can't change the rights of

    with pytest.raises(StorageError, match=r"run `chmod 600 .*catalogue\.sqlite` as its owner"):
        open_oauth_stores(file, "1.2")


async def test_slack_sdks_stores_write_as_durably_as_lore_does(file: Path, catalogue: Catalogue) -> None:
    stores = open_oauth_stores(file, "1.2")
    async with stores.engine.connect() as connection:
        found = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in ("synchronous", "secure_delete")]
    await stores.close()

    assert found == [2, 1]


async def test_installations_that_nobody_ended_are_forgotten(file: Path, catalogue: Catalogue) -> None:
    stores = open_oauth_stores(file, "1.2")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO slack_oauth_states (state, expire_at) VALUES ('old', '2026-01-01 00:00:00.000000')")
        connection.commit()

    state = await stores.states.async_issue()

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT state FROM slack_oauth_states").fetchall() == [(state,)]
    assert await stores.states.async_consume(state)
    assert not await stores.states.async_consume(state)
    await stores.close()
