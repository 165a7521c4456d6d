"""Plain text: captions, a chat, a transcript or an RFC where its lines say so, else paragraphs."""

from __future__ import annotations

from ingest.formats.ietf import is_ietf, parse_ietf
from ingest.formats.otter import has_headed_turns, parse_otter
from ingest.formats.plain import parse_plain
from ingest.formats.transcript import is_transcript, parse_transcript
from ingest.formats.webvtt import has_cues, parse_webvtt
from ingest.formats.zoom import is_chat, parse_chat
from ingest.parsed import Parsed


def parse_text(text: str, path: str) -> Parsed:
    """What its lines say that it is."""
    if has_cues(text):
        return parse_webvtt(text, path)
    if is_ietf(text):
        return parse_ietf(text, path)
    if is_chat(text):
        return parse_chat(text, path)
    if is_transcript(text):
        return parse_transcript(text, path)
    return parse_otter(text, path) if has_headed_turns(text) else parse_plain(text, path)
