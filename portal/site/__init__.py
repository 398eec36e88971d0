"""Site: the roof. Home, my page, the search page, menus, the desk's front page and the demo: composition only."""
