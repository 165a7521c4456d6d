"""What the ask page's form was filled with, as it stands in the page's address."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import HTTPException
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from assistant.domain.asked import Interface
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.web.schemas.answers import FiltersIn

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class AskForm(BaseModel):
    """Empty fields do not filter; `author` may be several names with commas between them."""

    q: LongText = ""
    kind: ShortText = ""
    source: ShortText = ""
    author: ShortText = ""
    after: ShortText = ""
    before: ShortText = ""
    literally: bool = False
    """Nothing is read into the words; the links that take out what was understood ask so."""
    conversation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    turn: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """Which turn of its conversation it is, so that a page that is opened again takes its place and no further one."""

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set, so that the filters are shown unfolded."""
        return any((self.kind, self.source, self.author, self.after, self.before))

    def question(self, caller: Principal) -> Question:
        """The question that the form asks. Raises HTTPException 422 for what is no kind or no date."""
        given = {
            "kind": [self.kind] if self.kind else [],
            "source": [self.source] if self.source else [],
            "author": [name.strip() for name in self.author.split(",") if name.strip()],
            "after": self.after or None,
            "before": self.before or None,
        }
        try:
            filters = FiltersIn.model_validate(given).filters()
        except ValidationError as error:
            first = error.errors()[0]
            raise HTTPException(422, f"{first['loc'][0]}: {first['msg']}") from error
        return Question(
            self.q,
            Scope(caller, filters),
            self.conversation,
            Interface.PAGE,
            literally=self.literally,
            turn=self.turn,
        )

    @property
    def set_filters(self) -> tuple[tuple[str, str], ...]:
        """The filters that are set, as the fields of a form."""
        given = self.model_dump(include={"kind", "source", "author", "after", "before"})
        return tuple((name, value) for name, value in given.items() if value)

    @property
    def literal_address(self) -> str:
        """The page's address for the same question with nothing read into its words."""
        return "/?" + urlencode({**self.model_dump(exclude={"literally"}, exclude_defaults=True), "literally": "true"})
