"""Customers as a list: which columns there are, what a cell may hold, and how a line is brought in and taken back."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.core.text import clean_line
from portal.customers import identify
from portal.customers.actions import importing, listing
from portal.customers.enums import Purpose
from portal.customers.matching.recognise import LIST, Claims
from portal.customers.models import Party
from portal.imports.enums import RowState
from portal.imports.importers import Field, Given, Importer, Result, TakenBack

_YES = {"1", "x", "y", "yes", "true", "ja", "j", "نعم", "是", "✓", "✔"}
_DATES = (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"), re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"))
_MOST = {"name": 200, "street": 200, "postcode": 20, "city": 120, "company": 200, "code": 60}


class CustomerImporter(Importer):
    """Each line is recognised: known customers are added to, possible ones are put on the list of possible duplicates."""

    slug = "customers"
    label = gettext_lazy("Customers")
    icon = "users"
    roles = (Role.AGENT, Role.ADMINISTRATOR)
    explanation = gettext_lazy(
        "Each line is compared with the customers we know. Somebody known gets what is new of him; where it is not certain, a new "
        "customer is noted and the pair waits on the list of possible duplicates. Consents need to say where they were given."
    )
    fields = (
        Field("name", gettext_lazy("Name"), ("full name", "Name", "Vor- und Nachname", "Kunde", "الاسم", "姓名"), required=True),
        Field("email", gettext_lazy("E-mail address"), ("email", "e-mail", "mail", "E-Mail-Adresse", "البريد الإلكتروني", "電子郵件")),
        Field("phone", gettext_lazy("Telephone"), ("phone", "tel", "mobile", "Telefon", "Handy", "الهاتف", "電話", "手機")),
        Field("street", gettext_lazy("Street and number"), ("street", "address", "Straße", "Anschrift", "الشارع", "地址")),
        Field("postcode", gettext_lazy("Postcode"), ("postcode", "zip", "zip code", "PLZ", "Postleitzahl", "الرمز البريدي", "郵遞區號")),
        Field("city", gettext_lazy("Town"), ("city", "town", "Ort", "Stadt", "المدينة", "城市")),
        Field("country", gettext_lazy("Country"), ("country", "Land", "البلد", "國家"), help=gettext_lazy("Two letters, such as DE.")),
        Field("birth_date", gettext_lazy("Date of birth"), ("birthday", "dob", "Geburtsdatum", "تاريخ الميلاد", "出生日期")),
        Field("company", gettext_lazy("Company"), ("company", "organisation", "Firma", "الشركة", "公司")),
        Field("language", gettext_lazy("Language"), ("language", "lang", "Sprache", "اللغة", "語言")),
        Field("code", gettext_lazy("Customer number"), ("customer number", "customer id", "Kundennummer", "رقم العميل", "客戶編號")),
        Field("news", gettext_lazy("Agreed to news"), ("newsletter", "Newsletter", "النشرة", "電子報")),
        Field("offers", gettext_lazy("Agreed to offers"), ("offers", "marketing", "Angebote", "العروض", "優惠")),
        Field("proof", gettext_lazy("Where and when that was agreed"), ("consent source", "Nachweis", "إثبات الموافقة", "同意依據")),
    )

    def write(self, rows: Sequence[Given], *, by: Any, language: str, source: Any) -> list[Result]:
        read = [_read(row.values) for row in rows]
        sound = [_line(values, language, source, row.line) for row, (values, faults) in zip(rows, read, strict=True) if not faults]
        brought = iter(listing.import_customers(sound, by=by))
        return [
            Result(RowState.ERROR, label=values.get("name", ""), faults=faults) if faults else _result(next(brought))
            for values, faults in read
        ]

    def tied(self, rows: Sequence[Given]) -> list[Any]:
        read = [_read(row.values) for row in rows]
        places = [place for place, (_values, faults) in enumerate(read) if not faults]
        firsts = listing.hanging_together([_claims(read[place][0]) for place in places])
        found = {place: places[first] for place, first in zip(places, firsts, strict=True)}
        return [found.get(place, place) for place in range(len(rows))]

    def take_back(self, row: Any, *, by: Any) -> TakenBack:
        party = Party.objects.filter(pk=row.about.rpartition(":")[2]).first()
        if party is None:
            return TakenBack(done=True)
        if row.state in {RowState.NEW, RowState.REVIEW}:
            note = importing.take_back_customer(party, by=by)
        else:
            note = importing.take_back_changes(
                party, facts=row.after["facts"], identifiers=row.after["identifiers"], before=row.before, by=by
            )
        return TakenBack(done=not note, note=note)


def _result(brought: importing.Brought) -> Result:
    party = brought.entry.party
    after = {"facts": brought.facts, "identifiers": brought.identifiers}
    state = RowState.SAME if not (brought.facts or brought.identifiers or brought.consents) else RowState.CHANGED
    if brought.entry.made:
        state = RowState.REVIEW if brought.entry.verdict == "review" else RowState.NEW
    return Result(state, label=str(party), about=f"customers.party:{party.pk}", before=brought.before, after=after)


def _read(values: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The cells cleaned, and what is wrong with them."""
    clean: dict[str, Any] = {slug: clean_line(value) for slug, value in values.items() if clean_line(value)}
    faults: list[tuple[str, str]] = []
    for slug, check in (("email", identify.normal_email), ("phone", identify.normal_phone), ("birth_date", _date), ("country", _country)):
        if slug in clean:
            try:
                clean[slug] = check(clean[slug])
            except ValidationError as error:
                faults.append((slug, " ".join(error.messages)))
    faults += [(slug, _("This is longer than %(number)s characters.") % {"number": most})
               for slug, most in _MOST.items() if len(clean.get(slug, "")) > most]  # fmt: skip
    languages = {code.casefold(): code for code, _name in settings.LANGUAGES}
    if "language" in clean:
        found = languages.get(clean["language"].casefold().replace("_", "-"))
        if found is None:
            faults.append(("language", _("Write one of: %(codes)s.") % {"codes": ", ".join(languages)}))
        clean["language"] = found
    agreed = [purpose for purpose in (Purpose.NEWS, Purpose.OFFERS) if clean.get(str(purpose), "").casefold() in _YES]
    clean["consents"] = tuple(agreed)
    if agreed and not clean.get("proof"):
        faults.append(("proof", _("A consent needs to say where and when it was given.")))
    if agreed and "email" not in clean:
        faults.append(("email", _("A consent needs the address it is for.")))
    return clean, faults


def _date(text: str) -> str:
    for shape in _DATES:
        if found := shape.fullmatch(text.split("T", maxsplit=1)[0]):
            try:
                day = date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
            if date(1900, 1, 1) <= day <= date.today():  # noqa: DTZ011 - a birthday has no time zone
                return day.isoformat()
    raise ValidationError(_("This is no date of birth. Write it as 1984-05-31 or 31.05.1984."))


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValidationError(_("Write the country's two letters, such as DE."))
    return text.upper()


def _claims(values: dict[str, Any]) -> Claims:
    slugs = ("name", "email", "phone", "street", "postcode", "city", "birth_date", "code")
    return Claims(**{slug: values.get(slug, "") for slug in slugs}, system=LIST)


def _line(values: dict[str, Any], language: str, source: Any, number: int) -> importing.Line:
    return importing.Line(
        claims=_claims(values), language=values.get("language") or language, consents=values["consents"],
        key=f"import:{source.pk}:{number}", facts={slug: values[slug] for slug in ("country", "company") if slug in values},
        proof={"said": values.get("proof", ""), "file": source.file_name, "line": number},
    )  # fmt: skip
