"""Labels of closed lists are those Django gives, in the language that is active."""

from django.utils.translation import override

from portal.core.labels import displayed, labels
from portal.customers.enums import ContactChannel
from portal.messaging.models import Message


def test_labels_follow_the_active_language():
    told = {}
    for language in ("en", "de", "ar"):
        with override(language):
            assert dict(labels(ContactChannel)) == {code: str(label) for code, label in ContactChannel.choices}
            told[language] = labels(ContactChannel)["letter"]
    assert len(set(told.values())) == 3


def test_a_models_own_display_gives_what_djangos_gives():
    shown = displayed("channel", ContactChannel)
    for code in (*ContactChannel.values, "gone"):
        for language in ("en", "de"):
            with override(language):
                message = Message(channel=code)
                assert shown(message) == message.get_channel_display()
