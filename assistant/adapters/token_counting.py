"""A language model's own tokenizer, so that its tokens are counted and not estimated. Nothing is ever downloaded here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import tiktoken
from huggingface_hub import try_to_load_from_cache
from tiktoken.model import encoding_name_for_model
from tokenizers import Tokenizer

from assistant.answering.wording.prompting import CountTokens
from assistant.errors import SettingsError

_FILE: Final = "tokenizer.json"
_ENCODINGS: Final = "https://openaipublic.blob.core.windows.net/encodings/"
"""Where tiktoken has its files from; it keeps them under the hash of their address."""


def own_tokenizer(named: str) -> CountTokens:
    """Counts with the tokenizer in a file, in a folder, or of a model in the local cache of the model hub. Raises SettingsError
    where it is not there."""
    place = Path(named).expanduser()
    file = place / _FILE if place.is_dir() else place
    if not file.is_file():
        cached = try_to_load_from_cache(named, _FILE) if named.count("/") <= 1 and not place.is_absolute() else None
        if not isinstance(cached, str):
            raise SettingsError(
                f"generator.tokenizer '{named}' is no {_FILE}, no folder with one, and not in the model hub's local cache: "
                "give the file's path"
            )
        file = Path(cached)
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the Rust library raises bare Exceptions
        raise SettingsError(f"generator.tokenizer: {file} is no tokenizer that can be read ({error})") from error
    return _Counter(tokenizer)


class _Counter:
    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer

    def __call__(self, texts: Sequence[str]) -> list[int]:
        return [len(found.ids) for found in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


def openai_tokenizer(model: str, folder: Path) -> CountTokens | None:
    """Counts as OpenAI's `model` does, where tiktoken's file for it lies in this folder of its; else None."""
    try:
        name = encoding_name_for_model(model)
    except KeyError:
        return None
    address = f"{_ENCODINGS}{name}.tiktoken"
    if not (folder / hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest()).is_file():
        return None
    try:
        encoding = tiktoken.get_encoding(name)
    except (OSError, ValueError):  # the file is damaged, and a whole one can't be fetched
        return None
    return lambda texts: [len(found) for found in encoding.encode_ordinary_batch(list(texts), num_threads=1)]
