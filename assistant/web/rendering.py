"""Text of documents and answers as HTML that cannot do anything: no raw HTML, no scripts, no images, few links.

Markdown goes through markdown-it (CommonMark with tables and strike-through), then through nh3's list of what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from assistant.domain.answers import Citation
from assistant.web.schemas.answers import chunk_path

BLOCK_TAGS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "blockquote", "hr", "br"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
INLINE_TAGS = {"code", "em", "strong", "s", "span"}
ANSWER_TAGS = BLOCK_TAGS | TABLE_TAGS | INLINE_TAGS
DOCUMENT_TAGS = ANSWER_TAGS | {"a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"class"}, "td": {"class"}, "span": {"class"}}
FIELD = re.compile(r"\W{0,2}[^\W\d_][^:：\n]{0,40}[:：]")
LINK_REL = "noopener noreferrer nofollow"

DEEPEST_HEADING = 6
MARKER = re.compile(r" ?\[(\d{1,3})\]")
# Private-use characters stand for a citation until the HTML has been cleaned; documents may not bring their own.
PLACEHOLDER = re.compile("\ue000(\\d+)\ue001")
RESERVED = str.maketrans("", "", "\ue000\ue001")

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
# An answer's links have nowhere to go, so a definition that hides an address must not swallow a line either.
_answer_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("reference")


def render_answer(text: str, citations: Sequence[Citation] = ()) -> Markup:
    """An answer's Markdown as HTML. Its markers [n] become links to what they cite, with the quotation beside them;
    markers without a citation stay text. Every other link keeps its words and loses its address."""
    known = {citation.marker: citation for citation in citations}
    return _answer(text, known.keys(), lambda marker: _citation(known[marker]))


def render_draft(text: str) -> Markup:
    """An answer's Markdown so far, while its citations are not known yet: its markers are raised, and lead nowhere."""
    numbers = {int(number) for number in MARKER.findall(text)}
    return _answer(text, numbers, lambda marker: Markup('<span class="cite"><sup><span>{}</span></sup></span>').format(marker))


def render_markdown(text: str) -> Markup:
    """A document's Markdown as HTML: links only to http and https, images as their description in words."""
    tokens = _parser.parse(text.translate(RESERVED))
    for token in _inline(tokens):
        token.children = [_outward(child) for child in _without_images(token.children or [])]
        if all(FIELD.match(line) for line in token.content.split("\n")):
            _break_lines(token)
    _demote_headings(tokens, by=1)
    html = nh3.clean(
        _rendered(_parser, tokens),
        tags=DOCUMENT_TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel=LINK_REL,
    )
    return Markup(_scrolling(html))  # noqa: S704 - cleaned above


def _answer(text: str, markers: Collection[int], mark: Callable[[int], Markup]) -> Markup:
    tokens = _answer_parser.parse(text.translate(RESERVED))
    for token in _inline(tokens):
        token.children = [_marked(child, markers) for child in _without_images(token.children or [])]
    _demote_headings(tokens, by=2)
    html = nh3.clean(_rendered(_answer_parser, tokens), tags=ANSWER_TAGS, attributes=ATTRIBUTES, link_rel=None)
    return Markup(PLACEHOLDER.sub(lambda match: mark(int(match[1])), _scrolling(html)))  # noqa: S704 - cleaned above


def _rendered(parser: MarkdownIt, tokens: list[Token]) -> str:
    html: str = parser.renderer.render(tokens, parser.options, {})
    return html


def _scrolling(html: str) -> str:
    """Clean HTML with each table in a box that scrolls by itself, so that a wide one does not move the page."""
    return html.replace("<table>", '<div class="scroll"><table>').replace("</table>", "</table></div>")


def _inline(tokens: Iterable[Token]) -> list[Token]:
    for token in tokens:
        # markdown-it aligns columns with a style attribute, which the pages' security policy forbids.
        if "right" in str(token.attrs.pop("style", "")):
            token.attrs["class"] = "right"
    return [token for token in tokens if token.type == "inline"]


def _without_images(children: Iterable[Token]) -> list[Token]:
    kept = []
    for child in children:
        if child.type == "image":
            described = Token("text", "", 0)
            described.content = f"[image: {child.content}]" if child.content else "[image]"
            kept.append(described)
        else:
            kept.append(child)
    return kept


def _outward(child: Token) -> Token:
    """Links that lead nowhere from here (relative ones) or that would run something lose their address."""
    if child.type == "link_open" and not re.match(r"https?://", str(child.attrs.get("href", "")), re.IGNORECASE):
        child.attrs = {}
    return child


def _break_lines(token: Token) -> None:
    """Lines such as `Status: accepted` and `Date: …` one below the other, as their writer sees them."""
    for child in token.children or []:
        if child.type == "softbreak":
            child.type, child.tag = "hardbreak", "br"


def _marked(child: Token, markers: Collection[int]) -> Token:
    if child.type == "text":
        child.content = MARKER.sub(
            lambda match: f"\ue000{match[1]}\ue001" if int(match[1]) in markers else match[0], child.content
        )
    return child


def _demote_headings(tokens: Iterable[Token], by: int) -> None:
    """The page has headings above these."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(DEEPEST_HEADING, int(token.tag[1]) + by)}"


def _citation(citation: Citation) -> Markup:
    """A superscript link with a card that the style sheet shows while the link is hovered or has the focus."""
    document = citation.document
    day = f"{document.updated_at:%-d %B %Y}" if document.updated_at else "undated"
    owner = ", ".join(document.authors) or "author unknown"
    status = f" · {document.status}" if document.status else ""
    lang = Markup(' lang="{}"').format(document.language) if document.language else ""
    return Markup(
        '<span class="cite"><sup><a href="{href}" aria-label="Source {marker}: {title}">{marker}</a></sup>'
        '<span class="card" role="note"><q{lang}>{quote}</q><span class="card-title">{title}</span>'
        '<span class="card-meta">{day} · {owner}{status}</span></span></span>'
    ).format(
        href=chunk_path(document, citation.chunk),
        marker=citation.marker,
        title=document.title,
        lang=lang,
        quote=plain(citation.quote),
        day=day,
        owner=owner,
        status=status,
    )


def plain(text: str) -> str:
    """A line for a list of sources: Markdown's marks taken off as far as they are in the way of reading."""
    text = re.sub(r"^\s*(#+|>|[-*+]|\|)\s*", "", text, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"[`*|]+|[-=]{3,}", "", text)).strip()
