"""The marketers' pages: a builder of plain forms, kind errors, hostile text as text."""

from datetime import timedelta

import pytest

from portal.core import pruning
from portal.core.clock import now
from portal.customers import timeline
from portal.customers.actions import features
from portal.segments import tasks
from portal.segments.actions import editing
from portal.segments.models import Segment, SegmentCheck, SegmentMember, SegmentMove
from tests.factories import accounts, customers
from tests.factories.segments import every

pytestmark = pytest.mark.django_db
CITY = {"n.join": "all", "n-0.t": "c", "n-0.what": "trait:city", "n-0.was": "trait:city", "n-0.op": "is", "n-0.value": "Kiel"}
HOSTILE = "<script>alert(1)</script> {{ 7|add:7 }}"


@pytest.fixture
def marketer(client):
    user = accounts.user(roles=("marketer",))
    client.force_login(user)
    return user


@pytest.fixture
def segment():
    return editing.create_segment(by=None, names={"en": "Everybody", "de": "Alle"}, tree=every())


def post(client, fields, path="/desk/segments/new/", **headers):
    return client.post(path, fields, headers=headers)


def test_a_segment_is_built_with_plain_forms(client, marketer):
    party = customers.party(facts={"city": "Kiel"})
    page = post(client, {"n.join": "all", "n-0.t": "c", "n-0.what": "", "n-0.was": "", "do": "group:n"}).content.decode()
    assert 'name="n-1.join"' in page
    assert 'name="n-1-0.what"' in page
    page = post(client, {**CITY, "n-0.was": "", "do": "count"}).content.decode()
    assert 'name="n-0.op"' in page
    saved = post(client, {**CITY, "name_en": "In Kiel", "name_de": "In Kiel", "do": "save"})
    made = Segment.objects.get()
    assert (saved.status_code, saved.url) == (302, made.get_absolute_url())
    assert made.tree == every({"trait": "city", "op": "is", "value": "Kiel"})
    assert list(made.members.values_list("party_id", flat=True)) == [party.pk]


def test_a_part_comes_alone_for_the_script(client, marketer):
    page = post(client, {**CITY, "do": "count"}, **{"X-Part": "builder"}).content.decode()
    assert "<html" not in page
    assert "segment-total" in page


def test_what_is_unfinished_is_not_saved_and_told_where(client, marketer):
    page = post(client, {"n.join": "all", "n-0.t": "c", "n-0.what": "trait:city", "n-0.was": "trait:city", "n-0.op": "is", "n-0.value": "", "name_en": "X", "do": "save"})
    assert page.status_code == 200
    assert page.content.decode().count("Write a text.") == 2
    page = post(client, {**CITY, "do": "save"}).content.decode()
    assert not Segment.objects.exists()
    assert 'value="Kiel"' in page


@pytest.mark.parametrize("button", ["remove:n-0", "remove:n", "add:n-7", "add:x", "group:n-0", "remove:n-9999999999", "nonsense", "add:n-\x00", ""])
def test_no_button_breaks_the_form(client, marketer, button):
    assert post(client, {**CITY, "do": button}).status_code == 200


@pytest.mark.parametrize("value", ["\x00", "\ud800", "x" * 10_000, "9" * 5000, "\u202eevil", "-1e999"])
@pytest.mark.parametrize("what", ["trait:city", "trait:acts", "trait:joined", "trait:language", "trait:agreed", "did", "never", "spent", "segment", "trait:gone"])
def test_no_value_breaks_the_form(client, marketer, what, value):
    fields = {
        "n.join": value, "n-0.t": "c", "n-0.what": what, "n-0.was": what, "name_en": "X", "do": "save", "version": value,
        **{f"n-0.{name}": value for name in ("op", "value", "other", "kind", "count", "amount", "currency", "window", "days", "first", "last", "segment")},
    }  # fmt: skip
    page = client.post("/desk/segments/new/", "&".join(f"{k}={v}" for k, v in fields.items()).encode("utf-8", "surrogatepass"), content_type="application/x-www-form-urlencoded")
    assert page.status_code == 200
    assert not Segment.objects.exists()


def test_a_form_nested_too_deep_ends_where_trees_end(client, marketer):
    names = ["n"]
    for _ in range(80):
        names.append(f"{names[-1]}-0")
    fields = {"do": "count", **{f"{name}.t": "g" for name in names[1:]}, **{f"{name}.join": "all" for name in names}}
    assert post(client, fields).status_code == 200


def test_two_who_change_one_segment_are_told(client, marketer, segment):
    page = post(client, {**CITY, "name_en": "First", "version": "1", "do": "save"}, f"/desk/segments/{segment.pk}/edit/")
    assert page.status_code == 302
    page = post(client, {**CITY, "n-0.value": "Bonn", "name_en": "Second", "version": "1", "do": "save"}, f"/desk/segments/{segment.pk}/edit/")
    assert "Somebody else changed this segment" in page.content.decode()
    assert str(Segment.objects.get()) == "First"


def test_pages_are_there_when_empty_and_when_full(client, marketer, segment):
    assert "No segments yet" not in client.get("/desk/segments/").content.decode()
    timeline.record(customers.party(), "accounts.signed_up")
    features.drain()
    for path in ("", "?count", "edit/", "members/", "moves/", "members/?after=damaged"):
        assert client.get(f"/desk/segments/{segment.pk}/{path}").status_code == 200
    segment.delete()
    assert "No segments yet" in client.get("/desk/segments/").content.decode()
    for path in ("", "edit/", "members/", "moves/"):
        assert client.get(f"/desk/segments/{segment.pk or 1}/{path}").status_code == 404
    assert client.get("/desk/segments/99999999999999999999/").status_code == 404


def test_old_comings_and_goings_are_forgotten_and_the_last_check_stays(client, marketer, monkeypatch, settings):
    settings.SEGMENT_LOG_DAYS = 50
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    kept, resting = (editing.create_segment(by=None, names={"en": name}, tree=every()) for name in ("Kept", "Resting"))
    for days in (0, 49, 51, 52, 53):
        SegmentMove.objects.create(segment=kept, party=customers.party(), direction="in", because="facts", at=now() - timedelta(days=days))
        SegmentCheck.objects.create(segment=kept, size=days, at=now() - timedelta(days=days))
    for days in (53, 52, 51):
        SegmentCheck.objects.create(segment=resting, size=days, at=now() - timedelta(days=days))
    members = set(SegmentMember.objects.values_list("segment", "party"))
    page = client.get(f"/desk/segments/{kept.pk}/").content.decode()
    shown = page[page.index("Last nightly check"):][:200]
    assert tasks.forget_old_log.call() == 3 + 3 + 2
    assert SegmentMove.objects.filter(segment=kept).count() == 2
    assert sorted(SegmentCheck.objects.values_list("segment", "size")) == [(kept.pk, 0), (kept.pk, 49), (resting.pk, 51)]
    assert set(SegmentMember.objects.values_list("segment", "party")) == members
    assert shown in client.get(f"/desk/segments/{kept.pk}/").content.decode()
    assert tasks.forget_old_log.call() == 0


def test_hostile_text_is_shown_as_text(client, marketer):
    made = editing.create_segment(by=None, names={"en": HOSTILE}, tree=every({"trait": "city", "op": "is", "value": HOSTILE}), note=HOSTILE)
    for path in ("/desk/segments/", f"/desk/segments/{made.pk}/", f"/desk/segments/{made.pk}/edit/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in page


def test_freezing_thawing_and_putting_away(client, marketer, segment):
    client.post(f"/desk/segments/{segment.pk}/freeze/", {"to": "frozen"})
    assert Segment.objects.get().mode == "frozen"
    client.post(f"/desk/segments/{segment.pk}/freeze/", {"to": "live"})
    assert Segment.objects.get().mode == "live"
    editing.create_segment(by=None, names={"en": "Outer"}, tree=every({"segment": segment.slug}))
    page = client.post(f"/desk/segments/{segment.pk}/archive/", follow=True).content.decode()
    assert "Other segments ask about this one" in page
    assert Segment.objects.in_use().count() == 2
