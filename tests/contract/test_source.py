"""What every source promises, run over a small world for each type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.readers import Readers
from assistant.domain.sources import Failure
from assistant.errors import SourceError
from ingest.formats.registry import SUPPORTED, parse
from ingest.opening import Access, Opening, PagesInMemory, Waiting
from ingest.ports import Gone, Item, Listed, Pages, Reached, Skipped, Source
from ingest.sources.registry import TYPES, source_module
from tests.stand_ins.worlds import WORLDS, World, make_world, networked, saying_readers

PATIENCE = Waiting(attempts=12, first_s=0.001, longest_s=0.01, retry_after_s=5, timeout_s=5)
WITHOUT_ETAGS = {"confluence", "drive", "gerrit", "notion", "slack"}
"""Services whose listings have no ETags, or are asked for by POST."""
IMPATIENCE = Waiting(attempts=2, first_s=0.001, longest_s=0.001, retry_after_s=0.1, timeout_s=5)


KEPT: dict[int, Path] = {}
"""Where the source over a world keeps what it can fetch again, by the world's id."""


def world_in(folder: Path, name: str) -> Iterator[World]:
    with make_world(name, folder / "world") as made:
        KEPT[id(made)] = folder / "kept"
        yield made


@pytest.fixture(params=sorted(WORLDS))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from world_in(tmp_path, request.param)


@pytest.fixture(params=networked())
def network_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from world_in(tmp_path, request.param)


@pytest.fixture(params=saying_readers())
def sharing_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from world_in(tmp_path, request.param)


def opened(world: World, pages: Pages | None = None, waiting: Waiting = PATIENCE, access: Access | None = None) -> Source:
    opening = Opening(
        entry=world.entry,
        extensions=SUPPORTED,
        folder=KEPT[id(world)],
        max_bytes=20_000_000,
        access=access or world.access,
        pages=pages or PagesInMemory(),
        waiting=waiting,
    )
    return source_module(world.entry.type).open_source(opening)


def listed(items: Iterator[Item]) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    for item in items:
        assert not isinstance(item, Gone | Failure), item
        if isinstance(item, Listed):
            assert item.path not in found, f"{item.path} is listed twice"
            found[item.path] = item
    return found


def cursor_of(items: Iterator[Item]) -> str:
    *_, last = items
    assert isinstance(last, Reached), "the last thing that a source says is how far it came"
    return last.cursor


def touched(items: Iterator[Item]) -> set[str]:
    return {item.path for item in items if not isinstance(item, Reached | Skipped)}


def text_of(source: Source, one: Listed) -> str:
    data = source.read(one)
    assert data is not None
    parsed = parse(data, one.path, one.form)
    return "\n".join([parsed.title, *(block.text for block in parsed.blocks)])


def test_every_type_has_a_world() -> None:
    named = {max((one for one in TYPES if f"{name}-".startswith(f"{one}-")), key=len, default=name) for name in WORLDS}
    assert named == set(TYPES)


def test_the_listing_names_every_document_once_and_each_can_be_read_and_parsed(world: World) -> None:
    source = opened(world)
    found = listed(source.listing())
    assert set(found) == world.paths()
    assert len(found) >= 7
    for one in found.values():
        assert text_of(source, one).strip()


def test_a_location_that_was_settled_is_settled(world: World) -> None:
    assert source_module(world.entry.type).settle(world.entry.location) == world.entry.location


def test_what_did_not_change_has_the_same_version_and_the_same_bytes(world: World) -> None:
    first, second = opened(world), opened(world)
    before, after = listed(first.listing()), listed(second.listing())
    for path, one in before.items():
        assert first.read(one) == second.read(after[path])
        assert not (one.version and after[path].version) or one.version == after[path].version


@pytest.mark.parametrize(("deed", "word"), [("edit", "heliotrope"), ("reply", "afterthought")])
def test_what_was_written_later_shows_in_the_version_and_the_text(world: World, deed: str, word: str) -> None:
    before = listed(opened(world).listing())
    path = min(before)
    getattr(world, deed)(path)
    source = opened(world)
    after = listed(source.listing())
    assert not before[path].version or after[path].version != before[path].version
    assert word in text_of(source, after[path])
    untouched = [one for one in before if one != path and before[one].version and after[one].version]
    assert all(before[one].version == after[one].version for one in untouched)


def test_what_was_added_and_removed_is_listed_and_not_listed(world: World) -> None:
    gone = max(world.paths())
    world.remove(gone)
    new = world.add()
    found = listed(opened(world).listing())
    assert set(found) == world.paths()
    assert new in found
    assert gone not in found


def test_a_document_that_went_after_it_was_listed_reads_as_none(network_world: World) -> None:
    found = listed(opened(network_world).listing())
    path = max(found)
    network_world.remove(path)
    assert opened(network_world).read(found[path]) is None


@pytest.mark.parametrize("deed", ["edit", "reply", "add"])
def test_a_cursor_brings_what_came_after_it(world: World, deed: str) -> None:
    pages = PagesInMemory()
    cursor = cursor_of(opened(world, pages).listing())
    path = world.add() if deed == "add" else min(world.paths())
    if deed != "add":
        getattr(world, deed)(path)
    again = opened(world, pages)
    changes = list(again.changes(cursor) if cursor else again.listing())
    assert path in touched(iter(changes))
    if not cursor:
        return
    later = cursor_of(iter(changes))
    assert path not in touched(opened(world, pages).changes(later)) or later == cursor


def test_pages_that_did_not_change_are_not_sent_again(network_world: World) -> None:
    assert network_world.server is not None
    pages = PagesInMemory()
    before = listed(opened(network_world, pages).listing())
    remembered = any(page.etag for page in pages.kept.values())
    assert remembered != (network_world.entry.type in WITHOUT_ETAGS)
    if not remembered:
        return
    sent = network_world.server.count(304)
    assert listed(opened(network_world, pages).listing()) == before
    assert network_world.server.count(304) >= sent + 1


@pytest.mark.parametrize("seed", range(3))
def test_a_server_that_stumbles_costs_no_document(network_world: World, seed: int) -> None:
    assert network_world.server is not None
    network_world.server.stumble(seed, 0.25)
    source = opened(network_world)
    found = listed(source.listing())
    assert set(found) == network_world.paths()
    for one in found.values():
        assert source.read(one)


def test_an_outage_is_an_error_and_not_an_empty_listing(network_world: World) -> None:
    assert network_world.server is not None
    network_world.server.down = True
    with pytest.raises(SourceError):
        listed(opened(network_world, waiting=IMPATIENCE).listing())


def test_an_outage_in_the_middle_is_an_error_and_not_a_short_listing(network_world: World) -> None:
    assert network_world.server is not None
    items = opened(network_world, waiting=IMPATIENCE).listing()
    next(items)
    network_world.server.down = True
    try:
        rest = listed(items)
    except SourceError:
        return
    assert len(rest) == len(network_world.paths()) - 1, "it ended early without an error"


def test_a_token_that_expired_is_said_without_showing_it(network_world: World) -> None:
    assert network_world.server is not None
    network_world.server.token = "another-token"
    with pytest.raises(SourceError) as raised:
        listed(opened(network_world, waiting=IMPATIENCE).listing())
    assert network_world.access.token not in str(raised.value) or not network_world.access.token


def test_a_source_that_says_readers_says_them_for_each_document_and_names_their_groups(sharing_world: World) -> None:
    world = sharing_world
    source = opened(world)
    found = listed(source.listing())
    audiences = source.audiences()
    assert all(one.readers is not None for one in found.values())
    groups = {
        name.removeprefix("group:") for one in found.values() for name in (one.readers or Readers()).names if "group:" in name
    }
    assert groups <= set(audiences)
    assert all(group.startswith(f"{world.entry.type.partition('-')[0]}:") for group in audiences)


def test_a_narrowed_permission_shows_in_the_readers_or_in_the_audience(sharing_world: World) -> None:
    world = sharing_world

    def who(path: str) -> set[str]:
        source = opened(world)
        readers = listed(source.listing())[path].readers or Readers()
        audiences = source.audiences()
        return {
            member
            for name in readers.names
            for member in (audiences[name[6:]] if name.startswith("group:") else frozenset({name}))
        }

    path = min(world.paths())
    before = who(path)
    world.restrict(path)
    after = who(path)
    assert after < before, "it was not narrowed"


def test_reading_needs_no_listing(world: World) -> None:
    one = next(item for item in opened(world).listing() if isinstance(item, Listed))
    assert opened(world).read(replace(one)) is not None
