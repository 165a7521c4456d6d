"""The model's own tokenizer from a file; nothing is ever fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.adapters.token_counting import openai_tokenizer, own_tokenizer
from assistant.errors import SettingsError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A tokenizer that knows a few words, and would cut off after two tokens where it is left to."""
    words = ["[UNK]", "the", "bus", "is", "kafka"]
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_truncation(2)
    tokenizer.enable_padding(length=7)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return tmp_path / "tokenizer.json"


@pytest.mark.parametrize("named", ["file", "folder"])
def test_every_token_is_counted_and_none_is_added(file: Path, named: str) -> None:
    count = own_tokenizer(str(file if named == "file" else file.parent))
    assert count(["the bus is kafka", "", "kafka, kafka"]) == [4, 0, 3]
    assert count([]) == []


UNUSABLE = ("nobody/no-such-model", "/nowhere/tokenizer.json", "relative/path/to/tokenizer.json")


@pytest.mark.parametrize("named", UNUSABLE)
def test_what_is_not_there_is_a_settings_error_and_not_fetched(named: str) -> None:
    with pytest.raises(SettingsError, match=r"generator\.tokenizer .* give the file's path"):
        own_tokenizer(named)


def test_what_is_no_tokenizer_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SettingsError, match="no tokenizer that can be read"):
        own_tokenizer(str(tmp_path))


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5-mini", "qwen3"])
def test_without_its_file_openais_tokenizer_is_not_used(tmp_path: Path, model: str) -> None:
    assert openai_tokenizer(model, tmp_path) is None
