"""GitHub's REST and GraphQL APIs over one repository, as far as a source needs them.

https://docs.github.com/en/rest, https://docs.github.com/en/graphql. What people do to the repository is in
`github_repository.py`.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from tests.stand_ins.github_repository import Repository
from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

NOT_FOUND = Reply.of({"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}, 404)


class GitHubServer(StumblingServer):
    """`prefix` is "/api/v3" for a company's own server. `page_size` caps what `per_page` asks for."""

    def __init__(self, repository: Repository, prefix: str = "", page_size: int = 100) -> None:
        super().__init__()
        self.repository = repository
        repository.api = self.address + prefix
        self.page_size = page_size
        self.next_replies: deque[Reply] = deque()
        """What the next requests get instead of an answer, such as a rate limit."""
        self.before_answers: list[Any] = []
        """Called with each request before it is answered; for what happens in the middle of a run."""
        self.graphql_reply: Reply | None = None
        """What GraphQL answers instead."""
        self.collaborators_refused = False
        self.app_key: RSAKey | None = None
        """The public key of the App with the id 4711, whose installation has the id 99."""
        self.token_life = timedelta(hours=1)
        self.issued: list[str] = []
        self.revoked: set[str] = set()
        self.queries: list[dict[str, Any]] = []
        self._prefix = prefix

    def authorised(self, asked: Asked) -> bool:
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if asked.path.startswith((f"{self._prefix}/app/", self._installation_path)):
            return self._signed_by_the_app(bearer)
        return bearer in {"", self.token, *self.issued} - self.revoked

    def answer(self, asked: Asked) -> Reply:
        for happen in self.before_answers:
            happen(asked)
        if self.next_replies:
            return self.next_replies.popleft()
        if asked.path == self._graphql_path:
            return self._graphql(asked)
        path = asked.path.removeprefix(self._prefix)
        if path == self._installation_path.removeprefix(self._prefix):
            return Reply.of({"id": 99, "app_id": 4711})
        if path == "/app/installations/99/access_tokens" and asked.method == "POST":
            return self._issued()
        return self._rest(asked, path)

    def _rest(self, asked: Asked, path: str) -> Reply:
        repository = self.repository
        if repository.private and not asked.headers.get("authorization"):
            return NOT_FOUND
        for old in repository.old_names:
            if path.startswith(f"/repos/{old}") and path[len(f"/repos/{old}") :][:1] in {"", "/"}:
                rest = path[len(f"/repos/{old}") :]
                query = f"?{urlencode(asked.query)}" if asked.query else ""
                return Reply(301, b"{}", {"location": f"{repository.api}/repositories/{repository.id}{rest}{query}"})
        here = next((at for at in (repository.at, f"/repositories/{repository.id}") if f"{path}/".startswith(f"{at}/")), None)
        if here is None or repository.gone:
            return NOT_FOUND
        return self._below(asked, path[len(here) :])

    def _below(self, asked: Asked, path: str) -> Reply:
        repository = self.repository
        if path == "":
            return Reply.of(repository.described())
        if path == "/collaborators":
            if self.collaborators_refused:
                return Reply.of({"message": "Must have push access to view repository collaborators."}, 403)
            return self._page(asked, [{"login": login, "avatar_url": "x"} for login in repository.collaborators])
        found = re.fullmatch(r"/(issues|pulls)/(\d+)(/comments|/reviews)?", path)
        if found is None:
            return self._list(asked, path)
        kind, number, what = found[1], int(found[2]), found[3]
        if number in repository.transferred:
            return Reply(301, b"{}", {"location": f"{repository.api}{repository.transferred[number]}"})
        if number not in repository.items or (kind == "pulls" and not repository.items[number].is_pull):
            deleted = number in repository.deleted and kind == "issues"
            return Reply.of({"message": "This issue was deleted"}, 410) if deleted else NOT_FOUND
        if what is None:
            return Reply.of(repository.pull(number) if kind == "pulls" else repository.issue(number))
        if what == "/reviews":
            return self._page(asked, repository.items[number].reviews)
        return self._page(asked, repository.comments_of(kind, number))

    def _list(self, asked: Asked, path: str) -> Reply:
        repository, query = self.repository, asked.query
        if path == "/issues":
            rows = [repository.issue(number) for number in repository.items]
        elif path == "/pulls":
            rows = [repository.pull(number, listed=True) for number, item in repository.items.items() if item.is_pull]
        elif path in {"/issues/comments", "/pulls/comments"}:
            kind = path.split("/")[1]
            rows = [one for number in repository.items for one in repository.comments_of(kind, number)]
        else:
            return NOT_FOUND
        if query.get("state", "open") != "all" and path in {"/issues", "/pulls"}:
            rows = [row for row in rows if row["state"] == "open"]
        key = f"{query.get('sort', 'created')}_at"
        rows.sort(key=lambda row: (row[key], row["id"]), reverse=query.get("direction", "desc") == "desc")
        return self._page(asked, [row for row in rows if row["updated_at"] >= query.get("since", "")])

    def _page(self, asked: Asked, rows: list[Any]) -> Reply:
        size = min(int(asked.query.get("per_page", 30)), self.page_size)
        page = int(asked.query.get("page", 1))
        last = max(1, -(-len(rows) // size))
        path = asked.path.replace(self.repository.at, f"/repositories/{self.repository.id}")
        links = {"next": page + 1, "last": last} if page < last else {}
        links |= {"prev": page - 1, "first": 1} if page > 1 else {}
        written = [
            f'<{self.address}{path}?{urlencode({**asked.query, "page": number})}>; rel="{name}"'
            for name, number in links.items()
        ]
        return Reply.of(rows[(page - 1) * size : page * size], headers={"link": ", ".join(written)} if written else {})

    def _graphql(self, asked: Asked) -> Reply:
        if not asked.headers.get("authorization"):
            return Reply.of({"message": "This endpoint requires you to be authenticated."}, 401)
        if self.graphql_reply is not None:
            return self.graphql_reply
        query, variables = asked.json["query"], asked.json["variables"]
        self.queries.append(asked.json)
        repository = self.repository
        if f"{variables['owner']}/{variables['name']}" not in {repository.full_name, *repository.old_names}:
            error = {"type": "NOT_FOUND", "path": ["repository"], "message": "Could not resolve to a Repository"}
            return Reply.of({"data": {"repository": None}, "errors": [error]})
        if "number" in variables:
            number, after = variables["number"], int(variables.get("after") or 0)
            asked_for = repository.graphql_pull(number, after) if "pullRequest(" in query else repository.graphql_issue(number)
            return Reply.of({"data": {"repository": asked_for}})
        numbers = re.findall(r"p(\d+): pullRequest\(number: (\d+)\)", query)
        assert numbers, query
        states = {f"p{alias}": _asked_for(repository.graphql_state(int(number)), query) for alias, number in numbers}
        errors = [{"type": "NOT_FOUND", "path": ["repository", alias]} for alias, state in states.items() if state is None]
        return Reply.of({"data": {"repository": states}, **({"errors": errors} if errors else {})})

    def _issued(self) -> Reply:
        self.issued.append(f"ghs_installation-token-{len(self.issued) + 1}")
        until = (datetime.now(UTC) + self.token_life).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Reply.of({"token": self.issued[-1], "expires_at": until, "permissions": {"issues": "read"}}, 201)

    def _signed_by_the_app(self, token: str) -> bool:
        if self.app_key is None:
            return False
        try:
            claims = jwt.decode(token, self.app_key, algorithms=["RS256"]).claims
        except (JoseError, ValueError):
            return False
        now = datetime.now(UTC).timestamp()
        lives = claims["iat"] <= now < claims["exp"] <= now + 600
        return lives and claims["iss"] == "4711"

    @property
    def _graphql_path(self) -> str:
        return f"{self._prefix.removesuffix('/v3')}/graphql"

    @property
    def _installation_path(self) -> str:
        return f"{self._prefix}{self.repository.at}/installation"


def _asked_for(state: Any, query: str) -> Any:
    return state and {name: value for name, value in state.items() if name in query}


def rate_limited(until: datetime) -> Reply:
    """The hourly limit is used up."""
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(until.timestamp()))}
    return replace(Reply.of({"message": "API rate limit exceeded for installation ID 99."}, 403), headers=headers)


def secondary_limited(after: str = "") -> Reply:
    """Too much at once; GitHub does not always say how long to wait."""
    message = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
    return Reply.of(message, 403, {"retry-after": after} if after else {})
