"""Who may read what of Confluence, against stand-ins for Cloud and for Data Center."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.readers import ADMINISTRATORS_ONLY, EVERYONE, Readers
from tests.integration.sources.confluence_opening import cursor_of, opened, path_of, readers_of, who_reads
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


def realm(world: ConfluenceWorld) -> str:
    """What stands before the names that this site alone knows."""
    return f"confluence:{world.entry.location.partition('://')[2].partition('/spaces/')[0]}"


def group(world: ConfluenceWorld) -> str:
    """Those who may see the space."""
    return f"{realm(world)}/ENG"


class TestReaders:
    def test_an_unrestricted_page_is_for_those_who_may_see_the_space(self, world: ConfluenceWorld) -> None:
        assert readers_of(world, "Note 0") == Readers(frozenset({f"group:{group(world)}"}))
        assert readers_of(world, "News 1") == Readers(frozenset({f"group:{group(world)}"}))

    def test_people_are_named_by_their_address_where_it_shows(self, cloud: CloudWorld) -> None:
        assert who_reads(cloud, "Note 0") == {
            "user:ana@tidewater.example",
            "user:cem@tidewater.example",
            "user:confluence:u-bo",
        }

    def test_people_of_a_data_center_are_named_by_their_account(self, data_center: DataCenterWorld) -> None:
        assert who_reads(data_center, "Note 0") == {f"user:{realm(data_center)}/{name}" for name in ("ana", "bo", "cem")}

    def test_a_restriction_counts_for_what_is_below(self, world: ConfluenceWorld) -> None:
        plans = path_of(world, "Plans").partition("/")[2]
        for title in ("Plans", "Note 2"):
            assert readers_of(world, title) == Readers(frozenset({f"group:{group(world)}/{plans}"}))
            assert len(who_reads(world, title)) == 2

    def test_who_is_let_in_by_a_restriction_and_may_not_see_the_space_stays_out(self, world: ConfluenceWorld) -> None:
        world.at(path_of(world, "Plans")).groups = ["g-leads"]
        assert who_reads(world, "Plans") == who_reads(world, "Note 2")
        assert not any("dee" in name for name in who_reads(world, "Plans"))
        world.server.space_users = ["u-dee"]
        assert any("dee" in name for name in who_reads(world, "Plans"))

    def test_restrictions_on_the_way_up_count_together(self, world: ConfluenceWorld) -> None:
        world.at(path_of(world, "Note 2")).users = ["u-bo", "u-cem"]
        bo = "user:confluence:u-bo" if isinstance(world, CloudWorld) else f"user:{realm(world)}/bo"
        assert who_reads(world, "Note 2") == {bo}
        world.at(path_of(world, "Note 2")).users = ["u-cem"]
        assert who_reads(world, "Note 2") == set()

    def test_a_public_space_is_for_everyone_but_for_what_is_restricted(self, world: ConfluenceWorld) -> None:
        world.server.public = True
        assert readers_of(world, "Note 0") == Readers(frozenset({EVERYONE}))
        assert len(who_reads(world, "Note 2")) == 2

    def test_whoever_looks_whether_a_space_is_public_shows_no_token(self, world: ConfluenceWorld) -> None:
        seen: list[str] = []
        to_stranger = world.server.to_stranger

        class Watching(type(world.server)):  # type: ignore[misc]
            def to_stranger(self, path: str) -> Any:
                seen.append(path)
                return to_stranger(path)

        world.server.__class__ = Watching
        readers_of(world, "Note 0")
        assert len(seen) == 1

    def test_without_the_right_to_see_the_spaces_readers_the_administrator_says(self, world: ConfluenceWorld) -> None:
        world.server.may_see_permissions = False
        assert readers_of(world, "Note 0") is None
        assert readers_of(world, "Note 2") == ADMINISTRATORS_ONLY
        assert opened(world).audiences() == {}

    def test_without_the_right_to_see_groups_nobody_is_let_in_by_one(self, world: ConfluenceWorld) -> None:
        world.server.may_see_groups = False
        assert readers_of(world, "Note 0") is None

    def test_a_restriction_that_cant_be_read_leaves_it_to_administrators(self, world: ConfluenceWorld) -> None:
        world.server.unreadable = {path_of(world, "Plans").partition("/")[2]}
        assert readers_of(world, "Plans") == ADMINISTRATORS_ONLY
        assert readers_of(world, "Note 2") == ADMINISTRATORS_ONLY
        assert readers_of(world, "Note 0") == Readers(frozenset({f"group:{group(world)}"}))

    @pytest.mark.parametrize("status", ["current", "deleted"])
    def test_a_folder_on_the_way_up_counts_and_one_that_is_hidden_shuts(self, cloud: CloudWorld, status: str) -> None:
        folder = cloud.server.put("folder", "Secrets", "", users=["u-ana"], status=status)
        cloud.at(path_of(cloud, "Note 0")).parent = folder.id
        expected = {"user:ana@tidewater.example"} if status == "current" else set()
        assert who_reads(cloud, "Note 0") == expected

    def test_a_membership_that_ended_shows_in_the_next_audiences(self, world: ConfluenceWorld) -> None:
        source = opened(world)
        cursor = cursor_of(source.listing())
        assert len(source.audiences()[group(world)]) == 3
        world.server.groups["g-eng"].remove("u-cem")
        later = opened(world)
        assert cursor_of(later.changes(cursor))
        assert len(later.audiences()[group(world)]) == 2
        assert len(opened(world).audiences()[group(world)]) == 2
