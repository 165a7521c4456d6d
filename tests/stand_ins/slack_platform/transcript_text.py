"""Slack's texts as HTML: mrkdwn, Markdown and plain text, much as Slack's client shows them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from markdown_it import MarkdownIt

Names = Mapping[str, str]
"""What accounts and channels are called, by id."""

_PIECES = re.compile(r"```(?P<fence>.*?)```|`(?P<code>[^`\n]+)`|<(?P<angle>[^<>]+)>", re.DOTALL)
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"<i>\1</i>"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), r"<s>\1</s>"),
)
_QUOTE = re.compile(r"^&gt; ?(.*)$", re.MULTILINE)
_MENTION = re.compile(r"&lt;([@#!][\w^]+)(?:\|([^&<>]*))?&gt;")
_EMOJI = {
    "+1": "👍", "-1": "👎", "thumbsup": "👍", "thumbsdown": "👎", "white_check_mark": "✅", "eyes": "👀", "lock": "🔒",
    "mag": "🔍",
    "warning": "⚠️", "pushpin": "📌", "book": "📖", "page_facing_up": "📄", "speech_balloon": "💬", "calendar": "📅",
}  # fmt: skip
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def plain_html(text: str) -> str:
    """A plain_text, with its emoji names as emoji."""
    escaped = html.escape(text, quote=False).replace("\n", "<br>")
    return re.sub(r":([a-z0-9_+-]+):", lambda match: _EMOJI.get(match[1], match[0]), escaped)


def mrkdwn_html(text: str, names: Names) -> str:
    """A mrkdwn: Slack has three entities, `<…>` for links and mentions, and its own signs for bold, italic and code."""
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\x00{len(kept) - 1}\x00"

    def piece(match: re.Match[str]) -> str:
        if match["fence"] is not None:
            return keep(f"<pre>{_entities(match['fence'].strip(chr(10)))}</pre>")
        if match["code"] is not None:
            return keep(f"<code>{_entities(match['code'])}</code>")
        return keep(_angle(match["angle"], names))

    styled = _entities(_PIECES.sub(piece, text))
    for pattern, replacement in _STYLES:
        styled = pattern.sub(replacement, styled)
    styled = _QUOTE.sub(r"<blockquote>\1</blockquote>", styled).replace("</blockquote>\n", "</blockquote>")
    styled = re.sub(r":([a-z0-9_+-]+):", lambda match: _EMOJI.get(match[1], match[0]), styled)
    return re.sub("\x00(\\d+)\x00", lambda match: kept[int(match[1])], styled.replace("\n", "<br>"))


def markdown_html(text: str, names: Names) -> str:
    """A markdown block. What reads as one of Slack's mentions is shown as the mention that it would be."""
    shown: str = _MARKDOWN.render(text)
    return _MENTION.sub(_mention_in(names), shown)


def mention(id_: str, names: Names) -> str:
    """`@U…`, `#C…` or `!channel`, as it is shown."""
    name = names.get(id_[1:], id_[1:])
    sign = "#" if id_.startswith("#") else "@"
    loud = " loud" if id_.startswith("!") else ""
    return f'<span class="mention{loud}">{sign}{html.escape(name)}</span>'


def link(url: str, label: str) -> str:
    """A link, with where it leads for whoever points at it."""
    return f'<a href="{html.escape(url)}" title="{html.escape(url)}">{label}</a>'


def _mention_in(names: Names) -> Callable[[re.Match[str]], str]:
    return lambda match: mention(match[1], names)


def _entities(text: str) -> str:
    """Slack's three entities as HTML's, and nothing else as markup."""
    return html.escape(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), quote=False)


def _angle(inner: str, names: Names) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("!date^"):
        return _entities(label or target)
    if target.startswith(("@", "#", "!")):
        return mention(target, names)
    return link(target.replace("&amp;", "&"), _entities(label or target))
