"""FAQ: questions customers ask and the answers that hold, by topic and product."""
