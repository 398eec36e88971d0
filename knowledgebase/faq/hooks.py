"""What answers add elsewhere: rights, votes, search, the product page, the preview, translations to refresh."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.products import panels as product_panels
from knowledgebase.faq import importing, pages, panels, queries
from knowledgebase.faq.models import Question
from knowledgebase.feedback import votables
from portal.accounts.roles import Role, grant
from portal.core import translation_state
from portal.imports.importers import importers
from portal.search import kinds

_RIGHTS = [f"faq.{verb}_question" for verb in ("add", "change", "delete", "view", "publish", "lock", "unlock")]
grant("faq", Role.EDITOR, _RIGHTS)
grant("faq", Role.ADMINISTRATOR, _RIGHTS)
grant("faq", Role.MARKETER, ["faq.view_question", "faq.add_question", "faq.change_question"])

translation_state.tracked.add("faq.Question", Question)
importers.add("answers", importing.AnswerImporter())
kinds.add("faq", kinds.Kind(_("Answers"), order=20, icon="circle-question-mark"))
product_panels.registry.add("faq", panels.answers_of)
votables.registry.add("answer", votables.Votable(
    model=Question, label=_("Answer"), find=queries.with_words,
    add_name="wagtailsnippets_faq_question:add", edit_name="wagtailsnippets_faq_question:edit",
))  # fmt: skip


def _preview(request: HttpRequest, question: Question) -> dict[str, Any]:
    return {"request": request, **pages.preview(request, question)}


Question.preview_context = staticmethod(_preview)
