"""Topics are not about people."""

from portal.core import privacy

privacy.not_personal("topics.Topic")
