"""The help centre in the editor: questions, tutorials with their steps, topics; a tab and a preview for each language."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.settings import AVAILABLE_LANGUAGES
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from knowledgebase.faq.models import Question
from knowledgebase.tutorials.models import Tutorial
from portal.core.i18n import language_panel, translated_interface
from portal.core.translation_report import STALE
from portal.topics import actions as topics
from portal.topics.models import Topic

_COMMON = [
    FieldPanel("code"),
    MultiFieldPanel([FieldPanel("topic"), FieldPanel("products")], heading=_("Where it belongs")),
    MultiFieldPanel([FieldPanel("minutes"), FieldPanel("featured"), FieldPanel("position")], heading=_("How it is listed")),
]


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    list_display = ["question", "code", "topic", "updated_at", STALE]
    list_filter = ["topic", "featured", "live", "is_stale_somewhere"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = translated_interface(
        _COMMON, ["question", "slug", "answer", "keywords"], required=("question", "slug"), heading=_("General")
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Question.objects.select_related("topic")


def _tutorial_interface() -> TabbedInterface:
    common = [*_COMMON, MultiFieldPanel([FieldPanel("difficulty"), FieldPanel("picture")], heading=_("How it looks"))]
    names = ["title", "slug", "summary", "tools", "keywords"]
    whole = translated_interface(common, names, required=("title", "slug"), heading=_("General"))
    texts = [language_panel(name, code) for code in AVAILABLE_LANGUAGES for name in ("title", "body", "stuck")]
    panels = [FieldPanel("code"), FieldPanel("minutes"), FieldPanel("picture"), *texts]
    steps = ObjectList([InlinePanel("steps", panels=panels, heading=_("Steps"), label=_("Step"))], heading=_("Steps"))
    return TabbedInterface([whole.children[0], steps, *whole.children[1:]])


class TutorialViewSet(SnippetViewSet):
    model = Tutorial
    icon = "list-ol"
    menu_label = _("Tutorials")
    list_display = ["title", "code", "topic", "difficulty", "minutes", "updated_at", STALE]
    list_filter = ["topic", "difficulty", "live", "is_stale_somewhere"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = _tutorial_interface()

    def get_queryset(self, request: HttpRequest) -> Any:
        return Tutorial.objects.select_related("topic")


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    list_display = ["name", "code", "parent", "position", STALE]
    list_filter = ["parent"]
    edit_handler = translated_interface(
        [FieldPanel("code"), FieldPanel("parent"), FieldPanel("position")],
        ["name", "slug", "intro"],
        required=("name", "slug"),
        heading=_("General"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Topic.objects.select_related("parent")


class HelpGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, TutorialViewSet, TopicViewSet)
    menu_label = _("Help centre")
    menu_icon = "help"
    menu_order = 160


register_snippet(HelpGroup)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def show_the_topic(request: HttpRequest, instance: Any) -> None:
    """A topic has no drafts: what is saved is seen at once."""
    if isinstance(instance, Topic):
        topics.follow_change(instance)


@hooks.register("after_delete_snippet")
def show_the_gap(request: HttpRequest, instances: Any) -> None:
    """Deleted topics, questions and tutorials leave the kept pages."""
    for one in instances:
        if isinstance(one, Topic | Question | Tutorial):
            topics.follow_change(one)
