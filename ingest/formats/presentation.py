"""PowerPoint (.pptx): a heading and a page a slide, its text, tables and speaker notes. Hidden slides are left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from zipfile import BadZipFile

import pptx
from lxml import etree  # type: ignore[import-untyped]
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide

from assistant.domain.documents import Anchor
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import assemble
from ingest.formats.decode import HIDDEN
from ingest.formats.fields import Fields, from_blocks
from ingest.formats.office_archive import checked, properties
from ingest.parsed import Block, BlockKind, Parsed

MAX_SLIDES = 5000
_BROKEN = (
    PythonPptxError,
    BadZipFile,
    etree.LxmlError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
)
_TITLES = {"title", "ctrTitle"}
_UNSPOKEN = {"sldNum", "dt", "ftr", "hdr", "sldImg"}
"""Placeholders that repeat on every slide, or hold its picture."""
_NO_TITLE = {"powerpoint presentation", "powerpoint-präsentation", "présentation powerpoint", "presentation"}


def parse_presentation(data: bytes, path: str) -> Parsed:
    """Blocks slide by slide. Raises UnreadableDocument."""
    archive = checked(data, "ppt/")
    try:
        presentation = pptx.Presentation(archive)
        slides = _shown(presentation)
        blocks = [block for number, slide in slides for block in _slide(slide, number)]
        stated = properties(presentation.core_properties)
        total = len(presentation.slides)
    except _BROKEN as error:
        raise UnreadableDocument("is not a presentation that can be read: damaged") from error
    if not blocks:
        raise UnreadableDocument("holds no text")
    title = "" if stated.title.casefold() in _NO_TITLE else stated.title
    first = blocks[0].text if blocks[0].kind is BlockKind.HEADING else ""
    fields = Fields(title or first).or_else(from_blocks(blocks)).or_else(replace(stated, title=""))
    parsed = assemble(path, blocks, fields)
    return replace(parsed, warnings=(HIDDEN,) if total > len(slides) else ())


def _shown(presentation: Presentation) -> list[tuple[int, Slide]]:
    """The slides with their numbers; PowerPoint counts the hidden ones too."""
    slides = []
    for number, slide in enumerate(presentation.slides, 1):
        if number > MAX_SLIDES:
            raise UnreadableDocument(f"has more than {MAX_SLIDES} slides")
        if slide.element.get("show", "1") not in {"0", "false"}:
            slides.append((number, slide))
    return slides


def _slide(slide: Slide, number: int) -> Iterator[Block]:
    """The title first, then the shapes from top to bottom as far as they say where they are, then what is said to it."""
    anchor = Anchor(page=number)
    title, body = "", list[Block]()
    for shape in _in_order(slide.element):
        role = _role(shape)
        if role in _UNSPOKEN:
            continue
        if role in _TITLES and not title:
            title = " ".join(word for line in _lines(shape) for word in line.split())
            continue
        body += _shape(shape, anchor)
    notes = _notes(slide)
    if title or body or notes:
        yield Block(BlockKind.HEADING, title or f"Slide {number}", level=1, anchor=anchor)
    yield from body
    if notes:
        yield Block(BlockKind.PARAGRAPH, f"Speaker notes: {notes}", anchor=anchor)


def _in_order(root: etree._Element) -> list[etree._Element]:
    """Every shape with text and every table, groups opened, by its place on the slide; without a place, as they come."""
    found = list(root.iter(qn("p:sp"), qn("p:graphicFrame")))
    return sorted(found, key=_place)


def _place(shape: etree._Element) -> int:
    """How far down it is, roughly; a placeholder takes its place from the layout and comes first."""
    if shape.getparent().tag == qn("p:grpSp"):  # coordinates within a group are its own
        shape = next(shape.iterancestors(qn("p:grpSp")))
    offset = shape.find(f"{qn('p:spPr')}/{qn('a:xfrm')}/{qn('a:off')}")
    if offset is None:
        offset = shape.find(f"{qn('p:grpSpPr')}/{qn('a:xfrm')}/{qn('a:off')}")
    if offset is None:
        offset = shape.find(f"{qn('p:xfrm')}/{qn('a:off')}")
    y = offset.get("y", "0") if offset is not None else "0"
    return int(y) // 200_000 if y.isdecimal() and len(y) < 12 else 0


def _role(shape: etree._Element) -> str:
    placeholder = next(shape.iter(qn("p:ph")), None)
    return str(placeholder.get("type", "body")) if placeholder is not None else ""


def _shape(shape: etree._Element, anchor: Anchor) -> Iterator[Block]:
    properties_of = next(shape.iter(qn("p:cNvPr")), None)
    if properties_of is not None and properties_of.get("hidden") in {"1", "true"}:
        return
    table = next(shape.iter(qn("a:tbl")), None)
    if table is not None:
        rows = (
            " | ".join(" ".join(" ".join(_lines(cell)).split()) for cell in row.iter(qn("a:tc")))
            for row in table.iter(qn("a:tr"))
        )
        text = "\n".join(row for row in rows if row.strip(" |"))
        kind = BlockKind.TABLE
    else:
        lines = [line for line in _lines(shape) if line.strip()]
        kind = BlockKind.LIST if len(lines) > 1 else BlockKind.PARAGRAPH
        text = "\n".join(f"{'  ' * (len(line) - len(line.lstrip(chr(9))))}- {line.strip()}" for line in lines)
        text = text if kind is BlockKind.LIST else text.removeprefix("- ")
    if text.strip():
        yield Block(kind, text, anchor=anchor)


def _lines(element: etree._Element) -> Iterator[str]:
    """The paragraphs below an element, indented by a tab for each level."""
    for paragraph in element.iter(qn("a:p")):
        stated = paragraph.find(qn("a:pPr"))
        level = stated.get("lvl", "0") if stated is not None else "0"
        words = ("\v" if part.tag == qn("a:br") else part.text or "" for part in paragraph.iter(qn("a:t"), qn("a:br")))
        yield "\t" * (int(level) if level in set("012345678") else 0) + " ".join("".join(words).split())


def _notes(slide: Slide) -> str:
    if not slide.has_notes_slide:
        return ""
    shapes = slide.notes_slide.element.iter(qn("p:sp"))
    said = (line.strip() for shape in shapes if _role(shape) == "body" for line in _lines(shape))
    return "\n".join(line for line in said if line)
