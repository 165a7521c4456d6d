"""Hits and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from assistant.answering.conversing.asides import CONVERSATION
from assistant.answering.research.telling import told
from assistant.domain.answers import Answer, AnswerEvent, Citation
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import SearchResult
from assistant.domain.provenance import Step
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


def showing_steps(console: Console) -> Callable[[AnswerEvent], None]:
    """What prints a dim line for each step of a research, as it is made."""

    def show(event: AnswerEvent) -> None:
        if isinstance(event, Step):
            console.print(Text(told(event), style="dim"))

    return show


def show_answer(console: Console, answer: Answer) -> None:
    """The answer, its sources, and how it was made; the steps of a research were shown while they were made."""
    show_understood(console, answer.understood)
    if answer.notice:
        console.print(Text(answer.notice, style="yellow"))
    console.print(Markdown(answer.text))
    console.print()
    show_sources(console, answer)
    show_next(console, answer.follow_ups)


def show_next(console: Console, follow_ups: Sequence[str]) -> None:
    """A dim line for each question that suggests itself next."""
    for place, question in enumerate(follow_ups):
        console.print(Text(f"{'Ask next:' if place == 0 else '':<9} {question}", style="dim"), soft_wrap=True)


def show_sources(console: Console, answer: Answer) -> None:
    """What the answer's markers point to, and how it was made."""
    for source in source_lines(answer.citations):
        console.print(source, soft_wrap=True)
    if answer.generator == CONVERSATION:
        return
    line = f"{_worded(answer)} · confidence {answer.confidence:.2f} · {answer.took_ms:.0f} ms"
    console.print(Text(line, style="dim"))


def source_lines(citations: Sequence[Citation]) -> list[Text]:
    """Two lines for each marker: the document, and the place in it."""
    lines = []
    for one in citations:
        lines.append(Text(f"[{one.marker}] ", style="bold") + _title(one.document))
        lines.append(Text("    " + _place(one.document, one.chunk), style="cyan"))
    return lines


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
