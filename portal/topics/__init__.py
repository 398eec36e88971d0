"""Topics: the shared, translated tree of subjects that help, rooms and pages hang on."""
