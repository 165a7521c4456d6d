"""What each part of the ranking does, over a real index: every test fails when its part is switched off.

Each compares two documents of a small corpus, of which the wrong one is older, so that it wins a draw, and shows both orders:
with the part, and without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Kind
from assistant.domain.link_graph import LinkGraph, Tie
from assistant.domain.queries import Query
from assistant.domain.readers import Principal
from assistant.retrieval.fusion import Ranking, Standing
from assistant.retrieval.retriever import Options, Retriever
from assistant.retrieval.spreading import LinkWeights
from assistant.retrieval.weights import RANKING
from tests.integration.index.shelf import Shelf, Written, scope, written

WORDS: Final = Ranking(vectors=0.0, lead=0.6, links=LinkWeights(share=0.4), standing=Standing(title=0.0, support=0.0))
"""By the best chunk's words: hashed vectors add chance. The weights in force may change."""


def noted(name: str, *texts: str, title: str = "Notes", **fields: object) -> Written:
    """A document whose title says nothing."""
    return written(name, *texts, title=title, **fields)


OTHERS = (
    noted("lunch", "The lunch menu is on the wall.", "Soup is served on Mondays."),
    noted("travel", "Trains are booked a month before.", "Hotels by the event desk."),
    noted("desks", "Desks are shared on the second floor."),
    noted("leave", "Leave is asked for in the calendar."),
)


def ranked(shelf: Shelf, question: str, ranking: Ranking = WORDS, **options: Any) -> list[str]:
    """The documents, best first."""
    retriever = Retriever(shelf.index, shelf.embedder, shelf.catalogue.documents, Options(ranking=ranking, **options))
    hits = retriever.search(Query(question, scope(), 100)).hits
    return list(dict.fromkeys(hit.document.id for hit in hits))


def first(shelf: Shelf, question: str, ranking: Ranking = WORDS, **options: Any) -> str:
    return ranked(shelf, question, ranking, **options)[0]


@contextmanager
def weighing(shelf: Shelf, **fields: Any) -> Iterator[None]:
    """Other values in the word half's weights."""
    words = shelf.index.view().words
    before = words.weighing
    words.weighing = replace(before, **fields)
    try:
        yield
    finally:
        words.weighing = before


@pytest.fixture(params=["published", "in the tail"])
def filled(shelf: Shelf, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Puts documents into the index, beside the others."""

    def fill(*documents: Written) -> Shelf:
        shelf.put(*OTHERS)
        shelf.put(*documents)
        if request.param == "published":
            shelf.publish()
        return shelf

    return fill


def test_words_that_stand_together_count_more_than_words_apart(filled: Any) -> None:
    shelf = filled(
        noted("apart", "The time went by while we waited for them to compile"),
        noted("together", "We waited for them while the compile time went by us"),
    )
    assert first(shelf, "compile time") == "together"
    with weighing(shelf, pairs=0.0):
        assert first(shelf, "compile time") == "apart"


def test_words_together_may_stand_in_the_other_order(filled: Any) -> None:
    shelf = filled(
        noted("apart", "The time went by while we waited for them to compile"),
        noted("together", "We waited for them and it took its time to compile"),
    )
    assert first(shelf, "compile time") == "together"


def test_a_chunk_is_found_by_its_title(filled: Any) -> None:
    shelf = filled(
        noted("redis", "Retention is seven days.", title="Redis"),
        noted("kafka", "Retention is seven days there.", title="Kafka"),
    )
    assert first(shelf, "kafka retention") == "kafka"
    with weighing(shelf, body=1.0, text=0.0, pairs=0.0):
        assert first(shelf, "kafka retention") == "redis"


def test_a_chunk_is_found_by_its_headings(filled: Any) -> None:
    kafka = noted("kafka", "Retention is seven days there.")
    shelf = filled(noted("redis", "Retention is seven days."), replace(kafka, headings=("Brokers", "Kafka")))
    assert first(shelf, "kafka retention") == "kafka"
    with weighing(shelf, body=1.0, text=0.0, pairs=0.0):
        assert first(shelf, "kafka retention") == "redis"


def test_the_section_that_answers_stands_above_one_whose_title_shares_a_word(filled: Any) -> None:
    shelf = filled(
        noted("titled", "What we talked of in spring.", title="Kafka Kafka"),
        noted("answers", "Kafka is our message bus, it keeps seven days of what was said by every meter in the field."),
    )
    assert first(shelf, "kafka") == "answers"
    with weighing(shelf, body=0.0, text=1.0):
        assert first(shelf, "kafka") == "titled"


def test_a_typing_error_is_forgiven(filled: Any) -> None:
    shelf = filled(noted("bus", "Rollout of the bus."), noted("cluster", "Rollout of Kubernetes to all the clusters."))
    assert first(shelf, "kubrenetes rollout") == "cluster"
    with weighing(shelf, forgiving=False):
        assert first(shelf, "kubrenetes rollout") == "bus"


TOUCHES: Final = noted("touches", f"A message about the disk of a server and its tests came by a bus {'and by a train ' * 9}.")
"""Says a little of what is asked: the worst of what is found stands at 0."""


def titled(weight: float) -> Ranking:
    return replace(WORDS, standing=Standing(title=weight, support=0.0))


def test_a_document_whose_title_is_asked_for_stands_above_one_that_speaks_of_it(filled: Any) -> None:
    shelf = filled(
        noted("speaks", "The message bus: who runs the message bus, and what the message bus costs."),
        TOUCHES,
        written("is", "We chose it in March after a trial of six weeks.", title="Message bus"),
    )
    assert first(shelf, "message bus", titled(1.0)) == "is"
    assert first(shelf, "message bus", titled(0.0)) == "speaks"


def test_references_beside_a_title_do_not_count(filled: Any) -> None:
    shelf = filled(
        noted("longer", "What was said of it.", title="Remove the length field of records"),
        noted("same", "What was said of it.", title="Remove the length. Fixes #67 (#77)"),
    )
    agreement = shelf.index.view().about("remove the length", ["longer", "same"])
    assert agreement["same"].title_agreement == 1.0
    assert 0 < agreement["longer"].title_agreement < 1.0


def test_a_kind_is_judged_in_its_own_way(filled: Any) -> None:
    shelf = filled(
        noted("speaks", "The message bus: who runs the message bus, and what the message bus costs."),
        TOUCHES,
        written("review", "We chose it in March after a trial.", title="Message bus", kind=Kind.CODE_REVIEW),
    )
    assert first(shelf, "message bus", replace(WORDS, standing_of={Kind.CODE_REVIEW: Standing(title=1.0)})) == "review"
    assert first(shelf, "message bus", WORDS) == "speaks"


def test_a_document_that_answers_in_several_places_rises(filled: Any) -> None:
    shelf = filled(
        noted("one", "The broker's disk was full."),
        noted("many", *(f"The broker's disk was full in week {week}." for week in (3, 9, 12))),
        TOUCHES,
    )
    supported = replace(WORDS, standing=Standing(title=0.0, support=0.5))
    assert first(shelf, "broker disk full", supported) == "many"
    assert first(shelf, "broker disk full", WORDS) == "one"


PASTED = "Server Components — do we have to write tests for every page of our shop ourselves"


def test_what_a_question_leads_with_tells_the_document(filled: Any) -> None:
    shelf = filled(
        TOUCHES,
        noted("tests", "We have to write tests for every page of our shop ourselves."),
        noted("rfc", "What they are, and what is sent.", "You need not.", title="Server Components"),
    )
    assert first(shelf, PASTED) == "rfc"
    assert first(shelf, PASTED, replace(WORDS, lead=0.0)) == "tests"


def test_what_follows_the_lead_tells_the_place_in_it(filled: Any) -> None:
    shelf = filled(
        noted("rfc", "Server Components are sent as a stream.", "Write tests for a page as before.", title="RFC"),
    )
    retriever = Retriever(shelf.index, shelf.embedder, shelf.catalogue.documents, Options(ranking=WORDS))
    asked, lead = Query(PASTED, scope(), 1), Query("Server Components", scope(), 1)
    assert retriever.search(asked).hits[0].chunk.ordinal == 1
    assert retriever.search(lead).hits[0].chunk.ordinal == 0


@dataclass
class Tied:
    """The Links port with one tie."""

    tie: Tie

    def around(self, document_ids: Collection[str], principal: Principal) -> LinkGraph:
        return LinkGraph((self.tie,) if self.tie.one in document_ids else ())


def test_what_the_best_document_is_linked_with_rises(filled: Any) -> None:
    shelf = filled(
        noted("issue", "The broker's disk is full, and the broker stops."),
        noted("unrelated", "The disk of the broker for tests is of another size than what it was in spring."),
        TOUCHES,
        noted("change", "Delete old segments of the broker in time, before they are too many for what is there now."),
    )
    question = "broker disk full stops"
    assert ranked(shelf, question)[:3] == ["issue", "unrelated", "change"]
    assert ranked(shelf, question, links=Tied(Tie("issue", "change", "closes")))[:3] == ["issue", "change", "unrelated"]


class Misled(HashingEmbedder):
    """It takes a question of which it knows little for one about the canteen."""

    def __init__(self, known: float) -> None:
        super().__init__()
        self._known = known

    def embed_question(self, text: str) -> NDArray[np.float32]:
        return super().embed_question("canteen canteen canteen" if text == "zsh quota" else text)

    def known_share(self, text: str) -> float:
        return self._known


@pytest.mark.parametrize(("known", "expected"), [(1.0, "canteen"), (0.9, "canteen"), (0.2, "shell"), (0.0, "shell")])
def test_an_embedder_counts_by_what_it_can_read(filled: Any, known: float, expected: str) -> None:
    shelf = filled(
        noted("canteen", "Canteen quota."),
        noted("shell", "The zsh quota of each user."),
        noted("disks", f"A disk has a quota {'for all that is kept on it ' * 9}."),
    )
    shelf.embedder = Misled(known)
    assert first(shelf, "zsh quota", replace(WORDS, vectors=0.7)) == expected


def test_vectors_find_what_no_word_says(filled: Any) -> None:
    shelf = filled(noted("old", "Unlike anything."), noted("meant", "Canteen quota."))
    shelf.embedder = Misled(1.0)
    assert first(shelf, "zsh quota", replace(WORDS, vectors=1.0)) == "meant"


def test_words_find_what_vectors_miss(filled: Any) -> None:
    shelf = filled(noted("old", "Unlike anything that was said."), noted("named", "ERR_4711 comes when the disk is full."))
    assert first(shelf, "ERR_4711") == "named"


@pytest.mark.parametrize(
    "question",
    ["?!…", "— - —", "\udcff", "a\x00b", "\u202eakfak", "שלום עולם", "🦉🦉", "kafka " * 3000, "~", "a~b AND (", "\n\n---\n\n"],
    ids=ascii,
)
def test_odd_questions_end_in_hits(filled: Any, question: str) -> None:
    shelf = filled(noted("kafka", "Kafka keeps seven days."))
    assert ranked(shelf, question, RANKING)
    wide = Retriever(shelf.index, shelf.embedder, shelf.catalogue.documents)
    hits = wide.search(Query(question, scope(), 5, in_context=True)).hits
    assert all(hit.chunk in hit.around for hit in hits)
