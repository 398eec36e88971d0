"""What the floor registers: its system checks, the doctor's examinations, and that its tables know nobody."""

from portal.core import checks, doctor, privacy

privacy.not_personal("core.ContentChange", "core.ErasurePass")

__all__ = ["checks", "doctor"]
