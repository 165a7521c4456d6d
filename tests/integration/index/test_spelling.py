"""Which typing errors are forgiven, over a real tantivy index."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import count

import numpy as np
import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Query

from assistant.adapters.index.analysis import terms
from assistant.adapters.index.filtered import FilteredSearcher
from assistant.adapters.index.spelling import FIELD, Forgiven, Spelling, Vocabulary, spelled_field
from assistant.adapters.index.visible import VisibleChunks
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal, Readers
from tests.integration.index.shelf import ADMINISTRATOR, Shelf, written

TEXTS = {
    "open": [
        "The retention of positions is eighteen months.",
        "Retention and deployment of Kubernetes brokers, with Grafana dashboards",
        "RFC2119 and TW-1042 describe the throttle",
        "Müller on résumés",
        "数据库迁移",
        "deplyoment",
    ],
    "secret": ["The acquisition of Harbourmaster", "retentive harbours"],
}


def _index(texts: Mapping[str, list[str]]) -> tantivy.Index:
    """Each text as a document of its readers, in memory."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", stored=False, indexed=True, fast=True)
    for name in ("text", FIELD):
        builder.add_text_field(name, tokenizer_name="terms", index_option="freq")
    builder.add_text_field("readers", tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(builder.build())
    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    keys = count(1)
    for readers, some in texts.items():
        for text in some:
            row = tantivy.Document()
            row.add_unsigned("key", next(keys))
            row.add_text("text", " ".join(terms(text)))
            row.add_text(FIELD, spelled_field(text))
            row.add_text("readers", readers)
            writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def _spelling(index: tantivy.Index, *readers: str) -> Spelling:
    within = Query.term_set_query(index.schema, "readers", list(readers)) if readers else None
    searcher = FilteredSearcher(index.searcher(), within)
    return Spelling(Vocabulary(index.searcher()), index.schema, ["text"], searcher)


@pytest.fixture(scope="module")
def index() -> tantivy.Index:
    return _index(TEXTS)


FORGIVEN = {
    "a letter too few": ("retntion", [Forgiven("retent", 0.8)]),
    "a letter too many": ("retenttion", [Forgiven("retent", 0.8)]),
    "another letter": ("retemtion", [Forgiven("retent", 0.8)]),
    "two letters exchanged": ("retenitons", [Forgiven("retent", 0.6)]),
    "an error in an ending that stemming would take": ("deploymnet", [Forgiven("deploy", 0.8)]),
    "two errors in a long word": ("kubernettse", [Forgiven("kubernet", 0.6)]),
    "one error in a word of five letters": ("grafna", [Forgiven("grafana", 0.8)]),
    "capital letters": ("GRAFNA", [Forgiven("grafana", 0.8)]),
    "in a sentence of right words": ("how long is the retenttion of positions", [Forgiven("retent", 0.8)]),
    "in a part of a name": ("grafna-brokers", [Forgiven("grafana", 0.8)]),
    "a word with an accent": ("résmués", [Forgiven("résumé", 0.8), Forgiven("resum", 0.8)]),
    "two words, each by itself": ("grafna retntion", [Forgiven("grafana", 0.8), Forgiven("retent", 0.8)]),
}


@pytest.mark.parametrize(("query", "added"), FORGIVEN.values(), ids=FORGIVEN.keys())
def test_a_typing_error_is_forgiven(index: tantivy.Index, query: str, added: list[Forgiven]) -> None:
    assert _spelling(index).forgiven(query) == added


LEFT = {
    "a word that stands there": "retention",
    "a form of a word that stands there": "retentions",
    "a wrong word that somebody else wrote too": "deplyoment",
    "a short word": "rfcc",
    "two errors in a short word": "ggrfana",
    "three errors in a long one": "kubrnettse",
    "another first letter": "tetention",
    "a name with digits": "RFC2118",
    "a code": "TW-1043",
    "a version": "v1.2.3",
    "a word without anything near": "zookeeper",
    "Chinese": "数据厍",
    "a function word": "whoose",
    "nothing": "",
}


@pytest.mark.parametrize("query", LEFT.values(), ids=LEFT.keys())
def test_it_is_left_as_it_is(index: tantivy.Index, query: str) -> None:
    assert _spelling(index).forgiven(query) == []


def test_a_word_that_the_asker_may_not_read_is_never_suggested(index: tantivy.Index) -> None:
    assert _spelling(index).forgiven("aqcuisition") == [Forgiven("acquisit", 0.8)]
    assert _spelling(index, "open").forgiven("aqcuisition") == []


def test_a_word_that_stands_only_where_the_asker_may_not_read_counts_as_wrong() -> None:
    index = _index({"open": ["the retention"], "secret": ["the retemtion"]})
    assert _spelling(index).forgiven("retemtion") == []
    assert _spelling(index, "open").forgiven("retemtion") == [Forgiven("retent", 0.8)]
    assert _spelling(index, "open", "secret").forgiven("retemtion") == []


WORDS = [first + middle + last for first in ("brok", "brak", "bork") for middle in "eai" for last in ("rs", "r", "red")]
TEAMS = [f"team{number}" for number in range(30)]


def _drawn(chosen: random.Random) -> dict[str, list[str]]:
    """What each team wrote, in words that are near to each other."""
    rare, common = chosen.sample(WORDS, 6), chosen.sample(WORDS, 3)
    return {team: [" ".join(chosen.sample([*rare, *common * 3], 2)) for _ in range(chosen.randint(0, 5))] for team in TEAMS}


@pytest.mark.parametrize("knows_chunks", [False, True], ids=["by the condition alone", "by the visible chunks"])
@pytest.mark.parametrize("seed", range(30))
def test_what_others_wrote_changes_nothing_about_what_is_forgiven(seed: int, *, knows_chunks: bool) -> None:
    """Compared with an index that holds only what the asker may see: the same words are right, wrong, near, and common."""
    chosen = random.Random(seed)
    texts = _drawn(chosen)
    mine = chosen.sample(TEAMS, chosen.choice((1, 5, 25)))
    alone = _spelling(_index({team: texts[team] for team in mine}))
    whole = _index(texts)
    keys = [key for key, team in enumerate((team for team, some in texts.items() for _ in some), start=1) if team in mine]
    total = sum(len(some) for some in texts.values())
    chunks = VisibleChunks.of(np.array(keys, dtype=np.int64), total) if knows_chunks else None
    condition = Query.term_set_query(whole.schema, "readers", mine)
    searcher = FilteredSearcher(whole.searcher(), condition, len(mine), chunks)
    among_others = Spelling(Vocabulary(whole.searcher()), whole.schema, ["text"], searcher)
    for word in [*WORDS, "brokker", "brokets", "borkerd", "bra", "brakerz"]:
        assert among_others.forgiven(word) == alone.forgiven(word), word


def test_a_word_of_a_document_that_is_gone_is_neither_right_nor_suggested(shelf: Shelf) -> None:
    shelf.put(written("gone", "the throtle and the harbourmaster"), written("kept", "the throttle of the gateway"))
    shelf.publish()
    shelf.index.view()
    shelf.remove("gone")
    view = shelf.index.view()
    assert [one.document_id for one in view.matching("throtle", 5, ADMINISTRATOR)] == ["kept"]
    assert view.matching("harbourmastr", 5, ADMINISTRATOR) == []


def test_the_commonest_of_equally_near_words_is_meant_and_rare_ones_are_not() -> None:
    index = _index({"open": ["server", *["serves"] * 8, *["servez"] * 3, "serveq"]})
    assert _spelling(index).forgiven("servex") == [Forgiven("serv", 0.8), Forgiven("servez", 0.8)]


def test_the_nearest_word_is_meant_though_a_commoner_one_is_near() -> None:
    index = _index({"open": ["deployable", *["deployment"] * 9]})
    assert _spelling(index).forgiven("deployabl") == [Forgiven("deploy", 0.8)]


def test_a_forgiven_word_finds_its_document_and_ranks_below_the_exact_one(shelf: Shelf) -> None:
    shelf.put(written("right", "the throttle of the gateway"), written("other", "the harbour"))
    assert [one.document_id for one in shelf.index.view().matching("throtle", 5, ADMINISTRATOR)] == ["right"]
    shelf.put(written("exact", "the throtle of the gateway"))
    assert [one.document_id for one in shelf.index.view().matching("throtle", 5, ADMINISTRATOR)] == ["exact"]


def test_forgiving_within_a_scope_finds_what_the_asker_may_read_and_nothing_else(shelf: Shelf) -> None:
    ana = Scope(Principal("ana", groups=frozenset({"ops"})))
    shelf.put(
        written("hidden", "the throttel of the harbour", readers=Readers(frozenset({"group:board"}))),
        written("open", "the throttle of the gateway", readers=Readers(frozenset({"group:ops"}))),
    )
    shelf.publish()
    view = shelf.index.view()
    assert [one.document_id for one in view.matching("throttel", 5, ana)] == ["open"]
    assert [one.document_id for one in view.matching("throttel", 5, ADMINISTRATOR)] == ["hidden"]
    assert view.matching("harbuor", 5, ana) == []


@given(st.text(alphabet="abcdefghij réß-数2 ", max_size=40))
def test_any_query_can_be_asked(text: str) -> None:
    index = _index({"open": ["abcdefghij abcdefg hijabc"]})
    for forgiven in _spelling(index).forgiven(text):
        assert 0 < forgiven.weight < 1
        assert forgiven.term in terms("abcdefghij abcdefg hijabc")
