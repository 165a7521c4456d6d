"""What the web serves: the use cases, handed over by whoever starts the server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.routing import BaseRoute

from assistant.answering.conversing.conversations import Conversations
from assistant.domain.answers import AnswerEvent
from assistant.domain.hits import SearchResult
from assistant.domain.queries import Query, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.domain.understood import Interpreted, Understood
from assistant.knowledge.use_cases import Knowledge
from assistant.ports import Documents, Sources
from assistant.retrieval.similar import SimilarResult

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class Searcher(Protocol):
    """Search as the routes need it."""

    def search(self, query: Query) -> SearchResult:
        """Hits that the query's principal may read, best first. Blocks; call it off the event loop."""


class Asker(Protocol):
    """Answers as the routes need them."""

    def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """SourcesFound, then Deltas, then the Answer; closing it cancels the work."""


class Interpreter(Protocol):
    """Search that reads the question first, as the routes need it."""

    def search(self, query: Query) -> Interpreted:
        """As `Searcher.search`, within what the question's words ask for. Blocks."""


class Likener(Protocol):
    """What is like a document, as the routes need it."""

    def like(self, document_id: str, scope: Scope, k: int = 10, chunk_key: int = 0) -> SimilarResult:
        """Documents that the scope admits, most alike first; NotFound for one that may not be read. Blocks."""


def always_ready() -> bool:
    """The answer of services that are complete when they are handed over."""
    return True


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a route may use. `caller` tells who asks when the request carries no credentials: on a loopback
    address the local administrator. It is asked for each request, since memberships change. Blocks."""

    searcher: Searcher
    asker: Asker
    documents: Documents
    sources: Sources
    knowledge: Knowledge
    caller: Callable[[], Principal]
    organisation: str
    suggestions: tuple[str, ...] = ()
    """Questions to try, shown on the empty page."""
    ready: Callable[[], bool] = always_ready
    """Whether the index and the catalogue are loaded; `/readyz` is 503 until then. Cheap, must not block."""
    routes: tuple[BaseRoute, ...] = ()
    """Further routes, such as the webhooks of an ingest that runs in the same process."""
    hosts: tuple[str, ...] = LOOPBACK_HOSTS
    """The names, without a port, that a request's Host header may bear; anything else is refused (DNS rebinding)."""
    interpreter: Interpreter | None = None
    """What reads questions; without it they are searched as they stand."""
    alike: Likener | None = None
    """What compares documents; without it pages show nothing similar."""
    conversations: Conversations | None = None
    """People's own conversations; None where nothing keeps any."""

    def find(self, query: Query) -> Interpreted:
        """What the query finds, read first where something reads it. Blocks."""
        if self.interpreter is None:
            return Interpreted(self.searcher.search(query), Understood(query.text, query.text))
        return self.interpreter.search(query)
