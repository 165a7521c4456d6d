"""A git repository: the documents of a branch, followed by commit, and if wanted its history.

A document's authors and dates come from the history, its owners from CODEOWNERS. With the option `history=yes` each commit
that says more than a subject is a document too: what was changed and why, with the files that it touched. A repository
elsewhere is cloned into the data folder; one on this machine is only read. Who may read a repository git can't say.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from codeowners import CodeOwners
from pathspec import GitIgnoreSpec

from assistant.domain.sources import Failure
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.opening import Opening
from ingest.ports import Gone, Item, Listed, Reached, Skipped, Told
from ingest.sources.git_history import History
from ingest.sources.git_repository import Blob, Commit, Repository, environment

_PASSED_BY: Final = frozenset({"node_modules", "__pycache__", "venv", "vendor", "third_party"})
_OWNERS: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_REMOTE: Final = re.compile(r"(?:https?|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")
_FORGE: Final = re.compile(r"(?:https?://(?:[^@/]*@)?|ssh://(?:[^@/]*@)?|[\w.-]+@)([\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?/?$")
_MOST_OWNERS: Final = 3_000_000
"""Bytes, as on GitHub (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners)."""
_MOST_STARS: Final = 3
_COMMITS: Final = "commits/"
_POINTER: Final = b"version https://git-lfs"


def settle(location: str) -> str:
    """An address as it is, without credentials; a folder's absolute path. Raises UsageError."""
    if _REMOTE.fullmatch(location):
        if re.match(r"https?://[^/]*@", location):
            raise UsageError(
                "the address holds a user or a token, which would be stored: leave it out, and set the token apart"
            )
        return location.rstrip("/")
    path = Path(location).expanduser()
    if not path.is_dir():
        raise UsageError(f"there is no repository {location}: give a folder, or an address such as https://host/team/repo.git")
    return str(path.resolve())


def open_source(opening: Opening) -> GitSource:
    """The repository that was added; SourceError without git."""
    location, options = opening.entry.location, opening.entry.options
    for key in ("history", "files"):
        if options.get(key, "yes") not in {"yes", "no"}:
            raise UsageError(f"--set {key}={options[key]} can't be used: write yes or no")
    if shutil.which("git") is None:
        raise SourceError("git is not installed: install it, then run the command again")
    is_remote = bool(_REMOTE.fullmatch(location))
    folder = opening.folder / "clone.git" if is_remote else Path(location)
    programs = str(Path(shutil.which("git") or "git").parent)
    given = environment(f"{programs}:/usr/bin:/bin", str(Path.home()), opening.access.token, opening.access.user)
    return GitSource(opening.owned(Repository(folder, location if is_remote else "", given)), opening)


class GitSource:
    """The files of one branch whose extension Lore reads, at the commit that the branch is at.

    The cursor is that commit. If a forced push left it behind and it is there no more, everything is listed again.
    """

    def __init__(self, repository: Repository, opening: Opening) -> None:
        options = opening.entry.options
        self._repository = repository
        self._branch = options.get("branch", "")
        self._files, self._commits = options.get("files", "yes") == "yes", options.get("history", "no") == "yes"
        self._include = GitIgnoreSpec.from_lines(options["include"].split(",")) if options.get("include") else None
        self._extensions = frozenset(opening.extensions)
        self._max_bytes = opening.max_bytes
        self._history = History(opening.folder / "history.json")
        self._address = ""
        self._owners: CodeOwners | None = None

    def listing(self) -> Iterator[Item]:
        """Every document at the branch's commit."""
        head = self._settled()
        if head:
            yield from self._at(head)
        yield Reached(head)

    def changes(self, cursor: str) -> Iterator[Item]:
        """What differs from the cursor's commit."""
        head = self._settled()
        if head == cursor:
            yield Reached(head)
        elif not (head and self._repository.has(cursor)):
            yield from self.listing()
        else:
            touched = self._repository.differences(cursor, head)
            changed = {one.path for one in touched if one.status != "D"}
            yield from (Gone(one.former or one.path) for one in touched if one.former or one.status == "D")
            yield from self._at(head, changed, since=cursor)
            yield Reached(head)

    def read(self, listed: Listed) -> bytes | None:
        """The file's bytes, or the commit as JSON."""
        sha = listed.version.partition(".")[0]
        if listed.form == "json":
            return self._commit_as_json(sha)
        data = self._repository.read(sha)
        if data is None:
            raise UnreadableDocument("is missing in the repository: run `git fsck` there")
        if data.startswith(_POINTER):
            raise UnreadableDocument("is kept in Git LFS: only its pointer is in the repository")
        return data

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """None: git does not say who may read."""
        return {}

    def _settled(self) -> str:
        """The commit to look at, with the history up to it."""
        self._repository.update()
        head = self._repository.head(self._branch)
        if head:
            self._history.follow(self._repository, head)
            self._address = _web_address(self._repository.origin(), self._branch or self._repository.branch())
            self._owners = self._read_owners(head)
        return head

    def _at(self, head: str, only: set[str] | None = None, since: str = "") -> Iterator[Item]:
        if self._files:
            for blob in self._repository.files(head):
                if (only is None or blob.path in only) and self._is_wanted(blob.path):
                    yield self._file(blob)
        if self._commits:
            for commit in self._repository.history(head, since):
                if "\n" in commit.message:
                    address = self._address.partition("/blob/")[0]
                    url = f"{address.removesuffix('/-')}/commit/{commit.sha}" if address else ""
                    yield Listed(f"{_COMMITS}{commit.when[:7]}/{commit.sha}", commit.sha, "json", url)

    def _is_wanted(self, path: str) -> bool:
        parts = path.split("/")
        if any(part in _PASSED_BY for part in parts[:-1]) or any(part.startswith(".") for part in parts):
            return False
        return self._include is None or self._include.match_file(path)

    def _file(self, blob: Blob) -> Listed | Failure | Skipped:
        path = blob.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        if path != blob.path:
            return Failure(path, "its name is not valid UTF-8: rename it")
        extension = Path(path).suffix.casefold()
        if extension not in self._extensions:
            return Skipped(path, f"no format for {extension or 'files without an extension'}")
        if blob.size > self._max_bytes:
            return Failure(path, f"has {blob.size / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}")
        told = self._told(path)
        digest = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
        return Listed(path, f"{blob.sha}.{digest}", url=f"{self._address}/{path}" if self._address else "", told=told)

    def _told(self, path: str) -> Told:
        life = self._history.lives.get(path)
        created, updated = life.moments() if life else (None, None)
        owners = tuple(name for _, name in self._owners.of(path)) if self._owners else ()
        return Told(life.people if life else (), created, updated, {"owners": owners} if owners else {})

    def _read_owners(self, head: str) -> CodeOwners | None:
        for path in _OWNERS:
            data = self._repository.read(f"{head}:{path}")
            if data is not None:
                lines = data[:_MOST_OWNERS].decode("utf-8", "replace").splitlines()
                return CodeOwners("\n".join(filter(_matched_quickly, lines)))
        return None

    def _commit_as_json(self, sha: str) -> bytes | None:
        if not self._repository.has(sha):
            return None
        commit = next(iter(self._repository.history(sha, f"{sha}~1" if self._repository.has(f"{sha}~1") else "")), None)
        return None if commit is None else as_json(commit)


def as_json(commit: Commit) -> bytes:
    """What `ingest.formats.commit` reads."""
    loaded = {
        "commit": commit.sha,
        "author": commit.author,
        "date": commit.when,
        "message": commit.message,
        "files": [[one.status, one.path] for one in commit.touched],
    }
    return json.dumps(loaded, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _matched_quickly(line: str) -> bool:
    """Whether a line of CODEOWNERS can be used: with many stars it becomes a regular expression that takes years for one
    path, and an open bracket is none at all."""
    try:
        CodeOwners(line)
    except ValueError:
        return False
    return len(re.findall(r"\*+", line)) <= _MOST_STARS


def _web_address(origin: str, branch: str) -> str:
    """Where a forge shows the branch's files; "" for a repository that is on none."""
    match = _FORGE.match(origin)
    if match is None or not branch:
        return ""
    host, path = match[1], match[2].strip("/")
    return f"https://{host}/{path}/{'-/' if 'gitlab' in host else ''}blob/{branch}"
