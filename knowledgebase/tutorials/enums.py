"""The closed lists of tutorials."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Difficulty(TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Takes some care")
    HARD = "hard", _("For the practised")
