"""What we hold of somebody, and why, as markup: for himself, and for staff on the desk. A template takes several times as long."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.core.labels import labels
from portal.core.markup import filled, joined, tag
from portal.core.templatetags.ui import when
from portal.customers.enums import ConsentSource, ConsentStatus, ContactChannel, Purpose
from portal.customers.models import ConsentEvent
from portal.customers.queries.consent import Proof

_PROOF = (
    '<div class="row between">{}{}</div><p class="small soft">{}{}</p>'
    '<details class="small"><summary>{}</summary><ol class="plain-list stack tight acts">{}</ol></details>'
)
_ACT = '<li><span class="strong">{}</span> · {} · {}{}{}</li>'
_WORDS = '<br><span class="soft" lang="{}" dir="auto">{}</span><br><span class="soft">{}</span>'
_TONES = {ConsentStatus.GRANTED: "good", ConsentStatus.PENDING: "live"}


def drawn(proofs: Iterable[Proof], *, open_book: bool, for_staff: bool = False) -> SafeString:
    """One entry for each contact point, purpose and channel; `open_book` names the contact point, `for_staff` who noted it and how."""
    whole = '<ul class="list">{}</ul>' if for_staff else '<ul class="plain-list stack tight">{}</ul>'
    entry = "<li>{}</li>" if for_staff else '<li class="card">{}</li>'
    found = joined(entry, ((_proof(proof, open_book=open_book, for_staff=for_staff),) for proof in proofs))
    nothing = _("Nothing was ever said: there is no consent, and no refusal.")
    return filled(whole, found) if found else filled('<p class="soft">{}</p>', nothing)


def _proof(proof: Proof, *, open_book: bool, for_staff: bool) -> SafeString:
    title = '<span class="strong">{} · {}</span>' if for_staff else "<h3>{} · {}</h3>"
    state = proof.state
    status = tag(state.get_status_display(), _TONES.get(state.status, "")) if state else ""
    where = filled('<bdi dir="ltr">{}</bdi> · ', proof.identifier.readable) if open_book else ""
    acts = joined(_ACT, (_act(act, for_staff=for_staff) for act in proof.history))
    what = filled(title, labels(Purpose)[proof.purpose], labels(ContactChannel)[proof.channel])
    return filled(_PROOF, what, status, where, _while(proof), _("Everything that led to it"), acts)


def _while(proof: Proof) -> SafeString:
    """Since when it holds, and until when where it ends."""
    if not proof.state:
        return SafeString()
    since = filled("{} {}", _("since"), when(proof.state.since_at, "both"))
    return since + filled(" · {} {}", _("until"), when(proof.state.until_at, "both")) if proof.state.until_at else since


def _act(act: ConsentEvent, *, for_staff: bool) -> tuple[str, SafeString, str, SafeString, SafeString]:
    """What was said, when, through which door, by whom it was noted, and the words it was about."""
    noted = SafeString()
    if for_staff and act.actor:
        noted += filled(" · <bdi>{}</bdi>", act.actor)
    if for_staff and act.evidence.get("said"):
        noted += filled("<br>“<bdi>{}</bdi>”", act.evidence["said"])
    return act.get_action_display(), when(act.at, "both"), labels(ConsentSource).get(act.source, act.source), noted, _words(act)


def _words(act: ConsentEvent) -> SafeString:
    if act.text is None:
        return SafeString()
    values = {"version": act.text.version, "language": act.text.language, "hash": act.text.sha256[:16]}
    line = _("Version %(version)s (%(language)s), fingerprint %(hash)s") % values
    return filled(_WORDS, act.text.language, act.text.body, line)
