"""Hits and answers."""

from __future__ import annotations

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from assistant.domain.answers import Answer
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import SearchResult
from assistant.domain.understood import Understood

_SNIPPET = 320


def show_understood(console: Console, understood: Understood | None) -> None:
    """A dim line of what was read into the question; nothing where nothing was."""
    if understood is None or not (understood.told or understood.parts or understood.note):
        return
    told = [understood.told, *(f"“{part}”" for part in understood.parts)]
    line = understood.note or f"Understood: {' · '.join(one for one in told if one)}"
    console.print(Text(f"{line} (--literally searches the words alone)", style="dim"), "")


def show_hits(console: Console, result: SearchResult, understood: Understood | None = None) -> None:
    """Hits with the beginning of their text."""
    show_understood(console, understood)
    if not result.hits:
        console.print("Nothing found in what may be read. Fewer filters or other words may help.")
    for number, hit in enumerate(result.hits, start=1):
        console.print(Text(f"{number:>2}  ", style="bold") + _title(hit.document) + Text(f"  {hit.score:.3f}", style="dim"))
        console.print(Text("    " + _place(hit.document, hit.chunk), style="cyan"), soft_wrap=True)
        snippet = " ".join(hit.chunk.text.split())
        console.print(Text("    " + snippet[:_SNIPPET] + ("…" if len(snippet) > _SNIPPET else "")), "")
    count = len(result.hits)
    console.print(Text(f"{count} {'chunk' if count == 1 else 'chunks'} in {result.took_ms:.0f} ms", style="dim"))


def show_answer(console: Console, answer: Answer) -> None:
    """The answer, its sources, and how it was made."""
    show_understood(console, answer.understood)
    if answer.notice:
        console.print(Text(answer.notice, style="yellow"))
    console.print(Markdown(answer.text))
    console.print()
    for citation in answer.citations:
        console.print(Text(f"[{citation.marker}] ", style="bold") + _title(citation.document))
        console.print(Text("    " + _place(citation.document, citation.chunk), style="cyan"), soft_wrap=True)
    line = f"{_worded(answer)} · confidence {answer.confidence:.2f} · {answer.took_ms:.0f} ms"
    console.print(Text(line, style="dim"))


def _worded(answer: Answer) -> str:
    if answer.abstained:
        return "not answered"
    return "quoted by the built-in reader" if answer.generator == "extractive" else f"worded by {answer.generator}"


def _title(document: Document) -> Text:
    when = document.updated_at or document.created_at
    details = [str(document.kind), *document.authors[:2], when.date().isoformat() if when else "", document.status]
    return Text(document.title, style="bold") + Text("  " + " · ".join(detail for detail in details if detail), style="dim")


def _place(document: Document, chunk: Chunk) -> str:
    label = chunk.anchor.label
    named = any(heading.startswith(label) for heading in chunk.headings)  # a thread is headed by its file and line
    parts = [f"{document.source}/{document.path}", chunk.heading, "" if named else label]
    return " › ".join(part for part in parts if part)
