"""Imports: files of customers, products and articles that staff bring in at the desk.

Nouns: import (one file brought in), row, mapping (column to field), importer (what another app registers). Promises: a dry run says what
would happen, row by row; a file that breaks off leaves nothing half done; the last import can be undone.
"""
