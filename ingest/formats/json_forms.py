"""JSON: which of the known exports it is, told by its keys.

A new one is a module with `recognises(loaded)`, which looks at keys only, and `parse_loaded(loaded, path)`, and its name
here. The first that recognises the object reads it.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any, Final, Protocol, TypeAlias, cast

from assistant.errors import NotADocument, UnreadableDocument
from ingest.parsed import Parsed

Json: TypeAlias = Any

_MODULES: Final = (
    "fireflies",
    "granola",
    "meet",
    "otter",
    "zoom",
    "commit",
    "review",
    "openapi",
    "gitlab",
    "gerrit",
    "slack_thread",
    "drive_file",
    "confluence",
    "notion",
    "web_page",
)


class JsonForm(Protocol):
    """What each module has at its top level."""

    def recognises(self, loaded: Json) -> bool:
        """Whether this is one of its objects."""

    def parse_loaded(self, loaded: Json, path: str) -> Parsed:
        """The document. Raises UnreadableDocument."""


def parse_json(text: str, path: str) -> Parsed:
    """The document; NotADocument for JSON of another kind, such as a program's configuration."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("is not valid JSON") from error
    for name in _MODULES:
        form = cast("JsonForm", import_module(f"ingest.formats.{name}"))
        if form.recognises(loaded):
            return form.parse_loaded(loaded, path)
    raise NotADocument("JSON, and not an export that Lore knows")
