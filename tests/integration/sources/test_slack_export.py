"""Slack exports, as a .zip and as a folder."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.formats.registry import SUPPORTED, parse
from ingest.opening import Opening
from ingest.parsed import Parsed
from ingest.ports import Listed, Skipped, Source
from ingest.sources import slack_export
from tests.stand_ins.slack_export_world import exported, write_folder, write_zip
from tests.stand_ins.slack_server import TEAM, Workspace
from tests.stand_ins.slack_world import ANA, BO, CHEN, GUEST, day, stamp, tidewater

THREAD, DAY = f"C0GENERAL/{stamp(7)}.json", f"C0GENERAL/{day(7)}.json"
TEAM_GROUP = f"slack:export/old-chat/{TEAM}"


@pytest.fixture(params=[write_zip, write_folder], ids=["zip", "folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """Writes an export's files to the same place each time."""
    return lambda files: request.param(tmp_path / "export", files)


def opened(path: Path, max_bytes: int = 1_000_000, **options: str) -> Source:
    entry = SourceEntry("old-chat", "slack-export", str(path), added_at=datetime.now(UTC), options=options)
    return slack_export.open_source(Opening(entry, SUPPORTED, Path("kept"), max_bytes))


def listing(source: Source) -> dict[str, Listed]:
    return {item.path: item for item in source.listing() if isinstance(item, Listed)}


def skipped(source: Source) -> set[str]:
    return {item.path for item in source.listing() if isinstance(item, Skipped)}


def document(path: Path, name: str, **options: str) -> Parsed:
    source = opened(path, **options)
    data = source.read(listing(source)[name])
    assert data is not None
    return parse(data, name, "json")


def words(path: Path, name: str, **options: str) -> str:
    return "\n".join(block.text for block in document(path, name, **options).blocks)


Place = Callable[[dict[str, Any]], Path]


def test_replies_in_later_days_files_join_their_thread(place: Place) -> None:
    workspace = tidewater()
    workspace.say("C0GENERAL", stamp(1), "We settled on plovers.", BO, stamp(7))
    files = exported(workspace)
    assert "plovers" in json.dumps(files[f"general/{day(1)}.json"])
    path = place(files)
    assert words(path, THREAD).split("\n") == [
        "Ana Ruiz: How many jobs does queue 1 hold?",
        "Chen Wei: It held 100 then.",
        "Chen Wei: It held 200 then.",
        "Chen Wei: It held 300 then.",
        "Bo Lindqvist: We settled on plovers.",
    ]
    assert f"C0GENERAL/{day(1)}.json" not in listing(opened(path))
    assert words(path, DAY) == "Chen Wei: Release 1 is out.\nAna Ruiz: Thanks, deploying it."


def test_a_later_export_changes_the_versions_of_what_changed(place: Place) -> None:
    workspace = tidewater()
    before = listing(opened(place(exported(workspace))))
    workspace.say("C0GENERAL", stamp(1), "We settled on plovers.", BO, stamp(7))
    after = listing(opened(place(exported(workspace))))
    assert after.keys() == before.keys()
    assert {path for path in after if after[path].version != before[path].version} == {THREAD}


def test_a_reply_whose_root_is_not_in_the_export_is_a_thread_all_the_same(place: Place) -> None:
    workspace = tidewater()
    del workspace.channels["C0GENERAL"].messages[stamp(7)]
    assert words(place(exported(workspace)), THREAD).startswith("Chen Wei: It held 100 then.")


def test_an_old_exports_root_that_lists_its_replies_and_no_count_is_in_its_thread(place: Place) -> None:
    files = exported(tidewater())
    for message in files[f"general/{day(7)}.json"]:
        for key in ("reply_count", "reply_users", "reply_users_count", "latest_reply"):
            message.pop(key, None)
    path = place(files)
    assert words(path, THREAD).startswith("Ana Ruiz: How many jobs")
    assert "How many jobs" not in words(path, DAY)


def test_a_renamed_channel_keeps_its_paths(place: Place) -> None:
    workspace = tidewater()
    before = listing(opened(place(exported(workspace))))
    workspace.channels["C0GENERAL"].name = "everybody"
    path = place(exported(workspace))
    assert listing(opened(path)).keys() == before.keys()
    assert document(path, THREAD).title.endswith("(#everybody)")


def test_a_renamed_person_changes_every_version(place: Place) -> None:
    workspace = tidewater()
    before = listing(opened(place(exported(workspace))))
    workspace.add_user(CHEN, "Chen Wei-Ling", "chen@tidewater.example")
    after = listing(opened(place(exported(workspace))))
    assert all(after[path].version != before[path].version for path in before)


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"domain": "tidewater"}, f"https://tidewater.slack.com/archives/C0GENERAL/p{stamp(7).replace('.', '')}"),
        ({"domain": "Tidewater.slack.com"}, f"https://tidewater.slack.com/archives/C0GENERAL/p{stamp(7).replace('.', '')}"),
        ({}, ""),
    ],
    ids=["domain", "whole domain", "unknown"],
)
def test_a_document_links_to_its_first_message(place: Place, options: dict[str, str], url: str) -> None:
    path = place(exported(tidewater()))
    assert document(path, THREAD, **options).url == url
    assert listing(opened(path, **options))[THREAD].url == url


def test_public_channels_are_read_by_those_who_were_full_members(place: Place) -> None:
    workspace = tidewater()
    workspace.add_user("U0GONE", "Gone Person", "gone@tidewater.example", deleted=True)
    workspace.add_user("U0OTHER", "Other Org", "other@partner.example", team_id="T0PARTNER")
    source = opened(place(exported(workspace)))
    assert listing(source)[THREAD].readers == Readers(frozenset({f"group:{TEAM_GROUP}"}))
    assert source.audiences()[TEAM_GROUP] == {f"user:{name}@tidewater.example" for name in ("ana", "bo", "chen")}


def test_private_channels_are_read_by_their_members_and_public_ones_by_guests_who_were_in_them(place: Place) -> None:
    source = opened(place(exported(tidewater())))
    found = listing(source)
    private, storage = "group:slack:export/old-chat/G0SECRET", "group:slack:export/old-chat/C0STORAGE"
    assert found[f"G0SECRET/{stamp(7)}.json"].readers == Readers(frozenset({private}))
    assert found[f"C0STORAGE/{stamp(7)}.json"].readers == Readers(frozenset({f"group:{TEAM_GROUP}", storage}))
    assert source.audiences()["slack:export/old-chat/G0SECRET"] == {"user:ana@tidewater.example", "user:chen@tidewater.example"}
    assert source.audiences()["slack:export/old-chat/C0STORAGE"] == {"user:gil@contractor.example"}


def test_an_exports_groups_are_never_those_of_the_live_workspace(place: Place) -> None:
    groups = opened(place(exported(tidewater()))).audiences()
    assert groups
    assert not groups.keys() & {f"slack:{name}" for name in (TEAM, "C0GENERAL", "C0STORAGE", "G0SECRET")}


def test_direct_messages_are_never_read(place: Place) -> None:
    files = exported(tidewater())
    group = {"id": "G0MPIM", "name": "mpdm-ana--bo-1", "is_mpim": True, "members": [ANA, BO]}
    files["groups.json"].append(group)
    files["mpims.json"] = [group]
    files["mpdm-ana--bo-1/2026-01-05.json"] = files["D0DIRECT/2026-01-05.json"]
    source = opened(place(files))
    assert not any(path.startswith(("D0", "G0MPIM")) for path in listing(source))
    assert skipped(source) == {"dms.json", "mpims.json"}


def test_channels_of_one_name_are_left_out_since_their_readers_cannot_be_told(place: Place) -> None:
    files = exported(tidewater())
    files["groups.json"].append({"id": "G0TWIN", "name": "general", "members": [ANA]})
    source = opened(place(files))
    assert not any(path.startswith(("C0GENERAL", "G0TWIN")) for path in listing(source))
    assert "#general" in skipped(source)


def test_an_id_that_would_be_two_readers_or_another_path_is_no_channel(place: Place) -> None:
    files = exported(tidewater())
    for name in ("C1,everyone", "../C1", "C1/x"):
        files["channels.json"].append({"id": name, "name": f"odd-{len(files)}", "members": []})
        files[f"odd-{len(files)}/{day(2)}.json"] = [{"type": "message", "ts": stamp(2), "user": ANA, "text": "hello"}]
    assert {path.partition("/")[0] for path in listing(opened(place(files)))} == {"C0GENERAL", "C0STORAGE", "G0SECRET"}


def test_a_public_export_without_private_channels_is_read(place: Place) -> None:
    files = exported(tidewater())
    del files["groups.json"]
    assert {path.partition("/")[0] for path in listing(opened(place(files)))} == {"C0GENERAL", "C0STORAGE"}


def test_an_organisations_export_names_its_people_in_a_file_of_its_own(place: Place) -> None:
    files = exported(tidewater())
    files["org_users.json"] = files.pop("users.json")
    assert document(place(files), THREAD).authors == ("Ana Ruiz", "Chen Wei")


def test_channels_and_the_first_day_are_chosen(place: Place) -> None:
    path = place(exported(tidewater()))
    assert listing(opened(path, channels="general", since=day(8))).keys() == {THREAD, DAY}


def test_bots_are_left_out_unless_they_are_wanted(place: Place) -> None:
    workspace = tidewater()
    workspace.say("C0GENERAL", stamp(2), "build 17 passed", subtype="bot_message", username="CI", bot_id="B0CI")
    path = place(exported(workspace))
    assert f"C0GENERAL/{day(2)}.json" not in listing(opened(path))
    assert words(path, f"C0GENERAL/{day(2)}.json", bots="yes") == "CI: build 17 passed"


@pytest.mark.parametrize(
    "message",
    [
        {"ts": "../../etc/passwd", "text": "x"},
        {"ts": "nan", "text": "x"},
        {"ts": "99999999999999.0", "text": "x"},
        {"ts": 17, "text": "x"},
        {"text": "no time stamp"},
        "a text",
        None,
    ],
    ids=str,
)
def test_what_is_no_message_is_passed_by(place: Place, message: Any) -> None:
    files = exported(tidewater())
    before = listing(opened(place(files))).keys()
    files[f"general/{day(7)}.json"].append(message)
    assert listing(opened(place(files))).keys() == before


def test_odd_values_in_a_message_cost_nothing_but_themselves(place: Place) -> None:
    files = exported(tidewater())
    odd = {
        "ts": stamp(2), "text": "still said", "user": [1], "subtype": {}, "thread_ts": "../x", "edited": 1, "blocks": "no",
        "files": [None, {"title": 3}], "attachments": {}, "reactions": [{"name": []}], "user_profile": [], "bot_profile": "x",
    }  # fmt: skip
    files[f"general/{day(2)}.json"] = [odd]
    files["users.json"].append({"id": "U9", "profile": [], "enterprise_user": 3, "team_id": []})
    assert words(place(files), f"C0GENERAL/{day(2)}.json") == "unknown: still said"


def test_a_document_over_the_limit_is_named_and_not_read(place: Place) -> None:
    source = opened(place(exported(tidewater())), max_bytes=100)
    with pytest.raises(UnreadableDocument, match="max_file_mb"):
        source.read(listing(source)[THREAD])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (f"general/{day(7)}.json", b"[{", "not valid JSON"),
        (f"general/{day(7)}.json", b"[" * 200_000, "not valid JSON"),
        (f"general/{day(7)}.json", b"\xff\xfe[", "not valid JSON"),
        ("users.json", b"no", "not valid JSON"),
    ],
    ids=["cut off", "too deep", "no UTF-8", "users"],
)
def test_a_broken_file_ends_the_run_and_removes_nothing(place: Place, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        listing(opened(place(exported(tidewater()) | {name: content})))


def test_an_export_without_channels_is_no_empty_one(place: Place) -> None:
    files = exported(tidewater())
    del files["channels.json"], files["groups.json"]
    with pytest.raises(SourceError, match=r"no channels\.json"):
        listing(opened(place(files)))


def test_an_export_packed_with_its_folder_is_read(tmp_path: Path) -> None:
    files = exported(tidewater())
    plain, packed = write_zip(tmp_path / "a.zip", files), write_zip(tmp_path / "b.zip", files, "Tidewater Slack export/")
    assert listing(opened(packed)).keys() == listing(opened(plain)).keys()


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / day(2)).write_text("outside")
    said = [{"ts": stamp(2), "user": ANA, "text": "escaped"}]
    odd = {f"{prefix}/{day(2)}.json": said for prefix in ("../general", "/general", "general/..", "general/more")}
    path = write_zip(tmp_path / "export.zip", exported(tidewater()) | odd)
    assert f"C0GENERAL/{day(2)}.json" not in listing(opened(path))


def test_a_damaged_archive_is_said(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "export.zip", exported(tidewater()))
    content = bytearray(path.read_bytes())
    info = zipfile.ZipFile(path).getinfo(f"general/{day(7)}.json")
    content[info.header_offset + 30 + len(info.filename) + 20] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(SourceError, match="damaged"):
        listing(opened(path))


@pytest.mark.parametrize("cut", [0, 30, 4000], ids=["empty", "a header", "half"])
def test_a_cut_archive_is_said(tmp_path: Path, cut: int) -> None:
    path = write_zip(tmp_path / "export.zip", exported(tidewater()))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(SourceError, match=r"not a whole \.zip"):
        listing(opened(path))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    files = exported(tidewater())
    path = write_zip(tmp_path / "export.zip", files)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(f"general/{day(3)}.json", "w") as member:
        block = b" " * 1_000_000
        for _ in range(201):
            member.write(block)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(SourceError, match="more than 200 MB"):
        listing(opened(path))


def test_an_encrypted_archive_is_said(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "export.zip", exported(tidewater()))
    content = path.read_bytes()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content = content[: start + offset] + b"\x01\x00" + content[start + offset + 2 :]
            start = content.find(mark, start + 4)
    path.write_bytes(content)
    with pytest.raises(SourceError, match="encrypted"):
        listing(opened(path))


def test_links_and_pipes_in_a_folder_are_passed_by(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "export", exported(tidewater()))
    said = json.dumps([{"ts": stamp(2), "user": ANA, "text": "from elsewhere"}])
    (tmp_path / "outside.json").write_text(said)
    (path / "general" / f"{day(2)}.json").symlink_to(tmp_path / "outside.json")
    os.mkfifo(path / "general" / f"{day(3)}.json")
    (path / "linked").symlink_to(tmp_path, target_is_directory=True)
    found = listing(opened(path))
    assert not {f"C0GENERAL/{day(2)}.json", f"C0GENERAL/{day(3)}.json"} & found.keys()


@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_an_export_that_is_not_there_any_more_is_an_error_and_not_an_empty_one(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "gone"
    if kind == "folder":
        path.mkdir()
    source = opened(path)
    if kind == "folder":
        path.rmdir()
    with pytest.raises(SourceError):
        listing(source)


def test_a_location_is_a_zip_or_a_folder(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "export.zip", exported(tidewater()))
    assert slack_export.settle(str(archive)) == str(archive)
    assert slack_export.settle(str(tmp_path)) == str(tmp_path)
    (tmp_path / "notes.txt").write_text("no export")
    for wrong in ("notes.txt", "missing.zip"):
        with pytest.raises(UsageError, match="no Slack export"):
            slack_export.settle(str(tmp_path / wrong))


@pytest.mark.parametrize("options", [{"domain": "https://evil.example"}, {"since": "2026"}, {"bots": "1"}], ids=str)
def test_an_option_that_cannot_be_used_is_refused(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        opened(tmp_path, **options)


def test_a_busy_channel_is_looked_through_file_by_file(tmp_path: Path) -> None:
    """More days than are kept in memory, with threads that reach over all of them."""
    workspace = Workspace()
    workspace.add_user(ANA, "Ana Ruiz")
    workspace.add_user(GUEST, "Gil")
    workspace.add_channel("C0BUSY", "busy", [ANA])
    for ago in range(1, 41):
        workspace.say("C0BUSY", stamp(ago), f"Root {ago}", ANA)
        workspace.say("C0BUSY", stamp(ago, 10), f"Aside {ago}", ANA)
        for later in range(max(0, ago - 15), ago):
            workspace.say("C0BUSY", f"{float(stamp(later, 11)) + ago:.6f}", f"Reply to {ago}", GUEST, stamp(ago))
    path = write_zip(tmp_path / "export.zip", exported(workspace))
    source = opened(path)
    found = listing(source)
    assert len(found) == 80
    for ago in range(1, 41):
        data = json.loads(source.read(found[f"C0BUSY/{stamp(ago)}.json"]) or b"")
        assert [one["text"] for one in data["messages"]] == [f"Root {ago}"] + [f"Reply to {ago}"] * min(15, ago)
