"""Addresses: a customer's inbox and notifications below /me/, why a message came, and the staff's pages below /desk/messages/."""

from django.urls import include, path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.messaging.desk import calls, letters, messages, outbox, templates
from portal.messaging.views import inbox, push, why

app_name = "messaging"
urlpatterns = [
    path("me/inbox/", inbox.inbox, name="inbox"),
    path("me/inbox/<row:pk>/", inbox.inbox_item, name="inbox_item"),
    path("me/inbox/put-away/", inbox.put_away, name="put_away"),
    path("me/notifications/", push.notifications, name="notifications"),
    path("me/notifications/on/", push.subscribe, name="push_on"),
    path("me/notifications/off/", push.unsubscribe, name="push_off"),
    path("m/<str:token>/why/", why.why, name="why"),
]
_BOTH, _EDIT, _AGENT = (Role.AGENT, Role.MARKETER), (Role.MARKETER,), (Role.AGENT,)
_desk = [
    path("", desk_page(messages.message_list, *_BOTH), name="messages"),
    path("<row:pk>/", desk_page(messages.message_page, *_BOTH), name="message"),
    path("<row:pk>/html/", desk_page(messages.message_frame, *_BOTH), name="message_html"),
    path("<row:pk>/resolve/", desk_page(messages.resolve, *_BOTH), name="resolve"),
    path("templates/", desk_page(templates.template_list, *_BOTH), name="templates"),
    path("templates/new/", desk_page(templates.edit_template, *_EDIT), name="new_template"),
    path("templates/<row:pk>/", desk_page(templates.template_page, *_BOTH), name="template"),
    path("templates/<row:pk>/edit/", desk_page(templates.edit_template, *_EDIT), name="edit_template"),
    path("templates/<row:pk>/test/", desk_page(templates.send_test, *_EDIT), name="test_template"),
    path("templates/<row:pk>/restore/<row:number>/", desk_page(templates.restore_version, *_EDIT), name="restore_template"),
    path("templates/<row:pk>/<slug:language>/html/", desk_page(templates.template_frame, *_BOTH), name="template_html"),
    path("templates/<row:pk>/<slug:language>/letter/", desk_page(templates.template_letter, *_BOTH), name="template_letter"),
    path("outbox/", desk_page(outbox.outbox, *_AGENT), name="outbox"),
    path("outbox/<row:pk>/", desk_page(outbox.outbox_entry, *_AGENT), name="outbox_entry"),
    path("outbox/<row:pk>/document/", desk_page(outbox.outbox_document, *_AGENT), name="outbox_document"),
    path("calls/", desk_page(calls.call_list, *_AGENT), name="calls"),
    path("calls/<row:pk>/", desk_page(calls.call_page, *_AGENT), name="call"),
    path("calls/<row:pk>/take/", desk_page(calls.take_call, *_AGENT), name="take_call"),
    path("calls/<row:pk>/give-back/", desk_page(calls.give_back, *_AGENT), name="give_back_call"),
    path("letters/", desk_page(letters.letter_list, *_AGENT), name="letters"),
    path("letters/<row:pk>/", desk_page(letters.letter_document, *_AGENT), name="letter"),
    path("letters/batch/", desk_page(letters.make_batch, *_AGENT), name="make_batch"),
    path("letters/batches/<row:pk>/", desk_page(letters.batch_document, *_AGENT), name="batch"),
    path("letters/batches/<row:pk>/list/", desk_page(letters.batch_manifest, *_AGENT), name="batch_list"),
    path("letters/batches/<row:pk>/printed/", desk_page(letters.mark_printed, *_AGENT), name="batch_printed"),
]
desk_urlpatterns = [path("", include((_desk, "messaging_desk")))]
