"""The SQLite file itself: how it is opened, what a killed start leaves, and who may read while somebody writes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import open_engine, reading, writing
from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.sources import SourceEntry
from assistant.errors import Busy, StorageError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


def pragma(file: Path, name: str) -> object:
    engine = open_engine(file)
    with engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_connections_are_durable(file: Path, name: str, value: object) -> None:
    assert pragma(file, name) == value


def test_the_migrations_make_the_schema_that_the_code_speaks_of(file: Path) -> None:
    open_catalogue(file).close()

    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        tables = {row[0] for row in rows}
        assert tables == set(schema.metadata.tables) | {"alembic_version"}
        for table in schema.metadata.tables.values():
            columns = {row[1]: bool(row[3]) for row in connection.execute(f"PRAGMA table_info({table.name})")}
            assert columns.keys() == {column.name for column in table.columns}
            for column in table.columns:
                assert column.primary_key or columns[column.name] == (not column.nullable), column
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (schema.HEAD,)


STOP_AFTER = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from assistant.adapters.catalogue.open import open_catalogue

seen = 0

@event.listens_for(Engine, "after_cursor_execute")
def count(connection, cursor, statement, parameters, context, executemany):
    global seen
    if statement.lstrip().upper().startswith(("CREATE", "INSERT")):
        seen += 1
        if seen == int(sys.argv[2]):
            os.kill(os.getpid(), 9)

open_catalogue(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("statements", [1, 2, 5, 10])
def test_a_first_start_that_is_killed_half_way_is_begun_again(file: Path, statements: int) -> None:
    command = [sys.executable, "-c", STOP_AFTER, str(file), str(statements)]
    killed = subprocess.run(command, cwd=Path(__file__).parents[3], check=False)
    assert killed.returncode == -9

    catalogue = open_catalogue(file)

    catalogue.sources.add(SourceEntry("docs", "folder", "/docs", added_at=NOON))
    assert [state.entry.name for state in catalogue.sources.states()] == ["docs"]
    catalogue.close()


def test_processes_that_make_the_catalogue_at_once_agree(file: Path) -> None:
    script = "import sys; from pathlib import Path; from assistant.adapters.catalogue import open as o; "
    script += "o.open_catalogue(Path(sys.argv[1]))"
    command = [sys.executable, "-c", script, str(file)]
    children = [subprocess.Popen(command, cwd=Path(__file__).parents[3], stderr=subprocess.PIPE) for _ in range(4)]

    said = [child.communicate()[1].decode() for child in children]

    assert said == [""] * 4
    assert open_catalogue(file).sources.states() == []


def test_a_reader_sees_one_state_while_a_writer_commits(file: Path) -> None:
    catalogue = open_catalogue(file)
    with reading(catalogue.engine) as connection:
        count = text("SELECT count(*) FROM sources")
        assert connection.execute(count).scalar() == 0
        writer = threading.Thread(target=catalogue.sources.add, args=(SourceEntry("docs", "folder", "/docs", added_at=NOON),))
        writer.start()
        writer.join()

        assert connection.execute(count).scalar() == 0

    assert len(catalogue.sources.states()) == 1
    catalogue.close()


def test_a_block_that_raises_is_undone(file: Path) -> None:
    catalogue = open_catalogue(file)

    def half_a_change() -> None:
        with writing(catalogue.engine) as connection:
            connection.execute(text("INSERT INTO facts VALUES ('a', 'b')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_a_change()

    with reading(catalogue.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM facts")).scalar() == 0
    catalogue.close()


def test_a_locked_catalogue_is_busy(file: Path) -> None:
    catalogue = open_catalogue(file)
    with catalogue.engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout=10"))  # goes back to the pool, which gives it out again
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(Busy, match="another process"):
            catalogue.ledger.settle_embedder("x")

    catalogue.close()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StorageError, match="--home"):
        open_catalogue(tmp_path / "file" / "home" / "catalogue.sqlite")


def test_a_naive_time_is_refused(file: Path) -> None:
    catalogue = open_catalogue(file)

    with pytest.raises(Exception, match="naive datetime"):
        catalogue.sources.add(SourceEntry("docs", "folder", "/docs", added_at=NOON.replace(tzinfo=None)))
    catalogue.close()
