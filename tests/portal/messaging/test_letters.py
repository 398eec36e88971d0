"""Letters: the address is in the window, every script is readable text, what cannot be set is refused, batches lose nothing."""

import itertools
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.customers.actions import consent
from portal.customers.models import Contact
from portal.messaging import sender
from portal.messaging.actions import letters as actions
from portal.messaging.actions import queueing
from portal.messaging.channels.fax import FaxChannel
from portal.messaging.channels.letter import LetterChannel
from portal.messaging.enums import MessageState
from portal.messaging.models import LetterBatch, OutboxEntry, PaperLetter
from portal.messaging.rendering import fonts
from portal.messaging.rendering.letter import WINDOW, LetterError, _Sheet, set_letter
from portal.messaging.rendering.outgoing import outgoing
from tests.factories import accounts, customers
from tests.factories import outgoing as factory
from tests.factories.consent import agreed
from tests.races import together

ADDRESS = "High Street 1\nBS1 4DJ Bristol\nUnited Kingdom"
POINT = 72 / 25.4
no_chinese = pytest.mark.skipif(bool(fonts.lacking("繁體中文")), reason="no font here has Chinese signs")


def letter(**fields):
    return factory.outgoing(channel="letter", **{"address": ADDRESS, "body": "Your machine is ready.", **fields})


def text_of(document):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)


def places(document):
    """Each run of text of the first page with where it begins, in millimetres from the left and the top."""
    page = PdfReader(BytesIO(document)).pages[0]
    found = []

    def visit(text, _cm, tm, _font, _size):
        if text.strip():
            found.append((text.strip(), tm[4] / POINT, 297 - tm[5] / POINT))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.django_db
def test_the_whole_address_is_inside_the_envelopes_window_and_nothing_else_is():
    left, top, width, height = WINDOW
    inside = [text for text, x, y in places(set_letter(letter(name="Mara Lindqvist")).document) if left <= x <= left + width and top <= y <= top + height]
    told = " ".join(inside)
    for part in ("Mara", "Lindqvist", "High", "Bristol", "Kingdom"):
        assert part in told
    assert "machine" not in told


@pytest.mark.django_db
def test_arabic_is_set_from_the_right_and_joined():
    made = set_letter(letter(language="ar", subject="آلتك جاهزة", body="تم إصلاح آلتك.", name="ليلى"))
    assert made.pages == 1
    assert fonts.lacking("تم إصلاح آلتك، ١٢٣") == ""
    assert max(x for _text, x, y in places(made.document) if 100 < y < 115) > 120


@no_chinese
@pytest.mark.django_db
def test_chinese_is_text_and_no_boxes():
    made = set_letter(letter(language="zh-hant", subject="您的機器已修好", body="您可以取機。", name="林美玲", address="永康街 12 號\n106 臺北市"))
    assert "您可以取機" in text_of(made.document).replace("\x00", "")


@pytest.mark.django_db
def test_without_a_font_for_its_signs_a_letter_is_refused_with_the_reason(monkeypatch):
    known = [face for face in fonts.faces() if face.name != "chinese"]
    monkeypatch.setattr(fonts, "faces", lambda: known)
    outcome = LetterChannel().deliver([letter(body="字")])[0]
    assert (outcome.state, outcome.reason, "字" in outcome.detail) == (MessageState.FAILED, "no_font", True)
    assert PaperLetter.objects.count() == 0


@pytest.mark.django_db
def test_signs_no_font_has_are_refused():
    with pytest.raises(LetterError) as refused:
        set_letter(letter(body="𓀀"))
    assert refused.value.reason == "no_font"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "Bristol", "\n".join(f"line {n}" for n in range(9))])
def test_an_address_that_is_none_is_refused(address):
    outcome = LetterChannel().deliver([letter(address=address)])[0]
    assert (outcome.state, outcome.reason) == (MessageState.FAILED, "bad_address")


@pytest.mark.django_db
def test_a_long_letter_has_several_pages_with_their_numbers():
    made = set_letter(letter(body="\n\n".join(f"Paragraph {n}. " + "It goes on. " * 30 for n in range(25))))
    assert made.pages == len(PdfReader(BytesIO(made.document)).pages) > 2
    feet = [page.extract_text() for page in PdfReader(BytesIO(made.document)).pages]
    assert [f"Page {number} of {made.pages}" in foot for number, foot in enumerate(feet, 1)] == [True] * made.pages


@no_chinese
@pytest.mark.django_db
def test_the_number_of_pages_stands_in_its_sentence_without_a_gap():
    made = set_letter(letter(language="zh-hant", subject="您的機器", body="您可以取機。" * 400, name="林美玲"))
    document = PdfReader(BytesIO(made.document))
    assert len(document.pages) == made.pages == 2
    assert "第 1 頁，共 2 頁" in document.pages[0].extract_text().replace("\x00", "")


@pytest.mark.django_db
def test_a_name_that_looks_like_a_place_for_the_number_of_pages_stays_as_it_is():
    assert "Mara {nb}" in text_of(set_letter(letter(name="Mara {nb}")).document)


@pytest.mark.django_db
def test_trying_twice_is_one_letter():
    message = letter()
    assert [LetterChannel().deliver([message])[0].state for _ in range(2)] == [MessageState.SENT] * 2
    assert PaperLetter.objects.count() == 1


@pytest.mark.django_db
def test_a_batch_is_one_document_with_a_list_of_whose_pages_are_which(client):
    LetterChannel().deliver([letter(name="=cmd()", subject="=1+1"), letter(body="It goes on. " * 900), letter(name="Ann")])
    agent = accounts.user(roles=("agent",))
    client.force_login(agent)
    assert client.post("/desk/messages/letters/batch/").status_code == 302
    batch = LetterBatch.objects.get()
    document = b"".join(client.get(f"/desk/messages/letters/batches/{batch.pk}/"))
    assert len(PdfReader(BytesIO(document)).pages) == batch.pages > 3
    lines = client.get(f"/desk/messages/letters/batches/{batch.pk}/list/").content.decode("utf-8-sig").splitlines()
    spans = [tuple(map(int, line.split(",")[1:3])) for line in lines[1:]]
    assert spans[0] == (1, 1)
    assert spans[-1][1] == batch.pages
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(spans))
    assert "'=1+1" in lines[1]
    client.post("/desk/messages/letters/batch/")
    assert LetterBatch.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_make_batches_at_once_put_no_letter_into_both():
    LetterChannel().deliver([letter() for _ in range(3)])
    together(*[lambda: actions.make_batch(by=None)] * 2)
    assert sum(LetterBatch.objects.values_list("letters_count", flat=True)) == 3
    assert PaperLetter.objects.exclude(batch=None).count() == 3


@pytest.mark.django_db
def test_a_letter_nobody_wants_any_more_is_not_printed():
    rows = [agreed(factory.point(customers.party(billed_name=f"Ann {n}"), "letter"), "offers", "letter") for n in range(2)]
    template = factory.template(purpose="offers")
    messages = [queueing.send_message(row.party, template.slug, channels=["letter"]) for row in rows]
    sender.send_due()
    assert PaperLetter.objects.count() == 2
    consent.withdraw(rows[0], "offers", "letter", source="telephone")
    batch = actions.make_batch(by=None)
    assert [one.message for one in batch.letters.all()] == [messages[1]]
    messages[0].refresh_from_db()
    assert (messages[0].state, messages[0].reason, Contact.objects.count()) == ("skipped", "withdrawn", 1)


@pytest.mark.django_db
def test_a_fax_lies_in_the_outbox_as_a_pdf_and_goes_to_the_gateway_where_there_is_one(settings, mailoutbox):
    message = factory.outgoing(channel="fax", address="+4930 1234", body="Please call.")
    assert FaxChannel().deliver([message])[0].state == MessageState.SENT
    assert bytes(OutboxEntry.objects.get().document).startswith(b"%PDF")
    settings.FAX_GATEWAY, settings.MAIL_CARRIER = "fax.example", "django.core.mail.backends.locmem.EmailBackend"
    assert FaxChannel().deliver([message])[0].state == MessageState.SENT
    assert [(mail.to, mail.attachments[0][0]) for mail in mailoutbox] == [(["49301234@fax.example"], "fax.pdf")]


def test_the_doctor_says_which_scripts_letters_can_be_set_in(monkeypatch):
    found = {one.text.split(":")[0]: one.state for one in fonts.examination()}
    assert (found["latin"], found["arabic"]) == ("ok", "ok")
    monkeypatch.setattr(fonts, "_face", lambda script: None)
    monkeypatch.setattr(fonts, "lacking", lambda text: text)
    assert [one.state for one in fonts.examination()] == ["note"] * 3


@pytest.mark.django_db
def test_an_address_in_one_line_is_put_together_from_what_is_known():
    facts = {"street": "Hauptstraße 12", "postcode": "20359", "city": "Hamburg", "country": "DE"}
    message = factory.message(customers.party(billed_name="Mara", language="de", facts=facts), channel="letter")
    message.identifier.value_raw = "somewhere in Hamburg"
    assert outgoing([message])[message.pk].address == "Hauptstraße 12\n20359 Hamburg\nDeutschland"
    message.identifier.value_raw = "High Street 1\nBS1 4DJ Bristol"
    assert outgoing([message])[message.pk].address == "High Street 1\nBS1 4DJ Bristol"


def test_a_letter_loads_the_fonts_whose_signs_it_has_and_no_others(db):
    sheet = _Sheet("en", 1)
    sheet.add_page()
    assert set(sheet.fonts) == {"latin"}
    sheet.put("Ada سلام", size=10, width=100)
    assert set(sheet.fonts) == {"latin", "arabic"}
