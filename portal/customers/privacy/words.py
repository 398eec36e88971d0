"""Words of the exported file and of the report of an erasure."""

from typing import Any

from django.utils.translation import gettext_lazy as _

COLUMNS = {
    "at": _("When"), "kind": _("Kind"), "channel": _("Channel"),
    "direction": _("Direction"), "source": _("Source"), "value": _("Value"),
    "attrs": _("Details"), "amount": _("Amount"), "currency": _("Currency"),
    "recorded_at": _("Noted"), "created_at": _("Made"), "reason": _("Reason"),
    "value_raw": _("As it was written"), "value_norm": _("As we compare it"),
    "verified_at": _("Confirmed"), "ended_at": _("Ended"),
    "first_seen_at": _("First seen"), "last_seen_at": _("Last seen"),
    "attribute": _("What"), "observed_at": _("When"), "purpose": _("Purpose"),
    "action": _("Act"), "state": _("State"), "status": _("State"),
    "body_md": _("Text"), "text": _("Text"), "body": _("Text"),
    "code": _("Code"), "title": _("Title"), "email": _("E-mail address"),
    "language": _("Language"), "joined_at": _("Joined"), "left_at": _("Left"),
    "act": _("Act"), "name": _("Name"), "type": _("Kind"),
    "user_agent": _("Browser"), "ip": _("Network address"),
    "address": _("Network address"),
}  # fmt: skip
"""How columns are called for the reader, where the model has no words for them."""

TABLES = {
    "accounts.User": _("Your sign-in"), "accounts.User_groups": _("Groups your sign-in belongs to"),
    "accounts.RoleChange": _("Roles given and taken"), "accounts.Letter": _("Mails about to leave"),
    "account.EmailAddress": _("Your e-mail addresses"), "account.EmailConfirmation": _("Questions whether an address is yours"),
    "usersessions.UserSession": _("Where you are signed in"), "accounts.AuditEntry": _("What staff did with your account"),
    "accounts.KnownBrowser": _("Browsers you have signed in with"), "accounts.Impersonation": _("When staff saw the site as you do"),
    "mfa.Authenticator": _("Your passkeys and second steps"), "wagtailusers.UserProfile": _("Your settings as an editor"),
    "wagtailadmin.EditingSession": _("Pages you had open as an editor"), "wagtailadmin.FormState": _("Forms you had open as an editor"),
    "wagtailcore.APIToken": _("Keys for programs"), "wagtailcore.UploadedFile": _("Files you uploaded as an editor"),
    "wagtailcore.PageSubscription": _("Pages you follow as an editor"), "wagtailcore.ModelLogEntry": _("What you edited"),
    "wagtailcore.PageLogEntry": _("Pages you edited"), "wagtailcore.Revision": _("Versions you wrote"),
    "wagtailcore.TaskState": _("Steps of approval"), "wagtailcore.Comment": _("Comments on pages"),
    "wagtailcore.CommentReply": _("Answers to comments on pages"), "imports.ImportRow": _("Lines of lists that spoke of you"),
    "customers.Party": _("You as our customer"), "customers.Identifier": _("How we know and reach you"),
    "customers.PartyFact": _("What we know about you"), "customers.Relationship": _("Households and companies"),
    "customers.Interaction": _("What you did and what happened"), "customers.ConsentEvent": _("What you agreed to and took back"),
    "customers.ConsentState": _("What holds now of what you agreed to"), "customers.Suppression": _("Stops of your addresses"),
    "customers.Contact": _("When we wrote to you"), "customers.MergeEdge": _("Records that were put together"),
    "customers.PartyAlias": _("Numbers that stand for you"), "customers.MatchCandidate": _("Records that may be you as well"),
    "customers.MatchKey": _("Short forms to recognise you by"), "customers.PreferenceEvent": _("Your preferences"),
    "customers.DataExport": _("Files like this one"), "customers.Erasure": _("Erasures"),
    "customers.PartyFeature": _("What we count of you"), "messaging.Message": _("Messages to you"),
    "messaging.DeliveryEvent": _("What became of messages to you"), "messaging.InboxItem": _("Your inbox"),
    "messaging.PushSubscription": _("Browsers that take notifications"), "messaging.OutboxEntry": _("Messages in the outbox"),
    "messaging.CallTask": _("Calls to you"), "messaging.PaperLetter": _("Letters to you"),
    "feedback.Vote": _("Where you said whether it helped"), "tutorials.Progress": _("Tutorials you began"),
    "tutorials.StepDone": _("Steps of tutorials you did"), "moderation.ReviewItem": _("Your words before the moderators"),
    "moderation.Report": _("Reports of yours and about you"), "moderation.Sanction": _("Pauses and closed rooms"),
    "moderation.ModerationLog": _("What moderators decided"), "chat.Membership": _("Rooms you joined"),
    "chat.Message": _("What you wrote in rooms"), "chat.MessageRevision": _("What you wrote before you changed it"),
    "segments.SegmentMember": _("Groups of customers you belong to"), "segments.SegmentMove": _("When you joined or left such a group"),
    "campaigns.BannerDismissal": _("Notices you put away"), "campaigns.Invitation": _("Your personal links"),
    "campaigns.Referral": _("Who came by a personal link"), "campaigns.FormAnswer": _("What you wrote in forms"),
    "campaigns.AudienceRow": _("Campaigns you were counted for"), "campaigns.Enrolment": _("Campaigns you took part in"),
    "campaigns.Outcome": _("What followed a campaign"), "accounts.User_user_permissions": _("Rights given to your sign-in alone"),
    "sessions.Session": _("What the site remembered of open visits"), "feedback.MissingAnswer": _("Searches that found nothing"),
    "django_tasks_database.DBTaskResult": _("Notes of background work"),
}  # fmt: skip
"""How tables are called for the reader: the models' own names are the trade's."""


def title_of(declaration: Any) -> str:
    """What a table holds, in words."""
    return str(TABLES.get(declaration.label, declaration.label))
