"""See `shibokensupport`."""
