"""The process that reads untrusted files: it gets bytes and gives back a parsed, cleaned document, or the reason why not.

It is started by `ingest.parsing`, with its limits, without the environment and its secrets, and speaks frames over its
standard input and output: a length of four bytes, then that many bytes. A request is two frames, the path and form as
JSON and the file's bytes; a reply is one, JSON.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
from dataclasses import dataclass
from typing import IO, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from assistant.errors import NotADocument, UnreadableDocument
from ingest.enrichment.clean import enrich
from ingest.enrichment.extraction import extract
from ingest.formats.registry import parse
from ingest.parsed import Parsed


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file gives no document; `skipped` where it is none."""

    refused: str
    skipped: bool


PARSED: Final = TypeAdapter(Parsed)
REFUSAL: Final = TypeAdapter(Refusal)
_OPEN_FILES: Final = 64
_GRACE_S: Final = 2


def main() -> None:
    """Answer requests until the input ends. The arguments are the limit on memory, in bytes, and on a request's seconds.

    Whoever asks keeps the time; the alarm, later, ends a parser whose asker died in the middle of an endless file.
    """
    memory, longest_s = int(sys.argv[1]), math.ceil(float(sys.argv[2])) + _GRACE_S
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    # What a library prints must not come between the frames.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while (header := read_frame(sys.stdin.buffer)) is not None:
        signal.alarm(longest_s)
        asked = json.loads(header)
        data = read_frame(sys.stdin.buffer)
        write_frame(replies, _reply(data or b"", asked["path"], asked["form"]))
        signal.alarm(0)


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None at the end of the stream."""
    length = stream.read(4)
    return stream.read(int.from_bytes(length, "big")) if len(length) == 4 else None


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Send one frame."""
    stream.write(len(data).to_bytes(4, "big"))
    stream.write(data)
    stream.flush()


def _reply(data: bytes, path: str, form: str) -> bytes:
    try:
        return PARSED.dump_json(extract(enrich(parse(data, path, form)), path))
    except NotADocument as error:
        return _refusal(str(error), skipped=True)
    except UnreadableDocument as error:
        return _refusal(str(error))
    except RecursionError:
        return _refusal("is nested too deeply")
    except MemoryError:
        return _refusal("needs too much memory")
    except (PydanticSerializationError, ValidationError, UnicodeEncodeError):
        return _refusal("holds characters that are not valid")
    except Exception as error:  # noqa: BLE001 - the edge of this process: a parser's defect costs this file alone
        return _refusal(f"its parser failed ({type(error).__name__})")


def _refusal(reason: str, *, skipped: bool = False) -> bytes:
    # A reason may quote the file, and with it half of a character.
    reason = reason.encode("utf-8", "replace").decode()
    return json.dumps({"refused": reason, "skipped": skipped}).encode()
