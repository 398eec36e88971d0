"""Search: our Whoosh engine behind Haystack, one index per language, the queue that feeds it, and what may be found.

What an app writes to be found: `search_indexes.py`, one class for each kind of thing.

    from haystack import indexes
    from portal.search.indexing import Document, PortalIndex, plain

    class AnswerIndex(PortalIndex, indexes.Indexable):
        model = Answer
        document_kind = "faq"                       # registered in hooks.py, see below
        follows = {"faq.AnswerProduct": lambda row: [row.answer_id]}   # other rows whose change changes this document

        def rows(self, language):                   # only what may be found in this language, with select_related/prefetch_related
            return Answer.objects.filter(live=True).select_related("topic").prefetch_related("products")

        def document(self, row, language):          # the language is active; None: not findable in this language
            return Document(
                title=row.question,                 # plain text; matches count far more than in the body
                body=plain(row.body),               # `plain` takes HTML, StreamField values or text
                summary=row.summary,                # the line shown where the body has no better passage
                keywords=[*row.tags, "SKU-1"],      # other words people type: SKUs, tags, names of the topic; count like half a title
                url=row.get_absolute_url(),         # in this language
                code=f"faq:{row.code}",             # stable, the same in all languages; judged queries compare it
                audience=["public"],                # who may find it, default public; several: any of them is enough
            )

- Records with translated columns (django-modeltranslation) go to every language's index, each with that language's text and
  address (fallback text where a translation is missing); decide in `rows` if a row without translation stays away.
- Wagtail pages go only to the index of their own locale: derive from `PageDocumentIndex`, which does this and leaves out
  pages that are not live or private.
- A class may add Haystack fields of its own (for `SearchQuerySet`); `prepare_<field>` works as in Haystack.
- `hooks.py`: `from portal.search import kinds` and `kinds.add("faq", kinds.Kind(_("Answers"), order=20, icon="circle-question-mark"))`.
  Order decides the place in filters. Codes of documents: product:, faq:, tutorial:, room:, news:, page: + the content's code.
- Audiences: "public" for all, "members" for signed-in customers; an app adds more with
  `portal.search.rules.audiences.add("chat", lambda user: [...])`, a function from a signed-in user to names of audiences.
- Updates come by themselves: `save()` and `delete()` of the model, of `follows` and of their many-to-many fields leave a
  `SearchChange` in the same transaction. `QuerySet.update()`, `bulk_create()` and `bulk_update()` send no signal: the action
  calls `portal.search.actions.queue_changes(Model, pks)` inside its transaction.
- Tests: `portal.search.actions.drain()` brings the indexes up to date at once; indexes live in a folder of the test run.
"""
