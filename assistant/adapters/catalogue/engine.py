"""Connections to the catalogue, and its errors in Lore's words."""

from __future__ import annotations

import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import Busy, StorageError, StorageFull

_BETWEEN_ASKING_MS: Final = 5
_TURNS: Final[WeakKeyDictionary[Engine, threading.Lock]] = WeakKeyDictionary()


def open_engine(file: Path) -> Engine:
    """An engine over a SQLite file, which is made if it isn't there.

    WAL lets readers go on beside the one writer; `synchronous=FULL` is what makes a commit survive a power cut (with
    NORMAL the last ones are lost); `secure_delete` overwrites what was deleted.
    """
    engine = create_engine(URL.create("sqlite", database=str(file)), pool_size=8, max_overflow=24)
    event.listen(engine, "connect", prepare)
    return engine


def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """What each connection is set to when it is made."""
    cursor = connection.cursor()
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def keep_private(file: Path) -> None:
    """Let nobody but its owner read the catalogue, now that tokens rest in it. Raises StorageError if that can't be had."""
    for one in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        try:
            if stat.S_IMODE(one.stat().st_mode) & 0o077:
                one.chmod(0o600)
        except FileNotFoundError:
            continue  # SQLite makes these two with the catalogue's own rights
        except OSError as error:
            raise StorageError(
                f"others can read {one}, where Slack's tokens are kept, and its rights can't be changed ({error.strerror}): "
                f"run `chmod 600 {one}` as its owner"
            ) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading, in one snapshot."""
    with translated(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # the driver itself begins only before a write
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: durable when the block ends, undone when it raises. Threads of one process take turns without asking."""
    with translated(), _turn(engine), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            _wait_for_the_lock(connection)  # here rather than fail half-way
        yield connection


def _turn(engine: Engine) -> threading.Lock:
    """What the threads that write through this engine wait for: SQLite lets one write, and is asked for it by polling."""
    return _TURNS.setdefault(engine, threading.Lock())


def _wait_for_the_lock(connection: Connection) -> None:
    """Begin as soon as nobody else writes, for as long as `busy_timeout` says.

    SQLite itself asks for the lock less and less often, in the end ten times a second, and so waits for ever behind somebody
    who writes again and again. Asking all the time gives everybody their turn.
    """
    patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    deadline = time.monotonic() + patience / 1000
    connection.exec_driver_sql(f"PRAGMA busy_timeout={_BETWEEN_ASKING_MS}")
    try:
        while not _begun(connection, is_last=time.monotonic() >= deadline):
            pass  # SQLite has slept meanwhile
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")


def _begun(connection: Connection, *, is_last: bool) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if is_last or "locked" not in str(error.orig):
            raise
        return False
    return True


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
