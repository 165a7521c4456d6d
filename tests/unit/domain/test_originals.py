"""Where originals are opened: at the heading, the file and line, the comment, the page or the minute."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Anchor, Chunk, Document, Kind
from assistant.domain.originals import original_url

HUB = "https://github.com/tidewater/atlas"
LAB = "https://gitlab.example/tide/atlas"
SLACK = "https://tide.slack.com/archives/C1/p1700000000000100"
OPENED = {
    "github-lines": (f"{HUB}/blob/main/tls.py", Anchor(line=3, last_line=9), f"{HUB}/blob/main/tls.py#L3-L9"),
    "github-one-line": (f"{HUB}/blob/main/tls.py", Anchor(line=3, last_line=3), f"{HUB}/blob/main/tls.py#L3"),
    "github-heading": (f"{HUB}/blob/main/a.md", Anchor("decision", 3, 9), f"{HUB}/blob/main/a.md#decision"),
    "github-rendered-lines": (f"{HUB}/blob/main/a.md", Anchor(line=3, last_line=9), f"{HUB}/blob/main/a.md?plain=1#L3-L9"),
    "github-no-place": (f"{HUB}/blob/main/tls.py", Anchor(), f"{HUB}/blob/main/tls.py"),
    "gitlab-lines": (f"{LAB}/-/blob/main/tls.py", Anchor(line=3, last_line=9), f"{LAB}/-/blob/main/tls.py#L3-9"),
    "gitlab-heading": (f"{LAB}/-/blob/main/a.md", Anchor("decision", 3), f"{LAB}/-/blob/main/a.md#decision"),
    "bitbucket-lines": (
        "https://bitbucket.org/t/a/src/main/tls.py",
        Anchor(line=3, last_line=9),
        "https://bitbucket.org/t/a/src/main/tls.py#lines-3:9",
    ),
    "gitea-lines": (
        "https://git.example/t/a/src/branch/main/tls.py",
        Anchor(line=3, last_line=9),
        "https://git.example/t/a/src/branch/main/tls.py#L3-L9",
    ),
    "review-comment": (f"{HUB}/pull/7", Anchor("discussion_r42", file="tls.py", file_line=9), f"{HUB}/pull/7#discussion_r42"),
    "review-file": (f"{HUB}/pull/7", Anchor(file="tls.py", file_line=9), f"{HUB}/pull/7/files"),
    "review-opening": (f"{HUB}/pull/7", Anchor(), f"{HUB}/pull/7"),
    "merge-request-note": (f"{LAB}/-/merge_requests/7", Anchor("note_42"), f"{LAB}/-/merge_requests/7#note_42"),
    "merge-request-file": (f"{LAB}/-/merge_requests/7", Anchor(file="tls.py"), f"{LAB}/-/merge_requests/7/diffs"),
    "confluence-heading": (
        "https://t.atlassian.net/wiki/spaces/E/pages/7/Bus",
        Anchor("Bus-Decision"),
        "https://t.atlassian.net/wiki/spaces/E/pages/7/Bus#Bus-Decision",
    ),
    "confluence-comment": (
        "https://t.atlassian.net/wiki/spaces/E/pages/7/Bus",
        Anchor("comment-42"),
        "https://t.atlassian.net/wiki/spaces/E/pages/7/Bus?focusedCommentId=42#comment-42",
    ),
    "notion-heading": ("https://www.notion.so/Bus-7", Anchor("0a1b2c"), "https://www.notion.so/Bus-7#0a1b2c"),
    "slack-first-message": (SLACK, Anchor("1700000000.000100", speaker="Ana"), SLACK),
    "slack-reply": (
        SLACK,
        Anchor("1700000060.000200", speaker="Bo"),
        "https://tide.slack.com/archives/C1/p1700000060000200?thread_ts=1700000000.000100&cid=C1",
    ),
    "recording": ("https://video.example/weekly.mp4", Anchor(seconds=63.7), "https://video.example/weekly.mp4#t=63"),
    "youtube": ("https://www.youtube.com/watch?v=x&t=1", Anchor(seconds=63), "https://www.youtube.com/watch?v=x&t=63"),
    "fireflies": ("https://app.fireflies.ai/view/7", Anchor(seconds=0.0), "https://app.fireflies.ai/view/7?t=0"),
    "another-transcript": ("https://notes.example/7", Anchor(seconds=63, line=4), "https://notes.example/7"),
    "pdf-page": ("https://files.example/plan.pdf", Anchor(page=3), "https://files.example/plan.pdf#page=3"),
    "web-heading": ("https://docs.example/bus", Anchor("why-a-bus"), "https://docs.example/bus#why-a-bus"),
    "web-heading-of-ideographs": ("https://docs.example/bus", Anchor("总线"), "https://docs.example/bus#%E6%80%BB%E7%BA%BF"),
    "web-fragment-with-space": ("https://docs.example/bus", Anchor('a b"'), "https://docs.example/bus#a%20b%22"),
    "google-doc": ("https://docs.google.com/document/d/7/edit", Anchor("bus"), "https://docs.google.com/document/d/7/edit"),
    "json-pointer": ("https://api.example/openapi.json", Anchor("/paths/~1ships"), "https://api.example/openapi.json"),
    "no-anchor": ("https://docs.example/bus", Anchor(), "https://docs.example/bus"),
    "nowhere": ("", Anchor("bus"), ""),
    "not-of-the-web": ("file:///srv/bus.md", Anchor("bus"), ""),
    "script": ("javascript:alert(1)", Anchor("bus"), ""),
    "unreadable": ("https://[x", Anchor("bus"), ""),
}


@pytest.mark.parametrize(("url", "anchor", "opened"), OPENED.values(), ids=OPENED)
def test_an_original_is_opened_where_the_chunk_is(url: str, anchor: Anchor, opened: str) -> None:
    document = Document("d1", "docs", "bus.md", "Bus", Kind.PAGE, "", url=url)
    assert original_url(document, Chunk(1, "d1", 0, "We use a bus.", anchor=anchor)) == opened


@pytest.mark.parametrize("url", [url for url, _, _ in OPENED.values()], ids=OPENED)
def test_the_address_of_a_document_leads_to_the_same_host_whatever_its_chunk(url: str) -> None:
    document = Document("d1", "docs", "bus.md", "Bus", Kind.PAGE, "", url=url)
    hostile = Anchor("x#@evil.example/ /../", 3, 9, "a?b#c", 7, 9, "Ana", 12.0, 3)
    opened = original_url(document, Chunk(1, "d1", 0, "", anchor=hostile))
    assert opened == "" or opened.split("/")[:3] == url.split("/")[:3]
