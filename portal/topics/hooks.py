"""What topics add elsewhere: rights, translations to refresh."""

from portal.accounts.roles import Role, grant
from portal.core import translation_state
from portal.topics.models import Topic

_RIGHTS = [f"topics.{verb}_topic" for verb in ("add", "change", "delete", "view")]
grant("topics", Role.EDITOR, _RIGHTS)
grant("topics", Role.ADMINISTRATOR, _RIGHTS)
translation_state.tracked.add("topics.Topic", Topic)
