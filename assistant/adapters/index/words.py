"""The word half: tantivy, BM25 over a chunk's words and its pairs of neighbouring words, filtered inside the query.

A chunk is indexed by itself and once more with its title and the headings above it as one text: weighed as fields of their
own, a title that shares one word with the question outranks the section that answers it. Pairs tell the documents where words
stand together from those that hold them apart (the sequential dependence model of Metzler and Croft, "A Markov Random Field
Model for Term Dependencies", 2005).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import tantivy
from tantivy import FieldType, Occur, Query

from assistant.adapters.index.analysis import neighbours, query_terms, terms
from assistant.adapters.index.columns import Selection, folder_of, microseconds
from assistant.adapters.index.filtered import FilteredSearcher
from assistant.adapters.index.spelling import FIELD as SPELLED
from assistant.adapters.index.spelling import Spelling, Vocabulary, spelled_field
from assistant.adapters.index.visible import VisibleChunks
from assistant.domain.documents import contextual_text
from assistant.domain.queries import REVIEWERS, voices_in
from assistant.ports import IndexedDocument

_WHITESPACE: Final = "terms"
_ALL_IN_MEMORY: Final = 256_000_000
_TAIL_IN_MEMORY: Final = 32_000_000
_BODY: Final = "body"
_TEXT: Final = "text"
_PAIRS: Final = "pairs"


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a word counts in the chunk itself (`body`), in the chunk with its title and headings (`text`), and beside its
    neighbour there (`pairs`); and whether typing errors are forgiven. Chosen by `tests/benchmarks/ranking.py`."""

    body: float = 0.5
    text: float = 0.5
    pairs: float = 0.5
    forgiving: bool = True


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", stored=False, indexed=True, fast=True)
    for name in (_BODY, _TEXT, _PAIRS, SPELLED):
        builder.add_text_field(name, tokenizer_name=_WHITESPACE, index_option="freq")
    for name in ("document", "readers", "source", "kind", "status", "author", "folder", "voice", "reviewer"):
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
        self._vocabulary = Vocabulary(self._searcher)
        self.weighing = Weighing()

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

    def search(self, text: str, k: int, selection: Selection, chunks: VisibleChunks | None = None) -> list[tuple[int, float]]:
        """The k chunks with the highest score: (key, score), best first. `chunks` are what the selection lets in, where that is
        known: it makes the search quicker and changes nothing."""
        if selection.nothing:
            return []
        conditions = [(Occur.Must, condition) for condition in self._conditions(selection)]
        condition = Query.boolean_query(conditions) if conditions else None
        searcher = FilteredSearcher(self._searcher, condition, selection.values, chunks)
        scored = list(self._scored(text, searcher))
        return searcher.best(Query.boolean_query(scored), k) if scored else []

    def keys(self) -> set[int]:
        """The keys of all chunks held."""
        hits = self._searcher.search(Query.all_query(), limit=max(1, self._searcher.num_docs), count=False).hits
        return set(self._keys([address for _, address in hits]))

    def _keys(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [cast("int", value) for value in self._searcher.fast_field_values("key", addresses)]

    def _reload(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        self._vocabulary = Vocabulary(self._searcher)

    def _scored(self, text: str, searcher: FilteredSearcher) -> Iterable[tuple[Occur, Query]]:
        """What is looked for, each with its weight."""
        wanted = query_terms(text)
        weighing = self.weighing
        for term in wanted:
            yield from self._word(term, 1.0)
        for pair in neighbours(wanted):
            yield Occur.Should, self._term(_PAIRS, pair, weighing.pairs)
        if weighing.forgiving:
            for forgiven in Spelling(self._vocabulary, self._schema, (_TEXT,), searcher).forgiven(text):
                yield from self._word(forgiven.term, forgiven.weight)

    def _word(self, term: str, weight: float) -> Iterable[tuple[Occur, Query]]:
        yield Occur.Should, self._term(_BODY, term, weight * self.weighing.body)
        yield Occur.Should, self._term(_TEXT, term, weight * self.weighing.text)

    def _term(self, field: str, term: str, weight: float) -> Query:
        return Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight)

    def _conditions(self, selection: Selection) -> Iterable[Query]:
        fields = {
            "folder": selection.folders,
            "readers": selection.readers,
            "source": selection.sources,
            "kind": selection.kinds,
            "status": selection.statuses,
            "author": selection.authors,
            "voice": selection.voices,
            "reviewer": selection.reviewers,
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
            updated = microseconds(document.updated_at)
            reviewers = document.fields.get(REVIEWERS, ())
            people = {"author": document.authors, "voice": voices_in(document), "reviewer": reviewers}
            for chunk in indexed.chunks:
                text = contextual_text(document.title, chunk)
                found = terms(text)
                row = tantivy.Document()
                row.add_unsigned("key", chunk.key)
                row.add_text(_BODY, " ".join(terms(chunk.text)))
                row.add_text(_TEXT, " ".join(found))
                row.add_text(_PAIRS, " ".join(neighbours(found)))
                row.add_text(SPELLED, spelled_field(text))
                row.add_text("document", document.id)
                row.add_text("readers", document.readers.canonical)
                row.add_text("source", document.source)
                row.add_text("kind", str(document.kind))
                row.add_text("status", document.status)
                row.add_text("folder", folder_of(document.path))
                for field, names in people.items():
                    for name in names:
                        row.add_text(field, name)
                if updated is not None:
                    row.add_integer("updated", updated)
                writer.add_document(row)
        writer.commit()
