"""Core: no business word. Registry, clock, text, money, paging, components, the base templates and styles."""
