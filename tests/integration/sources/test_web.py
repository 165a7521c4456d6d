"""The web source against a site on the loopback address."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.domain.sources import Failure, SourceEntry
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.formats.registry import SUPPORTED, parse
from ingest.opening import Access, Opening, PagesInMemory, Waiting
from ingest.parsed import Parsed
from ingest.ports import Item, Listed, Reached, Skipped, Source
from ingest.sources.web import open_source, settle
from tests.stand_ins.stumbling_server import Reply
from tests.stand_ins.web_server import HTML, Post, WebServer

WAITING = Waiting(attempts=2, first_s=0.001, longest_s=0.002, retry_after_s=1, timeout_s=5)


@pytest.fixture
def site() -> Iterator[WebServer]:
    with WebServer() as server:
        for number in range(4):
            server.posts[f"/post-{number}"] = Post(f"Post {number}", f"The queue holds {number} jobs.")
        yield server


@pytest.fixture
def pages() -> PagesInMemory:
    return PagesInMemory()


def opened(site: WebServer, location: str, pages: PagesInMemory | None = None, **options: str) -> Source:
    entry = SourceEntry("blog", "web", settle(site.address + location), options=options)
    return open_source(Opening(entry, SUPPORTED | {".pdf"}, Path(), 1_000_000, pages=pages or PagesInMemory(), waiting=WAITING))


def listed(source: Source) -> dict[str, Listed]:
    found = {}
    for item in source.listing():
        assert not isinstance(item, Failure), item
        if isinstance(item, Listed):
            found[item.path.partition("/")[2]] = item
    return found


def of_type(source: Source, kind: type[Skipped | Failure]) -> list[tuple[str, str]]:
    return [(item.path.partition("/")[2], item.reason) for item in source.listing() if isinstance(item, kind)]


def parsed(source: Source, one: Listed) -> Parsed:
    data = source.read(one)
    assert data is not None
    return parse(data, one.path, one.form)


def words(document: Parsed) -> str:
    return "\n".join(block.text for block in document.blocks)


def test_a_page_is_one_document_without_what_stands_around_it(site: WebServer) -> None:
    source = opened(site, "/post-1")
    (one,) = listed(source).values()
    document = parsed(source, one)
    assert document.title == "Post 1"
    assert words(document) == "The queue holds 1 jobs."
    assert document.url == f"{site.address}/post-1"
    assert one.url == f"{site.address}/post-1"
    assert one.readers is None


def test_an_item_has_what_its_feed_says_and_the_text_of_its_page(site: WebServer) -> None:
    site.posts["/post-1"].author = "Bo Lindqvist"
    source = opened(site, "/feed.xml")
    document = parsed(source, listed(source)["post-1"])
    assert document.title == "Post 1"
    assert document.authors == ("Bo Lindqvist",)
    assert document.created_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert "The queue holds 1 jobs." in words(document)
    assert "imprint" not in words(document)


def test_a_sitemap_may_be_packed(site: WebServer) -> None:
    urls = "".join(f"<url><loc>{site.address}/post-{number}</loc></url>" for number in range(3))
    site.replies["/map.xml.gz"] = Reply(
        200, gzip.compress(f"<urlset>{urls}</urlset>".encode()), {"content-type": "application/gzip"}
    )
    assert sorted(listed(opened(site, "/map.xml.gz"))) == ["post-0", "post-1", "post-2"]


def test_a_site_is_followed_by_its_sitemap_where_that_is_asked_for(site: WebServer) -> None:
    assert len(listed(opened(site, "/post-0", follow="sitemap"))) == 4


def test_a_sitemap_that_robots_txt_names_goes_before_the_usual_one(site: WebServer) -> None:
    site.robots = f"Sitemap: https://elsewhere.example/map.xml\nSitemap: {site.address}/sitemap-1.xml\n"
    assert list(listed(opened(site, "/post-0", follow="sitemap"))) == ["post-3"]


def test_a_page_is_followed_to_its_feed_only_where_that_is_asked_for(site: WebServer) -> None:
    assert list(listed(opened(site, "/post-0"))) == ["post-0"]
    assert len(listed(opened(site, "/post-0", follow="feed"))) == 4


def test_a_page_that_names_no_feed_says_what_to_do(site: WebServer) -> None:
    site.replies["/plain"] = Reply(200, b"<p>Hello</p>", HTML)
    with pytest.raises(SourceError, match="add the feed by its own address"):
        listed(opened(site, "/plain", follow="feed"))


def test_an_unknown_way_to_follow_is_refused(site: WebServer) -> None:
    with pytest.raises(UsageError, match="follow=sitemap"):
        opened(site, "/", follow="everything")


def test_what_drops_off_the_end_of_a_feed_stays(site: WebServer, pages: PagesInMemory) -> None:
    before = listed(opened(site, "/feed.xml", pages))
    site.posts["/post-0"].listed = False
    after = listed(opened(site, "/feed.xml", pages))
    assert after == before
    assert parsed(opened(site, "/feed.xml", pages), after["post-0"]).authors == ("Ana Ruiz",)


@pytest.mark.parametrize("status", [404, 410])
def test_what_dropped_off_is_gone_when_its_page_is(site: WebServer, pages: PagesInMemory, status: int) -> None:
    listed(opened(site, "/feed.xml", pages))
    site.posts["/post-0"].listed = False
    listed(opened(site, "/feed.xml", pages))
    site.replies["/post-0"] = Reply(status, b"gone", HTML)
    assert "post-0" not in listed(opened(site, "/feed.xml", pages))
    asked = site.asked("/post-0")
    assert "post-0" not in listed(opened(site, "/feed.xml", pages))
    assert site.asked("/post-0") == asked, "what is gone is forgotten"


def test_what_a_sitemap_no_longer_names_is_gone(site: WebServer, pages: PagesInMemory) -> None:
    listed(opened(site, "/sitemap.xml", pages))
    kept = site.posts.pop("/post-0")
    site.replies["/post-0"] = Reply(200, b"<p>still there</p>", HTML)
    assert "post-0" not in listed(opened(site, "/sitemap.xml", pages))
    assert kept


def test_a_page_that_is_gone_leaves_nothing_and_one_that_never_was_is_an_error(site: WebServer, pages: PagesInMemory) -> None:
    assert listed(opened(site, "/post-0", pages))
    del site.posts["/post-0"]
    assert listed(opened(site, "/post-0", pages)) == {}
    with pytest.raises(SourceError, match="check the address"):
        listed(opened(site, "/post-9", pages))


def test_a_feed_that_is_gone_removes_nothing(site: WebServer, pages: PagesInMemory) -> None:
    listed(opened(site, "/feed.xml", pages))
    site.replies["/feed.xml"] = Reply(404, b"", HTML)
    with pytest.raises(SourceError, match="nothing was removed"):
        listed(opened(site, "/feed.xml", pages))


def test_a_feed_that_turns_into_a_page_removes_nothing(site: WebServer, pages: PagesInMemory) -> None:
    listed(opened(site, "/feed.xml", pages))
    site.replies["/feed.xml"] = Reply(200, b"<html><body>We are moving</body></html>", HTML)
    with pytest.raises(SourceError, match="was a feed and now is a page"):
        listed(opened(site, "/feed.xml", pages))


def test_an_etag_belongs_to_the_body_that_came_with_it(site: WebServer, pages: PagesInMemory) -> None:
    first = site.posts["/post-1"]
    (before,) = listed(opened(site, "/post-1", pages)).values()
    site.etags, site.posts["/post-1"] = False, Post("Post 1", "Edited behind a proxy that takes ETags away.")
    (edited,) = listed(opened(site, "/post-1", pages)).values()
    site.etags, site.posts["/post-1"] = True, first

    (after,) = listed(opened(site, "/post-1", pages)).values()

    assert edited.version != before.version == after.version


def test_an_unchanged_page_is_asked_for_with_its_etag_or_its_date(site: WebServer, pages: PagesInMemory) -> None:
    listed(opened(site, "/feed.xml", pages))
    site.etags = False
    dated = {**HTML, "last-modified": "Wed, 01 May 2024 09:00:00 GMT"}
    site.replies["/post-0"] = Reply(200, b"<p>dated</p>", dated)
    before = listed(opened(site, "/feed.xml", pages))
    assert site.count(304) == 0
    assert listed(opened(site, "/feed.xml", pages))["post-0"] == before["post-0"]
    assert site.count(304) == 1


def test_a_new_page_is_fetched_once_to_be_listed_and_read(site: WebServer) -> None:
    source = opened(site, "/feed.xml")
    found = listed(source)
    for one in found.values():
        assert source.read(one)
    assert [site.asked(f"/{path}") for path in found] == [1, 1, 1, 1]
    assert source.read(found["post-0"])
    assert site.asked("/post-0") == 2, "it is given out once: later it may have changed"


def test_a_page_whose_sitemap_says_that_it_did_not_change_is_not_asked_for(site: WebServer, pages: PagesInMemory) -> None:
    before = listed(opened(site, "/sitemap.xml", pages))
    asked = site.asked("/post-0")
    assert listed(opened(site, "/sitemap.xml", pages)) == before
    assert site.asked("/post-0") == asked
    site.posts["/post-0"] = Post("Post 0", "Other words.", changed="2024-07-01")
    assert listed(opened(site, "/sitemap.xml", pages))["post-0"].version != before["post-0"].version


def test_robots_are_kept_out_where_the_site_says_so(site: WebServer) -> None:
    site.robots = "User-agent: *\nDisallow: /post-0\n\nUser-agent: teamlore\nDisallow: /post-1\n"
    source = opened(site, "/feed.xml")
    assert of_type(source, Skipped) == [("post-1", "robots.txt asks programs to keep out")]
    assert site.asked("/post-1") == 0


def test_a_location_that_robots_may_not_see_is_an_error(site: WebServer) -> None:
    site.robots = "User-agent: *\nDisallow: /\n"
    with pytest.raises(SourceError, match=r"robots\.txt"):
        listed(opened(site, "/feed.xml"))


def test_one_broken_page_fails_alone(site: WebServer) -> None:
    site.broken.add("/post-2")
    source = opened(site, "/feed.xml")
    assert [path for path, _ in of_type(source, Failure)] == ["post-2"]
    items: list[Item] = list(source.listing())
    assert sum(isinstance(item, Listed) for item in items) == 3
    assert isinstance(items[-1], Reached)


def test_a_page_that_does_not_say_what_it_is_fails_alone(site: WebServer) -> None:
    site.replies["/post-2"] = Reply(200, b"one moment please")
    ((path, reason),) = of_type(opened(site, "/feed.xml"), Failure)
    assert path == "post-2"
    assert "no Content-Type" in reason


def test_a_robots_txt_without_a_type_is_read_all_the_same(site: WebServer) -> None:
    site.replies["/robots.txt"] = Reply(200, b"User-agent: *\nDisallow: /post-0\n")
    assert [path for path, _ in of_type(opened(site, "/feed.xml"), Skipped)] == ["post-0"]


def test_a_page_that_is_too_large_fails_alone(site: WebServer) -> None:
    site.replies["/post-2"] = Reply(200, b"x" * 1_000_001, HTML)
    assert of_type(opened(site, "/feed.xml"), Failure) == [("post-2", "has more than 1 MB")]


@pytest.mark.parametrize(
    ("content_type", "body", "form"),
    [
        ("text/html", b"<p>Hello</p>", "json"),
        ("application/xhtml+xml; charset=utf-8", b"<html><body><p>Hello</p></body></html>", "json"),
        ("text/markdown", b"# Hello", "markdown"),
        ("text/plain", b"Hello", "text"),
        ("application/pdf", b"%PDF-1.7", "pdf"),
    ],
)
def test_the_content_type_tells_the_form(site: WebServer, content_type: str, body: bytes, form: str) -> None:
    site.replies["/thing"] = Reply(200, body, {"content-type": content_type})
    source = opened(site, "/thing")
    (one,) = listed(source).values()
    assert one.form == form
    read = source.read(one)
    assert read is not None
    assert body in (read if form != "json" else json.loads(read)["html"].encode())


def test_markdown_that_is_served_as_plain_text_is_markdown(site: WebServer) -> None:
    site.replies["/notes/plan.md"] = Reply(200, b"# The plan\n\nWords.\n", {"content-type": "text/plain; charset=utf-8"})
    source = opened(site, "/notes/plan.md")
    assert parsed(source, listed(source)["notes/plan.md"]).title == "The plan"


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream", "video/mp4"])
def test_what_is_no_text_is_skipped_by_its_type(site: WebServer, content_type: str) -> None:
    site.replies["/post-1"] = Reply(200, b"\x89PNG", {"content-type": content_type})
    assert of_type(opened(site, "/feed.xml"), Skipped) == [("post-1", f"{content_type}: no format for it")]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=utf-8", "<p>Grüße – “naïve”</p>".encode()),
        ("text/html", "<p>Grüße – “naïve”</p>".encode()),
        ("text/html", "<p>Grüße – “naïve”</p>".encode("utf-16")),
        ("text/html; charset=ISO-8859-1", "<p>Grüße – “naïve”</p>".encode("cp1252")),
        ("text/html", '<meta charset="windows-1252"><p>Grüße – “naïve”</p>'.encode("cp1252")),
        ("text/html; charset=nonsense", "<p>Grüße – “naïve”</p>".encode()),
        ("text/html; charset=utf-8", '<meta charset="windows-1252"><p>Grüße – “naïve”</p>'.encode("cp1252")),
        ("text/plain; charset=windows-1252", "Grüße – “naïve”".encode("cp1252")),
    ],
    ids=["header", "UTF-8 unsaid", "byte order mark", "latin as browsers read it", "meta", "unknown", "wrong header", "plain"],
)
def test_a_page_is_read_in_the_encoding_that_it_has(site: WebServer, content_type: str, body: bytes) -> None:
    site.replies["/words"] = Reply(200, body, {"content-type": content_type})
    source = opened(site, "/words")
    assert words(parsed(source, listed(source)["words"])).strip() == "Grüße – “naïve”"


@pytest.mark.parametrize("way", ["item", "redirect"])
def test_nothing_leads_to_another_host_inside(site: WebServer, way: str) -> None:
    with WebServer() as inside:
        inside.posts["/secret"] = Post("Secret", "The password of the database.")
        if way == "item":
            site.posts["/post-0"].link = f"{inside.address}/secret"
        else:
            site.replies["/post-0"] = Reply(302, b"", {"location": f"{inside.address}/secret", **HTML})
        source = opened(site, "/feed.xml")
        ((_, reason),) = of_type(source, Skipped)
        assert "private address" in reason
        if way == "redirect":
            with pytest.raises(UnreadableDocument, match="private address"):
                source.read(Listed("x", form="json", url=f"{site.address}/post-0"))
        assert inside.log == []


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://10.0.0.5/"]
)
def test_a_metadata_service_is_never_asked(site: WebServer, target: str) -> None:
    site.replies["/post-0"] = Reply(302, b"", {"location": target, **HTML})
    assert ["private address" in reason for _, reason in of_type(opened(site, "/feed.xml"), Skipped)] == [True]


def test_a_redirect_on_the_same_host_is_followed_and_the_path_stays(site: WebServer) -> None:
    site.replies["/old"] = Reply(301, b"", {"location": "/post-3", **HTML})
    source = opened(site, "/old")
    assert "holds 3 jobs" in words(parsed(source, listed(source)["old"]))


def test_what_a_feed_holds_of_another_host_is_read_from_the_feed(site: WebServer, pages: PagesInMemory) -> None:
    site.posts["/post-0"].link = "https://medium.example/@ana/how-we-shard"
    site.posts["/post-0"].content = "<p>We shard by tenant.</p>"
    source = opened(site, "/feed.xml", pages)
    one = listed(source)["@ana/how-we-shard"]
    assert one.url == "https://medium.example/@ana/how-we-shard"
    document = parsed(source, one)
    assert words(document) == "We shard by tenant."
    assert (document.title, document.authors) == ("Post 0", ("Ana Ruiz",))
    again = opened(site, "/feed.xml", pages)
    assert listed(again)["@ana/how-we-shard"] == one
    assert words(parsed(again, one)) == "We shard by tenant.", "the feed came from memory, its content has to be fetched"
    site.posts["/post-0"].content = "<p>We shard by region.</p>"
    assert listed(opened(site, "/feed.xml", pages))["@ana/how-we-shard"].version != one.version


def test_what_a_feed_holds_of_its_own_host_is_read_from_the_page(site: WebServer) -> None:
    site.posts["/post-0"].content = "<p>A teaser.</p>"
    source = opened(site, "/feed.xml")
    assert words(parsed(source, listed(source)["post-0"])) == "The queue holds 0 jobs."


def test_an_item_of_another_host_stays_after_it_dropped_off(site: WebServer, pages: PagesInMemory) -> None:
    site.posts["/post-0"].link = "http://no-such-host.invalid/how-we-shard"
    site.posts["/post-0"].content = "<p>We shard by tenant.</p>"
    before = listed(opened(site, "/feed.xml", pages))
    site.posts["/post-0"].listed = False
    assert listed(opened(site, "/feed.xml", pages)) == before


def test_a_feed_in_step_is_looked_at_in_its_parts_and_no_page_of_it(site: WebServer, pages: PagesInMemory) -> None:
    *_, last = opened(site, "/feed.xml", pages).listing()
    assert isinstance(last, Reached)
    site.log.clear()
    assert list(opened(site, "/feed.xml", pages).changes(last.cursor)) == [last]
    assert {path for _, path, status in site.log if status == 304} == {"/feed.xml", "/feed.xml?part=2"}
    assert site.asked("/post-0") == 0


def test_a_password_goes_to_the_own_host_as_the_account_has_it(site: WebServer) -> None:
    site.login = True
    site.token = "YW5hOmh1bnRlcjI="  # ana:hunter2
    entry = SourceEntry("blog", "web", settle(f"{site.address}/post-0"))
    opening = Opening(entry, SUPPORTED, Path(), 1_000_000, Access(user="ana", token="hunter2"), waiting=WAITING)
    assert listed(open_source(opening))
    with pytest.raises(SourceError, match="token"):
        listed(open_source(replace(opening, access=Access())))
