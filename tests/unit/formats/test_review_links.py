from typing import Any

import pytest

from assistant.domain.documents import Link
from ingest.formats.review import parse_loaded
from ingest.parsed import Parsed

HOME = "https://git.example.org/tidewater/billing"
ISSUE, PULL = f"{HOME}/issues", f"{HOME}/pull"


def pull(body: str, **more: Any) -> dict[str, Any]:
    return {"pull_request": {"number": 42, "title": "Cap", "body": body, "html_url": f"{PULL}/42", **more}}


def read(loaded: dict[str, Any], path: str = "pulls/42.json") -> Parsed:
    return parse_loaded(loaded, path)


@pytest.mark.parametrize(
    ("body", "links"),
    [
        pytest.param("Fixes #7.", [Link("closes", f"{ISSUE}/7")], id="a keyword"),
        pytest.param("closes: #7", [Link("closes", f"{ISSUE}/7")], id="with a colon"),
        pytest.param("RESOLVED GH-7", [Link("closes", f"{ISSUE}/7")], id="the older spelling"),
        pytest.param("Fix issue #7", [Link("closes", f"{ISSUE}/7")], id="with a noun"),
        pytest.param(f"Fixes {ISSUE}/7", [Link("closes", f"{ISSUE}/7")], id="an address"),
        pytest.param("Fixes Tidewater/Billing#7", [Link("closes", f"{ISSUE}/7")], id="its own repository"),
        pytest.param(
            "Fixes tidewater/web#7", [Link("closes", "https://git.example.org/tidewater/web/issues/7")], id="another repository"
        ),
        pytest.param("Closes #1\nCloses #2", [Link("closes", f"{ISSUE}/1"), Link("closes", f"{ISSUE}/2")], id="two"),
        pytest.param(
            "Fixes #1, #2", [Link("closes", f"{ISSUE}/1"), Link("refers-to", f"{ISSUE}/2")], id="each has its keyword"
        ),
        pytest.param("The prefix #7", [Link("refers-to", f"{ISSUE}/7")], id="a word that ends like one"),
        pytest.param("Fixes #7, see #7", [Link("closes", f"{ISSUE}/7")], id="the strongest relation only"),
        pytest.param("Supersedes #5", [Link("supersedes", f"{PULL}/5")], id="supersedes"),
        pytest.param("Reverts tidewater/billing#5", [Link("reverts", f"{PULL}/5")], id="what the button Revert writes"),
        pytest.param("Superseded by #5", [Link("refers-to", f"{ISSUE}/5")], id="the other way round"),
        pytest.param("See #5 (and #42)", [Link("refers-to", f"{ISSUE}/5")], id="not itself"),
        pytest.param(f"Based on {PULL}/5#discussion_r1.", [Link("refers-to", f"{PULL}/5")], id="known for a pull request"),
        pytest.param(
            f"By {HOME}/blob/main/docs/cursor.md#age", [Link("refers-to", f"{HOME}/blob/main/docs/cursor.md")], id="a document"
        ),
        pytest.param(f"From {HOME}/commit/abc", [], id="a commit is no document"),
        pytest.param("https://elsewhere.example/a/b/issues/5 and https://x.example/#5", [], id="other servers"),
        pytest.param("`fixes #5`\n```\nFixes #6\n```", [], id="code"),
        pytest.param("&#39; a#5 docs/x.md/#6 #0", [], id="what only looks like one"),
    ],
)
def test_a_pull_request_is_linked_to_what_it_speaks_of(body: str, links: list[Link]) -> None:
    assert list(read(pull(body)).links) == links


def test_the_title_closes_too() -> None:
    assert read(pull("", title="Cap cursors. Fixes #7")).links == (Link("closes", f"{ISSUE}/7"),)


def test_what_the_service_links_counts_with_its_address() -> None:
    linked = [{"number": 7, "title": "x", "url": f"{ISSUE}/7"}, {"number": 3, "url": "https://git.example.org/a/b/issues/3"}]
    targets = [f"{ISSUE}/7", "https://git.example.org/a/b/issues/3"]
    assert read({**pull("See #7"), "linked_issues": linked}).links == tuple(Link("closes", target) for target in targets)


def test_the_conversation_mentions_and_never_closes() -> None:
    said = [{"user": {"login": "bo"}, "body": "Fixes #7, supersedes #8", "created_at": "2024-03-15T09:00:00Z"}]
    links = read({**pull(""), "issue_comments": said}).links
    assert links == (Link("refers-to", f"{ISSUE}/7"), Link("refers-to", f"{ISSUE}/8"))


def test_an_issue_closes_nothing() -> None:
    issue = {"number": 9, "title": "Expiry", "body": "Fixes #7", "state": "open", "html_url": f"{ISSUE}/9"}
    assert read({"issue": issue}, "issues/9.json").links == (Link("refers-to", f"{ISSUE}/7"),)


@pytest.mark.parametrize(
    ("path", "closed", "superseded"),
    [
        ("billing/pulls/42.json", "billing/issues/7.json", "billing/pulls/5.json"),
        ("pulls/42.json", "issues/7.json", "pulls/5.json"),
    ],
)
def test_without_an_address_of_its_own_a_link_is_a_path(path: str, closed: str, superseded: str) -> None:
    links = read(pull("Fixes #7, supersedes #5", html_url=None), path).links
    assert links == (Link("closes", closed), Link("supersedes", superseded))


def test_the_address_for_programs_is_not_shown_to_people() -> None:
    parsed = read(pull("", html_url=None, url="https://api.git.example.org/repos/tidewater/billing/pulls/42"))
    assert parsed.url == ""


def test_many_references_are_cut_off() -> None:
    assert len(read(pull(" ".join(f"#{number}" for number in range(100, 2000)))).links) == 100
