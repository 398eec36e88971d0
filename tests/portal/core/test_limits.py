"""Whom a limit counts."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.core import limits


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_an_ipv6_line_is_counted_by_its_network(address, network):
    assert limits.network_of(address) == network


def test_addresses_of_one_ipv6_line_share_a_limit_and_another_line_has_its_own(rf):
    def over(address: str) -> bool:
        request = rf.get("/", REMOTE_ADDR=address)
        request.user = AnonymousUser()
        return limits.is_over(request, "tries", most=2)

    assert [over(f"2001:db8::{last}") for last in (1, 2, 3)] == [False, False, True]
    assert over("2001:db8:0:1::1") is False
