"""What is special to listing and reading Confluence, against stand-ins for Cloud and for Data Center."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Refused
from ingest.formats.registry import parse
from ingest.opening import Access
from ingest.ports import Listed
from ingest.sources import confluence
from tests.integration.sources.confluence_opening import listed, loaded, opened, path_of, who_reads
from tests.stand_ins.confluence_world import CloudWorld, ConfluenceWorld, DataCenterWorld


@pytest.fixture(params=[CloudWorld, DataCenterWorld], ids=["cloud", "data-center"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConfluenceWorld]:
    with request.param(tmp_path) as made:
        yield made


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[CloudWorld]:
    with CloudWorld(tmp_path) as made:
        yield made


@pytest.fixture
def data_center(tmp_path: Path) -> Iterator[DataCenterWorld]:
    with DataCenterWorld(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        ("https://tidewater.atlassian.net/wiki/spaces/ENG", "https://tidewater.atlassian.net/wiki/spaces/ENG"),
        (
            "https://tidewater.atlassian.net/wiki/spaces/ENG/overview?mode=global",
            "https://tidewater.atlassian.net/wiki/spaces/ENG",
        ),
        (
            "https://tidewater.atlassian.net/wiki/spaces/ENG/pages/12/Our+page",
            "https://tidewater.atlassian.net/wiki/spaces/ENG",
        ),
        ("https://tidewater.atlassian.net/spaces/ENG", "https://tidewater.atlassian.net/wiki/spaces/ENG"),
        ("https://tidewater.atlassian.net/wiki/spaces/~712020abc", "https://tidewater.atlassian.net/wiki/spaces/~712020abc"),
        ("https://wiki.example.org/display/ENG", "https://wiki.example.org/spaces/ENG"),
        ("https://wiki.example.org/confluence/display/ENG/Home", "https://wiki.example.org/confluence/spaces/ENG"),
        (" http://wiki:8090/spaces/ENG/ ", "http://wiki:8090/spaces/ENG"),
    ],
)
def test_the_address_of_a_space_or_of_a_page_in_it_names_the_space(location: str, settled: str) -> None:
    assert confluence.settle(location) == settled
    assert confluence.settle(settled) == settled


@pytest.mark.parametrize(
    "location",
    ["ENG", "https://tidewater.atlassian.net/wiki", "ftp://wiki/spaces/ENG", "https://ana:secret@wiki/spaces/ENG", ""],
)
def test_what_is_no_space_is_refused_with_an_example(location: str) -> None:
    with pytest.raises(UsageError, match="/spaces/KEY"):
        confluence.settle(location)


def test_a_missing_token_is_said_before_anything_is_asked(world: ConfluenceWorld) -> None:
    with pytest.raises(SourceError, match="needs a token"):
        opened(world, access=Access())
    assert not world.server.log


def test_a_space_that_the_token_may_not_see_is_an_error_and_not_an_empty_space(world: ConfluenceWorld) -> None:
    world.entry = replace(world.entry, location=world.entry.location.replace("/ENG", "/OPS"))
    with pytest.raises(SourceError, match="no space OPS"):
        list(opened(world).listing())


def test_an_expired_token_is_an_error_even_where_the_service_answers_as_to_a_stranger(world: ConfluenceWorld) -> None:
    world.server.public, world.server.token = True, "another"
    with pytest.raises(Refused, match="stranger"):
        list(opened(world).listing())


def test_cloud_is_asked_for_nothing_that_was_removed_there(cloud: CloudWorld) -> None:
    source = opened(cloud)
    for one in listed(source.listing()).values():
        source.read(one)
    source.audiences()
    assert cloud.server.count(410) == 0
    assert any("/api/v2/" in address for _, address, _ in cloud.server.log)


def test_the_address_is_the_one_that_people_use(cloud: CloudWorld) -> None:
    one = listed(opened(cloud).listing())[path_of(cloud, "Note 1")]
    assert one.url.startswith("https://tidewater.atlassian.net/wiki/spaces/ENG/pages/")


@pytest.mark.parametrize("status", ["trashed", "archived", "draft"])
def test_only_what_is_current_is_listed_and_read(world: ConfluenceWorld, status: str) -> None:
    path = path_of(world, "Note 3")
    one = listed(opened(world).listing())[path]
    world.at(path).status = status
    assert path not in listed(opened(world).listing())
    assert opened(world).read(one) is None


def test_a_page_that_search_has_not_caught_up_with_is_listed_with_its_readers(world: ConfluenceWorld) -> None:
    path = path_of(world, "Plans")
    world.server.not_in_index = {path.partition("/")[2]}
    assert path in listed(opened(world).listing())
    assert who_reads(world, "Plans") == who_reads(world, "Note 2")


def test_a_page_deleted_while_the_space_is_listed_hides_no_other(data_center: DataCenterWorld) -> None:
    data_center.server.while_listing = lambda: data_center.remove(path_of(data_center, "Note 0"))
    assert set(listed(opened(data_center).listing())) == data_center.paths()
    assert path_of(data_center, "Note 0") not in data_center.paths()


class TestReading:
    def test_the_page_comes_with_its_comments_and_what_is_above(self, world: ConfluenceWorld) -> None:
        page = world.at(path_of(world, "Note 2"))
        page.body = "<p>The body.</p>"
        page.labels = ["adr"]
        world.server.put(
            "comment",
            "Re",
            "<p>Not so.</p>",
            page=page.id,
            selection="body",
            author="u-cem",
            when=datetime(2024, 5, 1, tzinfo=UTC),
        )
        source = opened(world)
        data = source.read(listed(source.listing())[f"page/{page.id}"])
        assert data is not None
        parsed = parse(data, f"page/{page.id}", "json")
        assert [block.text for block in parsed.blocks] == [
            "The body.",
            "Comments",
            "Bo Lindqvist: Remark 2.",
            "Cem Aydin on “body”: Not so.",
        ]
        assert parsed.authors == ("Ana Ruiz",)
        assert parsed.fields == {"labels": ("adr",), "ancestors": ("Engineering", "Plans")}
        assert parsed.created_at == datetime(2024, 3, 1, 9, tzinfo=UTC)
        assert parsed.url == source_url(world, page.id)

    def test_what_is_above_is_known_without_a_listing(self, world: ConfluenceWorld) -> None:
        one = Listed(path_of(world, "Note 2"))
        data = opened(world).read(one)
        assert data is not None
        assert [above["title"] for above in json.loads(data)["page"]["ancestors"]] == ["Engineering", "Plans"]

    def test_what_changes_by_itself_stays_out(self, world: ConfluenceWorld) -> None:
        text = json.dumps(loaded(world, "Note 1"))
        assert "avatar" not in text
        assert "_expandable" not in text
        assert "@tidewater.example" not in text

    def test_people_who_are_mentioned_are_named(self, world: ConfluenceWorld) -> None:
        attribute = "account-id" if isinstance(world, CloudWorld) else "userkey"
        page = world.at(path_of(world, "Note 1"))
        page.body = f'<p>Ask <ac:link><ri:user ri:{attribute}="u-cem"/></ac:link>.</p>'
        source = opened(world)
        data = source.read(Listed(path_of(world, "Note 1")))
        assert data is not None
        assert parse(data, "page/1", "json").blocks[0].text == "Ask @Cem Aydin."

    def test_a_page_beyond_the_limit_is_a_failure_of_its_own(self, world: ConfluenceWorld) -> None:
        with pytest.raises(UnreadableDocument, match="max_file_mb"):
            opened(world, max_bytes=100).read(Listed(path_of(world, "Note 1")))


def source_url(world: ConfluenceWorld, page: str) -> str:
    one = listed(opened(world).listing())[f"page/{page}"]
    assert one.url.startswith(world.entry.location.removesuffix("/spaces/ENG"))
    return one.url
