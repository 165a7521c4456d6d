"""Opens a catalogue: its engine, at the newest migration, and the ports over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from assistant.adapters.catalogue.asked import SqlAskedQuestions
from assistant.adapters.catalogue.audiences import SqlAudiences
from assistant.adapters.catalogue.channels import SqlChannels
from assistant.adapters.catalogue.conversations import SqlGivenAnswers, SqlThreads
from assistant.adapters.catalogue.dialogues import SqlDialogues
from assistant.adapters.catalogue.documents import SqlDocuments
from assistant.adapters.catalogue.engine import open_engine, revision
from assistant.adapters.catalogue.extracts import SqlExtracts
from assistant.adapters.catalogue.inbox import SqlInbox
from assistant.adapters.catalogue.ledger import SqlLedger
from assistant.adapters.catalogue.pages import SqlPages
from assistant.adapters.catalogue.places import SqlPlaces
from assistant.adapters.catalogue.progress import SqlProgress
from assistant.adapters.catalogue.provenance import SqlAnswerRecords
from assistant.adapters.catalogue.rulings import SqlRulings
from assistant.adapters.catalogue.same_people import SqlSamePeople
from assistant.adapters.catalogue.samples import SqlTextSample
from assistant.adapters.catalogue.schema import HEAD
from assistant.adapters.catalogue.sources import SqlSources
from assistant.adapters.catalogue.spending import SqlSpending
from assistant.errors import StorageError, StorageFull


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue's ports over one engine; the journal is opened by whoever follows it, since its vectors need numpy."""

    engine: Engine
    documents: SqlDocuments
    ledger: SqlLedger
    sources: SqlSources
    audiences: SqlAudiences
    same_people: SqlSamePeople
    extracts: SqlExtracts
    places: SqlPlaces
    rulings: SqlRulings
    asked: SqlAskedQuestions
    progress: SqlProgress
    inbox: SqlInbox
    threads: SqlThreads
    given: SqlGivenAnswers
    channels: SqlChannels
    dialogues: SqlDialogues
    sample: SqlTextSample
    spending: SqlSpending
    answer_records: SqlAnswerRecords

    def pages(self, source: str) -> SqlPages:
        """The remembered pages of one source."""
        return SqlPages(self.engine, source)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()


def open_catalogue(file: Path) -> Catalogue:
    """Open the catalogue in `file`, making it or bringing it up to date where needed. Raises StorageError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)  # SQLite would let others read it
    except OSError as error:
        kind = StorageFull if error.errno == 28 else StorageError
        raise kind(f"the data folder {file.parent} can't be made ({error.strerror}): name another with --home") from error
    engine = open_engine(file)
    if revision(engine) != HEAD:
        from assistant.adapters.catalogue.upgrade import upgrade  # noqa: PLC0415 - Alembic takes longer than the rest

        upgrade(engine)
    return Catalogue(
        engine,
        SqlDocuments(engine),
        SqlLedger(engine),
        SqlSources(engine),
        SqlAudiences(engine),
        SqlSamePeople(engine),
        SqlExtracts(engine),
        SqlPlaces(engine),
        SqlRulings(engine),
        SqlAskedQuestions(engine),
        SqlProgress(engine),
        SqlInbox(engine),
        SqlThreads(engine),
        SqlGivenAnswers(engine),
        SqlChannels(engine),
        SqlDialogues(engine),
        SqlTextSample(engine),
        SqlSpending(engine),
        SqlAnswerRecords(engine),
    )
