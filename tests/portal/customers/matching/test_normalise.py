"""Names and addresses of three scripts in one form."""

import pytest

from portal.customers.matching import normalise
from portal.customers.matching.blocking import keys_of
from portal.customers.matching.columns import Table
from portal.customers.matching.comparing import LEVELS, levels


def level(role, first, second):
    import numpy as np

    table = Table({role: [first, second]})
    found = levels(table, np.array([0]), np.array([1]))[role][0]
    return "unknown" if found < 0 else LEVELS[table.columns[role].role.kind][found]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Jürgen Müller", "Mueller, Juergen"), ("Dr. Anna Weiß", "WEISS Anna"), ("Łukasz Żak", "lukasz zak"), ("王小明", "Wang Xiaoming"),
        ("歐陽修", "Xiu Ouyang"), ("陈美玲", "陳美玲"), ("O'Brien Sean", "Sean OBrien"), ("مُحَمَّد حدّاد", "محمد حداد"), ("Anna\u00a0 Klein ", "anna klein"),
    ],
)  # fmt: skip
def test_the_same_name_written_otherwise_is_equal(first, second):
    assert level("name", first, second) == "equal"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("محمد المصري", "Mohammed Al-Masri", "sounds"), ("يوسف قاسم", "Yousef Kasim", "sounds"), ("Katharina Schmidt", "Catarina Schmitt", "sounds"),
        ("Katharina Schröder", "Katharina Schroder", "equal"), ("Anna Bergmann", "Anna Bergmamn", "nearly"), ("A. Bergmann", "Anna Bergmann", "part"),
        ("Anna Maria Bergmann", "Anna Bergmann", "part"), ("Paul Bergmann", "Anna Bergmann", "shared"), ("Paul Klein", "Anna Bergmann", "different"),
        ("Lea Müller", "Leo Müller", "shared"), ("Ali Haddad", "علي حداد", "sounds"), ("", "Anna", "unknown"), ("!!!", "Anna", "unknown"),
    ],
)  # fmt: skip
def test_the_levels_of_whole_names(first, second, expected):
    assert level("name", first, second) == expected


@pytest.mark.parametrize(
    ("role", "first", "second", "expected"),
    [
        ("street", "Hauptstraße", "Hauptstr.", "equal"), ("street", "Haupt Strasse", "hauptstraße", "equal"), ("street", "High Street", "High St", "equal"),
        ("street", "Bergstraße", "Talweg", "different"), ("born_on", "1980-03-12", "12.03.1980", "equal"), ("born_on", "1980-03-12", "1980-12-03", "nearly"),
        ("born_on", "١٩٨٠-٠٣-١٢", "1980-03-12", "equal"), ("born_on", "1980-03-12", "1981-07-29", "different"),
        ("email", "a.b@mail.example", "ab@post.example", "different"), ("email", "anna.berg@mail.example", "annaberg@post.example", "local"),
        ("phone", "+49 761 555 0120", "0761 5550120", "end"), ("postcode", "79098", "79098 ", "equal"), ("postcode", "79098", "79099", "nearly"),
        ("code", "1804974", "1840974", "nearly"),
    ],
)  # fmt: skip
def test_the_levels_of_other_values(role, first, second, expected):
    assert level(role, first, second) == expected


def test_names_put_into_each_others_columns_are_seen():
    import numpy as np

    table = Table({"given_name": ["mikhayla", "hannagan"], "surname": ["hannagan", "mikhayla"]})
    found = levels(table, np.array([0]), np.array([1]))
    assert [LEVELS["name"][found[role][0]] for role in ("given_name", "surname")] == ["crossed", "crossed"]


def test_one_person_in_two_scripts_shares_a_key():
    latin = {"name": normalise.full_name("Mohammed Haddad")}
    arabic = {"name": normalise.full_name("محمد حداد")}
    assert {key for key in keys_of(latin) if key[0] == "bones"} == {key for key in keys_of(arabic) if key[0] == "bones"} != set()


@pytest.mark.parametrize("wild", ["\x00", "a" * 10_000, "\u202e", "🎉", "\ud800", "-" * 500, "0" * 400, "ال"])
def test_no_value_is_too_wild(wild):
    for role in ("name", "given_name", "street", "born_on", "email", "phone", "code"):
        level(role, wild, "Anna")
        assert all(len(key) <= 120 for _rule, key in keys_of({role: Table({role: [wild]}).columns[role].of(0)}))
