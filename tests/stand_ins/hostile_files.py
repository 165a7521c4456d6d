"""Hostile and broken files of every format, made when a test needs them: none is kept in the repository.

Beside them lies a file that none of them may bring to light, and they name an address that none may fetch.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.stand_ins.hostile_office import hostile_presentations, hostile_word
from tests.stand_ins.hostile_pdf import hostile_pdfs
from tests.stand_ins.hostile_text import hostile_texts

SECRET = "heron-7731-of-the-outer-harbour"
"""What stands in the file `outside`, which hostile files refer to."""
STOPPED = "(the limits of the process end it)"
"""In place of a reason: this one uses up the memory or the time that a file may have, and nothing else comes of it."""


def hostile_files(folder: Path, address: str = "http://127.0.0.1:9/") -> dict[Path, str | None]:
    """Write them into a folder, one below it for each extension, and say what a person should read as the reason for each:
    None for what is read all the same, STOPPED for what only the limits of the process stop."""
    outside = folder / "outside"
    outside.parent.mkdir(parents=True, exist_ok=True)
    outside.write_text(SECRET, encoding="utf-8")
    expected: dict[Path, str | None] = {}
    for extension, (name, data, reason) in _all(address):
        path = folder / extension.removeprefix(".") / f"{name}{extension}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data.replace(b"file:///etc/passwd", outside.as_uri().encode()))
        expected[path] = reason
    return expected


def _all(address: str) -> Iterator[tuple[str, tuple[str, bytes, str | None]]]:
    yield from hostile_texts(address)
    for extension, files in {
        ".pdf": hostile_pdfs(address, STOPPED),
        ".docx": hostile_word(address),
        ".pptx": hostile_presentations(address),
    }.items():
        for file in files:
            yield extension, file
