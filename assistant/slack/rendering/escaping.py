"""Words of documents, of people and of questions, made harmless for Slack's text fields. Pure.

Slack reads `<…>` in mrkdwn as links, mentions and broadcasts, decodes three entities, and makes links of bare addresses by
itself (https://docs.slack.dev/messaging/formatting-message-text). So `&`, `<` and `>` are escaped, whole addresses go, and
what could be taken for a host or a mail address stands in a code span, where nothing is linked; in plain_text, which knows no
code, its dots stand in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from assistant.answering.citing.links import FULL_WIDTH, LINK_REMOVED, Allowed, reduce_code, visible

LONGEST_ADDRESS: Final = 1500
"""Longer ones are not linked: Slack takes 3,000 characters for a whole text."""
LONGEST: Final = 4000
"""Characters of one field's words that are looked at; Slack shows 3,000 of them at most."""
_NOWHERE: Final = Allowed(frozenset())
_FULL_WIDTH: Final = FULL_WIDTH | {0x3002: 0x2E, 0xFF61: 0x2E, 0x2024: 0x2E}
"""Read as the ASCII that they look like, only to find addresses; the ideographic full stop counts between Latin letters."""
_CJK: Final = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_LETTER: Final = rf"[^\W{_CJK}]"
_LABEL: Final = rf"(?:(?<!{_LETTER})(?<!-)(?:{_LETTER}|-)++|(?<![{_CJK}])[{_CJK}]++)"
_TOP: Final = rf"(?:xn--[a-z0-9-]+|[^\W\d_{_CJK}]{{2}}(?:{_LETTER}|-)*+|[{_CJK}]{{2,}}+)"
_NUMBERS: Final = r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
_INSIDE: Final = r"[^\s<>()\[\]\"'`|]"
_REST: Final = r"[^\s<>\"'`|]"
_SUSPECT: Final = re.compile(
    rf"(?P<address>(?:<?(?<!{_INSIDE}){_INSIDE}*?:[/\\]{{2}}{_REST}*|<?(?<![a-z0-9])www\d?\.{_REST}+"
    rf"|(?<![a-z0-9])(?:mailto|tel|sms|callto|javascript|vbscript|data(?=:[\w.+-]+/)):(?=\S){_REST}+)\|?|<?\(link removed\)\|)"
    rf"|(?P<host>(?:(?<![\w.+%-])[\w.+%-]{{1,64}}@)?(?:(?:{_LABEL}\.){{1,20}}{_TOP}(?:\.[\w-]+)*|{_NUMBERS})"
    rf"(?::\d+)?(?:[/?#]{_REST}*)?)"
    rf"|(?P<broadcast>@(?:channel|here|everyone|group)[\w.-]*+(?:[:/?#]{_REST}*)?)",
    re.IGNORECASE,
)
_BROADCAST: Final = re.compile(r"([@＠﹫])(?=channel|here|everyone|group)", re.IGNORECASE)
_IDEOGRAPHIC_STOP: Final = re.compile(r"(?<=[a-z0-9])[。｡](?=[a-z])|(?P<other>[。｡])", re.IGNORECASE)
_FILES: Final = frozenset(
    "cc cfg conf cs css csv go hh hs html ini java js json kt lock md ml mm pl ps py rb rs sh so sql toml ts txt vb xml "
    "yaml yml".split()
)
_TICK: Final = "'"
"""For a backtick outside code. Its look-alikes are letters to a regular expression, and would join what it parts."""
_LOOKALIKES: Final = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼"})
_FORMATTING: Final = re.compile(r"(?<!\w)[*_~]+|[*_~]+(?!\w)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text: words, or something with dots that has to stand as code."""

    text: str
    is_code: bool = False


def suspects(text: str) -> Iterator[tuple[int, int, Stretch]]:
    """Where a reader of this text could see an address or a broadcast, with what may stand there instead."""
    for match in _SUSPECT.finditer(_as_ascii(text)):
        start, end = match.start(), match.end() - len(_punctuation(match[0]))
        if match["address"]:
            yield start, end, Stretch(f"{LINK_REMOVED} " if text[end - 1] == "|" else LINK_REMOVED)
        else:
            yield start, end, Stretch(text[start:end], is_code=True)


def stretches(text: str) -> list[Stretch]:
    """The text without addresses, and with what looks like one as code."""
    text, _ = reduce_code(text, _NOWHERE)
    found: list[Stretch] = []
    last = 0
    for start, end, instead in suspects(text):
        if found and start == last and instead.is_code and found[-1].is_code:  # two spans side by side would be none
            found[-1] = Stretch(found[-1].text + instead.text, is_code=True)
        else:
            found += [Stretch(text[last:start]), instead]
        last = end
    return [one for one in [*found, Stretch(text[last:])] if one.text]


def plain(text: str) -> str:
    """For plain_text fields: one line, without control, bidi and zero-width characters; bare addresses are broken up."""
    return "".join(_broken(one.text) if one.is_code else one.text for one in stretches(_one_line(text)))


def mrkdwn(text: str) -> str:
    """For mrkdwn fields: one line in which nothing is a link, a mention or formatting; what has dots stands as code."""
    return "".join(_code(one.text) if one.is_code else _unformatted(one.text) for one in stretches(_one_line(text)))


def mrkdwn_within(text: str, most: int) -> str:
    """The same in at most so many characters as it is written; what is escaped can't be cut any more."""
    length = min(len(text), most)
    while len(written := mrkdwn(cut(text, length))) > most:
        length = min(length - 1, length * most // len(written))
    return written


def link(url: str, label: str) -> str:
    """`<url|label>` for an http or https address, else just the label. The label is words of a document's."""
    target, shown = address(url), escaped(plain(label).replace("|", "¦"))
    if not target or not shown:
        return mrkdwn(label)
    return f"<{escaped(target)}|{_FORMATTING.sub(_lookalike, shown).replace('`', _TICK)}>"


def cut(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where something is missing. Cut before you escape."""
    if len(text) <= most:
        return text
    end = max(0, most - 1)
    while end and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + "…"


def escaped(text: str) -> str:
    """With the three characters escaped that Slack gives a meaning."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def address(url: str) -> str:
    """An address that may be linked, with what could end a link in it quoted; "" for anything but http and https."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    is_clean = not any(character.isspace() for character in url) and visible(url) == url
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or not is_clean:
        return ""
    quoted = quote(url, safe="!#$%&'*+,-./:;=?@_~")
    return quoted if len(quoted) <= LONGEST_ADDRESS else ""


def _as_ascii(text: str) -> str:
    """The same length, with look-alikes as the ASCII that they look like; an ideographic full stop between others stays."""
    if text.isascii():
        return text
    kept = _IDEOGRAPHIC_STOP.sub(lambda match: "\uffff" if match["other"] else match[0], text)
    return kept.translate(_FULL_WIDTH)


def _punctuation(found: str) -> str:
    """The punctuation of the sentence at its end."""
    return found[len(found.rstrip(".,;:!?)]}*_~\\")) :]


def _one_line(text: str) -> str:
    return cut(" ".join(visible(text[: 4 * LONGEST]).split()), LONGEST)


def _broken(name: str) -> str:
    """A name with dots as plain_text may show it: a file's as it is, a host's or an address's with its dots in brackets."""
    name = _BROADCAST.sub(r"\1 ", _as_ascii(name))
    if not re.search("[@/:]", name) and name.rpartition(".")[2].casefold() in _FILES:
        return name
    return name.replace(".", "[.]")


def _code(text: str) -> str:
    return f"`{escaped(text)}`"


def _unformatted(text: str) -> str:
    return _FORMATTING.sub(_lookalike, escaped(text).replace("`", _TICK))


def _lookalike(match: re.Match[str]) -> str:
    return match[0].translate(_LOOKALIKES)
