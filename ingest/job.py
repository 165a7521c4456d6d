"""The ingest of one source: listing → documents → chunks → vectors → commit → coverage. Read `Job.compare` first."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from assistant.domain.documents import Kind
from assistant.domain.readers import Readers
from assistant.domain.sources import Coverage, Failure, SourceEntry
from assistant.errors import SourceError, UnreadableDocument
from assistant.ports import Checkpoint, Commit, Documents, Embedder, Held, Ledger, Refused
from ingest.account import Account
from ingest.batch import Batch
from ingest.making import Maker, reads_as_before
from ingest.parsed import Parsed
from ingest.placing import settled
from ingest.ports import Gone, Item, Listed, Progress, Reached, Source
from ingest.reading import Outcome, Parse, Reading
from ingest.stages import Stages

RECIPE: Final = "3"
"""Raised whenever parsing, cleaning or chunking changes what a document becomes; then the next run makes it anew."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every run works with."""

    ledger: Ledger
    documents: Documents
    embedder: Embedder
    parse: Parse
    chunk_tokens: int
    threads: int = 2
    """How many documents are read and parsed at the same time."""


def recipe(chunk_tokens: int, embedder: str) -> str:
    """How documents are made now; what was made by another recipe is made anew."""
    return f"{RECIPE}/{chunk_tokens}/{embedder}"


class Job:
    """Brings the catalogue in step with one source. The caller holds the ingest lock and publishes afterwards.

    Each document is durable when `progress` hears that it is acknowledged. A source that fails in the middle stops the
    run: what was acknowledged stays, nothing is removed, and the coverage says so; the next run goes on from there.
    """

    def __init__(self, entry: SourceEntry, source: Source, tools: Tools, progress: Progress) -> None:
        self._entry = entry
        self._source = source
        self._tools = tools
        self._progress = progress
        self._recipe = recipe(tools.chunk_tokens, tools.embedder.name)
        self._maker = Maker(entry, tools.embedder, tools.chunk_tokens, self._recipe)
        self._stages = Stages()
        self._batch = Batch(entry.name, tools.ledger, tools.embedder, progress, self._stages)

    def compare(self, *, full: bool = False) -> Coverage:
        """Store what is new, changed, moved or gone, and compare by path what the source lists with what is held.

        With `full`, documents are read and cut anew though nothing changed. Raises SourceError, before anything was
        changed, if the source can't be listed.
        """
        account = Account(self._tools.ledger.held(self._entry.name), self._recipe, full=full)
        with self._stages.timed("list"), _source_errors():
            cursor = account.hear(self._source.listing())
        if account.held.documents and not account.listed:
            raise SourceError(
                f"the source '{self._entry.name}' lists nothing, and {len(account.held.documents)} documents came from it: is "
                f"it mounted? If they are really gone, `lore remove {self._entry.name}`"
            )
        self._progress.listed(len(account.listed))
        account.miss(account.unlisted())
        self._settle_audiences()
        try:
            self._bring_in(account.listed.values(), account)
            self._confirm_vanished(account)
        except SourceError as error:
            account.stopped = str(error)
        else:
            self._remove_missed(account)
            for path in account.no_longer_refused():
                self._batch.readmit(path)
            self._batch.reach(cursor)
        self._batch.flush()
        missing = account.missing(self._tools.ledger.held(self._entry.name).documents.keys())
        return replace(account.coverage(self._entry.name), missing=missing, seconds=self._stages.seconds())

    def follow(self) -> Coverage:
        """Store what changed since the source was last looked at; everything is compared where there is no cursor yet.

        What fails here is healed by the next comparison, which finds that it is not held as it is listed. Raises
        SourceError if the source can't say what changed at all.
        """
        held = self._tools.ledger.held(self._entry.name)
        if not held.cursor:
            return self.compare()
        account = Account(held, self._recipe, full=False)
        parts: list[tuple[list[Item], str]] = []
        try:
            with self._stages.timed("list"), _source_errors():
                parts.extend(_parts(self._source.changes(held.cursor)))
        except SourceError as error:
            account.stopped = str(error)  # what it said before it failed counts all the same
        self._settle_audiences()
        try:
            for part, cursor in parts:
                self._follow_part(part, account)
                self._confirm_vanished(account)
                self._batch.reach(cursor)
        except SourceError as error:
            account.stopped = str(error)
        self._batch.flush()
        return replace(account.coverage(self._entry.name), partial=True, seconds=self._stages.seconds())

    def _follow_part(self, part: list[Item], account: Account) -> None:
        last = {item.path: item for item in part if isinstance(item, Listed | Gone)}  # gone and come again: it is there
        account.hear(iter(part))
        account.miss(path for path, item in last.items() if isinstance(item, Gone))
        self._bring_in([item for item in last.values() if isinstance(item, Listed)], account)
        self._remove_missed(account)

    def _settle_audiences(self) -> None:
        """Put the members of the source's groups in force before any document: who left a group reads no more of it."""
        with _source_errors():
            audiences = self._source.audiences()
        self._tools.ledger.commit(Commit(checkpoint=Checkpoint(self._entry.name, audiences=audiences)))

    def _bring_in(self, listed: Iterable[Listed], account: Account) -> None:
        """Read what is not held as it is listed, and settle the rest at once."""
        reading = Reading(self._source, self._tools.parse, account, self._stages, threads=self._tools.threads)
        to_read = self._to_read(listed, account)
        with closing(reading.outcomes(to_read)) as outcomes:
            for outcome in outcomes:
                self._take(outcome, account)
                self._progress.advanced(outcome.listed.path)

    def _to_read(self, listed: Iterable[Listed], account: Account) -> list[Listed]:
        """What has to be read. The rest is settled, and whom the source no longer lets in is shut out, before anything is
        read: a permission that was taken away waits for no slow server, and for no document that can't be had."""
        left = []
        for one in listed:
            known, refused = account.as_held(one), account.refused(one.path, one.version)
            if known:
                self._keep(one, known, account)
            else:
                self._narrow(one, account)
                if refused is None:
                    left.append(one)
                    continue
                self._refuse(Outcome(one, reason=refused.reason, skipped=refused.skipped), account)
            self._progress.advanced(one.path)
        self._batch.flush()
        return left

    def _narrow(self, listed: Listed, account: Account) -> None:
        """Until its new version is stored, a document is read by those who may read both: new readers may know the new
        version only, from which something may have been taken out before it was shared."""
        known = account.held.documents.get(listed.path)
        if known is None:
            return
        readers = Readers.parse(known.readers).meet(self._maker.readers(listed))
        document = self._tools.documents.get(known.document_id) if readers.canonical != known.readers else None
        if document is not None:
            self._batch.move(replace(document, readers=readers), known.version)

    def _take(self, outcome: Outcome, account: Account) -> None:
        """Do what a document's bytes ask for: nothing, a move, a new version, or to say why not."""
        listed = outcome.listed
        known = account.held.documents.get(listed.path)
        if outcome.gone:
            account.vanished.add(listed.path)
        elif outcome.reason:
            self._refuse(outcome, account)
        elif known and outcome.parsed is None:
            self._keep(listed, known, account)
        elif outcome.parsed is not None:
            self._store(outcome, outcome.parsed, known, account)

    def _keep(self, listed: Listed, known: Held, account: Account) -> None:
        """Its text is as it was; who may read it, or where it is, may not be."""
        readers, url, kind = self._maker.readers(listed), listed.url or known.url, self._maker.kind(Kind(known.kind))
        if (readers.canonical, url, kind) != (known.readers, known.url, known.kind):
            document = self._tools.documents.get(known.document_id)
            if document is not None:
                self._batch.move(replace(document, readers=readers, url=url, kind=kind), listed.version)
                account.indexed.append(listed.path)
                return
        if listed.version != known.version:
            self._batch.check(known.document_id, listed.version)
        account.unchanged += 1

    def _refuse(self, outcome: Outcome, account: Account) -> None:
        path, known = outcome.listed.path, account.held.documents.get(outcome.listed.path)
        if outcome.lasting:
            version = outcome.listed.version or outcome.digest
            self._batch.refuse(Refused(path, version, self._recipe, outcome.reason, outcome.skipped))
        if outcome.skipped:
            account.skipped.append(Failure(path, outcome.reason))
            if known:
                self._remove(path, known, account)
        else:
            still = "; the version before is still served" if known else ""
            account.failed.append(Failure(path, outcome.reason + still))

    def _confirm_vanished(self, account: Account) -> None:
        """Remove what was gone when it was read, if the source no longer lists it either: a source that took its access back
        also says that there is no such thing."""
        held = {path: account.held.documents[path] for path in account.vanished if path in account.held.documents}
        if not held:
            return
        with _source_errors():
            still = {item.path for item in self._source.listing() if isinstance(item, Listed | Failure)}
        for path, known in held.items():
            if path in still:
                account.vanished.discard(path)
                account.failed.append(
                    Failure(path, "is listed, and not there when it is read; the version before is still served")
                )
            else:
                self._remove(path, known, account)

    def _remove_missed(self, account: Account) -> None:
        for path, known in account.really_gone().items():
            self._remove(path, known, account)

    def _remove(self, path: str, known: Held, account: Account) -> None:
        self._batch.remove(path, known.document_id)
        account.forget(path)
        account.removed.append(path)

    def _store(self, outcome: Outcome, parsed: Parsed, known: Held | None, account: Account) -> None:
        """A new document, a new version of one, or one under a new path, which keeps its id."""
        listed = outcome.listed
        moved = account.moved_from(outcome.digest) if known is None else None
        origin = known or moved
        document = self._maker.document(origin.document_id if origin else uuid4().hex[:16], listed, outcome.digest, parsed)
        before = self._tools.documents.get(document.id) if moved and account.is_current(moved) else None
        if before and reads_as_before(before, document):
            chunks = self._tools.documents.chunks(document.id)
            self._batch.move(document, listed.version, settled(parsed.extracted, document, chunks))
        else:
            try:
                with self._stages.timed("chunk"):
                    made = self._maker.with_chunks(document, listed.version, parsed)
            except UnreadableDocument as error:
                self._refuse(replace(outcome, parsed=None, reason=str(error), lasting=True), account)
                return
            self._batch.add(made)
        account.warnings.extend(Failure(listed.path, warning) for warning in parsed.warnings)
        (account.renamed if moved else account.indexed).append(listed.path)


@contextmanager
def _source_errors() -> Iterator[None]:
    """What is missing or can't be read while a source is listed is a failure of the source, never of one document."""
    try:
        yield
    except UnreadableDocument as error:
        raise SourceError(f"the source can't be listed ({error}): nothing was removed; check its address and access") from error


def _parts(items: Iterator[Item]) -> Generator[tuple[list[Item], str]]:
    """What a source says from one cursor to the next."""
    part: list[Item] = []
    for item in items:
        if isinstance(item, Reached):
            yield part, item.cursor
            part = []
        else:
            part.append(item)
    if part:
        raise SourceError("the source did not say how far it came: this is a defect of its module")
