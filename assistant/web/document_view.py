"""A document as its page shows it: its chunks in order, under their headings, each in the form that suits its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath

from markupsafe import Markup

from assistant.domain.documents import Chunk, Document, Kind
from assistant.web.markdown_pieces import rejoined
from assistant.web.rendering import render_markdown
from assistant.web.text_forms import Comment, Paragraph, Turn, comments, paragraphs, turns

MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mdx"}
ASCIIDOC = {".adoc", ".asciidoc", ".asc"}
SHALLOWEST_HEADING = 2
DEEPEST_HEADING = 6
NOTHING = Markup()


class Form(StrEnum):
    """How a document's text is read."""

    MARKDOWN = "markdown"
    TURNS = "turns"
    REVIEW = "review"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a chunk; `level` is the HTML level, 2 to 6."""

    level: int
    text: str
    key: int
    """The chunk that it stands above, for the table of contents."""


@dataclass(frozen=True, slots=True)
class ChunkView:
    """A chunk ready to be shown; of the last four fields the one that belongs to its form is set."""

    key: int
    form: Form
    headings: tuple[Heading, ...] = ()
    place: str = ""
    """The file and line that a review comment talks about."""
    html: Markup = NOTHING
    turns: tuple[Turn, ...] = ()
    comments: tuple[Comment, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()


def view_chunks(document: Document, chunks: Sequence[Chunk]) -> list[ChunkView]:
    """The chunks in order; each heading stands above the first chunk that it is new for."""
    bodies = _bodies(document, chunks)
    views: list[ChunkView] = []
    above: tuple[str, ...] = ()
    for chunk, body in zip(chunks, bodies, strict=True):
        views.append(replace(body, headings=_new_headings(above, chunk)))
        above = chunk.headings
    return views


def contents(views: Sequence[ChunkView]) -> list[Heading]:
    """The headings for a table of contents, two levels deep."""
    return [heading for view in views for heading in view.headings if heading.level <= SHALLOWEST_HEADING + 1]


def _bodies(document: Document, chunks: Sequence[Chunk]) -> Iterator[ChunkView]:
    form = _form(document, chunks)
    if form is Form.MARKDOWN:
        for chunk, text in zip(chunks, rejoined([chunk.text for chunk in chunks]), strict=True):
            yield ChunkView(chunk.key, form, html=render_markdown(text))
    elif form is Form.TURNS:
        for chunk in chunks:
            yield ChunkView(chunk.key, form, turns=_timed(turns(chunk.text), chunk))
    elif form is Form.REVIEW:
        for chunk in chunks:
            place = chunk.anchor.label if chunk.anchor.file else ""
            yield ChunkView(chunk.key, form, place=place, comments=comments(chunk.text))
    else:
        is_literal, has_delimiters = False, PurePosixPath(document.path).suffix.lower() in ASCIIDOC
        for chunk in chunks:
            parts, is_literal = paragraphs(chunk.text, is_literal=is_literal, has_delimiters=has_delimiters)
            yield ChunkView(chunk.key, form, paragraphs=parts)


def _form(document: Document, chunks: Sequence[Chunk]) -> Form:
    if any(chunk.anchor.speaker or chunk.anchor.seconds is not None for chunk in chunks):
        return Form.TURNS
    if PurePosixPath(document.path).suffix.lower() in MARKDOWN:
        return Form.MARKDOWN
    return Form.REVIEW if document.kind is Kind.CODE_REVIEW else Form.PLAIN


def _timed(said: tuple[Turn, ...], chunk: Chunk) -> tuple[Turn, ...]:
    """The turns, the first with the moment at which the chunk starts, where the text itself does not say it."""
    if not said or said[0].time or chunk.anchor.seconds is None:
        return said
    return (replace(said[0], time=chunk.anchor.label.partition(" ")[0]), *said[1:])


def _new_headings(above: tuple[str, ...], chunk: Chunk) -> tuple[Heading, ...]:
    same = 0
    while same < min(len(above), len(chunk.headings)) and above[same] == chunk.headings[same]:
        same += 1
    shown = [
        Heading(min(DEEPEST_HEADING, SHALLOWEST_HEADING + depth), text, chunk.key)
        for depth, text in enumerate(chunk.headings)
        if depth >= same
    ]
    # A thread's heading is the file and line that its caption shows anyway.
    return tuple(heading for heading in shown if heading.text != chunk.anchor.label or not chunk.anchor.file)
