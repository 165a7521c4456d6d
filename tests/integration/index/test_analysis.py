"""Which words find which words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.index.analysis import Asked, asked_words, query_terms, spelled_words, terms
from tests.integration.index.shelf import ADMINISTRATOR, Shelf, written

TERMS = {
    "a plain word is stemmed": ("Retentions", ["retent"]),
    "a hyphenated name": ("slot-scope", ["slot", "scope", "slotscop"]),
    "an underscored name": ("kv_cache", ["kv", "cach", "kvcach"]),
    "an error code": ("TW-1042", ["tw", "1042", "tw1042"]),
    "a camel-case name": ("OpenAIClient", ["open", "ai", "client", "openaicli"]),
    "a dotted name": ("server.tls.Context", ["server", "tls", "context", "servertlscontext"]),
    "a path": ("api/cursors.py:42", ["api", "cursor", "py", "42", "apicursorspy42", "cursorspi"]),
    "a file name": ("auth.py", ["auth", "py", "authpi"]),
    "a name of C++": ("std::vec", ["std", "vec", "stdvec"]),
    "an option": ("--dry-run", ["dry", "run", "dryrun"]),
    "a protocol's version": ("HTTP/2", ["http", "2", "http2"]),
    "C++": ("C++", ["c++"]),
    "C++ of a year": ("C++17", ["c++", "17", "c++17"]),
    "C#": ("C#.", ["c#"]),
    ".NET": ("(.NET)", ["net", ".net"]),
    "a hidden file": ("in .gitignore", ["in", "gitignor", ".gitignore"]),
    "no dot of a sentence": ("It ends. Next", ["it", "end", "next"]),
    "no dots of an ellipsis": ("wait ...what", ["wait", "what"]),
    "an e-mail address": ("ana@tidewater.example", ["ana", "tidewat", "exampl", "tidewaterexampl"]),
    "an address": ("https://a.example/x-y", ["https", "a", "exampl", "x", "y", "httpsaexamplexi", "aexampl", "xy"]),
    "a version": ("2.13.0", ["2", "13", "0", "2.13.0", "2.13"]),
    "a version with its v": ("v1.2.3", ["v1", "2", "3", "v1.2.3", "1.2.3", "1.2"]),
    "two numbers stay apart": ("TW-10-42", ["tw", "10", "42", "tw10-42"]),
    "a name and a number": ("RFC 2119", ["rfc", "2119", "rfc2119"]),
    "a name with its number": ("RFC2119", ["rfc", "2119", "rfc2119"]),
    "a name, a dash, a number": ("rfc-2119", ["rfc", "2119", "rfc2119"]),
    "an issue": ("Issue #42", ["issu", "42", "issue42"]),
    "a number after a function word": ("in 2019", ["in", "2019"]),
    "a number after a long word": ("Chapter 12", ["chapter", "12"]),
    "a number in another sentence": ("the PEP. 8 of them", ["the", "pep", "8", "of", "them"]),
    "acronyms in the plural": ("PEPs and RFCs", ["pep", "and", "rfc"]),
    "thousands": ("1,000,000 rows", ["1000000", "row"]),
    "numbers in a list": ("1,2,3", ["1", "2", "3"]),
    "a contraction": ("don't", ["don", "t", "dont"]),
    "a curly contraction": ("don’t", ["don", "t", "dont"]),
    "a possessive": ("Ana’s", ["ana"]),
    "a hyphen that does not break": ("slot\u2011scope", ["slot", "scope", "slotscop"]),
    "a soft hyphen": ("re\u00adtention", ["retent"]),
    "an accent": ("Tomás", ["tomá", "toma"]),
    "decomposed accents": ("Vidal Toma\u0301s", ["vidal", "tomá", "toma"]),
    "an umlaut": ("Müller", ["müller", "muller", "mueller"]),
    "a letter that has no accent to take off": ("Łódź", ["łódź", "lodz"]),
    "Greek": ("Καφές", ["καφέσ", "καφεσ"]),
    "Russian": ("Ещё", ["ещё", "еще"]),
    "Arabic": ("البيانات", ["البيانات"]),
    "Hindi, whose vowels are marks": ("डेटा कितने", ["डेटा", "कितने"]),
    "two Chinese characters": ("中文", ["中文", "中", "文"]),
    "a Chinese run": ("位置数据", ["位置", "置数", "数据", "位", "置", "数", "据"]),
    "traditional Chinese": ("數據庫", ["数据", "据库", "数", "据", "库"]),
    "one Chinese character": ("港", ["港"]),
    "Japanese": ("日本語", ["日本", "本语", "日", "本", "语"]),
    "a character said again": ("人々", ["人々", "人", "々"]),
    "katakana of half width": ("ｶﾌｶ", ["カフ", "フカ", "カ", "フ", "カ"]),
    "katakana that is lengthened at its end": ("サーバー", ["サー", "ーバ", "サ", "ー", "バ"]),
    "katakana with a dot between": ("ナレ・ベス", ["ナレ", "ナ", "レ", "ベス", "ベ", "ス"]),
    "Korean": ("한국어", ["한국", "국어", "한", "국", "어"]),
    "Korean in letters": ("\u1112\u1161\u11ab\u1100\u116e\u11a8", ["한국", "한", "국"]),
    "Thai": ("ข้อมูล", ["ข้อ", "อมู", "มูล", "ข้", "อ", "มู", "ล"]),
    "Chinese beside Latin": ("用Kafka传", ["用", "kafka", "传"]),
    "Chinese punctuation": ("数据。保留", ["数据", "数", "据", "保留", "保", "留"]),
    "full-width Latin": ("Ｋａｆｋａ", ["kafka"]),
    "a ligature": ("conﬁg", ["config"]),
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
    "a name in another style": ("slotScope", "the slot-scope attribute"),
    "a name written together": ("kvcache", "set kv_cache to off"),
    "a joined name by the split one": ("open AI client", "class OpenAIClient:"),
    "a name in another case": ("KV_CACHE", "set kv_cache to off"),
    "a code without its prefix": ("error 1042", "TW-1042: cursor expired"),
    "a numbered name written together": ("RFC2119", "as RFC 2119 says"),
    "a numbered name with a space": ("RFC 2119", "as RFC2119 says"),
    "a numbered name with a dash": ("pep-8", "PEP 8 is the style"),
    "a numbered name in lower case": ("pep8", "see PEP-8"),
    "a numbered name among several": ("RFC2119", "as RFCs 2119 and 8174 say"),
    "a numbered name by its number": ("2119", "as RFC2119 says"),
    "an option without its dashes": ("dry run", "call it with --dry-run"),
    "a version without its v": ("1.2.3", "fixed in v1.2.3"),
    "a version with its v": ("v1.2.3", "fixed in 1.2.3"),
    "a version by its first numbers": ("python 3.12", "needs 3.12.1"),
    "a file among folders": ("auth.py", "in src/login/auth.py:42"),
    "a name of C++ inside a longer one": ("vector", "std::vector<int>"),
    "an inflected word": ("deploying brokers", "we deployed the broker"),
    "an irregular verb": ("why choose Kafka", "what was chosen"),
    "an irregular plural": ("index", "two indices"),
    "British for American": ("behaviour", "the behavior of it"),
    "American for British": ("authorization", "no authorisation"),
    "a verb for its noun across the ocean": ("organise", "the organization"),
    "an analysis for several": ("analyses", "an analysis"),
    "a contraction typed with the other apostrophe": ("don't", "you don’t need it"),
    "a Chinese word inside a sentence": ("质量", "位置数据的质量规则"),
    "a Chinese character inside a word": ("港", "港口很忙"),
    "a Chinese question about a Latin name": ("Kafka集群是什么", "我们的Kafka集群有六个节点"),
    "traditional for simplified": ("數據庫", "数据库迁移"),
    "simplified for traditional": ("数据库", "資料在數據庫"),
    "a Japanese word inside a sentence": ("保存", "位置データは保存されます"),
    "a lengthened katakana word": ("サーバー", "サーバが落ちた"),
    "katakana of half width": ("ｻｰﾊﾞ", "サーバーが落ちた"),
    "a Korean word inside a word with an ending": ("데이터", "위치데이터는 보관된다"),
    "a Korean word with another ending": ("데이터를", "위치 데이터는 보관된다"),
    "a Thai word inside a sentence": ("ตำแหน่ง", "ข้อมูลตำแหน่งถูกเก็บไว้"),
    "a version": ("torch 2.13.0", "pinned to 2.13.0 there"),
    "a host out of an address": ("wiki.example", "see wiki.example for more"),
    "a file out of a path with a line": ("cursors.py", "in api/cursors.py:42 it fails"),
    "an accent typed composed": ("Tomás", "Toma\u0301s said"),
    "a name without its accent": ("Tomas", "Tomás said"),
    "a name with an accent too many": ("Tomás", "Tomas said"),
    "an umlaut written out": ("Mueller", "Müller said"),
    "an umlaut left out": ("Muller", "Müller said"),
}


@pytest.mark.parametrize(("question", "text"), FINDS.values(), ids=FINDS.keys())
def test_a_question_finds(shelf: Shelf, question: str, text: str) -> None:
    shelf.put(written("wanted", text), written("other", "nothing of the sort"))
    found = shelf.index.view().matching(question, 5, ADMINISTRATOR)
    assert [one.document_id for one in found][:1] == ["wanted"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("C++", "plan C is on"),
        ("C", "written in C++"),
        ("C#", "written in C++"),
        ("文中", "中文"),
        ("RFC2119", "as RFC 2118 says"),
        ("1.23", "version 12.3"),
        ("important", "the import was slow"),
        ("international", "internal only"),
        ("dns", "the dn of it"),
    ],
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
        ("RFC2119 and v1.2.3", ["rfc2119", "1.2.3"]),
        ("什么是集群", ["是集", "集群"]),
        ("是什么", ["是什", "什么"]),
        ("データの保存とは何ですか", ["デー", "ータ", "タの", "の保", "保存", "存と", "は何"]),
        ("ですか", ["です", "すか"]),
        ("데이터를 어떻게", ["데이", "이터"]),
    ],
)
def test_question_words_rank_nothing_unless_they_are_all_there_is(question: str, ranked_by: list[str]) -> None:
    assert query_terms(question) == ranked_by


def test_an_exact_accent_ranks_first(shelf: Shelf) -> None:
    shelf.put(written("plain", "Tomas said so"), written("exact", "Tomás said so"))
    found = shelf.index.view().matching("Tomás", 5, ADMINISTRATOR)
    assert [one.document_id for one in found] == ["exact", "plain"]


SPELLINGS = [
    "organise organises organised organising organiser organize organizes organized organizing organizer organization",
    "behaviour behaviours behavior behaviors",
    "label labels labelled labelling labeled labeling",
    "analyse analyses analysed analyzing analysis",
    "centre centres centred center centers centered",
    "catalogue catalogues catalog catalogs",
    "defence defense",
    "programme program programmes programs",
    "write writes writing wrote written",
    "install installs installed installing",
    "promise promises promised promising",
    "size sizes sized",
]


@pytest.mark.parametrize("words", SPELLINGS, ids=lambda words: words.split()[0])
def test_spellings_and_forms_of_a_word_are_one_term(words: str) -> None:
    assert len(set(terms(words))) == 1


@pytest.mark.parametrize("words", ["base basis", "import important", "prise prize", "hour her", "aws aw", "tour tor"])
def test_words_that_only_look_alike_stay_two(words: str) -> None:
    assert len(set(terms(words))) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Broker's retention-policy of RFC2119", ["the", "broker", "retention", "policy", "of", "rfc"]),
        ("OpenAIClient v2 x86_64 3.12", ["open", "ai", "client"]),
        ("数据 Kafka サーバー", ["kafka"]),
        ("Tomás", ["tomás"]),
        ("", []),
    ],
)
def test_words_are_spelled_as_they_stand_without_numbers(text: str, words: list[str]) -> None:
    assert spelled_words(text) == words


def test_asked_words_come_with_the_terms_that_stand_for_them() -> None:
    assert asked_words("What is Retention of Müllers?") == [
        Asked("retention", ("retent",)),
        Asked("müllers", ("müller", "muller", "mueller")),
    ]


@given(st.text(max_size=80))
def test_every_text_has_terms_that_can_be_joined_by_spaces(text: str) -> None:
    for term in [*terms(text), *query_terms(text), *spelled_words(text)]:
        assert term
        assert term.split() == [term]


@given(
    st.lists(
        st.sampled_from(["slot-scope", "RFC 2119", "数据库", "ข้อมูล", "Tomás", "데이터", "v1.2", "C++", "サーバー"]), min_size=1
    )
)
def test_a_text_holds_all_the_terms_by_which_it_is_asked_for(words: list[str]) -> None:
    text = ", ".join(words)
    assert set(query_terms(text)) <= set(terms(text))


def test_terms_are_the_same_from_many_threads() -> None:
    words = [f"deployments{number} running-{number} OpenAI{'x' * (number % 7)}Clients retentions" for number in range(3000)]
    alone = [terms(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: terms(word.upper().lower()), words)) == [terms(word.lower()) for word in words]
        assert list(pool.map(terms, words)) == alone
