"""Code that leads nowhere: what stands in a code span or a fence is shown as it is, but for what could be clicked. Pure.

Slack parses no markup in code, yet some of its clients link addresses there. An address of another place than the sources'
hosts, or the reader's own network, has its colon in brackets: it can be read, and nobody gets there by a slip.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from assistant.answering.citing.links import Allowed, reduce_code

_OPENED: Final = re.compile(
    r"<(?=(?-i:![a-z])|@[UWB]\w|#[CG]\w|[a-z][a-z0-9+.\-]*:/|mailto:|[^\s<>@|]+@|[^\s<>|]*\|)", re.IGNORECASE
)
_ADDRESS: Final = re.compile(
    r"(?:(?<![a-z0-9])(?P<scheme>[a-z][a-z0-9+.\-]{0,30}+))?(?<=[a-z0-9+.\-])[:：](?P<rest>[/\\／＼]{2,3}(?:[^\s<>\"'`|/\\?#)\]:：]|[:：](?![/\\／＼]))*)",
    re.IGNORECASE,
)
_OPAQUE: Final = re.compile(r"(?<![a-z0-9])(mailto|tel|sms|javascript|vbscript|data(?=:[a-z]+/)):(?=\S)", re.IGNORECASE)
_BROADCAST: Final = re.compile("@(?=channel|here|everyone|group)", re.IGNORECASE)
_OF_PAGES: Final = frozenset({"http", "https", "ftp", "file"})
_NUMBER: Final = re.compile(r"(?:0x)?[0-9a-f]+")


def inert_code(text: str, hosts: Collection[str] = ()) -> str:
    """The code, without a mention that could be read even in code, and with addresses of other hosts than these bracketed."""
    text = _OPAQUE.sub(r"\1[:]", without_mentions(text))
    return _ADDRESS.sub(
        lambda match: match[0] if _is_near(match, hosts) else f"{match['scheme'] or ''}[:]{match['rest']}", text
    )


def without_mentions(text: str) -> str:
    """Text without what Slack's own markup would make a mention or a link of, and without characters that nobody sees."""
    text, _ = reduce_code(text, Allowed(frozenset(), quoted=text))
    if "```" in text:  # not every reader knows fences of more than three
        text = _BROADCAST.sub("@ ", text)
    return _OPENED.sub("< ", text)


def _is_near(match: re.Match[str], hosts: Collection[str]) -> bool:
    """Whether an address is of one of the hosts, of the reader's own network, or of no network at all."""
    scheme, rest = (match["scheme"] or "").casefold(), match["rest"]
    if not scheme:  # longer than any that is known
        return False
    if rest.startswith("///"):
        return scheme not in _OF_PAGES
    try:
        host = urlsplit(f"{scheme}:{rest}").hostname or ""
    except ValueError:
        return False
    if not host or unicodedata.normalize("NFKC", host) != host or "。" in host or "\\" in rest:
        return False
    if host in hosts:
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host and _NUMBER.fullmatch(host) is None
