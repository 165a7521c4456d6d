"""What went wrong with a call of a model: in a line for a person, and whether trying again may help."""

from __future__ import annotations

import re
from typing import Final

REASON_LENGTH: Final = 160
EXPLAINED: Final = frozenset({400, 404, 413, 422})
"""HTTP statuses whose message says what to change; others' may repeat a key."""
REFUSED_AS_WRITTEN: Final = frozenset({400, 422})
_LATER: Final = frozenset({408, 409, 425, 429})


def may_succeed_later(error: BaseException) -> bool:
    """Whether the same call, made again in a moment, has a chance: too many requests, a broken server, no connection."""
    status = status_of(error)
    if status is not None:
        return status in _LATER or status >= 500
    return isinstance(error, ConnectionError) or "Connect" in type(error).__name__ or _timed_out_connecting(error)


def status_of(error: BaseException) -> int | None:
    """The HTTP status of a provider's refusal, as the clients of most providers carry it."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def retry_after(error: BaseException | None) -> float | None:
    """How many seconds a server asked to wait (`Retry-After-Ms` is OpenAI's own); None where it did not, or gave a date."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        if re.fullmatch(r"\d{1,9}(?:\.\d+)?", told := str(headers.get(name, "")).strip()):
            return float(told) * unit
    return None


def reason(error: Exception, model: str, secret: str, *, begun: bool) -> str:
    """What went wrong and what to look at, for a person; the provider's own words only where they help and are safe."""
    status = status_of(error)
    kind = type(error).__name__
    if status == 429:
        return f"{model} refused the call: too many requests or no credit left (HTTP 429)"
    if status in {401, 403}:
        return f"{model} refused the key (HTTP {status}): check generator.api_key"
    if status in EXPLAINED:
        return f"{model} refused the call (HTTP {status}): {one_line(str(error), secret)}"
    if status is not None:
        return f"{model} failed (HTTP {status})"
    if not begun and ("Connect" in kind or isinstance(error, ConnectionError)):
        return f"{model} can't be reached ({kind}): check generator.base_url and that the server runs"
    return f"{model} failed {'in the middle of its answer' if begun else 'to answer'} ({kind})"


def one_line(text: str, secret: str) -> str:
    """The beginning of a provider's message, on one line, with everything that might be a key struck out."""
    if secret:
        text = text.replace(secret, "…")
    text = re.sub(r"\b(?:sk|pk|key|Bearer)[-_ ][\w.-]{6,}|\b[\w-]{28,}|//[^/\s@]+@", "…", " ".join(text.split()))
    return text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1].rstrip() + "…"


def _timed_out_connecting(error: BaseException) -> bool:
    """OpenAI's client says no more than that there was a timeout; the cause says of what."""
    return "Timeout" in type(error).__name__ and "Connect" in type(error.__cause__).__name__
