"""What a document's front matter says it is to Lore: so far a reading path, with what it is for and who keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ingest.formats.fields import people
from ingest.parsed import Block, BlockKind, Parsed

_KINDS: Final = frozenset({"path"})
_LIST: Final = re.compile(r"[,;，、]")
_LINE: Final = re.compile(r"([A-Za-z]{2,12})[ \t]*:[ \t]*(.{0,500})")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.{1,200})")
_MOST_LINES: Final = 60
_MOST_VALUES: Final = 20


def declared_in(parsed: Parsed) -> Mapping[str, tuple[str, ...]]:
    """`lore`, `topic`, `team` and `owner` of front matter that says `lore: path`; nothing of any other."""
    front = parsed.blocks[0] if parsed.blocks else None
    if front is None or front.kind is not BlockKind.LIST or front.line != 2:  # behind the line of dashes
        return {}
    said = _pairs(front)
    if said.get("lore", "").strip(" \"'").casefold() not in _KINDS:
        return {}
    found = {"lore": ("path",), "topic": _values(said.get("topic", "")), "team": _values(said.get("team", ""))}
    return {name: values for name, values in (found | {"owner": people(said.get("owner", ""))}).items() if values}


def _pairs(front: Block) -> dict[str, str]:
    """The simple fields of YAML: `name: value`, `name: [a, b]`, and a name with items below it."""
    said: dict[str, str] = {}
    last = ""
    for line in front.text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        item = _ITEM.fullmatch(line[:300])
        if item is not None and last:
            said[last] = f"{said[last]}, {item[1]}".lstrip(", ")
        elif (pair := _LINE.fullmatch(line[:600])) is not None:
            last = pair[1].casefold()
            said[last] = pair[2].strip()
    return said


def _values(text: str) -> tuple[str, ...]:
    bare = text.strip()
    bare = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
    values = (" ".join(value.split()).strip(" \"'") for value in _LIST.split(bare))
    return tuple(dict.fromkeys(value[:100] for value in values if value))[:_MOST_VALUES]
