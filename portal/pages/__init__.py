"""Pages: the Wagtail floor - base page, blocks, images with translated alt text, translation state - and the informative pages on it."""
