"""What the pages and Wagtail hold: content of the house, and marks of the editors who made it."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from portal.core import privacy

_KEPT_FOR_PAGES = _("What was done to pages stays, with the number of an empty sign-in, because published pages must stay accountable.")
_PAGES = ("DirectoryPage", "ContactPage", "InfoPage", "NewsIndexPage", "NewsPage", "PolicyPage")

privacy.not_personal("pages.PortalImage", "wagtailimages.Image", "wagtaildocs.Document", staff=["uploaded_by_user"])
privacy.not_personal(
    "pages.PortalRendition", "pages.Activity", "pages.ContactChannel", "pages.PolicyVersion", "wagtailimages.Rendition",
    "wagtailredirects.Redirect", "wagtailembeds.Embed", "wagtailsearch.IndexEntry",
    "wagtailadmin.Admin", "wagtailcore.Locale", "wagtailcore.Site", "wagtailcore.GroupSitePermission",
    "wagtailcore.CollectionViewRestriction", "wagtailcore.CollectionViewRestriction_groups", "wagtailcore.Collection",
    "wagtailcore.GroupCollectionPermission", "wagtailcore.WorkflowContentType", "wagtailcore.Workflow", "wagtailcore.WorkflowTask",
    "wagtailcore.Task", "wagtailcore.GroupApprovalTask", "wagtailcore.GroupApprovalTask_groups", "wagtailcore.GroupPagePermission",
    "wagtailcore.PageViewRestriction", "wagtailcore.PageViewRestriction_groups", "wagtailcore.WorkflowPage",
    "wagtailcore.ReferenceIndex", "taggit.Tag", "taggit.TaggedItem",
    *(f"wagtail_localize.{name}" for name in (
        "TranslatableObject", "TranslationSource", "Translation", "TranslationLog", "String", "TranslationContext", "Template",
        "StringSegment", "TemplateSegment", "RelatedObjectSegment", "OverridableSegment", "LocaleSynchronization",
    )),
)  # fmt: skip
if connection.vendor == "sqlite":
    privacy.not_personal("wagtailsearch.SQLiteFTSIndexEntry")
privacy.not_personal("wagtail_localize.StringTranslation", "wagtail_localize.SegmentOverride", staff=["last_translated_by"])
privacy.not_personal("wagtailcore.Page", *(f"pages.{name}" for name in _PAGES), staff=["locked_by", "owner"])
privacy.not_personal("wagtailcore.WorkflowState", staff=["requested_by"])
privacy.declare("wagtailusers.UserProfile", of=["user"], export=["preferred_language", "current_time_zone", "avatar"], erase=privacy.DELETE)
privacy.declare("wagtailadmin.EditingSession", of=["user"], export=["object_id", "last_seen_at"], erase=privacy.DELETE)
privacy.declare("wagtailadmin.FormState", of=["user"], export=["object_id"], erase=privacy.DELETE)
privacy.declare("wagtailcore.APIToken", of=["user"], export=["name", "prefix"], erase=privacy.DELETE)
privacy.declare("wagtailcore.UploadedFile", of=["uploaded_by_user"], export=["file"], erase=privacy.DELETE)
privacy.declare("wagtailcore.PageSubscription", of=["user"], export=["page__title"], erase=privacy.DELETE)
privacy.declare("wagtailcore.ModelLogEntry", of=["user"], export=["label", "action", "timestamp"], keep=_KEPT_FOR_PAGES)
privacy.declare("wagtailcore.PageLogEntry", of=["user"], export=["label", "action", "timestamp"], keep=_KEPT_FOR_PAGES)
privacy.declare("wagtailcore.Revision", of=["user"], export=["object_str", "created_at"], keep=_KEPT_FOR_PAGES)
privacy.declare(
    "wagtailcore.TaskState", of=["finished_by"], export=["status", "comment", "finished_at"], erase={"comment": ""}, keep=_KEPT_FOR_PAGES
)
privacy.declare(
    "wagtailcore.Comment", of=["user"], export=["text", "created_at"], erase=privacy.DELETE, staff=["resolved_by"]
)
privacy.declare("wagtailcore.CommentReply", of=["user"], export=["text", "created_at"], erase=privacy.DELETE)
