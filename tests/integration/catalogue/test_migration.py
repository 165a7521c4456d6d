"""A catalogue that the first version of Lore wrote is brought up to date, and nothing in it is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import open_engine
from assistant.adapters.catalogue.journal import SqlJournal
from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.documents import Anchor, Document, Kind
from assistant.domain.readers import Readers
from assistant.domain.sources import Failure, SourceEntry
from assistant.ports import Held, Holding

MIGRATIONS = Path(schema.__file__).parent / "migrations"
REPOSITORY = Path(__file__).parents[3]
NOON = "2026-03-01 12:00:00.000000"
VECTOR = b"\x00\x00\x80\x3f" * 4
COVERAGE = '{"source": "docs", "listed": 3, "indexed": ["a.md"], "failed": [{"path": "é.md", "reason": "is empty"}]}'
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "sources": [("docs", "folder", "/srv/docs", "meeting", "everyone,group:ops", NOON), ("void", "folder", "/v", "", "", NOON)],
    "documents": [
        (
            *("a1", "docs", "a.md", "Ä title", "meeting", "0" * 64, "1/220/hashing", "group:ops", "https://x.example/a"),
            *('["Ana"]', NOON, None, "accepted", "en", '["hidden text removed"]'),
        ),
        ("b2", "docs", "b.md", "B", "page", "1" * 64, "1/220/hashing", "", "", "[]", None, None, "", "", "[]"),
    ],
    "chunks": [
        (7, "a1", 0, "The first chunk.\n", '["One", "Two"]', '{"line": 3, "last_line": 9}', "h1"),
        (9, "a1", 1, "The second.", "[]", "{}", "h2"),
    ],
    "vectors": [("h1", VECTOR), ("h2", VECTOR)],
    "journal": [(1, "a1"), (2, "b2"), (5, "gone")],
    "runs": [(3, "docs", NOON, NOON, COVERAGE, 0)],
    "facts": [("embedder", "hashing")],
}


def upgraded_to(file: Path, revision: str) -> None:
    """What an earlier version of Lore made of an empty file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = open_engine(file)
    command.upgrade(config, revision)
    config.attributes["engine"].dispose()


def all_rows(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables that the first version had, in the order of their keys."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return {table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")] for table in ROWS}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalogue at the first migration, with rows in every table."""
    file = tmp_path / "catalogue.sqlite"
    upgraded_to(file, "0001")
    with closing(sqlite3.connect(file)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables - {"alembic_version", "sqlite_sequence"} == set(ROWS)
        for table, rows in ROWS.items():
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute("DELETE FROM chunks WHERE key = 9")
        connection.commit()
    return file


NEW_COLUMNS: dict[str, dict[str, Any]] = {
    "sources": {"options": "{}", "cursor": "", "looked_at": None},
    "documents": {"version": "", "fields": "{}", "links": "[]"},
    "runs": {"partial": 0},
}


def test_every_row_is_as_it_was_with_what_is_new_filled_in(old: Path) -> None:
    before = all_rows(old)

    open_catalogue(old).close()

    assert all_rows(old) == {table: [{**row, **NEW_COLUMNS.get(table, {})} for row in rows] for table, rows in before.items()}


def described(file: Path) -> dict[str, Any]:
    """Columns with their types, keys, uniqueness, foreign keys and what numbers are given out, by table."""
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = sorted(name for name in names if not name.startswith(("sqlite_", "alembic_")))
        return {name: _described(connection, name) for name in tables}


def _described(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    def rows(pragma: str) -> list[tuple[Any, ...]]:
        return list(connection.execute(f"PRAGMA {pragma}({table})"))

    sql: str = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    indexes = [
        (tuple(column[2] for column in connection.execute(f"PRAGMA index_info('{row[1]}')")), row[2], row[3])
        for row in rows("index_list")
    ]
    return {
        "columns": {row[1]: (row[2], row[3], row[4], row[5]) for row in rows("table_info")},
        "indexes": sorted(indexes),
        "foreign keys": sorted(row[2:5] for row in rows("foreign_key_list")),
        "numbers are never reused": "AUTOINCREMENT" in sql.upper(),
    }


def test_the_tables_are_those_that_the_code_speaks_of(old: Path, tmp_path: Path) -> None:
    """The same as SQLAlchemy makes of schema.py by itself, and Alembic sees nothing left to do."""
    open_catalogue(old).close()
    made = tmp_path / "made.sqlite"
    engine = create_engine(f"sqlite:///{made}")
    schema.metadata.create_all(engine)
    engine.dispose()

    assert described(old) == described(made)
    engine = open_engine(old)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


def test_a_new_catalogue_has_the_same_tables_as_an_old_one(old: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.sqlite"
    for file in (old, fresh):
        open_catalogue(file).close()

    assert described(fresh) == described(old)


def test_the_foreign_keys_hold_and_are_still_enforced(old: Path) -> None:
    open_catalogue(old).close()

    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("DELETE FROM sources WHERE name = 'docs'")


def test_the_ports_read_what_the_first_version_wrote(old: Path) -> None:
    catalogue = open_catalogue(old)

    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    entry = SourceEntry("docs", "folder", "/srv/docs", "meeting", Readers.parse("everyone,group:ops"), noon)
    docs, void = catalogue.sources.states()
    assert (docs.entry, docs.documents, docs.chunks, docs.compared_at) == (entry, 2, 1, noon)
    assert (docs.complete, docs.listed, docs.failed, docs.stopped) == (False, 3, (Failure("é.md", "is empty"),), "")
    assert (void.documents, void.last_run) == (0, None)
    assert catalogue.documents.get("a1") == Document(
        id="a1",
        source="docs",
        path="a.md",
        title="Ä title",
        kind=Kind.MEETING,
        content_hash="0" * 64,
        readers=Readers.parse("group:ops"),
        url="https://x.example/a",
        authors=("Ana",),
        created_at=noon,
        status="accepted",
        language="en",
        warnings=("hidden text removed",),
    )
    (chunk,) = catalogue.documents.chunks("a1")
    assert (chunk.key, chunk.text, chunk.headings, chunk.anchor) == (
        7,
        "The first chunk.\n",
        ("One", "Two"),
        Anchor(line=3, last_line=9),
    )
    held = {
        "a.md": Held("a1", "0" * 64, "1/220/hashing", "", "group:ops", "https://x.example/a", "meeting"),
        "b.md": Held("b2", "1" * 64, "1/220/hashing", "", "", "", "page"),
    }
    assert catalogue.ledger.held("docs") == Holding(held, {}, "")
    assert (catalogue.ledger.embedder(), catalogue.ledger.embedded(["h1", "h3"])) == ("hashing", {"h1"})
    journal = SqlJournal(catalogue.engine)
    assert (journal.sequence(), journal.changed(1)) == (5, ["b2", "gone"])
    catalogue.close()


def test_numbers_go_on_where_they_were_and_none_is_given_out_twice(old: Path) -> None:
    open_catalogue(old).close()

    with closing(sqlite3.connect(old)) as connection:
        values = "'b2', 0, 'x', '[]', '{}', 'h1'"
        connection.execute(f"INSERT INTO chunks (document_id, ordinal, text, headings, anchor, text_hash) VALUES ({values})")
        connection.execute("INSERT INTO journal (document_id) VALUES ('b2')")
        run = "'docs', 'x', 'x', '{}', 1, 0"
        connection.execute(f"INSERT INTO runs (source, started_at, finished_at, coverage, complete, partial) VALUES ({run})")
        newest = [
            connection.execute(f"SELECT max({key}) FROM {table}").fetchone()[0]
            for table, key in (("chunks", "key"), ("journal", "sequence"), ("runs", "id"))
        ]
    assert newest == [10, 6, 4]


STOP_AFTER = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from assistant.adapters.catalogue.open import open_catalogue

seen = 0

@event.listens_for(Engine, "after_cursor_execute")
def count(connection, cursor, statement, parameters, context, executemany):
    global seen
    if statement.lstrip().upper().startswith(("CREATE", "ALTER", "INSERT", "UPDATE", "DROP")):
        seen += 1
        if seen == int(sys.argv[2]):
            os.kill(os.getpid(), 9)

open_catalogue(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("statements", [1, 4, 8, 11])
def test_a_migration_that_is_killed_half_way_is_begun_again(old: Path, statements: int) -> None:
    before = all_rows(old)
    done = subprocess.run(
        [sys.executable, "-c", STOP_AFTER, str(old), str(statements)],
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
    )
    assert done.returncode == -9, done.stderr

    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    assert all_rows(old) == before
    open_catalogue(old).close()
    assert [len(rows) for rows in all_rows(old).values()] == [len(rows) for rows in before.values()]
