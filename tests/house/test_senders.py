"""No way around the gate: whatever can hand something to the world stands in one table, with what it asks before."""

import re

from tests.house.tree import ROOT, own

CARRIER = re.compile(
    r"MAIL_CARRIER|\bsmtplib\.SMTP|\bwebpush\(|\brequests\.(?:Session|post|get|put|request)\(|\burlopen\(|\bhttpx\.|\baiohttp\.|"
    r"\bget_connection\(settings|\bmail\.send_mail|\bsend_mass_mail\(|\bmail_admins\(|OutboxBackend\("
)
DOORS = {
    "portal/accounts/tasks.py": "letters: gates.let_through at the last moment, filled by customers",
    "portal/accounts/gates.py": "only words",
    "portal/accounts/letterbox.py": "lays letters down for portal/accounts/tasks.py",
    "portal/customers/privacy/farewell.py": "the last letter of an erasure: gates.let_through",
    "portal/messaging/channels/": "channels: called by portal/messaging/sender.py alone, which asks gate.verdicts twice",
    "portal/config/settings.py": "names the carrier",
    "portal/core/checks.py": "looks at the name of the carrier",
    "portal/core/doctor.py": "asks the mail server whether it is there, and sends nothing",
    "portal/core/outbox.py": "the embedded carrier itself",
    "portal/site/bench/": "measures a running portal from outside",
}
ASKS = {
    "portal/accounts/tasks.py": "gates.let_through(",
    "portal/customers/privacy/farewell.py": "gates.let_through(",
    "portal/messaging/actions/sending.py": "gate.verdicts(",
    "portal/messaging/sender.py": "sending.hand_over(",
    "portal/customers/hooks/consent.py": "gates.gates.add(",
}


def strays(name: str, source: str) -> list[str]:
    """Lines that reach for a carrier in a file that is no door."""
    if any(name.startswith(door) for door in DOORS):
        return []
    return [f"{name}:{number} {line.strip()}" for number, line in enumerate(source.splitlines(), 1) if CARRIER.search(line)]


def deliveries(name: str, source: str) -> list[str]:
    """Calls of a channel's `deliver` outside the sender."""
    return [] if name == "portal/messaging/sender.py" else [name for line in source.splitlines() if re.search(r"\.deliver\(", line)]


def test_nothing_but_the_doors_reaches_for_a_carrier():
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in own("*.py")}
    assert [fault for name, source in sources.items() for fault in strays(name, source)] == []
    assert [fault for name, source in sources.items() for fault in deliveries(name, source)] == []


def test_each_door_still_asks():
    for name, words in ASKS.items():
        assert words in (ROOT / name).read_text(encoding="utf-8"), name


def test_a_way_around_is_found():
    assert strays("portal/campaigns/tasks.py", "get_connection(settings.MAIL_CARRIER).send_messages([mail])") != []
    assert strays("community/chat/tasks.py", "x = requests.post(url)") != []
    assert deliveries("portal/campaigns/tasks.py", "channels['email'].deliver(lot)") == ["portal/campaigns/tasks.py"]
    assert strays("portal/accounts/tasks.py", "get_connection(settings.MAIL_CARRIER)") == []
