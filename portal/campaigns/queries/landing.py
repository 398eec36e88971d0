"""What landing pages and their forms read."""

from portal.campaigns.models import LandingPage


def page_with_form(pk: int, block_id: str) -> tuple[LandingPage, object] | None:
    """The live page and its form; None when either is not there, or the page is not for everybody."""
    page = LandingPage.objects.live().public().select_related("locale", "campaign").filter(pk=pk).first()
    block = page.block(block_id, "form") if page else None
    return (page, block) if page and block else None
