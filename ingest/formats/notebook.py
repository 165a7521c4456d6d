"""Jupyter notebooks (.ipynb): Markdown cells as Markdown, code cells as code with the text that they printed.

Follows https://nbformat.readthedocs.io/en/latest/format_description.html for major version 4, and reads the cells of 3,
which stand in worksheets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from assistant.domain.documents import Anchor
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import assemble
from ingest.formats.fields import from_blocks, from_mapping
from ingest.formats.json_values import object_of, objects_of
from ingest.formats.markdown import blocks_of_markdown
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Any

MAX_CELLS = 20_000
MAX_SOURCE = 200_000
"""Characters of a cell; longer ones hold data."""
MAX_OUTPUT = 2_000
"""Characters that are kept of what a cell printed: what a reader sees before scrolling."""
VERSIONS = (3, 4)

_ESCAPES = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")
_CUT = "…"


def parse_notebook(text: str, path: str) -> Parsed:
    """Blocks in the order of the cells; the first heading names the notebook. Raises UnreadableDocument."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("is not a notebook: not valid JSON") from error
    version = loaded.get("nbformat") if isinstance(loaded, dict) else None
    if version not in VERSIONS:
        raise UnreadableDocument("is not a notebook of a version that Lore reads (3 or 4)")
    cells = objects_of(loaded, "cells") + [
        cell for sheet in objects_of(loaded, "worksheets") for cell in objects_of(sheet, "cells")
    ]
    if len(cells) > MAX_CELLS:
        raise UnreadableDocument(f"has more than {MAX_CELLS} cells")
    blocks = [block for cell in cells for block in _cell(cell)]
    if not blocks:
        raise UnreadableDocument("holds no text")
    metadata = object_of(loaded, "metadata")
    stated = from_mapping({name: metadata.get(name) for name in ("title", "authors", "author", "date")})
    parsed = assemble(path, blocks, stated.or_else(from_blocks(blocks)), is_design_format=True)
    was_cut = any(len(_source(cell)) > MAX_SOURCE for cell in cells)
    return replace(parsed, warnings=(f"cells were cut at {MAX_SOURCE} characters",) if was_cut else ())


def _cell(cell: Json) -> Iterator[Block]:
    source = _source(cell)[:MAX_SOURCE]
    match cell.get("cell_type"):
        case "markdown":
            yield from map(_with_fragment, blocks_of_markdown(source))
        case "heading" if source.strip():  # of version 3
            level = cell.get("level")
            words = " ".join(source.split())
            yield _with_fragment(
                Block(BlockKind.HEADING, words, level=level if isinstance(level, int) and 0 < level < 7 else 1)
            )
        case "code":
            if source.strip():
                yield Block(BlockKind.CODE, source.rstrip())
            printed = _printed(cell)
            if printed:
                yield Block(BlockKind.CODE, f"Output:\n{printed}")
        case "raw" if source.strip():
            yield Block(BlockKind.PARAGRAPH, source.strip())


def _with_fragment(block: Block) -> Block:
    """Without lines, which would be the cell's own; Jupyter makes a heading's fragment of its words."""
    fragment = block.text.replace(" ", "-") if block.kind is BlockKind.HEADING else ""
    return replace(block, line=0, last_line=0, anchor=Anchor(fragment=fragment))


def _source(cell: Json) -> str:
    return _joined(cell.get("source", cell.get("input")))


def _joined(value: Json) -> str:
    """A text, or a list of its lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _printed(cell: Json) -> str:
    """The text of a cell's outputs, without pictures and tables in HTML, cut at MAX_OUTPUT."""
    parts: list[str] = []
    left = MAX_OUTPUT
    for output in objects_of(cell, "outputs"):
        text = _ESCAPES.sub("", _output(output)[: 4 * MAX_OUTPUT]).strip("\n").rstrip()
        if not text:
            continue
        parts.append(text if len(text) <= left else text[:left] + _CUT)
        left -= len(text)
        if left <= 0:
            break
    return "\n".join(parts)


def _output(output: Json) -> str:
    if output.get("output_type") in {"error", "pyerr"}:
        return f"{_joined(output.get('ename'))}: {_joined(output.get('evalue'))}"
    data = object_of(output, "data") or output  # version 3 has the data beside the type
    return _joined(output.get("text")) or _joined(data.get("text/plain"))
