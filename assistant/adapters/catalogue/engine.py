"""Connections to the catalogue, and its errors in Lore's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import Busy, StorageError, StorageFull


def open_engine(file: Path) -> Engine:
    """An engine over a SQLite file, which is made if it isn't there.

    WAL lets readers go on beside the one writer; `synchronous=FULL` is what makes a commit survive a power cut (with
    NORMAL the last ones are lost); `secure_delete` overwrites what was deleted.
    """
    engine = create_engine(URL.create("sqlite", database=str(file)), pool_size=8, max_overflow=24)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading, in one snapshot."""
    with translated(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # the driver itself begins only before a write
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: durable when the block ends, undone when it raises."""
    with translated(), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # wait for the write lock here rather than fail half-way
        yield connection


@contextmanager
def translated() -> Iterator[None]:
    """The database's failures as Lore's, each with its next step."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a defect of ours, not of the disk: it keeps its traceback
    except DBAPIError as error:
        reason = str(error.orig)
        if "is full" in reason or "No space" in reason:
            raise StorageFull(
                "the disk is full: free some space and run the command again; what was acknowledged is safe"
            ) from error
        if "locked" in reason:
            raise Busy("the catalogue is locked by another process: try again when it has finished") from error
        if isinstance(error.orig, sqlite3.DatabaseError) or error.connection_invalidated:
            raise StorageError(f"the catalogue can't be used ({reason}): check the disk, then run `lore doctor`") from error
        raise


def revision(engine: Engine) -> str | None:
    """The migration that the database is at, or None for an empty one."""
    try:
        with engine.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (OperationalError, ProgrammingError) as error:
        if "alembic_version" in str(error.orig):
            return None
        raise StorageError(f"the catalogue can't be opened ({error.orig}): check the data folder's path and rights") from error
    except DBAPIError as error:
        raise StorageError(f"the catalogue is damaged ({error.orig}): restore a backup, or ingest into a new folder") from error
