"""A commit of a repository's history: what was changed and why, with the files that it touched.

One object with `commit` (its SHA), `author`, `date`, `message` and `files`, as `ingest.sources.git` makes it.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from assistant.domain.documents import Kind, Link
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import shorten
from ingest.formats.dates import parse_date
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Any

_FILES: Final = 60
_TRAILER: Final = re.compile(r"^([A-Z][\w-]+): (.+)$", re.MULTILINE)
_REVERTS: Final = re.compile(r"This reverts commit ([0-9a-f]{7,40})")
_PEOPLE: Final = {"Co-authored-by": "authors", "Reviewed-by": "reviewers", "Acked-by": "reviewers"}


def recognises(loaded: Json) -> bool:
    """Whether it is such an object."""
    return isinstance(loaded, dict) and isinstance(loaded.get("commit"), str) and isinstance(loaded.get("message"), str)


def parse_loaded(loaded: Json, path: str) -> Parsed:  # noqa: ARG001 - a commit's name says nothing
    """The subject is the title; the body and the list of files are its text."""
    subject, _, body = loaded["message"].strip().partition("\n")
    if not subject:
        raise UnreadableDocument("has no message")
    files = [f"{status} {name}" for status, name in loaded.get("files", [])[:_FILES]]
    blocks = [Block(BlockKind.PARAGRAPH, part.strip()) for part in (subject, *body.split("\n\n")) if part.strip()]
    if files:
        blocks += [Block(BlockKind.HEADING, "Files", level=1), Block(BlockKind.LIST, "\n".join(files))]
    people = _people(body)
    return Parsed(
        title=shorten(f"{subject} ({loaded['commit'][:10]})"),
        blocks=tuple(blocks),
        kind=Kind.CODE_REVIEW,
        authors=tuple(dict.fromkeys(name for name in (loaded.get("author", ""), *people.pop("authors", ())) if name)),
        created_at=parse_date(str(loaded.get("date", ""))),
        status="merged",
        fields=people,
        links=tuple(Link("reverts", sha) for sha in _REVERTS.findall(body)),
    )


def _people(body: str) -> dict[str, tuple[str, ...]]:
    """Of the trailers `Reviewed-by: Ana Ruiz <ana@example.org>`."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in _TRAILER.findall(body):
        field = _PEOPLE.get(name)
        if field:
            found[field] = (*found.get(field, ()), value.partition("<")[0].strip())
    return found
