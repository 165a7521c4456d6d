"""The shapes of rich_text blocks."""

from __future__ import annotations

from tests.stand_ins.slack_platform.shapes import Check, boolean, kinds, one_of, several, shape, string, url, whole

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = shape({}, dict.fromkeys(_STYLES, boolean))
_STYLED = {"style": STYLE}

LEAVES: dict[str, Check] = {
    "text": shape({"text": string(12_000)}, _STYLED),
    "link": shape({"url": url}, {**_STYLED, "text": string(12_000), "unsafe": boolean}),
    "user": shape({"user_id": string(20)}, _STYLED),
    "usergroup": shape({"usergroup_id": string(20)}, _STYLED),
    "team": shape({"team_id": string(20)}, _STYLED),
    "channel": shape({"channel_id": string(20)}, _STYLED),
    "emoji": shape({"name": string(100)}, {**_STYLED, "unicode": string(100), "skin_tone": whole}),
    "date": shape({"timestamp": whole, "format": string(100)}, {"fallback": string(100), "url": url}),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}),
    "color": shape({"value": string(7)}),
}
_LEAVES = several(kinds(LEAVES), 1000)
SECTION = shape({"elements": _LEAVES})
PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_preformatted": shape({"elements": _LEAVES}, {"border": whole, "language": string(100)}),
    "rich_text_quote": shape({"elements": _LEAVES}, {"border": whole}),
    "rich_text_list": shape(
        {"elements": several(kinds({"rich_text_section": SECTION}), 1000), "style": one_of("bullet", "ordered")},
        {"indent": whole, "offset": whole, "border": whole},
    ),
}
RICH_TEXT = shape({"elements": several(kinds(PARTS), 1000)}, {"block_id": string(255)})
