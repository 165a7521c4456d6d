"""Bytes to text, once for all formats."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from assistant.errors import NotADocument, UnreadableDocument

MAX_BYTES = 50_000_000
MAX_LINE = 1_000_000
SAMPLE = 100_000
UNREADABLE_SHARE = 0.05
CONTROL_SHARE = 0.01

REPLACED = "some characters could not be read and were replaced"
HIDDEN = "hidden text removed"
"""As ingest.enrichment says it; for formats whose hidden text is gone once they are parsed."""

_CONTROL = re.compile(r"[\x01-\x07\x0e-\x1a\x7f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Without this list, charset-normalizer explains short Latin texts with whichever exotic code page comes first.
_CHARSETS = ["cp1252", "cp1250", "cp1251", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "koi8_r", "iso8859_7"]


def decode(data: bytes, max_line: int = MAX_LINE) -> tuple[str, tuple[str, ...]]:
    r"""The text with `\n` line ends, and warnings.

    UTF-8, else UTF-16 with its mark, else what charset-normalizer takes it for. Raises UnreadableDocument for what is
    empty, binary, too large, or has a line of more than `max_line` characters (0: lines may be of any length).
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(f"is larger than {MAX_BYTES // 1_000_000} MB")
    text, warnings = _to_text(data)
    if "\0" in text or len(_CONTROL.findall(text[:SAMPLE])) > CONTROL_SHARE * min(len(text), SAMPLE):
        raise UnreadableDocument("looks like a binary file, not text")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise NotADocument("is empty")
    if max_line and len(text) > max_line:
        longest = max(map(len, text.split("\n")))
        if longest > max_line:
            raise UnreadableDocument(f"has a line of {longest} characters: not prose")
    return text, warnings


def _to_text(data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace"), ()
    if b"\0" in data:
        raise UnreadableDocument("looks like a binary file, not text")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    replaced = data.decode("utf-8-sig", errors="replace")
    damaged = replaced.count("\ufffd")
    sound = sum(character > "\x7f" for character in replaced) - damaged
    if sound <= damaged:  # otherwise it is UTF-8 with a few broken characters
        charset = _charset(data[:SAMPLE])
        if charset:
            return data.decode(charset, errors="replace"), ()
    if damaged > UNREADABLE_SHARE * len(replaced):
        raise UnreadableDocument("is not text in any encoding that Lore knows")
    return replaced, (REPLACED,)


def _charset(sample: bytes) -> str:
    """What charset-normalizer takes it for; of two that explain it equally well, Western European before Central."""
    matches = list(from_bytes(sample, cp_isolation=_CHARSETS))
    if not matches:
        return ""
    best = matches[0]
    likely = [match for match in matches if match.chaos <= best.chaos and match.coherence >= best.coherence]
    return "cp1252" if any(match.encoding == "cp1252" for match in likely) else best.encoding
