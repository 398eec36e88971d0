"""From a template's words to what leaves: Markdown and variables (compiling), the mail's paper (paper), whole messages (outgoing)."""
