"""What the addresses of landing pages, banners and links need."""

from types import SimpleNamespace

from portal.campaigns.actions import banners, links
from portal.campaigns.enums import FormKind
from portal.campaigns.models import AdvertVisit, FormAnswer, Referral
from portal.site.models import HomePage
from tests.factories import customers, landing


def objects() -> dict:
    text, form = landing.text(), landing.form()
    words = landing.block("personal", segment="nobody", heading="Yours", text="", action={"label": "", "address": ""}, other_heading="", other_text="")
    page, caller = landing.page(form, words), customers.party(phone="+49 30 901820")
    call = FormAnswer.objects.create(page=page, block=form["id"], kind=FormKind.CALL, party=caller, identifier=caller.identifiers.get(), text=text, language="en")
    return {
        "page": page, "form": SimpleNamespace(**form), "words": SimpleNamespace(**words), "banner": landing.banner(), "link": landing.link(),
        "invitation": links.invitation_of(customers.party()), "call": call,
    }  # fmt: skip


def more(objects: dict, who) -> None:
    """Another link, visit, banner, call that was asked for, page with a form; of the customer another guest and banner put away."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    for link in (objects["link"], landing.link()):
        AdvertVisit.objects.create(link=link, source=f"fair {number}", medium="poster", path="/shop/", visitor="new")
    AdvertVisit.objects.create(source=f"paper {number}", medium="print", path="/en/", visitor="known")
    banners.dismiss_banner(landing.banner(campaign=objects["banner"].campaign), who.customer.party, by=who.customer)
    form = landing.form("call")
    page = landing.page(form, homes={"en": HomePage.objects.get(locale__language_code="en")}, campaign=landing.campaign())
    caller = customers.party(phone=f"+493090182{number:02}")
    text, point = landing.text(body=f"I agree {number}."), caller.identifiers.get()
    FormAnswer.objects.create(page=page, block=form["id"], kind=FormKind.CALL, party=caller, identifier=point, text=text, language="en")
    links.invitation_of(caller)
    links.invitation_of(who.customer.party)
    Referral.objects.create(referrer=who.customer.party, joined=caller)
