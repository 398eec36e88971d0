"""Customers: parties and what identifies them, facts with their source, and the timeline on which every act is one fact."""
