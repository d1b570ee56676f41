"""Journeys in a real browser, against the real web server and the real worker, on a database of their own."""
