"""Reduces the links, images and HTML of a generator's words to their text, except links to the evidence itself. Pure.

What comes out is safe for a reader of Markdown, of HTML and of Slack's mrkdwn alike: no construct of these is left that
leads anywhere but to an evidence document. The grammar followed is CommonMark 0.31 and GitHub's autolink extension; where
a reader might see more than they define (bare hosts, full-width letters, entities), the text is taken apart all the same.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag

LINK_REMOVED = "(link removed)"
MARKER = r"[\[【]\^?\s*\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*\s*[\]】]"
"""A citation marker as generators write them: [1], [1, 2], [1-3], [^1], 【1】."""

_SLOT = 0xE000
_SLOTS = 6400
"""Code and allowed links wait in the private use area, one character each, while the text around them is worked on."""

_TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr address applet area article aside audio b base bdi bdo big blink blockquote body br button canvas caption "
        "center cite code col colgroup dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font "
        "footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe image img input ins kbd label legend li "
        "link main map mark marquee math menu meta meter nav noscript object ol optgroup option output p param picture "
        "plaintext portal pre progress q rp rt ruby s samp script search section select slot small source span strike "
        "strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul use "
        "var video wbr xml xmp",
    )
)
_CONTENT = ("script", "style", "iframe", "template", "textarea", "svg", "xmp")
_FILE_ENDINGS = frozenset(re.findall(r"\w+", "cc cs go hh hs js kt md ml mm pl ps py rb rs sh so ts vb"))
"""Country codes that are file endings far more often in technical text."""
_WORLD = (
    "academy|aero|agency|ai|app|asia|biz|blog|chat|cloud|club|com|coop|dev|digital|edu|example|gov|icu|info|int|invalid|"
    "link|live|local|localhost|me|media|mil|mobi|museum|name|net|network|news|ninja|online|onion|org|page|pro|shop|site|"
    "space|store|tech|test|today|top|travel|tv|us|web|website|wiki|work|world|xxx|xyz|click|email|fun|host|press|run|zone"
)

_URL_CHARACTER = r"[^\s<>\"'`|{}\[\]。，、；！？）」』】》\ue000-\uf8ff]"
_START = r"(?<![a-z0-9])"
"""Where a word of ASCII begins; `\\b` has none behind `_` and behind letters of other scripts."""
_URL = re.compile(
    rf"(?:[a-z][a-z0-9+.\-]{{1,30}}\\*:\\*(?:/\\*/|\\\\)|https?:[/\\]*(?=[\w%])|{_START}www\d?\.(?=\w)|"
    rf"(?:javascript|vbscript|mailto|view-source|livescript|mhtml):(?=\S)|{_START}(?:tel|sms|callto):(?=\S)|{_START}file:/|"
    rf"{_START}xn--(?=\w)|magnet:\?|"
    rf"data:(?=[\w.+-]+/[\w.+-]+[;,])|(?<![\w-])(?:data|blob):(?=[\w.+/\-]*[;,:/])|(?<![:\w/])//(?=[\w-]+\.)){_URL_CHARACTER}*",
    re.IGNORECASE,
)
_HOST = re.compile(
    rf"(?<![\w@./-])(?P<mail>(?<!\+)[\w.+-]++@)?(?:[^\W_](?:[\w-]*[^\W_])?\.)+"
    rf"(?P<top>xn--[a-z0-9-]+|{_WORLD}|[a-z]{{2}}|[^\W\d_]{{2,}}(?=/?\?))(?![\w-])(?::\d+)?(?P<path>[/?#]{_URL_CHARACTER}*)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_TEXT = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
_LINK = re.compile(
    rf"(!?){_TEXT}\(\s*+(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
    r"(?:\s++(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?+\s*+\)",
)
_REFERENCE = re.compile(r"(?<![\w\]])!?\[([^\[\]]{2,})\](?:\[([^\[\]]*)\])")
_DEFINITION = re.compile(r"^([ \t>*+-]*)\[([^\[\]]+)\]:[ \t]*(<?\S*[/.:#]\S*.*|)$", re.MULTILINE)
_SLACK = re.compile(r"<([^<>|]*)\|([^<>]*)>|<[!@#][^<>]*>")
_MENTION = re.compile(r"<(?=!(?:channel|here|everyone|subteam)|@[UW]\w|#C\w)")
_WITH_CONTENT = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in _CONTENT}
_COMMENTS = {"<!--": re.compile("-->"), "<?": re.compile(r"\?>"), "<![cdata[": re.compile(r"\]\]>"), "<!": re.compile(">")}
_WITH_CONTENT_OPENED = re.compile(rf"<({'|'.join(_CONTENT)})\b", re.IGNORECASE)
_COMMENT_OPENED = re.compile(r"(<!--|<\?|<!\[CDATA\[|<!(?=[a-z]))", re.IGNORECASE)
_TAG = re.compile(r"</?([a-z][\w:-]*)((?:\"[^\"]*\"|'[^']*'|[^'\"<>])*)>", re.IGNORECASE)
_AUTOLINK = re.compile(r"<([a-z][a-z0-9+.\-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>", re.IGNORECASE)
_ZEROS = re.compile(r"(&#x?)0++", re.IGNORECASE)
_NO_CHARACTER = re.compile(r"&#\d{8,};?")
"""Python refuses to read a number of thousands of digits."""
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    code: ord(read) for code in range(0xFE50, 0xFE6C) if (read := unicodedata.normalize("NFKC", chr(code))).isascii()
}
"""Full-width and small letters, read as the ASCII that they look like."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where an answer may lead: the evidence's own URLs, without fragments. In code a URL may also stand that `quoted`,
    the text of the evidence, holds word for word: there it leads nowhere."""

    urls: frozenset[str]
    quoted: str = ""

    def leads_home(self, url: str) -> bool:
        """Whether this is the address of an evidence document; any fragment of it is."""
        try:
            return url.startswith(("https://", "http://")) and urldefrag(url).url in self.urls
        except ValueError:  # such as http://[x, or a host with a full-width colon in it
            return False


@dataclass(frozen=True, slots=True)
class Reduced:
    """Text in which every construct is gone or waits in a slot, and how many links were taken away."""

    text: str
    slots: tuple[str, ...]
    removed: int

    def restored(self, text: str) -> str:
        """`text`, which may have been worked on, with code and allowed links back in their places."""
        whole: list[str] = []
        for slot in self.slots:  # one may hold others, which were taken before it
            whole.append(_refilled(slot, whole))
        return _refilled(text, whole)


def _refilled(text: str, slots: Sequence[str]) -> str:
    return re.sub("[\ue000-\uf8ff]", lambda match: slots[ord(match[0]) - _SLOT], text)


def reduce_links(text: str, allowed: Allowed) -> Reduced:
    """Take a stretch of Markdown apart; what looks like a construct across its ends is made harmless too."""
    return _Reduction(allowed).run(text)


def reduce_code(text: str, allowed: Allowed) -> tuple[str, int]:
    """Code without the URLs that neither the evidence's documents nor its text have; how many went."""
    removed = 0

    def keep_or_drop(match: re.Match[str]) -> str:
        nonlocal removed
        url, rest = _without_punctuation(match[0])
        if allowed.leads_home(url) or url in allowed.quoted:
            return match[0]
        removed += 1
        return LINK_REMOVED + rest

    text = _MENTION.sub("< ", visible(text))
    return _URL.sub(keep_or_drop, text), removed


def visible(text: str, slots: int = 0) -> str:
    """Without control, bidi, tag, private and zero-width characters; joiners stay where a script needs them. The first
    `slots` private characters stay: they are Lore's own."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        for place, character in enumerate(text)
        if character in "\n\t"
        or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs"}
        or (character in "\u200c\u200d" and place and ord(text[place - 1]) > 0xFF)
        or _SLOT <= ord(character) < _SLOT + slots
    )


class _Reduction:
    """One run over one stretch; it only collects slots and counts."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._slots: list[str] = []
        self._removed = 0

    def run(self, text: str) -> Reduced:
        text = _CODE.sub(self._code, visible(text))
        text = visible(_stable(text, _unescaped), len(self._slots))
        # Escapes that only serve to hide an address are resolved as a reader would.
        text = re.sub(r"(?<!\\)\\++(?=[:/.@<])", "", text)
        for opened, ends in ((_WITH_CONTENT_OPENED, _WITH_CONTENT), (_COMMENT_OPENED, _COMMENTS)):
            text = self._drop(opened, ends, text)
        text = _stable(text, self._markup)
        text = self._bare(_URL, text, self._url)
        text = self._bare(_HOST, text, self._host)
        return Reduced(_harmless(text), tuple(self._slots), self._removed)

    def _markup(self, text: str) -> str:
        text = _SLACK.sub(self._slack, text)
        text = _AUTOLINK.sub(lambda match: f" {match[1]} ", text)
        text = _TAG.sub(self._tag, text)
        text = _LINK.sub(self._link, text)
        text = _DEFINITION.sub(self._definition, text)
        return _REFERENCE.sub(self._reference, text)

    def _slot(self, text: str) -> str:
        if len(self._slots) >= _SLOTS:
            return ""
        self._slots.append(text)
        return chr(_SLOT + len(self._slots) - 1)

    def _code(self, match: re.Match[str]) -> str:
        code, removed = reduce_code(match[2], self._allowed)
        self._removed += removed
        return self._slot(f"{match[1]}{code}{match[1]}")

    def _drop(self, opened: re.Pattern[str], ends: Mapping[str, re.Pattern[str]], text: str) -> str:
        """Without what stands from an opening to its end; an end that was looked for in vain is not looked for again."""
        parts, last = [], 0
        missing: set[str] = set()
        for match in opened.finditer(text):
            name = match[1].lower()
            if match.start() < last or name in missing:
                continue
            end = ends[name].search(text, match.end())
            if end is None:
                missing.add(name)
                continue
            parts.append(text[last : match.start()])
            last = end.end()
            self._removed += 1
        return "".join([*parts, text[last:]])

    def _slack(self, match: re.Match[str]) -> str:
        if match[1] is not None and self._allowed.leads_home(match[1]):
            return self._slot(f"[{_label(match[2])}]({match[1]})")
        self._removed += 1
        return match[2] or ""

    def _tag(self, match: re.Match[str]) -> str:
        if match[1].lower() in _TAGS or "=" in match[2] or ":" in match[1]:
            self._removed += 1
            return "\n" if match[1].lower() in {"br", "p", "div", "li", "tr"} else ""
        return match[0]

    def _link(self, match: re.Match[str]) -> str:
        image, text, url = match[1], match[2], match[3].strip("<>")
        if re.fullmatch(MARKER, f"[{text}]"):
            self._removed += 1
            return f"{image}[{text}]"
        if not image and self._allowed.leads_home(url) and not re.search(r"[\s()<>\\]", url):
            return self._slot(f"[{_label(self._inside(text))}]({url})")
        self._removed += 1
        return text

    def _inside(self, text: str) -> str:
        """A link's own text may not show another address than it leads to."""
        return self._bare(_HOST, self._bare(_URL, text, self._url), self._host)

    def _definition(self, match: re.Match[str]) -> str:
        self._removed += 1
        return match[1]

    def _reference(self, match: re.Match[str]) -> str:
        if re.fullmatch(MARKER, f"[{match[1]}]"):
            return match[0] if re.fullmatch(MARKER, f"[{match[2]}]") else f"[{match[1]}]"
        return f"{match[1]}[{match[2]}]" if re.fullmatch(MARKER, f"[{match[2]}]") else match[1]

    def _bare(self, pattern: re.Pattern[str], text: str, replace: Callable[[re.Match[str]], str]) -> str:
        """Substitute where the text matches once full-width letters are read as the ASCII that they look like."""
        parts, last = [], 0
        for match in pattern.finditer(text.translate(FULL_WIDTH)):
            parts += [text[last : match.start()], replace(match)]
            last = match.end()
        return "".join([*parts, text[last:]])

    def _url(self, match: re.Match[str]) -> str:
        url, rest = _without_punctuation(match[0])
        if self._allowed.leads_home(url):
            return self._slot(url) + rest
        self._removed += 1
        return LINK_REMOVED + rest

    def _host(self, match: re.Match[str]) -> str:
        whole, rest = _without_punctuation(match[0])
        top, path = match["top"].lower(), match["path"] or ""
        if top.startswith("xn--") or "?" in path or (path and top not in _FILE_ENDINGS):
            self._removed += 1
            return LINK_REMOVED + rest
        if path or (len(top) == 2 and top not in {"ai", "me", "tv", "us", "io", "co"} and not match["mail"]):
            return match[0]
        return self._slot(f"`{whole}`") + rest


def _harmless(text: str) -> str:
    """What is left of brackets and backticks that could join with what stands before or after this stretch."""
    text = text.replace("](", "] (")
    text = re.sub(r"^([ \t>*+-]*\[[^\[\]]*\]):", r"\1 :", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)\\*+`", r"\\`", text)
    return re.sub(r"<(?=[A-Za-z/!?@#])", r"\\<", text)


def _unescaped(text: str) -> str:
    return html.unescape(_NO_CHARACTER.sub("\ufffd", _ZEROS.sub(r"\g<1>0", text)))


def _stable(text: str, step: Callable[[str], str]) -> str:
    """Apply a step until it changes nothing, at most ten times: constructs may be wrapped in each other."""
    for _ in range(10):
        after = step(text)
        if after == text:
            break
        text = after
    return text


def _label(text: str) -> str:
    return re.sub(r"[\[\]<>]", "", text).strip() or "source"


def _without_punctuation(url: str) -> tuple[str, str]:
    """A URL and the punctuation of the sentence behind it."""
    end = len(url)
    unopened = url.count(")") - url.count("(")
    while end and (url[end - 1] in ".,;:!?*_~\\" or (url[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= url[end] == ")"
    return url[:end], url[end:]
