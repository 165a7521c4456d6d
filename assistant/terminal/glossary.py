"""Terms and what they mean, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from assistant.knowledge.glossary import Entry, Meaning

_SHOWN_SOURCES = 3


def show_terms(console: Console, entries: Sequence[Entry]) -> None:
    """Entries with their meanings, and below each where it stands."""
    if not entries:
        console.print("No document that may be read defines this. `lore ask` may find what it is.")
    for entry in entries:
        numbered = len(entry.meanings) > 1
        console.print(Text(entry.name, style="bold"))
        for number, meaning in enumerate(entry.meanings, start=1):
            console.print(Text(f"  {number}. " if numbered else "  ") + Text(meaning.text), soft_wrap=True)
            console.print(
                Text(f"     {_sources(meaning)}" if numbered else f"  {_sources(meaning)}", style="cyan"), soft_wrap=True
            )


def _sources(meaning: Meaning) -> str:
    places = [
        f"{one.document.source}/{one.document.path}" + (f":{one.quote.line}" if one.quote.line else "")
        for one in meaning.definitions
    ]
    more = len(places) - _SHOWN_SOURCES
    return ", ".join(places[:_SHOWN_SOURCES]) + (f" and {more} more" if more > 0 else "")
