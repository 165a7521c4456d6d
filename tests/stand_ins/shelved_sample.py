"""The sample company's written documents on a shelf, with readers by folder, for people who may read different parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assistant.domain.documents import Kind
from assistant.domain.readers import EVERYONE, Principal, Readers
from tests.integration.index.shelf import Written, written

SAMPLE: Final = Path(__file__).parents[2] / "deploy" / "demo"
READERS: Final = {
    "adr": "everyone",
    "handbook": "everyone",
    "design": "group:platform",
    "meetings": "group:engineering",
    "rfcs": "group:engineering",
    "security": "group:security",
}
PEOPLE: Final = {
    "ana": Principal("ana", frozenset({"platform", "engineering"})),
    "bo": Principal("bo", frozenset({"security"})),
    "chen": Principal("chen", frozenset()),
    "mei": Principal("mei", frozenset({"platform", "engineering", "security"})),
}
_LONGEST: Final = 900


def sample_documents(every: int = 1) -> list[Written]:
    """Each `every`-th Markdown document, in chunks of up to 900 characters that end where a paragraph ends."""
    paths = sorted([*(SAMPLE / "corpus").rglob("*.md"), *(SAMPLE / "security").rglob("*.md")])
    return [_document(path) for path in paths[::every]]


def may_read(user: str, one: Written) -> bool:
    """The rule, written anew."""
    names = one.document.readers.names
    return EVERYONE in names or any(f"group:{group}" in names for group in PEOPLE[user].groups)


def _document(path: Path) -> Written:
    folder = path.relative_to(SAMPLE).parts[1] if "corpus" in path.parts else "security"
    text = path.read_text()
    title = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
    name = str(path.relative_to(SAMPLE)).replace("/", "-")
    return written(
        name,
        *_chunks(text),
        title=title[1] if title else path.stem,
        path=str(path.relative_to(SAMPLE)),
        source="tidewater",
        kind=Kind.MEETING if folder == "meetings" else Kind.PAGE if folder == "handbook" else Kind.DESIGN_DOC,
        readers=Readers(frozenset({READERS[folder]})),
        url=f"https://git.tidewater.example/tidewater/docs/blob/main/{path.name}",
    )


def _chunks(text: str) -> Iterator[str]:
    chunk = ""
    for paragraph in re.split(r"\n\s*\n", text):
        if chunk and len(chunk) + len(paragraph) > _LONGEST:
            yield chunk
            chunk = ""
        chunk = f"{chunk}\n\n{paragraph}".strip()
    if chunk:
        yield chunk
