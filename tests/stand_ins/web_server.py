"""A site on the web: pages with validators, robots.txt, a feed in parts, and a sitemap of sitemaps."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

PART = 3
HTML = {"content-type": "text/html; charset=utf-8"}


@dataclass
class Post:
    """An item of the feed with its page. `content` is what the feed itself holds; `link` leads elsewhere if it is set."""

    title: str
    text: str
    changed: str = "2024-05-01T09:00:00Z"
    author: str = "Ana Ruiz"
    content: str = ""
    link: str = ""
    listed: bool = True


class WebServer(StumblingServer):
    """`posts` by path, in `/feed.xml` (Atom, three to a part) and in `/sitemap.xml`. `replies` answer other paths as they are;
    a path in `broken` fails for ever. Without `login`, anybody may ask."""

    def __init__(self) -> None:
        super().__init__()
        self.login = False
        self.posts: dict[str, Post] = {}
        self.replies: dict[str, Reply] = {}
        self.broken: set[str] = set()
        self.robots = ""

    def authorised(self, asked: Asked) -> bool:
        return not self.login or super().authorised(asked)

    def answer(self, asked: Asked) -> Reply:
        if asked.path in self.replies:
            reply = self.replies[asked.path]
            holds = reply.headers.get("last-modified", "never") == asked.headers.get("if-modified-since")
            return Reply(304) if holds else reply
        if asked.path in self.broken:
            return Reply(500, b"oops", HTML)
        if asked.path == "/robots.txt" and self.robots:
            return Reply(200, self.robots.encode(), {"content-type": "text/plain"})
        if asked.path == "/feed.xml":
            return Reply(200, self._feed(int(asked.query.get("part", 1))).encode(), {"content-type": "application/atom+xml"})
        if asked.path == "/sitemap.xml":
            return Reply(200, self._sitemaps().encode(), {"content-type": "application/xml"})
        if asked.path.startswith("/sitemap-"):
            return Reply(200, self._sitemap(int(asked.path[9:-4])).encode(), {"content-type": "application/xml"})
        post = self.posts.get(asked.path)
        return Reply(200, page(post).encode(), HTML) if post else Reply(404, b"<h1>There is no such page</h1>", HTML)

    def asked(self, path: str) -> int:
        """How many requests there were for a path, whatever the answer."""
        return sum(one.partition("?")[0] == path for _, one, _ in self.log)

    def _feed(self, part: int) -> str:
        shown = [(path, post) for path, post in self.posts.items() if post.listed]
        here = shown[(part - 1) * PART : part * PART]
        more = f'<link rel="next" href="/feed.xml?part={part + 1}"/>' if part * PART < len(shown) else ""
        entries = "".join(self._entry(path, post) for path, post in here)
        head = f"<title>The team's blog</title><id>urn:blog</id><updated>2024-06-01T09:00:00Z</updated>{more}"
        return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'

    def _entry(self, path: str, post: Post) -> str:
        content = f'<content type="html">{escape(post.content)}</content>' if post.content else ""
        return (
            f"<entry><id>urn:post:{path}</id><title>{escape(post.title)}</title><updated>{post.changed}</updated>"
            f"<published>2024-05-01T09:00:00Z</published><author><name>{escape(post.author)}</name></author>"
            f'<link href="{escape(post.link or self.address + path)}"/>{content}</entry>'
        )

    def _sitemaps(self) -> str:
        count = -(-len(self.posts) // PART)
        maps = "".join(f"<sitemap><loc>{self.address}/sitemap-{number}.xml</loc></sitemap>" for number in range(count))
        return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'

    def _sitemap(self, number: int) -> str:
        here = list(self.posts.items())[number * PART : (number + 1) * PART]
        urls = "".join(f"<url><loc>{self.address}{path}</loc><lastmod>{post.changed}</lastmod></url>" for path, post in here)
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def page(post: Post) -> str:
    """A page as a blog makes it, with all that stands around the text."""
    around = "<header><a href='/'>Tidewater</a> menu</header><nav>About us</nav>"
    body = f"<main><h1>{escape(post.title)}</h1><p>{escape(post.text)}</p></main>"
    below = "<footer>Cookies and imprint</footer>"
    head = f"<title>{escape(post.title)} | Tidewater</title><link rel='alternate' type='application/atom+xml' href='/feed.xml'>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{around}{body}{below}</body></html>"
