"""Places that a question names: `in the adr folder`, `in adr/`, `in #incidents`, `in the handbook source`. Pure."""

from __future__ import annotations

import re
from typing import Final

from assistant.domain.queries import Filters
from assistant.retrieval.understanding.finding import Finding
from assistant.retrieval.understanding.inventory import Inventory

_LEAD: Final = r"(?<![\w-])(?:in|from|within|under|inside|im|dans|en)\s+(?:the\s+|our\s+)?"
_FOLDER: Final = re.compile(
    rf"{_LEAD}(?:(?:folder|directory)\s+(?P<named>[\w./-]*\w)/?|(?P<name>[\w./-]*\w)/?\s+(?:folder|directory)(?![\w-])|"
    r"(?P<slashed>[\w-][\w./-]*)/(?![\w/.]))",
    re.IGNORECASE,
)
_CHANNEL: Final = re.compile(
    rf"{_LEAD}(?:(?:channel\s+)?#(?P<hash>[\w-]*\w)|(?P<name>[\w-]*\w)\s+channel(?![\w-]))", re.IGNORECASE
)
_SOURCE: Final = re.compile(
    rf"{_LEAD}(?P<name>[\w.-]*\w)\s+(?:source|repo|repository|wiki|space|project|drive)(?![\w-])", re.IGNORECASE
)


def places_in(text: str, inventory: Inventory) -> list[Finding]:
    """The folders, channels and sources that the text names and that are known."""
    found: list[Finding] = []
    if match := _CHANNEL.search(text):
        name = (match["hash"] or match["name"]).casefold()
        if folder := inventory.channels.get(name):
            found.append(_finding(match, f"#{name}", Filters(folders=(folder,))))
    if match := _FOLDER.search(text):
        name = match["named"] or match["name"] or match["slashed"]
        if folders := _folders(name, inventory):
            found.append(_finding(match, f"{name}/", Filters(folders=folders)))
    if match := _SOURCE.search(text):
        wanted = match["name"].casefold()
        if sources := tuple(sorted(one for one in inventory.sources if one.casefold() == wanted)):
            found.append(_finding(match, sources[0], Filters(sources=sources)))
    return found


def _finding(match: re.Match[str], word: str, filters: Filters) -> Finding:
    return Finding(match.start(), match.end(), word, filters, is_removable=True, is_explicit=True)


def _folders(name: str, inventory: Inventory) -> tuple[str, ...]:
    """Those that the name ends, whole parts of a path only; the ones above stand for those below."""
    wanted = name.strip("/").casefold()
    ending = sorted(one for one in inventory.folders if one.casefold() == wanted or one.casefold().endswith(f"/{wanted}"))
    return tuple(one for one in ending if not any(one.startswith(f"{other}/") for other in ending))
