"""What is known to disagree: of the sample company by hand, of other homes by their documents' own headers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.deciding.titles import bare_title, thing_of
from assistant.answering.reading.sentences import units
from assistant.domain.documents import Chunk, Document
from assistant.knowledge.decisions.lineage import Lineage
from assistant.ports import Documents


@dataclass(frozen=True)
class Case:
    """A question, the document that has to come first, and the one that has to stand beside it; `part` is where it counts."""

    question: str
    first: str
    other: str
    part: str


def _adr(part: str, first: str, other: str, *questions: str) -> list[Case]:
    return [Case(question, first, other, part) for question in questions]


_KAFKA, _RABBIT = "adr/0019-kafka.md", "adr/0004-rabbitmq-message-bus.md"
_TIMESCALE, _MONGO = "adr/0011-postgresql-timescaledb.md", "adr/0002-mongodb-position-store.md"
_REST, _GRAPHQL = "adr/0021-rest-with-cursors.md", "adr/0006-graphql-public-api.md"
_DEPLOY, _TRAIN = "adr/0026-continuous-deploy-canaries.md", "adr/0008-weekly-release-train.md"
_OIDC, _SESSIONS = "adr/0024-oidc-short-lived-tokens.md", "adr/0009-server-sessions.md"
_LOG, _REDIS = "adr/0027-meter-from-kafka-log.md", "adr/0012-redis-billing-meter.md"
_NO_MESH, _MESH = "adr/0031-remove-service-mesh.md", "adr/0014-adopt-service-mesh.md"
_FLAGD, _TABLE = "adr/0033-openfeature-flagd.md", "adr/0016-home-made-feature-flags.md"
_AVRO, _PROTOBUF = "adr/0020-avro-schema-registry.md", "rfcs/rfc-011-protobuf.rst"
_TREES, _SEQUENCE = "rfcs/rfc-003-eta-trees.rst", "rfcs/rfc-008-eta-sequence-model.rst"
_PRIVACY, _RETENTION = "handbook/data-privacy.html", "design/position-retention.md"
_INCIDENTS, _ON_CALL = "design/incident-response.adoc", "handbook/on-call.md"

SAMPLE: Final[Sequence[Case]] = (
    *_adr("replaced", _KAFKA, _RABBIT, "Which message bus do we use?", "What happens to a message that fails five times?"),
    *_adr("replaced", _TIMESCALE, _MONGO, "Where do we store positions?", "How are positions stored in MongoDB?"),
    *_adr("replaced", _REST, _GRAPHQL, "How are lists in the public API paged?", "Is the public API still GraphQL?"),
    *_adr("replaced", _DEPLOY, _TRAIN, "How do changes get released?", "When does the release train leave?"),
    *_adr("replaced", _OIDC, _SESSIONS, "How do customers sign in?", "What does a session cookie contain?"),
    *_adr("replaced", _LOG, _REDIS, "How are billable events counted?", "Are billable events counted in Redis?"),
    *_adr("replaced", _NO_MESH, _MESH, "Do we have a service mesh?", "What gives our services mutual TLS?"),
    *_adr("replaced", _FLAGD, _TABLE, "How do feature flags work?", "Where are feature flags stored?"),
    *_adr("replaced", "reviews/beacon/209.json", "reviews/beacon/203.json", "How are late copies of positions removed?"),
    *_adr("amended", "adr/0029-chunk-interval-6-hours.md", _TIMESCALE, "What is the chunk interval of the hypertable?"),
    *_adr("not adopted", _AVRO, _PROTOBUF, "Do new topics use Protobuf?"),
    *_adr("not adopted", _TREES, _SEQUENCE, "Do we predict arrival times with a sequence model?"),
    *_adr("not adopted", _KAFKA, "adr/0037-hosted-log-service.md", "Should Kafka move to a hosted log service?"),
    *_adr(
        "values", _PRIVACY, _RETENTION, "How long do we keep raw positions?", "After how many months are raw positions deleted?"
    ),
    *_adr("values", _INCIDENTS, _ON_CALL, "When do I wake up the secondary on call?", "After how many minutes do we escalate?"),
    *_adr("values", "meetings/apps-weekly/2024-11-14.md", _REST, "When is GraphQL switched off?"),
    *_adr("as of", _RABBIT, _KAFKA, "Which message bus did we use in March 2023?"),
    *_adr("as of", _MONGO, _TIMESCALE, "Where did we store positions as of October 2022?"),
    *_adr("as of", _TRAIN, _DEPLOY, "What was our policy for releases in March 2023?"),
    *_adr("as of", _SESSIONS, _OIDC, "As of June 2023, how do customers sign in?"),
    *_adr("as of", _MESH, _NO_MESH, "As of May 2023, what gave our services mutual TLS?"),
)
"""What the sample company's documents contradict themselves in: eight records and a review that were replaced, a record that
was amended, three proposals that were not adopted, three values that two documents give otherwise; and five questions about a
day, on which what holds now did not hold yet."""

_ASKED: Final = ("What do we do about {}?", "How does {} work?", "What is the rule for {}?", "Tell me about {}")
_OPENING: Final = re.compile(
    r"^(?:This|The present) (?:PEP|RFC|document|proposal|ADR|record)(?: \w+ly)? (?:also )?(?:proposes?|describes?|defines?|"
    r"specifies|introduces?|adds?|provides?|suggests?|documents?|outlines?|discusses)(?: that| to)?\s+",
    re.IGNORECASE,
)
_ABSTRACT: Final = re.compile(r"^(?:abstract|summary|introduction|context)$", re.IGNORECASE)
_LONGEST: Final = 14


@dataclass(frozen=True)
class Pair:
    """A decision that was replaced, and what replaced it and took effect."""

    newer: Document
    older: Document

    @property
    def is_held_out(self) -> bool:
        """Whether it belongs to the half that nothing was tried on."""
        name = f"{self.newer.path} {self.older.path}"
        return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def pairs_of(lineage: Lineage) -> Iterator[Pair]:
    """Every pair of a lineage."""
    for entry in lineage.entries:
        for id_ in entry.replaced_by:
            newer = lineage.entry(id_)
            if newer and newer.document and entry.document:
                yield Pair(newer.document, entry.document)


def cases_of(pair: Pair, documents: Documents) -> Iterator[Case]:
    """Questions about what both decide: two by the older's title and two by the newer's, in wordings that a hash of the title
    chooses; and one each by the first sentence of its abstract."""
    part = "held out" if pair.is_held_out else "tried on"
    for document in (pair.older, pair.newer):
        title = bare_title(document.title)
        yield Case(title, pair.newer.path, pair.older.path, part)
        wording = _ASKED[hashlib.sha256(title.encode()).digest()[0] % len(_ASKED)]
        thing = thing_of(title)
        yield Case(wording.format(thing if " " in thing else title), pair.newer.path, pair.older.path, part)
        if told := _told_first(documents.chunks(document.id, 0, 6)):
            yield Case(told, pair.newer.path, pair.older.path, part)


def _told_first(chunks: Sequence[Chunk]) -> str:
    """A question by what a document says that it does: `How do we …`; "" where it does not say so in this form."""
    for chunk in chunks:
        if not chunk.headings or not _ABSTRACT.match(chunk.headings[-1].strip()):
            continue
        for unit in units(chunk.text):
            told = " ".join(unit.text.split())
            if match := _OPENING.match(told):
                words = re.split(r"[,;.:(]| (?:which|that|so that|in order) ", told[match.end() :])[0].split()
                return f"What about {' '.join(words[:_LONGEST])}?" if len(words) > 1 else ""
    return ""
