"""What the acts on campaigns refuse."""


class CampaignError(Exception):
    """Something about a campaign cannot be done now."""


class StaleError(CampaignError):
    """Somebody else changed the campaign meanwhile: nothing was written."""


class NotInThisStateError(CampaignError):
    """The campaign's state does not allow it, or somebody was quicker."""


class NotAllowedError(CampaignError):
    """The person may not do it."""


class OwnCampaignError(NotAllowedError):
    """Who wrote or changed a campaign does not approve it."""


class NotReadyError(CampaignError):
    """Something is missing: `missing` lists the codes of the checklist."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class TooLateError(CampaignError):
    """Its latest start is over."""


class SlugTakenError(CampaignError):
    """Another campaign has this short name."""
