"""Takes out of a generator's stream what is not meant for a reader: control characters, the tokens that models are trained
with, thoughts in `<think>`, and calls of tools that nobody offered. Pure."""

from __future__ import annotations

import re
from typing import Final

_BLOCK: Final = re.compile(
    r"(?<!`)<(?P<name>think(?:ing)?|reasoning|reflection|scratchpad|tool_calls?|function_calls?|tool_use|tool_response)\b[^<>]{0,80}>",
    re.IGNORECASE,
)
_SPECIAL: Final = re.compile(
    r"<\|[^|<>\n]{1,40}\|>|<｜[^｜<>\n]{1,40}｜>|(?<!`)</?s>|\[/?INST\]|<</?SYS>>|(?<!`)</(?:think(?:ing)?|tool_calls?)>",
    re.IGNORECASE,
)
_MAY_BEGIN: Final = re.compile(r"(?:`|`?(?:<[<|｜/]*[\w /|｜=\"-]{0,90}[|｜>]?|\[/?I?N?S?T?))\Z", re.IGNORECASE)
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]+")
LONGEST_TAG: Final = 120


class Cleaner:
    """Fed with pieces of any size, it gives them back clean; what may become a tag waits for its end."""

    def __init__(self) -> None:
        self._waiting = ""
        self._inside = ""
        self.removed = 0
        self.called_tools = False

    def feed(self, piece: str) -> str:
        """What is clean by now."""
        self._waiting += piece
        return self._clean(final=False)

    def close(self) -> str:
        """The rest. A thought that never ends is no answer."""
        return self._clean(final=True)

    def _clean(self, *, final: bool) -> str:
        given: list[str] = []
        while self._waiting:
            if self._inside:
                if not self._skip_block():
                    break
                continue
            opened = _BLOCK.search(self._waiting)
            end = opened.start() if opened else len(self._waiting) if final else self._certain()
            given.append(self._text(self._waiting[:end]))
            self._waiting = self._waiting[opened.end() if opened else end :]
            if not opened:
                break
            self._inside = opened["name"].casefold()
            self.removed += 1
            self.called_tools |= "tool" in self._inside or "function" in self._inside
        return "".join(given)

    def _skip_block(self) -> bool:
        """Whether the end of the block has come."""
        close = re.search(rf"</{self._inside}\s*>", self._waiting, re.IGNORECASE)
        if close is None:
            self._waiting = self._waiting[-LONGEST_TAG:]
            return False
        self._waiting, self._inside = self._waiting[close.end() :], ""
        return True

    def _certain(self) -> int:
        begun = _MAY_BEGIN.search(self._waiting, max(0, len(self._waiting) - LONGEST_TAG))
        return begun.start() if begun else len(self._waiting)

    def _text(self, text: str) -> str:
        text, tokens = _SPECIAL.subn("", text)
        text, controls = _NO_TEXT.subn("", text)
        self.removed += tokens + controls
        return text
