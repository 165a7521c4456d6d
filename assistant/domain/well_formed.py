"""Texts from the outside, made such that they can be written down."""

from __future__ import annotations


def well_formed(text: str) -> str:
    r"""The text with U+FFFD for each half of a surrogate pair that stands alone; pairs are joined. An argument that is no UTF-8
    and a JSON escape such as `\ud800` make such halves, and neither a tokenizer nor a file takes them."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
