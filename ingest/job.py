"""The ingest of one source: changes → documents → chunks → vectors → commit → coverage. Read `Job.run` first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final
from uuid import uuid4

from assistant.domain.documents import Chunk, Document, Kind, contextual_text
from assistant.domain.sources import Coverage, Failure, SourceEntry
from assistant.errors import SourceError, UnreadableDocument
from assistant.ports import Commit, Embedder, Held, Ledger, NewDocument
from ingest.batch import Batch
from ingest.chunking.limits import Limits
from ingest.chunking.pieces import pieces
from ingest.parsed import Parsed
from ingest.ports import Change, Progress, Skipped, Source

RECIPE: Final = "1"
"""Raised whenever parsing, cleaning or chunking changes what a document becomes; then the next run makes it anew."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Bytes to a cleaned, parsed document: a format's parser, then hidden text and secrets removed."""

    parse: Callable[[bytes, str], Parsed]
    clean: Callable[[Parsed], Parsed]


def recipe(chunk_tokens: int, embedder: str) -> str:
    """How documents are made now; what was made by another recipe is made anew."""
    return f"{RECIPE}/{chunk_tokens}/{embedder}"


class Job:
    """Brings the catalogue in step with one source. The caller holds the ingest lock and publishes afterwards."""

    def __init__(self, ledger: Ledger, embedder: Embedder, reader: Reader, chunk_tokens: int, progress: Progress) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._reader = reader
        self._chunk_tokens = chunk_tokens
        self._progress = progress
        self._recipe = recipe(chunk_tokens, embedder.name)

    @cached_property
    def _limits(self) -> Limits:
        """Asked for when the first document is cut: until then no model need be loaded."""
        return Limits(min(self._chunk_tokens, self._embedder.token_limit), self._embedder.count_tokens)

    def run(self, entry: SourceEntry, source: Source, *, full: bool = False) -> Coverage:
        """Store what is new, changed, moved or gone, and compare by path what is listed with what is held.

        With `full`, documents are read and cut anew though nothing changed. Each document is durable when `progress` hears
        that it is acknowledged. Raises SourceError, before anything was removed, if the source can't be listed.
        """
        held = self._ledger.held(entry.name)
        listing = source.listing()
        if held and not listing:
            raise SourceError(
                f"the source '{entry.name}' lists nothing, and {len(held)} documents came from it: is it mounted? "
                f"If they are really gone, `lore remove {entry.name}`"
            )
        self._progress.listed(len(listing))
        state = _State(entry, held, {path: known for path, known in held.items() if path not in listing}, full)
        batch = Batch(self._ledger, self._embedder, self._progress)
        for change in source.changes(""):
            if isinstance(change, Skipped):
                state.skipped.append(Failure(change.path, change.reason))
                continue
            try:
                if isinstance(change, Failure):
                    state.failed.append(change)
                elif change.read is not None:
                    self._take(change, change.read(), state, batch)
            except UnreadableDocument as error:
                state.failed.append(Failure(change.path, _still_served(str(error), change.path in held)))
            self._progress.advanced(change.path)
        batch.flush()
        self._remove(state.really_gone())
        return self._coverage(state, listing)

    def _take(self, change: Change, data: bytes, state: _State, batch: Batch) -> None:
        """Do what a file's bytes ask for: nothing, a move, or a new version."""
        digest = hashlib.sha256(data).hexdigest()
        known = state.held.get(change.path)
        if known is None:
            known = state.moved_from(digest)
            moved = known is not None
        else:
            moved = False
        same = known is not None and known.document.content_hash == digest and known.recipe == self._recipe and not state.full
        if known is None or not same or (moved and not self._reads_as_before(change, data, known, state.entry)):
            document_id = known.document.id if known else uuid4().hex[:16]
            batch.add(self._new_document(change, data, document_id, state))
        else:
            document = replace(
                known.document, path=change.path, url=change.url or known.document.url, readers=state.entry.readers
            )
            document = replace(document, kind=Kind(state.entry.kind)) if state.entry.kind else document
            if document == known.document:
                state.unchanged += 1
                return
            batch.move(document)
        if moved:
            state.renamed.append(change.path)
        else:
            state.indexed.append(change.path)

    def _reads_as_before(self, change: Change, data: bytes, known: Held, entry: SourceEntry) -> bool:
        """Whether the same bytes are the same document under a new path, which may name the format, title, date and kind.
        Raises UnreadableDocument."""
        before = known.document
        if PurePosixPath(change.path).suffix.casefold() != PurePosixPath(before.path).suffix.casefold():
            return False
        parsed = self._reader.parse(data, change.path)
        kind = Kind(entry.kind) if entry.kind else parsed.kind or Kind.PAGE
        told = (parsed.title, kind, parsed.created_at, parsed.updated_at or parsed.created_at)
        return told == (before.title, before.kind, before.created_at, before.updated_at)

    def _new_document(self, change: Change, data: bytes, document_id: str, state: _State) -> NewDocument:
        """Parse, clean and cut. Raises UnreadableDocument."""
        parsed = self._reader.clean(self._reader.parse(data, change.path))
        cut = pieces(parsed, self._limits)
        if not cut:
            raise UnreadableDocument("holds no text")
        state.warnings.extend(Failure(change.path, warning) for warning in parsed.warnings)
        document = Document(
            id=document_id,
            source=state.entry.name,
            path=change.path,
            title=parsed.title,
            kind=Kind(state.entry.kind) if state.entry.kind else parsed.kind or Kind.PAGE,
            content_hash=hashlib.sha256(data).hexdigest(),
            readers=state.entry.readers,
            url=change.url or parsed.url,
            authors=parsed.authors,
            created_at=parsed.created_at,
            updated_at=parsed.updated_at or parsed.created_at,
            status=parsed.status,
            language=parsed.language,
            warnings=parsed.warnings,
        )
        chunks = tuple(
            Chunk(0, document_id, ordinal, piece.text, piece.headings, piece.anchor) for ordinal, piece in enumerate(cut)
        )
        hashes = tuple(self._text_hash(contextual_text(document.title, chunk)) for chunk in chunks)
        return NewDocument(document, chunks, hashes, self._recipe)

    def _text_hash(self, text: str) -> str:
        return hashlib.sha256(f"{self._embedder.name}\0{text}".encode()).hexdigest()

    def _remove(self, gone: dict[str, Held]) -> None:
        if gone:
            self._ledger.commit(Commit(removals=tuple(known.document.id for known in gone.values())))
            for path, known in gone.items():
                self._progress.acknowledged("removed", path, known.document.id)

    def _coverage(self, state: _State, listing: Collection[str]) -> Coverage:
        """Compare by path what the source lists with what the catalogue holds now."""
        accounted = self._ledger.held(state.entry.name).keys() | {failure.path for failure in state.failed}
        return Coverage(
            source=state.entry.name,
            listed=len(listing),
            indexed=tuple(state.indexed),
            unchanged=state.unchanged,
            renamed=tuple(state.renamed),
            removed=tuple(sorted(state.really_gone())),
            failed=tuple(state.failed),
            skipped=tuple(state.skipped),
            missing=tuple(sorted(set(listing) - accounted)),
            warnings=tuple(state.warnings),
        )


@dataclass(slots=True)
class _State:
    """One run: what was held before it, what is left of that to remove, and what it has done so far."""

    entry: SourceEntry
    held: dict[str, Held]
    gone: dict[str, Held]
    full: bool
    indexed: list[str] = field(default_factory=list)
    unchanged: int = 0
    renamed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)

    def moved_from(self, digest: str) -> Held | None:
        """A document whose path is gone and whose bytes these are: the file was renamed, and its document lives on."""
        for path, known in self.gone.items():
            if known.document.content_hash == digest:
                return self.gone.pop(path)
        return None

    def really_gone(self) -> dict[str, Held]:
        """What is neither listed nor below a folder that could not be read: a folder without rights has lost nothing."""
        unread = tuple(f"{failure.path}/" for failure in self.failed)
        return {path: known for path, known in self.gone.items() if not path.startswith(unread)}


def _still_served(reason: str, held: bool) -> str:  # noqa: FBT001 - read where it is called
    return f"{reason}; the version before is still served" if held else reason
