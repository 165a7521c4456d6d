"""A git repository, asked through the `git` command, which every reader of repositories has.

The command and not a library: it is the one that knows every protocol, credential helper and repository format, and it
reads a long history many times as fast. It runs without hooks, without prompts, and without the user's configuration of
aliases; a token goes to it through its environment, never through its arguments, which other users can see.
"""

from __future__ import annotations

import base64
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from assistant.errors import SourceError

_SAFE: Final = (
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.ext.allow=never",
    "-c", "core.quotePath=false", "-c", "gc.auto=0", "-c", "log.showSignature=false",
)  # fmt: skip
_LONGEST_S: Final = 3_600


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a commit."""

    path: str
    sha: str
    size: int


@dataclass(frozen=True, slots=True)
class Touched:
    """A file that a commit changed; `former` is its path before, where the commit renamed it."""

    path: str
    status: str
    """A, M, D or R."""
    former: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the history. `when` is the author's date in ISO 8601."""

    sha: str
    author: str
    when: str
    message: str
    touched: tuple[Touched, ...]


class Repository:
    """A repository on this machine: one of the user's, which is only read, or a clone of one elsewhere.

    Raises SourceError for whatever git says that it can't do.
    """

    def __init__(self, folder: Path, remote: str = "", environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._remote = remote
        self._environment = dict(environment or {})
        self._reader: subprocess.Popen[bytes] | None = None
        self._reading = threading.Lock()

    def update(self) -> None:
        """Clone the remote, or fetch what it has now; nothing for a repository of the user's."""
        if not self._remote:
            self._run("rev-parse", "--git-dir")
        elif (self._folder / "HEAD").exists():
            self._run("fetch", "--quiet", "--prune", "--force", "--no-tags", "origin", "+refs/heads/*:refs/heads/*")
            self._run("remote", "set-head", "origin", "--auto", may_fail=True)
        else:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            self._git(["clone", "--quiet", "--bare", "--no-tags", "--", self._remote, str(self._folder)])

    def head(self, branch: str) -> str:
        """The commit that the branch is at, or HEAD for ""; "" for a repository without commits."""
        if branch:
            return self._run("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}").strip()
        return self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", may_fail=True).strip()

    def branch(self) -> str:
        """The name of the branch that HEAD is at; "" if it is at none."""
        return self._run("symbolic-ref", "--quiet", "--short", "HEAD", may_fail=True).strip()

    def origin(self) -> str:
        """The address that the repository came from; "" if it has none."""
        return self._remote or self._run("config", "--get", "remote.origin.url", may_fail=True).strip()

    def has(self, commit: str) -> bool:
        """Whether the commit is there: after a forced push it may not be."""
        return bool(self._run("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}", may_fail=True).strip())

    def leads_to(self, before: str, after: str) -> bool:
        """Whether one commit is an ancestor of another: after a forced push it is not, though it may still be there."""
        return self.has(before) and self._run("merge-base", before, after, may_fail=True).strip() == before

    def files(self, commit: str) -> Iterator[Blob]:
        """Every regular file of a commit, by path; submodules and symbolic links are left out."""
        for entry in self._run("ls-tree", "-r", "-z", "--long", commit).split("\0"):
            facts, _, path = entry.partition("\t")
            mode, kind, sha, size = (*facts.split(), "", "", "", "")[:4]
            if kind == "blob" and mode in {"100644", "100755"}:
                yield Blob(path, sha, int(size))

    def differences(self, before: str, after: str) -> list[Touched]:
        """The files that differ between two commits, renames found."""
        return list(_touched(self._run("diff", "--name-status", "-z", "-M", before, after).split("\0")))

    def history(self, commit: str, since: str = "") -> Iterator[Commit]:
        """The commits that lead to this one, oldest first, or those after `since`; merges are left out, as what they bring
        has commits of its own."""
        span = f"{since}..{commit}" if since else commit
        form = "%x01%H%x00%aN%x00%aI%x00%B%x02"
        asked = ("log", "--reverse", "--topo-order", "--no-merges", "--name-status", "-z", "-M", f"--format={form}", span, "--")
        for entry in self._entries(*asked):
            header, _, changes = entry.partition("\x02")
            sha, author, when, message = (*header.split("\0", 3), "", "", "", "")[:4]
            yield Commit(sha, author, when, message.strip(), tuple(_touched(changes.lstrip("\0\n").split("\0"))))

    def _entries(self, *arguments: str) -> Iterator[str]:
        """What git prints, from one mark to the next, as it comes: a history may be longer than the memory."""
        process = self._start(*arguments)
        left = b""
        try:
            while process.stdout is not None and (part := process.stdout.read(1 << 20)):
                *entries, left = (left + part).split(b"\x01")
                yield from (entry.decode("utf-8", "surrogateescape") for entry in entries if entry)
            if left:
                yield left.decode("utf-8", "surrogateescape")
            if process.wait():
                raise SourceError(f"git can't read the history of {self._remote or self._folder}: run `git fsck` there")
        finally:
            process.kill()
            process.communicate()

    def read(self, sha: str) -> bytes | None:
        """A file's bytes; None if there is no such object. One process serves all reads."""
        with self._reading:
            if self._reader is None or self._reader.poll() is not None:
                self._reader = self._start("cat-file", "--batch")
            asked, told = self._reader.stdin, self._reader.stdout
            if asked is None or told is None:
                raise AssertionError("both are pipes")
            try:
                return _object(asked, told, sha)
            except OSError as error:
                self._reader.kill()
                raise SourceError(f"git stopped while {self._folder} was read ({error}): run the command again") from error

    def close(self) -> None:
        """End the process that reads."""
        with self._reading:
            if self._reader is not None:
                self._reader.kill()
                self._reader.communicate()
                self._reader = None

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = ["git", *_SAFE, "-C", str(self._folder), *arguments]
        return subprocess.Popen(  # noqa: S603 - an argument list, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environment
        )

    def _run(self, *arguments: str, may_fail: bool = False) -> str:
        return self._git(["-C", str(self._folder), *arguments], may_fail=may_fail)

    def _git(self, arguments: Sequence[str], *, may_fail: bool = False) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - an argument list, no shell
                ["git", *_SAFE, *arguments],  # noqa: S607 - the user's own git
                env=self._environment,
                capture_output=True,
                check=False,
                timeout=_LONGEST_S,
            )
        except FileNotFoundError as error:
            raise SourceError("git is not installed: install it, then run the command again") from error
        except subprocess.TimeoutExpired as error:
            raise SourceError(f"git took longer than {_LONGEST_S // 60} minutes: run the command again") from error
        if done.returncode and not may_fail:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
            raise SourceError(f"git can't read {self._remote or self._folder} ({said}): check its address and your right to it")
        return done.stdout.decode("utf-8", "surrogateescape")


def environment(path: str, home: str, token: str, user: str) -> dict[str, str]:
    """What git gets of the environment: where programs and the user's keys are, no prompts, and the token as a header.

    GIT_CONFIG_COUNT and its kind: https://git-scm.com/docs/git-config#ENVIRONMENT
    """
    given = {
        "PATH": path,
        "HOME": home,
        "LC_ALL": "C.UTF-8",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    }
    # A repository that somebody handed over can name a program in its configuration that fetches what is missing in it.
    given |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_ASKPASS": "true", "GIT_NO_LAZY_FETCH": "1"}
    if token:  # git would send the header to wherever the server redirects
        secret = base64.b64encode(f"{user or 'x-access-token'}:{token}".encode()).decode()
        given |= {
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
            "GIT_CONFIG_KEY_1": "http.followRedirects",
            "GIT_CONFIG_VALUE_1": "false",
        }
    return given


def _object(asked: IO[bytes], told: IO[bytes], sha: str) -> bytes | None:
    asked.write(f"{sha}\n".encode())
    asked.flush()
    header = told.readline().split()
    if header[-1:] == [b"missing"]:
        return None
    data = told.read(int(header[2])) if len(header) == 3 else b""
    if len(header) != 3 or len(data) != int(header[2]) or told.read(1) != b"\n":
        raise OSError("an object is damaged: run `git fsck` there")
    return data


def _touched(fields: Sequence[str]) -> Iterator[Touched]:
    """Of git's `-z --name-status`: status, path, and for a rename or a copy the new path after the old one."""
    rest = iter(fields)
    for status in rest:
        if not status.strip():
            continue
        first = next(rest, "")
        if status[0] in "RC":
            yield Touched(next(rest, ""), status[0], first if status[0] == "R" else "")
        else:
            yield Touched(first, status[0])
