"""Answers as a list at the desk: one line a question."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledgebase.faq import actions, queries
from portal.accounts.roles import Role
from portal.core.text import clean_line, clean_text
from portal.imports.enums import RowState
from portal.imports.importers import Field, Given, Importer, Result, TakenBack

_MOST = {"question": 250, "code": 120, "slug": 200, "keywords": 400}


class AnswerImporter(Importer):
    """A question that is there already, by its code, is brought up to date."""

    slug = "answers"
    label = gettext_lazy("Questions and answers")
    icon = "circle-question-mark"
    roles = (Role.EDITOR, Role.ADMINISTRATOR)
    explanation = gettext_lazy(
        "Answers are written in Markdown. A question with the same code is brought up to date in the language chosen."
    )
    fields = (
        Field("code", gettext_lazy("Code"), ("id", "Kürzel", "الرمز", "代號"), help=gettext_lazy("Made from the question when left out.")),
        Field("question", gettext_lazy("Question"), ("question", "title", "Frage", "Titel", "السؤال", "問題"), required=True),
        Field("answer", gettext_lazy("Answer"), ("answer", "body", "text", "Antwort", "الجواب", "回答"), required=True),
        Field("topic", gettext_lazy("Topic"), ("topic", "section", "category", "Thema", "الموضوع", "主題"), required=True),
        Field("slug", gettext_lazy("Address"), ("slug", "url", "Adresse", "العنوان", "網址")),
        Field("keywords", gettext_lazy("Other words for it"), ("keywords", "tags", "Stichworte", "كلمات مفتاحية", "關鍵字")),
    )

    def write(self, rows: Sequence[Given], *, by: Any, language: str, source: Any) -> list[Result]:
        topics = queries.topics_by_every_name()
        return [self._one(row, topics, by=by, language=language) for row in rows]

    def tied(self, rows: Sequence[Given]) -> list[Any]:
        return [slugify(clean_line(row.values.get("code") or row.values.get("question") or "")) or row.line for row in rows]

    def _one(self, row: Given, topics: dict[str, Any], *, by: Any, language: str) -> Result:
        values = {slug: clean_line(value) for slug, value in row.values.items() if slug != "answer"}
        question = values["question"]
        code = slugify(values.get("code") or question)[:120].strip("-")
        faults = [(slug, _("This is longer than %(number)s characters.") % {"number": most})
                  for slug, most in _MOST.items() if len(values.get(slug, "")) > most]  # fmt: skip
        topic = topics.get(values["topic"].casefold())
        if topic is None:
            faults.append(("topic", _("There is no topic “%(section)s”.") % {"section": values["topic"][:80]}))
        if not code:
            faults.append(("code", _("This question needs a code of Latin letters and digits.")))
        texts = {"question": question, "answer": clean_text(row.values["answer"])}
        if values.get("keywords"):
            texts["keywords"] = values["keywords"]
        address = slugify(values.get("slug") or question, allow_unicode=True)[:200].strip("-")
        if owner := queries.owner_of_address(address, language, other_than=code):
            faults.append(("slug", _("The question %(code)s has this address already.") % {"code": owner}))
        if faults:
            return Result(RowState.ERROR, label=question, faults=faults)
        before = queries.pictured(code)
        if values.get("slug") or not before or not before["texts"].get(language, {}).get("slug"):
            texts["slug"] = address
        try:
            _question, outcome = actions.put_question(code, by=by, topic=topic, texts={language: texts})
        except actions.UnpublishedChangesError:
            fault = _("%(code)s has a draft that is not published yet. Publish it or take it back first.") % {"code": code}
            return Result(RowState.ERROR, label=question, faults=[("code", fault)])
        state = {"added": RowState.NEW, "changed": RowState.CHANGED, "same": RowState.SAME}[outcome]
        return Result(state, label=question, about=f"faq.question:{code}", before=before, after=queries.pictured(code))

    def take_back(self, row: Any, *, by: Any) -> TakenBack:
        note = actions.take_back_question(row.about.partition(":")[2], before=row.before, after=row.after, by=by)
        return TakenBack(done=not note, note=note)
