"""Lore's search in somebody's own LangChain graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.bootstrap import Lore, open_lore
from assistant.domain.documents import Kind
from assistant.domain.queries import Filters
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.errors import UsageError
from ingest.enrichment.clean import enrich
from ingest.formats.registry import parse
from ingest.job import Job, Tools
from ingest.parsed import Parsed
from tests.stand_ins.memory_source import MemorySource
from tests.stand_ins.quiet import Quiet

FILES = {
    "open": {
        "bus.md": "# The bus\n\n## Size\n\nThe Kafka bus has six brokers.",
        "canteen.md": "# Canteen\n\nIt opens at noon.",
    },
    "board": {"pay.md": "# Pay\n\nThe Kafka team is paid for six brokers."},
}
SETTINGS = '[embedder]\nmodel = "hashing"\n[people.bo]\ngroups = []\n[people.ada]\ngroups = ["board"]\n'


def _read(data: bytes, path: str, form: str) -> Parsed:
    return enrich(parse(data, path, form))


@pytest.fixture
def lore(tmp_path: Path) -> Iterator[Lore]:
    (tmp_path / "lore.toml").write_text(SETTINGS, encoding="utf-8")
    with open_lore(tmp_path) as opened:
        for name, files in FILES.items():
            readers = Readers.parse("everyone" if name == "open" else "group:board")
            entry = SourceEntry(name, "memory", "", readers=readers, added_at=datetime.now(UTC))
            opened.catalogue.sources.add(entry)
            source = MemorySource()
            for path, text in files.items():
                source.write(path, text)
            embedder = HashingEmbedder()
            opened.catalogue.ledger.settle_embedder(embedder.name)
            tools = Tools(opened.catalogue.ledger, opened.catalogue.documents, embedder, _read, 220)
            assert Job(entry, source, tools, Quiet()).compare().missing == ()
        yield opened


def paths(found: list[Document]) -> set[str]:
    return {document.metadata["path"] for document in found}


def test_it_is_a_retriever_that_gives_documents_with_where_they_are(lore: Lore) -> None:
    retriever = lore.as_langchain_retriever(k=1)
    assert isinstance(retriever, BaseRetriever)
    [found] = retriever.invoke("How many brokers has the Kafka bus?")
    assert "six brokers" in found.page_content
    assert json.loads(json.dumps(found.metadata)) == found.metadata
    assert found.metadata["path"] in {"bus.md", "pay.md"}
    assert found.id == found.metadata["chunk"]


async def test_it_can_be_awaited_and_put_into_a_chain(lore: Lore) -> None:
    chain = lore.as_langchain_retriever(as_user="bo") | RunnableLambda(paths)
    assert "bus.md" in await chain.ainvoke("How many brokers has the Kafka bus?")


@pytest.mark.parametrize(("user", "secret"), [("bo", False), ("ada", True)])
def test_it_finds_what_the_person_may_read_and_nothing_else(lore: Lore, user: str, *, secret: bool) -> None:
    found = lore.as_langchain_retriever(k=100, as_user=user).invoke("the Kafka team of six brokers and what it is paid")
    assert ("pay.md" in paths(found)) is secret


def test_filters_hold(lore: Lore) -> None:
    found = lore.as_langchain_retriever(filters=Filters(sources=("board",))).invoke("brokers")
    assert paths(found) == {"pay.md"}
    assert lore.as_langchain_retriever(filters=Filters(kinds=(Kind.MEETING,))).invoke("brokers") == []


@pytest.mark.parametrize(
    "arguments",
    [{"as_user": "nobody"}, {"filters": Filters(sources=("nowhere",))}],
    ids=["a person who does not exist", "a source that does not exist"],
)
def test_a_typing_error_is_heard_when_it_is_made(lore: Lore, arguments: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        lore.as_langchain_retriever(**arguments)  # type: ignore[arg-type]
