"""Users as tests need them: signed up, confirmed, with a party, and with roles if wanted."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from portal.accounts.models import User

PASSWORD = "nine quiet copper kettles"
_numbers = count(1)


def work_off_mails() -> None:
    """Do what a worker does with the mails that wait."""
    from portal.jobs.loop import Worker

    worker = Worker("postman", queues=["mail"])
    while worker.step():
        pass


def user(email: str | None = None, roles: tuple[str, ...] = (), *, party: bool = True, verified: bool = True, handle: str = "", **fields: Any) -> User:
    """A user who can sign in with PASSWORD; `roles` are role codes (Role values), `party=False` leaves the customer out."""
    from portal.customers import actions

    number = next(_numbers)
    address = (email or f"person{number}@mail.example").lower()
    made = User.objects.create_user(address, PASSWORD, **{"is_staff": bool(roles), **fields})
    EmailAddress.objects.create(user=made, email=address, primary=True, verified=verified)
    for role in roles:
        made.groups.add(Group.objects.get_or_create(name=str(role))[0])
    if party:
        actions.party_for_user(made, handle=handle or f"person-{number}")
    return made
