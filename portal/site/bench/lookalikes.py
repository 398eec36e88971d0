"""A harder set of people than the published ones, made here: what a shop's list really holds.

Families share an address, a telephone and often one mailbox; twins share the birthday too; a son is called like his father; people
move, marry, change their number, and the number goes to somebody else; the same person is noted in Latin, Arabic or Chinese letters.
Everything follows from `seed`.
"""

# ruff: noqa: SIM905, E501 - lists of names read best as text

import random
from dataclasses import dataclass

ROLES = ("name", "email", "phone", "street", "house_number", "postcode", "city", "born_on")
_LATIN = {
    "f": """Anna Lea Lena Marie Maria Sophie Clara Hannah Emma Mia Laura Julia Katharina Ingrid Ursula Greta Charlotte Emily Grace Olivia
        Birgit Sabine Monika Petra Heike Claudia Nicole Stefanie Melanie Franziska Theresa Johanna Elisabeth Margarete Helga Renate Erika
        Alice Beatrice Eleanor Florence Harriet Imogen Rosemary Victoria Agnieszka Francesca""".split(),
    "m": """Paul Jonas Lukas Max Felix Leon Ben Jan Hans Karl Thomas Stefan Andreas Jürgen Björn James Oliver William George Henry
        Uwe Bernd Wolfgang Dieter Manfred Günter Rainer Torsten Matthias Sebastian Florian Tobias Dominik Benedikt Konrad Ludwig Friedrich
        Arthur Edward Frederick Hugh Leonard Nigel Percival Rupert Tomasz Alessandro""".split(),
}  # fmt: skip
_FAMILY = """Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder
    Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Lehmann Köhler Maier Walter Böhm Jäger Weiß
    Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker Thompson Roberts Hughes Novák Kowalski Rossi Silva""".split()
_FAMILY += [
    front + end
    for front in "Stein Wald Berg Brunn Eich Linden Rosen Gold Silber Kirch Ober Nieder Alten Neu Buch Birken Hasel Dorn Fels Rauch".split()
    for end in "mann berger hauer meier bach feld thal müller huber stätter brecht".split()
]
_ARABIC = [
    ("Mohammed", "محمد"), ("Ahmad", "أحمد"), ("Yousef", "يوسف"), ("Khaled", "خالد"), ("Omar", "عمر"), ("Ibrahim", "إبراهيم"), ("Hassan", "حسن"),
    ("Hussein", "حسين"), ("Mahmoud", "محمود"), ("Mustafa", "مصطفى"), ("Fatima", "فاطمة"), ("Maryam", "مريم"), ("Layla", "ليلى"),
    ("Zainab", "زينب"), ("Salma", "سلمى"), ("Nadia", "نادية"), ("Samir", "سمير"), ("Karim", "كريم"), ("Tariq", "طارق"), ("Rania", "رانيا"),
]  # fmt: skip
_ARABIC_FAMILY = [
    ("Al-Masri", "المصري"), ("Haddad", "حداد"), ("Khoury", "خوري"), ("Mansour", "منصور"), ("Najjar", "نجار"), ("Saleh", "صالح"), ("Hamdan", "حمدان"),
    ("Al-Sayed", "السيد"), ("Darwish", "درويش"), ("Shaheen", "شاهين"), ("Barakat", "بركات"), ("Rahman", "رحمن"), ("Qasim", "قاسم"),
]  # fmt: skip
_HAN_FAMILY = [("Wang", "王"), ("Li", "李"), ("Zhang", "張"), ("Liu", "劉"), ("Chen", "陳"), ("Yang", "楊"), ("Huang", "黃"), ("Zhao", "趙"), ("Wu", "吳"), ("Lin", "林")]
_HAN = [("Xiaoming", "小明"), ("Meiling", "美玲"), ("Jianguo", "建國"), ("Yating", "雅婷"), ("Junjie", "俊傑"), ("Shufen", "淑芬"), ("Zhiwei", "志偉"), ("Jiahao", "家豪"),
        ("Yijun", "怡君"), ("Guanting", "冠廷"), ("Peishan", "佩珊"), ("Wenxiong", "文雄")]  # fmt: skip
_STREETS = """Hauptstraße Bahnhofstraße Gartenweg Lindenallee Kirchgasse Schulstraße Bergstraße Ringstraße Wiesengrund Mühlweg Am_Markt Rosenweg
    Goethestraße Schillerstraße Dorfstraße Waldstraße Feldweg Birkenweg Amselweg Kaiserstraße High_Street Station_Road Church_Lane Mill_Road
    Park_Avenue Victoria_Road Green_Lane Kings_Road Queens_Drive Market_Square""".split()
_TOWNS = "Freiburg Konstanz Ulm Mainz Kassel Bremen Leipzig Erfurt Bonn Trier Passau Jena York Bath Leeds Derby Exeter Lincoln Durham Ely".split()
_MAILS = "mail.example post.example box.example web.example".split()


@dataclass
class Person:
    """Somebody as he is; what a list holds of him is a copy with faults."""

    number: int
    given: tuple[str, str]
    family: tuple[str, str]
    home: dict[str, str]
    born_on: str
    email: str
    phone: str
    eastern: bool = False

    def called(self, script: int = 0) -> str:
        """The name, in Latin letters (0) or in his own script (1)."""
        given, family = self.given[script] or self.given[0], self.family[script] or self.family[0]
        joint = "" if self.eastern and script else " "
        return f"{family}{joint}{given}" if self.eastern else f"{given} {family}"


class _Maker:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - people of a bench
        self.people: list[Person] = []

    def home(self) -> dict[str, str]:
        dice = self.dice
        street, town = dice.choice(_STREETS).replace("_", " "), dice.randrange(len(_TOWNS))
        postcode = f"{10 + town * 4}{dice.randrange(40):03d}"
        return {"street": street, "house_number": str(dice.randint(1, 160)), "postcode": postcode, "city": _TOWNS[town]}

    def born(self, first: int = 1940, last: int = 2005) -> str:
        return f"{self.dice.randint(first, last)}-{self.dice.randint(1, 12):02d}-{self.dice.randint(1, 28):02d}"

    def number(self) -> str:
        return f"+49{self.dice.randint(151, 179)}{self.dice.randint(1_000_000, 99_999_999)}"

    def _given(self, world: str) -> tuple[str, str]:
        if world == "arabic":
            return self.dice.choice(_ARABIC)
        if world == "han":
            return self.dice.choice(_HAN)
        return (self.dice.choice(_LATIN[self.dice.choice("fm")]), "")

    def _family(self, world: str) -> tuple[str, str]:
        if world == "arabic":
            return self.dice.choice(_ARABIC_FAMILY)
        if world == "han":
            return self.dice.choice(_HAN_FAMILY)
        double = self.dice.random() < 0.15
        return ("-".join(self.dice.sample(_FAMILY, 2)) if double else self.dice.choice(_FAMILY), "")

    def household(self) -> None:
        dice = self.dice
        world = dice.choices(["latin", "arabic", "han"], [8, 1, 1])[0]
        family, home, phone = self._family(world), self.home(), self.number()
        shared_mail = f"familie.{family[0].lower()}{dice.randint(1, 9999)}@{dice.choice(_MAILS)}" if dice.random() < 0.4 else ""
        size = dice.choices([1, 2, 3, 4], [4, 3, 2, 2])[0]
        shared_phone = size > 1 and dice.random() < 0.5
        births = [self.born(1940, 1990) for _one in range(min(size, 2))] + [self.born(1985, 2005) for _one in range(size - 2)]
        if size == 4 and dice.random() < 0.4:
            births[3] = births[2]  # twins
        given: list[tuple[str, str]] = []
        while len(given) < size:
            one = self._given(world)
            given += [] if one in given else [one]
        if size >= 3 and dice.random() < 0.04:
            given[2] = given[0]  # called like the father
        for place in range(size):
            number = len(self.people)
            own = f"{given[place][0].lower()}.{family[0].lower()}{dice.randint(1, 99)}@{dice.choice(_MAILS)}"
            self.people.append(
                Person(number, given[place], family, home, births[place], shared_mail or own, phone if shared_phone else self.number(), world == "han")
            )

    def slip(self, text: str) -> str:
        """One slip of the hand."""
        if len(text) < 4:
            return text
        place = self.dice.randrange(1, len(text) - 1)
        kind = self.dice.randrange(3)
        if kind == 0:
            return text[:place] + text[place + 1 :]
        if kind == 1:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        return text[:place] + self.dice.choice("aeinrst") + text[place + 1 :]

    def row(self, person: Person, *, again: bool) -> dict[str, str]:
        """What a list holds of the person: faithful the first time, with faults when noted again."""
        dice = self.dice
        script = 1 if again and person.given[1] and dice.random() < 0.6 else 0
        row = {"name": person.called(script), "email": person.email, "phone": person.phone, "born_on": person.born_on, **person.home}
        if again:
            self._change(row, person)
        for slug, missing in (("email", 0.15), ("phone", 0.25), ("born_on", 0.45), ("street", 0.1)):
            if dice.random() < missing:
                row[slug] = ""
        return row

    def _change(self, row: dict[str, str], person: Person) -> None:
        dice = self.dice
        if dice.random() < 0.2:
            row.update(self.home())  # moved
        self._rewrite(row, person)
        if dice.random() < 0.2:
            row["phone"] = self.number()
        elif dice.random() < 0.03:
            row["phone"] = dice.choice(self.people).phone  # a number that was somebody else's
        if dice.random() < 0.25:
            row["email"] = f"{person.family[0].lower()}{dice.randint(1, 999)}@{dice.choice(_MAILS)}"
        if dice.random() < 0.15:
            row["street"] = self.slip(row["street"]).replace("straße", "str.")
        if dice.random() < 0.1:
            row["born_on"] = row["born_on"][:-1] + str(dice.randrange(10))

    def _rewrite(self, row: dict[str, str], person: Person) -> None:
        """The name as it is written another time."""
        dice = self.dice
        if dice.random() < 0.04 and not person.eastern:
            row["name"] = f"{person.given[0]} {self._family('latin')[0]}"  # married
        if dice.random() < 0.25:
            row["name"] = self.slip(row["name"])
        if dice.random() < 0.1 and not person.eastern:
            given, _, family = row["name"].partition(" ")
            if family:
                row["name"] = f"{given[0]}. {family}" if dice.random() < 0.5 else f"{family}, {given}"


def people(count: int, *, seed: int = 20) -> tuple[dict[str, list[str]], set[frozenset[int]]]:
    """About `count` rows by role, shuffled, and the pairs of rows that are the same person. A third of the people stand there again."""
    maker = _Maker(seed)
    while len(maker.people) < count * 0.7:
        maker.household()
    noted = [(person, maker.row(person, again=False)) for person in maker.people]
    for person in maker.people:
        again = maker.dice.choices([0, 1, 2], [66, 26, 8])[0]
        noted += [(person, maker.row(person, again=True)) for _once in range(again)]
    maker.dice.shuffle(noted)
    rows_of: dict[int, list[int]] = {}
    for place, (person, _row) in enumerate(noted):
        rows_of.setdefault(person.number, []).append(place)
    truth = {frozenset((a, b)) for places in rows_of.values() for a in places for b in places if a < b}
    return {slug: [row[slug] for _person, row in noted] for slug in ROLES}, truth
