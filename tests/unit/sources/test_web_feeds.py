"""What feeds and sitemaps say."""

from __future__ import annotations

import gzip

import pytest

from assistant.errors import SourceError
from ingest.sources.web_feeds import Entry, feed_of, kind_of, path_of, read_part, unpacked

FEED = "https://blog.example.org/feed.xml"
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Blog</title><link>https://blog.example.org/</link>
<item><title>How we &lt;em&gt;shard&lt;/em&gt;</title><link>/2024/shard</link><guid isPermaLink="false">tag:1</guid>
<dc:creator>Ana Ruiz</dc:creator><pubDate>Wed, 01 May 2024 11:00:00 +0200</pubDate><description>Short.</description></item>
<item><title>Guest</title><link>https://elsewhere.example/guest</link>
<content:encoded><![CDATA[<p>All of it.</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>A note</title><guid isPermaLink="false">tag:3</guid>
<description>&lt;p&gt;No page of its own.&lt;/p&gt;</description></item>
<item><title>Nothing at all</title></item>
</channel></rss>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://blog.example.org/a </loc><lastmod>2024-05-01</lastmod></url><url><loc>/b</loc></url>
<url><loc>javascript:alert(1)</loc></url><url></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (RSS, "text/xml", "feed"),
        (RSS, "text/html", "feed"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "application/atom+xml", "feed"),
        ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'/>", "text/xml", "feed"),
        ("<rdf:RDF/>", "text/xml", "feed"),
        ("garbage", "application/rss+xml; charset=utf-8", "feed"),
        ("\ufeff <!-- a -->\n<?xml-stylesheet href='x'?> <urlset/>", "text/xml", "sitemap"),
        ("<sitemapindex>", "text/xml", "sitemap"),
        ("<!DOCTYPE html><html><body>rss feed", "text/html", "page"),
        ("<p>about our <rss></p>", "text/html", "page"),
        ("# rss", "text/markdown", "page"),
        ("", "", "page"),
    ],
)
def test_the_first_element_tells_what_an_address_returns(body: str, content_type: str, kind: str) -> None:
    assert kind_of(body.encode(), content_type) == kind


def test_a_packed_sitemap_is_one() -> None:
    assert kind_of(gzip.compress(SITEMAP.encode()), "application/gzip") == "sitemap"
    assert len(read_part(gzip.compress(SITEMAP.encode()), FEED, "sitemap").entries) == 2


def test_unpacking_stops_at_its_limit() -> None:
    assert len(unpacked(gzip.compress(bytes(5_000_000)), most=1000)) == 1000


def test_white_space_and_comments_without_end_come_to_an_end() -> None:
    assert kind_of(b" " * 20_000, "") == "page"
    assert kind_of(b"<!--" * 5_000, "") == "page"


def test_an_item_has_what_the_feed_says_of_it() -> None:
    first = read_part(RSS.encode(), FEED, "feed").entries[0]
    assert first.address == "https://blog.example.org/2024/shard"
    assert first.title == "How we shard"
    assert first.authors == ("Ana Ruiz",)
    assert first.published == "2024-05-01T09:00:00+00:00"
    assert first.updated == ""
    assert not first.inline, "a description beside a link is a teaser"
    assert first.said == {"title": "How we shard", "authors": ["Ana Ruiz"], "published": "2024-05-01T09:00:00+00:00"}


def test_full_content_comes_by_its_mark_and_without_scripts() -> None:
    part = read_part(RSS.encode(), FEED, "feed")
    assert [entry.inline for entry in part.entries] == [False, True, True]
    assert "All of it." in part.contents[part.entries[1].mark]
    assert "alert" not in part.contents[part.entries[1].mark]
    assert "No page of its own." in part.contents[part.entries[2].mark]


@pytest.mark.parametrize(("old", "new"), [("All of it.", "Some of it."), ("Guest", "A guest"), ("elsewhere", "nowhere")])
def test_a_mark_changes_with_the_item_and_with_no_other(old: str, new: str) -> None:
    before, after = (read_part(text.encode(), FEED, "feed").entries for text in (RSS, RSS.replace(old, new)))
    assert [one.mark == other.mark for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_the_parts_of_a_paged_feed_follow_each_other() -> None:
    links = '<link rel="next" href="?page=2"/><link rel="self" href="/feed.xml"/><link rel="prev-archive" href="/old.xml"/>'
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{links}</feed>'
    others = read_part(body.encode(), FEED, "feed").others
    assert others == ("https://blog.example.org/feed.xml?page=2", "https://blog.example.org/old.xml")


@pytest.mark.parametrize("body", ["", "not a feed", "{}", "<html><body>moved</body></html>"])
def test_what_is_no_feed_removes_nothing(body: str) -> None:
    with pytest.raises(SourceError, match="no feed"):
        read_part(body.encode(), FEED, "feed")


def test_a_feed_is_never_taken_for_the_name_of_a_file(tmp_path: object) -> None:
    with pytest.raises(SourceError, match="no feed"):
        read_part(b"/etc/passwd", FEED, "feed")


def test_a_sitemap_names_pages_with_their_last_change() -> None:
    entries = read_part(SITEMAP.encode(), FEED, "sitemap").entries
    assert [(entry.address, entry.lastmod) for entry in entries] == [
        ("https://blog.example.org/a", "2024-05-01"),
        ("https://blog.example.org/b", ""),
    ]
    assert entries[0].mark != entries[1].mark


@pytest.mark.parametrize("body", [b"", b"<urlset><url>", b"\x1f\x8bnot gzip", b"<urlset>\xff\xfe</urlset>"])
def test_a_broken_sitemap_removes_nothing(body: bytes) -> None:
    with pytest.raises(SourceError, match="nothing was removed"):
        read_part(body, FEED, "sitemap")


def test_entities_of_a_sitemap_are_not_expanded() -> None:
    laughs = '<!ENTITY a "https://evil.example/">' + "".join(f'<!ENTITY b{n} "{"&a;" * 10}">' for n in range(3))
    secret = '<!ENTITY file SYSTEM "file:///etc/passwd">'
    body = f"<!DOCTYPE x [{laughs}{secret}]><urlset><url><loc>&file;&b1;</loc></url><url><loc>/a</loc></url></urlset>"
    assert [entry.address for entry in read_part(body.encode(), FEED, "sitemap").entries] == ["https://blog.example.org/a"]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<link rel="alternate" type="application/atom+xml" href="/feed.xml">', FEED),
        ('<link rel="Alternate home" type="application/rss+xml" href="feed.xml">', FEED),
        ('<link rel="alternate" type="text/html" href="/de/">', ""),
        ('<link rel="stylesheet" type="application/rss+xml" href="/x">', ""),
        ('<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">', ""),
        ('<link rel="alternate" type="application/rss+xml">', ""),
    ],
)
def test_a_page_names_its_feed_in_its_head(head: str, found: str) -> None:
    assert feed_of(f"<html><head>{head}</head></html>", "https://blog.example.org/") == found


def test_an_entry_is_the_same_after_it_was_remembered() -> None:
    for entry in read_part(RSS.encode(), FEED, "feed").entries:
        assert Entry.recalled(entry.kept) == entry


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://blog.example.org/2024/shard/", "blog.example.org/2024/shard"),
        ("http://blog.example.org/2024/shard", "blog.example.org/2024/shard"),
        ("https://blog.example.org:8443/?p=12", "blog.example.org:8443?p=12"),
        ("https://blog.example.org/", "blog.example.org"),
    ],
)
def test_a_path_is_the_address_without_its_scheme(address: str, path: str) -> None:
    assert path_of(Entry(address), FEED) == path


def test_an_item_without_a_page_has_a_path_by_what_the_feed_calls_it() -> None:
    first, again, other = (path_of(Entry("", identity), FEED) for identity in ("tag:1", "tag:1", "tag:2"))
    assert first == again != other
    assert first.startswith("blog.example.org/feed.xml#")
