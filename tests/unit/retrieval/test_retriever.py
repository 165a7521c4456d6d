"""The retriever over halves and documents of our own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

import pytest

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.link_graph import LinkGraph, Tie
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.errors import UsageError
from assistant.ports import Found
from assistant.retrieval.context import WIDTH
from assistant.retrieval.fusion import Ranking, Standing
from assistant.retrieval.retriever import POOL, Options, Retriever
from assistant.retrieval.spreading import LinkWeights
from tests.stand_ins.bookshelf import EMBEDDER, Bookshelf

EVERYBODY = Readers(frozenset({EVERYONE}))
SCOPE = Scope(Principal("bo"))
PLAIN = Ranking(vectors=1.0, standing=Standing(title=0.0, support=0.0))
"""By the cosine of the best chunk alone."""


def page(name: str, *texts: str, readers: Readers = EVERYBODY) -> tuple[Document, Sequence[str]]:
    return Document(name, "s", f"{name}.md", f"Title {name}", Kind.PAGE, "", readers), texts


def pages(count: int, text: str = "kafka {}") -> list[tuple[Document, Sequence[str]]]:
    """Documents of one chunk, all as near to `kafka` as each other is, in order."""
    return [page(f"d{number}", text.format(number)) for number in range(1, count + 1)]


def find(shelf: Bookshelf, text: str = "kafka", k: int = 10, **more: object) -> SearchResult:
    options = Options(**{"ranking": PLAIN} | more)  # type: ignore[arg-type]
    return Retriever(shelf, EMBEDDER, shelf.documents, options).search(Query(text, SCOPE, k))


def find_wide(shelf: Bookshelf, text: str = "kafka", k: int = 10, **more: object) -> tuple[Hit, ...]:
    options = Options(**{"ranking": PLAIN} | more)  # type: ignore[arg-type]
    return Retriever(shelf, EMBEDDER, shelf.documents, options).search(Query(text, SCOPE, k, in_context=True)).hits


def ids(found: SearchResult) -> list[str]:
    return [hit.document.id for hit in found.hits]


@pytest.mark.parametrize("k", [1, 10, 99, 100])
def test_k_hits_come_back_best_first(k: int) -> None:
    found = find(Bookshelf(pages(300)), k=k)
    assert len({hit.chunk.key for hit in found.hits}) == len(found.hits) == k
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_an_empty_query_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        find(Bookshelf([]), text)


@pytest.mark.parametrize(("k", "most"), [(0, 100), (-1, 100), (101, 100), (6, 5)])
def test_k_outside_its_bounds_is_refused(k: int, most: int) -> None:
    with pytest.raises(UsageError, match=f"1 to {most}"):
        find(Bookshelf([]), k=k, most=most)


def test_finding_people_may_look_wider() -> None:
    assert len(find(Bookshelf(pages(500)), k=400, most=400).hits) == 400


@pytest.mark.parametrize("text", ["?!…", "a\x00b", "\udcff", "kafka \ud800", "\u202eakfak", "שלום", "🦉", "x" * 5000, "— - —"])
@pytest.mark.parametrize("look", [find, find_wide], ids=["alone", "in context"])
def test_odd_questions_are_searched_like_others(look: Callable[[Bookshelf, str], object], text: str) -> None:
    shelf = Bookshelf(pages(5), with_words=True)
    found = look(shelf, text)
    hits = found.hits if isinstance(found, SearchResult) else found
    assert len(hits) == 5  # type: ignore[arg-type]
    for asked in shelf.texts:
        asked.encode()


def test_a_text_comes_once_however_its_space_is_set() -> None:
    shelf = Bookshelf([page("a", "same  text"), page("b", "same\ntext"), page("c", "another")])
    assert ids(find(shelf, "same text")) == ["a", "c"]


def test_repetitions_do_not_take_the_place_of_other_texts() -> None:
    repeated = [page(f"r{number}", "kafka") for number in range(POOL + 50)]
    assert ids(find(Bookshelf([*repeated, *pages(20)]), k=5))[0] == "r0"
    assert len(find(Bookshelf([*repeated, *pages(20)]), k=5).hits) == 5


def gone(shelf: Bookshelf, some: Collection[str]) -> None:
    for one in some:
        shelf.documents.drop(one)


def narrowed(shelf: Bookshelf, some: Collection[str]) -> None:
    for document, _ in shelf.held:
        if document.id in some:
            shelf.documents.move(replace(document, readers=Readers()))


@pytest.mark.parametrize("became", [gone, narrowed])
@pytest.mark.parametrize("look", [find, find_wide], ids=["alone", "in context"])
def test_what_the_catalogue_no_longer_holds_or_permits_is_left_out_and_made_up_for(
    look: Callable[..., object], became: Callable[[Bookshelf, Collection[str]], None]
) -> None:
    shelf = Bookshelf(pages(60))
    former = set(ids(find(shelf, k=30)))
    became(shelf, former)
    found = look(shelf, k=10)
    hits = found.hits if isinstance(found, SearchResult) else found
    assert len(hits) == 10  # type: ignore[arg-type]
    assert not {hit.document.id for hit in hits} & former  # type: ignore[attr-defined]


def test_fewer_hits_than_k_end_the_search() -> None:
    shelf = Bookshelf(pages(5))
    assert len(find(shelf).hits) == 5
    assert shelf.pools == [POOL]


def test_an_empty_index_finds_nothing() -> None:
    assert find(Bookshelf([])).hits == ()
    assert find_wide(Bookshelf([])) == ()


def test_the_state_of_the_index_is_told() -> None:
    found = find(Bookshelf(pages(1)))
    assert found.sequence == 7
    assert found.took_ms > 0


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        pytest.param("why kafka", ["why kafka"], id="no parts"),
        pytest.param("RFC 9 — why kafka", ["RFC 9 — why kafka", "RFC 9", "why kafka"], id="a lead and a rest"),
        pytest.param("RFC 9 — why", ["RFC 9 — why", "RFC 9"], id="a rest of one word"),
    ],
)
def test_each_part_of_a_question_is_searched_once_and_a_missing_one_not_at_all(text: str, searched: list[str]) -> None:
    shelf = Bookshelf(pages(3))
    find(shelf, text)
    assert shelf.texts == searched
    assert len(shelf.pools) == len(searched)


def test_titles_are_compared_with_what_a_question_leads_with() -> None:
    shelf = Bookshelf(pages(3))
    find(shelf, "RFC 9 — why kafka")
    assert shelf.leads == ["RFC 9"]


@dataclass
class Judging:
    """The Reranker port with a function of a text."""

    judge: Callable[[str], float] | None
    name: str = "judging"
    questions: list[str] = field(default_factory=list)

    def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        self.questions.append(question)
        return None if self.judge is None else [self.judge(text) for text in texts]


@pytest.mark.parametrize("text", ["kafka", "RFC 9 — why kafka"])
def test_a_reranker_that_says_nothing_changes_nothing(text: str) -> None:
    judging = Judging(None)
    assert find(Bookshelf(pages(60)), text, reranker=judging).hits == find(Bookshelf(pages(60)), text).hits
    assert judging.questions == [text]


def test_a_reranker_has_the_last_word() -> None:
    backwards = Judging(lambda text: float(text.rpartition(" ")[2]))
    assert ids(find(Bookshelf(pages(9)), reranker=backwards)) == [f"d{number}" for number in range(9, 0, -1)]


class Untouchable:
    """The Links port, which nobody should ask."""

    def around(self, document_ids: Collection[str], principal: Principal) -> LinkGraph:
        raise AssertionError(f"asked about {document_ids}")


@dataclass
class Tied:
    """The Links port with these ties; keeps what it was asked."""

    ties: tuple[Tie, ...] = ()
    asked: list[tuple[list[str], Principal]] = field(default_factory=list)

    def around(self, document_ids: Collection[str], principal: Principal) -> LinkGraph:
        self.asked.append((list(document_ids), principal))
        return LinkGraph(self.ties)


def test_links_are_not_asked_about_nothing() -> None:
    hidden = [page("a", "kafka", readers=Readers())]
    assert find(Bookshelf([]), links=Untouchable()).hits == ()
    assert find(Bookshelf(hidden), links=Untouchable()).hits == ()


def test_links_raise_what_the_best_is_tied_to() -> None:
    shelf = Bookshelf([page("best", "kafka"), page("other", "kafka topics"), page("tied", "kafka broker disks fail")])
    assert ids(find(shelf)) == ["best", "other", "tied"]
    assert ids(find(shelf, links=Tied((Tie("best", "tied", "closes"),)), ranking=links_of(1.0))) == ["best", "tied", "other"]


def links_of(share: float, firing: int = 10) -> Ranking:
    return replace(PLAIN, links=LinkWeights(share=share, firing=firing))


@pytest.mark.parametrize("firing", [1, 10, 25])
def test_links_are_asked_of_as_many_as_fire_and_for_the_one_who_asks(firing: int) -> None:
    links = Tied()
    find(Bookshelf(pages(40)), links=links, ranking=links_of(0.4, firing))
    ((asked, principal),) = links.asked
    assert len(asked) == firing
    assert principal == SCOPE.principal


def small(name: str, count: int, word: str = "kafka") -> tuple[Document, Sequence[str]]:
    return page(name, *(f"{word} {name} {number}" for number in range(count)))


def test_without_their_context_hits_are_what_they_were() -> None:
    shelf = Bookshelf([small("a", 9), small("b", 9)])
    found = find(shelf, k=18)
    assert all(hit.around == () and hit.text == hit.chunk.text for hit in found.hits)
    assert len(found.hits) == 18


def test_in_context_each_chunk_is_in_one_hit_and_every_hit_holds_its_own() -> None:
    hits = find_wide(Bookshelf([small("a", 30), small("b", 30), *pages(30)]), k=20)
    held = [chunk.key for hit in hits for chunk in hit.around]
    assert len(held) == len(set(held))
    assert all(hit.chunk in hit.around for hit in hits)
    assert len(hits) == 20


def test_hits_in_context_begin_with_the_best_alone() -> None:
    shelf = Bookshelf([small("a", 9, "redis"), page("b", "kafka topics", "and their brokers"), *pages(9)])
    assert find_wide(shelf, "kafka topics brokers")[0].chunk == find(shelf, "kafka topics brokers").hits[0].chunk


@pytest.mark.parametrize("k", [3, 10])
def test_k_hits_come_in_context_though_the_best_chunks_all_stand_in_one_place(k: int) -> None:
    crowd = page("crowd", *(f"kafka kafka {number}" for number in range(200)))
    others = [page(f"d{number}", f"broker kafka topic disk {number}") for number in range(50)]
    assert len(find_wide(Bookshelf([crowd, *others]), k=k)) == k


def test_a_corpus_of_few_places_ends_the_search_in_context() -> None:
    shelf = Bookshelf([small("a", 9), small("b", 9)])
    assert [hit.document.id for hit in sorted(find_wide(shelf), key=lambda hit: hit.document.id)] == ["a", "b"]


def test_a_context_is_as_wide_as_it_may_be_and_no_wider() -> None:
    (hit,) = find_wide(Bookshelf([page("a", *(f"{number} " + "kafka " * 50 for number in range(9)))]), k=1)
    assert WIDTH / 2 < sum(len(chunk.text) for chunk in hit.around) <= WIDTH


class Narrowing:
    """The Documents port of a catalogue in which a document is narrowed or edited while it is being searched."""

    def __init__(self, shelf: Bookshelf, change: Callable[[Found], Found]) -> None:
        self._documents = shelf.documents
        self._change = change

    def get(self, document_id: str) -> Document | None:
        return self._documents.get(document_id)

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        return self._documents.chunks(document_id, first, last)

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        return self._documents.found(keys)

    def neighbours(self, chunks: Sequence[Chunk], reach: int) -> list[Found]:
        return [self._change(one) for one in self._documents.neighbours(chunks, reach)]


def narrow(one: Found) -> Found:
    return replace(one, document=replace(one.document, readers=Readers()))


def edit(one: Found) -> Found:
    return replace(one, chunk=replace(one.chunk, key=one.chunk.key + 500, text="edited"))


def move_away(one: Found) -> Found:
    return replace(one, document=replace(one.document, source="elsewhere"))


@pytest.mark.parametrize("change", [narrow, edit, move_away])
def test_neighbours_that_changed_while_it_searched_are_not_shown(change: Callable[[Found], Found]) -> None:
    shelf = Bookshelf([page("a", "kafka", "topics", "brokers")])
    retriever = Retriever(shelf, EMBEDDER, Narrowing(shelf, change), Options(ranking=PLAIN))
    scope = Scope(Principal("bo"), Filters(sources=("s",)))
    hits = retriever.search(Query("kafka", scope, in_context=True)).hits
    assert hits
    assert all(hit.around == (hit.chunk,) for hit in hits)
