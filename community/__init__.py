"""Where customers meet each other and the organisation."""
