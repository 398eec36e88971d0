"""Background work of the catalogue."""

from catalog.products import actions
from portal.jobs.work import job


@job()
def refresh_prices_of_the_day() -> None:
    """Prices begin and end with the day: bring what lists and cards show up to today's."""
    actions.refresh_all_prices()
