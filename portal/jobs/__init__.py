"""Background work: retries, schedules and a reaper around django-tasks, and the page that shows them."""
