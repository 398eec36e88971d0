"""The ways out of the house: one adapter a channel, each with an embedded default that shows what would leave."""
