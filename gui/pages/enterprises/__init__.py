"""The register: the list of enterprises (`listing`), and the form of one; together the `page`."""
