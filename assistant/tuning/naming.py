"""What a tuned model is called, and the line of lore.toml that puts it in force. Pure."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Final

_TABLE: Final = re.compile(r"^\s*\[([^\[\]]+)\]\s*(#.*)?$")
_MODEL: Final = re.compile(r"^\s*model\s*=")
_NOTE: Final = re.compile(r"""^\s*model\s*=\s*(?:"[^"\\]*"|'[^']*')(?P<note>\s*#.*)$""")
_LONGEST: Final = 60
"""Characters; a digest and more are put behind it, and a file's name may have 255 bytes, of which a letter takes up to four."""
_UNFIT: Final = re.compile(r"[^\w.-]+")


def default_name(base: str, now: datetime) -> str:
    """Such as `all-MiniLM-L6-v2-20261123`; a model that was tuned before gives its own base's name."""
    last = base.rstrip("/").rsplit("/", 1)[-1]
    bare = re.sub(r"(-\d{8}-[0-9a-f]{8})+$", "", last)
    return f"{fit_name(bare) or 'embedder'}-{now:%Y%m%d}"


def fit_name(name: str) -> str:
    """The name with nothing that a path could not hold, and no longer than one may be."""
    return _UNFIT.sub("-", name).strip("-.")[:_LONGEST].strip("-.")


def settings_lines(model: str) -> str:
    """What to write into lore.toml."""
    return f"[embedder]\nmodel = {json.dumps(model)}"


def with_embedder(toml: str, model: str) -> str:
    """The text of lore.toml with this embedder; every other line, comments and the ends of lines included, stays."""
    line, end_of_line = f"model = {json.dumps(model)}", "\r\n" if "\r\n" in toml else "\n"
    lines = toml.replace("\r\n", "\n").removesuffix("\n").split("\n") if toml else []
    start = next((place for place, text in enumerate(lines) if _table(text) == "embedder"), None)
    if start is None:
        return end_of_line.join([*lines, *([""] if lines else []), *settings_lines(model).splitlines(), ""])
    end = next((place for place in range(start + 1, len(lines)) if _table(lines[place])), len(lines))
    held = next((place for place in range(start + 1, end) if _MODEL.match(lines[place])), None)
    if held is None:
        lines.insert(start + 1, line)
    else:
        note = _NOTE.match(lines[held])
        lines[held] = line + (note["note"] if note else "")
    return end_of_line.join([*lines, ""])


def _table(line: str) -> str:
    match = _TABLE.match(line)
    return match[1].strip() if match else ""
