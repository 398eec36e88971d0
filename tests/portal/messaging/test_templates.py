"""Templates: what may be saved, what a value can do to a message, versions."""

import pytest

from portal.messaging.actions import templates
from portal.messaging.models import MessageTemplate, TemplateVersion
from portal.messaging.rendering import paper
from portal.messaging.rendering.compiling import Words, prepare
from portal.messaging.rendering.outgoing import Refused, outgoing
from portal.messaging.rendering.variables import ADDRESS, NoAddressError, UnknownVariableError, Variable, from_context, variables
from tests.factories import outgoing as factory

FOOT = {"foot.why": "https://a.example/w", "foot.preferences": "https://a.example/p", "foot.unsubscribe": "https://a.example/u"}
HOSTILE = ["<script>alert(1)</script>", "[x](https://evil.example)", "{customer.name}", "**bold**", '" onload="x', "a\r\nBcc: b@evil.example", "\u202etxt.exe"]


@pytest.fixture
def offer_link():
    """A variable that only the sending knows, and that is an address."""
    variables.add("test.link", Variable("a link", from_context("test.link"), "https://sample.example/x", ADDRESS))
    yield
    del variables._things["test.link"]


def words(**changes):
    return {"en": {**factory.WORDS, **changes}}


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["subject", "preheader", "body", "short"])
def test_an_unknown_variable_is_refused_wherever_it_stands_and_nothing_is_kept(field):
    with pytest.raises(UnknownVariableError) as refused:
        templates.save_template("x", by=None, name="X", purpose="news", texts=words(**{field: "Dear {customer.nmae}"}))
    assert (refused.value.name, refused.value.nearest) == ("customer.nmae", "customer.name")
    assert MessageTemplate.objects.count() == 0


@pytest.mark.parametrize("text", ["{}", "{ customer.name}", "{Customer.Name}", "{customer.name!r}", "{0}", "{customer.__class__}", "{%s}"])
def test_only_registered_names_stand_in_braces(text):
    with pytest.raises(UnknownVariableError):
        prepare(Words("s", text))


def test_a_link_may_not_lead_to_something_that_is_no_address():
    with pytest.raises(NoAddressError) as refused:
        prepare(Words("s", "[look]({customer.name})"))
    assert refused.value.name == "customer.name"


@pytest.mark.django_db
@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_brings_no_mark_tag_link_or_line_of_its_own(value):
    sheet = paper.set_words(Words("Hi {customer.name}", "Dear {customer.name}!"), language="en", purpose="news")
    plain, hostile = (sheet.rendered({"customer.name": name, **FOOT}) for name in ("Ann", value))
    assert hostile.html.count("<") == plain.html.count("<")
    assert hostile.html.count("href=") == plain.html.count("href=")
    assert "\n" not in hostile.subject
    assert "\r" not in hostile.subject
    assert hostile.text.count("\n") == plain.text.count("\n")
    assert "\u202e" not in hostile.subject


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "  javascript:x"])
def test_a_link_leads_only_to_addresses_of_the_web(offer_link, address):
    values = prepare(Words("s", "[look]({test.link})")).values({"test.link": address})
    assert values["link:0"] == ""


@pytest.mark.django_db
def test_a_link_alone_in_bold_is_the_button_and_text_names_its_address(offer_link):
    sheet = paper.set_words(Words("s", "**[Look]({test.link}?a=1&b=2)**\n\nand [this](https://b.example/?x=1&y=2)"), language="en", purpose="news")
    told = sheet.rendered({"test.link": "https://a.example/r", **FOOT})
    assert 'class="button"' in told.html
    assert 'href="https://a.example/r?a=1&amp;b=2"' in told.html
    assert "Look: https://a.example/r?a=1&b=2" in told.text
    assert told.links == ("https://a.example/r?a=1&b=2", "https://b.example/?x=1&y=2")


@pytest.mark.django_db
def test_links_of_the_words_may_be_led_elsewhere_those_of_the_foot_never(offer_link):
    sheet = paper.set_words(Words("s", "[a](https://a.example) [mail](mailto:x@y.example)"), language="en", purpose="news")
    told = sheet.rendered(FOOT, lambda address, number: f"https://door.example/{number}")
    assert 'href="https://door.example/0"' in told.html
    assert "mailto:x@y.example" in told.html
    assert FOOT["foot.why"] in told.html
    assert FOOT["foot.unsubscribe"] in told.text


@pytest.mark.django_db
def test_arabic_mails_run_from_the_right_and_both_themes_are_there():
    told = paper.set_words(Words("س", "سلام"), language="ar", purpose="news").rendered(FOOT)
    assert '<html lang="ar" dir="rtl">' in told.html
    assert 'align="right"' in told.html
    assert "@media (prefers-color-scheme: dark)" in told.html
    assert "@media all" in paper.in_theme(told.html, "dark")
    assert "@media not all" in paper.in_theme(told.html, "light")


@pytest.mark.django_db
@pytest.mark.parametrize(("purpose", "has_way_out"), [("news", True), ("community", True), ("service", False), ("account", False)])
def test_what_is_owed_has_no_way_out_and_everything_else_has(purpose, has_way_out):
    told = paper.set_words(Words("s", "b"), language="en", purpose=purpose).rendered(FOOT)
    assert (FOOT["foot.unsubscribe"] in told.html, FOOT["foot.unsubscribe"] in told.text) == (has_way_out, has_way_out)
    assert FOOT["foot.why"] in told.html
    assert FOOT["foot.preferences"] in told.html


@pytest.mark.django_db
def test_each_change_is_a_version_and_saving_the_same_again_is_none():
    first = templates.save_template("x", by=None, name="X", purpose="news", texts=words())
    again = templates.save_template("x", by=None, name="X", purpose="news", texts=words())
    changed = templates.save_template("x", by=None, name="X", purpose="news", texts=words(subject="Other"))
    assert [first.version, again.version, changed.version] == [1, 1, 2]
    assert list(TemplateVersion.objects.order_by("number").values_list("number", "texts__en__subject")) == [
        (1, "Hello {customer.name}"), (2, "Other"),
    ]  # fmt: skip
    restored = templates.restore_version(changed, 1, by=None)
    assert (restored.version, restored.texts.get(language="en").subject) == (3, "Hello {customer.name}")


@pytest.mark.django_db
def test_what_somebody_else_saved_meanwhile_is_not_lost():
    template = factory.template("x")
    templates.save_template("x", by=None, name="X", purpose="news", texts=words(subject="Theirs"), expected=1)
    with pytest.raises(templates.TemplateChangedError):
        templates.save_template("x", by=None, name="X", purpose="news", texts=words(subject="Mine"), expected=1)
    template.refresh_from_db()
    assert (template.version, template.texts.get().subject) == (2, "Theirs")


@pytest.mark.django_db
def test_a_message_speaks_the_newest_version_in_the_recipients_language_else_in_english():
    message = factory.message()
    templates.save_template(message.template.slug, by=None, name="X", purpose="service", texts={
        **words(subject="Hello again"), "de": {"subject": "Guten Tag {customer.name}", "body": "Hallo", "preheader": "", "short": ""},
    })  # fmt: skip
    told = []
    for language in ("de", "ar", "en"):
        message.language = language
        message.template.refresh_from_db()
        made = outgoing([message])[message.pk]
        told.append((made.language, made.rendered.subject))
    assert told == [("de", "Guten Tag Mara Lindqvist"), ("en", "Hello again"), ("en", "Hello again")]


@pytest.mark.django_db
def test_a_button_that_leads_nowhere_keeps_the_message_from_leaving(offer_link):
    message = factory.message()
    templates.save_template(message.template.slug, by=None, name="X", purpose="service", texts=words(body="[look]({test.link})"))
    message.template.refresh_from_db()
    refused = outgoing([message])[message.pk]
    assert isinstance(refused, Refused)
    assert refused.reason == "no_address"
    message.context = {"test.link": "https://a.example/1"}
    assert outgoing([message])[message.pk].rendered.links == ("https://a.example/1",)


@pytest.mark.django_db
def test_preparing_asks_as_often_for_many_as_for_one(django_assert_num_queries):
    rows = [factory.message() for _ in range(3)]
    outgoing(rows)
    with django_assert_num_queries(1):
        outgoing(rows[:1])
    with django_assert_num_queries(1):
        outgoing(rows)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "line"),
    [("Acme · Werkhof 4", "Acme · Werkhof 4"), ("Werkhof 4 · 20359 Hamburg", "Acme · Werkhof 4 · 20359 Hamburg"), ("", "Acme")],
)
def test_the_foot_names_the_house_once(settings, monkeypatch, address, line):
    settings.HOUSE_ADDRESS = address
    monkeypatch.setattr(paper, "site_name", lambda: "Acme")
    told = paper.set_words(Words("A word", "Good day.", "", ""), language="en", purpose="service").rendered({})
    assert told.text.strip().splitlines()[-1] == line
    assert told.html.count("Acme") == 2  # the head and the foot
