"""How much of a text a model can read, told from what its tokenizer makes of it.

A model reads by tokens that it has seen often. A word of a language that it was not trained on becomes an unknown token, or
is spelled letter by letter: all-MiniLM-L6-v2 knows a third of the characters of Chinese questions, and of Russian every
letter but no word. Its vectors then say little, and the ranking should rest on words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cached_property
from typing import Any, Final

_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]")
_SYLLABLE: Final = re.compile("[\uac00-\ud7af]")
_ENOUGH: Final = 0.5
"""A model that knows fewer of a script's common characters than this share was not trained on it; all-MiniLM-L6-v2 knows a
twentieth, models that were know nearly all."""


class Reading:
    """What a tokenizer of transformers knows. Give it one that nothing else uses: truncation is a state of tokenizers."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401 - transformers' tokenizers have no common type
        self._tokenizer = tokenizer

    def known_share(self, text: str) -> float:
        """The share of a text's letters that the model can read, 0 to 1; 1 for a text without letters.

        A letter is read when one known token holds it together with another character, or when it is a word by itself. A
        Chinese character is read in a token of its own, if the model knows Chinese or Japanese characters at all; so is a
        Korean syllable, if it is not taken apart.
        """
        letters = [place for place, character in enumerate(text) if character.isalpha()]
        if not letters or not self._tokenizer.is_fast:  # slow tokenizers don't say where a token stands
            return 1.0
        known = self._known(text)
        return sum(self._reads(text, place, known.get(place, 0)) for place in letters) / len(letters)

    def _reads(self, text: str, place: int, length: int) -> bool:
        """`length` is that of the known token that holds the letter, 0 without one."""
        if _HAN.match(text[place]):
            return length > 0 and self._reads_han
        return length > 1 or (length == 1 and (_SYLLABLE.match(text[place]) is not None or _stands_alone(text, place)))

    def _known(self, text: str) -> dict[int, int]:
        """For each place that exactly one known token covers, how many characters that token has."""
        made = self._tokenizer(text, add_special_tokens=False, truncation=False, return_offsets_mapping=True, verbose=False)
        covered: Counter[int] = Counter()
        known: dict[int, int] = {}
        for token, (start, end) in zip(made["input_ids"], made["offset_mapping"], strict=True):
            length = len(text[start:end].strip())
            for place in range(start, end):
                covered[place] += 1
                if token != self._tokenizer.unk_token_id:
                    known[place] = length
        return {place: length for place, length in known.items() if covered[place] == 1}

    @cached_property
    def _reads_han(self) -> bool:
        """Whether it knows most of the characters that are common in China, or in Japan."""
        return any(self._share_known(common) >= _ENOUGH for common in (_common("gb2312", 0xD7), _common("euc_jp", 0xCF)))

    def _share_known(self, characters: str) -> float:
        text = " ".join(characters)
        known = self._known(text)
        return sum(1 for place in range(0, len(text), 2) if place in known) / len(characters)


def _stands_alone(text: str, place: int) -> bool:
    """Whether a letter is a word of one letter, such as `a`."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return not any(unicodedata.category(character)[0] in "LM" for character in around)


def _common(encoding: str, last_row: int) -> str:
    """The common characters of a national standard: its first level stands in rows 0xB0 to `last_row`."""
    rows = (bytes((row, cell)) for row in range(0xB0, last_row + 1) for cell in range(0xA1, 0xFF))
    return "".join(row.decode(encoding, errors="ignore") for row in rows)
