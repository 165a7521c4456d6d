"""Brings a catalogue's tables to the newest migration; loaded only when they are not there yet."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from assistant.adapters.catalogue.engine import translated
from assistant.errors import StorageError


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, in one transaction each."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    try:
        with translated():
            command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            f"the catalogue was written by another version of Lore ({error}): install that version or a newer one"
        ) from error
