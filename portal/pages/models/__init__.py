"""The pages' nouns, one file each."""

from portal.pages.models.activities import Activity, DirectoryPage
from portal.pages.models.base import BasePage
from portal.pages.models.contact import ContactChannel, ContactPage
from portal.pages.models.images import PortalImage, PortalRendition
from portal.pages.models.info import InfoPage
from portal.pages.models.news import NewsIndexPage, NewsPage
from portal.pages.models.policies import PolicyPage, PolicyVersion

__all__ = [
    "Activity", "BasePage", "ContactChannel", "ContactPage", "DirectoryPage", "InfoPage", "NewsIndexPage", "NewsPage", "PolicyPage",
    "PolicyVersion", "PortalImage", "PortalRendition",
]  # fmt: skip
