"""The GitHub source against a stand-in: what is listed, what shows a change, what is read, and who may read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Connection
from ingest.opening import Access, PagesInMemory
from ingest.ports import Listed, Reached
from ingest.sources.github import open_source
from ingest.sources.github_listing import Discussions
from tests.integration.sources.github_opening import WAITING, cursor_of, listed, made_of, opened, read, small_repository
from tests.stand_ins.github_repository import WEB, Repository
from tests.stand_ins.github_server import GitHubServer
from tests.stand_ins.stumbling_server import Asked, Reply

Deed = Callable[[Repository, int], object]


@pytest.fixture
def repository() -> Repository:
    return small_repository()


@pytest.fixture
def server(repository: Repository) -> Iterator[GitHubServer]:
    with GitHubServer(repository, page_size=3) as started:
        yield started


def test_every_page_is_walked_and_each_discussion_is_named_once(server: GitHubServer, repository: Repository) -> None:
    for number in range(5, 101):
        repository.open(f"Retry {number}", pull=number % 2 == 0)
    found = listed(opened(server).listing())
    assert set(found) == {f"{'pulls' if item.is_pull else 'issues'}/{item.number}.json" for item in repository.items.values()}
    assert len(found) == 100
    assert found["pulls/2.json"].url == f"{WEB}/tidewater/billing/pull/2"
    assert {one.form for one in found.values()} == {"json"}


@pytest.mark.parametrize("page", [2, 3])
def test_a_deletion_between_two_pages_lets_nothing_slip(server: GitHubServer, repository: Repository, page: int) -> None:
    for number in range(5, 11):
        repository.open(f"Retry {number}")

    def delete(asked: Asked) -> None:
        query = asked.query
        if query.get("sort") == "created" and query.get("page") == str(page) and 3 in repository.items:
            repository.delete(3)

    server.before_answers.append(delete)
    found = listed(opened(server).listing())
    assert {int(path.split("/")[1].removesuffix(".json")) for path in found} >= set(repository.items)


def test_a_list_that_never_holds_still_is_an_error_and_not_a_short_listing(
    server: GitHubServer, repository: Repository
) -> None:
    for number in range(5, 60):
        repository.open(f"Retry {number}")
    hidden = [repository.items.pop(number) for number in range(5, 30)]

    def bring_back(asked: Asked) -> None:
        if asked.query.get("sort") == "created" and "page" not in asked.query:
            back = hidden.pop()
            repository.items[back.number] = back

    server.before_answers.append(bring_back)
    with pytest.raises(SourceError, match="changes faster"):
        listed(opened(server).listing())


def test_a_listing_again_costs_304s_and_the_last_pages(server: GitHubServer, repository: Repository) -> None:
    for number in range(5, 31):
        repository.open(f"Retry {number}")
    pages = PagesInMemory()
    first = listed(opened(server, pages).listing())
    server.log.clear()
    assert listed(opened(server, pages).listing()) == first
    walked = [status for method, path, status in server.log if "sort=created" in path]
    assert walked.count(304) == 2 * 9
    assert walked.count(200) == 2


def test_a_last_page_that_was_full_does_not_hide_the_one_after_it(server: GitHubServer, repository: Repository) -> None:
    pages = PagesInMemory()
    repository.delete(4)
    assert len(listed(opened(server, pages).listing())) == server.page_size
    repository.deleted.clear()
    new = repository.open("The fourth again")
    assert f"issues/{new}.json" in listed(opened(server, pages).listing())


DEEDS: dict[str, tuple[str, Deed]] = {
    "an edit": ("pulls/1.json", lambda r, _: r.edit(1, "a new word")),
    "a late reply": ("pulls/1.json", lambda r, _: (r.tick(30), r.comment(1, "a new word"))),
    "a late reply to an issue": ("issues/3.json", lambda r, _: (r.tick(30), r.comment(3, "a new word"))),
    "a reply in a thread": ("pulls/1.json", lambda r, remark: r.remark(1, "a new word", reply_to=remark)),
    "an edited comment": ("pulls/1.json", lambda r, _: r.edit_comment(1, r.items[1].comments[0]["id"], "a new word")),
    "an edited remark": ("pulls/1.json", lambda r, remark: r.edit_remark(1, remark, "a new word")),
    "a verdict": ("pulls/1.json", lambda r, _: r.review(1, "APPROVED", "a new word")),
}
SILENT: dict[str, Deed] = {
    "a resolved thread": lambda r, remark: r.resolve(1, remark),
    "a deleted comment": lambda r, _: r.delete_comment(1, r.items[1].comments[0]["id"]),
    "a dismissed review": lambda r, _: r.items[1].reviews[0].update(state="DISMISSED"),
    "an issue that was linked": lambda r, _: r.closes(1, 3),
}


def remark_of(repository: Repository) -> int:
    return int(repository.items[1].review_comments[0]["id"])


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_written_shows_in_the_changes_with_the_version_that_the_listing_gives(
    server: GitHubServer, repository: Repository, deed: str
) -> None:
    path, do = DEEDS[deed]
    pages = PagesInMemory()
    before = list(opened(server, pages).listing())
    do(repository, remark_of(repository))
    source = opened(server, pages)
    changed = listed(source.changes(cursor_of(iter(before))))
    assert set(changed) == {path}
    after = listed(opened(server, pages).listing())
    assert after[path] == changed[path]
    assert {one for one, was in listed(iter(before)).items() if was.version != after[one].version} == {path}
    assert "a new word" in json.dumps(read(source, path))


@pytest.mark.parametrize("deed", SILENT)
def test_what_moves_no_moment_shows_in_the_listing(server: GitHubServer, repository: Repository, deed: str) -> None:
    before = listed(opened(server).listing())
    SILENT[deed](repository, remark_of(repository))
    after = listed(opened(server).listing())
    assert {path for path, was in before.items() if was.version != after[path].version} == {"pulls/1.json"}


def test_a_reply_that_was_deleted_from_the_middle_of_a_thread_shows_in_the_listing(
    server: GitHubServer, repository: Repository
) -> None:
    replies = [repository.remark(1, f"Reply {number}", reply_to=remark_of(repository)) for number in range(2)]
    before = listed(opened(server).listing())
    repository.delete_remark(1, replies[0])
    after = listed(opened(server).listing())
    assert {path for path, was in before.items() if was.version != after[path].version} == {"pulls/1.json"}


def test_changes_go_on_from_their_own_cursor(server: GitHubServer, repository: Repository) -> None:
    pages = PagesInMemory()
    cursor = cursor_of(opened(server, pages).listing())
    named = []
    for step in range(6):
        repository.comment(2 + step % 3, f"Step {step}.")
        changes = list(opened(server, pages).changes(cursor))
        named.append(set(listed(iter(changes))))
        cursor = cursor_of(iter(changes))
    assert named == [{"pulls/2.json"}, {"issues/3.json"}, {"issues/4.json"}] * 2


def test_changes_over_several_pages_are_complete(server: GitHubServer, repository: Repository) -> None:
    cursor = cursor_of(opened(server).listing())
    new = {f"issues/{repository.open(f'Retry {number}')}.json" for number in range(20)}
    assert set(listed(opened(server).changes(cursor))) == new


def test_where_nothing_is_new_only_304s_are_sent(server: GitHubServer, repository: Repository) -> None:
    repository.private = False
    pages = PagesInMemory()
    cursor = cursor_of(opened(server, pages).listing())
    cursor = cursor_of(opened(server, pages).changes(cursor))
    asked, _ = len(server.queries), server.log.clear()
    assert list(opened(server, pages).changes(cursor)) == [Reached(cursor)]
    statuses = [(path, status) for _, path, status in server.log]
    assert [path for path, status in statuses if status == 200] == ["/repos/tidewater/billing"]
    assert {status for path, status in statuses[1:]} == {304}
    assert len(server.queries) == asked, "nor is GraphQL asked"


def test_an_empty_repository_has_a_cursor_too(server: GitHubServer, repository: Repository) -> None:
    repository.items.clear()
    cursor = cursor_of(opened(server).listing())
    new = repository.open("The first")
    assert set(listed(opened(server).changes(cursor))) == {f"issues/{new}.json"}


def test_what_moved_within_the_last_minute_has_no_version(server: GitHubServer, repository: Repository) -> None:
    repository.items[2].updated = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = listed(opened(server).listing())
    assert [path for path, one in found.items() if not one.version] == ["pulls/2.json"]


def test_more_changes_than_can_be_paged_through_are_answered_by_a_listing(repository: Repository) -> None:
    with GitHubServer(repository, page_size=1) as server:
        cursor = cursor_of(opened(server).listing())
        for number in range(301):
            repository.comment(1, f"Comment {number}")
        assert set(listed(opened(server).changes(cursor))) == set(listed(opened(server).listing()))


@pytest.mark.parametrize("deepest", [1, 2, 300])
def test_more_comments_than_can_be_paged_through_are_read_in_stretches(server: GitHubServer, deepest: int) -> None:
    repository = server.repository
    for number in range(20):
        repository.comment(1 + number % 4, f"Comment {number}")
    auth = {"authorization": f"Bearer {server.token}"}
    with Connection("GitHub", server.address, headers=auth, waiting=WAITING) as connection:
        discussions = Discussions(connection, PagesInMemory(), "repos/tidewater/billing", ["issues", "pulls"], deepest=deepest)
        assert discussions.last_words() == {n: repository.items[n].comments[-1]["updated_at"] for n in range(1, 5)}


def test_a_pull_request_is_read_with_all_that_was_said_to_the_last_page(server: GitHubServer, repository: Repository) -> None:
    first = remark_of(repository)
    for number in range(8):
        repository.remark(1, f"Reply {number}", reply_to=first)
        repository.comment(1, f"Comment {number}")
        repository.review(1, "COMMENTED", f"Review {number}")
    document = read(opened(server), "pulls/1.json")
    assert set(document) == {
        "pull_request", "reviews", "review_comments", "issue_comments", "threads", "linked_issues",
    }  # fmt: skip
    assert (document["pull_request"]["number"], document["pull_request"]["title"]) == (1, "Retry 1")
    assert [len(document[part]) for part in ("reviews", "review_comments", "issue_comments")] == [9, 9, 9]
    assert document["review_comments"][5]["in_reply_to_id"] == first
    assert document["review_comments"][0]["path"] == "tls/dial.go"


def test_threads_come_with_their_state_and_comments_from_every_page(server: GitHubServer, repository: Repository) -> None:
    remarks = [remark_of(repository), *(repository.remark(1, "Here?", on=f"tls/{n}.go", line=n) for n in range(1, 5))]
    reply = repository.remark(1, "There.", reply_to=remarks[3])
    repository.resolve(1, remarks[3])
    threads = read(opened(server), "pulls/1.json")["threads"]
    assert [one["comments"] for one in threads] == [[remark] if remark != remarks[3] else [remark, reply] for remark in remarks]
    assert [one["is_resolved"] for one in threads] == [False, False, False, True, False]
    assert (threads[3]["path"], threads[3]["line"], threads[3]["is_outdated"]) == ("tls/3.go", 3, False)


def test_what_a_pull_request_closes_is_known_on_both_sides_without_titles_from_elsewhere(
    server: GitHubServer, repository: Repository
) -> None:
    repository.closes(1, 3)
    repository.closes(1, 77, "tidewater/secret", "The acquisition")
    source = opened(server)
    linked = read(source, "pulls/1.json")["linked_issues"]
    assert linked == [
        {"number": 3, "title": "Retry 3", "url": f"{WEB}/tidewater/billing/issues/3"},
        {"number": 77, "title": "", "url": f"{WEB}/tidewater/secret/issues/77"},
    ]
    issue = read(source, "issues/3.json")
    assert set(issue) == {"issue", "issue_comments", "linked_pulls"}
    assert [(one["number"], one["title"], one["state"]) for one in issue["linked_pulls"]] == [(1, "Retry 1", "OPEN")]


def test_what_moves_by_itself_is_not_in_the_bytes(server: GitHubServer) -> None:
    source = opened(server)
    once, again = source.read(Listed("pulls/1.json")), source.read(Listed("pulls/1.json"))
    assert once == again
    assert once is not None
    assert not [name for name in (b"avatar", b"reactions", b"mergeable", b"sha") if name in once]


@pytest.mark.parametrize("path", ["pulls/99.json", "issues/99.json", "issues/4.json", "pulls/2.json", "issues/3.json"])
def test_what_was_deleted_or_transferred_is_gone(server: GitHubServer, repository: Repository, path: str) -> None:
    source = opened(server)
    listed(source.listing())
    repository.delete(4)
    repository.delete(2)
    repository.transfer(3, "/repositories/815/issues/1")
    assert source.read(Listed(path)) is None
    assert path not in listed(opened(server).listing())


def test_an_issue_in_another_repository_is_not_taken_for_ours(server: GitHubServer, repository: Repository) -> None:
    repository.transfer(3, "/elsewhere")
    elsewhere = {"number": 3, "url": f"{server.address}/repos/tidewater/ledger/issues/3", "title": "Theirs"}

    def lead(asked: Asked) -> None:
        if asked.path == "/elsewhere":
            server.next_replies.append(Reply.of(elsewhere))

    server.before_answers.append(lead)
    assert opened(server).read(Listed("issues/3.json")) is None
    assert ("GET", "/elsewhere", 200) in server.log


def test_a_repository_that_can_no_longer_be_seen_is_an_outage_and_not_a_deletion(
    server: GitHubServer, repository: Repository
) -> None:
    source = opened(server)
    listed(source.listing())
    repository.gone = True
    for call in (lambda: source.read(Listed("pulls/1.json")), lambda: listed(source.listing())):
        with pytest.raises(SourceError, match="there is no repository tidewater/billing"):
            call()


def test_a_renamed_repository_goes_on_under_its_old_name(server: GitHubServer, repository: Repository) -> None:
    source = opened(server)
    before = listed(source.listing())
    repository.rename("tidewater/invoices")
    assert read(source, "pulls/1.json")["pull_request"]["number"] == 1, "in the middle of a run"
    later = opened(server)
    after = listed(later.listing())
    assert {path: one.version for path, one in after.items()} == {path: one.version for path, one in before.items()}
    assert read(later, "issues/3.json")["issue"]["number"] == 3
    assert read(later, "pulls/1.json")["threads"]
    assert set(later.audiences()) == {"github:tidewater/billing"}


def test_a_private_repository_is_read_by_its_collaborators_on_all_pages(server: GitHubServer, repository: Repository) -> None:
    repository.collaborators = [f"dev-{number}" for number in range(8)]
    source = opened(server)
    found = listed(source.listing())
    assert {one.readers for one in found.values()} == {Readers(frozenset({"group:github:tidewater/billing"}))}
    members = source.audiences()["github:tidewater/billing"]
    assert members == {f"user:github:dev-{number}" for number in range(8)}
    repository.collaborators.remove("dev-3")
    assert opened(server).audiences() == {"github:tidewater/billing": members - {"user:github:dev-3"}}


def test_a_public_repository_is_read_by_everyone_until_it_is_made_private(server: GitHubServer, repository: Repository) -> None:
    repository.private = False
    source = opened(server)
    assert {one.readers for one in listed(source.listing()).values()} == {Readers(frozenset({"everyone"}))}
    assert source.audiences() == {}
    repository.private = True
    assert {one.readers for one in listed(source.listing()).values()} == {
        Readers(frozenset({"group:github:tidewater/billing"}))
    }
    assert source.audiences()
    repository.private = False
    assert {one.readers for one in listed(source.listing()).values()} == {Readers(frozenset({"everyone"}))}
    assert source.audiences() == {}


@pytest.mark.parametrize("private", [True, False], ids=["private", "public"])
def test_changes_name_everything_once_a_repository_is_made_public_or_private(
    server: GitHubServer, repository: Repository, private: bool
) -> None:
    repository.private = not private
    before = list(opened(server).listing())
    repository.private = private
    changes = list(opened(server).changes(cursor_of(iter(before))))
    changed = listed(iter(changes))
    assert set(changed) == set(listed(iter(before)))
    assert not {one.readers for one in changed.values()} & {one.readers for one in listed(iter(before)).values()}
    assert listed(opened(server).changes(cursor_of(iter(changes)))) == {}


def test_where_collaborators_are_refused_the_readers_are_unknown(server: GitHubServer) -> None:
    server.collaborators_refused = True
    source = opened(server)
    assert {one.readers for one in listed(source.listing()).values()} == {None}
    assert source.audiences() == {}


def test_a_company_server_has_its_own_addresses_and_no_everyone(repository: Repository) -> None:
    repository.private = False
    with GitHubServer(repository, prefix="/api/v3", page_size=3) as server:
        entry = SourceEntry("billing", "github", f"{server.address}/tidewater/billing")
        source = open_source(made_of(entry, Access(token=server.token)))
        found = listed(source.listing())
        assert len(found) == 4
        host = server.address.removeprefix("http://")
        assert found["pulls/1.json"].readers == Readers(frozenset({f"group:github:{host}/tidewater/billing"}))
        members = {f"user:github:{host}/{login}" for login in repository.collaborators}
        assert source.audiences() == {f"github:{host}/tidewater/billing": members}
        assert read(source, "pulls/1.json")["threads"]
        assert {path.partition("?")[0] for _, path, _ in server.log} >= {"/api/graphql", "/api/v3/repos/tidewater/billing"}


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ({"issues": "no"}, {"pulls"}),
        ({"pulls": "No"}, {"issues"}),
        ({"issues": "yes", "pulls": "yes"}, {"pulls", "issues"}),
    ],
    ids=["no issues", "no pulls", "both"],
)
def test_options_leave_out_issues_or_pull_requests(
    server: GitHubServer, repository: Repository, options: dict[str, str], kinds: set[str]
) -> None:
    comments = {number: repository.comment(number, "Later.") for number in (1, 3)}
    for number in range(5, 13):
        repository.open(f"Retry {number}", pull=number % 2 == 0)
    items = list(opened(server, **options).listing())
    kind_of = {item.number: "pulls" if item.is_pull else "issues" for item in repository.items.values()}
    assert set(listed(iter(items))) == {f"{kind}/{number}.json" for number, kind in kind_of.items() if kind in kinds}
    for number, comment in comments.items():
        repository.edit_comment(number, comment, "Much later.")
    changed = listed(opened(server, **options).changes(cursor_of(iter(items))))
    assert set(changed) == {f"{kind_of[number]}/{number}.json" for number in comments if kind_of[number] in kinds}
    assert changed.items() <= listed(opened(server, **options).listing()).items()


@pytest.mark.parametrize("options", [{"issues": "no", "pulls": "no"}, {"issues": "perhaps"}, {"pulls": ""}])
def test_an_option_that_cannot_be_used_is_refused(server: GitHubServer, options: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"yes"):
        opened(server, **options)


def test_a_repository_without_issues_has_its_pull_requests_all_the_same(server: GitHubServer, repository: Repository) -> None:
    repository.has_issues = False
    del repository.items[3], repository.items[4]
    assert set(listed(opened(server).listing())) == {"pulls/1.json", "pulls/2.json"}
    assert any("/pulls?" in path for _, path, _ in server.log)


def test_a_document_that_is_too_large_is_named_and_not_returned(server: GitHubServer, repository: Repository) -> None:
    repository.edit(4, "x" * 3000)
    entry = SourceEntry("billing", "github", "tidewater/billing", options={"api": server.address})
    source = open_source(made_of(entry, Access(token=server.token), max_bytes=2000))
    with pytest.raises(UnreadableDocument, match="more than"):
        source.read(Listed("issues/4.json"))


def test_a_path_of_another_kind_is_not_asked_for(server: GitHubServer) -> None:
    with pytest.raises(UnreadableDocument):
        opened(server).read(Listed("../../user"))
    assert server.log == []
