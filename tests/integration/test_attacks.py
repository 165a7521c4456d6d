"""Attacks on the ingest that once worked: readers who were too many, tokens that travelled, bodies that burst."""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
import structlog
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.adapters.catalogue.open import open_catalogue
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Document
from assistant.domain.readers import EVERYONE, Readers
from assistant.domain.sources import Coverage, SourceEntry
from assistant.errors import SourceError, UnreadableDocument
from assistant.web.guard import Guard
from assistant.web.server import keep_values_out_of_tracebacks
from ingest.bootstrap import Ingest
from ingest.connection import Connection
from ingest.job import Job, Tools
from ingest.making import Maker
from ingest.opening import Waiting
from ingest.parsed import Parsed
from ingest.ports import Listed, Told
from ingest.sources.confluence_readers import SpaceReaders
from ingest.sources.confluence_wiki import Entry, Json, Subjects, Wiki
from ingest.sources.git_repository import Repository, environment
from ingest.sources.github_auth import TokenAuth
from ingest.webhooks import Hooked, webhook_route
from tests.stand_ins.memory_source import MemorySource
from tests.stand_ins.quiet import Quiet
from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer
from tests.unit.ingest.test_job import cleaned

SECRET: Final = "ghp_TellNobody123"
IMPATIENT: Final = Waiting(attempts=2, first_s=0.001, longest_s=0.01, timeout_s=5)
ALL: Final = Readers(frozenset({EVERYONE}))
TEAM, HR = Readers.parse("group:memory:team"), Readers.parse("group:memory:hr")


class Scene:
    """One shared document, and whoever breaks it."""

    def __init__(self, root: Path) -> None:
        self.catalogue = open_catalogue(root / "catalogue.sqlite")
        self.entry = SourceEntry("docs", "memory", "", added_at=datetime.now(UTC))
        self.catalogue.sources.add(self.entry)
        self.source = MemorySource()
        self.source.write("first.md", "# First\n\nThe salaries, as they were drafted.\n")
        self.source.share("first.md", ALL)
        self.look()

    def look(self, *, follow: bool = False) -> Coverage:
        tools = Tools(self.catalogue.ledger, self.catalogue.documents, HashingEmbedder(), _parse, 220)
        job = Job(self.entry, self.source, tools, Quiet())
        return job.follow() if follow else job.compare()

    def document(self) -> Document:
        held = self.catalogue.ledger.held("docs").documents["first.md"]
        document = self.catalogue.documents.get(held.document_id)
        assert document is not None
        return document

    def readers(self) -> Readers:
        return self.document().readers


def _parse(data: bytes, path: str, form: str) -> Parsed:
    if b"broken" in data:
        raise UnreadableDocument("is broken")
    return cleaned(data, path, form)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.catalogue.close()


class TestReadersOfWhatCantBeReadAnew:
    """The version before is still served, but to nobody whom the source shut out meanwhile."""

    @pytest.mark.parametrize("follow", [False, True], ids=["compared", "followed"])
    def test_a_new_version_that_cant_be_parsed_keeps_no_former_reader(self, scene: Scene, *, follow: bool) -> None:
        scene.source.write("first.md", "broken")
        scene.source.share("first.md", HR)
        for _ in range(2):  # the second time it is known to be refused
            scene.look(follow=follow)
            assert scene.readers() == HR

    def test_nor_does_one_that_cant_be_downloaded(self, scene: Scene) -> None:
        scene.source.write("first.md", "# First\n\nNew.\n")
        scene.source.share("first.md", HR)
        scene.source.unreadable.add("first.md")
        assert scene.look().failed
        assert scene.readers() == HR

    def test_nor_does_what_comes_after_a_document_that_ends_each_run(self, scene: Scene) -> None:
        scene.source.texts = {"poison.md": "x", **scene.source.texts}
        scene.source.write("poison.md", "# Poison\n\nThe server answers 400 to this one.\n")
        scene.source.write("first.md", "# First\n\nNew.\n")
        scene.source.share("first.md", HR)
        scene.source.fails_after = 0
        assert scene.look().stopped
        assert scene.readers() == HR

    def test_new_readers_wait_for_the_version_that_is_for_them(self, scene: Scene) -> None:
        scene.source.share("first.md", HR)
        scene.look()
        scene.source.write("first.md", "broken: the salaries were taken out, and the rest was shared")
        scene.source.share("first.md", ALL)
        assert scene.look().failed
        assert scene.readers() == HR
        scene.source.write("first.md", "# First\n\nWithout the salaries.\n")
        assert scene.look().complete
        assert scene.readers() == ALL

    @pytest.mark.parametrize(
        ("before", "after", "meanwhile"),
        [(ALL, HR, HR), (HR, ALL, HR), (HR, TEAM, Readers()), (Readers(HR.names | TEAM.names), TEAM, TEAM), (ALL, ALL, ALL)],
        ids=["narrower", "wider", "others", "fewer", "the same"],
    )
    def test_two_audiences_meet_in_those_that_are_in_both(self, before: Readers, after: Readers, meanwhile: Readers) -> None:
        assert before.meet(after) == meanwhile == after.meet(before)


class Site(Wiki):
    """A Confluence with one space that one group reads, and one restricted page."""

    def entries(self) -> Iterator[Entry]:
        yield Entry("1", "page", 1, "2026-01-01T00:00:00Z", "", ())
        yield Entry("2", "page", 1, "2026-01-01T00:00:00Z", "", ())

    def page(self, entry_id: str, entry_type: str) -> Json:
        raise NotImplementedError

    def gone(self) -> tuple[str, ...]:
        return ()

    def space_readers(self) -> Subjects:
        return Subjects(frozenset({"k-1"}))

    def is_public(self) -> bool:
        return False

    def _members_address(self, group: str) -> str:
        return group

    def _ask_for(self, accounts: object) -> list[Json]:
        return [{"userKey": "k-1", "username": "ana"}]


def _read_by(address: str) -> tuple[set[str], set[str]]:
    """The groups and the members of a space ENG on this site."""
    with Connection("x", address) as connection:
        wiki = Site(connection, connection, address, "ENG")
        wiki.restricted = {"1": Subjects(), "2": Subjects(frozenset({"k-1"}))}
        entries = list(wiki.entries())
        readers = SpaceReaders(wiki, entries)
        groups = {name for entry in entries for name in (readers.of(entry) or Readers()).names}
        return groups, {member for members in readers.audiences().values() for member in members}


def test_spaces_of_two_sites_with_the_same_key_have_no_reader_in_common() -> None:
    (one, ana), (other, namesake) = _read_by("https://wiki.a.example"), _read_by("https://b.example/wiki")
    assert len(one) == len(other) == 2
    assert not one & other
    assert not ana & namesake


class Unpublished:
    """Publishes nothing."""

    def publish(self) -> None:
        """Nothing."""

    def catch_up(self) -> None:
        """Nothing."""


def test_a_source_that_cant_be_opened_stops_no_other(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nThe text of a.\n")
    odd = SourceEntry("a-first", "web", "https://x.example/", readers=ALL, added_at=datetime.now(UTC), options={"follow": "?"})
    for entry in (odd, SourceEntry("b-second", "folder", str(folder), readers=ALL, added_at=datetime.now(UTC))):
        catalogue.sources.add(entry)
    ingest = Ingest(tmp_path, catalogue, HashingEmbedder(), Unpublished())
    first, second = ingest.run([], lambda _: Quiet())
    assert "follow" in first.stopped
    assert second.complete
    assert len(second.indexed) == 1
    catalogue.close()


def test_authors_are_stored_without_hidden_text_and_addresses_only_of_the_web(scene: Scene) -> None:
    maker = Maker(scene.entry, HashingEmbedder(), 220, "r")
    parsed = replace(_parse(b"# A\n\nText.\n", "a.md", ""), authors=(), url="javascript:alert(1)")
    listed = Listed("a.md", told=Told(authors=("An\u202ea \U000e0041\u200bLiu",)))
    document = maker.document("1", listed, "0", parsed)
    assert document.authors == ("Ana Liu",)
    assert document.url == ""


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("http://[x", ""),
        ("https://[::1", ""),
        ("https://", ""),
        ("javascript:alert(1)", ""),
        ("https://wiki.example/a?b=c", "https://wiki.example/a?b=c"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)
def test_what_is_no_address_is_stored_as_none(scene: Scene, url: str, stored: str) -> None:
    maker = Maker(scene.entry, HashingEmbedder(), 220, "r")
    document = maker.document("1", Listed("a.md"), "0", replace(_parse(b"# A\n\nText.\n", "a.md", ""), url=url))
    assert document.url == stored


class Elsewhere(StumblingServer):
    """Answers whatever it is told to, and remembers which credentials it was shown."""

    def __init__(self, replies: Mapping[str, Reply] | None = None) -> None:
        super().__init__()
        self.replies = dict(replies or {})
        self.shown: list[str] = []

    def authorised(self, asked: Asked) -> bool:
        return True

    def answer(self, asked: Asked) -> Reply:
        self.shown.append(asked.headers.get("authorization", ""))
        return self.replies.get(asked.path, Reply(404))


class TestTokens:
    @pytest.mark.parametrize(
        ("token", "given"),
        [
            (token, given)
            for token in (f"{SECRET}\n", f"{SECRET}\nx", f"{SECRET}\xe9")
            for given in ({"headers": {"authorization": f"Bearer {token}"}}, {"auth": TokenAuth(token)})
            if "\n" in token or "headers" in given
        ],
    )
    def test_a_token_that_cant_be_sent_is_not_in_the_error(self, token: str, given: dict[str, Any]) -> None:
        with (
            Elsewhere({"/x": Reply.of([])}) as server,
            pytest.raises(SourceError, match="line break") as raised,
            Connection("GitHub", server.address, waiting=IMPATIENT, **given) as connection,
        ):
            connection.json("x")
        shown = "".join(traceback.format_exception(raised.value))
        assert token not in shown
        assert SECRET not in shown

    def test_a_server_that_repeats_the_token_does_not_put_it_into_the_error(self) -> None:
        replies = {"/x": Reply(400, f"what is Bearer {SECRET}?".encode())}
        with (
            Elsewhere(replies) as server,
            Connection("X", server.address, headers={"authorization": f"Bearer {SECRET}"}, waiting=IMPATIENT) as connection,
            pytest.raises(SourceError, match="what is Bearer …") as raised,
        ):
            connection.json("x")
        assert SECRET not in str(raised.value)

    def test_git_shows_its_token_to_nobody_to_whom_the_server_redirects(self, tmp_path: Path) -> None:
        with Elsewhere() as thief, Elsewhere() as server:
            advertised = _lines(b"# service=git-upload-pack\n", b"") + _lines(
                b"1" * 40 + b" refs/heads/main\0side-band-64k\n", b""
            )
            asked = "service=git-upload-pack"
            there = {"content-type": "application/x-git-upload-pack-advertisement"}
            thief.replies["/a.git/info/refs"] = Reply(200, advertised, there)
            away = thief.address.replace("127.0.0.1", "localhost").rstrip("/")
            server.replies["/a.git/info/refs"] = Reply(302, b"", {"location": f"{away}/a.git/info/refs?{asked}"})
            given = environment("/usr/local/bin:/usr/bin:/bin", str(tmp_path), SECRET, "")
            with pytest.raises(SourceError) as raised:
                Repository(tmp_path / "clone", f"{server.address.rstrip('/')}/a.git", given).update()
            assert any(server.shown)
            assert not any(thief.shown)
            assert SECRET not in str(raised.value)

    def test_a_webhook_s_secret_is_not_in_what_is_logged(self) -> None:
        keep_values_out_of_tracebacks()
        written = io.StringIO()
        log = structlog.wrap_logger(structlog.PrintLogger(written))
        hooked, secret = Hooked("slack", SECRET), SECRET
        try:
            int(f"{hooked}" + secret[:0])
        except ValueError:
            log.exception("failed")
        finally:
            structlog.reset_defaults()
        assert "ValueError" in written.getvalue()
        assert SECRET not in written.getvalue()


def _lines(*lines: bytes) -> bytes:
    return b"".join(b"%04x" % (len(line) + 4) + line if line else b"0000" for line in lines)


class TestBodies:
    def test_what_was_packed_twice_is_not_unpacked(self) -> None:
        bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
        replies = {"/x": Reply(200, bomb, {"content-encoding": "gzip, gzip"})}
        with (
            Elsewhere(replies) as server,
            Connection("X", server.address, waiting=IMPATIENT) as connection,
            pytest.raises(SourceError, match="nobody asked for"),
        ):
            connection.fetch("x")

    def test_what_was_packed_once_is_unpacked_to_the_limit(self) -> None:
        replies = {"/x": Reply(200, gzip.compress(bytes(50_000_000)), {"content-encoding": "gzip"})}
        with Elsewhere(replies) as server, Connection("X", server.address, waiting=IMPATIENT) as connection:
            connection.max_body = 1_000_000
            with pytest.raises(UnreadableDocument, match="1 MB"):
                connection.fetch("x")
            connection.max_body = 50_000_000
            assert hashlib.sha256(connection.fetch("x").body).digest() == hashlib.sha256(bytes(50_000_000)).digest()

    def test_a_packed_body_that_was_cut_off_is_no_body(self) -> None:
        replies = {"/x": Reply(200, gzip.compress(b"[1, 2, 3]" * 100)[:-12], {"content-encoding": "gzip"})}
        with (
            Elsewhere(replies) as server,
            Connection("X", server.address, waiting=IMPATIENT) as connection,
            pytest.raises(SourceError, match="cut off"),
        ):
            connection.fetch("x")


class Handed:
    """A repository that somebody handed over, whose configuration names a program."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.proof = folder, folder / "proof"
        self.git("init", "-q", "-b", "main")
        (folder / "a.md").write_text("hi")
        self.git("add", "a.md")
        self.git("-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-qm", "one")
        self.program = folder / "program.sh"
        self.program.write_text(f"#!/bin/sh\ntouch {self.proof}\n")
        self.program.chmod(0o755)

    def git(self, *arguments: str, given: str = "") -> str:
        asked = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(asked, input=given, check=True, capture_output=True, text=True).stdout.strip()

    @property
    def opened(self) -> Repository:
        return Repository(self.folder, "", environment("/usr/local/bin:/usr/bin:/bin", str(self.folder), "", ""))


def test_a_repository_s_configuration_runs_no_program_to_check_signatures(tmp_path: Path) -> None:
    handed = Handed(tmp_path)
    head, _, message = handed.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    signed = handed.git("hash-object", "-t", "commit", "-w", "--stdin", given=f"{head}\n{signature}\n\n{message}\n")
    handed.git("config", "log.showSignature", "true")
    handed.git("config", "gpg.program", str(handed.program))
    assert [one.message for one in handed.opened.history(signed)] == ["one"]
    assert not handed.proof.exists()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/webhooks/hub", 401),
        ("/webhooks/%2e%2e/v1/ask", 421),
        ("/webhooks/..%2fv1%2fask", 421),
        ("//webhooks/hub", 421),
        ("/webhooks/hub/", 421),
        ("/webhooks/hub%2f", 421),
        ("/webhooks/", 421),
    ],
)
def test_a_path_that_begins_like_a_webhook_s_passes_no_guard(path: str, status: int) -> None:
    route = webhook_route({"hub": Hooked("github", SECRET)}.get, lambda _, *, everything: pytest.fail(f"taken: {everything}"))
    app = Guard(Starlette(routes=[route]), hosts=("localhost",))
    client = TestClient(app, base_url="http://evil.example", follow_redirects=False)
    assert client.post(f"http://evil.example{path}", headers={"accept": "application/json"}).status_code == status
