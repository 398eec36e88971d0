"""What the floor registers: its system checks and the doctor's examinations."""

from portal.core import checks, doctor

__all__ = ["checks", "doctor"]
