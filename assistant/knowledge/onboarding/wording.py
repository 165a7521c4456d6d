"""Which words some texts use. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable


class Wording:
    """The words of some texts. A name in capitals is only itself; others are found in any case, and in the plural."""

    def __init__(self, texts: Iterable[str]) -> None:
        text = "\n".join(texts)
        self._exact = frozenset(re.findall(r"\w+", text))
        self._plain = f" {_plain(text)} "

    def has(self, name: str) -> bool:
        """Whether the texts use this term, as whole words."""
        if not name.strip():
            return False
        if name.isupper() and re.fullmatch(r"\w+", name):
            return name in self._exact or f"{name}s" in self._exact
        wanted = _plain(name)
        if not wanted.isascii():
            return wanted in self._plain
        return f" {wanted} " in self._plain or f" {wanted}s " in self._plain


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
