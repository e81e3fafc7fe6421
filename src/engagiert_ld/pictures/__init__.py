"""Pictures made on the server: the same bytes for the same data, without a script and without inline style."""
