"""Where the original of a chunk is opened: at its heading, its file and line, or its minute, as far as its address says how.

Each rule follows what the place itself documents:
- GitHub: https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/creating-a-permanent-link-to-a-code-snippet
  (`#L3-L9`, `?plain=1` for the lines of what is rendered); comments of reviews have anchors such as `discussion_r7`
- GitLab: https://docs.gitlab.com/user/project/repository/files/ (`#L3-9`); notes have `note_7`
- Bitbucket: `#lines-3:9`; Gitea and Forgejo as GitHub
- Slack: https://docs.slack.dev/reference/methods/chat.getPermalink (a reply is `…/p1700000000000200?thread_ts=…`)
- PDF: https://www.rfc-editor.org/rfc/rfc8118 (`#page=3`); recordings: https://www.w3.org/TR/media-frags/ (`#t=63`)
- YouTube and Loom take `t`, Fireflies and Otter too, in seconds
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from assistant.domain.documents import Anchor, Chunk, Document

_RENDERED: Final = (".md", ".markdown", ".mdown", ".rst", ".adoc", ".asciidoc", ".org", ".textile", ".ipynb")
_MEDIA: Final = (".mp3", ".mp4", ".m4a", ".ogg", ".oga", ".ogv", ".wav", ".webm")
_TIMED_HOSTS: Final = frozenset("youtube.com www.youtube.com youtu.be loom.com www.loom.com app.fireflies.ai otter.ai".split())
_WITHOUT_FRAGMENTS: Final = re.compile(r"(?:docs|drive|sheets|slides)\.google\.com|.*\.sharepoint\.com")
_SLACK_PLACE: Final = re.compile(r"/archives/(?P<channel>\w+)/p(?P<seconds>\d{10})(?P<micro>\d{6})")
_SLACK_STAMP: Final = re.compile(r"\d{10}\.\d{6}")
_FRAGMENT_SAFE: Final = "/?:@!$&'()*+,;=-._~%"


def original_url(document: Document, chunk: Chunk) -> str:
    """The address of the original, opened at the chunk; "" where the document has none, or one that is not of the web."""
    try:
        parts = urlsplit(document.url)
    except ValueError:  # such as http://[x
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    for rule in _RULES:
        opened = rule(parts, chunk.anchor)
        if opened is not None:
            return opened.geturl()
    return document.url


def _slack(parts: SplitResult, anchor: Anchor) -> SplitResult | None:
    place = _SLACK_PLACE.fullmatch(parts.path)
    if place is None:
        return None
    root = f"{place['seconds']}.{place['micro']}"
    if not _SLACK_STAMP.fullmatch(anchor.fragment) or anchor.fragment == root:
        return parts
    asked = urlencode({"thread_ts": root, "cid": place["channel"]})
    return parts._replace(path=f"/archives/{place['channel']}/p{anchor.fragment.replace('.', '')}", query=asked, fragment="")


def _recording(parts: SplitResult, anchor: Anchor) -> SplitResult | None:
    if anchor.seconds is None:
        return None
    second = str(int(anchor.seconds))
    if parts.path.casefold().endswith(_MEDIA):
        return parts._replace(fragment=f"t={second}")
    if parts.hostname in _TIMED_HOSTS:
        asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "t"]
        return parts._replace(query=urlencode([*asked, ("t", second)]))
    return parts


def _file_in_git(parts: SplitResult, anchor: Anchor) -> SplitResult | None:
    if not re.search(r"/blob/|/src/", parts.path):
        return None
    is_rendered = parts.path.casefold().endswith(_RENDERED)
    if is_rendered and anchor.fragment:
        return parts._replace(fragment=_fragment(anchor))
    if not anchor.line:
        return parts
    query = "plain=1" if is_rendered and "/-/" not in parts.path and "/blob/" in parts.path else parts.query
    return parts._replace(query=query, fragment=_lines(parts, anchor))


def _lines(parts: SplitResult, anchor: Anchor) -> str:
    first, last = anchor.line, max(anchor.line, anchor.last_line)
    if parts.hostname == "bitbucket.org":
        return f"lines-{first}" + (f":{last}" if last > first else "")
    between = "-" if "/-/" in parts.path else "-L"
    return f"L{first}" + (f"{between}{last}" if last > first else "")


def _review(parts: SplitResult, anchor: Anchor) -> SplitResult | None:
    """A comment where it has an anchor; else the files, where it is about one."""
    if not re.search(r"/pull/\d+/?$|/-/merge_requests/\d+/?$", parts.path):
        return None
    if anchor.fragment:
        return parts._replace(fragment=_fragment(anchor))
    if anchor.file:
        changes = "diffs" if "/-/" in parts.path else "files"
        return parts._replace(path=f"{parts.path.rstrip('/')}/{changes}", fragment="")
    return parts


def _confluence(parts: SplitResult, anchor: Anchor) -> SplitResult | None:
    """https://support.atlassian.com/confluence-cloud: a comment is opened by its number, a heading by its anchor."""
    comment = re.fullmatch(r"comment-(\d+)", anchor.fragment)
    if comment is None or not re.search(r"/(?:pages|display)/", parts.path):
        return None
    return parts._replace(query=urlencode({"focusedCommentId": comment[1]}), fragment=_fragment(anchor))


def _page_of_a_file(parts: SplitResult, anchor: Anchor) -> SplitResult | None:
    is_pdf = parts.path.casefold().endswith(".pdf")
    return parts._replace(fragment=f"page={anchor.page}") if anchor.page and is_pdf else None


def _heading(parts: SplitResult, anchor: Anchor) -> SplitResult | None:
    """What most pages of the web do; a pointer into a file, such as /paths/~1ships, is none of these."""
    if not anchor.fragment or anchor.fragment.startswith("/") or _WITHOUT_FRAGMENTS.fullmatch(parts.hostname or ""):
        return None
    return parts._replace(fragment=_fragment(anchor))


def _fragment(anchor: Anchor) -> str:
    return quote(anchor.fragment, safe=_FRAGMENT_SAFE)


_RULES: Final[tuple[Callable[[SplitResult, Anchor], SplitResult | None], ...]] = (
    _slack,
    _recording,
    _file_in_git,
    _review,
    _confluence,
    _page_of_a_file,
    _heading,
)
"""The first that knows the place decides."""
