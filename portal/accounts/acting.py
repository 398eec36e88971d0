"""Whose hands are at work in this request: the staff member who looks at the site as a customer, if one does, and from where."""

import contextvars
from dataclasses import dataclass


@dataclass(frozen=True)
class Hands:
    """`staff_id` is the one who acts as somebody else; `view_id` the impersonation he does it under."""

    address: str = ""
    staff_id: int | None = None
    staff_name: str = ""
    view_id: int | None = None


hands: contextvars.ContextVar[Hands] = contextvars.ContextVar("hands", default=Hands())  # noqa: B039 - Hands is frozen
