"""What a customer sees and changes of himself, one module a noun."""
