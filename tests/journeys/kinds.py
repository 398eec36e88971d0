"""Every kind of page of the portal, with one address of each in the demo."""

from dataclasses import dataclass
from typing import Any

from tests.journeys.server import DemoServer, address

FILLED = "filled:"
"""What follows is a name in `DemoServer.filled`: pages about what `filled.py` made, and addresses with a key."""


@dataclass(frozen=True)
class Kind:
    """`at` is an address with {l} for the language, a code of the demo's content, or "filled:"; `follow` leads from there to the page meant."""

    name: str
    at: str
    who: str | None = None
    follow: str = ""
    status: int = 200

    def path(self, language: str, filled: dict[str, str]) -> str:
        if self.at.startswith(FILLED):
            name = self.at.removeprefix(FILLED) or self.name
            return filled[name.replace("{l}", language)].replace("{l}", language)
        return self.at.replace("{l}", language) if self.at.startswith("/") else address(self.at, language)


PUBLIC = [
    Kind("home", "/{l}/"),
    Kind("news list", "/{l}/news/list/"),
    Kind("post", "news:quiet-pump"),
    Kind("policy", "page:returns"),
    Kind("directory", "/{l}/directory/"),
    Kind("contact", "/{l}/contact/"),
    Kind("about", "page:about"),
    Kind("site map", "/{l}/site-map/"),
    Kind("catalogue home", "/{l}/shop/"),
    Kind("category", "category:machines"),
    Kind("category with many", "category:parts"),
    Kind("product", "product:finch-2"),
    Kind("comparison", "/{l}/shop/compare/?codes=finch-2,finch-duo,finch-go"),
    Kind("comparison of nothing", "/{l}/shop/compare/"),
    Kind("help home", "/{l}/help/"),
    Kind("topic", "topic:water"),
    Kind("answer", "faq:warm-up-time"),
    Kind("feedback form", "faq:warm-up-time", follow='main a[href*="/help/feedback/"]'),
    Kind("tutorials", "/{l}/help/tutorials/"),
    Kind("tutorial", "tutorial:descale-finch"),
    Kind("step", "tutorial:descale-finch", follow='main a[href$="/1/"]'),
    Kind("search with hits", "/{l}/search/?q=finch"),
    Kind("search without hits", "/{l}/search/?q=xyzzyqux"),
    Kind("search of nothing", "/{l}/search/"),
    Kind("rooms", "/{l}/community/"),
    Kind("room as visitor", "room:newcomers"),
    Kind("login", "/{l}/accounts/login/"),
    Kind("sign-up", "/{l}/accounts/signup/"),
    Kind("password reset", "/{l}/accounts/password/reset/"),
    Kind("login by code", "/{l}/accounts/login/code/"),
    Kind("landing page", "filled:landing {l}"),
    Kind("why a banner", "filled:why banner"),
    Kind("why a message", "filled:why message"),
    Kind("preferences by link", "filled:"),
    Kind("unsubscribe", "filled:"),
    Kind("cannot be switched off", "filled:owed"),
    Kind("confirm an address", "filled:confirm"),
    Kind("link that opens nothing", "/{l}/preferences/broken:link:x/", status=404),
    Kind("not found", "/{l}/no/such/page/", status=404),
]
OWN = [
    Kind("room as member", "room:newcomers", "customer"),
    Kind("members' room", "room:finch-2-owners", "customer"),
    Kind("report form", "room:newcomers", "customer", follow='main a[href$="/report/"]'),
    Kind("my page", "/{l}/me/", "customer"),
    Kind("profile edit", "/{l}/me/profile/", "customer"),
    Kind("sessions", "/{l}/accounts/sessions/", "customer"),
    Kind("e-mail addresses", "/{l}/accounts/email/", "customer"),
    Kind("password change", "/{l}/accounts/password/change/", "customer"),
    Kind("sign out", "/{l}/accounts/logout/", "customer"),
    Kind("preferences", "/{l}/me/preferences/", "customer"),
    Kind("inbox", "/{l}/me/inbox/", "customer"),
    Kind("inbox message", "filled:", "customer"),
    Kind("notifications", "/{l}/me/notifications/", "customer"),
    Kind("prove it is you", "/{l}/me/privacy/leave/", "customer", status=403),
    Kind("own data", "/{l}/me/privacy/", "customer"),
    Kind("second step", "/{l}/accounts/second-step/", "customer"),
    Kind("set up an app", "/{l}/accounts/second-step/totp/activate/", "secured"),
    Kind("add a passkey", "/{l}/accounts/second-step/webauthn/add/", "secured"),
    Kind("passkeys", "/{l}/accounts/second-step/webauthn/", "secured"),
    Kind("a customer's page seen by staff", "/{l}/me/", "acting"),
    Kind("a page seen as a customer", "/{l}/help/", "acting"),
    Kind("refused", "/desk/", "customer", status=403),
]
DESK = [
    Kind("desk home", "/desk/", "administrator"),
    Kind("customers", "/desk/customers/", "administrator"),
    Kind("customer page", "/desk/customers/", "administrator", follow='main th a[href^="/desk/customers/"]'),
    Kind("new customer", "/desk/customers/new/", "administrator"),
    Kind("moderation queue", "/desk/moderation/", "moderator"),
    Kind(
        "moderation item",
        "/desk/moderation/",
        "moderator",
        follow='main a[href^="/desk/moderation/"]:not([href$="/log/"]):not([href$="/sanctions/"])',
    ),
    Kind("rooms on the desk", "/desk/chat/", "moderator"),
    Kind("room on the desk", "/desk/chat/", "moderator", follow='main a[href^="/desk/chat/"]'),
    Kind("moderation log", "/desk/moderation/log/", "moderator"),
    Kind("missing answers", "/desk/answers/", "administrator"),
    Kind(
        "missing answer", "/desk/answers/", "administrator", follow='main a[href^="/desk/answers/"]:not([href*="votes"]):not([href*="?"])'
    ),
    Kind("complaints", "/desk/answers/votes/", "administrator"),
    Kind("jobs", "/desk/jobs/", "administrator"),
    Kind("search desk", "/desk/search/", "administrator"),
    Kind("outbox", "/desk/messages/outbox/", "administrator"),
    Kind("roles", "/desk/accounts/", "administrator"),
    Kind("possible duplicates", "/desk/customers/duplicates/", "administrator"),
    Kind(
        "a pair",
        "/desk/customers/duplicates/",
        "administrator",
        follow='main a[href^="/desk/customers/duplicates/"]:not([href*="?"]):not([href$="/merges/"])',
    ),
    Kind("who is it", "/desk/customers/who/", "administrator"),
    Kind("households", "/desk/customers/households/", "administrator"),
    Kind("data quality", "/desk/customers/quality/", "administrator"),
    Kind("blocked addresses", "/desk/customers/suppressions/", "administrator"),
    Kind("messages", "/desk/messages/", "administrator"),
    Kind("templates", "/desk/messages/templates/", "administrator"),
    Kind("calls", "/desk/messages/calls/", "administrator"),
    Kind("letters", "/desk/messages/letters/", "administrator"),
    Kind("segments", "/desk/segments/", "administrator"),
    Kind("campaigns", "/desk/campaigns/", "administrator"),
    Kind(
        "campaign", "/desk/campaigns/", "administrator", follow='main th a[href^="/desk/campaigns/"], main h2 a[href^="/desk/campaigns/"]'
    ),
    Kind("new campaign", "/desk/campaigns/new/", "administrator"),
    Kind("approvals", "/desk/campaigns/approvals/", "administrator"),
    Kind("adverts and links", "/desk/reach/", "administrator"),
    Kind("imports", "/desk/imports/", "administrator"),
    Kind("new import", "/desk/imports/new/", "administrator"),
    Kind("audit log", "/desk/accounts/audit/", "administrator"),
    Kind("merges", "/desk/customers/merges/", "administrator"),
    Kind("new household", "/desk/customers/households/new/", "administrator"),
    Kind("new advert link", "/desk/reach/new/", "administrator"),
    Kind("visits", "/desk/reach/visits/", "administrator"),
    Kind("calls asked for", "/desk/reach/calls/", "administrator"),
    *(
        Kind(name, FILLED, "administrator")
        for name in (
            "merge",
            "household",
            "message",
            "template",
            "edit template",
            "new template",
            "outbox entry",
            "call",
            "segment",
            "edit segment",
            "new segment",
            "segment members",
            "import columns",
            "import with faults",
            "customer's data",
            "view as a customer",
            "note consent",
            "customer with everything",
            "campaign check",
            "campaign in review",
            "campaign results",
            "campaign audience",
            "campaign messages",
            "result rows",
        )
    ),
    Kind("component page", "/desk/ui/", "administrator"),
]
KINDS = [*PUBLIC, *OWN, *DESK]


class Walk:
    """Goes to pages of a kind in one browser context; remembers where a link led."""

    def __init__(self, demo: DemoServer) -> None:
        self.demo = demo
        self.led: dict[tuple[str, str], str] = {}

    def go(self, page: Any, kind: Kind, language: str) -> None:
        """Open the kind's page in a language; AssertionError when it does not answer as it should."""
        page.context.add_cookies([{"name": "language", "value": language, "url": self.demo.http}])
        key = (kind.name, language)
        answer = page.goto(self.demo.http + self.led.get(key, kind.path(language, self.demo.filled)))
        if kind.follow and key not in self.led:
            link = page.locator(kind.follow).first
            assert link.count(), f"{kind.name} ({language}): no link {kind.follow} on {page.url}"
            self.led[key] = link.get_attribute("href") or ""
            answer = page.goto(self.demo.http + self.led[key])
        assert answer.status == kind.status, f"{kind.name} ({language}): {answer.status} at {page.url}"
