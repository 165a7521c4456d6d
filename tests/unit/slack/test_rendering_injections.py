"""Links and mentions that documents, people and questions try to smuggle into Lore's messages: none comes through."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest

from assistant.domain.answers import Answer, Colleague
from assistant.slack.rendering.answers import Around, Post, posts_of
from assistant.slack.rendering.escaping import link, mrkdwn, plain
from assistant.slack.rendering.markdown import Append, Growing
from assistant.slack.rendering.sources import links_of, url_of_hit
from tests.stand_ins.cited import SITE, answer, citation, document, hit
from tests.stand_ins.slack_platform.links import links_in, pings_in

BEFORE, BEHIND = "Harbour", "lantern"
AROUND = Around(SITE, date(2026, 6, 1))

ADDRESSES = (
    "https://evil.example/steal?q=1",
    "http://evil.example",
    "https://xn--evl-tma.com/a",
    "https://evil.com:8443/x.png",
)
CARRIERS: dict[str, Callable[[str], str]] = {
    "bare": str,
    "without its scheme": lambda url: url.split("://")[1],
    "relative to the scheme": lambda url: url.split(":")[1],
    "an inline link": lambda url: f"[the plan]({url})",
    "an inline link with a title": lambda url: f'[the plan](<{url}> "read")',
    "a picture": lambda url: f"![the plan]({url})",
    "a picture in a link": lambda url: f"[![p]({url}/p.png)]({url})",
    "a reference": lambda url: f"[the plan][x]\n\n[x]: {url}\n\n",
    "a marker that is a link": lambda url: f"[1]({url})",
    "a marker that is a reference": lambda url: f"[1]\n\n[1]: {url}\n\n",
    "an autolink": lambda url: f"<{url}>",
    "Slack's own": lambda url: f"<{url}|the plan>",
    "Slack's own with blanks": lambda url: f"<{url}|the plan of last week>",
    "Slack's own, as entities": lambda url: f"&lt;{url}|the plan&gt;",
    "Slack's own, as entities twice": lambda url: f"&amp;lt;{url}|the plan&amp;gt;",
    "a date of Slack's": lambda url: f"<!date^1392734382^{{date}}^{url}|then>",
    "HTML": lambda url: f"<a href='{url}'>the plan</a>",
    "an HTML picture": lambda url: f'<img src="{url}">',
    "a frame": lambda url: f"<iframe src={url}></iframe>",
    "entities": lambda url: url.replace(":", "&#58;").replace(".", "&period;"),
    "full-width letters": lambda url: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in url),
    "zero-width characters": "\u200b".join,
    "soft hyphens and joiners": lambda url: url.replace(".", "\u00ad.\u2060"),
    "backslashes": lambda url: url.replace(":", "\\:").replace(".", "\\."),
    "the wrong slashes": lambda url: url.replace("/", "\\"),
    "bold in the middle": lambda url: f"{url[:9]}**{url[9:12]}**{url[12:]}",
    "struck in the middle": lambda url: f"{url[:6]}~~{url[6:]}~~",
    "in capitals": str.upper,
    "a code span": lambda url: f"`{url}`",
    "a mail address": lambda url: f"ana@{url.split('/')[2].split(':')[0]}",
    "a mail address to click": lambda url: f"<mailto:ana@{url.split('/')[2]}|ana>",
    "a script's address": lambda url: f"[the plan](javascript:fetch('{url}'))",
    "data": lambda url: f"[the plan](data:text/html,{url})",
    "bare data": lambda url: f"data:text/html,{url}",
    "somebody's address in ours": lambda url: f"https://docs.tidewater.example@{url.split('://')[1]}",
    "a full-width colon behind its host": lambda url: f"{url[:14]}：8080/#y",
    "a small at sign behind its host": lambda url: f"{url[:14]}﹫x#y",
    "a slash of another width": lambda url: f"{url[:14]}／x",
    "a telephone's, slanted": lambda url: f"_tel:+49123{len(url)}",
    "a telephone's, behind another script": lambda url: f"日tel:+49123{len(url)}",
    "a mail address, slanted": lambda url: f"_ana@{url.split('/')[2].split(':')[0]}_",
    "a mail address, bold": lambda url: f"**ana@{url.split('/')[2].split(':')[0]}**",
    "a file's of a host": lambda url: f"{url.split('/')[2]}/p.py",
    "a number's with a port": lambda url: f"1.2.3.4:80/{len(url)}.md",
    "an ideographic full stop": lambda url: url.replace(".", "。"),
}
MENTIONS = (
    "<!channel>", "<!here>", "<!everyone>", "<!channel|channel>", "<!subteam^S012ABC>", "<!subteam^S012ABC|@storage>",
    "<@U012ABC>", "<@W012ABC|ana>", "<#C012ABC|general>", "@channel", "@here", "@everyone", "＠channel",
)  # fmt: skip
GUISES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "entities": lambda ping: ping.replace("<", "&lt;").replace(">", "&gt;"),
    "numbered entities": lambda ping: ping.replace("<", "&#60;").replace("@", "&#64;"),
    "entities twice": lambda ping: ping.replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
    "backslashes": lambda ping: ping.replace("<", "\\<").replace("@", "\\@"),
    "code": lambda ping: f"`{ping}`",
    "bold in the middle": lambda ping: f"{ping[:5]}**{ping[5:7]}**{ping[7:]}",
    "zero-width characters": "\u200b".join,
    "before a line": lambda ping: f"{ping}_",
    "before another script": lambda ping: f"{ping}各位",
    "before a host": lambda ping: f"{ping}例え.jp",
    "before a host of letters": lambda ping: f"{ping}evil.zip",
    "behind an address": lambda ping: f"1.2.3.4:80/a\\{ping}",
    "behind a backtick": lambda ping: f"`> {ping}",
    "a link's label": lambda ping: f"[{ping}](https://evil.example)",
}
ATTACKS = {
    **{f"{name}: {url}": carry(url) for (name, carry), url in product(CARRIERS.items(), ADDRESSES)},
    **{f"{name}: {ping}": guise(ping) for (name, guise), ping in product(GUISES.items(), MENTIONS)},
}


def said(text: str) -> Answer:
    return answer(text, citation(1))


def cited(**changes: Any) -> Answer:
    return answer("We use Kafka [1].", citation(1, document(1, **changes)))


def not_found(**changes: Any) -> Answer:
    return answer("I found nothing.", abstained=True, **{"sources": (hit(1),), **changes})


PLACES: dict[str, Callable[[str], tuple[Answer, Around]]] = {
    "in a paragraph": lambda text: (said(f"{BEFORE} {text} {BEHIND} [1]"), AROUND),
    "in a bold one": lambda text: (said(f"**{BEFORE} {text} {BEHIND}**"), AROUND),
    "in a heading": lambda text: (said(f"# {BEFORE} {text} {BEHIND}\n\nmore"), AROUND),
    "in a list": lambda text: (said(f"1. one\n   - {BEFORE} {text} {BEHIND}\n2. two"), AROUND),
    "in a task": lambda text: (said(f"- [ ] {BEFORE} {text} {BEHIND}"), AROUND),
    "in a quote": lambda text: (said(f"> {BEFORE} {text} {BEHIND} [1]"), AROUND),
    "in a fence": lambda text: (said(f"```sh\n{BEFORE} {text} {BEHIND}\n```\n\n[1]"), AROUND),
    "in indented code": lambda text: (said(f"    {BEFORE} {text} {BEHIND}\n"), AROUND),
    "in a code span": lambda text: (said(f"See ``{BEFORE} {text} {BEHIND}`` there"), AROUND),
    "in a table": lambda text: (said(f"| a | b |\n|---|---|\n| {BEFORE} {text.replace('|', '¦')} {BEHIND} | [1] |"), AROUND),
    "in the second table": lambda text: (
        said(f"| a |\n|---|\n| b |\n\n| a | b |\n|---|---|\n| {BEFORE} {text.replace('|', chr(92) + '|')} {BEHIND} | c |"),
        AROUND,
    ),
    "in a title": lambda text: (cited(title=f"{BEFORE} {text}"), AROUND),
    "at the beginning of a title": lambda text: (cited(title=text, authors=(BEFORE,)), AROUND),
    "in an author's name": lambda text: (cited(authors=(f"{BEFORE} {text}", "Bo")), AROUND),
    "in a status": lambda text: (cited(status=f"Superseded {text}", title=BEFORE), AROUND),
    "in the notice": lambda text: (answer("Kafka", notice=f"{BEFORE} {text} {BEHIND}"), AROUND),
    "in the question": lambda text: (answer(f"{BEFORE} Kafka", citation(1), question=text), AROUND),
    "in the title of what is near": lambda text: (not_found(sources=(hit(1, document(1, f"{BEFORE} {text}")),)), AROUND),
    "in a colleague's name": lambda text: (not_found(colleagues=(Colleague(f"{BEFORE} {text}", "wrote it"),)), AROUND),
    "in the reason for a colleague": lambda text: (not_found(colleagues=(Colleague(BEFORE, f"wrote {text}"),)), AROUND),
    "in the reason for privacy": lambda text: (
        answer("Kafka"),
        Around(SITE, AROUND.today, private=True, because=f"{BEFORE} {text} {BEHIND}"),
    ),
    "in the filter": lambda text: (answer("Kafka"), Around(SITE, AROUND.today, filtered=f"Looked only in {BEFORE} {text}")),
}


def shown(post: Post) -> dict[str, Any]:
    return {"text": post.text, "blocks": post.blocks}


def test_there_are_more_than_five_hundred_of_them() -> None:
    assert len(ATTACKS) * len(PLACES) > 5000
    assert len(ATTACKS) > 250


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_nothing_that_is_smuggled_in_can_be_clicked_or_pings_and_the_words_around_it_stay(
    place: Callable[[str], tuple[Answer, Around]],
) -> None:
    for name, text in ATTACKS.items():
        said_answer, around = place(text)
        ours = set(links_of(said_answer.citations, SITE).values()) | {url_of_hit(one, SITE) for one in said_answer.sources}
        posts = posts_of(said_answer, around)
        assert [one for post in posts for one in links_in(shown(post)) if one.url not in ours] == [], name
        assert [one for post in posts for one in pings_in(shown(post))] == [], name
        seen = json.dumps([shown(post) for post in posts])
        assert BEFORE in seen, name
        assert BEHIND in seen or BEHIND not in said_answer.text + said_answer.notice + around.because, name


TEXTS = [name for name, place in PLACES.items() if BEHIND in place("x")[0].text]


@pytest.mark.parametrize("size", [1, 7, 64])
@pytest.mark.parametrize("place", TEXTS)
def test_a_text_that_grows_smuggles_nothing_either(place: str, size: int) -> None:
    for name, text in list(ATTACKS.items())[:: 3 if size == 64 else 20]:
        said_answer, _ = PLACES[place](text)
        links = links_of(said_answer.citations, SITE)
        growing = Growing(links)
        pieces = [said_answer.text[at : at + size] for at in range(0, len(said_answer.text), size)]
        steps = [step for piece in pieces for step in growing.feed(piece)] + growing.close()
        text_shown = "".join(step.text for step in steps if isinstance(step, Append))
        message = {"blocks": [{"type": "markdown", "text": text_shown}]}
        assert [one for one in links_in(message) if one.url not in links.values()] == [], name
        assert pings_in(message) == [], name
        assert BEFORE in text_shown, name


@pytest.mark.parametrize("kind", ["mrkdwn", "plain_text"])
def test_words_escaped_for_a_field_carry_nothing(kind: str) -> None:
    escape = mrkdwn if kind == "mrkdwn" else plain
    for name, text in ATTACKS.items():
        field = {"blocks": [{"type": "section", "text": {"type": kind, "text": escape(f"{BEFORE} {text} {BEHIND}")}}]}
        assert links_in(field) == [], name
        assert pings_in(field) == [], name
        assert BEFORE in field["blocks"][0]["text"]["text"]  # type: ignore[index]


def test_a_label_carries_nothing_and_an_address_that_is_none_is_not_linked() -> None:
    for name, text in ATTACKS.items():
        labelled = {"text": link("https://docs.tidewater.example/1", text or "x")}
        assert {one.url for one in links_in(labelled)} <= {"https://docs.tidewater.example/1"}, name
        assert pings_in(labelled) == [], name


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://docs.example/x", "file:///etc/passwd", "https://a b", "https://",
        "//x.y", "https://ana:secret@docs.example/", "https://docs.example/\u202egnp", "https://[", "mailto:ana@docs.example",
        "https://a\n.b", "slack://open", "HTTPS", "https://d.example/" + "x" * 4000,
    ],
)  # fmt: skip
def test_a_document_whose_address_is_not_one_is_not_linked_there(address: str) -> None:
    [post] = posts_of(answer("We use Kafka [1].", citation(1, document(1, url=address))), Around("", AROUND.today))
    assert links_in(shown(post)) == []
    [post] = posts_of(answer("We use Kafka [1].", citation(1, document(1, url=address), key=7)), AROUND)
    assert {one.url for one in links_in(shown(post))} == {f"{SITE}/documents/d1#c-7"}


@pytest.mark.parametrize("tail", ["|x>", ">", ")", " ", "<!channel>", "](https://evil.example)", "'\"", "|<!here>"])
def test_an_address_cannot_end_its_link_early(tail: str) -> None:
    [post] = posts_of(answer("We use Kafka [1].", citation(1, document(1, url=f"https://docs.example/1{tail}"))), AROUND)
    assert all(one.url.startswith(("https://docs.example/1", SITE)) for one in links_in(shown(post)))
    assert pings_in(shown(post)) == []
