"""A file of Google Drive with what Drive knows about it.

One object: `drive_file` (fields of the API's file resource), `folders` (the names above it, outermost first), `extension`
(which format reads the content), and the content as `text` or `base64`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from assistant.errors import UnreadableDocument
from ingest.formats.assembling import shorten
from ingest.formats.dates import parse_date
from ingest.formats.registry import parse
from ingest.parsed import Block, Parsed

Json: TypeAlias = Any

_GOOGLE: Final = "application/vnd.google-apps."
_HEADING_ID: Final = re.compile(r"^(#{1,6}[ \t][^\n]{0,400}?)[ \t]*\{#[^}\n]{0,200}\}[ \t]*$", re.MULTILINE)
_TOP_HEADING: Final = re.compile(r"#[ \t]+(.+)")


def recognises(loaded: Json) -> bool:
    """Whether it is such an object."""
    return isinstance(loaded, dict) and isinstance(loaded.get("drive_file"), dict) and isinstance(loaded.get("extension"), str)


def parse_loaded(loaded: Json, path: str) -> Parsed:
    """The content as its own format reads it, with the title, people and dates that Drive states.

    A Google document is known by its name; of an uploaded file the name is often less than what it says itself.
    """
    file = loaded["drive_file"]
    name = _text(file, "name") or path
    place = "/".join([*_strings(loaded.get("folders")), name])
    extension = loaded["extension"]
    is_google_doc = _text(file, "mimeType").startswith(_GOOGLE)
    data = _content(loaded)
    if is_google_doc and extension == ".md":
        data = _titled(data.decode("utf-8", "replace"), name).encode("utf-8", "replace")
    parsed = parse(data, place if place.casefold().endswith(extension) else place + extension)
    if is_google_doc:
        parsed = replace(parsed, blocks=tuple(map(_without_lines, parsed.blocks)))
    return replace(
        parsed,
        title=shorten(name) if is_google_doc else parsed.title,
        authors=parsed.authors or tuple(_people(file)),
        created_at=parsed.created_at or parse_date(_text(file, "createdTime")),
        updated_at=parsed.updated_at or parse_date(_text(file, "modifiedTime")),
        url=_text(file, "webViewLink"),
    )


def _without_lines(block: Block) -> Block:
    """Lines and fragments of an export say nothing to a person who opens the document."""
    return replace(block, line=0, last_line=0, anchor=replace(block.anchor, fragment="", line=0, last_line=0))


def _content(loaded: Json) -> bytes:
    text, coded = loaded.get("text"), loaded.get("base64")
    if isinstance(text, str):
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(coded, validate=True) if isinstance(coded, str) else b""
    except (binascii.Error, ValueError) as error:
        raise UnreadableDocument("holds a file that is not base64") from error


def _titled(text: str, name: str) -> str:
    """The text below its name as the heading, so that a first heading that says something else stays a heading; without the
    ids that Google's Markdown gives headings."""
    text = _HEADING_ID.sub(r"\1", text)
    if not text.strip():
        raise UnreadableDocument("is empty")
    first = _TOP_HEADING.match(text.lstrip()[:400])
    same = first is not None and first[1].strip(" #*_").casefold() == name.strip().casefold()
    return text if same else f"# {' '.join(name.split())}\n\n{text}"


def _people(file: Mapping[str, Json]) -> Iterator[str]:
    """Its owners; a shared drive's files have none, and then whoever changed it last."""
    owners = file.get("owners")
    for one in owners if isinstance(owners, list) and owners else [file.get("lastModifyingUser")]:
        if isinstance(one, dict) and _text(one, "displayName").strip():
            yield _text(one, "displayName").strip()


def _text(source: Mapping[str, Json], name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""


def _strings(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
