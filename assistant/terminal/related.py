"""What is like a document, and what it is linked with, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from assistant.domain.documents import Document
from assistant.retrieval.similar import Similar, SimilarResult

_SNIPPET: Final = 200
_LINKS: Final = 6


def show_similar(console: Console, result: SimilarResult, links: Sequence[tuple[str, Sequence[str]]]) -> None:
    """The documents, each with the place that is most alike; under them the links, a line for each relation."""
    console.print(Text("More like ") + Text(result.document.title, style="bold"), soft_wrap=True)
    if result.copies:
        console.print(Text("the same text: " + _places(result.copies), style="yellow"), soft_wrap=True)
    if not result.similar:
        console.print("Nothing else that may be read is like it. Fewer filters may help.")
    for number, one in enumerate(result.similar, start=1):
        _show(console, number, one)
    for label, names in links:
        shown = "; ".join(names[:_LINKS]) + (f"; and {len(names) - _LINKS} more" if len(names) > _LINKS else "")
        console.print(Text(f"{label} {len(names)}: ", style="bold") + Text(shown), soft_wrap=True)
    console.print(Text(f"{len(result.similar)} documents in {result.took_ms:.0f} ms", style="dim"))


def _show(console: Console, number: int, one: Similar) -> None:
    document = one.document
    when = document.updated_at or document.created_at
    details = [str(document.kind), when.date().isoformat() if when else "", document.status]
    told = Text("  " + " · ".join(detail for detail in details if detail), style="dim")
    console.print(Text(f"{number:>2}  ", style="bold") + Text(document.title, style="bold") + told + f"  {one.score:.2f}")
    parts = [f"{document.source}/{document.path}", one.chunk.heading]
    console.print(Text("    " + " › ".join(part for part in parts if part), style="cyan"), soft_wrap=True)
    snippet = " ".join(one.chunk.text.split())
    console.print(Text("    " + snippet[:_SNIPPET] + ("…" if len(snippet) > _SNIPPET else "")))
    if one.copies:
        console.print(Text("    the same text: " + _places(one.copies), style="dim"), soft_wrap=True)


def _places(documents: Sequence[Document]) -> str:
    return ", ".join(f"{document.source}/{document.path}" for document in documents)
