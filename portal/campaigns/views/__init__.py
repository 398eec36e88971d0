"""What customers see of campaigns beside the pages themselves, one module a noun."""
