"""Answers are not about people."""

from portal.core import privacy

privacy.not_personal("faq.Question", staff=["locked_by"])
privacy.not_personal("faq.Question_products")
