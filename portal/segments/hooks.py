"""What segments add to the floor: they follow customers that changed, and their place in the desk's menu."""

from portal.customers.traits import followers
from portal.segments.actions import keeping

followers.add("segments", keeping.follow)
