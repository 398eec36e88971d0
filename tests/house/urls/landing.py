"""What the addresses of landing pages, banners and links need."""

from types import SimpleNamespace

from portal.campaigns.actions import links
from portal.campaigns.enums import FormKind
from portal.campaigns.models import FormAnswer
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
