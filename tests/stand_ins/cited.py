"""Answers with citations, made by hand: for what shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.domain.answers import Answer, Citation
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit

SITE = "https://lore.tidewater.example"


def document(number: int, title: str = "", **changes: Any) -> Document:
    """A document with its own address, of 2 March 2024."""
    fields: dict[str, Any] = {
        "url": f"https://docs.tidewater.example/{number}",
        "authors": ("Ana Ruiz",),
        "updated_at": datetime(2024, 3, 2, tzinfo=UTC),
        **changes,
    }
    made = Document(f"d{number}", "adr", f"{number}.md", title or f"Document {number}", Kind.DESIGN_DOC, f"hash {number}")
    return replace(made, **fields)


def citation(number: int, of: Document | None = None, key: int = 0) -> Citation:
    """Marker `number`, of a document with the same number unless told."""
    cited = of or document(number)
    return Citation(number, "the quote", cited, Chunk(key or 100 + number, cited.id, 0, "the quote"))


def hit(number: int, of: Document | None = None) -> Hit:
    """A hit in a document with this number unless told."""
    found = of or document(number)
    return Hit(found, Chunk(100 + number, found.id, 0, "a text"), 1.0 / number)


def answer(text: str, *citations: Citation, **changes: Any) -> Answer:
    """An answer of which the reader is sure."""
    made = Answer("a1", "c1", "What is the bus?", text, False, 0.9, citations, (), "extractive", 3.0)
    return replace(made, **changes)
