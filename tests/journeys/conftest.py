"""What all journeys on the demo share: one server with the demo for each process of the tests, whatever the file."""

from tests.journeys.server import demo, visit

__all__ = ["demo", "visit"]
