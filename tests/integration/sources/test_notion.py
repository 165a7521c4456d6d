"""What is special to Notion, against a stand-in for its API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.documents import Kind
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.formats.registry import SUPPORTED, parse
from ingest.opening import Access, Opening, Waiting
from ingest.parsed import Parsed
from ingest.ports import Item, Listed, Reached, Source
from ingest.sources import notion
from tests.stand_ins.notion_server import Thing, text
from tests.stand_ins.notion_world import NotionWorld, WordlessWorld
from tests.stand_ins.stumbling_server import Fault

PATIENCE = Waiting(attempts=3, first_s=0.001, longest_s=0.01, timeout_s=5)
ID = "1429989f-e8ac-4eff-bc8f-57f56486db54"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[NotionWorld]:
    with NotionWorld(tmp_path) as made:
        yield made


@pytest.fixture
def wordless(tmp_path: Path) -> Iterator[WordlessWorld]:
    with WordlessWorld(tmp_path) as made:
        yield made


def opened(world: NotionWorld, *, below: str = "", max_bytes: int = 1_000_000, **options: str) -> Source:
    entry = replace(world.entry, location=below or world.entry.location, options={**world.entry.options, **options})
    return notion.open_source(Opening(entry, SUPPORTED, Path(), max_bytes, access=world.access, waiting=PATIENCE))


def listed(items: Iterator[Item]) -> dict[str, Listed]:
    return {item.path: item for item in items if isinstance(item, Listed)}


def cursor_of(items: Iterator[Item]) -> str:
    *_, last = items
    assert isinstance(last, Reached)
    return last.cursor


def loaded(world: NotionWorld, thing: Thing) -> dict[str, Any]:
    data = opened(world).read(Listed(thing.id))
    assert data is not None
    found: dict[str, Any] = json.loads(data)
    return found


def parsed(world: NotionWorld, thing: Thing) -> Parsed:
    data = opened(world).read(Listed(thing.id))
    assert data is not None
    return parse(data, thing.id, "json")


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        (ID, ID),
        (ID.replace("-", ""), ID),
        (f"https://www.notion.so/tidewater/Design-notes-{ID.replace('-', '')}", ID),
        (f"https://www.notion.so/tidewater/{ID.replace('-', '')}?v=aaaabbbbccccddddeeeeffff00001111&pvs=4", ID),
        (f"https://www.notion.so/Face-facade-{ID.replace('-', '').upper()}#heading", ID),
        ("Tidewater", "Tidewater"),
        ("  Tide Water ", "Tide Water"),
    ],
)
def test_a_page_is_named_by_its_address_or_id_and_anything_else_is_the_workspace(location: str, settled: str) -> None:
    assert notion.settle(location) == settled
    assert notion.settle(settled) == settled


@pytest.mark.parametrize("location", ["", "https://www.notion.so/tidewater", "a/b"])
def test_an_address_without_an_id_is_refused(location: str) -> None:
    with pytest.raises(UsageError, match="Copy link"):
        notion.settle(location)


def test_options_and_credentials_are_checked_when_it_is_opened(world: NotionWorld) -> None:
    with pytest.raises(UsageError, match="comments is yes or no"):
        opened(world, comments="perhaps")
    world.access = Access()
    with pytest.raises(SourceError, match="needs the token"):
        opened(world)


def test_another_service_at_the_address_is_an_error_and_not_an_empty_workspace(world: NotionWorld) -> None:
    world.entry = replace(world.entry, options={"api": f"{world.server.address}/elsewhere"})
    with pytest.raises(SourceError):
        list(opened(world).listing())


def test_rows_that_search_does_not_know_yet_are_listed(world: NotionWorld) -> None:
    world.server.not_in_search = {world.at("Decision 2").id}
    assert set(listed(opened(world).listing())) == world.paths()


def test_with_a_rate_limit_the_service_is_asked_again(world: NotionWorld) -> None:
    world.server.fail_next(Fault.RATE_LIMITED, Fault.RATE_LIMITED)
    assert set(listed(opened(world).listing())) == world.paths()
    assert world.server.count(429) == 2


class TestBelow:
    def test_only_what_is_below_a_page_is_listed(self, world: NotionWorld) -> None:
        page = world.at("Note 1")
        toggle = world.server.block(page, "toggle", "More")
        inner = world.server.page("Inside a toggle", toggle)
        deeper = world.server.page("Deeper", inner)
        assert set(listed(opened(world, below=page.id).listing())) == {page.id, inner.id, deeper.id}

    @pytest.mark.parametrize("object_", ["database", "data_source"])
    def test_a_databases_rows_are_below_it(self, world: NotionWorld, object_: str) -> None:
        table = next(one for one in world.server.things.values() if one.object == object_)
        rows = {world.at(f"Decision {number}").id for number in range(4)}
        assert set(listed(opened(world, below=table.id).listing())) == rows

    def test_rows_are_below_the_page_that_their_database_is_on(self, world: NotionWorld) -> None:
        assert set(listed(opened(world, below=world.top.id).listing())) == world.paths()

    @pytest.mark.parametrize("what", ["unknown", "not shared", "in the trash"])
    def test_a_page_that_cant_be_seen_is_an_error_and_not_an_empty_listing(self, world: NotionWorld, what: str) -> None:
        page = world.at("Note 1")
        if what == "not shared":
            world.server.not_shared = {page.id}
        page.in_trash = what == "in the trash"
        with pytest.raises(SourceError, match="share it"):
            list(opened(world, below=ID if what == "unknown" else page.id).listing())

    def test_what_lies_between_and_is_not_shared_ends_the_way_up(self, world: NotionWorld) -> None:
        hidden = world.server.page("Hidden", world.at("Note 1"))
        below = world.server.page("Below the hidden", hidden)
        world.server.not_shared = {hidden.id}
        found = listed(opened(world, below=world.at("Note 1").id).listing())
        assert below.id not in found
        assert below.id in listed(opened(world).listing())


class TestVersions:
    @pytest.mark.parametrize(("minutes", "has_version"), [(0, False), (2, False), (30, True), (60 * 24, True)])
    def test_a_page_has_a_version_once_its_minute_is_over(self, world: NotionWorld, minutes: int, has_version: bool) -> None:
        page = world.at("Note 1")
        page.edited = datetime.now(UTC) - timedelta(minutes=minutes)
        assert bool(listed(opened(world).listing())[page.id].version) is has_version

    def test_a_late_comment_shows_though_it_is_no_edit(self, world: NotionWorld) -> None:
        page = world.at("Note 1")
        before = listed(opened(world).listing())
        world.server.comment(page, "The day after.", datetime.now(UTC) - timedelta(hours=1))
        after = listed(opened(world).listing())
        assert {path for path in before if before[path].version != after[path].version} == {page.id}
        assert after[page.id].version

    def test_a_comment_of_this_minute_leaves_no_version(self, world: NotionWorld) -> None:
        page = world.at("Note 1")
        world.server.comment(page, "Now.", datetime.now(UTC))
        assert listed(opened(world).listing())[page.id].version == ""

    def test_a_comment_that_was_resolved_shows(self, world: NotionWorld) -> None:
        before = listed(opened(world).listing())
        world.server.comments = [one for one in world.server.comments if world.at("Note 1").id not in one["parent"].values()]
        after = listed(opened(world).listing())
        assert {path for path in before if before[path].version != after[path].version} == {world.at("Note 1").id}

    def test_without_the_right_to_comments_they_are_asked_for_once_and_there_is_a_cursor(self, world: NotionWorld) -> None:
        world.server.may_read_comments = False
        items = list(opened(world).listing())
        assert set(listed(iter(items))) == world.paths()
        assert world.server.count(403) == 1
        assert cursor_of(iter(items))

    def test_comments_can_be_left_out(self, wordless: WordlessWorld) -> None:
        source = opened(wordless)
        for one in listed(source.listing()).values():
            source.read(one)
        assert not any("/v1/comments" in address for _, address, _ in wordless.server.log)


class TestChanges:
    def test_with_comments_there_is_no_cursor(self, world: NotionWorld) -> None:
        assert cursor_of(opened(world).listing()) == ""

    def test_an_edit_of_this_minute_is_named_until_its_minute_is_over(self, wordless: WordlessWorld) -> None:
        cursor = cursor_of(opened(wordless).listing())
        page = wordless.at("Note 1")
        wordless.edit(page.id)
        first = list(opened(wordless).changes(cursor))
        again = list(opened(wordless).changes(cursor_of(iter(first))))
        assert listed(iter(first))[page.id].version == ""
        assert listed(iter(again))[page.id].version == ""
        page.edited -= timedelta(minutes=10)
        settled = listed(opened(wordless).changes(cursor_of(iter(again))))
        assert settled[page.id].version == listed(opened(wordless).listing())[page.id].version != ""

    def test_what_was_not_edited_is_not_asked_for(self, wordless: WordlessWorld) -> None:
        wordless.at("Note 1").edited = datetime(2024, 6, 1, tzinfo=UTC)
        cursor = cursor_of(opened(wordless).listing())
        assert cursor == "2024-06-01T00:00:00.000Z"
        before = len(wordless.server.log)
        assert set(listed(opened(wordless).changes(cursor))) == {wordless.at("Note 1").id}
        assert len(wordless.server.log) == before + 1

    def test_an_edit_that_search_brings_late_is_not_lost(self, wordless: WordlessWorld) -> None:
        late, page = wordless.at("Note 0"), wordless.at("Note 1")
        late.edited, page.edited = (datetime(2024, 6, 1, 9, minute, tzinfo=UTC) for minute in (10, 40))
        wordless.server.not_in_search = {late.id}
        cursor = cursor_of(opened(wordless).listing())
        wordless.server.not_in_search = set()
        assert late.id in listed(opened(wordless).changes(cursor))

    def test_only_what_is_below_the_page_is_named(self, wordless: WordlessWorld) -> None:
        page = wordless.at("Note 1")
        cursor = cursor_of(opened(wordless, below=page.id).listing())
        wordless.edit(page.id)
        wordless.edit(wordless.at("Note 2").id)
        assert set(listed(opened(wordless, below=page.id).changes(cursor))) == {page.id}

    def test_a_cursor_from_when_there_were_no_comments_brings_everything(self, wordless: WordlessWorld) -> None:
        cursor = cursor_of(opened(wordless).listing())
        assert set(listed(opened(wordless, comments="yes").changes(cursor))) == wordless.paths()


class TestReading:
    def test_the_whole_tree_of_blocks_comes_to_the_last_page(self, world: NotionWorld) -> None:
        page = world.server.page("Tree")
        outer = world.server.block(page, "toggle", "outer")
        for number in range(7):
            inner = world.server.block(outer, "bulleted_list_item", f"item {number}")
        world.server.block(inner, "paragraph", "innermost")
        blocks = [block.text for block in parsed(world, page).blocks]
        assert blocks[0] == "outer"
        assert blocks[1].split("\n")[-2:] == ["- item 6", "  innermost"]
        assert len(blocks[1].split("\n")) == 8

    def test_pages_within_a_page_are_named_and_not_read(self, world: NotionWorld) -> None:
        texts = [block.text for block in parsed(world, world.top).blocks]
        assert "Note 1" in texts
        assert not any("The queue holds" in one for one in texts)

    def test_a_row_has_its_properties_and_its_place(self, world: NotionWorld) -> None:
        row = world.at("Decision 1")
        row.content |= {
            "Owner": {
                "type": "people",
                "people": [{"object": "user", "id": "u", "name": "Cem Aydin", "avatar_url": "https://x"}],
            },
            "Tags": {"type": "multi_select", "multi_select": [{"name": "storage"}, {"name": "queue"}]},
        }
        found = parsed(world, row)
        assert found.kind is Kind.DESIGN_DOC
        assert (found.status, found.authors) == ("accepted", ("Cem Aydin", "Bo Lindqvist"))
        assert found.fields == {"labels": ("storage", "queue")}
        assert found.blocks[0].text == "Owner | Cem Aydin\nStatus | Accepted\nTags | storage, queue"
        assert loaded(world, row)["above"] == ["Engineering", "Decisions", "Decisions"]

    def test_comments_carry_who_said_it(self, world: NotionWorld) -> None:
        assert [block.text for block in parsed(world, world.at("Note 1")).blocks][-2:] == ["Comments", "Bo Lindqvist: Remark 1"]

    def test_without_the_right_to_see_users_the_text_still_comes(self, world: NotionWorld) -> None:
        world.server.may_see_users = False
        assert parsed(world, world.at("Note 1")).blocks[-1].text == "Somebody: Remark 1"

    def test_what_is_signed_anew_each_time_stays_out(self, world: NotionWorld) -> None:
        page = world.at("Note 1")
        file = {"type": "file", "file": {"url": "https://files.example/1", "expiry_time": "2026-01-01T00:00:00.000Z"}}
        world.server.block(page, "image", "", caption=text("A drawing"), **file)
        assert "signature" not in json.dumps(loaded(world, page))
        assert "files.example" not in json.dumps(loaded(world, page))
        assert opened(world).read(Listed(page.id)) == opened(world).read(Listed(page.id))
        assert parsed(world, page).blocks[5].text == "A drawing"

    @pytest.mark.parametrize("how", ["in the trash", "no longer shared"])
    def test_a_page_that_went_reads_as_none(self, world: NotionWorld, how: str) -> None:
        page = world.at("Note 1")
        page.in_trash = how == "in the trash"
        world.server.not_shared = {page.id} if how == "no longer shared" else set()
        assert opened(world).read(Listed(page.id)) is None

    def test_a_synced_block_whose_original_is_hidden_costs_only_itself(self, world: NotionWorld) -> None:
        page = world.server.page("Synced")
        synced = world.server.block(page, "synced_block")
        world.server.block(synced, "paragraph", "hidden")
        world.server.block(page, "paragraph", "shown")
        world.server.not_shared = {synced.id}
        assert [block.text for block in parsed(world, page).blocks] == ["shown"]

    def test_endless_nesting_and_endless_length_are_failures_of_their_own(self, world: NotionWorld) -> None:
        page = world.server.page("Deep")
        block = world.server.block(page, "toggle", "0")
        for number in range(60):
            block = world.server.block(block, "toggle", str(number))
        with pytest.raises(UnreadableDocument, match="nested"):
            opened(world).read(Listed(page.id))
        with pytest.raises(UnreadableDocument, match="max_file_mb"):
            opened(world, max_bytes=100).read(Listed(world.top.id))


def test_notion_does_not_say_who_may_read(world: NotionWorld) -> None:
    source = opened(world)
    assert all(one.readers is None for one in listed(source.listing()).values())
    assert source.audiences() == {}
