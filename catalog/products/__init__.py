"""Products: what is offered - category, product, variant, price - its pages, and how lists of them come in."""
