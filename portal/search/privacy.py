"""The queue of the search holds numbers of rows, nothing of people."""

from portal.core import privacy

privacy.not_personal("search.SearchChange", "search.IndexState")
