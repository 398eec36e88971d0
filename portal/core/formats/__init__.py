"""How dates and times are written where Django's own ways do not suit: English as in Europe, Arabic with words instead of month/day."""
