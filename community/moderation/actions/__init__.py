"""Every write of moderation."""

from community.moderation.actions.decisions import (
    AlreadyClaimedError,
    AlreadyDecidedError,
    NotAllowedError,
    TargetGoneError,
    claim_item,
    dismiss_item,
    hide_target,
    release_item,
    restore_target,
)
from community.moderation.actions.reports import (
    AlreadyReportedError,
    NotReportableError,
    OwnContentError,
    TooManyReportsError,
    report_target,
)
from community.moderation.actions.sanctions import AlreadyLiftedError, lift_sanction, silence_author, silence_party
from community.moderation.actions.undo import AlreadyUndoneError, TooLateError, undo_decision

__all__ = [
    "AlreadyClaimedError",
    "AlreadyDecidedError",
    "AlreadyLiftedError",
    "AlreadyReportedError",
    "AlreadyUndoneError",
    "NotAllowedError",
    "NotReportableError",
    "OwnContentError",
    "TargetGoneError",
    "TooLateError",
    "TooManyReportsError",
    "claim_item",
    "dismiss_item",
    "hide_target",
    "lift_sanction",
    "release_item",
    "report_target",
    "restore_target",
    "silence_author",
    "silence_party",
    "undo_decision",
]
