"""What the ask page's form was filled with, as it stands in the page's address."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import HTTPException
from pydantic import BaseModel, StringConstraints, ValidationError

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
        return Question(self.q, Scope(caller, filters), interface=Interface.PAGE, literally=self.literally)

    @property
    def literal_address(self) -> str:
        """The page's address for the same question with nothing read into its words."""
        return "/?" + urlencode({**self.model_dump(exclude={"literally"}, exclude_defaults=True), "literally": "true"})
