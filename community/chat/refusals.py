"""Why something was not done, in a form that both doors can answer with: a code, a status, a sentence."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class Refusal(Exception):  # noqa: N818 - it is an answer, no fault
    """A command that was understood and not carried out. Nothing was written."""

    code = "bad_request"
    status = 400

    def __init__(self, text: str = "", **more: Any) -> None:
        super().__init__(text or self.code)
        self.text = text
        self.more = more


class BadRequest(Refusal):
    """The client sent something no client of ours sends."""


class Invalid(Refusal):
    """A field needs another value; `fields` says which and why."""

    code = "invalid"

    def __init__(self, **fields: str) -> None:
        super().__init__(" ".join(fields.values()), fields=fields)


class NotFound(Refusal):
    code = "not_found"
    status = 404


class Conflict(Refusal):
    """The key was used for another text."""

    code = "conflict"
    status = 409


class Stale(Refusal):
    """The message changed since the editor saw it; `message` is the present one."""

    code = "stale"
    status = 409

    def __init__(self, message: Any) -> None:
        super().__init__(_("The message has changed since you opened it. Please look at it again before you save."))
        self.message = message


class Gone(Refusal):
    code = "gone"
    status = 410


class TooFast(Refusal):
    code = "too_fast"
    status = 429

    def __init__(self, seconds: float) -> None:
        wait = max(1, int(seconds + 0.999))
        text = ngettext(
            "Please wait %(seconds)d second before the next message.", "Please wait %(seconds)d seconds before the next message.", wait
        ) % {"seconds": wait}
        super().__init__(text, retry_after=wait)


class NotStored(Refusal):
    """The database could not take it just now."""

    code = "not_stored"
    status = 503


WHY = {
    "sign_in": gettext_lazy("Sign in to write here."),
    "no_party": gettext_lazy("This account has no customer profile and cannot write here."),
    "join": gettext_lazy("Join the room to write here."),
    "locked": gettext_lazy("This room is open for reading only."),
    "archived": gettext_lazy("This room is closed; its history stays readable."),
    "staff_only": gettext_lazy("Only the team writes in this room."),
    "muted": gettext_lazy("A moderator has paused your writing in this room."),
    "banned": gettext_lazy("A moderator has closed this room to you."),
    "silenced": gettext_lazy("A moderator has paused your writing."),
    "members_only": gettext_lazy("This room is for its members."),
    "not_yours": gettext_lazy("Only the author can change a message."),
    "not_moderator": gettext_lazy("Only moderators can do this."),
}


class Forbidden(Refusal):
    """Not allowed; `why` is one of the codes above."""

    code = "forbidden"
    status = 403

    def __init__(self, why: str, until: datetime | None = None) -> None:
        super().__init__(str(WHY[why]), why=why, until=until.isoformat() if until else None)
        self.why = why


class SignInFirst(Refusal):
    code = "sign_in"
    status = 401

    def __init__(self) -> None:
        super().__init__(str(WHY["sign_in"]), why="sign_in")
