"""A small invented library of documents, and services over it that work in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, SourcesFound
from assistant.domain.documents import Anchor, Chunk, Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.glossary import Term
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query
from assistant.domain.questions import Question
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.domain.sources import Coverage, Holdings, SourceEntry, SourceState
from assistant.errors import GeneratorError, UsageError
from assistant.ports import Found

EVERYBODY = Readers(frozenset({EVERYONE}))
SECURITY = Readers(frozenset({"group:security"}))
ADMIN = Principal("ana", administrator=True)
GUEST = Principal("guest")

HOSTILE = """<script>document.title = "owned"</script>

Click [here](javascript:alert(1)) or [there](https://outside.example/page) or [beside](../other.md).

![a diagram](https://outside.example/pixel.png) <img src=x onerror="alert(2)">

<https://outside.example/auto> and [data](data:text/html;base64,AAAA)

| left | right |
|:-----|------:|
| `x`  | 1 |
"""
LINKS = (
    Link("closes", "meetings/2024-11-14-apps-weekly.txt"),
    Link("refers-to", "drafts/secret-plan.md"),
    Link("refers-to", "https://outside.example/issues/7"),
)
LONG_CODE = "```python\n" + "\n".join(
    f"def step_{n}(vessel): return berth[{n}].assign(vessel)  # {'=' * 40}" for n in range(40)
)
MORE_CODE = "\n".join(f"def step_{n}(vessel): return berth[{n}].assign(vessel)" for n in range(40, 80)) + "\n```"
WIDE_TABLE = (
    "| " + " | ".join(f"column {n}" for n in range(14)) + " |\n|" + "---|" * 14 + "\n"
    + "\n".join("| " + " | ".join(f"value {row}.{n}" for n in range(14)) + " |" for row in range(4))
)  # fmt: skip
MORE_ROWS = "\n".join("| " + " | ".join(f"value {row}.{n}" for n in range(14)) + " |" for row in range(4, 7))


@dataclass(frozen=True, slots=True)
class Written:
    """A document of the library before it gets keys: its texts with the headings above each."""

    document: Document
    texts: Sequence[tuple[tuple[str, ...], str] | tuple[tuple[str, ...], str, Anchor]]


def document(name: str, title: str, **changes: object) -> Document:
    """A document that everybody may read, with a path and an id made of its name."""
    defaults: dict[str, object] = {
        "id": name.replace("/", "-").replace(".", "-"),
        "source": "handbook",
        "path": name,
        "title": title,
        "kind": Kind.DESIGN_DOC,
        "content_hash": "0" * 64,
        "readers": EVERYBODY,
        "authors": ("Ana Ruiz",),
        "created_at": datetime(2023, 5, 2, tzinfo=UTC),
        "updated_at": datetime(2025, 3, 14, tzinfo=UTC),
        "language": "en",
    }
    return Document(**(defaults | changes))  # type: ignore[arg-type]


# ruff: noqa: E501 - the texts of the library are easier to read on one line each
LIBRARY: tuple[Written, ...] = (
    Written(
        document("adr/0019-kafka.md", "ADR-0019: Kafka as the message bus", status="accepted", authors=("Ana Ruiz", "Bo Lindqvist")),
        [
            (("Context",), "RabbitMQ lost ordering when a *queue* was moved, and replaying a day of positions took `nine hours`."),
            (("Decision",), "We run **Kafka** with 6 brokers and replication 3. The topic `positions.v2` has 48 partitions.\n\n- retention is 7 days\n- producers are idempotent\n- the dead-letter queue keeps 30 days"),
            (("Decision", "Rollout"), "Both buses run side by side for four weeks; consumers move one team at a time."),
            (("Consequences",), "Each team owns its consumer lag. See [the migration plan](https://wiki.tidewater.example/kafka)."),
        ],
    ),
    Written(
        document(
            "adr/0004-rabbitmq.md",
            "ADR-0004: RabbitMQ as the message bus",
            status="superseded by ADR-0019",
            authors=("Noor Haddad",),
            updated_at=datetime(2022, 3, 9, tzinfo=UTC),
        ),
        [
            (("Context",), "Services call each other directly, and one slow consumer stops them all."),
            (("Decision",), "We use RabbitMQ as the message bus, with one exchange a team."),
        ],
    ),
    Written(
        document("security/2025-03-token-leak.md", "Postmortem: deploy token in a CI log", readers=SECURITY, source="security", authors=("Ruth Keller",)),
        [(("Cause",), "A CI log printed a deploy token. It was rotated after 47 minutes.")],
    ),
    Written(
        document("guides/berth-assignment.md", "Berth assignment, step by step", kind=Kind.PAGE, authors=("Tomás Vidal",)),
        [
            (("The code",), LONG_CODE),
            (("The code",), MORE_CODE),
            (("The numbers",), WIDE_TABLE),
            (("The numbers",), MORE_ROWS),
            (("The numbers",), "A berth is *assigned* when the window is shorter than six hours."),
        ],
    ),
    Written(document("guides/hostile.md", "Notes <b>from</b> outside", kind=Kind.PAGE, authors=("<i>Mallory</i>",)), [((), HOSTILE)]),
    Written(
        document("design/位置数据.md", "位置数据的保留策略", language="zh", authors=("刘梅 Liu Mei",), status="accepted"),
        [(("背景",), "原始位置数据保留十八个月，之后只保留每小时的聚合结果。"), (("决定",), "压缩在七天之后开始。")],
    ),
    Written(
        document("rfcs/rfc-008-eta.rst", "RFC-008: a sequence model for arrival times", status="withdrawn", authors=("Priya Nair",)),
        [
            (("Proposal",), "We propose to replace the trees by a sequence model.\n\nIt reads the last forty positions of a vessel\nand gives an interval.\n\n    model = Sequence(hidden=64)\n    model.fit(positions)"),
            (("Outcome",), "Withdrawn: no gain on short voyages."),
        ],
    ),
    Written(
        document("meetings/2024-11-14-apps-weekly.txt", "Apps weekly, 14 November 2024", kind=Kind.MEETING, authors=("Lars Okafor", "Jo Bennett"), fields={"attendees": ("Lars Okafor", "<i>Jo</i>"), "decisions": ("Cursors <b>expire</b> after 24 h",)}),
        [
            ((), "00:00:12 Lars Okafor: Morning. First the old API.\n00:00:31 Jo Bennett: Two customers still send GraphQL.", Anchor(speaker="Lars Okafor", seconds=12.0)),
            ((), "00:01:05 Lars Okafor: Then we extend the deprecation until 30 June 2025.\nI will tell support.", Anchor(speaker="Lars Okafor", seconds=65.0)),
        ],
    ),
    Written(
        document("reviews/pull-412.json", "Expire cursors after 24 hours (#412)", kind=Kind.CODE_REVIEW, authors=("Yuki Mori", "Lars Okafor"), url="https://git.tidewater.example/atlas/412", fields={"verdicts": ("lars: approved",)}, links=LINKS),
        [
            ((), "Cursors never expired, so a deleted container could still be paged to."),
            (("api/cursors.py:42",), "@@ -40,3 +40,3 @@\n def cursor():\n-    return forever()\n+    return expiring()\n\n@lars: why not `timedelta(hours=24)`?\n\n@yuki: changed, thanks.", Anchor(file="api/cursors.py", file_line=42)),
        ],
    ),
    Written(document("handbook/on-call.adoc", "On call", kind=Kind.PAGE, authors=("陈伟 Chen Wei",), url="javascript:alert(1)"), [(("Escalation",), "Escalate after 15 minutes without an answer.")]),
    Written(document("handbook/empty.txt", "An empty page", kind=Kind.PAGE, authors=(), updated_at=None), []),
    Written(document("drafts/secret-plan.md", "A plan with no readers", readers=Readers()), [((), "Nobody but administrators.")]),
)  # fmt: skip


def _stored() -> dict[str, tuple[Document, list[Chunk]]]:
    key = 0
    held: dict[str, tuple[Document, list[Chunk]]] = {}
    for written in LIBRARY:
        chunks = []
        for ordinal, (headings, text, *anchor) in enumerate(written.texts):
            key += 1
            chunks.append(Chunk(key, written.document.id, ordinal, text, headings, anchor[0] if anchor else Anchor()))
        held[written.document.id] = (written.document, chunks)
    return held


HELD = _stored()


def library_known(*terms: tuple[str, Term]) -> list[Known]:
    """The library as the memory holds it, with these terms by the id of the document that defines them."""
    return [
        Known(document, Extracted(terms=tuple(term for owner, term in terms if owner == document.id)))
        for document, _ in HELD.values()
    ]


class LibraryDocuments:
    """The Documents port over the library."""

    def get(self, document_id: str) -> Document | None:
        return HELD[document_id][0] if document_id in HELD else None

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        chunks = HELD[document_id][1]
        return chunks[first : len(chunks) if last is None else last + 1]

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        wanted = set(keys)
        return {c.key: Found(d, c) for d, chunks in HELD.values() for c in chunks if c.key in wanted}


class LibrarySearcher:
    """Counts the words that the query and a chunk share, within the query's scope."""

    def search(self, query: Query) -> SearchResult:
        words = {word for word in query.text.casefold().replace("?", " ").split() if len(word) > 3 or not word.isascii()}
        hits = [
            Hit(found, chunk, float(score))
            for found, chunks in HELD.values()
            if query.scope.admit(found)
            for chunk in chunks
            if (score := sum(word in f"{found.title} {chunk.text}".casefold() for word in words))
        ]
        return SearchResult(tuple(sorted(hits, key=lambda hit: -hit.score)[: query.k]), 1.5)


@dataclass(slots=True)
class LibraryAsker:
    """Answers from the first hits. Words in the question choose what goes wrong: `fail`, `break`, `hang`, `model down`."""

    pause: float = 0.0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        try:
            async for event in self._answer(question):
                yield event
        finally:
            self.closed.set()

    async def _answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        if "fail at once" in question.text:
            raise GeneratorError("the model gave no answer; ask again")
        hits = LibrarySearcher().search(Query(question.text, question.scope, 6)).hits
        await asyncio.sleep(self.pause)
        yield SourcesFound(hits)
        if "break" in question.text:
            raise RuntimeError("/home/someone/secret internals")
        if "hang" in question.text:
            self.waiting.set()
            await asyncio.sleep(3600)
        answer = self._whole(question, hits)
        for word in answer.text.split(" "):
            await asyncio.sleep(self.pause / 8)
            yield Delta(word + " ")
        yield answer

    def _whole(self, question: Question, hits: tuple[Hit, ...]) -> Answer:
        quoted = hits[:2]
        citations = tuple(
            Citation(number, " ".join(hit.chunk.text.split()[:24]), hit.document, hit.chunk)
            for number, hit in enumerate(quoted, 1)
        )
        text = "We run **Kafka** as the message bus, with 6 brokers and replication 3 [1]. It replaced RabbitMQ [2].\n\n- retention is `7 days` [1]\n- see [the plan](https://outside.example/plan) [9]"
        if not hits:
            text = "I found nothing about that in the documents that you may read."
        return Answer(
            id="a1",
            conversation_id=question.conversation_id or "c1",
            question=question.text,
            text=text,
            abstained=not hits,
            confidence=0.8 if hits else 0.1,
            citations=citations if hits else (),
            sources=hits,
            generator="extractive" if "model down" in question.text else "openai:gpt-test",
            took_ms=1234.5,
            notice="The model did not answer in time, so these are quotations." if "model down" in question.text else "",
        )


class LibrarySources:
    """The Sources port over three registered folders, one of them restricted."""

    def states(self) -> list[SourceState]:
        read = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
        return [
            SourceState(SourceEntry("drafts", "folder", "/srv/drafts"), 0, 0, None, complete=True),
            _read("handbook", "", Holdings(EVERYBODY, 1110, 4321), read, complete=True),
            _read("security", "page", Holdings(SECURITY, 1, 1), read, complete=False),
        ]

    def get(self, name: str) -> SourceEntry:
        for state in self.states():
            if state.entry.name == name:
                return state.entry
        raise UsageError(f"there is no source '{name}'")

    def add(self, entry: SourceEntry) -> None:
        raise UsageError(f"'{entry.name}' can't be added: the library is fixed")

    def remove(self, name: str) -> int:
        raise UsageError(f"'{name}' can't be removed: the library is fixed")

    def record(self, coverage: Coverage, started: datetime, finished: datetime) -> None:
        raise UsageError(f"the run of '{coverage.source}' can't be kept: the library is fixed")


def _read(name: str, kind: str, held: Holdings, when: datetime, *, complete: bool) -> SourceState:
    """A folder that was read, with the same readers for all that is held of it."""
    entry = SourceEntry(name, "folder", f"/srv/{name}", kind, held.readers)
    return SourceState(entry, held.documents, held.chunks, when, complete=complete, holdings=(held,))
