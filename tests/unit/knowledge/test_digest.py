"""Digests: what happened, for a reader or for all of a team, in three forms that other people's words can't break."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.access.directory import Directory, Person
from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Asked
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Known
from assistant.domain.readers import Principal, Readers
from assistant.errors import UsageError
from assistant.knowledge.health.digest import Change, Digest, Digests, Freshly
from assistant.knowledge.health.digest_forms import (
    HEADER_CHARACTERS,
    MOST_BLOCKS,
    MOST_SHOWN,
    SECTION_CHARACTERS,
    as_html,
    as_markdown,
    as_slack,
    title_of,
)
from assistant.knowledge.health.gaps import Gap, Suggested
from tests.stand_ins.asked_questions import HeldQuestions, Listened
from tests.stand_ins.decided import Around
from tests.stand_ins.remembered import HeldExtracts, knowledge_over
from tests.stand_ins.upkept import NOW, asked, decision, known, page

PEOPLE = (*(Person(user) for user in ("ana", "bo", "chen", "dee")), Person("zoe", left=True))
GROUPS = {"apps": ("ana", "bo", "chen", "zoe"), "pair": ("ana", "bo"), "nobody": ()}
SITE = "https://lore.tidewater.example"


def digests(*documents: Document | Known, questions: tuple[Asked, ...] = ()) -> Digests:
    held = HeldQuestions()
    for one in questions:
        held.keep(one)
    around = Around(directory=Directory(PEOPLE, GROUPS), clock=FixedClock(NOW))
    those = [one if isinstance(one, Known) else known(one) for one in documents]
    listened = Listened(held, people=PEOPLE, groups=GROUPS)
    return knowledge_over(HeldExtracts(those), around=around, listened=listened).digests


def named(digest: Digest) -> dict[str, str]:
    return {change.document.id: str(change.freshly) for change in digest.changes}


ADMIN = Principal("", administrator=True)


def test_documents_are_new_or_changed_by_their_dates() -> None:
    days = {name: NOW - timedelta(days=n) for name, n in (("today", 0), ("first", 6), ("before", 7), ("long ago", 900))}
    made = digests(
        page("new", created_at=days["first"], updated_at=days["today"]),
        page("changed", created_at=days["long ago"], updated_at=days["today"]),
        page("undated beginning", created_at=None, updated_at=days["first"]),
        page("older", created_at=days["before"], updated_at=days["before"]),
        page("undated", created_at=None, updated_at=None),
    ).for_person(ADMIN)
    assert (made.since, made.until) == (date(2026, 11, 16), date(2026, 11, 22))
    assert named(made) == {"new": "new", "changed": "changed", "undated beginning": "changed"}
    assert [change.document.id for change in made.changes] == ["changed", "new", "undated beginning"]


def test_a_replacement_is_told_once_with_what_it_replaced() -> None:
    old, new = page("old", 900, kind=Kind.DESIGN_DOC), page("new", 3, kind=Kind.DESIGN_DOC)
    made = digests(
        known(old, decision(old, "accepted", days=900)),
        known(new, decision(new, "accepted", Link("supersedes", "old.md"), days=3)),
    ).for_person(ADMIN)
    assert [(event.happening, event.entry.decision.title) for event in made.decisions] == [("decided", "New")]
    assert [other.decision.title for other in made.decisions[0].others] == ["Old"]
    assert "New](<https://lore.tidewater.example/documents/new>): decided, 19 November 2026, replaces Old" in as_markdown(
        made, SITE
    )


def test_a_quiet_week_says_so() -> None:
    made = digests(page("older", 100)).for_person(ADMIN)
    assert made.is_empty
    assert "Nothing was decided, written or changed" in as_markdown(made, "")


def test_a_team_is_told_what_every_member_may_read_and_who_left_does_not_count() -> None:
    made = digests(
        page("all"),
        page("group", readers=Readers.parse("group:apps")),
        page("three", readers=Readers.parse("user:ana,user:bo,user:chen")),
        page("two", readers=Readers.parse("user:ana,user:bo")),
        page("none", readers=Readers()),
    ).for_team("apps", date(2026, 11, 1))
    assert set(named(made)) == {"all", "group", "three"}


@pytest.mark.parametrize("team", ["ghost", "nobody"])
def test_a_team_without_anybody_is_refused(team: str) -> None:
    with pytest.raises(UsageError, match=r"lore\.toml"):
        digests(page("all")).for_team(team)


def test_the_future_has_no_digest() -> None:
    with pytest.raises(UsageError, match="future"):
        digests().for_person(ADMIN, date(2027, 1, 1))


@pytest.mark.parametrize("since", [date.min, date(1, 1, 2), date(1900, 2, 28)], ids=str)
def test_a_day_before_all_days_is_as_good_as_any(since: date) -> None:
    about = digests(page("old", 9000), questions=(asked("which printer works", "ana", 4000),))
    for made in (about.for_person(Principal("ana"), since), about.for_person(ADMIN, since), about.for_team("apps", since)):
        assert made.since == since
        assert named(made) == {"old": "new"}
        assert len(made.gaps) == (made.reader != "apps")
        assert all(
            "to 22 November 2026" in form for form in (as_markdown(made, ""), as_html(made, ""), str(as_slack(made, "")))
        )


@pytest.mark.parametrize("url", ["http://[x", "https://[", "http://[::1", "https://", "https://:80/"])
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    made = digests(page("broken", 1, url=url)).for_person(ADMIN)
    assert "- Broken\n" in as_markdown(made, "")
    assert url not in as_html(made, "") + json.dumps(as_slack(made, ""))


def test_a_person_is_told_their_own_open_questions_and_an_administrator_all() -> None:
    about = digests(questions=(asked("what is the leave policy", "ana"), asked("which printer works", "bo")))
    assert [gap.question for gap in about.for_person(Principal("ana")).gaps] == ["what is the leave policy"]
    assert len(about.for_person(ADMIN).gaps) == 2
    assert about.for_person(Principal("dee")).gaps == ()


@pytest.mark.parametrize(
    ("askers", "told"),
    [(("ana", "bo", "chen"), 3), (("ana", "bo", "bo"), None), (("ana", "dee", "bo"), None)],
    ids=["three members", "two members", "one of another team"],
)
def test_a_team_is_told_how_many_of_its_questions_are_open_and_never_a_question(
    askers: tuple[str, ...], told: int | None
) -> None:
    questions = tuple(asked(f"secret thing {n}", who, days=n / 4) for n, who in enumerate(askers))
    made = digests(questions=questions).for_team("apps")
    assert made.unanswered == told
    assert "secret thing" not in as_markdown(made, SITE) + as_html(made, SITE) + json.dumps(as_slack(made, SITE))


# ---- the forms ----

HOSTILE = (
    "<script>alert(1)</script>",
    "](https://evil.example) **bold**",
    "<!channel> <@U123> <https://evil.example|click>",
    "a\nb\r\nSubject: x",
    "*_~`|>#-[]()\\",
    "&lt;b&gt;",
    "https://evil.example/x",
    "&&&&&&" * 200,
    "<<<<>>>>" * 300,
    "发布 🚀",
)
titles = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=400))
urls = st.sampled_from(
    (
        "",
        "javascript:alert(1)",
        "https://git.tidewater.example/a?b=c&d=e",
        "https://x.example/a|b>c",
        "https://",
        "http://[x",
        "http://a b",
        '"',
    )
)


@st.composite
def made_digests(draw: st.DrawFn) -> Digest:
    documents = [
        page(f"d{n}", title=draw(titles), url=draw(urls), authors=(draw(titles),)) for n in range(draw(st.integers(0, 30)))
    ]
    gaps = tuple(
        Gap("g", draw(titles), (), 3, None, None, NOW, NOW, 0, (), Suggested(draw(titles), draw(titles)))
        for _ in range(draw(st.integers(0, 5)))
    )
    changes = tuple(Change(one, draw(st.sampled_from(Freshly))) for one in documents)
    return Digest(draw(titles), date(2026, 11, 16), date(2026, 11, 22), (), changes, gaps, draw(st.sampled_from((None, 4))))


class Links(HTMLParser):
    """Collects what a page does besides showing words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name not in {"lang", "charset"}]


def allowed(digest: Digest, site: str) -> set[str]:
    own = {f"{site}/documents/{change.document.id}" for change in digest.changes if site}
    return own or {"https://git.tidewater.example/a?b=c&d=e"}


@settings(max_examples=60, deadline=None)
@given(digest=made_digests(), site=st.sampled_from(("", SITE)))
def test_html_links_to_documents_alone_and_holds_nothing_from_elsewhere(digest: Digest, site: str) -> None:
    found = Links()
    found.feed(as_html(digest, site))
    assert found.tags <= {"html", "head", "meta", "title", "body", "h1", "h2", "ul", "li", "a", "p"}
    assert set(found.links) <= allowed(digest, site)


@settings(max_examples=60, deadline=None)
@given(digest=made_digests(), site=st.sampled_from(("", SITE)))
def test_markdown_means_the_same_however_titles_are_spelt(digest: Digest, site: str) -> None:
    found = Links()
    found.feed(MarkdownIt().render(as_markdown(digest, site)))
    assert found.tags <= {"h1", "h2", "ul", "li", "a", "p"}
    assert {link.replace("&amp;", "&") for link in found.links} <= allowed(digest, site)


@settings(max_examples=60, deadline=None)
@given(digest=made_digests(), site=st.sampled_from(("", SITE)))
def test_slack_gets_blocks_within_its_limits_and_no_mention_or_foreign_link(digest: Digest, site: str) -> None:
    message = as_slack(digest, site)
    assert 1 <= len(message["blocks"]) <= MOST_BLOCKS
    for text in texts_of(message["blocks"]):
        assert 0 < len(text["text"]) <= (HEADER_CHARACTERS if text["type"] == "plain_text" else SECTION_CHARACTERS)
        if text["type"] == "mrkdwn":
            assert text["verbatim"]
            assert {link.partition("|")[0].replace("&amp;", "&") for link in re.findall(r"<([^>]*)>", text["text"])} <= allowed(
                digest, site
            )
            assert "<" not in re.sub(r"<[^<>]*>", "", text["text"])


def texts_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [text for block in blocks for text in ([block["text"]] if "text" in block else block["elements"])]


def test_the_longest_digest_stays_within_slacks_limits() -> None:
    documents = [
        page(f"d{n}", title="<&>" * 400, url="https://x.example/" + "&" * 980, authors=("&" * 999,)) for n in range(40)
    ]
    changes = tuple(Change(one, freshly) for one in documents for freshly in Freshly)
    gaps = (Gap("g", "&" * 999, (), 3, None, None, NOW, NOW, 0, (), Suggested("<" * 999, "")),) * 5
    digest = Digest("&" * 999, date(2026, 11, 16), date(2026, 11, 22), (), changes, gaps)
    blocks = as_slack(digest, "")["blocks"]
    assert len(blocks) <= MOST_BLOCKS
    assert all(len(text["text"]) <= SECTION_CHARACTERS for text in texts_of(blocks))


def test_long_sections_say_how_much_more_there_is() -> None:
    changes = tuple(Change(page(f"d{n}"), Freshly.NEW) for n in range(MOST_SHOWN + 7))
    digest = Digest("apps", date(2026, 11, 16), date(2026, 11, 22), (), changes)
    for form in (as_markdown(digest, SITE), as_html(digest, SITE), json.dumps(as_slack(digest, SITE))):
        assert "and 7 more" in form
        assert "d9" in form
        assert "documents/d10" not in form


def test_a_title_names_the_reader_on_one_line() -> None:
    digest = Digest("apps\r\nBcc: x", date(2026, 11, 16), date(2026, 11, 22), (), ())
    assert title_of(digest) == "What happened for apps Bcc: x, 16 November to 22 November 2026"
    assert title_of(replace(digest, since=date(2025, 12, 30))).endswith("30 December 2025 to 22 November 2026")
    assert title_of(replace(digest, reader="")) == "What happened, 16 November to 22 November 2026"
