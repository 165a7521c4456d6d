"""The only place that names concrete classes: from a data folder to the wired application.

Adapters that take long to load (torch, FAISS, tantivy, LangChain) are imported when they are first used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.access.directory import LOCAL_ADMINISTRATOR, Directory, Person
from assistant.domain.answers import Answer, AnswerEvent
from assistant.domain.asked import Interface
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.errors import IndexUnusable, LoreError, UsageError
from assistant.settings import Settings, keep_model_hub_offline, load_settings

if TYPE_CHECKING:
    from assistant.access.teams import Teams
    from assistant.adapters.catalogue.journal import SqlJournal
    from assistant.adapters.catalogue.open import Catalogue
    from assistant.adapters.cross_encoder import CrossEncoderReranker
    from assistant.adapters.deferred_embedder import DeferredEmbedder
    from assistant.adapters.index.live import LiveIndex
    from assistant.adapters.index.publishing import Publisher
    from assistant.adapters.langchain_retriever import LoreRetriever
    from assistant.adapters.remembering_embedder import RememberingEmbedder
    from assistant.answering.answerer import Answerer
    from assistant.answering.conversing.conversations import Conversations
    from assistant.answering.recording import Asker, Recorder
    from assistant.answering.wording.trying import Trial
    from assistant.bootstrap_answering import Parts as AnsweringParts
    from assistant.domain.hits import Hit, SearchResult
    from assistant.domain.understood import Interpreted
    from assistant.knowledge.use_cases import Knowledge
    from assistant.ports import Embedder
    from assistant.retrieval.agreement import Agreement
    from assistant.retrieval.retriever import Retriever
    from assistant.retrieval.similar import MoreLikeThis
    from assistant.retrieval.understanding.searching import Understanding
    from assistant.tuning.ports import Student
    from assistant.tuning.tuner import Tuner
    from assistant.web.services import Services

# ruff: noqa: PLC0415 - this module imports inside functions, see its docstring


_WARM_UP_AGAIN_S = 10.0


class Lore:
    """The wired application over one data folder. Close it, or use it in a `with` statement."""

    def __init__(self, settings: Settings, redact: Callable[[str], str] | None = None) -> None:
        """`redact` takes secrets out of a text; without it no question is recorded."""
        self.settings = settings
        self._redact = redact
        self._opened: Catalogue | None = None

    @property
    def home(self) -> Path:
        """The data folder."""
        return self.settings.home

    @property
    def catalogue_file(self) -> Path:
        """Where the catalogue is."""
        return self.home / "catalogue.sqlite"

    @property
    def index_folder(self) -> Path:
        """Where generations of the index are."""
        return self.home / "index"

    @property
    def catalogue(self) -> Catalogue:
        """The SQL catalogue, opened and brought up to date when first used."""
        if self._opened is None:
            from assistant.adapters.catalogue.open import open_catalogue

            self._opened = open_catalogue(self.catalogue_file)
        return self._opened

    @cached_property
    def directory(self) -> Directory:
        """People and groups."""
        people = [Person(user, **dict(person)) for user, person in self.settings.people.items()]
        return Directory(people, self.settings.groups, self.catalogue.audiences)

    @cached_property
    def embedder(self) -> DeferredEmbedder:
        """The embedder that the settings name; loaded when it is first called."""
        from assistant.adapters.deferred_embedder import DeferredEmbedder

        return DeferredEmbedder(self.settings.embedder.name, self._load_embedder)

    @cached_property
    def remembering(self) -> RememberingEmbedder:
        """The same, for what is asked: the question and the sentences of much-read documents come again."""
        from assistant.adapters.remembering_embedder import RememberingEmbedder

        return RememberingEmbedder(self.embedder)

    @cached_property
    def journal(self) -> SqlJournal:
        """What the index follows."""
        from assistant.adapters.catalogue.journal import SqlJournal

        return SqlJournal(self.catalogue.engine)

    @cached_property
    def index(self) -> LiveIndex:
        """The index that answers."""
        from assistant.adapters.index.live import LiveIndex

        return LiveIndex(self.index_folder, self.journal, self.settings.embedder.name)

    @cached_property
    def publisher(self) -> Publisher:
        """Makes generations of the index."""
        from assistant.adapters.index.publishing import Publisher

        return Publisher(self.index_folder, self.journal, self.settings.embedder.name)

    @cached_property
    def reranker(self) -> CrossEncoderReranker | None:
        """The cross-encoder that the settings name, if any; loaded when it first scores."""
        chosen = self.settings.retrieval
        if not chosen.reranker:
            return None
        keep_model_hub_offline(built_in=False)
        from assistant.adapters.cross_encoder import CrossEncoderReranker

        return CrossEncoderReranker(chosen.reranker, chosen.rerank_precision, chosen.rerank_seconds)

    @cached_property
    def retriever(self) -> Retriever:
        """Search."""
        from assistant.retrieval.retriever import Options, Retriever

        candidates = self.settings.retrieval.rerank_candidates
        options = Options(links=self.knowledge.links, reranker=self.reranker, candidates=candidates)
        return Retriever(self.index, self.remembering, self.catalogue.documents, options)

    @cached_property
    def understanding(self) -> Understanding:
        """Search that reads filters, times and parts out of a question first."""
        from assistant.adapters.system_clock import SystemClock
        from assistant.retrieval.understanding.searching import Understanding

        return Understanding(self.retriever, self.knowledge.inventories.of, SystemClock())

    @cached_property
    def more_like_this(self) -> MoreLikeThis:
        """What is like a document or a chunk."""
        from assistant.retrieval.similar import MoreLikeThis

        return MoreLikeThis(self.index, self.catalogue.documents, self.journal, self.catalogue.sample)

    def principal(self, user: str | None) -> Principal:
        """Who asks: the person named, or without a name the local administrator."""
        return LOCAL_ADMINISTRATOR if user is None else self.directory.principal(user)

    def search(self, text: str, k: int = 10, filters: Filters | None = None, as_user: str | None = None) -> SearchResult:
        """Up to `k` hits that the person may read, best first."""
        self.make_ready()
        return self.retriever.search(Query(text, self._scope(filters, as_user), k))

    def find(self, query: Query) -> Interpreted:
        """As `search`, with what the question's words ask for."""
        self.make_ready()
        return self.understanding.search(query)

    def query(self, text: str, k: int = 10, filters: Filters | None = None, as_user: str | None = None) -> Query:
        """A query within what the person may read. Raises UsageError for a person or a source that does not exist."""
        return Query(text, self._scope(filters, as_user), k)

    def as_langchain_retriever(self, k: int = 10, filters: Filters | None = None, as_user: str | None = None) -> LoreRetriever:
        """A LangChain `BaseRetriever` over what the person may read: `k` chunks with what stands around them, best first, found
        as `find` finds them. Raises UsageError as `query` does."""
        from assistant.adapters.langchain_retriever import LoreRetriever

        self.query("", k, filters, as_user)

        def found(text: str) -> tuple[Hit, ...]:
            return self.find(replace(self.query(text, k, filters, as_user), in_context=True)).result.hits

        return LoreRetriever(find=found)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The organisation's memory: decisions, onboarding, experts, gaps."""
        from assistant.bootstrap_knowledge import Parts, wired_knowledge

        parts = Parts(
            settings=self.settings,
            catalogue=self.catalogue,
            directory=self.directory,
            teams=self.teams,
            embedder=self.embedder,
            index=lambda: self.index,
            redact=self._redact or _unsaid,
            recorder=self.recorder,
            records=self._records,
        )
        return wired_knowledge(parts)

    @cached_property
    def teams(self) -> Teams:
        """The groups of lore.toml, with their members."""
        from assistant.access.teams import Teams

        return Teams(self.directory.people, self.settings.groups, self.directory)

    @cached_property
    def recorder(self) -> Recorder:
        """Stores what becomes of questions, where there is something that takes secrets out of them."""
        from assistant.adapters.system_clock import SystemClock
        from assistant.answering.recording import Recorder, Retention

        retention = Retention(self.settings.knowledge.keep_questions_days, self._records)
        redact, records = self._redact or _unsaid, self.catalogue.answer_records
        return Recorder(self.catalogue.asked, redact, SystemClock(), retention, records)

    @cached_property
    def asker(self) -> Asker:
        """Answers within conversations, each with what became of its question recorded."""
        from assistant.adapters.system_clock import SystemClock
        from assistant.answering.conversing.asides import Saying
        from assistant.answering.recording import Recorded
        from assistant.bootstrap_answering import wired_conversing

        recorded = Recorded(self.answerer, self.recorder, SystemClock(), self.teams.names, self.knowledge.decisions)
        saying = Saying(self.answerer, has_model=bool(self.settings.generator.model))
        return wired_conversing(self._answering_parts, recorded, saying, self.conversations, self._redact)

    @cached_property
    def conversations(self) -> Conversations:
        """What people may do with their own conversations."""
        from assistant.adapters.system_clock import SystemClock
        from assistant.answering.conversing.conversations import Conversations

        def forget(answer_ids: Collection[str]) -> None:
            self.recorder.settle()  # a question that was just asked may still wait to be stored
            self.catalogue.answer_records.forget(answer_ids)
            self.catalogue.asked.forget(answer_ids)

        is_kept = self._redact is not None and self.settings.conversations.record
        dialogues, documents = self.catalogue.dialogues, self.catalogue.documents
        return Conversations(dialogues, documents, SystemClock(), (forget,), is_kept=is_kept)

    @cached_property
    def tuner(self) -> Tuner:
        """Fits a copy of the embedder to the documents."""
        from assistant.tuning.told import FromMemory
        from assistant.tuning.tuner import Tuner

        return Tuner(self.journal, FromMemory(self.knowledge.references, self.knowledge.judged))

    def check_tunable(self) -> None:
        """Raise UsageError for an embedder that has nothing to learn with."""
        if self.settings.embedder.model == "hashing":
            raise UsageError("the embedder 'hashing' has no weights to tune: name a sentence-transformers model in [embedder]")

    def student(self, seed: int, rate: float | None = None) -> Student:
        """A copy of the embedder that can learn. Raises as `check_tunable` does, and SettingsError where it can't be loaded."""
        self.check_tunable()
        chosen, model = self.settings.embedder, self._model_place()
        from assistant.adapters.sentence_embedder import Prefixes
        from assistant.adapters.student import RATE, SentenceStudent

        return SentenceStudent(model, Prefixes(chosen.question_prefix, chosen.document_prefix), seed, rate or RATE)

    @property
    def _records(self) -> bool:
        return self._redact is not None and self.settings.knowledge.record_questions

    def redact(self, text: str) -> str:
        """The text without secrets; nothing of it where nothing can take them out."""
        return (self._redact or _unsaid)(text)

    @cached_property
    def answerer(self) -> Answerer:
        """Answers, with the generator that the settings name, if any."""
        from assistant.bootstrap_answering import wired_answerer

        return wired_answerer(self._answering_parts)

    @property
    def _answering_parts(self) -> AnsweringParts:
        from assistant.bootstrap_answering import Parts

        return Parts(self.settings, self.catalogue, self.remembering, self.retriever, self.understanding, self.knowledge)

    def ask(
        self,
        text: str,
        filters: Filters | None = None,
        as_user: str | None = None,
        interface: Interface = Interface.COMMAND_LINE,
        *,
        literally: bool = False,
    ) -> Answer:
        """The whole answer; `asker.answer` gives it as it is made."""
        return self.answer_aloud(Question(text, self._scope(filters, as_user), interface=interface, literally=literally))

    def answer_aloud(self, question: Question, hear: Callable[[AnswerEvent], None] = lambda _: None) -> Answer:
        """The whole answer; `hear` is told each event as it comes."""
        self.make_ready()
        import asyncio

        return asyncio.run(_last(self.asker.answer(question), hear))

    def services(self, as_user: str | None = None) -> Services:
        """What the web serves. The model and the index are loaded in the background; `/readyz` tells when they are."""
        import threading
        import time

        import structlog

        from assistant.web.services import Services

        warmed = threading.Event()

        def warm_up() -> None:
            while not warmed.is_set():
                try:
                    self._load_all()
                    warmed.set()
                except LoreError as error:  # a rebuild or an ingest may mend it while the server stands
                    structlog.get_logger().error("not ready, will try again", reason=str(error))
                    time.sleep(_WARM_UP_AGAIN_S)

        self.principal(as_user)  # a person who does not exist is an error of the command line, not of each request
        services = Services(
            searcher=self.retriever,
            interpreter=self.understanding,
            alike=self.more_like_this,
            asker=self.asker,
            documents=self.catalogue.documents,
            sources=self.catalogue.sources,
            knowledge=self.knowledge,
            conversations=self.conversations,
            caller=lambda: self.principal(as_user),
            organisation=self.settings.organisation,
            suggestions=self.settings.suggestions,
            ready=warmed.is_set,
        )
        # Only now: the thread must find the index and the embedder that the services have, not make its own.
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        return services

    def make_ready(self) -> None:
        """Load the model and the index first: what that takes is not the time of a search."""
        self.check_embedder()
        self._load_all()

    def _load_all(self) -> None:
        """What the first question would wait for: the models, the index, and what is known of documents and their links."""
        self.embedder.embed_question("warm-up")
        self.reranker_trouble()
        self.index.view()
        self.knowledge.links.around([], LOCAL_ADMINISTRATOR)
        self.knowledge.inventories.of(LOCAL_ADMINISTRATOR)

    def reranker_trouble(self) -> str:
        """Why the reranker of the settings can't be used, "" when it can or there is none; loads it."""
        return self.reranker.trouble() if self.reranker else ""

    def try_model(self) -> Trial | None:
        """Whether the language model of the settings answers, by one tiny call; None where none is set."""
        from assistant.bootstrap_wording import try_model

        return try_model(self.settings, self.catalogue, self.embedder)

    def check_embedder(self) -> None:
        """Raise IndexUnusable when what is stored was embedded by another model than the settings name."""
        recorded = self.catalogue.ledger.embedder()
        if recorded not in {None, self.settings.embedder.name}:
            said = f"was made with the embedder '{recorded}'" if recorded else "is between two embedders"
            raise IndexUnusable(
                f"the index {said} and the settings name '{self.settings.embedder.name}': "
                "run `lore ingest --full`, or set the former one in [embedder]"
            )

    def doctor(self) -> Agreement:
        """Compare the catalogue and both halves of the index by chunk, and check every file of the index."""
        from assistant.adapters.index.generation import damaged_files
        from assistant.retrieval.agreement import compare

        damaged = tuple(damaged_files(self.index_folder))
        if damaged:
            keys = self.journal.chunk_keys()
            return compare(keys, keys, keys, damaged)
        while True:
            before = self.journal.sequence()
            view = self.index.view()
            agreement = compare(self.journal.chunk_keys(), view.vector_keys(), view.word_keys())
            if agreement.sound or self.journal.sequence() == before:  # else an ingest committed while it was compared
                return agreement

    def close(self) -> None:
        """Let go of files and connections."""
        if "recorder" in self.__dict__:
            self.recorder.close()
        if "index" in self.__dict__:
            self.index.close()
        if self._opened is not None:
            self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _scope(self, filters: Filters | None, as_user: str | None) -> Scope:
        """Raises UsageError for a person or a source that does not exist, since a typing error finds nothing silently."""
        filters = filters or Filters()
        for name in filters.sources:
            self.catalogue.sources.get(name)
        return Scope(self.principal(as_user), filters)

    def _load_embedder(self) -> Embedder:
        chosen = self.settings.embedder
        from assistant.adapters.hashing_embedder import HASHING, HashingEmbedder

        if chosen.model == HASHING:
            return HashingEmbedder()
        model = self._model_place()
        from assistant.adapters.sentence_embedder import Prefixes, SentenceEmbedder

        prefixes = Prefixes(chosen.question_prefix, chosen.document_prefix)
        return SentenceEmbedder(model, chosen.precision, chosen.batch_tokens, prefixes)

    def _model_place(self) -> str:
        """What to load the embedder from: a folder of the data folder, such as `models/NAME`, or else what [embedder] says."""
        model = self.settings.embedder.model
        place = self.home / model
        tuned = bool(model) and place.is_dir()
        keep_model_hub_offline(built_in=tuned or model == "all-MiniLM-L6-v2")
        return str(place) if tuned else model


async def _last(events: AsyncIterator[AnswerEvent], hear: Callable[[AnswerEvent], None]) -> Answer:
    """The answer at the end of its events."""
    async for event in events:
        hear(event)
        if isinstance(event, Answer):
            return event
    raise AssertionError("an answer's events end with the answer")


def _unsaid(_: str) -> str:
    """What is left of a text where nothing can take its secrets out."""
    return ""


def open_lore(home: str | Path | None = None, redact: Callable[[str], str] | None = None) -> Lore:
    """The application over a data folder: `home`, else LORE_HOME, else ~/.lore. Raises SettingsError.

    Questions are recorded only with a `redact` that takes secrets out of them, such as the command line gives.
    """
    return Lore(load_settings(Path(home) if home is not None else None), redact)
