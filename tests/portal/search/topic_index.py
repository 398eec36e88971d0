"""An index for tests: topics as documents. A code that begins with 'staff-' is for staff, 'members-' for members."""

from haystack import indexes

from portal.core.i18n import column
from portal.search.indexing import Document, PortalIndex
from portal.topics.models import Topic


class TopicIndex(PortalIndex, indexes.Indexable):
    model = Topic
    document_kind = "topic"

    def rows(self, language):
        return Topic.objects.exclude(code__startswith="draft-").exclude(**{column("name", language): None})

    def document(self, row, language):
        audience = {"staff": "staff", "members": "members"}.get(row.code.partition("-")[0], "public")
        return Document(
            title=row.name, body=row.intro, url=f"/{language}/topics/{row.slug}/", code=f"topic:{row.code}", audience=[audience]
        )
