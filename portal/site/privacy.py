"""The home page is a page."""

from portal.core import privacy

privacy.not_personal("site.HomePage", staff=["locked_by", "owner"])
