"""A file is tried, brought in, and taken back; what is cut off goes on; what is wrong is said line by line."""

import pytest
from django.core.exceptions import ValidationError

from catalog.products.models import Price, Product
from knowledgebase.faq.models import Question
from portal.accounts.models import User
from portal.customers import actions as customers
from portal.customers import queries as known
from portal.customers.enums import Source
from portal.customers.models import ConsentState, Identifier, MatchCandidate, Party, PartyFact
from portal.imports import actions, queries, reading
from portal.imports.enums import ImportState, RowState
from portal.imports.importers import importers
from portal.imports.models import Import, ImportRow
from tests.factories import accounts
from tests.factories import products as product_factory
from tests.factories import topics as topic_factory

pytestmark = pytest.mark.django_db
PEOPLE = """Name;E-Mail-Adresse;Telefon;Straße;PLZ;Ort;Geburtsdatum;Newsletter;Nachweis
Greta Hauser;greta@mailbox.example;+49 761 555 0171;Talstraße 4;79098;Freiburg;31.05.1984;ja;Karte 2021
Jan Vogt;jan@mailbox.example;;Ringstraße 9;20095;Hamburg;;;
;nobody@mailbox.example;;;;;;;
Falsch Geschrieben;not an address;;;;;;;
Ohne Beleg;beleg@mailbox.example;;;;;;ja;
"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def staff():
    """Whoever brings the files, always the same."""
    return User.objects.filter(email="bringer@mailbox.example").first() or accounts.user("bringer@mailbox.example")


def brought(importer, text, *, language="de", encoding="utf-8", run=True):
    """An import of a text, tried and (with `run`) brought in."""
    by = staff()
    one = actions.take_in(importers[importer], "list.csv", text.encode(encoding), by=by, language=language)
    actions.choose_columns(one, one.mapping, by=by)
    actions.work_on(one)
    if run:
        actions.begin(one, by=by)
        actions.work_on(one)
    return one


def everything():
    """What an import of customers may touch."""
    staff()
    return [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (Party, Identifier, PartyFact, ConsentState)]


def test_columns_are_guessed_from_titles_in_any_language():
    columns = ["الاسم", "電子郵件", "PLZ", "Date of  birth!", "Telefon"]
    importer = importers["customers"]
    assert queries.guessed(importer, columns) == {"name": "الاسم", "email": "電子郵件", "postcode": "PLZ", "phone": "Telefon"}


def test_a_choice_of_columns_is_remembered():
    one = actions.take_in(importers["customers"], "a.csv", b"Who,Where\nA,B\n", by=staff(), language="en")
    assert one.mapping == {}
    actions.choose_columns(one, {"name": "Who", "city": "Where"}, by=one.by)
    assert queries.guessed(importers["customers"], ["Who", "Where"]) == {"name": "Who", "city": "Where"}


def test_a_try_says_what_would_happen_and_changes_nothing():
    before = everything()
    one = brought("customers", PEOPLE, run=False)
    assert (one.state, one.rows_done, one.counts) == (ImportState.CHECKED, 5, {"new": 2, "error": 3})
    assert everything() == before
    faults = {row.line: row.faults[0][0] for row in ImportRow.objects.filter(of=one)}
    assert faults == {4: "name", 5: "email", 6: "proof"}


def test_what_was_tried_is_brought_in_with_consents_and_their_proof():
    one = brought("customers", PEOPLE)
    assert (one.state, one.counts) == (ImportState.DONE, {"new": 2, "error": 3})
    greta = Party.objects.get(billed_name="Greta Hauser")
    told = {name: fact.value for name, fact in known.profile(greta).items()}
    assert told == {"name": "Greta Hauser", "street": "Talstraße 4", "postcode": "79098", "city": "Freiburg", "birth_date": "1984-05-31"}
    state = ConsentState.objects.get(identifier__party=greta)
    assert (state.purpose, state.channel, state.status) == ("news", "email", "granted")
    assert state.event.evidence == {"said": "Karte 2021", "file": "list.csv", "line": 2}
    assert greta.language == "de"


def test_a_second_time_nothing_is_new():
    brought("customers", PEOPLE)
    before = everything()
    assert brought("customers", PEOPLE).counts == {"same": 2, "error": 3}
    assert everything() == before


def test_somebody_who_is_known_gets_what_is_new_of_him():
    party = customers.open_party(by=None, source=Source.STAFF, billed_name="Greta Hauser", email="greta@mailbox.example", facts={"name": "Greta Hauser"})
    one = brought("customers", PEOPLE)
    assert one.counts == {"changed": 1, "new": 1, "error": 3}
    assert known.profile(party)["city"].value == "Freiburg"


def test_a_list_does_not_overrule_a_withdrawal():
    from portal.customers.actions import consent

    brought("customers", PEOPLE)
    row = Identifier.objects.get(value_norm="greta@mailbox.example")
    consent.withdraw(row, "news", "email", source="link")
    brought("customers", PEOPLE)
    assert ConsentState.objects.get(identifier=row).status == "withdrawn"


def test_an_import_is_taken_back_whole_while_nothing_stands_on_it():
    party = customers.open_party(by=None, source=Source.STAFF, billed_name="Greta Hauser", email="greta@mailbox.example", facts={"name": "Greta Hauser"})
    one = brought("customers", PEOPLE)
    jan = Party.objects.get(billed_name="Jan Vogt")
    actions.begin_undo(one, by=one.by)
    actions.work_on(one)
    assert (one.state, one.counts) == (ImportState.UNDONE, {"back": 2, "error": 3})
    jan.refresh_from_db()
    assert (jan.billed_name, jan.erased_at is not None, known.profile(jan)) == ("", True, {})
    assert {name: fact.value for name, fact in known.profile(party).items()} == {"name": "Greta Hauser"}
    assert list(known.live_identifiers(party).values_list("value_norm", flat=True)) == ["greta@mailbox.example"]
    assert not Identifier.objects.filter(value_norm="jan@mailbox.example").exists()


def test_who_has_signed_in_since_stays_and_the_list_says_so():
    one = brought("customers", PEOPLE)
    jan = Party.objects.get(billed_name="Jan Vogt")
    Party.objects.filter(pk=jan.pk).update(user=accounts.user(party=False))
    actions.begin_undo(one, by=one.by)
    actions.work_on(one)
    assert one.counts == {"back": 1, "kept": 1, "error": 3}
    jan.refresh_from_db()
    assert (jan.billed_name, jan.erased_at) == ("Jan Vogt", None)


def test_only_the_last_import_of_its_kind_can_be_taken_back():
    first = brought("customers", PEOPLE)
    second = brought("customers", "Name,email\nKlaus Pohl,klaus@mailbox.example\n")
    with pytest.raises(actions.WrongStateError):
        actions.begin_undo(first, by=first.by)
    first.refresh_from_db()
    assert (first.state, queries.can_be_undone(second)) == (ImportState.DONE, True)


def many(number):
    return "Name,email\n" + "".join(f"Person {n:04d} Nummer,p{n}@mailbox.example\n" for n in range(number))


def test_a_run_that_is_cut_off_goes_on_and_doubles_nothing(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 50)
    one = brought("customers", many(120), run=False)
    actions.begin(one, by=one.by)
    importer, calls = importers["customers"], []
    real = type(importer).write

    def dies(self, rows, **more):
        calls.append(len(rows))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, rows, **more)

    monkeypatch.setattr(type(importer), "write", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.work_on(one)
    one.refresh_from_db()
    assert (one.state, one.rows_done, one.rows.count()) == (ImportState.RUNNING, 50, 50)
    actions.work_on(Import.objects.get(pk=one.pk))
    one.refresh_from_db()
    assert (one.state, one.rows_done, one.rows.count()) == (ImportState.DONE, 120, 120)
    assert Identifier.objects.filter(value_norm__regex=r"^p\d+@mailbox").count() == 120


def stale_pair():
    """The same import as two workers hold it, both at its beginning."""
    one = brought("customers", many(3), run=False)
    actions.begin(one, by=one.by)
    return Import.objects.get(pk=one.pk), Import.objects.get(pk=one.pk)


def test_two_workers_at_once_bring_each_line_in_once():
    first, second = stale_pair()
    actions.work_on(first)
    actions.work_on(second)
    assert first.rows.count() == 3
    assert Import.objects.get(pk=first.pk).counts == {"new": 3}


def test_without_the_guard_of_the_progress_the_second_worker_writes_again(monkeypatch):
    first, second = stale_pair()
    monkeypatch.setattr(actions, "_advance", lambda one, number: True)
    actions.work_on(first)
    actions.work_on(second)
    assert Import.objects.get(pk=first.pk).counts == {"same": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lists_come_in_the_usual_encodings(encoding):
    one = brought("customers", "Name;Ort\nJürgen Weiß;Köln\n", encoding=encoding)
    assert [row.label for row in one.rows.all()] == ["Jürgen Weiß"]


def test_broken_letters_are_told_with_their_line_and_the_rest_is_brought_in():
    families = ["Abel", "Böhm", "Cramer", "Döring", "Engel", "Fuchs", "Groß", "Huber", "Igel", "Jäger"]
    lines = ["Name;Straße", *(f"Jörg {family};{family}weg {n}" for n, family in enumerate(families))]
    data = "\n".join(lines).encode().replace("Jörg Groß".encode(), b"J\xf6rg Gro\xdf")
    one = actions.take_in(importers["customers"], "broken.csv", data, by=staff(), language="de")
    actions.choose_columns(one, one.mapping, by=one.by)
    actions.work_on(one)
    assert one.counts == {"new": 9, "error": 1}
    assert [(row.line, row.faults[0][0]) for row in one.rows.all()] == [(8, "name")]


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"])
def test_what_is_no_list_is_refused_and_leaves_no_file(data):
    try:
        one = actions.take_in(importers["customers"], "x", data, by=staff(), language="en")
    except reading.UnreadableFile:
        assert (Import.objects.count(), list(queries.folder().glob("*")) if queries.folder().exists() else []) == (0, [])
    else:
        assert one.rows_total == 0


def test_a_needed_column_is_asked_for():
    one = actions.take_in(importers["customers"], "a.csv", b"Who\nA\n", by=staff(), language="en")
    with pytest.raises(actions.ColumnMissingError):
        actions.choose_columns(one, {}, by=one.by)
    one.refresh_from_db()
    assert one.state == ImportState.UPLOADED


def test_a_line_that_cannot_be_written_does_not_take_the_others_with_it(monkeypatch):
    from portal.customers.actions import listing

    real = listing.import_customers

    def refuses(lines, **more):
        if any(line.claims.name.startswith("Person 0001") for line in lines):
            raise ValidationError("Not this one.")
        return real(lines, **more)

    monkeypatch.setattr(listing, "import_customers", refuses)
    one = brought("customers", many(4))
    assert one.counts == {"new": 3, "error": 1}
    assert one.rows.get(state=RowState.ERROR).faults == [["", "Not this one."]]


PRODUCTS = """Handle,Title,Type,Variant SKU,Variant Price,Option1 Name,Option1 Value
cup-small,Small cup,Cups,CUP-S-R,12.50,Colour,Red
cup-small,,,CUP-S-B,12.50,Colour,Blue
cup-large,Large cup,Cups,CUP-L,not a price,,
"""


def test_products_with_their_variants_are_brought_in_and_taken_back():
    one = brought("products", PRODUCTS, language="en")
    assert one.counts == {"new": 1, "same": 1, "error": 1}
    product = Product.objects.get(code="cup-small")
    assert sorted(product.variants.values_list("sku", flat=True)) == ["CUP-S-B", "CUP-S-R"]
    assert not Product.objects.filter(code="cup-large").exists()
    actions.begin_undo(one, by=one.by)
    actions.work_on(one)
    assert (one.counts, Product.objects.filter(code="cup-small").exists()) == ({"back": 1, "error": 1}, False)


def test_a_changed_product_becomes_what_it_was():
    from catalog.products.actions.undoing import pictured

    product_factory.price_list()
    brought("products", PRODUCTS, language="en")
    before = pictured(["cup-small"])
    one = brought("products", PRODUCTS.replace("Small cup", "Tiny cup").replace("12.50,Colour,Red", "9.00,Colour,Green"), language="en")
    assert Product.objects.get(code="cup-small").name_en == "Tiny cup"
    assert {str(price.amount) for price in Price.objects.filter(variant__sku="CUP-S-R", valid_from=None)} <= {"9.00", "12.50"}
    assert "9.00" in {str(price.amount) for price in Price.objects.filter(variant__sku="CUP-S-R")}
    actions.begin_undo(one, by=one.by)
    actions.work_on(one)
    assert pictured(["cup-small"]) == before


def test_a_product_touched_since_stays():
    one = brought("products", PRODUCTS, language="en")
    Product.objects.filter(code="cup-small").update(brand="Hand made")
    actions.begin_undo(one, by=one.by)
    actions.work_on(one)
    assert (one.counts, Product.objects.filter(code="cup-small").exists()) == ({"kept": 1, "error": 1}, True)


def test_answers_are_brought_in_and_taken_back():
    topic_factory.topic(code="water")
    text = "Frage;Antwort;Thema\nWie oft entkalken?;Alle **120 Liter**.;water\nOhne Thema?;Nein.;nirgends\n"
    one = brought("answers", text)
    assert one.counts == {"new": 1, "error": 1}
    question = Question.objects.get(code="wie-oft-entkalken")
    assert (question.question_de, question.slug_de) == ("Wie oft entkalken?", "wie-oft-entkalken")
    again = brought("answers", text.replace("120", "90"))
    assert again.counts == {"changed": 1, "error": 1}
    actions.begin_undo(again, by=again.by)
    actions.work_on(again)
    question.refresh_from_db()
    assert question.answer_de == "Alle **120 Liter**."


def test_possible_duplicates_wait_to_be_compared():
    customers.open_party(
        by=None, source=Source.SHOP, billed_name="Katharina Baumgartner", phone="+497615550180",
        facts={"name": "Katharina Baumgartner", "street": "Talstraße 4", "postcode": "79098", "city": "Freiburg"},
    )  # fmt: skip
    one = brought("customers", "Name;Straße;PLZ;Ort\nKathi Baumgartner;Talstraße 4;79098;Freiburg\n")
    assert sum(one.counts.values()) == 1
    assert (one.counts.get("review", 0) == 1) == MatchCandidate.objects.exists()


def test_the_files_of_old_imports_are_forgotten():
    from datetime import timedelta

    one = brought("customers", PEOPLE)
    Import.objects.filter(pk=one.pk).update(created_at=one.created_at - timedelta(days=31))
    assert (actions.forget_old_files(), queries.path_of(one).exists(), one.rows.count()) == (1, False, 0)
    assert Party.objects.filter(billed_name="Jan Vogt").exists()
