"""What is set into an answer's sentence: a marker, or the mark of one that no source bears out. Pure."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = {
    "english": "not in the sources",
    "german": "nicht in den Quellen",
    "french": "absent des sources",
    "spanish": "no consta en las fuentes",
    "italian": "non presente nelle fonti",
    "portuguese": "não consta nas fontes",
    "dutch": "niet in de bronnen",
}
_OF_SCRIPTS: Final = (
    (re.compile(r"[\u3040-\u30ff]"), "出典にありません"),
    (re.compile(r"[\uac00-\ud7af]"), "출처에 없음"),
    (re.compile(r"[\u4e00-\u9fff]"), "资料中没有"),
)
_END: Final = re.compile(r"(?P<stop>[.!?…。！？]*[\"'”’」』)*_]*)(?P<space>\s*)\Z")
_LAST_CELL: Final = re.compile(r"\s*\|\s*\Z")


def mark_for(text: str, language: str) -> str:
    """The mark behind a sentence, in its language where that is known: plain words in italics, which Markdown, the page and
    Slack show alike."""
    words = next((words for script, words in _OF_SCRIPTS if script.search(text)), _MARKS.get(language, _MARKS["english"]))
    return f"*({words})*"


def with_mark(text: str, mark: str) -> str:
    """The sentence with the mark behind it, before the white space at its end, and within the last cell of a table's row."""
    body = text.rstrip()
    cell = _LAST_CELL.search(text) if body.startswith("|") else None
    place = cell.start() if cell else len(body)
    return f"{text[:place]} {mark}{text[place:]}"


def with_marker(text: str, number: int, after: int = 0) -> str:
    """The sentence with a marker before the stop at its end, and not within its first `after` characters."""
    body = text.rstrip()
    cell = _LAST_CELL.search(text) if body.startswith("|") else None
    if cell:
        return f"{text[: cell.start()]} [{number}]{text[cell.start() :]}"
    end = _END.search(text)
    place = max(after, end.start() if end else len(body))
    space = "" if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]\Z", text[:place]) else " "
    kept = text[:after] + text[after:place].rstrip()
    return f"{kept}{space}[{number}]{text[place:]}"
