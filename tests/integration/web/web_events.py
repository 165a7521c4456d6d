"""What a client does with a stream of server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    id: int
    data: Any


def events(lines: Iterable[str]) -> list[Event]:
    """The events of a whole stream, by the rules of the HTML standard as far as they are used."""
    found: list[Event] = []
    fields: dict[str, str] = {}
    for line in lines:
        if line.startswith(":"):
            continue
        if line:
            name, _, value = line.partition(": ")
            fields[name] = fields[name] + "\n" + value if name in fields else value
        elif fields:
            found.append(Event(fields["event"], int(fields["id"]), json.loads(fields["data"])))
            fields = {}
    return found
