"""What of a campaign one reader sees: his segments, his arm, what he put away, and whether he wants personal things at all.

Nothing here is kept from one reader to the next: the candidates are the same for everybody and are, what is chosen is not.
"""

from django.http import HttpRequest

from portal.campaigns.models import Banner, BannerDismissal, Campaign, LandingPage
from portal.campaigns.statistics import arms
from portal.core.clock import now
from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.core.prepared import PreparedRows
from portal.customers import queries as customers
from portal.customers.models import Party
from portal.customers.queries import aliases, preferences
from portal.segments import queries as segments
from portal.segments.models import Segment

PUT_AWAY = "banners_put_away"
"""The session's list of banners a visitor does not want to see again."""
_SECONDS = 30


def party_of(request: HttpRequest) -> Party | None:
    """The customer who is signed in, read once a request; None for a visitor."""
    user = getattr(request, "user", None)
    return customers.party_of(user) if user is not None and user.is_authenticated else None


def wants_personal(party: Party) -> bool:
    """Whether the customer has left personal content on in his preferences."""
    return preferences.preferences_of(party).personalised


def is_held_out(campaign: Campaign, party: Party) -> bool:
    """Whether the customer's household is in the campaign's hold-out, drawn exactly as for its messages."""
    if not campaign.holdout_percent:
        return False
    unit = aliases.own_unit(party)
    return arms.is_held_out(arms.bucket(campaign.salt, unit), float(campaign.holdout_percent))


def candidates(placement: str) -> list[Banner]:
    """All banners that may now be shown in a place, the first first; kept for every reader alike, one query."""
    return kept(f"banners:{placement}", lambda: list(Banner.objects.showing(placement, now())), _SECONDS)


def banner_for(request: HttpRequest, placement: str) -> Banner | None:
    """The one banner this reader sees in this place; None for none."""
    language, user = current_language(), getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    fitting = [one for one in candidates(placement) if one.is_for(language=language, signed_in=signed_in)]
    if not fitting:
        return None
    party = party_of(request) if signed_in else None
    away = _put_away(request, party)
    fitting = [one for one in fitting if one.pk not in away]
    if party is not None:
        fitting = _of_his_segments(fitting, party)
    moment = now()
    for one in fitting:
        if one.ends_at is not None and one.ends_at <= moment:
            continue
        if party is None or not is_held_out(one.campaign, party):
            return one
    return None


def may_see(request: HttpRequest, banner: Banner) -> bool:
    """Whether the banner is one for this reader, put away or not."""
    party = party_of(request)
    if not banner.is_for(language=current_language(), signed_in=party is not None):
        return False
    return party is None or (bool(_of_his_segments([banner], party)) and not is_held_out(banner.campaign, party))


def _put_away(request: HttpRequest, party: Party | None) -> set[int]:
    if party is not None:
        ids = aliases.own_ids(party)
        if len(ids) == 1:
            return {row.banner_id for row in _put_away_by_one.rows(party=ids[0])}
        return set(BannerDismissal.objects.filter(party__in=ids).values_list("banner_id", flat=True))
    session = getattr(request, "session", None)
    if session is None or not session.session_key:
        return set()
    return {pk for pk in session.get(PUT_AWAY, []) if isinstance(pk, int)}


_put_away_by_one = PreparedRows(lambda party: BannerDismissal.objects.filter(party_id=party).order_by(), party=2**62 + 1)


def _of_his_segments(banners: list[Banner], party: Party) -> list[Banner]:
    """Without those of segments he is not in, or of any segment where he does not want personal things."""
    wanted = {one.segment_id for one in banners if one.segment_id}
    if not wanted:
        return banners
    mine = {segment for _party, segment in segments.is_in([aliases.own_ids(party)[0]], wanted)} if wants_personal(party) else set()
    return [one for one in banners if one.segment_id is None or one.segment_id in mine]


def sees_block(request: HttpRequest, page: LandingPage, slug: str) -> bool:
    """Whether this reader sees the words for the segment on a landing page."""
    party = party_of(request)
    if party is None or not wants_personal(party):
        return False
    segment = Segment.objects.filter(slug=slug, archived_at=None).first()
    if segment is None or not segments.is_in([aliases.own_ids(party)[0]], [segment.pk]):
        return False
    return page.campaign is None or not is_held_out(page.campaign, party)
