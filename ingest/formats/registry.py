"""Which parser reads a file: by its extension, and for text and JSON by its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeAlias

from assistant.errors import UnreadableDocument
from ingest.formats.asciidoc import parse_asciidoc
from ingest.formats.decode import MAX_LINE, decode
from ingest.formats.html import parse_html
from ingest.formats.markdown import parse_markdown
from ingest.formats.plain import parse_plain
from ingest.formats.restructured import parse_restructured
from ingest.formats.review import parse_review
from ingest.formats.transcript import is_transcript, parse_transcript
from ingest.formats.webvtt import parse_webvtt
from ingest.parsed import Parsed

Parser: TypeAlias = Callable[[str, str], Parsed]


def _parse_text(text: str, path: str) -> Parsed:
    return parse_transcript(text, path) if is_transcript(text) else parse_plain(text, path)


_PARSERS: dict[str, Parser] = {
    ".md": parse_markdown,
    ".markdown": parse_markdown,
    ".mdx": parse_markdown,
    ".rst": parse_restructured,
    ".rest": parse_restructured,
    ".adoc": parse_asciidoc,
    ".asciidoc": parse_asciidoc,
    ".html": parse_html,
    ".htm": parse_html,
    ".xhtml": parse_html,
    ".txt": _parse_text,
    ".text": _parse_text,
    ".vtt": parse_webvtt,
    ".srt": parse_webvtt,
    ".json": parse_review,
}

SUPPORTED = frozenset(_PARSERS)
"""The extensions that can be read, in lower case and with their dot."""


def parse(data: bytes, path: str) -> Parsed:
    """The document that these bytes hold. Raises UnreadableDocument with a short reason, and nothing else."""
    extension = PurePosixPath(path).suffix.casefold()
    parser = _PARSERS.get(extension)
    if parser is None:
        raise UnreadableDocument(f"has the extension '{extension}', which Lore can't read")
    # Programs write JSON on one line; its texts are cut where they have line ends of their own.
    text, warnings = decode(data, max_line=0 if extension == ".json" else MAX_LINE)
    parsed = parser(text, path)
    return replace(parsed, warnings=(*warnings, *parsed.warnings)) if warnings else parsed
