"""FAQ: questions customers ask and the answers that hold, by topic and product.

A `Question` exists once; question, address and answer have one column a language. Answers are written in Markdown; the
HTML readers get is rendered when the answer is saved. Votes on answers belong to `knowledgebase.feedback`.
`models.Article` is the common ground of all help articles (tutorials use it too).
"""
