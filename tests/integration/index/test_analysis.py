"""Which words find which words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.adapters.index.analysis import query_terms, terms
from tests.integration.index.shelf import ADMINISTRATOR, Shelf, written

TERMS = {
    "a plain word is stemmed": ("Retentions", ["retent"]),
    "a hyphenated name": ("slot-scope", ["slot", "scope", "slot-scope"]),
    "an underscored name": ("kv_cache", ["kv", "cach", "kv_cache"]),
    "an error code": ("TW-1042", ["tw", "1042", "tw-1042"]),
    "a camel-case name": ("OpenAIClient", ["open", "ai", "client", "openaiclient"]),
    "a dotted name": ("server.tls.Context", ["server", "tls", "context", "server.tls.context"]),
    "a path": ("api/cursors.py:42", ["api", "cursor", "py", "42", "api/cursors.py:42"]),
    "C++": ("C++", ["c++"]),
    "C#": ("C#.", ["c#"]),
    "an e-mail address": ("ana@tidewater.example", ["ana", "tidewat", "exampl", "tidewater.example"]),
    "an address": ("https://a.example/x-y", ["https", "a", "exampl", "x", "y", "https://a.example/x-y"]),
    "a version": ("2.13.0", ["2", "13", "0", "2.13.0"]),
    "a contraction": ("don't", ["don", "t", "don't"]),
    "a curly contraction": ("don’t", ["don", "t", "don't"]),
    "a possessive": ("Ana’s", ["ana"]),
    "two Chinese characters": ("中文", ["中文"]),
    "a Chinese run": ("位置数据", ["位置", "置数", "数据"]),
    "one Chinese character": ("港", ["港"]),
    "Japanese": ("日本語", ["日本", "本語"]),
    "katakana of half width": ("ｶﾌｶ", ["カフ", "フカ"]),
    "Korean": ("한국어", ["한국", "국어"]),
    "Chinese beside Latin": ("用Kafka传", ["用", "kafka", "传"]),
    "full-width Latin": ("Ｋａｆｋａ", ["kafka"]),
    "a ligature": ("conﬁg", ["config"]),
    "decomposed accents": ("Vidal Toma\u0301s", ["vidal", "tomá"]),
    "only marks": ("-- * `` ~~~ | --- |", []),
    "an emoji": ("🚀", []),
    "nothing": ("", []),
    "trailing marks": ("(kafka), [kafka]: kafka!", ["kafka", "kafka", "kafka"]),
    "a dunder": ("__init__", ["init"]),
}


@pytest.mark.parametrize(("text", "expected"), TERMS.values(), ids=TERMS.keys())
def test_a_text_has_these_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


FINDS = {
    "a name by itself": ("slot-scope", "the slot-scope attribute"),
    "a name by its parts": ("slot scope", "the slot-scope attribute"),
    "a joined name by the split one": ("open AI client", "class OpenAIClient:"),
    "a name in another case": ("KV_CACHE", "set kv_cache to off"),
    "a code without its prefix": ("error 1042", "TW-1042: cursor expired"),
    "an inflected word": ("deploying brokers", "we deployed the broker"),
    "a contraction typed with the other apostrophe": ("don't", "you don’t need it"),
    "a Chinese word inside a sentence": ("质量", "位置数据的质量规则"),
    "a Japanese word inside a sentence": ("保存", "位置データは保存されます"),
    "a Korean word inside a word with an ending": ("데이터", "위치데이터는 보관된다"),
    "a version": ("torch 2.13.0", "pinned to 2.13.0 there"),
    "a host out of an address": ("wiki.example", "see wiki.example for more"),
    "a file out of a path with a line": ("cursors.py", "in api/cursors.py:42 it fails"),
    "an accent typed composed": ("Tomás", "Toma\u0301s said"),
}


@pytest.mark.parametrize(("question", "text"), FINDS.values(), ids=FINDS.keys())
def test_a_question_finds(shelf: Shelf, question: str, text: str) -> None:
    shelf.put(written("wanted", text), written("other", "nothing of the sort"))
    found = shelf.index.view().matching(question, 5, ADMINISTRATOR)
    assert [one.document_id for one in found][:1] == ["wanted"]


@pytest.mark.parametrize(
    ("question", "text"),
    [("C++", "plan C is on"), ("C", "written in C++"), ("C#", "written in C++"), ("文中", "中文")],
)
def test_a_question_does_not_find(shelf: Shelf, question: str, text: str) -> None:
    shelf.put(written("other", text))
    assert shelf.index.view().matching(question, 5, ADMINISTRATOR) == []


@pytest.mark.parametrize(
    ("question", "ranked_by"),
    [
        ("what is the retention of the bus?", ["retent", "bus"]),
        ("Why did we move, and why then?", ["move"]),
        ("who are we", ["who", "are", "we"]),
        ("broker brokers Broker", ["broker"]),
        ("", []),
    ],
)
def test_question_words_rank_nothing_unless_they_are_all_there_is(question: str, ranked_by: list[str]) -> None:
    assert query_terms(question) == ranked_by


def test_terms_are_the_same_from_many_threads() -> None:
    words = [f"deployments{number} running-{number} OpenAI{'x' * (number % 7)}Clients retentions" for number in range(3000)]
    alone = [terms(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: terms(word.upper().lower()), words)) == [terms(word.lower()) for word in words]
        assert list(pool.map(terms, words)) == alone
