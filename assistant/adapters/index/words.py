"""The word half: tantivy, BM25 over body, headings and title, filtered inside the query."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, cast

import tantivy
from tantivy import FieldType, Occur, Query

from assistant.adapters.index.analysis import query_terms, terms
from assistant.adapters.index.columns import Selection, folder_of, microseconds
from assistant.ports import IndexedDocument

_WHITESPACE: Final = "terms"
_FOLDER: Final = "folder"
_ALL_IN_MEMORY: Final = 256_000_000
_TAIL_IN_MEMORY: Final = 32_000_000

WEIGHTS: Final = {"body": 1.0, "headings": 0.35, "title": 0.85}
"""How much a term counts in each field; chosen on development sets by `tests/benchmarks/ranking.py`."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", stored=False, indexed=True, fast=True)
    for name in WEIGHTS:
        builder.add_text_field(name, tokenizer_name=_WHITESPACE, index_option="freq")
    for name in ("document", "readers", "source", "kind", "status", "author", _FOLDER):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("updated", indexed=True, fast=True)
    return builder.build()


class Words:
    """A tantivy index in a folder, opened for searching, and for writing where it is a private copy."""

    def __init__(self, index: tantivy.Index) -> None:
        index.register_tokenizer(_WHITESPACE, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        self.keeps_folders = _has_field(index.schema, _FOLDER)
        """False for a generation of format 1, and for the copy of one."""

    @classmethod
    def create(cls, folder: Path, documents: Iterable[IndexedDocument]) -> Words:
        """A new index of these documents, written and merged into one segment where memory allows."""
        folder.mkdir(parents=True, exist_ok=True)
        words = cls(tantivy.Index(_schema(), path=str(folder)))
        writer = words._index.writer(heap_size=_ALL_IN_MEMORY, num_threads=1)
        words._add(writer, documents)
        writer.wait_merging_threads()
        words._reload()
        return words

    @classmethod
    def open(cls, folder: Path) -> Words:
        """Open what `create` wrote."""
        return cls(tantivy.Index.open(str(folder)))

    def change(self, gone: Iterable[str], documents: Iterable[IndexedDocument]) -> Words:
        """Remove documents by id and add others, in place; a view of the new state. Only for a private copy.

        The statistics that BM25 weighs terms by stay those of the whole index, so that a document of the last minute
        ranks beside the others as it will after the next publication.
        """
        writer = self._index.writer(heap_size=_TAIL_IN_MEMORY, num_threads=1)
        for document_id in gone:
            writer.delete_documents_by_term("document", document_id)
        self._add(writer, documents)
        writer.wait_merging_threads()
        self._index.reload()
        return Words(self._index)

    def search(
        self, text: str, k: int, selection: Selection, documents: frozenset[str] | None = None
    ) -> list[tuple[int, float]]:
        """The k chunks with the highest BM25: (key, score), best first. `documents` are the ids of those in the folders that
        are let in, where folders are asked for and not kept here."""
        query = self._query(text, selection, documents)
        if query is None:
            return []
        hits = self._searcher.search(query, limit=k, count=False).hits
        keys = self._keys([address for _, address in hits])
        return [(key, cast("float", score)) for key, (score, _) in zip(keys, hits, strict=True)]

    def keys(self) -> set[int]:
        """The keys of all chunks held."""
        hits = self._searcher.search(Query.all_query(), limit=max(1, self._searcher.num_docs), count=False).hits
        return set(self._keys([address for _, address in hits]))

    def _keys(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [cast("int", value) for value in self._searcher.fast_field_values("key", addresses)]

    def _reload(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def _query(self, text: str, selection: Selection, documents: frozenset[str] | None) -> Query | None:
        """Any of the terms in any field, and all of the conditions, which add nothing to the score."""
        wanted = query_terms(text)
        if not wanted or selection.nothing:
            return None
        scored = [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight))
            for term in wanted
            for field, weight in WEIGHTS.items()
        ]
        conditions = [
            (Occur.Must, Query.const_score_query(condition, 0.0)) for condition in self._conditions(selection, documents)
        ]
        return Query.boolean_query([(Occur.Must, Query.boolean_query(scored)), *conditions])

    def _conditions(self, selection: Selection, documents: frozenset[str] | None) -> Iterable[Query]:
        fields = {
            _FOLDER if self.keeps_folders else "document": selection.folders if self.keeps_folders else documents,
            "readers": selection.readers,
            "source": selection.sources,
            "kind": selection.kinds,
            "status": selection.statuses,
            "author": selection.authors,
        }
        for field, values in fields.items():
            if values is not None:
                yield Query.term_set_query(self._schema, field, sorted(values))
        if selection.after is not None or selection.before is not None:
            yield Query.range_query(
                self._schema,
                "updated",
                FieldType.Integer,
                selection.after,
                selection.before,
                include_lower=True,
                include_upper=selection.before is None,
            )

    def _add(self, writer: tantivy.IndexWriter, documents: Iterable[IndexedDocument]) -> None:
        for indexed in documents:
            document = indexed.document
            title = " ".join(terms(document.title))
            updated = microseconds(document.updated_at)
            for chunk in indexed.chunks:
                row = tantivy.Document()
                row.add_unsigned("key", chunk.key)
                row.add_text("title", title)
                row.add_text("headings", " ".join(terms("\n".join(chunk.headings))))
                row.add_text("body", " ".join(terms(chunk.text)))
                row.add_text("document", document.id)
                row.add_text("readers", document.readers.canonical)
                row.add_text("source", document.source)
                row.add_text("kind", str(document.kind))
                row.add_text("status", document.status)
                if self.keeps_folders:
                    row.add_text(_FOLDER, folder_of(document.path))
                for author in document.authors:
                    row.add_text("author", author)
                if updated is not None:
                    row.add_integer("updated", updated)
                writer.add_document(row)
        writer.commit()


def _has_field(schema: tantivy.Schema, name: str) -> bool:
    """Whether a schema has a text field of this name; it can only be asked by trying."""
    try:
        Query.term_query(schema, name, "")
    except ValueError:
        return False
    return True
