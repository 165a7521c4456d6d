"""Google Drive, against a stand-in that pages, masks fields, and logs changes as its API does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from assistant.domain.documents import Kind
from assistant.domain.readers import Readers
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.formats.registry import SUPPORTED, parse
from ingest.opening import Access, Opening, Waiting
from ingest.parsed import BlockKind, Parsed
from ingest.ports import Gone, Item, Listed, Reached, Skipped, Source
from ingest.sources.drive import open_source, settle
from tests.stand_ins.drive_server import FOLDER, MOST_EXPORTED, SHORTCUT
from tests.stand_ins.drive_world import ANA, BO, ROOT, DriveWorld, SharedDriveWorld

PATIENCE = Waiting(attempts=4, first_s=0.001, longest_s=0.002, retry_after_s=1, timeout_s=5)
ONE = "1Document0001"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DriveWorld]:
    with DriveWorld(tmp_path) as made:
        yield made


def opened(world: DriveWorld, access: Access | None = None, max_bytes: int = 20_000_000) -> Source:
    opening = Opening(world.entry, SUPPORTED | {".pptx"}, Path(), max_bytes, access or world.access, waiting=PATIENCE)
    return open_source(opening)


def listed(world: DriveWorld) -> dict[str, Listed]:
    return {item.path: item for item in opened(world).listing() if isinstance(item, Listed)}


def parsed(world: DriveWorld, path: str) -> Parsed:
    one = listed(world)[path]
    data = opened(world).read(one)
    assert data is not None
    return parse(data, one.path, one.form)


def cursor(world: DriveWorld) -> str:
    *_, last = opened(world).listing()
    assert isinstance(last, Reached)
    return last.cursor


def since(world: DriveWorld, start: str) -> list[Item]:
    return [item for item in opened(world).changes(start) if not isinstance(item, Reached)]


def paths(items: list[Item], kind: type[Listed | Gone]) -> set[str]:
    return {item.path for item in items if isinstance(item, kind)}


@pytest.mark.parametrize(
    "location",
    [
        ROOT,
        f"https://drive.google.com/drive/folders/{ROOT}",
        f"https://drive.google.com/drive/u/1/folders/{ROOT}?usp=sharing",
        f"https://drive.google.com/open?id={ROOT}&authuser=0",
        f" {ROOT} ",
    ],
)
def test_an_address_and_an_id_mean_the_same_folder(location: str) -> None:
    assert settle(location) == ROOT


@pytest.mark.parametrize(
    "location",
    ["", "root", "my documents", "https://drive.google.com.evil.example/drive/folders/1AbCdEfGhIjKl", "1Ab' or 'x' in parents"],
)
def test_what_is_no_folder_of_drive_is_refused_with_an_example(location: str) -> None:
    with pytest.raises(UsageError, match=r"drive\.google\.com/drive/folders/1"):
        settle(location)


def test_a_google_document_has_its_name_people_dates_address_and_headings(world: DriveWorld) -> None:
    document = parsed(world, ONE)
    assert document.title == "Plan 1"
    assert [block.text for block in document.blocks if block.kind is BlockKind.HEADING] == ["Summary"]
    assert "keeps the queue short" in document.blocks[-1].text
    assert document.authors == ("Ana Ruiz",)
    assert document.created_at is not None
    assert document.updated_at is not None
    assert document.updated_at > document.created_at
    assert document.url == world.server.files[ONE]["webViewLink"]


def test_the_names_of_the_folders_tell_the_kind(world: DriveWorld) -> None:
    assert parsed(world, "1Document0002").kind is Kind.MEETING


def test_a_first_heading_that_is_the_name_is_not_said_twice(world: DriveWorld) -> None:
    world.server.write(ONE, "# Plan 1\n\nThe words.\n")
    document = parsed(world, ONE)
    assert document.title == "Plan 1"
    assert [block.text for block in document.blocks] == ["The words."]


def test_pictures_are_left_out_of_exported_markdown(world: DriveWorld) -> None:
    world.server.write(ONE, f"Before ![][image1] after.\n\n[image1]: <data:image/png;base64,{'A' * 2_000_000}>\n")
    document = parsed(world, ONE)
    assert [block.text for block in document.blocks] == ["Before  after."]


def test_an_uploaded_file_keeps_the_title_that_it_states(world: DriveWorld) -> None:
    document = parsed(world, "1Upload00009")
    assert document.title == "Limits"
    assert "a million jobs" in document.blocks[0].text


def test_an_uploaded_file_without_an_extension_is_read_by_its_type(world: DriveWorld) -> None:
    world.server.put("1Upload00010", ROOT, name="README", mimeType="text/markdown", size="9", md5Checksum="aa")
    world.server.contents["1Upload00010"] = b"# Hello\n\nWords.\n"
    assert parsed(world, "1Upload00010").title == "Hello"


def test_a_presentation_is_exported_as_slides(world: DriveWorld) -> None:
    slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    world.server.put("1Slides00001", ROOT, name="Kick-off", mimeType="application/vnd.google-apps.presentation")
    world.server.exports["1Slides00001", slides] = b"PK\x03\x04 the slides"
    data = opened(world).read(listed(world)["1Slides00001"])
    assert data is not None
    made = json.loads(data)
    assert made["extension"] == ".pptx"
    assert made["drive_file"]["name"] == "Kick-off"
    assert made["base64"] == "UEsDBCB0aGUgc2xpZGVz"


def test_a_document_too_large_to_export_with_its_pictures_comes_as_text(world: DriveWorld) -> None:
    world.server.write(ONE, "x" * (MOST_EXPORTED + 1))
    world.server.write(ONE, "The words alone.", "text/plain")
    document = parsed(world, ONE)
    assert document.title == "Plan 1"
    assert document.blocks[0].text == "The words alone."


def test_a_document_too_large_in_every_format_fails_alone_with_the_reason(world: DriveWorld) -> None:
    world.server.write(ONE, "x" * (MOST_EXPORTED + 1))
    world.server.write(ONE, "x" * (MOST_EXPORTED + 1), "text/plain")
    with pytest.raises(UnreadableDocument, match="10 MB that Drive exports"):
        opened(world).read(listed(world)[ONE])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "Budget", "mimeType": "application/vnd.google-apps.spreadsheet"}, "a Google spreadsheet"),
        ({"name": "sign-up", "mimeType": "application/vnd.google-apps.form"}, "a Google form"),
        ({"name": "logo.png", "mimeType": "image/png"}, "no format for .png"),
        ({"name": "dump", "mimeType": "application/octet-stream"}, "no format for application/octet-stream"),
    ],
    ids=["spreadsheet", "form", "picture", "no extension"],
)
def test_what_is_no_document_is_skipped_with_the_reason(world: DriveWorld, fields: dict[str, Any], reason: str) -> None:
    world.server.put("1SomethingElse", "1FolderDesign", **fields)
    skipped = [item for item in opened(world).listing() if isinstance(item, Skipped)]
    assert [item.path for item in skipped] == [f"Design/{fields['name']}"]
    assert reason in skipped[0].reason


def test_a_file_over_the_limit_is_listed_with_its_readers_and_not_fetched(world: DriveWorld) -> None:
    source = opened(world, max_bytes=40)
    large = next(item for item in source.listing() if isinstance(item, Listed) and item.path == "1Upload00009")
    assert large.readers is not None
    with pytest.raises(UnreadableDocument, match=r"'limits\.md' has .* MB, more than"):
        source.read(large)


def test_a_file_that_is_shared_otherwise_since_it_was_listed_is_not_read(world: DriveWorld) -> None:
    source = opened(world)
    before = next(item for item in source.listing() if isinstance(item, Listed) and item.path == ONE)
    world.restrict(ONE)
    with pytest.raises(UnreadableDocument, match="shared otherwise"):
        source.read(before)


def test_a_renamed_document_keeps_its_path_and_shows_its_new_name(world: DriveWorld) -> None:
    before = listed(world)[ONE]
    world.server.touch(ONE, name="The plan that we follow")
    after = listed(world)[ONE]
    assert after.version != before.version
    assert parsed(world, ONE).title == "The plan that we follow"


def test_looking_at_a_document_or_starring_it_does_not_change_its_version(world: DriveWorld) -> None:
    before = listed(world)[ONE]
    world.server.touch(ONE, starred=True, viewedByMeTime="2024-07-01T10:00:00.000Z", viewersCanCopyContent=True)
    assert listed(world)[ONE] == before


def shortcut(world: DriveWorld, target: str, mime_type: str = "application/vnd.google-apps.document") -> None:
    details = {"targetId": target, "targetMimeType": mime_type}
    world.server.put("1Shortcut0001", "1FolderDesign", name="Look here", mimeType=SHORTCUT, shortcutDetails=details)


def outside(world: DriveWorld) -> str:
    world.server.put("1OtherFolder", "", name="Elsewhere", mimeType=FOLDER)
    world.server.put("1OutsideDocument", "1OtherFolder", name="Handbook")
    world.server.write("1OutsideDocument", "Words from elsewhere.")
    return "1OutsideDocument"


def test_a_shortcut_stands_for_the_file_that_it_points_to(world: DriveWorld) -> None:
    target = outside(world)
    shortcut(world, target)
    assert target in listed(world)
    document = parsed(world, target)
    assert document.title == "Handbook"
    world.server.write(target, "Other words.")
    assert paths(since(world, str(len(world.server.changed) - 1)), Listed) == {target}


def test_a_shortcut_to_what_stands_there_anyway_lists_nothing_twice(world: DriveWorld) -> None:
    shortcut(world, ONE)
    found = [item.path for item in opened(world).listing() if isinstance(item, Listed)]
    assert sorted(found) == sorted(world.paths() - {"1Shortcut0001"})


def test_a_shortcut_to_a_folder_is_not_followed_into_a_circle(world: DriveWorld) -> None:
    shortcut(world, ROOT, FOLDER)
    skipped = [item for item in opened(world).listing() if isinstance(item, Skipped)]
    assert [(item.path, "a source of its own" in item.reason) for item in skipped] == [("Design/Look here", True)]


def test_a_shortcut_to_what_is_not_shared_is_skipped(world: DriveWorld) -> None:
    shortcut(world, "1NotSharedWithUs")
    skipped = [item for item in opened(world).listing() if isinstance(item, Skipped)]
    assert ["not shared" in item.reason for item in skipped] == [True]


def move(world: DriveWorld, file_id: str, parent: str) -> None:
    world.server.touch(file_id, parents=[parent])


@pytest.mark.parametrize("go", [DriveWorld.remove, lambda world, one: world.server.delete(one)], ids=["bin", "for good"])
def test_a_deleted_document_is_gone_at_the_next_look(world: DriveWorld, go: Callable[[DriveWorld, str], None]) -> None:
    start = cursor(world)
    go(world, ONE)
    assert since(world, start) == [Gone(ONE)]


def test_a_document_that_moves_out_is_gone_and_one_that_moves_in_is_listed(world: DriveWorld) -> None:
    other = outside(world)
    start = cursor(world)
    move(world, ONE, "1OtherFolder")
    move(world, other, "1FolderMeetings")
    assert paths(since(world, start), Gone) == {ONE}
    assert paths(since(world, start), Listed) == {other}


@pytest.mark.parametrize("go", ["moved out", "into the bin"])
def test_a_folder_that_goes_takes_along_what_is_below_it(world: DriveWorld, go: str) -> None:
    outside(world)
    world.server.put("1DeeperFolder", "1FolderDesign", name="Deeper", mimeType=FOLDER)
    world.server.put("1DeepDocument", "1DeeperFolder", name="Deep")
    below = {"1DeepDocument", "1Upload00009", "1Document0001", "1Document0004", "1Document0007"}
    start = cursor(world)
    if go == "moved out":
        move(world, "1FolderDesign", "1OtherFolder")
    else:
        world.server.bin("1FolderDesign")
    assert paths(since(world, start), Gone) >= below
    assert not paths(since(world, start), Listed)
    assert set(listed(world)) == world.paths()


def test_a_folder_that_moves_in_brings_what_is_below_it(world: DriveWorld) -> None:
    other = outside(world)
    start = cursor(world)
    move(world, "1OtherFolder", "1FolderMeetings")
    assert paths(since(world, start), Listed) == {other}


def test_a_narrowed_permission_is_a_change(world: DriveWorld) -> None:
    start = cursor(world)
    world.restrict(ONE)
    found = [item for item in since(world, start) if isinstance(item, Listed)]
    assert [item.path for item in found] == [ONE]
    assert found[0].readers is not None
    assert "user:bo@tidewater.example" not in found[0].readers.names


SOON, LONG_AGO = "2999-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ({"type": "user", "emailAddress": "Chen@Tidewater.example"}, {"user:chen@tidewater.example"}),
        ({"type": "group", "emailAddress": "eng@tidewater.example"}, {"group:drive:eng@tidewater.example"}),
        (
            {"type": "domain", "domain": "tidewater.example", "allowFileDiscovery": True},
            {"user:*@tidewater.example"},
        ),
        ({"type": "domain", "domain": "tidewater.example", "allowFileDiscovery": False}, set()),
        ({"type": "anyone", "allowFileDiscovery": False}, set()),
        ({"type": "anyone"}, set()),
        ({"type": "anyone", "allowFileDiscovery": True}, {"everyone"}),
        ({"type": "user", "emailAddress": "x@y.example", "expirationTime": LONG_AGO}, set()),
        ({"type": "user", "emailAddress": "x@y.example", "expirationTime": SOON}, {"user:x@y.example"}),
        ({"type": "user", "emailAddress": "x@y.example", "deleted": True}, set()),
        ({"type": "user", "emailAddress": "x@y.example", "view": "metadata"}, set()),
        ({"type": "user", "emailAddress": "a,everyone"}, set()),
        ({"type": "somebody"}, set()),
    ],
    ids=["user", "group", "domain", "domain by link", "by link", "by link, unsaid", "public", "expired", "expires later",
         "deleted", "metadata only", "comma", "unknown"],
)  # fmt: skip
@pytest.mark.parametrize("kind", [DriveWorld, SharedDriveWorld])
def test_a_permission_makes_these_readers(
    tmp_path: Path, kind: type[DriveWorld], permission: dict[str, Any], expected: set[str]
) -> None:
    with kind(tmp_path) as world:
        world.server.permissions[ONE] = [ANA, {"id": "77", **permission}]
        source = opened(world)
        found = {item.path: item for item in source.listing() if isinstance(item, Listed)}
        assert found[ONE].readers == Readers(frozenset({"user:ana@tidewater.example", *expected}))
        groups = {name.removeprefix("group:") for name in expected if name.startswith("group:")}
        assert groups <= set(source.audiences())


def test_an_account_that_may_not_learn_the_readers_leaves_them_to_the_administrator(world: DriveWorld) -> None:
    world.server.may_share = False
    assert {one.readers for one in listed(world).values()} == {None}


@pytest.mark.parametrize("kind", [DriveWorld, SharedDriveWorld])
def test_a_single_document_with_hidden_readers_is_for_administrators(tmp_path: Path, kind: type[DriveWorld]) -> None:
    with kind(tmp_path) as world:
        world.server.hidden.add(ONE)
        found = listed(world)
        assert found[ONE].readers == Readers()
        assert all(one.readers for path, one in found.items() if path != ONE)


def test_permissions_of_a_shared_drive_are_asked_for_where_one_is_new(tmp_path: Path) -> None:
    with SharedDriveWorld(tmp_path) as world:
        listed(world)
        assert sum("/permissions" in address for _, address, _ in world.server.log) == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda server: server.files.pop(ROOT), "share it with the account"),
        (lambda server: server.files[ROOT].update(trashed=True), "in the bin"),
        (lambda server: server.files[ROOT].update(mimeType="text/plain"), "add the folder that it is in"),
        (lambda server: setattr(server, "in_part", True), "in part only"),
    ],
    ids=["not shared", "in the bin", "a file", "incomplete search"],
)
def test_a_folder_that_can_not_be_read_as_a_whole_is_an_error(
    world: DriveWorld, spoil: Callable[[Any], None], words: str
) -> None:
    spoil(world.server)
    with pytest.raises(SourceError, match=words):
        list(opened(world).listing())


def test_a_quota_that_is_used_up_for_a_moment_is_waited_for(world: DriveWorld) -> None:
    world.server.hasty = 2
    assert set(listed(world)) == world.paths()


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def account(world: DriveWorld, tmp_path: Path) -> Access:
    """A service account that the stand-in knows."""
    private = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    world.server.public_key = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    information = {
        "type": "service_account",
        "client_email": "lore@project.iam.example",
        "private_key_id": "abc",
        "private_key": private,
        "token_uri": f"{world.server.address}/token",
    }
    file = tmp_path / "account.json"
    file.write_text(json.dumps(information), encoding="utf-8")
    return Access(key_file=str(file), user="ana@tidewater.example")


def everything(source: Source) -> set[str]:
    return {item.path for item in source.listing() if isinstance(item, Listed)}


def test_a_service_account_signs_for_a_token_and_uses_it_until_it_ends(world: DriveWorld, account: Access) -> None:
    assert everything(opened(world, account)) == world.paths()
    (claims,) = world.server.claims
    assert claims["iss"] == "lore@project.iam.example"
    assert claims["sub"] == "ana@tidewater.example"
    assert claims["scope"] == "https://www.googleapis.com/auth/drive.readonly"
    assert claims["exp"] - claims["iat"] == 3600


def test_without_delegation_the_account_acts_for_itself(world: DriveWorld, account: Access) -> None:
    everything(opened(world, replace(account, user="")))
    assert "sub" not in world.server.claims[0]


def test_a_token_that_is_about_to_end_is_renewed_before(world: DriveWorld, account: Access) -> None:
    world.server.lasts_s = 60
    source = opened(world, account)
    assert everything(source) == world.paths()
    assert len(world.server.granted) > 1
    assert world.server.count(401) == 0


def test_a_token_that_was_revoked_is_renewed_once(world: DriveWorld, account: Access) -> None:
    source = opened(world, account)
    everything(source)
    world.server.granted[:] = ["x"]
    assert everything(source) == world.paths()
    assert world.server.count(401) == 1


def test_an_account_whose_tokens_are_refused_is_an_error_and_not_a_loop(world: DriveWorld, account: Access) -> None:
    source = opened(world, account)
    items = source.listing()
    next(items)
    world.server.shut_out = True
    with pytest.raises(SourceError):
        list(items)
    assert world.server.count(401) == 2


def test_a_key_that_google_does_not_know_is_said_without_showing_it(world: DriveWorld, account: Access) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    world.server.public_key = other.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(SourceError, match=r"refuses the service account .*invalid_grant") as raised:
        everything(opened(world, account))
    assert "PRIVATE KEY" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "can't be read"),
        ("{", "not JSON"),
        ("[]", "no service account's key"),
        ('{"client_email": "a", "token_uri": "b"}', "no service account's key"),
        ('{"client_email": "a", "token_uri": "b", "private_key": "-----BEGIN PRIVATE KEY-----\\nAAAA"}', "can't be used"),
    ],
    ids=["no file", "not JSON", "a list", "no key", "a broken key"],
)
def test_a_key_file_that_can_not_be_used_says_what_to_do(
    world: DriveWorld, tmp_path: Path, content: str | None, words: str
) -> None:
    file = tmp_path / "key.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=words) as raised:
        opened(world, Access(key_file=str(file)))
    assert "BEGIN" not in str(raised.value)


def test_without_any_credential_the_error_says_which_to_set(world: DriveWorld) -> None:
    with pytest.raises(SourceError, match="key_file"):
        opened(world, Access())


def test_the_person_who_lost_access_is_no_reader_of_the_restricted_document(world: DriveWorld) -> None:
    readers = listed(world)["1Document0000"].readers
    assert readers == Readers(frozenset({f"user:{ANA['emailAddress']}", f"user:{BO['emailAddress']}"}))
