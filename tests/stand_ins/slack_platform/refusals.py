"""How Slack says no, and what a test is told about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that a well-behaved app never sends: a broken limit, an unknown argument, a missing scope."""

    method: str
    what: str

    def __str__(self) -> str:
        return f"{self.method}: {self.what}"


class No(Exception):
    """Slack's refusal: `ok: false` with this code. `problems` are violations; without any, it is the workspace's state
    that doesn't allow the call, which may happen to anybody."""

    def __init__(self, code: str, problems: Sequence[str] = (), **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.problems = tuple(problems)
        self.more = more

    def answer(self) -> dict[str, Any]:
        messages = {"response_metadata": {"messages": [f"[ERROR] {one}" for one in self.problems]}} if self.problems else {}
        return {"ok": False, "error": self.code, **messages, **self.more}
