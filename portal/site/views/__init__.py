"""Pages made of many apps' parts: composition only."""
