"""How much of a text a model can read, with real tokenizers."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.adapters.deferred_embedder import DeferredEmbedder
from assistant.adapters.hashing_embedder import HASHING, HashingEmbedder
from assistant.adapters.remembering_embedder import RememberingEmbedder
from assistant.adapters.sentence_embedder import BUILT_IN, Prefixes, SentenceEmbedder
from assistant.ports import Embedder
from tests.stand_ins.tiny_transformer import write_tiny_transformer


@pytest.fixture(scope="module")
def english() -> SentenceEmbedder:
    return SentenceEmbedder(BUILT_IN, "fp32")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_transformer(
        tmp_path_factory.mktemp("models") / "tiny", ["query: the berth of it is long", "passage: a b"]
    )


READ = {
    "English": "How long are raw positions kept?",
    "names of programs": "kubernetes etcd nginx slot-scope kv_cache",
    "codes and numbers": "the error TW-1042 of the gateway in v1.2.3",
    "one-letter words": "I am a C user",
    "German": "Die Größe der Änderung",
    "French": "pourquoi avons-nous choisi la base de données",
    "numbers only": "12 345 6.7",
    "marks only": "?! …",
    "nothing": "",
}
NOT_READ = {
    "Chinese": "位置数据保留十八个月。",
    "Chinese of characters that it happens to know": "上海大学",
    "Japanese": "位置データは保存されます",
    "Korean": "위치 데이터는 보관된다",
    "Russian": "Данные хранятся восемнадцать месяцев",
    "Greek": "πόσο καιρό",
    "Arabic": "بيانات الموقع محفوظة",
    "Hebrew": "שלום עולם",
    "Hindi": "डेटा कितने समय",
    "Thai": "ข้อมูลตำแหน่งถูกเก็บไว้",
}


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
def test_the_built_in_model_reads_it(english: SentenceEmbedder, text: str) -> None:
    assert english.known_share(text) >= 0.85


@pytest.mark.parametrize("text", NOT_READ.values(), ids=NOT_READ.keys())
def test_the_built_in_model_does_not_read_it(english: SentenceEmbedder, text: str) -> None:
    assert english.known_share(text) <= 0.25


def test_a_mixed_text_is_read_in_part(english: SentenceEmbedder) -> None:
    assert english.known_share("用Redis缓存") == pytest.approx(5 / 8)


def test_a_long_text_is_read_to_its_end(english: SentenceEmbedder) -> None:
    long = "the retention of positions " * 200
    assert english.known_share(long + "数据" * 2000) < 0.75 < english.known_share(long)
    assert english.embed([long]).shape == (1, english.dimension)


@pytest.mark.parametrize("known", ["the berth", "The BERTH is long", "a b"])
def test_words_of_the_vocabulary_are_read(tiny: Path, known: str) -> None:
    assert SentenceEmbedder(str(tiny), "fp32").known_share(known) == 1.0


def test_unknown_words_are_not_read_in_the_measure_of_their_letters(tiny: Path) -> None:
    assert SentenceEmbedder(str(tiny), "fp32").known_share("the harbourmaster") == pytest.approx(3 / 16)


@pytest.mark.parametrize(
    "embedder",
    [HashingEmbedder(), DeferredEmbedder(HASHING, HashingEmbedder), RememberingEmbedder(HashingEmbedder())],
    ids=["hashing", "deferred", "remembering"],
)
def test_hashing_reads_everything(embedder: Embedder) -> None:
    assert embedder.known_share("位置数据 and Данные") == 1.0


def test_those_that_pass_on_tell_what_the_other_reads(tiny: Path) -> None:
    inner = SentenceEmbedder(str(tiny), "fp32")
    for embedder in (DeferredEmbedder("tiny", lambda: inner), RememberingEmbedder(inner)):
        assert embedder.known_share("the harbourmaster") == inner.known_share("the harbourmaster") < 1


class TestPrefixes:
    """What is written before questions and documents is the model's own, or the settings'."""

    def test_questions_and_documents_get_each_their_own(self, tiny: Path) -> None:
        plain = SentenceEmbedder(str(tiny), "fp32")
        prefixed = SentenceEmbedder(str(tiny), "fp32", prefixes=Prefixes("query: ", "passage: "))
        assert prefixed.embed_question("the berth") == pytest.approx(plain.embed_question("query: the berth"), abs=1e-5)
        assert prefixed.embed(["the berth"])[0] == pytest.approx(plain.embed(["passage: the berth"])[0], abs=1e-5)
        assert prefixed.embed(["the berth"])[0] != pytest.approx(plain.embed(["the berth"])[0], abs=1e-3)

    def test_the_prefix_is_taken_off_what_a_text_may_have(self, tiny: Path) -> None:
        prefixed = SentenceEmbedder(str(tiny), "fp32", prefixes=Prefixes("query: ", "passage: "))
        assert prefixed.token_limit == SentenceEmbedder(str(tiny), "fp32").token_limit - 2

    def test_vectors_with_another_prefix_have_another_name(self, tiny: Path) -> None:
        names = {
            SentenceEmbedder(str(tiny), "fp32", prefixes=Prefixes(question, document)).name
            for question, document in ((None, None), ("query: ", None), ("query: ", "passage: "), (None, "text: "))
        }
        assert len(names) == 3  # the question's prefix changes nothing that is stored

    def test_an_empty_prefix_is_none_though_the_model_names_one(self, tiny: Path, tmp_path: Path) -> None:
        folder = tmp_path / "with-prompts"
        model = SentenceEmbedder(str(tiny), "fp32")._model
        model.prompts = {"query": "query: ", "document": "passage: "}
        model.save_pretrained(str(folder), create_model_card=False)
        own = SentenceEmbedder(str(folder), "fp32")
        without = SentenceEmbedder(str(folder), "fp32", prefixes=Prefixes("", ""))
        plain = SentenceEmbedder(str(tiny), "fp32")
        assert own.embed_question("the berth") == pytest.approx(plain.embed_question("query: the berth"), abs=1e-5)
        assert own.embed(["the berth"])[0] == pytest.approx(plain.embed(["passage: the berth"])[0], abs=1e-5)
        assert without.embed_question("the berth") == pytest.approx(plain.embed_question("the berth"), abs=1e-5)
        assert without.embed(["the berth"])[0] == pytest.approx(plain.embed(["the berth"])[0], abs=1e-5)
