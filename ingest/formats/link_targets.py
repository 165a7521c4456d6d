"""Where a link leads: an address as it is, or a path within the document's own source."""

from __future__ import annotations

import posixpath
import re
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

MAX_TARGET: Final = 500
_PICTURES: Final = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico|css|js|mp4|webm)$", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-zA-Z][\w+.-]*:")


def target_of(written: str, path: str, address: str = "") -> str:
    """The target of a link as it is written in the document at `path`; "" for one that leads nowhere else.

    Relative paths are followed from the document's folder and never leave the source; a leading `/` is the source's root.
    Where the document has an address of its own, as a web page does, links are followed from there. Other schemes than http
    and https, pictures, and places within the document itself are no links to documents.
    """
    target = written.strip().strip("<>")
    if not target or len(target) > MAX_TARGET or any(ord(character) < 32 or character == "\\" for character in target):
        return ""
    try:
        target = urljoin(address, target) if address else target
        parts = urlsplit(target)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        return target if parts.netloc and not _PICTURES.search(parts.path) and target.partition("#")[0] != address else ""
    if _SCHEME.match(target) or target.startswith("//"):
        return ""
    place = unquote(parts.path)
    if not place or "\0" in place or _PICTURES.search(place):
        return ""
    joined = place.lstrip("/") if place.startswith("/") else posixpath.join(posixpath.dirname(path), place)
    within = posixpath.normpath(joined)
    return "" if within in {".", path} or within.startswith("../") or within == ".." else within
