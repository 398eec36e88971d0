"""Parts of pages that are rendered once."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from portal.core import kept, pagecache


@pytest.fixture(autouse=True)
def empty_shelf():
    kept.forget()


class Counter:
    def __init__(self):
        self.times = 0

    def __str__(self):
        self.times += 1
        return f"<b>{self.times}</b>"


class Preview:
    is_preview = True


def test_a_part_is_rendered_once_and_stays_escaped():
    part, counter = Template('{% keep "part" %}{{ counter }}{% endkeep %}'), Counter()
    assert [part.render(Context({"counter": counter})) for _time in range(3)] == ["&lt;b&gt;1&lt;/b&gt;"] * 3


def test_scripts_carry_each_answers_own_nonce():
    part = Template('{% keep "part" %}<script nonce="{{ csp_nonce }}"></script>{{ counter }}{% endkeep %}')
    counter = Counter()
    shown = [part.render(Context({"csp_nonce": nonce, "counter": counter})) for nonce in ("first-nonce", "second-nonce")]
    assert shown == [f'<script nonce="{nonce}"></script>&lt;b&gt;1&lt;/b&gt;' for nonce in ("first-nonce", "second-nonce")]


def test_languages_and_values_have_parts_of_their_own():
    part, counter = Template('{% keep "part" one %}{{ counter }}{% endkeep %}'), Counter()
    for code in ("en", "de"):
        with translation.override(code):
            for one in (1, 2, 1):
                part.render(Context({"counter": counter, "one": one}))
    assert counter.times == 4


@pytest.mark.django_db(transaction=True)
def test_a_change_of_content_renders_it_anew():
    part, counter = Template('{% keep "part" %}{{ counter }}{% endkeep %}'), Counter()
    part.render(Context({"counter": counter}))
    pagecache.content_changed()
    part.render(Context({"counter": counter}))
    assert counter.times == 2


def test_seconds_bound_its_age():
    part, counter = Template('{% keep "part" seconds=0 %}{{ counter }}{% endkeep %}'), Counter()
    for _time in range(2):
        part.render(Context({"counter": counter}))
    assert counter.times == 2


def test_an_editors_preview_is_always_rendered():
    part, counter = Template('{% keep "part" %}{{ counter }}{% endkeep %}'), Counter()
    for _time in range(2):
        part.render(Context({"counter": counter, "request": Preview()}))
    assert counter.times == 2


@pytest.mark.parametrize(
    "inside", ["{% csrf_token %}", "{{ user.email }}", "{% if x %}{{ messages|length }}{% endif %}"]
)
def test_what_belongs_to_one_reader_is_refused(inside):
    with pytest.raises(TemplateSyntaxError, match="everybody"):
        Template('{% keep "part" %}' + inside + "{% endkeep %}")


def test_it_needs_a_name():
    with pytest.raises(TemplateSyntaxError, match="quoted name"):
        Template("{% keep %}{% endkeep %}")


def test_what_is_given_has_a_name_inside_and_is_made_only_when_the_part_is():
    made = []

    def page():
        made.append(1)
        return {"word": "<b>"}

    part = Template('{% keep "part" given=page %}{{ word }}{% endkeep %}{{ word }}')
    for _time in range(2):
        assert part.render(Context({"page": SimpleLazyObject(page)})) == "&lt;b&gt;"
    assert made == [1]


def test_a_part_is_made_for_one_answer_alone_where_that_is_said():
    part, counter = Template('{% keep "part" unless=own %}{{ counter }}{% endkeep %}'), Counter()
    shown = [part.render(Context({"counter": counter, "own": own})) for own in ("mine", "", "", "mine")]
    assert [text.strip("&;lgtb/") for text in shown] == ["1", "2", "2", "3"]
