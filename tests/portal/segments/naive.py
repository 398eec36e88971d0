"""Trees evaluated by hand, one customer after the other, from plain rows: what the compiled SQL has to equal."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from portal.customers.models import ConsentState, Interaction, Party, PartyAlias, PartyFact, Relationship
from portal.segments.models import SegmentMember

SURER = ["import", "shop", "phone", "staff", "customer"]
TALK, HELP = {"chat.sent"}, {"feedback.voted", "search.nothing_found", "tutorials.finished"}


def start_of(day):
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(settings.TIME_ZONE))


class World:
    """Everything there is, read once."""

    def __init__(self, day):
        self.day = day
        alias = dict(PartyAlias.objects.values_list("party_id", "canonical_id"))
        parties = list(Party.objects.all())
        self.people = {p.pk: p for p in parties if p.pk not in alias and not p.erased_at and p.kind != "household"}
        self.same = {pk: [p for p in parties if alias.get(p.pk, p.pk) == pk] for pk in self.people}
        rows = list(Interaction.objects.order_by("pk"))
        corrected = {row.corrects_id for row in rows if row.corrects_id}
        self.acts = {pk: [r for r in rows if alias.get(r.party_id, r.party_id) == pk and r.pk not in corrected] for pk in self.people}
        facts = list(PartyFact.objects.order_by("observed_at", "pk"))
        self.facts = {pk: [f for f in facts if alias.get(f.party_id, f.party_id) == pk] for pk in self.people}
        states = ConsentState.objects.select_related("identifier").filter(status="granted", identifier__ended_at=None)
        self.agreed = {pk: {f"{s.purpose}:{s.channel}" for s in states if alias.get(s.identifier.party_id, s.identifier.party_id) == pk} for pk in self.people}
        homes = {alias.get(r.party_id, r.party_id) for r in Relationship.objects.filter(role="household_member", ended_on=None)}
        self.homes = homes
        self.members = {}
        for slug, party_id in SegmentMember.objects.values_list("segment__slug", "party_id"):
            self.members.setdefault(slug, set()).add(party_id)

    def ids(self, tree):
        return {pk for pk in self.people if self.holds(tree, pk)}

    def holds(self, node, pk):
        if "join" in node:
            inner = [self.holds(one, pk) for one in node["of"]]
            return {"all": all(inner), "any": any(inner), "none": not any(inner)}[node["join"]]
        if "segment" in node:
            return pk in self.members.get(node["segment"], set())
        if "trait" in node:
            return self.trait(node, pk)
        kind = node.get("did") or node.get("never") or node.get("spent") or node.get("first") or node.get("last")
        acts = [a for a in self.acts[pk] if a.kind == kind]
        if "first" in node or "last" in node:
            moments = [a.at for a in acts]
            return bool(moments) and self.inside((min if "first" in node else max)(moments), node.get("window") or {})
        acts = [a for a in acts if self.inside(a.at, node.get("window") or {})]
        if "never" in node:
            return not acts
        if "did" in node:
            return compare(node["op"], len(acts), node["count"])
        total = sum((a.amount for a in acts if a.amount is not None and a.currency == node["currency"]), Decimal(0))
        return compare(node["op"], total, Decimal(node["amount"]))

    def inside(self, at, window):
        if "days" in window:
            return start_of(self.day - timedelta(days=window["days"])) <= at < start_of(self.day + timedelta(days=1))
        if "before_days" in window:
            return at < start_of(self.day - timedelta(days=window["before_days"]))
        if "first" in window and at < start_of(date.fromisoformat(window["first"])):
            return False
        return not ("last" in window and at >= start_of(date.fromisoformat(window["last"]) + timedelta(days=1)))

    def newest(self, pk, attribute):
        found = [f for f in self.facts[pk] if f.attribute == attribute]
        return max(found, key=lambda f: (SURER.index(f.source), f.confidence, f.observed_at, f.pk)).value if found else None

    def value(self, slug, pk):
        party, acts = self.people[pk], self.acts[pk]
        if slug in {"language", "kind", "time_zone"}:
            return getattr(party, slug)
        if slug in {"city", "country", "birth_date"}:
            return plain(self.newest(pk, slug))
        if slug == "owns":
            stated = self.newest(pk, "owns")
            found = [one.get("product") for one in stated if isinstance(one, dict)] if isinstance(stated, list) else []
            return {plain(one) for one in found} - {None}
        if slug == "agreed":
            return self.agreed[pk]
        if slug == "household":
            return pk in self.homes
        if slug == "joined":
            return min([p.created_at for p in self.same[pk]] + [a.at for a in acts])
        if slug == "last_seen":
            return max((a.at for a in acts if a.direction == "in"), default=None)
        name, _sep, days = slug.partition("_")
        since = start_of(self.day - timedelta(days=int(days))) if days else None
        wanted = {
            "acts": lambda a: a.direction == "in", "contacts": lambda a: a.direction == "out",
            "talk": lambda a: a.kind in TALK, "help": lambda a: a.kind in HELP,
        }[name]
        return sum(1 for a in acts if wanted(a) and (since is None or a.at >= since))

    def trait(self, node, pk):
        value, op, given = self.value(node["trait"], pk), node["op"], node.get("value")
        if op in {"known", "unknown"}:
            return bool(value) == (op == "known")
        if op in {"yes", "no"}:
            return value == (op == "yes")
        if isinstance(value, set):
            return {"any": bool(value & set(given)), "every": set(given) <= value, "none": not value & set(given)}[op]
        if op in {"last_days", "before_days"} or node["trait"] in {"joined", "last_seen", "birth_date"}:
            return value is not None and self.day_compare(node["trait"], value, op, given)
        if node["trait"] in {"city", "time_zone"}:
            small = (value or "").lower()
            if op in {"is", "is_not", "in"}:
                found = value is not None and small in {one.lower() for one in ([given] if isinstance(given, str) else given)}
                return found != (op == "is_not")
            return value is not None and (small.startswith(given.lower()) if op == "begins" else given.lower() in small)
        if op in {"in", "not_in"}:
            return (value in given) == (op == "in")
        return compare(op, value, given)

    def day_compare(self, slug, value, op, given):
        window = {
            "last_days": {"days": given}, "before_days": {"before_days": given}, "since": {"first": given}, "until": {"last": given},
            "between": {"first": given[0], "last": given[1]} if isinstance(given, list) else {},
        }[op]
        if slug == "birth_date":
            try:
                value = start_of(date.fromisoformat(value))
            except ValueError:
                return False
        return self.inside(value, window)


def plain(value):
    """A piece of JSON as text; None for what is none."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (str, int)) else None


def compare(op, value, given):
    if op == "between":
        return given[0] <= value <= given[1]
    return {
        "at_least": value >= given, "at_most": value <= given, "more_than": value > given, "less_than": value < given, "exactly": value == given,
    }[op]  # fmt: skip
