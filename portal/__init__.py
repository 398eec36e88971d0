"""The floor and the roof of the house: what every app stands on, and what puts them together."""
