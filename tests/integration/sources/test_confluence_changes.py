"""What changed in Confluence since a cursor, against stand-ins for Cloud and for Data Center."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ingest.ports import Gone, Reached
from tests.integration.sources.confluence_opening import cursor_of, listed, opened, path_of
from tests.stand_ins.confluence_world import CloudWorld, ConfluenceWorld, DataCenterWorld


@pytest.fixture(params=[CloudWorld, DataCenterWorld], ids=["cloud", "data-center"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConfluenceWorld]:
    with request.param(tmp_path) as made:
        yield made


class TestVersions:
    @pytest.mark.parametrize("deed", ["edited", "deleted", "written"])
    def test_what_happens_to_a_comment_shows(self, world: ConfluenceWorld, deed: str) -> None:
        path = path_of(world, "Note 1")
        before = listed(opened(world).listing())
        remark = next(one for one in world.server.contents.values() if one.page == path.partition("/")[2])
        if deed == "edited":
            remark.version += 1
        elif deed == "deleted":
            del world.server.contents[remark.id]
        else:
            world.reply(path)
        after = listed(opened(world).listing())
        assert {one for one in before if before[one].version != after[one].version} == {path}

    def test_changes_name_the_same_version_as_the_listing(self, world: ConfluenceWorld) -> None:
        cursor = cursor_of(opened(world).listing())
        path = path_of(world, "Note 1")
        world.reply(path)
        world.edit(path)
        assert listed(opened(world).changes(cursor))[path] == listed(opened(world).listing())[path]


class TestChanges:
    @pytest.mark.parametrize("hours", [-12, -8, 0, 5.5, 14])
    def test_a_reply_is_seen_in_whatever_time_zone_the_account_asks(self, world: ConfluenceWorld, hours: float) -> None:
        world.server.zone = timezone(timedelta(hours=hours))
        cursor = cursor_of(opened(world).listing())
        path = path_of(world, "Note 4")
        world.comment(world.at(path), "<p>Late.</p>", datetime.now(UTC))
        assert set(listed(opened(world).changes(cursor))) == {path}

    def test_nothing_new_names_nothing_and_asks_little(self, world: ConfluenceWorld) -> None:
        cursor = cursor_of(opened(world).listing())
        assert [type(item) for item in opened(world).changes(cursor)] == [Reached]

    def test_comments_of_the_hours_that_the_question_reaches_back_are_not_taken_for_new(self, world: ConfluenceWorld) -> None:
        world.comment(world.at(path_of(world, "Note 4")), "<p>Earlier.</p>", datetime.now(UTC) - timedelta(hours=5))
        cursor = cursor_of(opened(world).listing())
        assert not listed(opened(world).changes(cursor))

    def test_a_second_edit_in_the_same_minute_is_seen_and_the_first_is_not_named_twice(self, world: ConfluenceWorld) -> None:
        path = path_of(world, "Note 4")
        cursor = cursor_of(opened(world).listing())
        world.edit(path)
        first = list(opened(world).changes(cursor))
        assert set(listed(iter(first))) == {path}
        cursor = cursor_of(iter(first))
        assert not listed(opened(world).changes(cursor))
        world.edit(path)
        assert set(listed(opened(world).changes(cursor))) == {path}

    def test_what_search_brings_some_minutes_late_is_not_lost(self, world: ConfluenceWorld) -> None:
        path = path_of(world, "Note 4")
        late = world.comment(world.at(path), "<p>Late.</p>", datetime.now(UTC) - timedelta(minutes=5))
        world.server.not_in_index = {late.id}
        cursor = cursor_of(opened(world).listing())
        world.server.not_in_index = set()
        assert set(listed(opened(world).changes(cursor))) == {path}

    def test_what_was_thrown_away_is_gone(self, world: ConfluenceWorld) -> None:
        cursor = cursor_of(opened(world).listing())
        path = path_of(world, "Note 4")
        world.remove(path)
        changes = list(opened(world).changes(cursor))
        assert Gone(path) in changes
        assert not any(isinstance(item, Gone) for item in opened(world).changes(cursor_of(iter(changes))))

    @pytest.mark.parametrize("deed", ["restricted", "freed", "moved", "published"])
    def test_when_readers_change_everything_is_named_with_its_readers(self, world: ConfluenceWorld, deed: str) -> None:
        cursor = cursor_of(opened(world).listing())
        if deed == "restricted":
            world.restrict(path_of(world, "Engineering"))
        elif deed == "freed":
            world.at(path_of(world, "Plans")).users = []
        elif deed == "moved":
            world.at(path_of(world, "Note 0")).parent = path_of(world, "Plans").partition("/")[2]
        else:
            world.server.public = True
        assert listed(opened(world).changes(cursor)) == listed(opened(world).listing())
