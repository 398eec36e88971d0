"""`manage.py demo_logins`: fresh passwords for one person of each kind in the demo, told once on this terminal."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.site.demo.book import read

CUSTOMER = "maeve-osullivan"
KINDS = [
    (_("Customer"), None),
    (Role.MARKETER.label, Role.MARKETER),
    (Role.MODERATOR.label, Role.MODERATOR),
    (Role.ADMINISTRATOR.label, Role.ADMINISTRATOR),
]


class Command(BaseCommand):
    help = "Prints one-time logins of the demo: a customer, a marketer, a support moderator, an administrator. Demo mode only."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("Only in demo mode: set DEMO_MODE=1, on this machine, never for a real portal.")
        people = read("people")
        customer = next(one["email"] for one in people["customers"] if one["code"] == CUSTOMER)
        self.stdout.write("Logins of the demo (the passwords change at each start):\n")
        for label, role in KINDS:
            users = User.objects.filter(email=customer) if role is None else User.objects.filter(groups__name=role.value)
            if role not in {None, Role.ADMINISTRATOR}:
                users = users.exclude(groups__name=Role.ADMINISTRATOR.value)
            user = users.order_by("pk").first()
            if user is None:
                self.stdout.write(f"  {label!s:<18} nobody: load the demo first (manage.py demo)")
                continue
            self.stdout.write(f"  {label!s:<18} {user.email:<44} {accounts.set_demo_password(user)}")
