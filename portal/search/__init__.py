"""Search: our Whoosh engine behind Haystack, one index per language, the queue that feeds it, and what may be found."""
