"""What Slack might turn into a link or a ping. Generous on purpose: what only some of Slack's clients would link counts too.

Not counted: bare file names whose ending happens to be a country's (README.md, main.py, run.sh), and bare hosts in code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.stand_ins.slack_platform.messages import Message
from tests.stand_ins.slack_platform.workspace import View

Form = Literal["angle", "address", "host", "mail", "markdown", "image", "button", "element", "html", "in code"]

_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd "
    "cf cg ch ci ck cl "
    "cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm "
    "gn gp gq gr gs gt "
    "gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li "
    "lk lr ls lt lu lv "
    "ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe "
    "pf pg ph pk pl pm "
    "pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th "
    "tj tk tl tm tn to "
    "tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_OTHERS = (
    "com org net edu gov mil int info biz name pro app dev cloud online site xyz top shop store tech blog wiki page "
    "link click live news "
    "zip mov example test internal onion"
)
_FILES = {"md", "py", "sh", "rs", "cc", "pl", "so", "ps", "mm", "ml", "st", "tf", "mk"}
_TOPS = "|".join(sorted({*_COUNTRIES.split(), *_OTHERS.split()}))
_ADDRESS = re.compile(r"(?<![a-z0-9])(?:[a-z][a-z0-9+.-]*://|mailto:|tel:|javascript:|data:[a-z]+/)[^\s<>\"'`]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
_HOST = re.compile(
    rf"(?<![\w@.-])(?:[\w-]+\.)+(?P<top>{_TOPS}|xn--[a-z0-9-]+)(?![\w-])(?!\.\w)(?P<rest>(?::\d+)?(?:[/?#]\S*)?)",
    re.IGNORECASE,
)
_WWW = re.compile(r"(?<![\w.])www\.[^\s<>`]+\.[^\s<>`]+", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/)\S*")
_ANGLE = re.compile(r"(?<!\\)<([^<>\s][^<>]*)>")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_BROADCAST = re.compile(r"(?<![\w@.])@(?:channel|here|everyone)\b", re.IGNORECASE)
_PING = re.compile(r"^(?:@[UW]\w+|![a-z]+|!subteam\^\w+|#[CG]\w+)", re.IGNORECASE)
_HTML_ADDRESS = re.compile(r"(?:href|src|action|data|url)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Link:
    """Something to click on, or an address that is fetched; `form` tells what makes it a link."""

    url: str
    form: Form


def links_in(shown: Message | View | Mapping[str, Any]) -> list[Link]:
    """Every link in a message, a view, or a mapping with text and blocks."""
    text, blocks = _parts(shown)
    return [*_in_mrkdwn(text), *(link for block in blocks for link in _in_part(block))]


def pings_in(shown: Message | View | Mapping[str, Any]) -> list[str]:
    """Every mention of a person, a channel or everybody, code included, as it is written."""
    text, blocks = _parts(shown)
    return [*_pings(text), *(ping for block in blocks for ping in _pings_in_part(block))]


def _parts(shown: Message | View | Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    if isinstance(shown, Message):
        return shown.text, shown.shown
    if isinstance(shown, View):
        return "", [shown.content]
    return str(shown.get("text", "")), list(shown.get("blocks", []))


def _in_part(part: Any) -> Iterator[Link]:
    """The links in a block, an element or a text object."""
    if isinstance(part, list):
        for one in part:
            yield from _in_part(one)
        return
    if not isinstance(part, Mapping):
        return
    kind = part.get("type", "")
    if (part.get("style") or {}) == {"code": True} and kind == "text":
        yield from _addresses(part["text"], "in code")
    elif isinstance(part.get("text"), str):
        yield from _in_text(kind, part["text"])
    for key, form in (("url", "button" if kind == "button" else "element"), ("image_url", "image"), ("title_url", "element")):
        if part.get(key):
            yield Link(str(part[key]), form)  # type: ignore[arg-type]
    for key, value in part.items():
        if key == "title" and isinstance(value, str):
            yield from _bare(value)
        elif isinstance(value, list | Mapping):
            yield from _in_part(value)


def _in_text(kind: str, text: str) -> Iterator[Link]:
    if kind == "mrkdwn":
        yield from _in_mrkdwn(text)
    elif kind == "markdown":
        yield from _in_markdown(text)
    else:
        yield from _bare(text)


def _in_mrkdwn(text: str) -> Iterator[Link]:
    for inner in _ANGLE.findall(text):
        target = inner.split("|")[0]
        if target.startswith("!date^"):
            yield from (Link(one, "angle") for one in target.split("^")[3:])
        elif not target.startswith(("@", "#", "!")):
            yield Link(html.unescape(target), "angle")
    rest = _ANGLE.sub(" ", text)
    for code in _CODE.findall(rest):
        yield from _addresses(html.unescape(code.strip("`")), "in code")
    yield from _bare(html.unescape(_CODE.sub(" ` ", rest)))


def _in_markdown(text: str) -> Iterator[Link]:
    for token in _MARKDOWN.parse(text):
        yield from _in_token(token)
        inside = False
        for child in token.children or []:
            inside = child.type == "link_open" or (inside and child.type != "link_close")
            if not (inside and child.type == "text"):
                yield from _in_token(child)


def _in_token(token: Token) -> Iterator[Link]:
    if token.type == "link_open":
        yield Link(str(token.attrGet("href")), "markdown")
    elif token.type == "image":
        yield Link(str(token.attrGet("src")), "image")
    elif token.type in {"html_inline", "html_block"}:
        yield from (Link(one, "html") for one in _HTML_ADDRESS.findall(token.content))
        yield from _in_mrkdwn(token.content)
    elif token.type in {"code_inline", "fence", "code_block"}:
        yield from _addresses(token.content, "in code")
    elif token.type == "text":
        yield from _in_angles(token.content)
        yield from _bare(token.content)


def _in_angles(text: str) -> Iterator[Link]:
    """Slack's own form of a link, which CommonMark takes for text where a label with blanks follows."""
    for inner in _ANGLE.findall(text):
        if "|" in inner and not inner.startswith(("@", "#", "!")):
            yield Link(inner.split("|")[0], "angle")


def _addresses(text: str, form: Form) -> Iterator[Link]:
    yield from (Link(_trimmed(one), form) for one in _ADDRESS.findall(text))


def _bare(text: str) -> Iterator[Link]:
    """What is linked without having been written as a link."""
    yield from _addresses(text, "address")
    rest = _ADDRESS.sub(" ", text)
    yield from (Link(_trimmed(one), "mail") for one in _MAIL.findall(rest))
    rest = _MAIL.sub(" ", rest)
    yield from (Link(_trimmed(one), "host") for one in _WWW.findall(rest))
    rest = _WWW.sub(" ", rest)
    yield from (Link(_trimmed(one), "host") for one in _NUMBERS.findall(rest))
    for match in _HOST.finditer(rest):
        if match["rest"] or match["top"].lower() not in _FILES:
            yield Link(_trimmed(match[0]), "host")


def _trimmed(address: str) -> str:
    return address.rstrip(".,;:!?)]}*_~")


def _pings_in_part(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _pings_in_part(one)
        return
    if not isinstance(part, Mapping):
        return
    kind = part.get("type", "")
    if kind in {"user", "usergroup", "broadcast", "channel", "team"}:
        yield f"{kind}:{part.get(f'{kind}_id', part.get('range', ''))}"
    if isinstance(part.get("text"), str) and kind in {"mrkdwn", "markdown"}:
        yield from _pings(part["text"])
    for value in part.values():
        if isinstance(value, list | Mapping):
            yield from _pings_in_part(value)


def _pings(text: str) -> Iterator[str]:
    for inner in _ANGLE.findall(text):
        if _PING.match(inner) and not inner.startswith("!date^"):
            yield f"<{inner}>"
    yield from _BROADCAST.findall(_CODE.sub(" ", text))
