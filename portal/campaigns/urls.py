"""Addresses of campaigns: what customers meet below /<language>/, and what has no language."""

from django.urls import path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.campaigns.desk import acts, checking, pages, results, steps
from portal.campaigns.views import landing, links, why

urlpatterns = [
    path("offers/form/<row:page>/<uuid:block>/", landing.landing_form, name="landing_form"),
    path("offers/form/<row:page>/<uuid:block>/thanks/", landing.landing_thanks, name="landing_thanks"),
    path("why/banner/<row:pk>/", why.why_banner, name="why_banner"),
    path("why/block/<row:page>/<uuid:block>/", why.why_block, name="why_block"),
    path("why/banner/<row:pk>/away/", why.put_away, name="put_away"),
    path("join/<slug:code>/", links.join, name="join"),
    path("join/", links.make_invitation, name="make_invitation"),
    path("why/off/", why.switch_off, name="switch_personal_off"),
]


def _desk(view: object) -> object:
    """For marketers (and administrators)."""
    return desk_page(view, Role.MARKETER)  # type: ignore[arg-type]


desk_urlpatterns = [
    path("", _desk(pages.campaign_list), name="desk_campaigns"),
    path("new/", _desk(pages.new_campaign), name="desk_campaign_new"),
    path("approvals/", _desk(pages.approvals), name="desk_campaign_approvals"),
    path("<row:pk>/", _desk(pages.campaign_page), name="desk_campaign"),
    path("<row:pk>/edit/<slug:name>/", _desk(steps.step), name="desk_campaign_step"),
    path("<row:pk>/check/", _desk(checking.check), name="desk_campaign_check"),
    path("<row:pk>/count/", _desk(checking.count), name="desk_campaign_count"),
    path("<row:pk>/test/", _desk(checking.send_test), name="desk_campaign_test"),
    path("<row:pk>/audience/", _desk(checking.audience_rows), name="desk_campaign_audience"),
    path("<row:pk>/messages/", _desk(checking.message_rows), name="desk_campaign_messages"),
    path("<row:pk>/progress/", _desk(pages.campaign_progress), name="desk_campaign_progress"),
    path("<row:pk>/results/", _desk(results.campaign_results), name="desk_campaign_results"),
    path("<row:pk>/results/rows/", _desk(results.result_rows), name="desk_campaign_result_rows"),
    path("<row:pk>/measure/", _desk(results.measure), name="desk_campaign_measure"),
    path("<row:pk>/submit/", _desk(acts.submit), name="desk_campaign_submit"),
    path("<row:pk>/take-back/", _desk(acts.take_back), name="desk_campaign_take_back"),
    path("<row:pk>/approve/", _desk(acts.approve), name="desk_campaign_approve"),
    path("<row:pk>/return/", _desk(acts.give_back), name="desk_campaign_return"),
    path("<row:pk>/pause/", _desk(acts.pause), name="desk_campaign_pause"),
    path("<row:pk>/resume/", _desk(acts.resume), name="desk_campaign_resume"),
    path("<row:pk>/stop/", _desk(acts.stop), name="desk_campaign_stop"),
    path("<row:pk>/words/", _desk(acts.propose_words), name="desk_campaign_words"),
    path("<row:pk>/words/adopt/", _desk(acts.adopt_words), name="desk_campaign_words_adopt"),
    path("<row:pk>/words/drop/", _desk(acts.drop_words), name="desk_campaign_words_drop"),
    path("<row:pk>/copy/", _desk(acts.copy), name="desk_campaign_copy"),
    path("<row:pk>/delete/", _desk(acts.delete), name="desk_campaign_delete"),
]
root_urlpatterns = [path("go/<slug:code>/", links.go, name="go")]
