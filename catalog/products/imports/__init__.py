"""Lists of products from elsewhere: reading (any file to rows), mapping (rows to wishes), pictures; applying is an action."""
