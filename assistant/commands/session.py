"""What every command works with: the options before the verb, the two consoles, and the opened application."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from assistant.domain.documents import Kind
from assistant.errors import UsageError
from assistant.terminal.safe_console import SafeConsole, json_without_orders

if TYPE_CHECKING:
    from assistant.bootstrap import Lore

# ruff: noqa: PLC0415 - a command loads what it needs, so that `lore --help` and `lore sources` answer at once


@dataclass(slots=True)
class Globals:
    """The options that stand before the verb."""

    home: Path | None = None
    as_json: bool = False
    debug: bool = False


GLOBALS: Final = Globals()
OUT: Final = SafeConsole()
ERR: Final = SafeConsole(stderr=True)

AsUser = Annotated[str | None, typer.Option("--as", metavar="USER", help="as this person of lore.toml would see it")]


@contextmanager
def opened() -> Iterator[Lore]:
    """The application over the data folder that was named."""
    from assistant.bootstrap import open_lore

    with open_lore(GLOBALS.home, _without_secrets) as lore:
        yield lore


def _without_secrets(text: str) -> str:
    """For the record of questions; loaded when the first one is recorded, since its patterns take a moment."""
    from ingest.enrichment.redaction import redact

    return redact(text)[0]


def print_json(value: object) -> None:
    """Machine-readable output."""
    print(json_without_orders(json.dumps(value, ensure_ascii=False, indent=1, default=str)))  # noqa: T201


def check_kind(kind: str) -> None:
    """Raises UsageError for a kind that there is not."""
    if kind not in set(Kind):
        raise UsageError(f"'{kind}' is no kind: choose {', '.join(Kind)}, or leave --kind out")
